"""What the employer promised, and how far apart follow-ups are (B21, B22, B26)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from agent import corrections
from agent.happenings import Change
from rules.reading import Intent, Person, SentIntent
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, PRIYA, World, interview


def promised(day: date, moment: str = "2026-05-12 10:00") -> World:
    """Thanked, and told on the 12th that an answer would come by that day."""
    world = thanked()
    world.employer(moment, Intent.STATUS_UPDATE, reply_to=ROOT, decision_by=day)
    return world


def placed(world: World, kind: str) -> list[str]:
    """When drafts of that kind were placed."""
    return [at for at, what in world.placed() if what == kind]


# B21


@pytest.mark.parametrize(
    ("day", "check_in"),
    [
        (date(2026, 5, 13), "2026-05-14 09:00"),
        (date(2026, 5, 15), "2026-05-18 09:00"),
        (date(2026, 5, 16), "2026-05-18 09:00"),
        (date(2026, 5, 22), "2026-05-26 09:00"),
        (date(2026, 6, 30), "2026-07-01 09:00"),
    ],
)
def test_the_check_in_comes_on_the_first_business_day_after_the_promised_one(day: date, check_in: str) -> None:
    """B21: earlier or later than the preset's wait; past weekends and a holiday; never before."""
    world = promised(day)
    world.until("2026-07-02 12:00")

    assert placed(world, "check_in") == [check_in]


def test_a_promise_made_before_the_interview_holds_after_it() -> None:
    """B21: "you will hear by the 27th", said in the invitation."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, decision_by=date(2026, 5, 27))
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-29 12:00")

    assert placed(world, "check_in") == ["2026-05-28 09:00"]


def test_a_promise_of_a_day_before_the_interview_says_nothing_about_it() -> None:
    """B21: "we will send you the link by the 8th" is long over when the wait begins."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, decision_by=date(2026, 5, 8))
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-19 12:00")

    assert placed(world, "check_in") == ["2026-05-18 09:00"]


def test_the_promise_stated_last_counts() -> None:
    """B21: put off once, then brought forward."""
    world = promised(date(2026, 5, 20))
    world.employer("2026-05-13 10:00", Intent.STATUS_UPDATE, reply_to=ROOT, decision_by=date(2026, 6, 10))
    world.employer("2026-05-14 10:00", Intent.STATUS_UPDATE, reply_to=ROOT, decision_by=date(2026, 5, 28))
    world.until("2026-06-15 12:00")

    assert placed(world, "check_in") == ["2026-05-29 09:00"]


def test_a_promise_is_spent_once_a_step_was_sent() -> None:
    """B21: the nudge after it waits as the preset says."""
    world = promised(date(2026, 5, 14))
    world.owner_sends_drafts("2026-05-15 11:00")
    world.until("2026-06-01 12:00")

    assert placed(world, "check_in") == ["2026-05-15 09:00"]
    assert placed(world, "nudge") == ["2026-05-22 09:00"]


def test_the_thank_you_does_not_spend_a_promise() -> None:
    """B21: it speaks of the next check-in and nudge."""
    world = interviewed()
    world.employer("2026-05-11 15:00", Intent.STATUS_UPDATE, reply_to=ROOT, decision_by=date(2026, 5, 27))
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-29 12:00")

    assert placed(world, "check_in") == ["2026-05-28 09:00"]


def test_a_promise_that_passed_before_the_wait_began_does_not_hurry_the_nudge() -> None:
    """B21: "ahead, or passed within the wait": the check-in that it called for was skipped, the nudge waits 7 days."""
    world = promised(date(2026, 5, 14))
    world.owner_deletes_drafts("2026-05-18 11:00")
    world.until("2026-06-01 12:00")

    assert placed(world, "nudge") == ["2026-05-26 09:00"]


def test_an_unsent_check_in_that_was_taken_back_is_not_followed_by_a_nudge_at_once() -> None:
    """B20, B21, B33: withdrawn after ten business days; the nudge comes 7 days later."""
    world = promised(date(2026, 5, 14))
    world.until("2026-06-10 12:00")

    assert world.events("draft_withdrawn") == [("2026-06-01 09:00", "check_in")]
    assert placed(world, "nudge") == ["2026-06-08 09:00"]


