"""The life of drafts against events (B27, B33, B34, B35)."""

from __future__ import annotations

from rules.reading import Intent, Person, SentIntent
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, PRIYA, World, interview


def test_the_next_step_takes_the_place_of_an_unsent_thank_you_and_carries_the_thanks() -> None:
    """B33."""
    world = interviewed()
    world.until("2026-05-20 12:00")

    assert world.events("draft_withdrawn") == [("2026-05-18 09:00", "thank_you")]
    assert world.placed()[-1] == ("2026-05-18 09:00", "check_in")
    assert world.states()[-1] == "thanked"
    (draft,) = world.drafts()
    assert b"hank" in draft.mime


def test_the_owners_own_thank_you_counts_and_the_draft_goes() -> None:
    """B33: written while the draft lies there."""
    world = interviewed()
    world.owner_writes("2026-05-11 16:20", subject="Thank you")
    world.until("2026-05-19 12:00")

    assert world.events("draft_withdrawn") == [("2026-05-11 16:20", "thank_you")]
    assert world.states()[-1] == "thanked"
    assert world.placed()[-1] == ("2026-05-18 09:00", "check_in")


def test_the_owners_own_thank_you_before_the_draft_is_due_spares_the_draft() -> None:
    """B33: in `interviewed`."""
    world = interviewed()
    world.owner_writes("2026-05-11 15:00", subject="Thank you")
    world.until("2026-05-12 12:00")

    assert world.placed() == []
    assert world.states()[-1] == "thanked"


def test_for_a_panel_the_owners_own_mail_counts_for_its_recipient_only() -> None:
    """B33."""
    tom = Person("Tom Berg", "tom@northwind.example")
    world = World()
    world.employer(
        "2026-05-05 10:00",
        Intent.INTERVIEW_SCHEDULED,
        sender=DANA,
        interview=interview("2026-05-11 14:00", "15:30", PRIYA, tom),
    )
    world.until("2026-05-11 16:45")
    assert sorted(world.sent_to("thank_you")) == ["priya@northwind.example", "tom@northwind.example"]
    world.owner_writes("2026-05-11 17:00", tom, subject="Thank you")

    assert world.states()[-1] == "interviewed"
    (left,) = world.drafts()
    assert b"priya@northwind.example" in left.mime
    world.owner_sends_drafts("2026-05-11 18:00")
    assert world.states()[-1] == "thanked"


def test_a_draft_sent_under_a_new_message_id_is_still_known_for_what_it_is() -> None:
    """B33: some services give sent mail a Message-ID of their own."""
    world = interviewed()
    world.owner_sends_drafts("2026-05-11 17:00", changes_message_id=True)

    assert world.states()[-1] == "thanked"
    assert world.events("draft_sent") == [("2026-05-11 17:00", "thank_you")]


def test_a_draft_that_waits_in_a_delayed_send_counts_as_sent_when_its_copy_shows_up() -> None:
    """B33: gone first, sent later."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    (draft,) = world.drafts()
    world.owner_deletes_drafts("2026-05-11 16:00")
    assert world.thread().done == ()
    assert world.thread().rounds[0].thanks_sent is False
    world.until("2026-05-11 20:00")
    world.mailbox.owner_sends(draft.mime)
    world.cycle.run()

    assert world.events("draft_sent") == [("2026-05-11 20:00", "thank_you")]
    assert world.thread().rounds[0].thanks_sent is True


def test_a_check_in_left_unsent_for_ten_business_days_is_withdrawn_and_the_owner_told() -> None:
    """B33."""
    world = thanked()
    world.until("2026-06-03 12:00")

    assert world.events("draft_withdrawn") == [("2026-06-02 09:00", "check_in")]
    assert world.states()[-1] == "checked_in"
    assert any("ten business days" in text for _, text in world.events("notified"))
    world.until("2026-06-10 12:00")
    assert world.placed()[-1] == ("2026-06-09 09:00", "nudge")


def test_an_edited_check_in_stays_when_the_employer_writes_and_the_owner_is_told() -> None:
    """B33."""
    world = thanked()
    world.owner_edits_drafts("2026-05-18 10:00")
    world.employer("2026-05-18 11:00", Intent.REPLY, reply_to=ROOT)

    assert len(world.drafts()) == 1
    assert world.events("draft_withdrawn") == []
    assert any("Read their mail" in text for _, text in world.events("notified"))


def test_a_thank_you_survives_other_mail_of_the_employers() -> None:
    """B33: only a rejection, an offer or a cancellation withdraws it."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    world.employer("2026-05-11 16:10", Intent.STATUS_UPDATE, reply_to=ROOT)

    assert world.events("draft_withdrawn") == []
    assert len(world.drafts()) == 1


