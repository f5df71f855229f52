"""Values of the configuration that are more than text: durations, paths, addresses, zones, countries, commands.

Each reader takes the text as it stands in the file and raises ValueError with what to write instead.
"""

from __future__ import annotations

import difflib
import re
import zoneinfo
from collections.abc import Callable, Iterable
from datetime import date, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, PlainValidator, ValidationInfo

from agent.draft_request import LENGTHS, TONES
from agent.language_model import SEES
from rules.pacing_rules import PRESETS
from rules.pacing_settings import SETTINGS
from rules.reading import Stage
from rules.waits import Wait
from rules.workdays import Window

T = TypeVar("T")

_ADDRESS = re.compile(r"[^@\s<>(),;:\"\\\[\]]+@\w(?:[\w.-]*\w)?")
_COUNTRY_SLIPS = {"UK": "GB", "EN": "GB", "EL": "GR"}


def nearest(word: str, known: Iterable[str]) -> str:
    """` Did you mean 'x'?` with the most similar of `known`, or nothing."""
    candidates = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), candidates, n=1, cutoff=0.6)
    return f" Did you mean {candidates[found[0]]!r}?" if found else ""


def one_of(known: Iterable[str]) -> Callable[[str], str]:
    """A reader that lets only `known` words through."""
    words = tuple(map(str, known))

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"{text!r} is not one of {', '.join(words)}.{nearest(text, words)}")
        return text

    return read


def from_text(read: Callable[[str], T]) -> Callable[[object], T]:
    """`read`, refusing lists and mappings in its place."""

    def checked(value: object) -> T:
        if not isinstance(value, str):
            raise ValueError("must be a single value, not a list or a mapping")
        return read(value)

    return checked


def duration(text: str) -> timedelta:
    length = Wait.parse(text).length
    if not length:
        raise ValueError(f"{text!r} is no time at all. Write it like 90s, 2m, 3h or 5d")
    return length


def line(text: str) -> str:
    """Text on one line, its spaces tidied."""
    tidy = " ".join(text.split())
    if not tidy:
        raise ValueError("must not be empty")
    if not tidy.isprintable():
        raise ValueError("must not hold control characters")
    return tidy


def mailbox_name(text: str) -> str:
    if not re.fullmatch(r"\w[\w.-]{0,39}", text):
        raise ValueError(f"{text!r} is no name. Use up to 40 letters, digits, dots, dashes or underscores")
    return text


def address(text: str) -> str:
    if not _ADDRESS.fullmatch(text.strip()):
        raise ValueError(f"{text!r} is no mail address. Write only the address, like jordan@mail.example")
    return text.strip().lower()


_WITHOUT_SUMMER_TIME = {"EST": "America/New_York", "MST": "America/Denver, or America/Phoenix in Arizona"}
"""Names that people write for a zone, and that the tables take for standard time all year: an hour wrong in summer."""


def timezone(text: str) -> str:
    if (meant := _WITHOUT_SUMMER_TIME.get(text.upper())) is not None:
        raise ValueError(f"{text!r} would be standard time in summer, too. Write {meant}.")
    try:
        zoneinfo.ZoneInfo(text)
    except (KeyError, ValueError, OSError) as error:
        guess = _nearest_zone(text, zoneinfo.available_timezones())
        raise ValueError(f"{text!r} is no IANA time zone. Write it like America/New_York.{guess}") from error
    return text


def _nearest_zone(text: str, known: Iterable[str]) -> str:
    cities = {name.rpartition("/")[2]: name for name in sorted(known) if "/" in name}
    city = text.rpartition("/")[2].replace(" ", "_").title()
    return f" Did you mean {cities[city]!r}?" if city in cities else nearest(text, known)


