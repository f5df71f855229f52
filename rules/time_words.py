"""A text cut into words once, for all who look for dates and times in it.

`cut` splits, marks sentences and keeps the dictionary of the languages in play (rules/time_words.yaml); the readers
in `rules.dates` and `rules.times` are small grammars over its words. Linear in the text, which is read up to a bound.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat

from rules.lexicon import Lexicon, lexicon_for, words_of

__all__ = ["DASHES", "LONGEST_TEXT", "MOST_MENTIONS", "Text", "cut", "mark_sentences", "words_of"]

LONGEST_TEXT = 20_000
"""Characters read of one text; nobody hides the interview behind ten pages (B6)."""

LONGEST_REACH = 150
"""Words looked at on either side of a date or time; longer sentences are not read whole (B6)."""

MOST_MENTIONS = 40
"""Dates, and times, that are read in one text (B6)."""

DASHES = frozenset("-–—‑−~")
_WORD = re.compile(r"\d+(?:[.:/]\d+)*|[^\W\d_]+(?:['’.\-‑][^\W\d_]+)*|[^\s\w]|_|\n")
_HYPHENED = re.compile(
    r"\b(half|quarter|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)-(past|to|fifteen|thirty|forty)\b",
    re.I,
)
"""Hyphens that part two words of a clock time: "half-past", "two-thirty"."""
_SPACED = re.compile(r"\b(\d{1,2}) : (\d{2})\b")
"""A clock time as some archives and old programs print it: "2 : 30 pm"."""
_TEXTED = re.compile(r"\b2(?=(?:moro|morrow|mrw|moz|nite)\b)", re.I)
"""A number for a syllable, as thumbs write: "2moro", "2nite"."""
_PART_OF_DAY = re.compile(
    r"\b((?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|(?:maan|dins|woens|donder|vrij|zater|zon)dag|morgen|"
    r"gestern|gisteren|heute)-?(morgen|vormittag|mittag|nachmittag|abend|nacht|früh|frueh|ochtend|voormiddag|namiddag|"
    r"middag|avond|vroeg)s?\b",
    re.I,
)
"""A day and a part of it in one word: "Freitagnachmittag", "maandagochtend"."""
_COMPOUND_FREE = frozenset(("en", "fr", "es", "pt", "it"))
_IN_THE_MORNING = {"morgen": "morgens"}
"""What would be tomorrow, standing alone."""
_STOPS = frozenset(".!?…\n")
_LONG_LINE = 56  # a line at least this long was probably wrapped by the writer's mailer
_GOES_ON = re.compile(
    r"(?:\b(?:to|at|from|and|or|on|the|by|until|till|between|bis|um|von|am|den|der|und|à|au|le|de|et|a|al|las|el|y|às|das"
    r"|tot|om|van|op|en|alle|dalle|il|e)|[-–&])$",
    re.I,
)
"""What no line ends with whose next one is a list's: "from 1:00 to / 1:45 PM"."""
_LIST_LINE = re.compile(r"[-*•·>|~(]|\d{1,2}[.:h)/]|[^\s:]{2,20}(?: [^\s:]{1,20})?:(?!\d)")
_FIELD = re.compile(
    r"^(?!(?:from|till|until|at|on|to|by)\b)([^\W\d_][\w '/-]{0,23}?)(?: {3,}|\t[ \t]*| ?\.{4,} ?)(?!of\b)(?=\S)", re.I
)
"""A field of a form whose name is parted from its value by blanks or dots: "Starts      Thu 2 July"; "From   2" tells
its time without a colon."""
_DAY_ROW = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? ", re.I)
"""A row of several that each begin with a day."""
_TITLES = words_of(
    "dr mr mrs ms mx prof st sr sra sgt rev fr ca approx vs nr no tel inc ltd co dott ing sig herr hr mme mlle "
    "e.g i.e z.b bzw inkl incl a.m p.m am pm uhr mon tue tues wed thu thurs fri sat sun jan feb mar apr jun "
    "jul aug sep sept oct okt nov dec dez min mins std geb exma v.r"
)


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one text. `low[i]` is `raw[i]` in lower case; `sentence[i]` numbers the sentence it stands in."""

    low: list[str]
    raw: list[str]
    lexicon: Lexicon
    language: str | None
    points: list[int]
    """Where a date or time may begin."""
    sentence: list[int] = field(default_factory=list)
    paragraph: list[int] = field(default_factory=list)

    def bounds(self, at: int) -> tuple[int, int]:
        """First and one-past-last word of the sentence around `at`, as far as a sentence may reach."""
        number, left, right = self.sentence[at], at, at + 1
        first, last = max(at - LONGEST_REACH, 0), min(at + LONGEST_REACH, len(self.low))
        while left > first and self.sentence[left - 1] == number:
            left -= 1
        while right < last and self.sentence[right] == number:
            right += 1
        return left, right

    def word(self, at: int) -> str:
        """The lower-case word at `at`, "" outside the text."""
        return self.low[at] if 0 <= at < len(self.low) else ""


@lru_cache(maxsize=8)
def cut(text: str, language: str | None) -> Text:
    """Cut `text` into words. The last few texts are remembered, since several readers ask for the same one."""
    plain = (
        _unwrapped(text[:LONGEST_TEXT])
        .replace("’", "'")
        .replace("o clock", "o'clock")
        .replace("the after noon", "the afternoon")
    )
    if " : " in plain:
        plain = _SPACED.sub(r"\1:\2", plain)
    if "2m" in plain or "2n" in plain:
        plain = _TEXTED.sub("to", plain)
    if language not in _COMPOUND_FREE:
        plain = _PART_OF_DAY.sub(_day_and_part, plain)
    raw = _WORD.findall(_HYPHENED.sub(r"\1 \2", plain) if "-" in plain else plain)
    low = [word.lower() for word in raw]
    lexicon = lexicon_for(language)
    interesting = lexicon.interesting
    points = [at for at, word in enumerate(low) if word in interesting or word[0] in "0123456789"]
    made = Text(low, raw, lexicon, language, points)
    if points:
        mark_sentences(made)
    return made


def _day_and_part(found: re.Match[str]) -> str:
    part = found[2].lower()
    return f"{found[1]} {_IN_THE_MORNING.get(part, part)}"


def _unwrapped(text: str) -> str:
    """Join lines that a mailer wrapped, so that a sentence is one line; lists and tables keep theirs."""
    lines = text.split("\n")
    out: list[str] = []
    for line in lines:
        line = _FIELD.sub(r"\1: ", line.strip(), count=1)
        is_row = bool(out) and _DAY_ROW.match(line) is not None and _DAY_ROW.match(out[-1]) is not None
        is_item = is_row or (_LIST_LINE.match(line) is not None and not (out and _GOES_ON.search(out[-1])))
        if out and len(out[-1]) >= _LONG_LINE and line and not is_item:
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
    return "\n".join(out)


def mark_sentences(text: Text) -> None:
    """Number the sentences and paragraphs of `text`, once; texts with digits or names of days have it already."""
    if text.sentence or not text.low:
        return
    low, last = text.low, len(text.low) - 1
    begin = number = paragraph = 0
    for at in (*[at for at, word in enumerate(low) if word in _STOPS], last):
        if low[at] == "." and at < last and not _ends_sentence(text, at):
            continue
        text.sentence.extend(repeat(number, at + 1 - begin))
        text.paragraph.extend(repeat(paragraph, at + 1 - begin))
        begin, number = at + 1, number + 1
        paragraph += low[at : at + 2] == ["\n", "\n"]


def _ends_sentence(text: Text, at: int) -> bool:
    """Say whether the full stop at `at` ends a sentence: not after "Dr", "p.m", an initial, or in "12. Mai"."""
    before, after = text.low[at - 1] if at else "", text.raw[at + 1]
    if after == "\n":
        return True
    if before in _TITLES or (len(before) == 1 and before.isalpha() and before != "i"):
        return False
    if after[:1].isdecimal() and (before in text.lexicon.months or before in text.lexicon.weekdays):
        return False
    if before[:1].isdecimal():
        return after[:1].isupper() and text.language != "de" and text.low[at + 1] not in text.lexicon.months
    return True
