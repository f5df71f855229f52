"""Which interview is called off, and what becomes of those that lay ahead when a thread ended (B7, B12, B13, B15)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent import corrections
from rules.reading import Intent, Person, SentIntent
from tests.agent.world import DANA, PRIYA, Envelope, World, interview, vevent

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


# B13, B15: what lay ahead when the thread ended


TALK = interview("2026-05-11 14:00", "15:00", PRIYA)
ROOT = "<1@northwind.example>"


def ended(how: str, uid: str | None = None) -> World:
    """A thread that ended on 5 May with an interview ahead on Monday the 11th."""
    world = World()
    talk = replace(TALK, uid=uid)
    world.employer("2026-05-04 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    if how == "withdrawn":
        world.owner_writes("2026-05-05 10:00", reply_to=ROOT, intent=SentIntent.WITHDRAWAL)
    elif how == "closed":
        world.corrects("2026-05-05 10:00", corrections.close)
    elif how == "accepted":
        world.corrects("2026-05-05 10:00", corrections.accept)
    else:
        world.employer("2026-05-05 10:00", Intent(how), reply_to=ROOT)
    return world


ENDINGS = ["withdrawn", "closed", "accepted", "rejection", "offer"]


@pytest.mark.parametrize("uid", [None, "u1"])
@pytest.mark.parametrize("how", ENDINGS)
def test_a_reminder_of_an_interview_revives_no_thread_that_ended_before_it(how: str, uid: str | None) -> None:
    """B13, B15: the same start is one round, and a machine that reminds of it changes nothing."""
    world = ended(how, uid)
    was = world.thread().position
    robot = Person("Northwind Scheduling", "no-reply@northwind.example")
    again = replace(TALK, uid=uid)
    world.employer("2026-05-10 14:00", Intent.INTERVIEW_SCHEDULED, sender=robot, interview=again)
    world.until("2026-05-11 18:00")

    assert world.thread().position is was
    assert len(world.thread().rounds) == 1
    assert "thank_you" not in [kind for _, kind in world.placed()]


def test_a_reminder_takes_the_answer_to_a_rejection_away_from_nobody() -> None:
    """B15, B33: the reply lies in Drafts and stays."""
    world = ended("rejection")
    world.until("2026-05-06 10:00")
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=TALK)
    world.until("2026-05-07 10:00")

    assert world.events("draft_withdrawn") == []
    assert len(world.drafts()) == 1


@pytest.mark.parametrize("how", ENDINGS)
def test_another_time_revives_the_thread_without_the_interview_that_fell_with_it(how: str) -> None:
    """B13: on the 13th instead; nobody is thanked for the 11th."""
    world = ended(how)
    other = interview("2026-05-13 14:00", "15:00", PRIYA)
    world.employer("2026-05-07 10:00", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=other)
    world.until("2026-05-13 18:00")

    assert days(world) == [13]
    assert [moment for moment, kind in world.placed() if kind == "thank_you"] == ["2026-05-13 16:00"]


def test_the_old_time_counts_again_where_the_employer_asked_for_one_since() -> None:
    """B13: they said no, wanted to talk after all, and set the very same hour."""
    world = ended("rejection")
    world.employer("2026-05-06 08:00", Intent.SCHEDULING_REQUEST, reply_to=ROOT)
    world.employer("2026-05-07 10:00", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=TALK)
    world.until("2026-05-11 18:00")

    assert [kind for _, kind in world.placed()] == ["thank_you"]


# Commands, B12: reopen


@pytest.mark.parametrize("how", ENDINGS)
def test_a_reopened_thread_has_its_interview_ahead_again(how: str) -> None:
    """B12: the state before it ended, and what belongs to it: the thank-you comes."""
    world = ended(how)
    world.corrects("2026-05-05 12:00", corrections.reopen)
    assert world.thread().state == "scheduled"
    world.until("2026-05-11 18:00")

    assert days(world) == [11]
    assert world.placed() == [("2026-05-11 16:00", "thank_you")]


def test_a_thread_reopened_after_its_interview_is_thanked_for() -> None:
    """B12, B20: the owner reopens it an hour and a half after the end."""
    world = ended("closed")
    world.corrects("2026-05-11 16:30", corrections.reopen)

    assert world.thread().state == "interviewed"
    assert world.placed() == [("2026-05-11 16:30", "thank_you")]


def test_what_was_cancelled_while_the_thread_was_closed_does_not_come_back() -> None:
    """B12, B13: no interview lies ahead, so it is `arranging`."""
    world = ended("closed")
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_CANCELLED, reply_to=ROOT)
    world.corrects("2026-05-07 10:00", corrections.reopen)
    world.until("2026-05-12 12:00")

    assert world.thread().state == "arranging"
    assert world.placed() == []


def test_a_time_that_the_owner_sets_in_a_closed_thread_is_the_only_one() -> None:
    """B13: what fell with the thread stays off."""
    world = ended("closed")
    other = interview("2026-05-13 14:00", "15:00", PRIYA)
    world.corrects("2026-05-06 10:00", lambda t, now: corrections.set_interview(t, other, now, world.rulebook))

    assert days(world) == [13]
    assert world.thread().state == "scheduled"


# B13, B2: several calendar events for one interview


def _event(world: World, moment: str, uid: str, title: str, *, method: str = "REQUEST", day: int = 11) -> None:
    """A calendar's mail about the interview at 14:00, each in a conversation of its own."""
    times = f"2026-05-{day} 14:00", f"2026-05-{day} 15:00"
    lines = f"{vevent(uid, *times, DANA, PRIYA, sequence=day - 11)}\r\nSUMMARY:{title}"
    intent = Intent.INTERVIEW_CANCELLED if method == "CANCEL" else Intent.INTERVIEW_SCHEDULED
    talk = interview(times[0], times[1][-5:], PRIYA, uid=uid, sequence=day - 11)
    facts = {} if method == "CANCEL" else {"interview": talk}
    world.employer(
        moment, intent, sender=DANA, subject=title, envelope=Envelope(invitation=lines, method=method), **facts
    )


