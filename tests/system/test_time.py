"""Time that sleeps, jumps and repeats itself (B20, B25): laptops, clocks set by hand, summer time on both sides of the
equator, leap days, zones with odd offsets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from rules.reading import Intent, Interview, Owner
from rules.workdays import calendar_for
from tests.agent.test_engine_machine import EngineMachine
from tests.agent.world import OWNER, PRIYA, World, interview

ZONES = {
    "America/New_York": ("US", (date(2026, 3, 8), date(2026, 11, 1))),
    "Europe/Berlin": ("DE", (date(2026, 3, 29), date(2026, 10, 25))),
    "Europe/Dublin": ("IE", (date(2026, 3, 29), date(2026, 10, 25))),
    "Australia/Sydney": ("AU", (date(2026, 4, 5), date(2026, 10, 4))),
    "Pacific/Auckland": ("NZ", (date(2026, 4, 5), date(2026, 9, 27))),
    "Australia/Lord_Howe": ("AU", (date(2026, 4, 5), date(2026, 10, 4))),
    "Pacific/Chatham": ("NZ", (date(2026, 4, 5), date(2026, 9, 27))),
    "America/Santiago": ("CL", (date(2026, 4, 5), date(2026, 9, 6))),
    "Africa/Cairo": ("EG", (date(2026, 4, 24), date(2026, 10, 30))),
    "America/St_Johns": ("CA", (date(2026, 3, 8), date(2026, 11, 1))),
}
"""Country and days of change; half an hour at Lord Howe, at midnight in Santiago and Cairo, winter time "saved" in
Dublin."""
STEADY = {"Asia/Kathmandu": "NP", "Asia/Kolkata": "IN", "Pacific/Marquesas": "PF", "Pacific/Kiritimati": "KI"}
"""Odd offsets (+5:45, +5:30, -9:30, +14) and no summer time."""
NIGHTS = [(zone, day) for zone, (_, days) in ZONES.items() for day in days]
SLEEPS = {"an hour": timedelta(hours=1), "a day": timedelta(days=1), "three weeks": timedelta(weeks=3)}


def world_in(zone: str, country: str, start: datetime) -> World:
    """An owner who lives there."""
    world = World(now=f"{start.astimezone(ZoneInfo('America/New_York')):%Y-%m-%d %H:%M}")
    owner = Owner("Jordan Ellis", frozenset({OWNER}), zone, country)
    world.restart(owner=owner, calendar=calendar_for(zone, country))
    return world


def interviewed(world: World, start: datetime, end: datetime) -> None:
    """An interview is announced now."""
    world._deliver(
        PRIYA,
        "Interview",
        None,
        None,
        intent=Intent.INTERVIEW_SCHEDULED.value,
        company="Northwind",
        role="Data Engineer",
        interview=Interview(start, end, interviewers=(PRIYA,)),
    )
    world.run()


def waken_until(world: World, end: datetime) -> None:
    """A cycle whenever the agent wants one."""
    while (wake := world.store.next_wake(world.clock.now())) is not None and wake <= end:
        world.clock.set(wake)
        world.run()
    world.clock.set(end)
    world.run()


def placed(world: World) -> list[tuple[datetime, str]]:
    """When which draft was placed."""
    return [(t.entry.at, str(t.entry.data["kind"])) for t in world.told if t.entry.event == "draft_placed"]


@pytest.mark.parametrize(("zone", "day"), NIGHTS, ids=str)
def test_steps_keep_to_the_owners_wall_clock_over_a_night_of_change(zone: str, day: date) -> None:
    """B20: an interview on the eve; the thank-you an hour after its end, the check-in at nine on the fifth business
    day, whatever the clocks did in between."""
    local, country = ZoneInfo(zone), ZONES[zone][0]
    eve = datetime(day.year, day.month, day.day, 14, 0, tzinfo=local) - timedelta(days=2)
    world = world_in(zone, country, eve - timedelta(days=3))
    interviewed(world, eve, eve + timedelta(minutes=45))
    waken_until(world, eve + timedelta(hours=20))
    for draft in world.drafts():
        world.mailbox.owner_sends_draft(draft.id, at=world.clock.now())
    world.run()
    waken_until(world, eve + timedelta(days=14))

    first, second = placed(world)
    expected = world.rulebook.calendar.add_business_days(eve.date(), 5)
    assert first == (eve.astimezone(UTC) + timedelta(minutes=105), "thank_you")
    assert second == (
        datetime(expected.year, expected.month, expected.day, 9, tzinfo=local).astimezone(UTC),
        "check_in",
    )


@pytest.mark.parametrize("minute", [0, 30, 59])
@pytest.mark.parametrize(("zone", "day"), NIGHTS, ids=str)
def test_an_interview_at_the_instant_of_a_change_is_thanked_for_once_and_after_its_end(
    zone: str, day: date, minute: int
) -> None:
    """Local times that there are twice, or not at all, as an employer abroad would cause them."""
    local, country = ZoneInfo(zone), ZONES[zone][0]
    for hour in (0, 1, 2, 3):
        start = datetime(day.year, day.month, day.day, hour, minute, tzinfo=local)
        world = world_in(zone, country, start - timedelta(days=3))
        interviewed(world, start, start + timedelta(minutes=45))
        waken_until(world, start + timedelta(days=3))

        ((at, kind),) = placed(world)
        ended = start.astimezone(UTC) + timedelta(minutes=45)
        assert kind == "thank_you"
        assert timedelta(hours=1) <= at - ended <= timedelta(hours=24)


@pytest.mark.parametrize("zone", sorted(STEADY))
def test_nine_in_the_morning_is_nine_in_zones_with_odd_offsets(zone: str) -> None:
    """B20: the owner's own nine o'clock, on their own business day."""
    local = ZoneInfo(zone)
    start = datetime(2026, 5, 11, 10, tzinfo=local)
    world = world_in(zone, STEADY[zone], start - timedelta(days=2))
    interviewed(world, start, start + timedelta(minutes=45))
    waken_until(world, start + timedelta(days=12))

    assert [(at.astimezone(local).time().isoformat(), kind) for at, kind in placed(world)] == [
        ("11:45:00", "thank_you"),
        ("09:00:00", "check_in"),
    ]


@pytest.mark.parametrize("day", [date(2028, 2, 28), date(2028, 2, 29), date(2028, 2, 22), date(2027, 12, 31)])
def test_a_leap_day_and_the_turn_of_a_year_are_days_like_others(day: date) -> None:
    """B20: the 29th of February counts as a business day, and nothing falls on the 30th."""
    local = ZoneInfo("America/New_York")
    start = datetime(day.year, day.month, day.day, 14, tzinfo=local)
    world = world_in("America/New_York", "US", start - timedelta(days=3))
    interviewed(world, start, start + timedelta(minutes=45))
    waken_until(world, start + timedelta(days=14))

    expected = world.rulebook.calendar.add_business_days(day, 5)
    assert [at.astimezone(local).date() for at, _ in placed(world)] == [day, expected]


def lived(*cycles: timedelta) -> World:
    """An interview at two on Monday, the 11th of May; cycles only so long after it."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    ended = datetime(2026, 5, 11, 18, 45, tzinfo=UTC)
    for after in cycles:
        world.clock.set(ended + after)
        world.run()
    return world


