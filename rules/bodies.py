"""Chooses what a reader sees: of alternatives the plain text, unless it is a stub; of several parts, all in order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rules import mime
from rules.charsets import cleaned, decoded
from rules.html import text_of
from rules.mail_words import any_of
from rules.mime import Budget, Part

MAX_TEXT_BYTES = 262_144
MAX_HTML_BYTES = 327_680
MAX_SEGMENTS = 20
MAX_LINES = 6_000
"""Bounds on what is looked at of one body. People write a hundredth of that."""

_STUB = re.compile(any_of("stubs"), re.IGNORECASE)
_STUB_STEMS = ("html", "browser", "online", "mail client", "mail program", "mail reader", "if you can", "unable to")
_SHORT = 400
"""A stub is short; longer plain text is a text."""
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class _Segment:
    """One stretch of the body in up to two formats."""

    plain: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)


def bodies_of(root: Part, budget: Budget) -> str:
    """The text of the whole body, cleaned, with quotes behind "> " where HTML marked them."""
    segments = _segments(root)[:MAX_SEGMENTS]
    texts = [_text_of(segment, budget) for segment in segments]
    if len(texts) > 1:
        texts = _without_doubles(texts)
    return _bounded("\n\n".join(text for text in texts if text.strip()), budget)


def _bounded(text: str, budget: Budget) -> str:
    lines = text.split("\n", MAX_LINES)
    if len(lines) <= MAX_LINES and len(text) <= MAX_TEXT_BYTES:
        return text
    budget.note("body is cut to a bound")
    return "\n".join(lines[:MAX_LINES])[:MAX_TEXT_BYTES]


def _segments(part: Part) -> list[_Segment]:
    if not part.children:
        return _segment_of_leaf(part)
    below = [segment for child in part.children for segment in _segments(child)]
    if part.kind == "multipart/alternative":
        merged = _Segment([p for s in below for p in s.plain], [p for s in below for p in s.html])
        return [merged] if below else []
    if part.kind == "multipart/related":
        return below[:1]
    return below


def _segment_of_leaf(part: Part) -> list[_Segment]:
    if part.kind not in ("text/plain", "text/html", "text/enriched", "text/markdown", "application/xhtml+xml"):
        return []
    if part.disposition()[0] == "attachment":
        return []
    return [_Segment(html=[part])] if "html" in part.kind else [_Segment(plain=[part])]


def _text_of(segment: _Segment, budget: Budget) -> str:
    plain = "\n".join(_plain(part, budget) for part in segment.plain)
    if not segment.html or not _may_be_stub(plain, segment.html):
        return plain
    rich = "\n".join(_rich(part, budget) for part in segment.html)
    return rich if _is_stub(plain, rich) else plain


def _may_be_stub(plain: str, html: list[Part]) -> bool:
    """Worth the price of converting the HTML for comparison."""
    length = len(plain.strip())
    if length < 80 or _says_stub(plain):
        return True
    return sum(len(part.body) for part in html) > 25 * length


def _says_stub(plain: str) -> bool:
    """Whether a short text says that the message is elsewhere."""
    if len(plain) >= _SHORT + 100:
        return False
    lowered = plain.lower()
    return (
        any(stem in lowered for stem in _STUB_STEMS) and len(plain.strip()) < _SHORT and _STUB.search(plain) is not None
    )


def _is_stub(plain: str, rich: str) -> bool:
    if not rich.strip():
        return False
    words, rich_words = len(_WORD.findall(plain[:20_000])), len(_WORD.findall(rich[:20_000]))
    if words == 0 or _says_stub(plain):
        return True
    return words * 3 < rich_words


def _plain(part: Part, budget: Budget) -> str:
    text = cleaned(_decoded(part, budget, MAX_TEXT_BYTES))
    if part.parameters.get("format", "").lower() == "flowed":
        text = _unflowed(text, part.parameters.get("delsp", "").lower() == "yes")
    start = text[:200].lstrip().lower()
    if start.startswith(("<html", "<!doctype html", "<body", "<div", "<p>")):
        budget.note("HTML declared as plain text")
        return text_of(text)
    return text


def _rich(part: Part, budget: Budget) -> str:
    return text_of(_decoded(part, budget, MAX_HTML_BYTES))


def _decoded(part: Part, budget: Budget, limit: int) -> str:
    data = mime.content(part, budget, limit)
    if len(part.body) > limit * 2 or len(data) >= limit:
        budget.note("body is cut to a bound")
    text, defect = decoded(data, part.charset, is_html="html" in part.kind)
    if defect:
        budget.note(defect)
    return text


def _unflowed(text: str, deletes_space: bool) -> str:
    """RFC 3676: a line that ends in a space goes on in the next one of the same quote depth."""
    pieces: list[str] = []
    depth, goes_on = 0, False
    for line in text.split("\n"):
        content = line.lstrip(">")
        marks = len(line) - len(content)
        content = content.removeprefix(" ")
        if pieces and not (goes_on and marks == depth):
            pieces.append("\n")
            goes_on = False
        pieces.append(content if goes_on or not marks else ">" * marks + " " + content)
        depth, goes_on = marks, content.endswith(" ") and content.strip() not in ("", "--")
        if goes_on and deletes_space:
            pieces[-1] = pieces[-1][:-1]
    return "".join(pieces)


def _without_doubles(texts: list[str]) -> list[str]:
    """Some senders put the plain and the HTML form side by side instead of as alternatives."""
    kept: list[str] = []
    seen: list[set[str]] = []
    for text in texts:
        words = set(_WORD.findall(text[:5_000].lower()))
        if len(words) > 20 and any(len(words & known) > 0.9 * len(words) for known in seen):
            continue
        kept.append(text)
        seen.append(words)
    return kept
