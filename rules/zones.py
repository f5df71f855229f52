"""The time zone that a text states beside a time: "ET", "(UTC-04:00)", "Berlin time", "heure de Paris", "your time".

Names are data (rules/zones.yaml). An abbreviation means the region's local time on that date (docs/corpus.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from rules.time_words import DASHES, Text, words_of

_TIME = words_of("time hour zeit uhr uhrzeit heure hora horário horario tijd ora orario timezone zone zona fuso tz")
_SEASONS = words_of("standard daylight summer")
_OF = words_of("de di d' da do das dos del")
_SHORTEST = 2
"""Letters of a name that only stands for a place in capitals: "LA", "NY"."""
_AMERICAN = words_of("eastern central pacific mountain atlantic")
_BEFORE_PLACE = words_of("the in our on at near from via to")
_BEFORE_NAME = words_of("heure hora horário horario ora orario fuso heures zona")


class Whose(StrEnum):
    """A zone named by the person it belongs to."""

    OWNER = "owner"
    SENDER = "sender"


@dataclass(frozen=True, slots=True)
class ZoneMention:
    """A zone at words `start`…`end` (exclusive): one or more IANA names or a fixed offset, or whose it is."""

    start: int
    end: int
    zones: tuple[str, ...] = ()
    offset_minutes: int | None = None
    whose: Whose | None = None


def zone_near(text: Text, start: int, end: int, reach: int = 7) -> ZoneMention | None:
    """The zone stated right after a time at words `start`…`end`, else right before it in the same sentence."""
    if text.word(end) == "+" and (offset := _offset(text, end)) is not None:
        return ZoneMention(end, offset[1], offset_minutes=offset[0])
    limit = min(end + reach, len(text.low))
    for at in range(end, limit):
        if text.low[at] == "\n" and (at + 1 >= limit or text.low[at + 1] == "\n" or at > end):
            break
        if at > end and text.low[at][0].isdecimal() and at - end > 1 and not _is_skippable(text, at):
            break
        if (mention := zone_at(text, at, is_beside=at <= end + 2)) is not None:
            named = (
                zone_at(text, mention.end + 1, is_beside=True)
                if mention.whose and text.word(mention.end) == "("
                else None
            )
            return named or mention
    return None


def _is_skippable(text: Text, at: int) -> bool:
    return len(text.low[at]) <= 2 or text.low[at].isdecimal()


def zone_at(text: Text, at: int, is_beside: bool) -> ZoneMention | None:
    """The zone named at word `at`. `is_beside` says that a clock time stands right before it."""
    low = text.word(at)
    if low not in _openers():
        return None
    if low in {"utc", "gmt"} and (offset := _offset(text, at + 1)) is not None:
        # Outlook prints a zone's winter offset before its name all year: the name knows better.
        named = _named(text, offset[1] + 1, is_beside=True, is_told=True) if text.word(offset[1]) == ")" else None
        if named is not None:
            return replace(named, start=at)
        return ZoneMention(at, offset[1], offset_minutes=offset[0])
    if (zone := _iana(text, at)) is not None:
        return zone
    if (mention := _abbreviation(text, at, is_beside)) is not None:
        return mention
    if (mention := _named(text, at, is_beside)) is not None:
        return mention
    pair = (low, text.word(at + 1))
    if pair in _pairs("for_owner"):
        return ZoneMention(at, at + 2, whose=Whose.OWNER)
    return ZoneMention(at, at + 2, whose=Whose.SENDER) if pair in _pairs("for_sender") else None


_OWN_WORD = {"de": "zeit", "fr": "heure", "es": "horaria", "pt": "horário", "nl": "tijd", "it": "fuso"}


def stated_zone(text: Text) -> ZoneMention | None:
    """A zone stated for the whole text: "all times Central", "(Pacific time)", "Zona horaria: Chile continental"."""
    words = text.low
    if "time" not in words and "times" not in words and _OWN_WORD.get(text.language or "en") not in words:
        return None
    for at, word in enumerate(words):
        if word == "times" or word in ("time", _OWN_WORD.get(text.language or "en")):
            for spot in range(max(0, at - 3), min(at + 6, len(words))):
                mention = zone_at(text, spot, is_beside=word == "times")
                if mention is not None and mention.whose is None:
                    return mention
    return None


def resolved(mention: ZoneMention, at: datetime, owner: tzinfo, sender: tzinfo | None) -> tzinfo:
    """The zone that is meant for wall-clock time `at` (naive); letters with two meanings go by who writes to whom."""
    if mention.whose is Whose.OWNER:
        return owner
    if mention.whose is Whose.SENDER:
        return sender or owner
    if mention.offset_minutes is not None:
        return timezone(timedelta(minutes=mention.offset_minutes))
    known = [offset for zone in (sender, owner) if zone and (offset := at.replace(tzinfo=zone).utcoffset()) is not None]
    for offset in known:
        for name in mention.zones:
            if at.replace(tzinfo=zone_named(name)).utcoffset() == offset:
                return zone_named(name)
    return zone_named(mention.zones[0])


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo:
    """The zone of an IANA name or of "UTC+05:30"; UTC where it is unknown."""
    if name.startswith("UTC") and len(name) == 9:
        sign = -1 if name[3] == "-" else 1
        return timezone(sign * timedelta(hours=int(name[4:6]), minutes=int(name[7:9])))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _offset(text: Text, at: int) -> tuple[int, int] | None:
    """Minutes east of Greenwich in "+2", "-04:00", "+0530" at word `at`, and the next word."""
    sign = text.word(at)
    if sign not in DASHES and sign != "+":
        return None
    word = text.word(at + 1).replace(".", ":")
    hours, _, minutes = word.partition(":")
    if len(hours) == 4 and hours.isdecimal() and not minutes:
        hours, minutes = hours[:2], hours[2:]
    if not (hours.isdecimal() and len(hours) <= 2 and int(hours) <= 14 and (minutes or "0").isdecimal()):
        return None
    total = int(hours) * 60 + int(minutes or 0)
    return (total if sign == "+" else -total), at + 2


_AREAS = words_of("america europe asia africa australia pacific atlantic us etc canada indian")


def _iana(text: Text, at: int) -> ZoneMention | None:
    """ "Europe/Amsterdam", "America/New_York", "US/Eastern" as systems print them."""
    if text.low[at] not in _AREAS or text.word(at + 1) != "/":
        return None
    spot, name = at + 2, ""
    while spot < len(text.raw) and spot < at + 8 and (text.raw[spot][0].isalpha() or text.raw[spot] in {"_", "/"}):
        name += text.raw[spot]
        spot += 1
    full = f"{text.raw[at]}/{name}"
    try:
        ZoneInfo(full)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return ZoneMention(at, spot, (full,))


def _abbreviation(text: Text, at: int, is_beside: bool) -> ZoneMention | None:
    raw = text.raw[at]
    zones = _abbreviations().get(raw.upper())
    if zones is None:
        return None
    if raw.isupper():
        if len(raw) <= 2 and not is_beside and text.word(at + 1) not in _TIME:
            return None
        if raw == "AT" and text.word(at + 1)[:1].isalnum():
            return None  # "1300H AT PIER 3"
    elif (
        not is_beside
        or text.language not in {None, "en"}
        or raw.lower() in {"at", "cat", "art", "z", "pet", "west", "eat", "met", "wet"}
    ):
        return None
    if len(zones) > 1 or raw.upper() == "IST":
        near = " ".join(text.low[at + 1 : at + 5])
        if "irish" in near:
            return ZoneMention(at, at + 1, ("Europe/Dublin",))
        if "india" in near:
            return ZoneMention(at, at + 1, ("Asia/Kolkata",))
        for spot in range(at + 1, min(at + 4, len(text.low))):
            city = _named(text, spot, is_beside=True)
            if city is not None and set(city.zones) & set(zones):
                return ZoneMention(at, at + 1, city.zones)
    return ZoneMention(at, at + 1, zones)


def _named(text: Text, at: int, is_beside: bool, *, is_told: bool = False) -> ZoneMention | None:
    """The zone of a place named at word `at`; `is_told` says that what stands before leaves no doubt about that."""
    rows = _names().get(text.word(at))
    if rows is None:
        return None
    for phrase, zone in rows:
        end = at + len(phrase)
        if tuple(text.low[at:end]) != phrase or (len(phrase[0]) <= _SHORTEST and not text.raw[at].isupper()):
            continue  # "dans la zone" is not Los Angeles
        if is_told or _is_about_time(text, at, end, phrase, is_beside):
            return ZoneMention(at, end, (zone,))
    return None


def _is_about_time(text: Text, at: int, end: int, phrase: tuple[str, ...], is_beside: bool) -> bool:
    """Say whether a place or region names a zone here: "Berlin time", "heure de Paris", "(Dublin)", "1:00 central"."""
    after, before, before2 = text.word(end), text.word(at - 1), text.word(at - 2)
    if after in _TIME - _BEFORE_NAME - {"uhr"} or (after in _SEASONS and text.word(end + 1) in _TIME):
        return True
    if before in _BEFORE_NAME or (before in _OF and before2 in _BEFORE_NAME):
        return True
    if phrase[0] in _AMERICAN and len(phrase) == 1:
        return is_beside and text.language in {None, "en"} and not _is_place(text, at)
    if phrase[0] in _words("given_names") and before2.upper() not in _abbreviations():
        return False
    if before == "(" and after == ")":
        return True
    if is_beside and after == "(" and text.raw[at][0].isupper() and text.word(end + 1)[:1].isdecimal():
        return True  # "14h30 Tallinn (12:30 UTC)"
    if is_beside and before in {"à", "de", "di", "a"} and text.language in {"fr", "pt", "es", "it"}:
        return text.raw[at][0].isupper()
    return before in {",", "-", "–", "("} and before2 in {"time", "zeit"}


def _is_place(text: Text, at: int) -> bool:
    """Say whether "Central" is a place or a plain adjective here: "10am, Central Library", "at 9 at Pacific House"."""
    word, raw = text.word(at + 1), text.raw[at + 1] if at + 1 < len(text.raw) else ""
    is_name = raw[:1].isupper() and not raw.isupper()
    is_day = word in text.lexicon.weekdays or word in text.lexicon.days or word in text.lexicon.months
    return text.word(at - 1) in _BEFORE_PLACE or word in _words("places") or (is_name and not is_day)


@cache
def _abbreviations() -> Mapping[str, tuple[str, ...]]:
    data = _data()
    table = {short: (zone,) for zone, row in data["abbreviations"].items() for short in row.split()}
    table.update({short: tuple(zones) for short, zones in data["contextual"].items()})
    return table


@cache
def _openers() -> frozenset[str]:
    """Words at which a zone may begin; most words are none, and this is asked of every word after a time."""
    pairs = {pair[0] for pair in _pairs("for_owner") | _pairs("for_sender")}
    return frozenset({short.lower() for short in _abbreviations()} | _names().keys() | _AREAS | pairs | {"utc", "gmt"})


@cache
def _names() -> Mapping[str, list[tuple[tuple[str, ...], str]]]:
    table: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for zone, row in _data()["names"].items():
        for name in row.split(";"):
            phrase = tuple(name.replace(",", " ,").replace(". ", " . ").split())
            table.setdefault(phrase[0], []).append((phrase, zone))
    for rows in table.values():
        rows.sort(key=lambda pair: -len(pair[0]))
    return table


@cache
def _words(name: str) -> frozenset[str]:
    """A plain list of words of zones.yaml."""
    return words_of(_data()[name])


@cache
def _pairs(name: str) -> frozenset[tuple[str, str]]:
    """Two words that together say whose zone it is."""
    return frozenset((first, second) for first, second in (row.split() for row in _data()[name]))


@cache
def _data() -> Any:
    return yaml.load(resources.files("rules").joinpath("zones.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