def test_a_promise_after_the_check_in_moves_the_nudge() -> None:
    """B21: later than 7 days, and as far away as they said."""
    world = thanked()
    world.owner_sends_drafts("2026-05-18 11:00")
    world.employer("2026-05-20 10:00", Intent.STATUS_UPDATE, reply_to=ROOT, decision_by=date(2026, 6, 17))
    world.until("2026-06-19 12:00")

    assert placed(world, "nudge") == ["2026-06-18 09:00"]


def test_no_closing_note_falls_due_on_or_before_the_promised_day() -> None:
    """B21: a promise made after the nudge holds the closing note back, and does not hurry it."""
    for day, closing in ((date(2026, 6, 22), "2026-06-23 09:00"), (date(2026, 6, 1), "2026-06-11 09:00")):
        world = thanked()
        world.owner_sends_drafts("2026-05-18 11:00")
        world.owner_sends_drafts("2026-05-26 11:00")
        world.employer("2026-05-28 10:00", Intent.STATUS_UPDATE, reply_to=ROOT, decision_by=day)
        world.until("2026-06-30 12:00")

        assert placed(world, "closing") == [closing]


def test_the_owner_can_state_a_promise() -> None:
    """B21: `note THREAD "they decide by Friday"`, said on Tuesday the 12th."""
    world = thanked()
    world.corrects("2026-05-12 10:00", lambda t, now: corrections.note(t, "they decide by May 27", now, world.rulebook))
    world.until("2026-05-29 12:00")

    assert placed(world, "check_in") == ["2026-05-28 09:00"]


def test_friday_in_a_note_is_the_friday_to_come() -> None:
    """B21."""
    world = thanked()
    world.corrects("2026-05-12 10:00", lambda t, now: corrections.note(t, "they decide by Friday", now, world.rulebook))

    promise = world.thread().promise
    assert promise is not None
    assert promise.by == date(2026, 5, 15)


def test_the_check_in_refers_to_the_promise() -> None:
    """B21, B32: even though it is the sending of it that spends the promise."""
    world = promised(date(2026, 5, 14))
    world.until("2026-05-15 12:00")

    assert "May 14" in world.body()


# B22


@pytest.mark.parametrize(("hour", "nudge"), [("00:30", "2026-05-26 09:00"), ("23:30", "2026-05-26 09:00")])
def test_the_gap_counts_from_the_day_whatever_the_hour(hour: str, nudge: str) -> None:
    """B22: the check-in was sent on Tuesday the 19th, early or late; a promise presses for the 21st."""
    world = thanked()
    world.until("2026-05-18 12:00")
    world.owner_sends_drafts(f"2026-05-19 {hour}")
    world.employer("2026-05-20 01:00", Intent.STATUS_UPDATE, reply_to=ROOT, decision_by=date(2026, 5, 20))
    world.until("2026-05-29 12:00")

    assert placed(world, "nudge") == [nudge]


def test_seventy_two_hours_has_a_gap_of_five_days() -> None:
    """B22, B23."""
    world = interviewed(World(settings={"preset": "seventy-two-hours"}))
    world.owner_sends_drafts("2026-05-11 17:00")
    world.owner_sends_drafts("2026-05-14 11:00")
    world.employer("2026-05-15 10:00", Intent.STATUS_UPDATE, reply_to=ROOT, decision_by=date(2026, 5, 15))
    world.until("2026-05-29 12:00")

    assert placed(world, "nudge") == ["2026-05-19 09:00"]


def test_the_gap_reaches_into_the_next_round() -> None:
    """B22: "in one thread"; its thank-you is excepted."""
    world = World(settings={"preset": "seventy-two-hours"})
    world.restart(preset="balanced")
    interviewed(world)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.owner_sends_drafts("2026-05-18 11:00")
    second = interview("2026-05-19 10:00", "11:00", DANA)
    world.employer(
        "2026-05-18 15:00",
        Intent.INTERVIEW_SCHEDULED,
        reply_to=ROOT,
        interview=second,
        decision_by=date(2026, 5, 20),
    )
    world.owner_sends_drafts("2026-05-19 13:00")
    world.until("2026-05-29 12:00")

    assert placed(world, "thank_you")[-1] == "2026-05-19 12:00"
    assert placed(world, "check_in") == ["2026-05-18 09:00", "2026-05-26 09:00"]


