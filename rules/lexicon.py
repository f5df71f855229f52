"""The dictionary of dates and times: months, weekdays, numbers, units and parts of the day (rules/time_words.yaml)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

LANGUAGES = ("en", "de", "fr", "es", "pt", "nl", "it")


def words_of(text: str) -> frozenset[str]:
    """A set of words, written as one string."""
    return frozenset(text.split())


_ORDINARY = words_of("may march mars marzo segunda terça quarta quinta sexta mei mai maio")
_NOT_ORDINARY = words_of("tue wed thu fri")
_TOO_COMMON = words_of("a an un en")
_NOT_SLIPS = words_of("frida sunda monda marti segund sabat sabato domenic lundis")
_STARTS = words_of(
    "day half hauf quarter halb kwart viertel dreiviertel demi-heure mezz'ora mezz'oretta mezzora mezz'oretta un'ora "
    "un'oretta kwartier kwartiertje halfuur halfuurtje half-hour dreiviertelstunde viertelstunde halbstündig "
    "halbstündiges einstündig einstündiges d'heure d'ora l'ora"
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


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
    evening: frozenset[str]
    night: frozenset[str]
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


@cache
def lexicon_for(language: str | None) -> Lexicon:
    """The dictionary for a text in `language`, English always beside it; all languages where it is unknown."""
    table = _table()
    chosen = ["en", language] if language in table and language is not None else [*reversed(LANGUAGES)]
    rows = [table[name] for name in chosen]
    months, weekdays = _merged(rows, "months"), _merged(rows, "weekdays")
    days, numbers, units = _merged(rows, "days"), _merged(rows, "numbers"), _merged(rows, "units")
    am, pm, noon = _words(rows, "am"), _words(rows, "pm"), _words(rows, "noon")
    minutes, hours, working_days = _words(rows, "minutes"), _words(rows, "hours"), _words(rows, "working_days")
    _forgive(months, table["en"]["months"], 7)
    _forgive(weekdays, table["en"]["weekdays"], 6)
    numbers.update({f"{name}ish": value for name, value in _values(table["en"]["numbers"]).items() if 1 < value <= 12})
    for names in (weekdays, days):
        names.update({f"{name}'s": value for name, value in names.items() if len(name) > 4 and name.isalpha()})
    short = {name for name in (*months, *weekdays) if len(name) <= 3}
    ordinals = _merged(rows, "ordinals")
    begins = {
        *(name for name, value in ordinals.items() if value > 3),
        *months,
        *weekdays,
        *days,
        *numbers,
        *am,
        *pm,
        *noon,
        *minutes,
        *hours,
        *_STARTS,
        *(half + name for half in ("half", "halb") for name, value in numbers.items() if len(name) > 2 and value <= 12),
    }
    return Lexicon(
        months=months,
        weekdays=weekdays,
        days=days,
        numbers=numbers,
        ordinals=ordinals,
        units=units,
        weak=frozenset(short | _ORDINARY) - _NOT_ORDINARY,
        minutes=minutes,
        hours=hours,
        working_days=working_days,
        am=am,
        pm=pm,
        evening=_words(rows, "evening"),
        night=_words(rows, "night"),
        noon=noon,
        at=_words(rows, "at"),
        to=_words(rows, "to"),
        next=_words(rows, "next"),
        this=_words(rows, "this"),
        last=_words(rows, "last"),
        week=_words(rows, "week"),
        spans=minutes | hours | working_days | units.keys(),
        half_days=am | pm | noon,
        interesting=frozenset(begins) - _TOO_COMMON,
    )


def _forgive(names: dict[str, int], english: Any, shortest: int) -> None:
    """Know the common slips of the thumb in long English names: "tuesdya", "wensday", "thursdy"."""
    for name, value in _values(english).items():
        if len(name) >= shortest and name.isalpha():
            dropped = {name[:at] + name[at + 1 :] for at in range(1, len(name))}
            swapped = {name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in range(1, len(name) - 1)}
            for slip in (dropped | swapped) - _NOT_SLIPS:
                names.setdefault(slip, value)


def _merged(rows: Iterable[Any], key: str) -> dict[str, int]:
    merged: dict[str, int] = {}
    for row in rows:
        merged.update(_values(row[key]))
    return merged


def _words(rows: Iterable[Any], key: str) -> frozenset[str]:
    return frozenset(variant for row in rows for word in row[key].split() for variant in _variants(word))


def _values(row: Any) -> dict[str, int]:
    """Word → number: a mapping as it stands, or a list of alternatives numbered from 1."""
    if isinstance(row, dict):
        pairs = list(row.items())
    else:
        pairs = [(word, number) for number, words in enumerate(row, 1) for word in words.split()]
    return {variant: value for word, value in pairs for variant in _variants(word)}


def _variants(word: str) -> set[str]:
    """The word, the word without accents, and with umlauts written out."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return {word, plain, word.translate(_UMLAUTS)}


@cache
def _table() -> Mapping[str, Any]:
    text = resources.files("rules").joinpath("time_words.yaml").read_text("utf-8")
    table: Mapping[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return table