@pytest.mark.parametrize("sleep", sorted(SLEEPS))
@pytest.mark.parametrize("fallen_asleep", [timedelta(hours=h) for h in (-30, -1, 0, 2, 30, 24 * 7)], ids=str)
def test_a_sleep_is_caught_up_and_nothing_is_placed_twice(sleep: str, fallen_asleep: timedelta) -> None:
    """B25: whenever it begins, each overdue step comes once, and the state is that of a machine that was awake."""
    woken = fallen_asleep + SLEEPS[sleep]
    slept = lived(fallen_asleep, woken, woken + timedelta(minutes=2))
    awake = lived(fallen_asleep)
    waken_until(awake, datetime(2026, 5, 11, 18, 45, tzinfo=UTC) + woken)

    ids = [d.message_id for d in slept.drafts()]
    assert len(set(ids)) == len(ids) <= 1
    kinds = [kind for _, kind in placed(slept)]
    assert len(set(kinds)) == len(kinds)
    if timedelta(hours=1) <= woken < timedelta(hours=24):  # within the thank-you's deadline
        assert slept.thread().position == awake.thread().position
        assert ids == [d.message_id for d in awake.drafts()]


@pytest.mark.parametrize(
    "back", [timedelta(hours=1), timedelta(days=1), timedelta(days=40), timedelta(days=400)], ids=str
)
def test_a_clock_set_back_places_nothing_again_and_goes_on_when_it_is_right(back: timedelta) -> None:
    """An empty battery, a wrong zone, a server's bad hour."""
    right = [timedelta(hours=2), timedelta(hours=3), timedelta(days=1, hours=2), timedelta(days=8)]
    expected = lived(*right)
    world = lived(right[0], right[0] - back, right[1] - back, *right[1:])

    assert [d.message_id for d in world.drafts()] == [d.message_id for d in expected.drafts()]
    assert [kind for _, kind in placed(world)] == [kind for _, kind in placed(expected)]
    assert world.thread().position == expected.thread().position


@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(days=60), timedelta(days=3650)], ids=str)
def test_a_clock_far_ahead_doubles_nothing_and_a_right_clock_is_not_stuck(ahead: timedelta) -> None:
    """What a future cycle decided stays decided; the thread still follows what comes after."""
    world = lived(timedelta(hours=2), ahead, timedelta(days=2))
    ids = [d.message_id for d in world.drafts()]
    assert len(set(ids)) == len(ids) <= 1
    world.employer("2026-05-14 10:00", Intent.REJECTION, reply_to="<1@northwind.example>")
    assert world.thread().position.value == "rejected"
    assert all("closing" not in kind and "nudge" not in kind for _, kind in placed(world)[1:] if ahead.days < 5)


class TimeMachine(EngineMachine):
    """The engine's machine, with a clock that anybody may set anywhere; what speaks of distances in time cannot hold
    then, everything else must."""

    @rule(hours=st.integers(-1000, 1000), minutes=st.integers(0, 59))
    def the_clock_is_set(self, hours: int, minutes: int) -> None:
        self.world.clock.set(self.world.clock.now() + timedelta(hours=hours, minutes=minutes))
        self._cycle()

    @rule(zone=st.sampled_from(["Pacific/Kiritimati", "America/New_York", "Pacific/Marquesas", "Australia/Lord_Howe"]))
    def the_owner_travels(self, zone: str) -> None:
        owner = replace(self.world.rulebook.owner, timezone=zone)
        self.world.restart(owner=owner, calendar=calendar_for(zone, "US"))
        self._cycle()

    def follow_ups_are_a_week_apart(self) -> None:
        """Not where clocks go back."""

    def no_step_comes_before_a_promised_day(self) -> None:
        """Not where clocks go back."""

    def nothing_that_is_due_is_forgotten(self) -> None:
        """Not where clocks go back."""


TestTimeMachine = TimeMachine.TestCase
TestTimeMachine.settings = settings(
    max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
