"""Plain words for moments, states and steps. All times are shown on the owner's clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from types import MappingProxyType

from rules.pacing import Step

STATES: Mapping[str, str] = MappingProxyType(
    {
        "arranging": "a time is being found",
        "scheduled": "interview ahead",
        "interviewed": "interviewed",
        "thanked": "thanked",
        "checked_in": "checked in",
        "nudged": "nudged",
        "closed": "closed",
        "rejected": "they said no",
    }
)
REASONS: Mapping[str, str] = MappingProxyType(
    {
        "no_answer": "no answer came",
        "offer": "an offer",
        "withdrawn": "you withdrew",
        "by_owner": "closed by you",
    }
)


def step_name(step: str) -> str:
    """`check_in` as people say it: check-in."""
    return next((known.spoken for known in Step if known == step), step.replace("_", "-"))


def intent_name(intent: str) -> str:
    """`interview_scheduled` in words."""
    return intent.replace("_", " ")


def moment(at: datetime, now: datetime, zone: tzinfo) -> str:
    """Mon 18 May 09:00; with the year where it is not this one."""
    local = at.astimezone(zone)
    year = "" if local.year == now.astimezone(zone).year else f" {local.year}"
    return f"{day_name(local.date())}{year} {local:%H:%M}"


def day_name(day: date) -> str:
    """Mon 18 May."""
    return f"{day:%a} {day.day} {day:%b}"


def near(at: datetime, now: datetime, zone: tzinfo) -> str:
    """The moment with today, tomorrow or yesterday in the place of its date."""
    days = (at.astimezone(zone).date() - now.astimezone(zone).date()).days
    word = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    return f"{word} {at.astimezone(zone):%H:%M}" if word else moment(at, now, zone)


def ago(at: datetime, now: datetime) -> str:
    """How long ago, in the one unit that matters."""
    passed = max(now - at, timedelta())
    minutes, hours, days = int(passed.total_seconds() // 60), int(passed.total_seconds() // 3600), passed.days
    if minutes < 1:
        return "just now"
    if hours < 1:
        return f"{counted(minutes, 'minute')} ago"
    if days < 1:
        return f"{counted(hours, 'hour')} ago"
    return f"{counted(days, 'day')} ago"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """1 thread, 2 threads."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def some_of(items: Sequence[str], most: int = 8) -> str:
    """one, two, …; so many of them are named."""
    return ", ".join([*items[:most], *(["…"] if len(items) > most else [])])


def listed(items: Sequence[str]) -> str:
    """one, two and three."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""
