"""A text cut into words once, for all who look for dates and times in it.

`cut` splits, marks sentences and keeps the dictionary of the languages in play (rules/time_words.yaml); the readers
in `rules.dates` and `rules.times` are small grammars over its words. Linear in the text, which is read up to a bound.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml


def words_of(text: str) -> frozenset[str]:
    """A set of words, written as one string."""
    return frozenset(text.split())


LONGEST_TEXT = 20_000
"""Characters read of one text; nobody hides the interview behind ten pages (B6)."""

LONGEST_REACH = 150
"""Words looked at on either side of a date or time; longer sentences are not read whole (B6)."""

MOST_MENTIONS = 60
"""Dates, and times, that are read in one text (B6)."""

LANGUAGES = ("en", "de", "fr", "es", "pt", "nl", "it")

DASHES = frozenset("-–—‑−~")
_WORD = re.compile(r"\d+(?:[.:/]\d+)*|[^\W\d_]+(?:['’.\-‑][^\W\d_]+)*|[^\s\w]|_|\n")
_LONG_LINE = 56  # a line at least this long was probably wrapped by the writer's mailer
_LIST_LINE = re.compile(r"[-*•·>|~(]|\d{1,2}[.:h)]|[^\s:]{2,20}(?: [^\s:]{1,20})?:(?!\d)")
_TITLES = words_of(
    "dr mr mrs ms mx prof st sr sra sgt rev fr ca approx vs nr no tel inc ltd co dott ing sig herr hr mme mlle "
    "e.g i.e z.b bzw inkl incl a.m p.m am pm uhr mon tue tues wed thu thurs fri sat sun jan feb mar apr jun "
    "jul aug sep sept oct okt nov dec dez min mins std geb exma v.r"
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The dictionary of the languages in play; every key is lower-case."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    days: Mapping[str, int]
    """Relative days: how many after the day of writing."""
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    units: Mapping[str, int]
    """Calendar units in days."""
    weak: frozenset[str]
    """Short forms that are ordinary words too; they need a number beside them."""
    minutes: frozenset[str]
    hours: frozenset[str]
    working_days: frozenset[str]
    am: frozenset[str]
    pm: frozenset[str]
    noon: frozenset[str]
    at: frozenset[str]
    to: frozenset[str]
    next: frozenset[str]
    this: frozenset[str]
    last: frozenset[str]
    week: frozenset[str]
    spans: frozenset[str]
    """Units of any length, minutes to months."""
    half_days: frozenset[str]
    """Parts of the day, "morning" to "midday"."""
    interesting: frozenset[str]
    """Words at which a date or time may begin."""


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
    raw = _WORD.findall(_unwrapped(text[:LONGEST_TEXT]).replace("’", "'"))
    low = [word.lower() for word in raw]
    lexicon = lexicon_for(language)
    interesting = lexicon.interesting
    points = [at for at, word in enumerate(low) if word in interesting or word[0] in "0123456789"]
    made = Text(low, raw, lexicon, language, points)
    if points:
        mark_sentences(made)
    return made


def _unwrapped(text: str) -> str:
    """Join lines that a mailer wrapped, so that a sentence is one line; lists and tables keep theirs."""
    lines = text.split("\n")
    out: list[str] = []
    for line in lines:
        line = line.strip()
        if out and len(out[-1]) >= _LONG_LINE and line and not _LIST_LINE.match(line):
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
    return "\n".join(out)


def mark_sentences(text: Text) -> None:
    """Number the sentences and paragraphs of `text`, once; texts with digits or names of days have it already."""
    if text.sentence:
        return
    low, last = text.low, len(text.low) - 1
    number = paragraph = 0
    for at, word in enumerate(low):
        text.sentence.append(number)
        text.paragraph.append(paragraph)
        if word == "\n":
            number += 1
            paragraph += at < last and low[at + 1] == "\n"
        elif word in {"!", "?", "…"} or (word == "." and at < last and _ends_sentence(text, at)):
            number += 1


def _ends_sentence(text: Text, at: int) -> bool:
    """Say whether the full stop at `at` ends a sentence: not after "Dr", "p.m", an initial, or in "12. Mai"."""
    before, after = text.low[at - 1] if at else "", text.raw[at + 1]
    if after == "\n":
        return True
    if before in _TITLES or (len(before) == 1 and before.isalpha() and before != "i"):
        return False
    if before[:1].isdecimal():
        return after[:1].isupper() and text.language != "de" and text.low[at + 1] not in text.lexicon.months
    return True


@cache
def lexicon_for(language: str | None) -> Lexicon:
    """The dictionary for a text in `language`, English always beside it; all languages where it is unknown."""
    table = _table()
    if language in table:
        chosen = [language] if language == "en" else ["en", str(language)]
    else:
        chosen = [*reversed(LANGUAGES)]
    merged: dict[str, dict[str, int]] = {
        key: {} for key in ("months", "weekdays", "days", "numbers", "ordinals", "units")
    }
    sets: dict[str, set[str]] = {key: set() for key in _SETS}
    for name in chosen:
        row = table[name]
        for key in merged:
            merged[key].update(_values(row[key]))
        for key in sets:
            sets[key].update(_variants(row[key].split()))
    _forgive(merged)
    short = {w for key in ("months", "weekdays") for w in merged[key] if len(w) <= 3}
    weak = short | {
        "may",
        "march",
        "mars",
        "marzo",
        "segunda",
        "terça",
        "quarta",
        "quinta",
        "sexta",
        "mei",
        "mai",
        "maio",
    }
    interesting = {w for key in ("months", "weekdays", "days", "numbers") for w in merged[key]}
    interesting |= sets["am"] | sets["pm"] | sets["noon"] | sets["minutes"] | sets["hours"] | _STARTS
    spans = sets["minutes"] | sets["hours"] | sets["working_days"] | set(merged["units"])
    return Lexicon(
        **merged,
        spans=frozenset(spans),
        half_days=frozenset(sets["am"] | sets["pm"] | sets["noon"]),
        **{key: frozenset(words) for key, words in sets.items()},
        weak=frozenset(weak - {"tue", "wed", "thu", "fri"}),
        interesting=frozenset(interesting - {"a", "an", "un", "en"}),
    )


def _forgive(merged: dict[str, dict[str, int]]) -> None:
    """Know the common slips of the thumb in long names ("tuesdya", "wensday", "thursdy"), and "Thursday's"."""
    for key, shortest in (("weekdays", 6), ("months", 7)):
        names = merged[key]
        for name, value in _values(_table()["en"][key]).items():
            if len(name) >= shortest and name.isalpha():
                dropped = {name[:at] + name[at + 1 :] for at in range(1, len(name))}
                swapped = {name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in range(1, len(name) - 1)}
                for slip in (dropped | swapped) - _NOT_SLIPS:
                    names.setdefault(slip, value)
    for key in ("weekdays", "days"):
        merged[key].update(
            {f"{name}'s": value for name, value in merged[key].items() if len(name) > 4 and name.isalpha()}
        )


_NOT_SLIPS = words_of("frida sunda monda marti segund sabat sabato domenic lundis")

_STARTS = words_of(
    "half quarter halb kwart viertel dreiviertel demi-heure mezz'ora mezz'oretta mezzora mezz'oretta un'ora "
    "un'oretta kwartier halfuur half-hour dreiviertelstunde viertelstunde halbstündig halbstündiges einstündig "
    "einstündiges d'heure d'ora l'ora"
)
_SETS = ("minutes", "hours", "working_days", "am", "pm", "noon", "at", "to", "next", "this", "last", "week")


def _values(row: Any) -> dict[str, int]:
    pairs = (
        row.items()
        if isinstance(row, dict)
        else [(word, at) for at, words in enumerate(row, 1) for word in words.split()]
    )
    return {variant: value for word, value in pairs for variant in _variants([word])}


def _variants(words: list[str]) -> set[str]:
    plain = {"".join(c for c in unicodedata.normalize("NFD", w) if not unicodedata.combining(c)) for w in words}
    umlauts = {w.translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})) for w in words}
    return {*words, *plain, *umlauts}


@cache
def _table() -> Mapping[str, Any]:
    text = resources.files("rules").joinpath("time_words.yaml").read_text("utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)
