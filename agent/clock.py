"""The only place that reads the time. Everything else is handed a `Clock`."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, UTC."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands where it is put: replay, demo and tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Where the clock stands."""
        return self._at

    def set(self, at: datetime) -> None:
        """Put the clock to `at` (aware); it may go back, as real clocks do."""
        self._at = at.astimezone(UTC)


def first_process_began(now: datetime) -> datetime | None:
    """When process 1, of this machine or container, was started; None where that is not told (proc(5), Linux alone).

    Measured back from `now` on the clock that the start is kept in, which no change of the time of day moves.
    """
    try:
        ticks = int(Path("/proc/1/stat").read_text().rpartition(")")[2].split()[19])
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return None
    return now - timedelta(seconds=age) if age >= 0 else None