def test_the_reply_to_a_rejection_heeds_no_gap() -> None:
    """B22."""
    world = thanked()
    world.owner_sends_drafts("2026-05-18 11:00")
    world.employer("2026-05-18 15:00", Intent.REJECTION, reply_to=ROOT)
    world.until("2026-05-20 12:00")

    assert placed(world, "rejection_reply") == ["2026-05-19 09:00"]


def two_companies(first: Person, second: Person) -> World:
    """One recruiter's two clients (or two people's), interviews on one morning, both thanked."""
    world = World()
    for company, person, hour in (("Northwind", first, "10"), ("Lakeside", second, "12")):
        talk = interview(f"2026-05-11 {hour}:00", f"{hour}:45", person)
        world.employer(
            "2026-05-05 10:00",
            Intent.INTERVIEW_SCHEDULED,
            sender=person,
            company=company,
            role=f"{company} Analyst",
            interview=talk,
            conversation=company,
        )
    return world


def test_one_person_never_gets_two_drafts_on_one_day() -> None:
    """B22: a recruiter with two clients is checked in with on two days; the two thank-yous are excepted."""
    agent = Person("Ada Quist", "ada@quist-recruiting.example")
    world = two_companies(agent, agent)
    world.until("2026-05-11 16:00")
    assert len(placed(world, "thank_you")) == 2
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-20 12:00")

    assert placed(world, "check_in") == ["2026-05-18 09:00", "2026-05-19 09:00"]


def test_a_withdrawn_draft_does_not_keep_its_person_busy() -> None:
    """B22: "withdrawn drafts not counted": the first check-in was withdrawn before the second fell due."""
    agent = Person("Ada Quist", "ada@quist-recruiting.example")
    world = two_companies(agent, agent)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-18 09:00")
    assert len(placed(world, "check_in")) == 1
    first = next(t for t in world.store.threads() if t.open_drafts()).company
    world.corrects("2026-05-18 10:00", corrections.close, str(first))
    other = "Lakeside" if first == "Northwind" else "Northwind"
    world.corrects("2026-05-18 10:01", lambda t, now: Change(replace(t, language="en")), other)

    assert placed(world, "check_in") == ["2026-05-18 09:00", "2026-05-18 10:01"]


def test_two_people_may_be_written_to_on_one_day() -> None:
    """B22."""
    world = two_companies(PRIYA, Person("Sam Ode", "sam@lakeside.example"))
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-20 12:00")

    assert placed(world, "check_in") == ["2026-05-18 09:00"] * 2


def test_no_kind_is_written_twice_in_a_round_although_the_owner_skipped_it() -> None:
    """B22, B33: each kind at most once a round, even after the wait began anew."""
    world = thanked()
    world.owner_deletes_drafts("2026-05-18 11:00")
    world.employer("2026-05-19 10:00", Intent.STATUS_UPDATE, reply_to=ROOT)
    world.until("2026-06-30 12:00")

    assert placed(world, "check_in") == ["2026-05-18 09:00"]


# B26


def roles_at(first: str, second: str, *, earlier: str = "10") -> World:
    """Two roles at one employer, whose name is written in two ways; both thanked."""
    world = World()
    for company, role, person, hour in ((first, "Editor", PRIYA, "15"), (second, "Strategist", DANA, earlier)):
        talk = interview(f"2026-05-11 {hour}:00", f"{hour}:45", person)
        world.employer(
            "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=person, company=company, role=role, interview=talk
        )
    world.owner_sends_drafts("2026-05-11 17:00")
    return world


@pytest.mark.parametrize("other", ["Northwind", "Northwind GmbH", "NORTHWIND Inc.", "Northwind Energy"])
def test_two_threads_at_one_employer_never_follow_up_on_the_same_day(other: str) -> None:
    """B26: whatever form its name has; the one with the later interview moves to 09:00 of the next business day."""
    world = roles_at("Northwind", other)
    world.until("2026-05-20 12:00")

    assert placed(world, "check_in") == ["2026-05-18 09:00", "2026-05-19 09:00"]
    assert world.sent_to("check_in") == [DANA.email, PRIYA.email]


