"""A body in its layers: own words, signature, footer, quoted history (B2)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rules.footers import has_meeting_chrome, is_meeting_chrome, is_meeting_title, phrases_in, without_footer
from rules.headers import people
from rules.mail_words import Phrase
from rules.name_lines import Sender, is_prose
from rules.page import SIGNATURE_LINE, SMALL_PRINT
from rules.quoting import SHORT_COVER, author_of, header_length, split
from rules.reading import Person
from rules.signatures import signing

_EMPTY_LINES = re.compile(r"\n{3,}")
_WORD = re.compile(r"\w+")
_QUOTE_MARKS = re.compile(r"^(?:\s{0,3}>)+ ?")
MAX_FORWARDS = 3
"""A forward of a forward of a forward is read; what it forwards is quoted."""
_FOLLOWING_CHROME = re.compile(
    r"(?:[-_=*]{3,200}|yes|no|maybe|ja|nein|vielleicht|oui|non|peut-être|sí|quizás|sim|não|talvez|sì|forse|nee|misschien)$",
    re.IGNORECASE,
)
"""Rulers and answer buttons: chrome where they follow chrome."""
_TITLES_WITHIN = 14
"""How many lines from the end the title of a meeting may stand."""


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of one body, as text. `is_forward` says that the own words are those of a forwarded message."""

    own: str
    signature: str
    footer: str
    quoted: str
    is_forward: bool = False


@dataclass(slots=True)
class _Lines:
    own: list[str] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    footer: list[str] = field(default_factory=list)


def layered(text: str, sender: Person | None) -> Layers:
    """Split a cleaned body; a mail that is nothing but a forward has the forwarded words as its own."""
    return _layered(text, sender, MAX_FORWARDS)


def _layered(text: str, sender: Person | None, forwards: int) -> Layers:
    parts = split(text)
    lines = _Lines()
    for run in parts.runs:
        _take(run, sender, lines)
    own = _joined(lines.own)
    if parts.forwarded is not None and forwards and len(_WORD.findall(own)) <= SHORT_COVER:
        return _forwarded(parts.forwarded, own, lines, forwards - 1)
    if not own and parts.quoted and not parts.is_announced and not lines.signature and forwards:
        return _layered("\n".join(_QUOTE_MARKS.sub("", line) for line in parts.quoted), sender, 0)
    return Layers(own, _joined(lines.signature), _joined(lines.footer), _joined(parts.quoted))


def _forwarded(block: list[str], cover: str, outer: _Lines, forwards: int) -> Layers:
    """The forwarded message in the place of the outer one; its header lines stay quoted, the cover words come first."""
    at = header_length(block)
    author = people([author_of(block[:at])])
    inner = _layered("\n".join(block[at:]), author[0] if author else None, forwards)
    headers = "\n".join(block[:at])
    signature = "\n".join(filter(None, (inner.signature, _joined(outer.signature))))
    own = "\n\n".join(filter(None, (cover, inner.own)))
    return Layers(own, signature, inner.footer, "\n\n".join(filter(None, (headers.strip(), inner.quoted))), True)


def _take(run: list[str], sender: Person | None, lines: _Lines) -> None:
    """Take one run of the writer's lines apart."""
    rest = _without_marked(run, lines)
    lowered = "\n".join(rest).lower()
    has_chrome = has_meeting_chrome(lowered)
    if has_chrome:
        rest = _without_chrome(rest, lines)
    phrases = phrases_in(lowered)
    if phrases:
        rest = _without_footers(rest, phrases, lines)
    titles = _lifted_titles(rest) if has_chrome else []
    place = signing(rest, Sender.of(sender), has_words_before=any(map(str.strip, lines.own)))
    lines.own.extend([*rest[: place.start], "", *rest[place.end :], *titles, ""])
    lines.signature.extend(rest[place.start : place.end])


def _lifted_titles(rest: list[str]) -> list[str]:
    """Take the names and links of a meeting service from the end of `rest`, where they hide the signature."""
    filled = [index for index, line in enumerate(rest) if line.strip()][-_TITLES_WITHIN:]
    found = [index for index in filled if is_meeting_title(rest[index].strip())]
    titles = [rest[index] for index in found]
    for index in found:
        rest[index] = ""
    return titles


def _without_marked(run: list[str], lines: _Lines) -> list[str]:
    """Lines that the mail program itself marked: signatures, and sentences in small print."""
    rest = []
    for line in run:
        mark = line[:1]
        if mark == SIGNATURE_LINE:
            lines.signature.append(line[1:])
        elif mark == SMALL_PRINT and is_prose(line[1:]):
            lines.footer.append(line[1:])
        else:
            rest.append(line[1:] if mark == SMALL_PRINT else line)
    return rest


def _without_chrome(rest: list[str], lines: _Lines) -> list[str]:
    """Take out dial-in numbers, meeting ids and buttons; what names the service or links to the meeting stays."""
    kept = []
    is_inside = False
    for line in rest:
        stripped = line.strip()
        if not stripped:
            kept.append(line)
            continue
        is_inside = not is_meeting_title(stripped) and (
            is_meeting_chrome(stripped) or (is_inside and _FOLLOWING_CHROME.match(stripped) is not None)
        )
        (lines.footer if is_inside else kept).append(line)
    return kept


def _without_footers(rest: list[str], phrases: list[Phrase], lines: _Lines) -> list[str]:
    """Take out the footer of each paragraph."""
    kept: list[str] = []
    is_below_text = bool(lines.own)
    for paragraph in _paragraphs(rest):
        own, footer = without_footer("\n".join(paragraph), phrases, is_below_text)
        is_below_text = is_below_text or bool(own.strip())
        kept.extend(own.split("\n") if own else [""])
        if footer:
            lines.footer.append(footer)
    return kept


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Groups of lines, each with the empty lines after it."""
    groups: list[list[str]] = [[]]
    after_empty = False
    for line in lines:
        is_empty = not line.strip()
        if after_empty and not is_empty:
            groups.append([])
        groups[-1].append(line)
        after_empty = is_empty
    return groups


def _joined(lines: list[str]) -> str:
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    return _EMPTY_LINES.sub("\n\n", text) if "\n\n\n" in text else text