def country(text: str) -> str:
    code, known = text.upper(), _countries()
    if code in known:
        return code
    by_name = {name.casefold(): code for code, name in known.items()}
    guess = _COUNTRY_SLIPS.get(code) or by_name.get(text.casefold())
    if guess is None and len(text) > 3 and (names := difflib.get_close_matches(text.casefold(), by_name, n=1)):
        guess = by_name[names[0]]
    advice = f" Did you mean {guess!r}?" if guess else ""
    raise ValueError(f"{text!r} is no ISO 3166 country code. Write it like US, GB or DE.{advice}")


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """ISO 3166 code → English name, from the time zone tables."""
    from importlib.resources import files

    table = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    rows = (row.split("\t") for row in table.splitlines() if not row.startswith("#"))
    return {row[0]: row[1] for row in rows}


def url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#<>\"]+\S*", text):
        raise ValueError(f"{text!r} is no web address. Write it with https://")
    return text


def path(text: str, info: ValidationInfo) -> Path:
    """A path with ~ expanded; a relative one starts in the folder of the configuration file."""
    base = (info.context or {}).get("folder", Path())
    return Path(base) / Path(text).expanduser()


def command(value: object) -> tuple[str, ...]:
    """A command as an argument list; a text is a line for the shell."""
    if isinstance(value, str) and value.strip():
        return ("/bin/sh", "-c", value)
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return tuple(value)
    raise ValueError("must be a command line, or a list of a program and its arguments")


def weekdays(value: object) -> Any:
    names = re.split(r"[,\s]+", value) if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("must be a list of weekdays, like [tue, wed, thu]")
    return SETTINGS["days"].parse(names)


def absence(value: object) -> tuple[date, date]:
    """First and last day away."""
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(day, str) for day in value):
        raise ValueError("must be a first and a last day, like [2026-07-06, 2026-07-17]")
    try:
        first, last = map(date.fromisoformat, value)
    except ValueError as error:
        raise ValueError("must be two days, like [2026-07-06, 2026-07-17]") from error
    if last < first:
        raise ValueError("ends before it begins. Write the first day first")
    return first, last


def never_or(read: Callable[[str], int]) -> Callable[[str], int | None]:
    return lambda text: None if text.lower() == "never" else read(text)


def _checked_path(value: object, info: ValidationInfo) -> Path:
    if not isinstance(value, str | Path) or not str(value):
        raise ValueError("must be a path")
    return path(str(value), info)


def _setting(key: str) -> Any:
    return PlainValidator(from_text(SETTINGS[key].parse))


def _stage(text: str) -> str:
    return one_of(Stage)(re.sub(r"[\s-]+", "_", text.strip().lower()))


MailboxName = Annotated[str, PlainValidator(from_text(mailbox_name))]
Line = Annotated[str, AfterValidator(line)]
Duration = Annotated[timedelta, PlainValidator(from_text(duration))]
Address = Annotated[str, PlainValidator(from_text(address))]
Timezone = Annotated[str, PlainValidator(from_text(timezone))]
Country = Annotated[str, PlainValidator(from_text(country))]
Url = Annotated[str, PlainValidator(from_text(url))]
FilePath = Annotated[Path, PlainValidator(_checked_path)]
Command = Annotated[tuple[str, ...], PlainValidator(command)]
Preset = Annotated[str, PlainValidator(from_text(one_of(PRESETS)))]
Tone = Annotated[str, PlainValidator(from_text(one_of(TONES)))]
Sight = Annotated[str, PlainValidator(from_text(one_of(SEES)))]
Length = Annotated[str, PlainValidator(from_text(one_of(LENGTHS)))]
StageName = Annotated[str, PlainValidator(from_text(_stage))]
WaitTime = Annotated[Wait, _setting("check_in")]
Days = Annotated[int, _setting("min_gap")]
DaysOrNever = Annotated[int | None, PlainValidator(from_text(never_or(SETTINGS["min_gap"].parse)))]
Weekdays = Annotated[frozenset[int], PlainValidator(weekdays)]
Absence = Annotated[tuple[date, date], PlainValidator(absence)]
Clock = Annotated[time, _setting("due_time")]
Hours = Annotated[Window, _setting("hours")]
ThankYouHours = Annotated[Window, _setting("thank_you_hours")]
