"""Whose turn it is, who is away, what bounced (B14, B15, B16)."""

from __future__ import annotations

from datetime import date

import pytest

from rules.reading import Bounce, Intent, Person
from tests.agent.test_engine_rounds import interviewed
from tests.agent.world import DANA, PRIYA, World, interview

ROOT = "<1@northwind.example>"


def thanked() -> World:
    """The interview is over and thanked for; Monday 11 May."""
    world = interviewed()
    world.owner_sends_drafts("2026-05-11 17:00")
    return world


def test_no_step_falls_due_while_the_owner_owes_an_answer() -> None:
    """B14: references are asked for and not given; nothing is written beside that."""
    world = thanked()
    world.employer("2026-05-13 10:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.until("2026-07-31 12:00")

    assert [kind for _, kind in world.placed()] == ["thank_you"]
    assert world.thread().turn == "owner"


def test_the_wait_begins_anew_from_the_owners_answer() -> None:
    """B14: answered on Friday 15 May, checked in on the fifth business day after it."""
    world = thanked()
    asked = world.employer("2026-05-13 10:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.owner_writes("2026-05-15 10:00", reply_to=asked)
    world.until("2026-05-31 12:00")

    assert world.placed()[-1] == ("2026-05-22 09:00", "check_in")


def test_the_answer_to_a_question_is_not_taken_for_the_thank_you() -> None:
    """B14: asked before the interview, answered after it; the thank-you still comes."""
    world = interviewed()
    asked = world.employer("2026-05-11 13:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.owner_writes("2026-05-11 15:00", reply_to=asked)
    world.until("2026-05-11 16:00")

    assert world.placed() == [("2026-05-11 15:45", "thank_you")]


def test_the_agents_thank_you_is_no_answer() -> None:
    """B14: the question stays open although a thank-you went to the same person."""
    world = interviewed()
    world.employer("2026-05-11 15:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-06-30 12:00")

    assert [kind for _, kind in world.placed()] == ["thank_you"]
    assert world.thread().turn == "owner"


def test_an_employers_message_withdraws_the_waiting_check_in_and_restarts_the_wait() -> None:
    """B15, B33."""
    world = thanked()
    world.employer("2026-05-18 10:00", Intent.STATUS_UPDATE, reply_to=ROOT)
    world.until("2026-05-31 12:00")

    assert world.events("draft_withdrawn") == [("2026-05-18 10:00", "check_in")]
    assert [at for at, kind in world.placed() if kind == "check_in"] == ["2026-05-18 09:00", "2026-05-26 09:00"]


def test_a_reminder_of_a_known_interview_restarts_nothing() -> None:
    """B15: the same interview announced again changes no wait and opens no round."""
    world = World()
    first = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=first)
    world.employer("2026-05-10 10:00", Intent.INTERVIEW_SCHEDULED, interview=first, reply_to=ROOT)
    thread = world.thread()

    assert len(thread.rounds) == 1
    assert thread.heard_at is not None
    assert thread.heard_at.day == 5


def test_nothing_is_written_to_somebody_who_is_away() -> None:
    """B16: Priya is back on Monday 1 June, so the check-in waits for 09:00 of the business day after it."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.AUTO_REPLY, reply_to=ROOT, returns_on=date(2026, 6, 1))
    world.until("2026-06-05 12:00")

    assert world.placed()[-1] == ("2026-06-02 09:00", "check_in")


def test_a_bounced_step_counts_as_sent_and_the_next_draft_goes_to_another_contact() -> None:
    """B16."""
    world = World()
    world.employer("2026-05-04 10:00", Intent.SCHEDULING_REQUEST, sender=DANA)
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-18 10:00")
    assert world.sent_to("check_in") == ["dana@northwind.example"]
    message_id = world.drafts()[0].message_id
    world.owner_sends_drafts("2026-05-18 11:00")
    world.employer(
        "2026-05-18 11:02",
        Intent.DELIVERY_FAILURE,
        sender=Person("Mail System", "mailer-daemon@ellis.example"),
        bounce=Bounce("dana@northwind.example", message_id),
        company=None,
        role=None,
    )
    world.until("2026-05-31 12:00")

    assert world.states()[-1] == "checked_in"
    assert world.sent_to("nudge") == ["priya@northwind.example"]
    assert any("dana@northwind.example" in text for _, text in world.events("notified"))


def test_a_mere_delay_notice_changes_nothing() -> None:
    """B16."""
    world = thanked()
    world.employer(
        "2026-05-11 18:00",
        Intent.DELIVERY_FAILURE,
        sender=Person("Mail System", "mailer-daemon@ellis.example"),
        bounce=Bounce("priya@northwind.example", None, is_delay=True),
        company=None,
        role=None,
    )
    world.until("2026-05-18 12:00")

    assert world.sent_to("check_in") == ["priya@northwind.example"]


def test_mail_to_somebody_else_is_no_answer() -> None:
    """B14: only mail to that person or in that conversation."""
    world = thanked()
    world.employer("2026-05-13 10:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.owner_writes("2026-05-15 10:00", DANA, subject="Parking")
    world.until("2026-06-30 12:00")

    assert world.thread().turn == "owner"


# B4, B13: a rejection that they take back


@pytest.mark.parametrize("moment", ["2026-05-12 10:30", "2026-05-13 10:30"])
def test_a_rejection_that_they_take_back_is_not_answered_b4(moment: str) -> None:
    """B4: "ignore my last email, you are still in the running", before the reply lies in Drafts or beside it."""
    world = World()
    talk = interview("2026-05-11 14:00", "15:00", PRIYA)
    root = world.employer("2026-05-04 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.employer("2026-05-12 10:00", Intent.REJECTION, reply_to=root)
    world.employer(moment, Intent.STATUS_UPDATE, reply_to=root, decision_by=date(2026, 5, 15))
    world.until("2026-05-22 12:00")

    assert world.thread().state == "rejected"
    assert world.drafts() == []
    assert any("followthrough reopen" in text for text in world.notices())


def test_kind_words_after_a_rejection_leave_the_reply_due_b20() -> None:
    world = World()
    talk = interview("2026-05-11 14:00", "15:00", PRIYA)
    root = world.employer("2026-05-04 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.employer("2026-05-12 10:00", Intent.REJECTION, reply_to=root)
    world.employer("2026-05-12 10:30", Intent.REPLY, reply_to=root)
    world.until("2026-05-13 10:00")

    assert world.sent_to("rejection_reply") == [PRIYA.email]
