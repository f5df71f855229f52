"""Where a thread begins, which states it goes through, and what brings it back (B10, B12, B13)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent import corrections
from rules.reading import Intent, Person, SentIntent
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, PRIYA, World, interview

RIA = Person("Ria Sand", "ria@northwind.example")
FOLLOW_UP_DAYS = ("2026-05-18 11:00", "2026-05-26 11:00", "2026-06-09 11:00")


def closed_for_silence() -> World:
    """Everything was sent and nobody ever answered."""
    world = thanked()
    for day in FOLLOW_UP_DAYS:
        world.owner_sends_drafts(day)
    world.until("2026-06-25 12:00")
    assert world.thread().reason == "no_answer"
    return world


def closed_by_owner() -> World:
    world = thanked()
    world.corrects("2026-05-12 10:00", corrections.close)
    return world


def closed_by_withdrawal() -> World:
    world = thanked()
    world.owner_writes("2026-05-12 10:00", reply_to=ROOT, intent=SentIntent.WITHDRAWAL)
    return world


def closed_by_offer() -> World:
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.OFFER, reply_to=ROOT)
    return world


CLOSED = {"by_owner": closed_by_owner, "withdrawn": closed_by_withdrawal, "offer": closed_by_offer}


# B10


@pytest.mark.parametrize(
    ("intent", "state"),
    [
        (Intent.SCHEDULING_REQUEST, "arranging"),
        (Intent.INTERVIEW_SCHEDULED, "scheduled"),
        (Intent.INTERVIEW_RESCHEDULED, "scheduled"),
    ],
)
def test_a_thread_begins_with_a_wish_or_a_time(intent: Intent, state: str) -> None:
    """B10, B12: `arranging` while no time is known, `scheduled` with one ahead; its first state comes from nowhere."""
    world = World()
    facts: dict[str, Any] = (
        {} if intent is Intent.SCHEDULING_REQUEST else {"interview": interview("2026-05-11 14:00", "14:45", PRIYA)}
    )
    world.employer("2026-05-05 10:00", intent, **facts)

    assert world.states() == [state]
    assert [t.entry.data["from"] for t in world.told if t.entry.event == "state_changed"] == [None]


def test_a_thread_may_begin_by_the_owners_word() -> None:
    """B10: `add`, for an interview that no mail announced."""
    world = World()
    now = world.clock.now()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    with world.store.decision():
        name = world.store.new_thread_id("Northwind")
        change = corrections.add(name, "main", "Northwind", "Data Engineer", talk, now, world.rulebook)
        change = change.then(corrections.set_contact(change.thread, PRIYA))
        world.store.put_thread(change.thread, now, now, world.rulebook.calendar.local_date)
    world.run()
    world.until("2026-05-11 16:00")

    assert world.thread().state == "interviewed"
    assert world.placed() == [("2026-05-11 15:45", "thank_you")]
    assert world.sent_to("thank_you") == [PRIYA.email]


# B12


def test_an_interview_without_an_end_is_over_after_forty_five_minutes() -> None:
    """B12: start + `default_length`."""
    world = World()
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", None, PRIYA))
    world.until("2026-05-11 18:00")

    assert world.events("state_changed")[-1] == ("2026-05-11 14:45", "interviewed")


def test_two_interviews_of_one_date_are_one_round_and_the_last_end_counts() -> None:
    """B12, "round": a panel day in the owner's zone; one without an end counts with its default length."""
    world = interviewed()
    late = interview("2026-05-11 16:00", None, DANA, is_additional=True)
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=late)
    world.until("2026-05-11 18:00")

    assert len(world.thread().rounds) == 1
    assert world.events("state_changed")[-1] == ("2026-05-11 16:45", "interviewed")
    assert world.placed() == [("2026-05-11 17:45", "thank_you")] * 2


