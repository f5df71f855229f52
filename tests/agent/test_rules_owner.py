"""What the owner says: notes, an offer accepted, an interview that did not happen, skip, snooze (B35, B36)."""

from __future__ import annotations

from datetime import date

import pytest

from agent import corrections
from agent.draft_request import NOTE_KINDS
from rules.reading import Intent, Person
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, PRIYA, World, interview

SAM = Person("Sam Ode", "sam@lakeside.example")


def noted(world: World, moment: str, text: str) -> World:
    """`note THREAD "…"`."""
    world.corrects(moment, lambda t, now: corrections.note(t, text, now, world.rulebook))
    return world


def other_thread(world: World, hour: str = "10") -> None:
    """A second thread, at Lakeside, interviewed on the same Monday."""
    talk = interview(f"2026-05-11 {hour}:00", f"{hour}:45", SAM)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=SAM, company="Lakeside", interview=talk)


# B35


@pytest.mark.parametrize("kind", ["about", "ask", "promised", "concern"])
def test_a_note_makes_the_thank_you_specific(kind: str) -> None:
    """B35: the draft is another one with the note than without."""
    lines = {
        "about": "about: the storage migration",
        "ask": "ask: how the on-call rota works",
        "promised": "promised: the portfolio link",
        "concern": "concern: little experience with Kafka",
    }
    plain = interviewed().until("2026-05-11 16:00")
    world = noted(interviewed(), "2026-05-11 15:00", lines[kind])
    world.until("2026-05-11 16:00")

    assert world.body() != plain.body()


def test_a_note_about_something_stands_in_the_draft() -> None:
    """B35."""
    world = noted(interviewed(), "2026-05-11 15:00", "about: the storage migration")
    world.until("2026-05-11 16:00")

    assert "storage migration" in world.body()


def test_a_line_without_a_kind_is_about_if_it_fits_a_sentence() -> None:
    """B35: a short phrase."""
    world = noted(interviewed(), "2026-05-11 15:00", "the storage migration")

    assert [n.kind for n in world.thread().notes] == ["about"]
    world.until("2026-05-11 16:00")
    assert "storage migration" in world.body()


def test_a_line_that_fits_no_sentence_is_only_shown() -> None:
    """B35: beside the draft, never in it."""
    text = "Felt good!! They asked me three times about salary and I said 80k, hmm, maybe too low? Call Anna."
    world = noted(interviewed(), "2026-05-11 15:00", text)
    world.until("2026-05-11 16:00")

    assert [n.kind for n in world.thread().notes] == ["shown"]
    assert "80k" not in world.body()


def test_a_private_line_never_leaves_the_machine() -> None:
    """B35: in no draft of any kind."""
    world = noted(interviewed(), "2026-05-11 15:00", "private: the manager seemed rude\nabout: the storage migration")
    for day in ("2026-05-11 17:00", "2026-05-18 11:00", "2026-05-26 11:00", "2026-06-09 11:00"):
        world.until(day)
        assert not any(b"rude" in d.mime for d in world.drafts())
        world.owner_sends_drafts(day)

    assert not any("rude" in str(t.entry.data) for t in world.told)


def test_notes_that_arrive_while_a_draft_is_live_are_worked_into_it() -> None:
    """B35: an untouched one, in place."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    (before,) = world.drafts()
    noted(world, "2026-05-11 16:30", "about: the storage migration")
    (after,) = world.drafts()

    assert before.id == after.id
    assert "storage migration" in world.body()
    assert world.events("draft_updated") == [("2026-05-11 16:30", "thank_you")]


def test_notes_are_not_worked_into_an_edited_draft() -> None:
    """B35, B33."""
    world = interviewed()
    world.owner_edits_drafts("2026-05-11 16:00")
    before = world.drafts()
    noted(world, "2026-05-11 16:30", "about: the storage migration")

    assert world.drafts() == before


@pytest.mark.parametrize("subject", ["Notes Northwind", "Notes: Northwind interview", "Notes on the Northwind talk"])
def test_a_mail_to_oneself_is_a_note(subject: str) -> None:
    """B35: its subject begins with "Notes" and names the company."""
    world = interviewed()
    world.owner_notes("2026-05-11 15:00", subject, "about: the storage migration\nprivate: the manager seemed rude\n")
    world.until("2026-05-11 16:00")

    assert [n.kind for n in world.thread().notes] == ["about", "private"]
    assert "storage migration" in world.body()


@pytest.mark.parametrize("subject", ["Notes", "Notes Southwind"])
def test_a_mail_to_oneself_that_names_no_thread_changes_none(subject: str) -> None:
    """B35."""
    world = interviewed()
    world.owner_notes("2026-05-11 15:00", subject, "about: the storage migration")

    assert world.thread().notes == ()


def test_a_mail_to_oneself_is_no_word_to_the_employer() -> None:
    """B35, B14, B33: it is neither the thank-you nor an answer, and restarts nothing."""
    world = interviewed()
    world.employer("2026-05-11 13:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.owner_notes("2026-05-11 15:00", "Notes Northwind", "about: the storage migration")

    assert world.thread().turn == "owner"
    assert world.thread().wrote_at is None
    assert world.thread().state == "interviewed"


def test_the_same_note_twice_is_one() -> None:
    """B35: mailed and typed."""
    world = interviewed()
    for moment in ("2026-05-11 15:00", "2026-05-11 15:10"):
        noted(world, moment, "about: the storage migration")

    assert len(world.thread().notes) == 1


# B36: accept


def taken() -> World:
    """Two threads; the offer of Northwind is accepted on Wednesday the 13th at 10:00."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    other_thread(world)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.employer("2026-05-12 10:00", Intent.OFFER, reply_to=ROOT)
    world.corrects("2026-05-13 10:00", corrections.accept, "Northwind")
    world.corrects("2026-05-13 10:00", corrections.offer_withdrawal, "Lakeside")
    return world


