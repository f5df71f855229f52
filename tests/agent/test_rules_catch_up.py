"""The first start, time slept through, and unreachable employers (B18, B19, B25)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from agent import board
from rules.reading import Intent, Interview, Person
from tests.agent.test_engine_pace import employers
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, OWNER, PRIYA, World, at, interview, mail_of

ROBOT = Person("Northwind", "no-reply@us.greenhouse-mail.io")


def past(world: World, moment: str, intent: Intent, number: int = 1, sender: Person = PRIYA, **facts: Any) -> None:
    """A mail that lay in the mailbox before the agent was first started."""
    reading = {"intent": intent.value, "company": "Northwind", "role": "Data Engineer", **facts}
    references = None if number == 1 else ROOT
    mime = mail_of(sender, f"<{number}@northwind.example>", at(moment), reading, references=references)
    world.mailbox.deliver(mime, received_at=at(moment))


def sent(world: World, moment: str, number: int) -> None:
    """A mail of the owner's own from before the first start."""
    mime = mail_of(Person("Jordan Ellis", OWNER), f"<{number}@ellis.example>", at(moment), {}, references=ROOT)
    mime = mime.replace(b"To: Jordan Ellis <jordan@ellis.example>", b"To: Priya Raman <priya@northwind.example>")
    world.mailbox.owner_sends(mime, at=at(moment))


def before(moment: str, talk: Interview | None = None, announced: str = "2026-05-05 10:00", **facts: Any) -> World:
    """A mailbox with an announced interview in it, the agent not yet started; its clock stands at `moment`."""
    world = World(now=moment, is_started=False)
    talk = talk or interview("2026-05-11 14:00", "14:45", PRIYA)
    past(world, announced, Intent.INTERVIEW_SCHEDULED, interview=talk, **facts)
    return world


# B18


def test_the_past_is_read_to_know_the_threads_and_their_states() -> None:
    """B18: an interview, the owner's thanks, a rejection: the thread is rejected, in the order of time."""
    world = before("2026-05-20 10:00")
    sent(world, "2026-05-11 16:00", 7)
    past(world, "2026-05-13 10:00", Intent.REJECTION, 2)
    world.run()

    assert world.states() == ["scheduled", "interviewed", "thanked", "rejected"]
    assert world.thread().contact(PRIYA.email) is not None


def test_mail_older_than_the_look_back_is_not_read() -> None:
    """B18: 30 days."""
    world = before("2026-06-20 10:00")
    world.run()

    assert world.store.threads() == []


def test_a_thank_you_still_inside_its_deadline_is_placed_at_the_first_start() -> None:
    """B18: it had been due an hour after the interview, at 15:45; the agent was installed in the evening."""
    world = before("2026-05-11 19:00")
    world.run()

    assert world.placed() == [("2026-05-11 19:00", "thank_you")]


def test_a_thank_you_past_its_deadline_is_not() -> None:
    """B18."""
    world = before("2026-05-13 10:00")
    world.run()
    world.until("2026-05-15 12:00")

    assert world.placed() == []
    assert world.thread().state == "thanked"


def test_the_one_next_step_of_a_waiting_thread_is_placed_though_it_is_late() -> None:
    """B18: the check-in was due two days before the start."""
    world = before("2026-05-20 10:00")
    world.run()

    assert world.placed() == [("2026-05-20 10:00", "check_in")]


def test_only_one_step_of_a_thread_is_placed_at_the_first_start() -> None:
    """B18: not the nudge as well, however long ago all of it was."""
    world = before("2026-05-29 10:00")
    world.run()
    world.until("2026-05-29 17:00")

    assert [kind for _, kind in world.placed()] == ["check_in"]


@pytest.mark.parametrize(
    ("start", "is_placed"), [("2026-06-01 10:00", True), ("2026-06-02 08:30", True), ("2026-06-02 09:00", False)]
)
def test_a_step_ten_business_days_late_at_the_first_start_is_offered_instead(start: str, is_placed: bool) -> None:
    """B18: due on 18 May at 09:00, ten business days late on 2 June at 09:00; `status` offers it."""
    world = before(start)
    world.run()
    world.until("2026-06-30 12:00")
    assert (world.placed()[:1] != []) is is_placed
    if not is_placed:
        assert "yours to decide" in board.next_words(world.thread(), world.rulebook, world.clock.now())


def test_a_step_that_falls_due_after_the_start_comes_in_its_time() -> None:
    """B18: nothing is lost by starting late."""
    world = before("2026-05-15 10:00")
    world.run()
    world.until("2026-05-19 12:00")

    assert world.placed() == [("2026-05-18 09:00", "check_in")]


