"""Time zones as calendar programs write them: IANA and Windows names, and zones that a calendar defines itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from rules.windows_zones import DISPLAY_NAMES, WINDOWS

_IANA = re.compile(
    r"(?:^|/)((?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc|US|Canada)"
    r"/[A-Za-z0-9_+/-]{2,40})$"
)
_PLAIN = re.compile(r"[A-Z][A-Za-z]{2,11}$")
_UTC = frozenset(("UTC", "GMT", "Z", "ETC/UTC", "ETC/GMT", "TZONE://MICROSOFT/UTC", "COORDINATED UNIVERSAL TIME"))
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)$")


@dataclass(frozen=True, slots=True)
class Observance:
    """One STANDARD or DAYLIGHT rule of a VTIMEZONE (RFC 5545 3.6.5)."""

    offset: timedelta
    offset_before: timedelta
    since: date
    hour: int
    """Local hour of the change, by the clock before it."""
    rule: str
    """The RRULE value, "" for a single change."""


def known_zone(name: str) -> tzinfo | None:
    """The zone of an IANA name, of a path that ends in one, or of a Windows name; None if nobody knows it."""
    return _known_zone(name.strip().strip('"')[:120])


@lru_cache(maxsize=512)
def _known_zone(name: str) -> tzinfo | None:
    if name.upper() in _UTC:
        return UTC
    lowered = name.lower()
    path = _IANA.search(name)
    candidates = [WINDOWS.get(lowered), path.group(1) if path else None, name if _PLAIN.match(name) else None]
    candidates += [iana for words, iana in DISPLAY_NAMES.items() if words in lowered]
    zones = (_iana(candidate) for candidate in candidates if candidate)
    return next((zone for zone in zones if zone), None)


def _iana(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return None


def custom_zone(observances: Iterable[Observance], wall: datetime) -> tzinfo | None:
    """The offset in force at local time `wall` (naive) by the calendar's own rules; None without any rule."""
    rules = list(observances)
    if not rules:
        return None
    onsets = [(onset, index) for index, rule in enumerate(rules) if (onset := _last_onset(rule, wall)) is not None]
    if onsets:
        return timezone(rules[max(onsets)[1]].offset)
    return timezone(min(rules, key=lambda rule: rule.since).offset_before)


def _last_onset(rule: Observance, wall: datetime) -> datetime | None:
    """When the observance last began, at or before `wall`."""
    days = [_onset_in(rule, year) for year in (wall.year, wall.year - 1)] if rule.rule else [rule.since]
    for day in days:
        if day is None:
            continue
        onset = datetime(day.year, day.month, day.day, min(rule.hour, 23))  # noqa: DTZ001 - local clock time
        if onset <= wall:
            return onset
    return None


def _onset_in(rule: Observance, year: int) -> date | None:
    """The day of the change in one year: yearly rules by month and weekday, which is all that time zones use."""
    parts = dict(part.split("=", 1) for part in rule.rule.split(";") if "=" in part)
    until = parts.get("UNTIL", "")[:4]
    if not 1 <= year <= 9998 or year < rule.since.year or (until.isdecimal() and year > int(until)):
        return None
    month = parts.get("BYMONTH", str(rule.since.month))
    if not month.isdecimal() or len(month) > 2 or not 1 <= int(month) <= 12:
        return None
    by_day = _BY_DAY.match(parts.get("BYDAY", ""))
    if by_day is None:
        return date(year, int(month), min(rule.since.day, 28))
    return _nth_weekday(year, int(month), _WEEKDAYS.index(by_day.group(2)), int(by_day.group(1) or 1))


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    if nth >= 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * max(0, nth - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7 + 7 * (-nth - 1))