def test_interviews_of_two_dates_are_two_rounds() -> None:
    """ "round", B13."""
    world = interviewed()
    second = interview("2026-05-12 10:00", "10:45", DANA, is_additional=True)
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=second)

    assert [r.number for r in world.thread().rounds] == [1, 2]


def test_a_panel_is_thanked_when_the_last_thank_you_went_out() -> None:
    """B12."""
    world = World()
    talk = interview("2026-05-11 14:00", "15:00", PRIYA, RIA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=talk)
    world.until("2026-05-11 16:30")
    first, second = world.drafts()
    world.mailbox.owner_sends_draft(first.id, at=world.clock.now())
    world.run()
    assert world.thread().state == "interviewed"
    world.until("2026-05-11 17:00")
    world.mailbox.owner_sends_draft(second.id, at=world.clock.now())
    world.run()

    assert world.events("state_changed")[-1] == ("2026-05-11 17:00", "thanked")


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-05-18 11:00", "checked_in"), ("2026-05-26 11:00", "nudged"), ("2026-06-09 11:00", "nudged")],
)
def test_a_skipped_follow_up_leads_on_like_a_sent_one(day: str, state: str) -> None:
    """B12: "went out, or was skipped"; a skipped closing leads to the end by silence."""
    world = thanked()
    for sent in (d for d in FOLLOW_UP_DAYS if d < day):
        world.owner_sends_drafts(sent)
    world.owner_deletes_drafts(day)

    assert world.thread().state == state
    assert any(t.entry.event == "step_skipped" for t in world.told)


def test_a_skipped_closing_note_closes_the_thread_fourteen_days_later() -> None:
    """B12, B20."""
    world = thanked()
    for day in FOLLOW_UP_DAYS[:2]:
        world.owner_sends_drafts(day)
    world.owner_deletes_drafts("2026-06-09 11:00")
    world.until("2026-07-01 12:00")

    assert world.events("state_changed")[-1] == ("2026-06-23 11:00", "closed")
    assert world.thread().reason == "no_answer"


# B13: from any state


@pytest.mark.parametrize("sends", [0, 1, 2, 3, 4])
@pytest.mark.parametrize(
    ("intent", "state", "reason"),
    [
        (Intent.INTERVIEW_SCHEDULED, "scheduled", None),
        (Intent.SCHEDULING_REQUEST, "arranging", None),
        (Intent.REJECTION, "rejected", None),
        (Intent.OFFER, "closed", "offer"),
    ],
)
def test_from_any_state_mail_leads_where_its_intent_says(
    sends: int, intent: Intent, state: str, reason: str | None
) -> None:
    """B13: after the thank-you, the check-in, the nudge, the closing note (and before them all)."""
    world = interviewed()
    for day in ("2026-05-11 16:00", *FOLLOW_UP_DAYS)[:sends]:
        world.owner_sends_drafts(day)
    facts: dict[str, Any] = (
        {"interview": interview("2026-06-12 10:00", "11:00", DANA)} if intent.value.startswith("interview") else {}
    )
    world.employer("2026-06-10 10:00", intent, reply_to=ROOT, **facts)

    assert world.thread().state == state
    assert world.thread().reason == reason


def test_a_moved_round_keeps_its_number() -> None:
    """B13: `interview_rescheduled` moves the round, from whatever conversation."""
    world = interviewed()
    later = interview("2026-05-13 10:00", "10:45", PRIYA)
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_RESCHEDULED, interview=later)

    (round_,) = world.thread().rounds
    assert (round_.number, round_.start.day) == (1, 13)


def test_a_new_time_in_another_conversation_opens_the_next_round() -> None:
    """B13: only a new time in its own conversation moves the round ahead."""
    world = interviewed()
    second = interview("2026-05-14 10:00", "10:45", DANA)
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=second)

    assert sorted(r.start.day for r in world.thread().rounds) == [11, 14]


def test_a_wish_for_another_time_makes_a_scheduled_thread_arranging() -> None:
    """B13: `scheduling_request` → `arranging` from `scheduled`."""
    world = interviewed()
    world.employer("2026-05-06 10:00", Intent.SCHEDULING_REQUEST, reply_to=ROOT)

    assert world.states() == ["scheduled", "arranging"]


