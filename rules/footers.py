"""Legal footers, unsubscribe lines and meeting chrome: words no person wrote for this reader (B2).

A footer is found by paragraph: it is footer from the line on in which its telling phrase stands, and from the
beginning of that sentence. Meeting chrome (dial-in numbers, meeting ids, buttons) is found by line.
"""

from __future__ import annotations

import re

from rules.mail_words import Phrase, any_of, footer_phrases, stems

_LONGEST = 1_500
_WRAPPED = 55
"""A line at least this long goes on in the next one, if no sentence ends in it."""

_PHRASES = footer_phrases()
_MEETING_STEMS = stems("meeting_stems")
_CHROME = re.compile(f"(?:{any_of('meeting_lines')})", re.IGNORECASE)
_TITLES = re.compile(f"(?:{any_of('meeting_titles')})", re.IGNORECASE)


def phrases_in(lowered: str) -> list[Phrase]:
    """The footer phrases whose stem occurs in a lower-case text; a cheap look before the careful one."""
    return [phrase for phrase in _PHRASES if phrase[0] in lowered]


def footer_start(paragraph: list[str], phrases: list[Phrase]) -> int | None:
    """The index of the line that begins a footer in this paragraph; None if there is none."""
    text = "\n".join(paragraph)
    offset = _telling_phrase(text[:_LONGEST], phrases)
    if offset is None:
        return None
    index = text[:offset].count("\n")
    while index > 0 and len(paragraph[index - 1]) >= _WRAPPED and paragraph[index - 1].rstrip()[-1:] not in ".!?:":
        index -= 1
    return index


def _telling_phrase(text: str, phrases: list[Phrase]) -> int | None:
    """The offset of the first telling phrase."""
    lowered = text.lower()
    starts = []
    for stem, pattern in phrases:
        at = lowered.find(stem)
        if at >= 0 and pattern is not None:
            found = pattern.search(text)
            at = found.start() if found else -1
        if at >= 0:
            starts.append(at)
    return min(starts, default=None)


def has_meeting_chrome(lowered: str) -> bool:
    """Whether a lower-case text may hold lines of an invitation or a dial-in block at all."""
    return any(stem in lowered for stem in _MEETING_STEMS)


def is_meeting_chrome(line: str) -> bool:
    """Whether a line is a dial-in number, a meeting id or a button of an invitation."""
    return _CHROME.match(line[:_LONGEST]) is not None


def is_meeting_title(line: str) -> bool:
    """Whether a line names the meeting service or is the link to join: it tells how the interview is held."""
    return _TITLES.match(line[:_LONGEST]) is not None
