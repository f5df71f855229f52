"""The life of a thread (B10 to B15, B20 to B22, B33), told by what lies in Drafts."""

from __future__ import annotations

from datetime import date

from rules.reading import Intent
from tests.agent.world import DANA, PRIYA, World, interview


def interviewed(world: World | None = None) -> World:
    """A world in which Priya interviewed the owner on Monday 11 May, 14:00 to 14:45."""
    world = world or World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    return world


def test_silence_all_the_way_leads_from_the_thank_you_to_a_closed_thread() -> None:
    """B12, B20: each step in its time, 25 May being a holiday."""
    world = interviewed()
    for day in ("2026-05-11 17:45", "2026-05-18 11:00", "2026-05-26 11:00", "2026-06-09 11:00"):
        world.owner_sends_drafts(day)
    world.until("2026-07-31 12:00")

    assert world.placed() == [
        ("2026-05-11 15:45", "thank_you"),
        ("2026-05-18 09:00", "check_in"),
        ("2026-05-26 09:00", "nudge"),
        ("2026-06-09 09:00", "closing"),
    ]
    assert world.states() == ["scheduled", "interviewed", "thanked", "checked_in", "nudged", "closed"]
    assert world.drafts() == []


def test_a_rejection_withdraws_the_unsent_thank_you_and_is_answered_on_the_next_business_day() -> None:
    """B13, B20, B33."""
    world = interviewed()
    world.employer("2026-05-11 16:30", Intent.REJECTION, reply_to="<1@northwind.example>")
    world.until("2026-05-20 12:00")

    assert world.events("draft_withdrawn") == [("2026-05-11 16:30", "thank_you")]
    assert world.placed() == [("2026-05-11 15:45", "thank_you"), ("2026-05-12 09:00", "rejection_reply")]
    assert world.states()[-1] == "rejected"


def test_the_employers_promise_outweighs_the_preset() -> None:
    """B21: "you will hear by Wednesday the 27th"."""
    world = interviewed()
    world.owner_sends_drafts("2026-05-11 17:00")
    world.employer(
        "2026-05-13 10:00", Intent.STATUS_UPDATE, reply_to="<1@northwind.example>", decision_by=date(2026, 5, 27)
    )
    world.until("2026-05-29 12:00")

    assert world.placed()[-1] == ("2026-05-28 09:00", "check_in")


def test_an_edited_draft_is_left_alone_and_nothing_is_placed_beside_it() -> None:
    """B33."""
    world = interviewed()
    world.owner_edits_drafts("2026-05-11 16:00")
    world.until("2026-06-30 12:00")

    assert world.placed() == [("2026-05-11 15:45", "thank_you")]
    assert len(world.drafts()) == 1
    assert any("edited" in text for _, text in world.events("notified"))


def test_a_deleted_draft_means_no() -> None:
    """B33: the step counts as skipped and is not placed again; the next one comes in its time."""
    world = interviewed()
    world.owner_deletes_drafts("2026-05-11 16:00")
    world.until("2026-05-18 12:00")

    assert world.placed() == [("2026-05-11 15:45", "thank_you"), ("2026-05-18 09:00", "check_in")]
    assert world.states()[-1] == "thanked"


def test_a_panel_is_thanked_one_by_one_and_the_check_in_goes_to_the_coordinator() -> None:
    """B30: Dana arranges, Priya and two others interview."""
    others = (PRIYA, type(PRIYA)("Tom Berg", "tom@northwind.example"))
    world = World()
    world.employer(
        "2026-05-05 10:00",
        Intent.INTERVIEW_SCHEDULED,
        sender=DANA,
        interview=interview("2026-05-11 14:00", "15:30", *others),
    )
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-18 12:00")

    assert world.states()[-1] == "thanked"
    assert world.sent_to("check_in") == ["dana@northwind.example"]


def test_redelivered_mail_plans_nothing_new() -> None:
    """B34: the same mail under another key is the same mail."""
    world = interviewed()
    for _ in range(3):
        world.mailbox.deliver(world.mailbox._contents.entries[0].mime)
        world.cycle.run()
    world.until("2026-05-12 12:00")

    assert world.placed() == [("2026-05-11 15:45", "thank_you")]
    assert len(world.store.threads()) == 1