def test_a_hold_that_is_taken_away_leaves_the_invitation_that_replaced_it_b13() -> None:
    """B13: "HOLD: Interview" kept the time free until the invitation came for the same hour."""
    world = World()
    _event(world, "2026-05-04 10:00", "hold", "HOLD: Interview")
    _event(world, "2026-05-05 10:00", "real", "Interview: Data Engineer")
    _event(world, "2026-05-05 10:02", "hold", "Canceled: HOLD: Interview", method="CANCEL")
    assert world.thread().state == "scheduled"
    world.until("2026-05-11 18:00")

    assert world.sent_to("thank_you") == [PRIYA.email]


def test_a_hold_that_nothing_replaced_calls_the_interview_off_b13() -> None:
    world = World()
    _event(world, "2026-05-04 10:00", "hold", "HOLD: Interview")
    _event(world, "2026-05-05 10:02", "hold", "Canceled: HOLD: Interview", method="CANCEL")

    assert world.thread().state == "arranging"


@pytest.mark.parametrize("uid", ["system", "person"])
def test_an_interview_that_two_calendars_announced_is_called_off_by_either_b13(uid: str) -> None:
    world = World()
    _event(world, "2026-05-04 10:00", "system", "Interview")
    _event(world, "2026-05-05 10:00", "person", "Interview with Priya")
    _event(world, "2026-05-06 10:00", uid, "Canceled: Interview", method="CANCEL")

    assert world.thread().state == "arranging"


@pytest.mark.parametrize("uid", ["system", "person"])
def test_an_interview_that_two_calendars_announced_is_moved_by_either_b13(uid: str) -> None:
    """B13: same UID, one round; the other's old time, sent once more, does not move it back."""
    world = World()
    _event(world, "2026-05-04 10:00", "system", "Interview")
    _event(world, "2026-05-05 10:00", "person", "Interview with Priya")
    _event(world, "2026-05-06 10:00", uid, "Interview", day=12)
    assert days(world) == [12]
    _event(world, "2026-05-06 11:00", "person" if uid == "system" else "system", "Reminder: Interview")

    assert days(world) == [12]
    assert len(world.thread().rounds) == 1


