"""The calendar: what stands in it, that it is an iCalendar whatever stands in mail, and a feed that is kept fresh."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from agent.agenda import events
from agent.calendar_feed import Feed, text_of
from agent.ics import FOLD_AT, Event, calendar
from agent.rulebook import Rulebook
from agent.store import Store
from rules.calendar import events_of
from rules.reading import Intent
from tests.agent.world import DANA, PRIYA, World, interview

STAMP = datetime(2026, 5, 4, 9, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def searching() -> World:
    """An interview ahead."""
    world = World()
    world.employer(
        "2026-05-05 10:00",
        Intent.INTERVIEW_SCHEDULED,
        interview=interview("2026-05-11 14:00", "14:45", PRIYA, DANA),
    )
    return world


def shown(world: World) -> dict[str, Event]:
    """Summary → entry."""
    return {e.summary: e for e in events(world.store.threads(), world.rulebook, world.clock.now())}


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_an_interview_stands_there_with_its_people_and_two_alarms() -> None:
    entry = shown(searching())["Interview: Northwind, Data Engineer"]

    assert entry.start == datetime(2026, 5, 11, 18, 0, tzinfo=UTC)
    assert entry.end == datetime(2026, 5, 11, 18, 45, tzinfo=UTC)
    assert entry.description[:2] == ("With Priya Raman and Dana Cole.", "Ask when you will hear from them.")
    assert entry.alarms == (timedelta(days=-1), timedelta(hours=-1))


def test_a_moved_interview_moves_its_entry_and_a_cancelled_one_takes_it_away() -> None:
    world = searching()
    before = shown(world)["Interview: Northwind, Data Engineer"]
    world.employer(
        "2026-05-06 10:00", Intent.INTERVIEW_RESCHEDULED, interview=interview("2026-05-12 14:00", "14:45", PRIYA)
    )
    after = shown(world)["Interview: Northwind, Data Engineer"]
    world.employer("2026-05-07 10:00", Intent.INTERVIEW_CANCELLED)

    assert (after.uid, after.start - before.start) == (before.uid, timedelta(days=1))  # type: ignore[operator]
    assert not any(name.startswith("Interview") for name in shown(world))


def test_the_next_follow_up_and_the_promised_day_stand_there_and_block_no_time() -> None:
    """B20, B21: the check-in is due on the business day after the promised one."""
    world = searching()
    world.owner_sends_drafts("2026-05-11 17:00")
    world.employer("2026-05-12 10:00", Intent.STATUS_UPDATE, decision_by="2026-05-15")
    found = shown(world)

    assert found["Answer promised by today: Northwind, Data Engineer"].start == date(2026, 5, 15)
    assert found["Check-in: Northwind, Data Engineer"].start == datetime(2026, 5, 18, 13, tzinfo=UTC)
    assert not any(found[name].is_busy for name in found if not name.startswith("Interview"))


def test_a_rejected_thread_has_nothing_ahead_in_the_calendar() -> None:
    world = searching()
    world.employer("2026-05-06 10:00", Intent.REJECTION)

    assert shown(world) == {}


@given(summary=st.text(max_size=300), location=st.text(max_size=80), start=MOMENTS, minutes=st.integers(0, 10**4))
def test_whatever_stands_in_mail_the_file_is_one_event_with_the_right_time(
    summary: str, location: str, start: datetime, minutes: int
) -> None:
    """B6: no text can end a line, a value or the event; no row is too long; it is read back as it was meant."""
    start = start.replace(microsecond=0)
    event = Event("a@b", start, start + timedelta(minutes=minutes), summary, (summary, location), location)
    text = calendar([event], STAMP)
    lines = unfolded(text)
    (read,) = events_of(text)

    assert all(len(row.encode()) <= FOLD_AT for row in text.split("\r\n"))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text.replace("\r\n", ""))
    assert [line for line in lines if line.startswith(("BEGIN", "END"))] == [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    assert (read.start, read.end) == (event.start, event.end)


def test_a_whole_day_ends_on_the_next_and_alarms_count_from_its_start() -> None:
    text = calendar([Event("a@b", date(2026, 12, 31), None, "x", alarms=(timedelta(hours=9),))], STAMP)

    assert "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in text
    assert "TRIGGER:PT540M\r\n" in text


def test_the_feed_is_written_when_something_changed_and_only_then(tmp_path: Path) -> None:
    """Calendar programs see a new file only when there is news; it is private unless the owner made it public."""
    world, place = searching(), tmp_path / "feed" / "jobs.ics"
    feed = Feed(place)
    first = feed.refresh(world.store, world.rulebook, world.clock.now())
    place.chmod(0o644)
    again = feed.refresh(world.store, world.rulebook, world.clock.now() + timedelta(minutes=2))
    world.employer("2026-05-06 10:00", Intent.REJECTION)
    after = feed.refresh(world.store, world.rulebook, world.clock.now())

    assert (first, again, after) == (True, False, True)
    assert place.stat().st_mode & 0o777 == 0o644
    assert "VEVENT" not in place.read_text()
    assert [p.name for p in place.parent.iterdir()] == ["jobs.ics"]


def test_a_feed_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    world = searching()

    assert not Feed(tmp_path / "a file" / "jobs.ics").refresh(world.store, world.rulebook, world.clock.now())


def test_an_empty_search_is_an_empty_calendar() -> None:
    world = World()
    rulebook: Rulebook = world.rulebook
    store: Store = world.store

    assert unfolded(text_of(store, rulebook, world.clock.now()))[-2] == "END:VCALENDAR"
