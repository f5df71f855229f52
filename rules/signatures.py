"""Where the signature begins in the writer's own lines (B2).

Only the end of the lines is looked at: the "-- " line, a sign-off, the sender's own name, a name block or a team
begins the signature. Prose right below the name is an afterthought and stays own; below titles and numbers it is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rules.name_lines import (
    Sender,
    is_contact_line,
    is_label,
    is_mobile_note,
    is_name,
    is_name_with_title,
    is_postscript,
    is_prose,
    is_sign_off,
    is_signed,
    is_team,
    may_be_sign_off,
)

LOOK_BACK_LINES = 24
"""How many filled lines from the end a signature may begin."""
MAX_BLOCK_LINES = 14

_DELIMITER = re.compile(r"(?:--|—|––|_{2,12}|-{3,60}|\*{3,40}|={3,60})$")
_DASHES = "-—–_*="
_FACTS = re.compile(r"\d{1,2}[:.h]\d{2}|^\d|^[-*•]\s|\d ?(?:am|pm|uhr|h)\b|\b20\d\d\b", re.IGNORECASE)
"""What a line of times or a list has and the first line of a signature has not."""


@dataclass(frozen=True, slots=True)
class Signing:
    """Signature lines are `start` up to (not including) `end`; own words may follow."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Tail:
    """The last filled lines, stripped, with their indices in the whole."""

    indices: list[int]
    texts: list[str]
    sender: Sender
    has_words_before: bool

    def starts_paragraph(self, at: int) -> bool:
        """Whether an empty line stands above."""
        return at == 0 or self.indices[at] - self.indices[at - 1] > 1

    def goes_on(self, at: int) -> bool:
        """Whether the line ends the sentence of the wrapped line above it."""
        if self.starts_paragraph(at) or not self.texts[at - 1][-1].isalnum():
            return False
        return len(self.texts[at - 1]) > 45 or self.texts[at][0].islower()


def signing(lines: list[str], sender: Sender, *, has_words_before: bool = False) -> Signing:
    """The signature's place among the lines; an empty one at the end if nobody signs.

    `has_words_before` says that the writer's own words stood above, before a quote: then a signature may be all.
    """
    filled = [index for index, line in enumerate(lines) if line.strip()][-LOOK_BACK_LINES:]
    has_words_before = has_words_before or (bool(filled) and any(line.strip() for line in lines[: filled[0]]))
    tail = _Tail(filled, [lines[index].strip() for index in filled], sender, has_words_before)
    nothing = Signing(len(lines), len(lines))
    for finder in (_delimiter, _sign_off, _own_name, _name_block, _team, _mobile_note):
        at = finder(tail)
        if at is None or (at > 0 and is_label(tail.texts[at - 1])):
            continue
        begin = _with_lines_above(tail, at)
        if begin == 0 and not has_words_before:
            begin = at
        if begin > 0 or has_words_before:
            end = _end(tail, begin)
            return Signing(filled[begin], filled[end] if end < len(filled) else len(lines))
    return nothing


def _delimiter(tail: _Tail) -> int | None:
    """RFC 3676 4.3, also as people type it."""
    for at, text in enumerate(tail.texts):
        if text == "--" and not _has_facts_before_next(tail, at + 1):
            return at
        if text[0] in _DASHES and _DELIMITER.match(text) and _has_no_prose(tail, at + 1):
            return at
    return None


def _has_facts_before_next(tail: _Tail, start: int) -> bool:
    """Whether times or dates stand between this delimiter and another one below: then it only divides the text."""
    for at in range(start, len(tail.texts)):
        if tail.texts[at] == "--":
            return any(map(_FACTS.search, tail.texts[start:at]))
    return False


def _sign_off(tail: _Tail) -> int | None:
    """The first sign-off that nothing but a signature follows."""
    for at, text in enumerate(tail.texts):
        if (is_sign_off(text) or is_signed(text, tail.sender)) and not tail.goes_on(at) and _is_block(tail, at + 1):
            return at
    return None


