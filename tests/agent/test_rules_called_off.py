"""Which interview is called off, and what becomes of those that lay ahead when a thread ended (B7, B12, B13, B15)."""

from __future__ import annotations

import pytest

from rules.reading import Intent, Person, SentIntent
from tests.agent.world import DANA, PRIYA, World, interview

TOM = Person("Tom Berg", "tom@northwind.example")


def two_rounds(*, uids: bool) -> tuple[World, str]:
    """Monday with Priya, Thursday with Dana, each in a conversation of its own; gives the root of Dana's."""
    world = World()
    first = interview("2026-05-11 14:00", "15:00", PRIYA, uid="u1" if uids else None)
    second = interview("2026-05-14 10:00", "11:00", DANA, uid="u2" if uids else None, is_additional=True)
    world.employer("2026-05-04 10:00", Intent.INTERVIEW_SCHEDULED, interview=first)
    return world, world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=second)


def days(world: World) -> list[int]:
    """The days in May on which interviews take place."""
    return sorted(s.start.day for r in world.thread().rounds if not r.is_off for s in r.held)


# B13, B7: which one


@pytest.mark.parametrize("uids", [True, False])
def test_a_cancellation_is_about_the_interview_of_its_conversation(uids: bool) -> None:
    """B13: words in the conversation of the second round, whether or not a calendar announced it."""
    world, second = two_rounds(uids=uids)
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_CANCELLED, sender=DANA, reply_to=second)
    assert days(world) == [11]
    world.until("2026-05-15 12:00")

    assert world.sent_to("thank_you") == [PRIYA.email]


@pytest.mark.parametrize("uids", [True, False])
def test_the_owner_calls_off_the_interview_of_the_conversation_they_write_in(uids: bool) -> None:
    """B7: in a mailbox that knows conversations by References alone."""
    world, second = two_rounds(uids=uids)
    world.owner_writes("2026-05-06 10:00", DANA, reply_to=second, intent=SentIntent.CALL_OFF)

    assert days(world) == [11]
    assert world.thread().state == "scheduled"


def test_one_cancelled_interview_of_a_day_leaves_the_one_that_was_held() -> None:
    """B13: 10:00 with Priya took place; at 11:00 Tom calls his off, which was to be at 14:00."""
    world = World()
    morning = interview("2026-05-11 10:00", "10:45", PRIYA)
    later = interview("2026-05-11 14:00", "14:45", TOM, is_additional=True)
    world.employer("2026-05-04 10:00", Intent.INTERVIEW_SCHEDULED, interview=morning)
    toms = world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=TOM, interview=later)
    world.employer("2026-05-11 11:00", Intent.INTERVIEW_CANCELLED, sender=TOM, reply_to=toms)
    world.until("2026-05-11 18:00")

    assert world.thread().state == "interviewed"
    assert world.sent_to("thank_you") == [PRIYA.email]


def test_what_is_cancelled_in_the_middle_of_a_day_is_what_is_still_to_come() -> None:
    """B13: in the conversation that announced both."""
    world = World()
    for hour, person in (("10", PRIYA), ("14", TOM)):
        talk = interview(f"2026-05-11 {hour}:00", f"{hour}:45", person, is_additional=True)
        reply_to = "<1@northwind.example>" if hour == "14" else None
        world.employer("2026-05-04 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, reply_to=reply_to)
    world.employer("2026-05-11 11:00", Intent.INTERVIEW_CANCELLED, reply_to="<1@northwind.example>")
    world.until("2026-05-11 18:00")

    assert world.sent_to("thank_you") == [PRIYA.email]


def test_a_day_called_off_before_it_begins_is_called_off_whole() -> None:
    """B13: both were announced in that conversation."""
    world = World()
    for hour, person in (("10", PRIYA), ("14", TOM)):
        talk = interview(f"2026-05-11 {hour}:00", f"{hour}:45", person, is_additional=True)
        reply_to = "<1@northwind.example>" if hour == "14" else None
        world.employer("2026-05-04 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, reply_to=reply_to)
    world.employer("2026-05-10 11:00", Intent.INTERVIEW_CANCELLED, reply_to="<1@northwind.example>")

    assert days(world) == []
    assert world.thread().state == "arranging"
