"""Days and times as the owner writes them: "tomorrow 14:00", "Fri 2:30 pm", "12 May 10:00", ISO 8601. Pure.

Strict: what is not understood as a whole is refused, for a wrong time costs more than a second try. Days without a year
are the next such day; a weekday is the next one, today's included only while its time lies ahead.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agent.errors import UsageError

TIME_EXAMPLES = 'Write it like 2026-05-11T14:00, "tomorrow 14:00", "Fri 2:30 pm" or "12 May 10:00".'
DAY_EXAMPLES = 'Write it like 2026-06-30, friday, "12 May", tomorrow or "in 2 weeks".'

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_CLOCK = re.compile(r"(?:at\s+)?(\d{1,2})(?:[:.h](\d{2}))?\s*(a\.?m\.?|p\.?m\.?)?$")
_IN = re.compile(r"in (\d{1,3}|an?|one|two|three) (day|week)s?$")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.? ([a-z]{3,9})\.?,?(?: (\d{4}))?$")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,?(?: (\d{4}))?$")


def time_written(
    text: str, now: datetime, zone: ZoneInfo, option: str, *, instead_of: datetime | None = None
) -> datetime:
    """The moment meant, aware. `now` is aware. An hour without a day is of the day of what it is said `instead_of`
    (aware), else of today. Raises `UsageError` saying how to write it."""
    try:
        at = datetime.fromisoformat(text.strip())
        if not re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", text.strip()):
            return at if at.tzinfo else at.replace(tzinfo=zone)
    except ValueError:
        pass
    local = now.astimezone(zone)
    words = _tidy(text)
    for match in re.finditer(r"(?:^|\s)(?=(?:at\s+)?\d)", words):
        clock = _clock(words[match.end() :])
        named = words[: match.start()].rstrip(", ")
        day = _day(named, local, clock) if clock else None
        if day and instead_of and not named:
            day = instead_of.astimezone(zone).date()
        if clock and day:
            return datetime.combine(day, clock, zone)
    raise UsageError(f"{option}: {text!r} is no time.", next_step=TIME_EXAMPLES)


def day_written(text: str, now: datetime, zone: ZoneInfo) -> date:
    """The day meant. Raises `UsageError` saying how to write it."""
    day = _day(_tidy(text), now.astimezone(zone), None) if text.strip() else None
    if day is None:
        raise UsageError(f"{text!r} is no day.", next_step=DAY_EXAMPLES)
    return day


def _tidy(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())


def _clock(words: str) -> time | None:
    if words in ("noon", "12 noon"):
        return time(12)
    match = _CLOCK.match(words)
    if match is None or not (match[2] or match[3]):
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _day(words: str, local: datetime, clock: time | None) -> date | None:
    today = local.date()
    if words in ("", "today"):
        return today
    if words == "tomorrow":
        return today + timedelta(days=1)
    if words == "yesterday":
        return today - timedelta(days=1)
    if match := _IN.match(words):
        number = _NUMBERS.get(match[1]) or int(match[1])
        return today + timedelta(days=number * (7 if match[2] == "week" else 1))
    try:
        return date.fromisoformat(words)
    except ValueError:
        return _weekday(words, local, clock) or _of_the_year(words, today)


def _weekday(words: str, local: datetime, clock: time | None) -> date | None:
    lead, _, name = words.rpartition(" ")
    number = next((i for i, w in enumerate(_WEEKDAYS) if len(name) >= 2 and w.startswith(name.rstrip("."))), None)
    if number is None or lead not in ("", "on", "this", "next"):
        return None
    ahead = (number - local.weekday()) % 7
    has_passed = clock is None or local.time() >= clock
    if ahead == 0 and (has_passed or lead == "next"):
        ahead = 7
    elif lead == "next" and number > local.weekday():
        ahead += 7
    return local.date() + timedelta(days=ahead)


def _of_the_year(words: str, today: date) -> date | None:
    without_weekday = re.sub(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.? ", "", words)
    if match := _DAY_MONTH.match(without_weekday):
        day, month, year = match[1], match[2], match[3]
    elif match := _MONTH_DAY.match(without_weekday):
        month, day, year = match[1], match[2], match[3]
    else:
        return None
    number = next((i for i, m in enumerate(_MONTHS, 1) if m.startswith(month)), None)
    if number is None:
        return None
    try:
        found = date(int(year) if year else today.year, number, int(day))
        is_long_past = not year and found < today - timedelta(days=60)
        found = found.replace(year=today.year + 1) if is_long_past else found
        says_another = without_weekday != words and not _WEEKDAYS[found.weekday()].startswith(words[:3])
        return None if says_another else found
    except ValueError:
        return None