def test_a_cancelled_later_round_does_not_revive_the_earlier_check_in() -> None:
    """B13: after the second round was called off nothing is chased, not even the first round."""
    world = thanked()
    second = interview("2026-05-20 10:00", "11:00", DANA)
    world.employer("2026-05-13 10:00", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=second)
    world.employer("2026-05-14 10:00", Intent.INTERVIEW_CANCELLED, reply_to=ROOT)
    world.until("2026-06-30 12:00")

    assert world.thread().state == "arranging"
    assert [kind for _, kind in world.placed()] == ["thank_you"]


def test_one_of_two_rounds_cancelled_leaves_the_other_ahead() -> None:
    """B12, B13: a definite time is known and lies ahead, so it stays `scheduled`."""
    world = World()
    first = interview("2026-05-11 14:00", "14:45", PRIYA, uid="a")
    second = interview("2026-05-13 14:00", "14:45", DANA, uid="b", is_additional=True)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=first)
    world.employer("2026-05-05 11:00", Intent.INTERVIEW_SCHEDULED, interview=second, reply_to=ROOT)
    world.employer("2026-05-06 11:00", Intent.INTERVIEW_CANCELLED, reply_to=ROOT)
    world.until("2026-05-14 12:00")

    assert world.states() == ["scheduled", "interviewed"]
    assert world.sent_to("thank_you") == [DANA.email]


def test_an_interview_announced_fifteen_minutes_off_is_the_same() -> None:
    """B13: within 15 minutes, the sixteenth is another time."""
    world = interviewed()
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:15", None, DANA))
    assert len(world.thread().rounds[0].sessions) == 1
    other = interview("2026-05-11 14:16", None, DANA, is_additional=True)
    world.employer("2026-05-06 11:00", Intent.INTERVIEW_SCHEDULED, interview=other)

    assert len(world.thread().rounds[0].sessions) == 2


def test_the_same_uid_is_the_same_interview_at_its_new_time() -> None:
    """B13: same UID, a later sequence: the round is where the calendar says."""
    world = World()
    was = interview("2026-05-11 14:00", "14:45", PRIYA, uid="u1")
    now = interview("2026-05-12 09:00", "09:45", PRIYA, uid="u1", sequence=1)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=was)
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, interview=now)

    assert [r.start.day for r in world.thread().rounds] == [12]


def test_an_older_update_that_arrives_late_changes_nothing() -> None:
    """B13, B3: a lower sequence of the same UID is old news."""
    world = World()
    newest = interview("2026-05-12 09:00", "09:45", PRIYA, uid="u1", sequence=3)
    older = interview("2026-05-11 14:00", "14:45", PRIYA, uid="u1", sequence=2)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=newest)
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, interview=older)

    assert [r.start.day for r in world.thread().rounds] == [12]


@pytest.mark.parametrize(("confidence", "days"), [(0.8, [11, 14]), (0.97, [14])])
def test_what_may_be_the_next_time_or_a_moved_one_is_the_next_once_the_interview_is_over(
    confidence: float, days: list[int]
) -> None:
    """B13: "great fun, next up is our director, Thursday at 2"; a plain move says that nothing took place."""
    world = World()
    first = interview("2026-05-11 10:00", "10:45", PRIYA)
    root = world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=first)
    world.until("2026-05-11 11:05")
    world.employer(
        "2026-05-11 11:10",
        Intent.INTERVIEW_RESCHEDULED,
        reply_to=root,
        interview=interview("2026-05-14 14:00", "14:45", DANA),
        confidence=confidence,
        runner_up=Intent.INTERVIEW_SCHEDULED,
    )

    assert [round_.start.day for round_ in world.thread().rounds] == days