def test_the_next_business_day_is_past_the_weekend() -> None:
    """B26: due together on Friday, the later one comes on Monday."""
    world = roles_at("Northwind", "Northwind")
    for role in ("Editor", "Strategist"):
        thread = next(t for t in world.store.threads() if t.role == role)
        person = PRIYA if role == "Editor" else DANA
        world.employer(
            "2026-05-12 10:00",
            Intent.STATUS_UPDATE,
            sender=person,
            role=role,
            reply_to=thread.root,
            decision_by=date(2026, 5, 14),
        )
    world.until("2026-05-19 12:00")

    assert placed(world, "check_in") == ["2026-05-15 09:00", "2026-05-18 09:00"]


def test_thank_yous_at_one_employer_may_share_a_day() -> None:
    """B26 is about check-in, nudge and closing."""
    world = roles_at("Northwind", "Northwind")

    assert len(placed(world, "thank_you")) == 2


def test_a_rejection_reply_is_no_follow_up_of_b26() -> None:
    """B26: the other thread's check-in is placed on the same day."""
    world = roles_at("Northwind", "Northwind")
    thread = next(t for t in world.store.threads() if t.role == "Editor")
    world.employer("2026-05-15 10:00", Intent.REJECTION, role="Editor", reply_to=thread.root)
    world.until("2026-05-18 12:00")

    assert placed(world, "rejection_reply") == ["2026-05-18 09:00"]
    assert placed(world, "check_in") == ["2026-05-18 09:00"]


def test_the_owners_own_word_on_a_later_day_than_promised_uses_the_promise_up() -> None:
    """B21, B33: they wrote themselves after the promised day; the check-in waits from that mail."""
    world = promised(date(2026, 5, 14))
    world.owner_deletes_drafts("2026-05-15 08:30")
    world.owner_writes("2026-05-15 08:40", reply_to=ROOT, intent=SentIntent.OTHER)
    world.until("2026-05-29 12:00")

    assert placed(world, "check_in") == ["2026-05-22 09:00"]


def test_a_promise_is_spent_by_the_step_that_was_sent_although_its_day_lies_ahead() -> None:
    """B21: noted while the check-in lay there; the owner sent that all the same, and the nudge comes in its time."""
    world = thanked()
    world.until("2026-05-18 10:00")
    world.corrects(
        "2026-05-18 10:30", lambda t, now: corrections.note(t, "they decide by June 10", now, world.rulebook)
    )
    world.owner_sends_drafts("2026-05-18 11:00")
    world.until("2026-06-01 12:00")

    assert world.thread().promise is not None
    assert world.thread().live_promise is None
    assert placed(world, "nudge") == ["2026-05-26 09:00"]


def test_a_void_promise_is_not_spoken_of_either() -> None:
    """B21, B32: mail without a date came after its day; neither the time nor the words of the check-in know of it."""
    world = promised(date(2026, 5, 14))
    world.employer("2026-05-15 08:00", Intent.STATUS_UPDATE, reply_to=ROOT)
    world.until("2026-05-22 12:00")

    assert placed(world, "check_in") == ["2026-05-22 09:00"]
    assert "May 14" not in world.body()
    assert world.thread().promise is None


def test_a_promise_that_was_kept_by_the_next_invitation_is_not_spoken_of_after_that_interview() -> None:
    """B32: news by the 22nd, said after the first round, came as the second one."""
    world = promised(date(2026, 5, 22))
    talk = interview("2026-05-26 14:00", "14:45", PRIYA)
    world.employer("2026-05-19 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, reply_to=ROOT)
    world.owner_sends_drafts("2026-05-26 17:00")
    world.until("2026-06-02 12:00")

    assert placed(world, "check_in") == ["2026-06-02 09:00"]
    assert "May 22" not in " ".join(world.body().split())
    assert "May 26" in " ".join(world.body().split())
