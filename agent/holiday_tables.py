"""Public holidays for a program that runs for months: a child process asks their library, which then is gone again.

The package `holidays` cannot load one country without the other 250, and keeps 14 MB for them; the agent needs some
dozen days a year of it. `python -m agent.holiday_tables COUNTRY REGION YEAR` prints year and day, one a
line.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import date

from rules import workdays

CHILD_SECONDS = 60
SPAN_YEARS = 4
"""How many years are asked for at once, the one before among them: planning looks back and ahead."""


class HolidayTables:
    """Remembers what the child processes said. A source for `workdays.ask_for_holidays`."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str | None, int], frozenset[date]] = {}

    def __call__(self, country: str, region: str | None, year: int) -> frozenset[date]:
        """The public holidays of a year; where no child process can be run, the library is asked here."""
        if (country, region, year) not in self._known:
            years = range(year - 1, year - 1 + SPAN_YEARS)
            said = _said_by_child(country, region, years)
            if said is None:
                return workdays.of_library(country, region, year)
            for one in years:
                self._known[country, region, one] = frozenset(day for asked, day in said if asked == one)
        return self._known[country, region, year]


def _said_by_child(country: str, region: str | None, years: range) -> list[tuple[int, date]] | None:
    # -P: nothing in the directory that the agent runs in is taken for a part of it
    words = [sys.executable, "-P", "-m", __name__, country, region or "", *map(str, years)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=CHILD_SECONDS, check=True
        )
        lines = [line.split() for line in done.stdout.splitlines()]
        return [(int(year), date.fromisoformat(day)) for year, day in lines]
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def main(arguments: Sequence[str]) -> None:
    """What the child process does."""
    country, region, *years = arguments
    for year in years:
        for day in sorted(workdays.of_library(country, region or None, int(year))):
            sys.stdout.write(f"{year} {day}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