@pytest.mark.parametrize(
    ("uid", "sequence", "names"), [("u1", 1, ["Dana Cole"]), (None, 0, ["Priya Raman", "Dana Cole"])]
)
def test_an_update_of_an_invitation_names_all_who_come(uid: str | None, sequence: int, names: list[str]) -> None:
    """B13, B30: nobody is thanked for a talk that somebody else took over; a mail in prose may name but one of two."""
    world = World()
    was = interview("2026-05-11 14:00", "14:45", PRIYA, uid="u1")
    now = interview("2026-05-11 14:00", "14:45", DANA, uid=uid, sequence=sequence)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=was)
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_RESCHEDULED, interview=now)

    (session,) = world.thread().rounds[0].sessions
    assert [person.name for person in session.interviewers] == names


# B13: closed threads


def test_a_thread_closed_for_silence_reopens_into_the_state_it_had() -> None:
    """B13: any employer message that names no state of its own."""
    world = closed_for_silence()
    world.employer("2026-06-26 10:00", Intent.REPLY, reply_to=ROOT)

    assert world.states()[-2:] == ["closed", "nudged"]


@pytest.mark.parametrize(
    ("intent", "state"),
    [
        (Intent.INTERVIEW_SCHEDULED, "scheduled"),
        (Intent.SCHEDULING_REQUEST, "arranging"),
        (Intent.REJECTION, "rejected"),
        (Intent.INFORMATION_REQUEST, "nudged"),
        (Intent.APPLICATION_RECEIVED, "nudged"),
    ],
)
def test_a_thread_closed_for_silence_goes_straight_where_the_mail_leads(intent: Intent, state: str) -> None:
    """B13: into the state its intent names, with no other in between."""
    world = closed_for_silence()
    facts: dict[str, Any] = (
        {"interview": interview("2026-07-02 10:00", "11:00", PRIYA)} if intent.value.startswith("interview") else {}
    )
    world.employer("2026-06-26 10:00", intent, reply_to=ROOT, **facts)

    assert world.states()[-2:] == ["closed", state]


def test_an_offer_after_silence_changes_the_reason() -> None:
    """B13."""
    world = closed_for_silence()
    world.employer("2026-06-26 10:00", Intent.OFFER, reply_to=ROOT)

    assert (world.thread().state, world.thread().reason) == ("closed", "offer")
    assert world.states()[-2:] == ["closed", "closed"]


def test_a_machine_that_answers_reopens_nothing() -> None:
    """B13, B16."""
    world = closed_for_silence()
    world.employer("2026-06-26 10:00", Intent.AUTO_REPLY, reply_to=ROOT, returns_on=date(2026, 7, 6))

    assert world.thread().reason == "no_answer"


@pytest.mark.parametrize("closed", CLOSED, ids=str)
@pytest.mark.parametrize("intent", [Intent.REPLY, Intent.STATUS_UPDATE, Intent.INTERVIEW_CANCELLED])
def test_a_thread_closed_for_another_reason_stays_closed_on_other_mail(closed: str, intent: Intent) -> None:
    """B13."""
    world = CLOSED[closed]()
    world.employer("2026-05-20 10:00", intent, reply_to=ROOT)
    world.until("2026-06-30 12:00")

    assert (world.thread().state, world.thread().reason) == ("closed", closed)
    assert [kind for _, kind in world.placed()] == ["thank_you"]


@pytest.mark.parametrize("closed", CLOSED, ids=str)
@pytest.mark.parametrize(
    ("intent", "state"),
    [
        (Intent.SCHEDULING_REQUEST, "arranging"),
        (Intent.INTERVIEW_SCHEDULED, "scheduled"),
        (Intent.INTERVIEW_RESCHEDULED, "scheduled"),
        (Intent.REJECTION, "rejected"),
    ],
)
def test_a_thread_closed_for_another_reason_reopens_on_a_new_interview_only(
    closed: str, intent: Intent, state: str
) -> None:
    """B13: on three intents; a rejection makes it `rejected`."""
    world = CLOSED[closed]()
    facts: dict[str, Any] = (
        {"interview": interview("2026-05-27 10:00", "11:00", PRIYA)} if intent.value.startswith("interview") else {}
    )
    world.employer("2026-05-20 10:00", intent, reply_to=ROOT, **facts)

    assert world.thread().state == state


