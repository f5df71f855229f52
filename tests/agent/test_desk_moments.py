"""Days and times as the owner writes them in a command."""

from __future__ import annotations

import contextlib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import UsageError
from agent.moments import day_written, time_written

ZONE = ZoneInfo("America/New_York")
WEDNESDAY = datetime(2026, 5, 6, 15, 0, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("tomorrow 14:00", "2026-05-07T14:00-04:00"),
        ("2026-05-11T14:00", "2026-05-11T14:00-04:00"),
        ("2026-05-11 14:00", "2026-05-11T14:00-04:00"),
        ("2026-05-11T14:00+02:00", "2026-05-11T14:00+02:00"),
        ("Fri 2:30 pm", "2026-05-08T14:30-04:00"),
        ("friday at 9am", "2026-05-08T09:00-04:00"),
        ("12 May 10:00", "2026-05-12T10:00-04:00"),
        ("May 12, 2pm", "2026-05-12T14:00-04:00"),
        ("Mon 11 May 9:00", "2026-05-11T09:00-04:00"),
        ("wed 16:00", "2026-05-06T16:00-04:00"),
        ("wed 14:00", "2026-05-13T14:00-04:00"),
        ("next friday 10:00", "2026-05-15T10:00-04:00"),
        ("today 12 am", "2026-05-06T00:00-04:00"),
        ("10 Feb 9:00", "2027-02-10T09:00-05:00"),
    ],
)
def test_a_time_in_natural_words_is_the_owners(written: str, meant: str) -> None:
    """Without an offset it is on the owner's clock, across the change of clocks too."""
    assert time_written(written, WEDNESDAY, ZONE, "--time") == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("15:00", "2026-05-11T15:00-04:00"),
        ("at 3 pm", "2026-05-11T15:00-04:00"),
        ("today 15:00", "2026-05-06T15:00-04:00"),
    ],
)
def test_an_hour_alone_is_of_the_day_of_the_interview_that_it_corrects(written: str, meant: str) -> None:
    """`set --time 15:00` on Wednesday, for an interview of next Monday: another hour, not another day."""
    was = datetime.fromisoformat("2026-05-11T14:00-04:00")
    assert time_written(written, WEDNESDAY, ZONE, "--time", instead_of=was) == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    "written", ["soon", "friday", "2026-05-11", "fri 25:00", "12 May 10", "13:75", "0 pm", "", "Mon 12 May 10:00"]
)
def test_a_time_that_is_not_understood_as_a_whole_is_refused_with_an_example(written: str) -> None:
    """A wrong time costs more than a second try."""
    with pytest.raises(UsageError, match="Write it like"):
        time_written(written, WEDNESDAY, ZONE, "--time")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("friday", "2026-05-08"), ("in 2 weeks", "2026-05-20"), ("2026-06-30", "2026-06-30"), ("June 1", "2026-06-01")],
)
def test_a_day_in_natural_words(written: str, meant: str) -> None:
    """For `snooze`."""
    assert day_written(written, WEDNESDAY, ZONE).isoformat() == meant


@given(st.text(max_size=30))
def test_whatever_is_written_is_a_time_or_a_clear_refusal(text: str) -> None:
    """No other error comes out."""
    for read in (lambda: time_written(text, WEDNESDAY, ZONE, "--time"), lambda: day_written(text, WEDNESDAY, ZONE)):
        with contextlib.suppress(UsageError):
            read()
