"""How long to wait, in the units that follow-ups are counted in: clock time, calendar days, business days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class WaitUnit(StrEnum):
    """What a wait is counted in. The first three are lengths of time, the others turn over at midnight."""

    SECONDS = "second"
    MINUTES = "minute"
    HOURS = "hour"
    DAYS = "day"
    BUSINESS_DAYS = "business day"


_UNIT_WORDS: Mapping[str, tuple[WaitUnit, int]] = {
    "s": (WaitUnit.SECONDS, 1),
    "second": (WaitUnit.SECONDS, 1),
    "m": (WaitUnit.MINUTES, 1),
    "min": (WaitUnit.MINUTES, 1),
    "minute": (WaitUnit.MINUTES, 1),
    "h": (WaitUnit.HOURS, 1),
    "hour": (WaitUnit.HOURS, 1),
    "d": (WaitUnit.DAYS, 1),
    "day": (WaitUnit.DAYS, 1),
    "w": (WaitUnit.DAYS, 7),
    "week": (WaitUnit.DAYS, 7),
    "bd": (WaitUnit.BUSINESS_DAYS, 1),
    "business day": (WaitUnit.BUSINESS_DAYS, 1),
}
_SECONDS = {WaitUnit.SECONDS: 1, WaitUnit.MINUTES: 60, WaitUnit.HOURS: 3600}
_WAIT = re.compile(
    r"([0-9]{1,5}) *(s|m|h|d|w|bd|min|(?:second|minute|hour|day|week|business[ _-]day)s?)", re.IGNORECASE
)
_LONGEST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Wait:
    """How long to wait: an amount of one unit, never negative. `str()` gives the words that `parse` reads."""

    amount: int
    unit: WaitUnit

    @classmethod
    def parse(cls, text: str) -> Wait:
        """Read `90s`, `2m`, `3h`, `5d`, `2w` or `3 business days`; raises ValueError saying what to write instead."""
        match = _WAIT.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is no duration. Write it like 90s, 2m, 3h, 5d or 3 business days")
        word = re.sub(r"[_-]", " ", match[2].lower())
        unit, times = _UNIT_WORDS[word if len(word) == 1 else word.removesuffix("s")]
        wait = cls(int(match[1]) * times, unit)
        if wait.amount * _SECONDS.get(wait.unit, 86_400) > _LONGEST_DAYS * 86_400:
            raise ValueError(f"{text!r} is longer than ten years")
        return wait

    @property
    def length(self) -> timedelta:
        """The wait as a length of time; a day has 24 hours here. Raises ValueError for business days."""
        if self.unit is WaitUnit.BUSINESS_DAYS:
            raise ValueError("business days have no fixed length. Write it like 90s, 2m, 3h or 5d")
        return timedelta(seconds=self.amount * _SECONDS.get(self.unit, 86_400))

    @property
    def is_clock_time(self) -> bool:
        """Counted in hours, minutes or seconds: due on the minute, not at 09:00 of a day."""
        return self.unit in _SECONDS

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"