def test_a_rejected_thread_reopens_on_a_new_interview() -> None:
    """B13: from any state."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.REJECTION, reply_to=ROOT)
    again = interview("2026-05-20 10:00", "11:00", PRIYA)
    world.employer("2026-05-14 10:00", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=again)
    world.until("2026-05-20 12:30")

    assert world.states()[-3:] == ["rejected", "scheduled", "interviewed"]
    assert world.placed()[-1] == ("2026-05-20 12:00", "thank_you")


# B13: what falls due where


def test_a_second_interview_ends_the_waiting_for_the_first() -> None:
    """B13: in `scheduled` no check-in falls due, however long ago the first round was."""
    world = thanked()
    second = interview("2026-06-15 10:00", "11:00", DANA)
    world.employer("2026-05-13 10:00", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=second)
    world.until("2026-06-14 12:00")

    assert [kind for _, kind in world.placed()] == ["thank_you"]


def test_the_thank_you_stays_due_when_the_next_round_is_already_wanted() -> None:
    """B13: it belongs to its ended round; here the employer asks for times before it is due."""
    world = interviewed()
    world.employer("2026-05-11 15:00", Intent.SCHEDULING_REQUEST, reply_to=ROOT)
    world.until("2026-05-11 16:00")

    assert world.thread().state == "arranging"
    assert world.placed() == [("2026-05-11 15:45", "thank_you")]


def test_the_thank_you_stays_due_when_the_next_round_is_already_set() -> None:
    """B13: in `scheduled`."""
    world = interviewed()
    second = interview("2026-05-14 10:00", "10:45", DANA)
    world.employer("2026-05-11 15:00", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=second)
    world.until("2026-05-11 16:00")

    assert world.thread().state == "scheduled"
    assert world.placed() == [("2026-05-11 15:45", "thank_you")]


@pytest.mark.parametrize("intent", [Intent.REJECTION, Intent.OFFER])
def test_no_thank_you_falls_due_once_it_is_over(intent: Intent) -> None:
    """B13: not in `rejected` and `closed`."""
    world = interviewed()
    world.employer("2026-05-11 15:00", intent, reply_to=ROOT)
    world.until("2026-05-11 20:00")

    assert world.placed() == []


def test_every_round_has_its_own_follow_ups() -> None:
    """B13, B22: each kind once a round."""
    world = thanked()
    world.owner_sends_drafts("2026-05-18 11:00")
    second = interview("2026-06-01 10:00", "11:00", DANA)
    world.employer("2026-05-20 10:00", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=second)
    world.owner_sends_drafts("2026-06-01 13:00")
    world.until("2026-06-08 12:00")

    assert [kind for _, kind in world.placed()] == ["thank_you", "check_in", "thank_you", "check_in"]
    assert world.placed()[-1][0] == "2026-06-08 09:00"


def test_in_arranging_no_follow_up_falls_due() -> None:
    """B13: silence there is a note after five business days and an offer to close after thirty days, nothing more."""
    world = thanked()
    asked = world.employer("2026-05-13 10:00", Intent.SCHEDULING_REQUEST, reply_to=ROOT)
    world.owner_writes("2026-05-13 15:00", reply_to=asked)
    world.until("2026-06-30 12:00")

    assert [kind for _, kind in world.placed()] == ["thank_you"]
    assert [at for at, _ in world.events("notified")] == ["2026-05-20 09:00", "2026-06-12 15:00"]


def test_in_arranging_nothing_is_said_while_the_owner_has_not_answered() -> None:
    """B13: the silence counts from the owner's answer."""
    world = World()
    world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST)
    world.until("2026-06-30 12:00")

    assert world.notices() == []