def test_a_hold_removed_later_does_not_take_away_the_invitation_that_moved_b13() -> None:
    world = World()
    _event(world, "2026-05-04 10:00", "hold", "HOLD: Interview")
    _event(world, "2026-05-05 10:00", "real", "Interview: Data Engineer")
    _event(world, "2026-05-06 10:00", "real", "Interview: Data Engineer", day=12)
    _event(world, "2026-05-06 10:02", "hold", "Canceled: HOLD: Interview", method="CANCEL")

    assert days(world) == [12]


# B13, B22: a calendar's move after the thanks


def test_an_interview_that_nobody_came_to_is_thanked_for_when_it_took_place_b22() -> None:
    """B13, B22: the owner wrote that nobody came, which looked like their thanks; then the calendar moves it."""
    world = World()
    _event(world, "2026-05-04 10:00", "u1", "Interview")
    world.owner_writes("2026-05-11 15:05", reply_to=ROOT)
    _event(world, "2026-05-11 15:20", "u1", "Updated: Interview", day=12)
    world.until("2026-05-12 18:30")

    assert world.placed() == [("2026-05-12 16:00", "thank_you")]


# B13, B30: a new time for the interview that was called off


@pytest.mark.parametrize("intent", [Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED])
def test_the_interview_in_the_place_of_a_cancelled_one_has_its_interviewer_b30(intent: Intent) -> None:
    """B30: Priya calls off "just you and me"; "our interview is now on Thursday at 2" names nobody anew."""
    world = World()
    world.employer("2026-05-04 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=TALK)
    world.employer("2026-05-08 10:00", Intent.INTERVIEW_CANCELLED, sender=DANA, reply_to=ROOT)
    moved = interview("2026-05-14 14:00")
    world.employer("2026-05-11 10:00", intent, sender=DANA, reply_to=ROOT, interview=moved)
    world.until("2026-05-14 18:00")

    assert [p.email for p in world.thread().rounds[-1].interviewers] == [PRIYA.email]
    assert "Priya" in world.body()
    assert world.placed() == [("2026-05-14 16:00", "thank_you")]


def test_whoever_is_named_anew_interviews_instead_of_the_cancelled_ones_interviewer_b30() -> None:
    world = World()
    world.employer("2026-05-04 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=TALK)
    world.employer("2026-05-08 10:00", Intent.INTERVIEW_CANCELLED, sender=DANA, reply_to=ROOT)
    moved = interview("2026-05-14 14:00", "15:00", TOM)
    world.employer("2026-05-11 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, reply_to=ROOT, interview=moved)

    assert [p.email for p in world.thread().rounds[-1].interviewers] == [TOM.email]


def test_a_calendars_cancellation_is_no_conversation_to_answer_in_b31() -> None:
    """B31: "Re: Canceled: HOLD" would be an odd subject for a check-in; Dana's invitation is what she wrote last."""
    world = World()
    _event(world, "2026-05-04 10:00", "hold", "HOLD: Interview")
    _event(world, "2026-05-05 10:00", "real", "Interview: Data Engineer")
    _event(world, "2026-05-05 10:02", "hold", "Canceled: HOLD: Interview", method="CANCEL")
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-20 12:00")

    assert world.sent_to("check_in") == [DANA.email]
    assert world.draft()["Subject"] == "Re: Interview: Data Engineer"


@pytest.mark.parametrize("day", [11, 12])
def test_whoever_keeps_the_calendar_is_not_thanked_for_an_interview_that_others_lead_b30(day: int) -> None:
    """B30: Dana wrote "with Priya"; her bare invitation or update, with both of them in it, adds nobody."""
    world = World()
    world.employer("2026-05-04 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=replace(TALK, uid="u1"))
    times = interview(f"2026-05-{day} 14:00", "15:00", DANA, PRIYA, uid="u1", sequence=1, organiser=DANA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_RESCHEDULED, sender=DANA, interview=times)
    world.until(f"2026-05-{day} 18:00")

    assert world.sent_to("thank_you") == [PRIYA.email]