def _own_name(tail: _Tail) -> int | None:
    for at, text in enumerate(tail.texts):
        if (at == 0 and not tail.has_words_before) or len(text) > 70 or is_label(text):
            continue
        if tail.sender.signs(text) and _is_block(tail, at + 1):
            return at
    return None


def _name_block(tail: _Tail) -> int | None:
    """The last paragraph begins with a name and goes on in lines of a title, a company, a number."""
    begin = len(tail.texts) - 1
    while begin > 0 and not tail.starts_paragraph(begin):
        begin -= 1
    if begin <= 0 or tail.texts[begin - 1].endswith(":"):
        return None
    block = tail.texts[begin:]
    if is_name(block[0]) or (is_name_with_title(block[0]) and not any(map(is_name_with_title, block[1:]))):
        return begin if _is_block(tail, begin + 1) else None
    if len(block) > 1 and may_be_sign_off(block[0]) and (is_name(block[1]) or is_team(block[1])):
        return begin if _is_block(tail, begin + 1) else None
    return None


def _team(tail: _Tail) -> int | None:
    for at in range(max(1, len(tail.texts) - 3), len(tail.texts)):
        if is_team(tail.texts[at]) and not tail.goes_on(at) and _is_block(tail, at + 1):
            return at
    return None


def _mobile_note(tail: _Tail) -> int | None:
    for at in range(max(0, len(tail.texts) - 4), len(tail.texts)):
        if is_mobile_note(tail.texts[at]):
            return at
    return None


def _is_block(tail: _Tail, start: int) -> bool:
    """Whether the lines from `start` are a signature block: somebody, then few lines and no prose.

    Prose may follow as an afterthought, a postscript, or the small print below titles and numbers.
    """
    following = tail.texts[start:]
    if following and not (is_postscript(following[0]) or _is_somebody(following[0], tail.sender)):
        return False
    has_details = False
    for count, text in enumerate(following):
        if is_postscript(text):
            return True
        if is_label(text):
            return False
        if is_prose(text):
            return has_details or (count > 0 and tail.starts_paragraph(start + count))
        if count >= MAX_BLOCK_LINES:
            return has_details
        has_details = has_details or count > 1 or is_contact_line(text)
    return True


def _has_no_prose(tail: _Tail, start: int) -> bool:
    following = tail.texts[start:]
    return 0 < len(following) <= MAX_BLOCK_LINES and not any(map(is_prose, following)) and _is_block(tail, start)


def _is_somebody(text: str, sender: Sender) -> bool:
    """Whether a line may be the first of a signature: a name or a title, not a time or a list."""
    if is_name(text) or is_mobile_note(text) or is_team(text) or sender.signs(text):
        return True
    return len(text) <= 60 and not _FACTS.search(text)


def _end(tail: _Tail, at: int) -> int:
    """Where own words go on: at a postscript, or at prose right below a bare name."""
    details = 0
    for place in range(at + 1, len(tail.texts)):
        text = tail.texts[place]
        if is_postscript(text):
            return place
        if is_prose(text) and details < 2 and tail.starts_paragraph(place) and not tail.texts[at].startswith("--"):
            return place
        details += 2 if is_contact_line(text) else not (is_name(text) and details == 0)
    return len(tail.texts)


def _with_lines_above(tail: _Tail, at: int) -> int:
    """Take in what belongs to the signature right above it: a sign-off, the first of two name lines, a closing word."""
    for _ in range(3):
        if at == 0:
            break
        above = tail.texts[at - 1]
        is_near = not tail.starts_paragraph(at)
        if (
            is_sign_off(above)
            or is_mobile_note(above)
            or may_be_sign_off(above)
            or tail.sender.signs(above)
            or (is_near and is_name(above) and at > 1)
        ):
            at -= 1
        else:
            break
    return at