def test_a_rejection_of_last_week_is_not_answered_at_the_first_start() -> None:
    """B18: its reply was due before the start, and a rejected thread waits for nothing."""
    world = before("2026-05-20 10:00")
    past(world, "2026-05-13 10:00", Intent.REJECTION, 2)
    world.run()
    world.until("2026-06-30 12:00")

    assert world.placed() == []


def test_a_rejection_of_yesterday_is_answered_when_its_time_comes() -> None:
    """B18: the reply falls due after the start."""
    world = before("2026-05-20 08:10")
    past(world, "2026-05-19 10:00", Intent.REJECTION, 2)
    world.run()
    world.until("2026-05-21 12:00")

    assert world.placed() == [("2026-05-20 09:00", "rejection_reply")]


def test_what_the_owner_sent_before_the_start_counts() -> None:
    """B18, B33: their own thank-you of May; the check-in waits from it, in its time."""
    world = before("2026-05-15 10:00")
    sent(world, "2026-05-12 09:30", 7)
    world.run()
    world.until("2026-05-20 12:00")

    assert world.placed() == [("2026-05-19 09:00", "check_in")]


def test_at_the_first_start_at_most_three_steps_a_day_are_caught_up() -> None:
    """B18, B25."""
    world = World(now="2026-05-20 10:00", is_started=False)
    for number in range(5):
        person = Person(f"Person{number} Smith", f"p@company{number}.example")
        reading = {
            "intent": "interview_scheduled",
            "company": f"Company{number} Works",
            "role": "Engineer",
            "interview": interview("2026-05-11 14:00", "14:45", person),
        }
        mime = mail_of(person, f"<{number}@company{number}.example>", at("2026-05-05 10:00"), reading)
        world.mailbox.deliver(mime, received_at=at("2026-05-05 10:00"))
    world.run()
    world.until("2026-05-22 12:00")

    assert [at_[:10] for at_, _ in world.placed()] == ["2026-05-20"] * 3 + ["2026-05-21"] * 2


# B25


def test_each_step_that_was_slept_through_is_placed_once() -> None:
    """B25: and the next one counts from it."""
    world = thanked()
    world.sleep_until("2026-05-20 10:00")
    for _ in range(3):
        world.sleep_until("2026-05-20 11:00")
    world.until("2026-05-22 12:00")

    assert world.placed()[1:] == [("2026-05-20 10:00", "check_in")]


@pytest.mark.parametrize(
    ("wakes", "placed"),
    [
        ("2026-05-19 17:59", "2026-05-19 17:59"),
        ("2026-05-19 18:00", "2026-05-20 08:00"),
        ("2026-05-22 19:00", "2026-05-26 08:00"),
    ],
)
def test_a_step_slept_through_comes_at_the_next_opening_of_the_window(wakes: str, placed: str) -> None:
    """B25: within the day's window, the next morning, after a long weekend."""
    world = thanked()
    world.sleep_until(wakes)
    world.until("2026-05-27 12:00")

    assert world.placed()[1:2] == [(placed, "check_in")]


def test_thank_yous_slept_through_come_three_a_day_too_and_inside_their_deadline() -> None:
    """B25: "each overdue step", the rest at the next opening of its window."""
    world = World()
    employers(world, 5)
    world.sleep_until("2026-05-11 19:00")
    world.until("2026-05-12 12:00")

    assert [at_ for at_, _ in world.placed()] == ["2026-05-11 19:00"] * 3 + ["2026-05-12 08:00"] * 2


def test_what_falls_due_on_the_minute_is_not_counted_as_caught_up() -> None:
    """B25: five check-ins in their time are five."""
    world = World()
    employers(world, 5)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-18 12:00")

    assert [at_ for at_, kind in world.placed() if kind == "check_in"] == ["2026-05-18 09:00"] * 5


def test_the_limit_of_catching_up_is_each_mailboxes_own() -> None:
    """B25: "a day and mailbox"."""
    world = World(mailboxes=("home", "work"))
    for number in range(6):
        person = Person(f"Person{number} Smith", f"p@company{number}.example")
        talk = interview("2026-05-11 14:00", "14:45", person)
        world.employer(
            "2026-05-05 10:00",
            Intent.INTERVIEW_SCHEDULED,
            sender=person,
            company=f"Company{number} Works",
            interview=talk,
            mailbox="home" if number % 2 else "work",
        )
    world.owner_sends_drafts("2026-05-11 17:00")
    world.sleep_until("2026-05-20 10:00")
    world.until("2026-05-20 12:00")

    assert [len(box.drafts()) for box in world.boxes.values()] == [3, 3]


def test_a_round_that_took_place_while_the_machine_slept_is_thanked_for_if_there_is_time() -> None:
    """B25."""
    world = interviewed()
    world.sleep_until("2026-05-12 09:00")

    assert world.placed() == [("2026-05-12 09:00", "thank_you")]


