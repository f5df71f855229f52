"""Legal footers, unsubscribe lines and meeting chrome: words no person wrote for this reader (B2).

A footer is found by paragraph: it is footer from the line on in which its telling phrase stands, and from the
beginning of that sentence. Meeting chrome (dial-in numbers, meeting ids, buttons) is found by line.
"""

from __future__ import annotations

import re

from rules.mail_words import any_of, footer_phrases

_LONGEST = 1_500
_WRAPPED = 55
"""A line at least this long goes on in the next one, if no sentence ends in it."""

_PHRASES = footer_phrases()
_HINTS = re.compile(any_of("meeting_hints"), re.IGNORECASE)
_CHROME = re.compile(f"(?:{any_of('meeting_lines')})", re.IGNORECASE)
_TITLES = re.compile(f"(?:{any_of('meeting_titles')})", re.IGNORECASE)


def has_footer(text: str) -> bool:
    """Whether any stem of a footer occurs; a cheap look before the careful one."""
    lowered = text.lower()
    return any(stem in lowered for stem, _ in _PHRASES)


def footer_start(paragraph: list[str]) -> int | None:
    """The index of the line that begins a footer in this paragraph; None if there is none."""
    paragraph_text = "\n".join(paragraph)
    offset = _telling_phrase(paragraph_text)
    if offset is None:
        return None
    index = paragraph_text[:offset].count("\n")
    while index > 0 and len(paragraph[index - 1]) >= _WRAPPED and paragraph[index - 1].rstrip()[-1:] not in ".!?:":
        index -= 1
    return index


def _telling_phrase(paragraph: str) -> int | None:
    text = paragraph[:_LONGEST]
    lowered = text.lower()
    starts = []
    for stem, pattern in _PHRASES:
        at = lowered.find(stem)
        if at < 0:
            continue
        found = pattern.search(text) if pattern else None
        if pattern is None or found:
            starts.append(found.start() if found else at)
    return min(starts, default=None)


def has_meeting_chrome(text: str) -> bool:
    """Whether a text may hold lines of an invitation or a dial-in block at all."""
    return _HINTS.search(text) is not None


def is_meeting_chrome(line: str) -> bool:
    """Whether a line is a dial-in number, a meeting id or a button of an invitation."""
    return _CHROME.match(line[:_LONGEST]) is not None


def is_meeting_title(line: str) -> bool:
    """Whether a line names the meeting service or is the link to join: it tells how the interview is held."""
    return _TITLES.match(line[:_LONGEST]) is not None