def test_accepting_closes_the_thread_and_drafts_a_withdrawal_for_the_others() -> None:
    """B36: courteous, to the other employer, in the window."""
    world = taken()

    assert (world.of("Northwind").state, world.of("Northwind").reason) == ("closed", "offer")
    assert world.placed()[-1] == ("2026-05-13 10:00", "withdrawal")
    assert world.sent_to("withdrawal") == [SAM.email]
    assert "Sam" in world.body()


def test_the_withdrawal_takes_the_place_of_the_follow_ups() -> None:
    """B36: nothing else is written to them, before it is sent and after."""
    world = taken()
    world.owner_sends_drafts("2026-05-13 12:00")
    world.until("2026-07-31 12:00")

    assert [kind for _, kind in world.placed()] == ["thank_you", "thank_you", "withdrawal"]
    assert (world.of("Lakeside").state, world.of("Lakeside").reason) == ("closed", "withdrawn")


def test_a_withdrawal_that_is_thrown_away_keeps_the_owner_in() -> None:
    """B36: "offers": no means no, and the thread goes on with its own steps."""
    world = taken()
    world.owner_deletes_drafts("2026-05-13 12:00")
    world.until("2026-05-18 12:00")

    assert world.of("Lakeside").state == "thanked"
    assert world.placed()[-1] == ("2026-05-18 09:00", "check_in")


@pytest.mark.parametrize("edits", [False, True])
def test_an_offer_that_is_not_taken_after_all_takes_its_withdrawals_back_b36(*, edits: bool) -> None:
    """`accept` of the wrong thread, put right with `reopen`: nobody else is told that the owner withdraws. A withdrawal
    that the owner edited is theirs."""
    world = taken()
    if edits:
        world.owner_edits_drafts("2026-05-13 11:00")
    world.corrects("2026-05-13 12:00", corrections.reopen, "Northwind")
    world.corrects("2026-05-13 12:00", corrections.keep_going, "Lakeside")
    world.until("2026-05-18 12:00")

    assert world.of("Lakeside").state == "thanked"
    assert [d.step for d in world.of("Lakeside").open_drafts()] == ["withdrawal" if edits else "check_in"]


def test_a_withdrawal_waits_for_the_window() -> None:
    """B36, Pacing: business days 08:00 to 18:00."""
    world = thanked()
    world.corrects("2026-05-15 20:00", corrections.offer_withdrawal)
    world.until("2026-05-19 12:00")

    assert world.placed()[-1] == ("2026-05-18 08:00", "withdrawal")


def test_a_live_check_in_gives_way_to_the_withdrawal() -> None:
    """B36, B34: one live draft for one person."""
    world = thanked()
    world.until("2026-05-18 10:00")
    world.corrects("2026-05-18 11:00", corrections.offer_withdrawal)

    assert [kind for _, kind in world.events("draft_withdrawn")] == ["check_in"]
    assert len(world.drafts()) == 1
    assert world.placed()[-1] == ("2026-05-18 11:00", "withdrawal")


