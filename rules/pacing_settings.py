"""The keys of pacing as they stand in YAML, in presets and in the owner's configuration alike, and how each is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from types import MappingProxyType

from rules.waits import Wait, WaitUnit
from rules.workdays import MONDAY_TO_FRIDAY, Window

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Value = Wait | timedelta | int | time | frozenset[int] | Window | None
"""What a setting of pacing can be."""


def parse_days(text: str) -> int:
    """A number of calendar days, from `14d` or `2 weeks`; raises ValueError for anything else."""
    wait = Wait.parse(text)
    if wait.unit is not WaitUnit.DAYS:
        raise ValueError(f"{text!r} must be calendar days, like 7d")
    return wait.amount


def parse_window(text: str, *, every_day: bool = False) -> Window:
    """A window, from `08:00-18:00`; raises ValueError if it is none."""
    opens, _, closes = text.replace("–", "-").partition("-")
    try:
        return Window(time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip()), every_day)
    except ValueError as error:
        raise ValueError(f"{text!r} is no window. Write it like 08:00-18:00") from error


def parse_clock(text: str) -> time:
    """A time of day, from `09:00`; raises ValueError if it is none."""
    try:
        return time.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError as error:
        raise ValueError(f"{text!r} is no time of day. Write it like 09:00") from error


def parse_weekdays(names: Sequence[str]) -> frozenset[int]:
    """Weekdays from their names (`tue`, `Tuesday`); raises ValueError for others, and if all are weekend days."""
    numbers = frozenset(_weekday(name) for name in names)
    if not numbers & MONDAY_TO_FRIDAY:
        raise ValueError("name at least one day from mon to fri")
    return numbers


def _weekday(name: str) -> int:
    short = name.strip().lower()
    if len(short) >= 3:
        for number, full in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")):
            if full.startswith(short):
                return number
    raise ValueError(f"{name!r} is no weekday. Write {', '.join(WEEKDAYS)}")


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of pacing: the field of `Pacing` it fills and how its YAML value is read (raises ValueError)."""

    field: str
    parse: Callable[..., Value]


SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "thank_you": Setting("thank_you", Wait.parse),
        "thank_you_deadline": Setting("thank_you_deadline", Wait.parse),
        "check_in": Setting("check_in", Wait.parse),
        "nudge": Setting("nudge", Wait.parse),
        "closing": Setting("closing", Wait.parse),
        "rejection_reply": Setting("rejection_reply", Wait.parse),
        "after_promise": Setting("after_promise", Wait.parse),
        "close_after": Setting("close_after_days", parse_days),
        "min_gap": Setting("min_gap_days", parse_days),
        "days": Setting("weekdays", parse_weekdays),
        "suggest_call_after": Setting("suggest_call_after_days", parse_days),
        "default_length": Setting("default_length", lambda text: Wait.parse(text).length),
        "silence_note_after": Setting("silence_note_after", Wait.parse),
        "offer_close_after": Setting("offer_close_after_days", parse_days),
        "late_limit": Setting("late_limit", Wait.parse),
        "unsent_limit": Setting("unsent_limit", Wait.parse),
        "due_time": Setting("due_time", parse_clock),
        "hours": Setting("hours", parse_window),
        "thank_you_hours": Setting("thank_you_hours", lambda text: parse_window(text, every_day=True)),
    }
)
"""The keys of pacing in YAML."""
