"""Public holidays that a child process was asked for are those of the library."""

from __future__ import annotations

import subprocess
import sys

import pytest

from agent.holiday_tables import HolidayTables
from rules.workdays import of_library


@pytest.mark.parametrize(("country", "region"), [("DE", "BY"), ("ZZ", None)], ids=["known", "unknown"])
def test_the_holidays_are_those_of_the_library(country: str, region: str | None) -> None:
    tables = HolidayTables()
    for year in (2027, 2026, 2028):
        assert tables(country, region, year) == of_library(country, region, year)


def test_where_no_child_process_can_be_run_the_library_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert HolidayTables()("US", None, 2026) == of_library("US", None, 2026)


def test_the_library_does_not_stay_in_the_process_that_asks() -> None:
    program = "import sys; from agent.holiday_tables import HolidayTables as H; print(len(H()('US', None, 2026)))"
    done = subprocess.run(
        [sys.executable, "-c", f"{program}; print('holidays' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [str(len(of_library("US", None, 2026))), "False"]