def test_a_live_thank_you_gives_way_to_the_withdrawal() -> None:
    """B36, B33, B34."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    world.corrects("2026-05-11 16:30", corrections.offer_withdrawal)

    assert [kind for _, kind in world.placed()] == ["thank_you", "withdrawal"]
    assert len(world.drafts()) == 1


def test_no_thank_you_is_due_where_a_withdrawal_is() -> None:
    """B36: an interview that took place before the offer was taken is not thanked for beside the withdrawal."""
    world = interviewed()
    world.corrects("2026-05-11 15:00", corrections.offer_withdrawal)
    world.until("2026-05-11 20:00")

    assert len(world.drafts()) == 1
    assert [kind for _, kind in world.placed()] == ["withdrawal"]


# B36: didnt-happen


def test_an_interview_that_did_not_happen_makes_it_arranging_without_a_thank_you() -> None:
    """B36: said before the thank-you is due."""
    world = interviewed()
    world.corrects("2026-05-11 15:00", corrections.did_not_happen)
    world.until("2026-06-30 12:00")

    assert world.thread().state == "arranging"
    assert world.placed() == []


def test_a_live_thank_you_for_what_did_not_happen_is_withdrawn() -> None:
    """B36, B33: said after it was placed."""
    world = interviewed()
    world.corrects("2026-05-11 16:00", corrections.did_not_happen)

    assert world.drafts() == []
    assert world.thread().state == "arranging"


def test_said_while_it_should_be_taking_place_it_is_about_that_interview() -> None:
    """B36: nobody called at ten past two; the round of last week stands."""
    world = thanked()
    second = interview("2026-05-20 14:00", "15:00", DANA)
    world.employer("2026-05-13 10:00", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=second)
    world.corrects("2026-05-20 14:10", corrections.did_not_happen)
    world.until("2026-05-20 20:00")

    assert [(r.number, r.did_happen) for r in world.thread().rounds] == [(1, True), (2, False)]
    assert world.thread().state == "arranging"
    assert [kind for _, kind in world.placed()] == ["thank_you"]


def test_after_it_did_not_happen_a_new_time_is_thanked_for() -> None:
    """B36."""
    world = interviewed()
    world.corrects("2026-05-11 15:00", corrections.did_not_happen)
    again = interview("2026-05-13 14:00", "14:45", PRIYA)
    world.employer("2026-05-12 10:00", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=again)
    world.until("2026-05-13 16:00")

    assert world.placed() == [("2026-05-13 15:45", "thank_you")]


# The other commands


def test_skip_leaves_the_next_step_out() -> None:
    """`skip`: before it is due, and while its draft lies there."""
    early, late = thanked(), thanked()
    early.corrects("2026-05-13 10:00", lambda t, now: corrections.skip(t, now, early.rulebook))
    late.corrects("2026-05-18 10:00", lambda t, now: corrections.skip(t, now, late.rulebook))

    assert early.thread().state == late.thread().state == "checked_in"
    early.until("2026-05-20 12:00")
    assert early.placed()[-1] == ("2026-05-20 09:00", "nudge")
    assert late.drafts() == []


def test_snooze_puts_the_next_step_off() -> None:
    """`snooze`: to 09:00 of that day."""
    world = thanked()
    day, calendar = date(2026, 5, 27), world.rulebook.calendar
    world.corrects("2026-05-13 10:00", lambda t, _: corrections.snooze(t, day, calendar, world.rulebook))
    world.until("2026-05-29 12:00")

    assert world.placed()[-1] == ("2026-05-27 09:00", "check_in")


def test_snooze_puts_off_the_reply_to_a_rejection_too() -> None:
    """`snooze`: nothing further before 09:00 of that day."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.REJECTION, reply_to=ROOT)
    day, calendar = date(2026, 5, 27), world.rulebook.calendar
    world.corrects("2026-05-12 11:00", lambda t, _: corrections.snooze(t, day, calendar, world.rulebook))
    world.until("2026-05-29 12:00")

    assert world.placed()[-1] == ("2026-05-27 09:00", "rejection_reply")


def test_snooze_puts_off_a_withdrawal_too() -> None:
    """`snooze`, B36."""
    world = thanked()
    day, calendar = date(2026, 5, 27), world.rulebook.calendar
    world.corrects("2026-05-13 19:00", corrections.offer_withdrawal)
    world.corrects("2026-05-13 19:05", lambda t, _: corrections.snooze(t, day, calendar, world.rulebook))
    world.until("2026-05-29 12:00")

    assert ("2026-05-27 09:00", "withdrawal") in world.placed()


def test_close_and_reopen_bring_the_state_back() -> None:
    """`close`, `reopen`: nothing is written in between."""
    world = thanked()
    world.corrects("2026-05-12 10:00", corrections.close)
    assert (world.thread().state, world.thread().reason) == ("closed", "by_owner")
    world.until("2026-05-20 12:00")
    assert len(world.placed()) == 1
    world.corrects("2026-05-20 13:00", corrections.reopen)

    assert world.thread().state == "thanked"


def test_what_the_owner_set_outlasts_later_mail() -> None:
    """`set`: company and role."""
    world = interviewed()
    world.corrects("2026-05-06 10:00", lambda t, _: corrections.set_facts(t, "Northwind Energy", "Analytics Lead"))
    world.employer("2026-05-07 10:00", Intent.REPLY, reply_to=ROOT, company="Northwind", role=None)

    assert (world.thread().company, world.thread().role) == ("Northwind Energy", "Analytics Lead")


def test_a_time_the_owner_set_moves_the_round() -> None:
    """`set --time`."""
    world = interviewed()
    later = interview("2026-05-13 10:00", "10:45", PRIYA)
    world.corrects("2026-05-08 10:00", lambda t, now: corrections.set_interview(t, later, now, world.rulebook))
    world.until("2026-05-13 12:00")

    assert world.placed() == [("2026-05-13 11:45", "thank_you")]


def test_a_private_line_is_not_even_handed_to_what_writes_drafts() -> None:
    """B35: nor is a line that is only shown."""
    assert set(NOTE_KINDS) == {"about", "concern", "ask", "promised", "connection"}