def test_a_time_moved_while_the_machine_slept_leaves_nothing_to_thank_for() -> None:
    """B25: an event of meanwhile has overtaken it."""
    world = interviewed()
    world.clock.set(at("2026-05-11 12:00"))
    later = interview("2026-05-14 14:00", "14:45", PRIYA)
    world._deliver(
        PRIYA,
        "Interview",
        ROOT,
        None,
        intent="interview_rescheduled",
        company="Northwind",
        role="Data Engineer",
        interview=later,
    )
    world.sleep_until("2026-05-11 19:00")

    assert world.placed() == []
    assert world.states() == ["scheduled"]


def rejected_on_the_first_day_away(mails_before_it: int = 0) -> World:
    """Thanked on 11 May, then the machine sleeps; they decide on the 12th. It looks three days back."""
    world = thanked()
    world.cycle.look_back = timedelta(days=3)
    for number in range(mails_before_it):
        past(world, "2026-05-12 09:00", Intent.UNRELATED, 100 + number, DANA)
    past(world, "2026-05-12 10:00", Intent.REJECTION, 2)
    world.mailbox.expire_cursors()
    return world


def test_all_that_came_while_the_machine_slept_is_read_though_the_mailbox_forgot_the_cursor() -> None:
    """B25: the rejection is older than the look-back, and no check-in goes to who has decided."""
    world = rejected_on_the_first_day_away()
    world.sleep_until("2026-05-20 10:00")

    assert world.thread().state == "rejected"
    assert "check_in" not in [kind for _, kind in world.placed()]


def test_a_reading_of_what_was_slept_through_that_is_broken_off_begins_as_far_back_again() -> None:
    """B25: the first page was kept, then the program ended, and the mailbox forgot the cursor once more."""
    world = rejected_on_the_first_day_away(mails_before_it=120)
    world.cycle.stopping = lambda: True
    world.sleep_until("2026-05-20 10:00")
    assert world.thread().state == "thanked"

    world.mailbox.expire_cursors()
    world.cycle.stopping = lambda: False
    world.sleep_until("2026-05-24 10:00")

    assert world.thread().state == "rejected"


# B19


def test_an_unreachable_thread_shows_as_such_and_has_no_overdue_step() -> None:
    """B19: `status` flags it; nothing of it is overdue, and one note is all."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45")
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=ROBOT, interview=talk)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-07-31 12:00")

    assert world.row()["flags"] == ["unreachable"]
    assert "overdue" not in board.next_words(world.thread(), world.rulebook, world.clock.now())
    assert len(world.notices()) == 1


def test_an_unreachable_threads_late_steps_are_not_spoken_of() -> None:
    """B19: there is nothing that `status` could offer, however long it lasts, nor after sleeping for weeks."""
    for sleep in (False, True):
        world = World()
        talk = interview("2026-05-11 14:00", "14:45")
        world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=ROBOT, interview=talk)
        (world.sleep_until if sleep else world.until)("2026-07-20 12:00")
        world.run()

        assert len(world.notices()) == 1
        assert "left no address of a person" in world.notices()[0]


def test_a_person_who_writes_at_last_makes_it_reachable() -> None:
    """B19, B30: from then on steps are drafts again."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45")
    root = world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=ROBOT, interview=talk)
    world.until("2026-05-12 12:00")
    world.employer("2026-05-13 10:00", Intent.STATUS_UPDATE, sender=PRIYA, reply_to=root)
    world.until("2026-05-21 12:00")

    assert world.row()["flags"] == []
    assert world.sent_to("check_in") == [PRIYA.email]


def test_nothing_that_is_told_reproaches_the_owner() -> None:
    """B19: a whole search left alone: every notice speaks of what is, none of what the owner should have done."""
    world = thanked()
    world.sleep_until("2026-06-05 10:00")
    world.until("2026-07-31 12:00")

    words = " ".join(world.notices()).lower()
    assert words
    assert not any(w in words for w in ("should have", "forgot", "you failed", "missed", "too late", "late again"))


def test_the_limit_of_lateness_is_a_setting() -> None:
    """B25: `late_limit`, ten business days."""
    world = thanked()
    assert str(world.rulebook.pacing(world.thread()).late_limit) == "10 business days"
    assert timedelta(days=30) == world.cycle.look_back


def test_a_return_during_the_sleep_is_heeded() -> None:
    """B16, B25: back on Tuesday 19 May; the machine wakes that day, the step comes on the 20th."""
    world = thanked()
    world.clock.set(at("2026-05-14 10:00"))
    world._deliver(
        PRIYA,
        "Away",
        ROOT,
        None,
        intent="auto_reply",
        company="Northwind",
        role="Data Engineer",
        returns_on=date(2026, 5, 19),
    )
    world.sleep_until("2026-05-19 10:00")
    world.until("2026-05-20 12:00")

    assert world.placed()[1:] == [("2026-05-20 09:00", "check_in")]
