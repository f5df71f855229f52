"""Legal footers, unsubscribe lines and meeting chrome: words no person wrote for this reader (B2).

A footer begins with the sentence that holds a telling phrase. Meeting chrome (dial-in numbers, meeting ids, buttons)
is found by line.
"""

from __future__ import annotations

import re

from rules.mail_words import Phrase, any_of, footer_phrases, stems

_LONGEST = 1_500
_SMALL_PRINT_LENGTH = 160
_MOST_BANNER_SENTENCES = 4
_WRAPPED = 55
"""A line at least this long goes on in the next one, if no sentence ends in it."""

_LINK_TARGET = re.compile(r"<https?://[^<>\s]*>")
_BULLETS = "•*·‐- \t"
_SENTENCE_END = re.compile(r"(?<=[a-zß-ÿ0-9)]{2})[.!?][)\"”]?(?:\s+|$)|[!?]\s+|[ ](?P<bar>[|·])[ ]")
_PHRASES = footer_phrases()
_MEETING_STEMS = stems("meeting_stems")
_CHROME = re.compile(f"(?:{any_of('meeting_lines')})", re.IGNORECASE)
_TITLES = re.compile(f"(?:{any_of('meeting_titles')})", re.IGNORECASE)


def phrases_in(lowered: str) -> list[Phrase]:
    """The footer phrases whose stem occurs in a lower-case text; a cheap look before the careful one."""
    return [phrase for phrase in _PHRASES if phrase.stem in lowered]


def without_footer(paragraph: str, phrases: list[Phrase], is_below_text: bool) -> tuple[str, str]:
    """A paragraph's own words and its footer, split where the sentence of the telling phrase begins.

    Below the writer's text, the rest of the paragraph is footer too. Above it only sentences of banners are.
    """
    banner = "" if is_below_text else _banner(paragraph, phrases)
    rest = paragraph[len(banner) :]
    offset = _telling_phrase(rest, phrases)
    if offset is not None:
        start = _sentence_start(rest, offset)
        if is_below_text or (rest[:start].strip() and not _text_goes_on(rest, offset, phrases)):
            return rest[:start].rstrip(" "), banner + rest[start:]
    return rest, banner


def _text_goes_on(paragraph: str, offset: int, phrases: list[Phrase]) -> bool:
    """Whether so much follows the sentence at `offset`, in the first paragraph of a mail, that it must be the text."""
    end = _SENTENCE_END.search(paragraph, offset)
    following = paragraph[end.end() :] if end else ""
    return len(following) > _SMALL_PRINT_LENGTH and _telling_phrase(following, phrases) is None


def _banner(paragraph: str, phrases: list[Phrase]) -> str:
    """The sentences at the beginning that a mail system put above the text."""
    banners = [phrase for phrase in phrases if phrase.is_banner]
    end = 0
    for _ in range(_MOST_BANNER_SENTENCES if banners else 0):
        stop = _SENTENCE_END.search(paragraph, end)
        sentence = paragraph[end : stop.end() if stop else len(paragraph)]
        if _telling_phrase(sentence, banners) is None:
            break
        end = stop.end() if stop else len(paragraph)
    return paragraph[:end]


def _sentence_start(paragraph: str, offset: int) -> int:
    """Where the sentence around `offset` begins: after a full stop, or on a line of its own."""
    start = 0
    for end in _SENTENCE_END.finditer(paragraph, 0, offset):
        if end.group("bar") is None or paragraph.find("\n", end.end(), offset) < 0:
            start = end.end()
    line = paragraph.rfind("\n", start, offset) + 1
    while line > start and not (line == offset and paragraph[line].isupper()):
        above = max(paragraph.rfind("\n", start, line - 1) + 1, start)
        if line - above < _WRAPPED:
            break
        line = above
    return max(line, start)


def _telling_phrase(text: str, phrases: list[Phrase]) -> int | None:
    """The offset of the first telling phrase."""
    text = text[:_LONGEST]
    lowered = text.lower()
    offsets = (phrase.offset_in(text, lowered) for phrase in phrases)
    return min((offset for offset in offsets if offset is not None), default=None)


def has_meeting_chrome(lowered: str) -> bool:
    """Whether a lower-case text may hold lines of an invitation or a dial-in block at all."""
    return any(stem in lowered for stem in _MEETING_STEMS)


def is_meeting_chrome(line: str) -> bool:
    """Whether a line is a dial-in number, a meeting id or a button of an invitation."""
    line = line[:_LONGEST].lstrip(_BULLETS)
    if "<http" in line:
        line = _LINK_TARGET.sub("", line)
    return _CHROME.match(line) is not None


def is_meeting_title(line: str) -> bool:
    """Whether a line names the meeting service or is the link to join: it tells how the interview is held."""
    return _TITLES.match(line[:_LONGEST]) is not None