def test_a_cancellation_before_the_interview_leaves_nothing_to_thank_for() -> None:
    """B13, B33."""
    world = interviewed()
    world.employer("2026-05-11 13:00", Intent.INTERVIEW_CANCELLED, reply_to=ROOT)
    world.until("2026-05-20 12:00")

    assert world.states() == ["scheduled", "arranging"]
    assert world.placed() == []


def test_an_offer_closes_the_thread_and_congratulates() -> None:
    """B13, B33."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    world.employer("2026-05-11 18:00", Intent.OFFER, reply_to=ROOT)
    world.until("2026-06-30 12:00")

    assert world.thread().reason == "offer"
    assert world.drafts() == []
    assert [kind for _, kind in world.placed()] == ["thank_you"]


def test_the_owners_withdrawal_closes_the_thread() -> None:
    """B7."""
    world = thanked()
    world.owner_writes("2026-05-12 10:00", reply_to=ROOT, intent=SentIntent.WITHDRAWAL)
    world.until("2026-06-30 12:00")

    assert world.thread().reason == "withdrawn"
    assert [kind for _, kind in world.placed()] == ["thank_you"]


def test_the_owner_calling_off_a_time_makes_it_arranging() -> None:
    """B7."""
    world = interviewed()
    world.owner_writes("2026-05-10 10:00", reply_to=ROOT, intent=SentIntent.CALL_OFF)
    world.until("2026-05-12 12:00")

    assert world.states() == ["scheduled", "arranging"]
    assert world.placed() == []


def test_a_moved_time_that_becomes_known_late_takes_the_thank_you_back() -> None:
    """B13, B33: nobody came at two; the interview is on Thursday."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    assert len(world.drafts()) == 1
    world.employer(
        "2026-05-11 16:10",
        Intent.INTERVIEW_RESCHEDULED,
        reply_to=ROOT,
        interview=interview("2026-05-14 14:00", "14:45", PRIYA),
    )
    world.until("2026-05-14 16:00")

    assert world.events("draft_withdrawn") == [("2026-05-11 16:10", "thank_you")]
    assert world.placed()[-1] == ("2026-05-14 15:45", "thank_you")
    assert len(world.thread().rounds) == 1


def test_a_draft_that_a_mail_program_took_out_of_drafts_to_edit_comes_back_as_the_owners() -> None:
    """B33: seen gone, then there again: it is the owner's, and nothing is placed beside it."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    (draft,) = world.drafts()
    world.owner_deletes_drafts("2026-05-11 16:00")
    assert world.states()[-1] == "thanked"
    world.mailbox._contents.drafts[draft.id] = draft
    world.mailbox.owner_edits(draft.id, draft.mime + b"by hand")
    world.cycle.run()
    world.until("2026-06-30 12:00")

    assert world.placed() == [("2026-05-11 15:45", "thank_you")]
    assert len(world.drafts()) == 1


def test_one_sent_mail_is_the_copy_of_one_draft_only() -> None:
    """B33, B34: a provider may take one sent mail for the copy of two drafts that resemble each other."""
    world = World()
    tom = Person("Tom Berg", "tom@northwind.example")
    world.employer(
        "2026-05-05 10:00",
        Intent.INTERVIEW_SCHEDULED,
        sender=DANA,
        interview=interview("2026-05-11 14:00", "15:30", PRIYA, tom),
    )
    world.until("2026-05-11 16:45")
    first, second = world.drafts()
    world.mailbox.owner_sends_draft(first.id, at=world.clock.now(), changes_message_id=True)
    world.mailbox._contents.sent_drafts[second.id] = world.mailbox._contents.sent_drafts[first.id]
    world.mailbox.owner_deletes(second.id)
    world.cycle.run()
    world.cycle.run()

    assert len(world.events("draft_sent")) == 1
