"""`run --observe` decides and shows everything, places nothing, and leaves no trace; the ceiling on drafts (B28)."""

from __future__ import annotations

import pytest

from agent import corrections
from rules.reading import Intent, Person
from tests.agent.test_engine_pace import employers
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, PRIYA, World, interview


def in_earnest(world: World) -> World:
    """The program starts anew on what observing left, this time to act."""
    world.observe = False
    world.restart()
    world.told.clear()
    world.run()
    return world


# Observing


def test_observing_shows_what_would_be_placed_to_whom_and_when_and_places_nothing() -> None:
    """B28."""
    world = interviewed(World(observe=True))
    world.until("2026-05-11 20:00")

    assert world.placed() == [("2026-05-11 15:45", "thank_you")]
    assert world.sent_to("thank_you") == [PRIYA.email]
    (shown,) = [t for t in world.told if t.entry.event == "draft_placed"]
    assert shown.company == "Northwind"
    assert "Priya" in shown.entry.data["body"]
    assert shown.entry.data["in_reply_to"] == ROOT
    assert world.drafts() == []


def test_observing_keeps_what_was_read_and_plans_nothing_into_the_store() -> None:
    """B28: state, rounds and cursor are kept; no draft, no skipped step, no notice."""
    world = interviewed(World(observe=True))
    world.until("2026-05-11 20:00")

    assert world.thread().state == "interviewed"
    assert world.thread().drafts == ()
    assert world.thread().done == ()
    assert world.store._db.execute("SELECT count(*) FROM drafts").fetchone()[0] == 0
    assert world.store._db.execute("SELECT count(*) FROM journal WHERE event = 'draft_placed'").fetchone()[0] == 0


def test_each_step_is_shown_once_a_process_however_often_it_looks() -> None:
    """B28."""
    world = interviewed(World(observe=True))
    for _ in range(5):
        world.until("2026-05-11 16:00")
    for hour in range(16, 21):
        world.until(f"2026-05-11 {hour}:30")
    assert world.placed() == [("2026-05-11 15:45", "thank_you")]

    world.restart()
    world.run()
    assert [kind for _, kind in world.placed()] == ["thank_you", "thank_you"]


def test_observing_shows_the_check_in_that_follows_an_unsent_thank_you() -> None:
    """B28, B33: as in a real run, it carries the thanks."""
    world = interviewed(World(observe=True))
    world.until("2026-05-19 12:00")

    assert world.placed() == [("2026-05-11 15:45", "thank_you"), ("2026-05-18 09:00", "check_in")]
    assert world.drafts() == []


def test_observing_shows_a_check_in_again_once_the_wait_began_anew() -> None:
    """B15, B28: the employer's message overtook the first."""
    world = interviewed(World(observe=True))
    world.employer("2026-05-18 10:00", Intent.STATUS_UPDATE, reply_to=ROOT)
    world.until("2026-05-27 12:00")

    assert [at for at, kind in world.placed() if kind == "check_in"] == ["2026-05-18 09:00", "2026-05-26 09:00"]


def test_a_real_run_after_observing_places_what_observing_only_showed() -> None:
    """B28: nothing is taken for planned or placed."""
    world = interviewed(World(observe=True))
    world.until("2026-05-11 18:00")
    in_earnest(world)

    assert world.placed() == [("2026-05-11 18:00", "thank_you")]
    assert len(world.drafts()) == 1


def test_a_real_run_after_observing_tells_what_observing_told() -> None:
    """B28: a notice that was only shown is given again; here nobody can be reached."""
    robot = Person("Northwind", "no-reply@us.greenhouse-mail.io")
    world = World(observe=True)
    talk = interview("2026-05-11 14:00", "14:45")
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=robot, interview=talk)
    world.until("2026-05-11 18:00")
    assert any("address" in text for text in world.notices())
    in_earnest(world)

    assert any("address" in text for text in world.notices())


def test_observing_leaves_the_drafts_of_a_real_run_alone_and_says_what_it_would_do() -> None:
    """B28, B33: a rejection would withdraw the thank-you; the next real run does."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    world.observe = True
    world.restart()
    world.employer("2026-05-11 16:30", Intent.REJECTION, reply_to=ROOT)
    world.until("2026-05-11 18:00")

    assert world.events("draft_withdrawn") == [("2026-05-11 16:30", "thank_you")]
    assert len(world.drafts()) == 1
    in_earnest(world)
    assert world.drafts() == []


def test_observing_an_old_draft_does_not_let_it_expire() -> None:
    """B28, B33: it is shown once that it would be withdrawn."""
    world = thanked()
    world.until("2026-05-18 10:00")
    world.observe = True
    world.restart()
    world.until("2026-06-10 12:00")

    assert len(world.drafts()) == 1
    assert world.thread().state == "thanked"
    assert [kind for _, kind in world.events("draft_withdrawn")] == ["check_in"]


def test_observing_obeys_the_rules_among_neighbours() -> None:
    """B26, B28: two threads at one employer are shown on two days."""
    world = World(observe=True)
    for role, person, hour in (("Editor", PRIYA, "15"), ("Strategist", DANA, "10")):
        talk = interview(f"2026-05-11 {hour}:00", f"{hour}:45", person)
        world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=person, role=role, interview=talk)
    world.until("2026-05-20 12:00")

    assert [at for at, kind in world.placed() if kind == "check_in"] == ["2026-05-18 09:00", "2026-05-19 09:00"]


def test_observing_stops_at_the_ceiling_too() -> None:
    """B28."""
    world = World(observe=True)
    employers(world, 12)
    world.until("2026-05-11 20:00")

    assert len(world.placed()) == 10
    assert sum("drafts a day" in text for text in world.notices()) == 2


def test_several_mailboxes_that_observe_show_each_step_once() -> None:
    """B28: one process, one memory of what was shown."""
    world = World(observe=True, mailboxes=("home", "work"))
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, mailbox="work")
    world.until("2026-05-11 16:00")
    world.employer("2026-05-11 17:00", Intent.STATUS_UPDATE, reply_to=ROOT, mailbox="home")
    world.until("2026-05-11 20:00")

    assert world.placed() == [("2026-05-11 15:45", "thank_you")]


# The ceiling


def test_withdrawn_drafts_count_for_the_ceiling() -> None:
    """B28: so many drafts a day, whatever became of them."""
    world = World(settings={"drafts_a_day": 2})
    employers(world, 3)
    world.until("2026-05-11 16:00")
    assert len(world.placed()) == 2
    taken = world.drafts()[0].message_id
    company = next(t for t in world.store.threads() if any(d.message_id == taken for d in t.drafts)).company
    world.corrects("2026-05-11 17:00", corrections.close, str(company))
    waiting = next(t for t in world.store.threads() if not t.drafts).company
    world.corrects("2026-05-11 17:10", lambda t, _: corrections.set_facts(t, None, "Analyst"), str(waiting))
    world.until("2026-05-11 20:00")
    assert len(world.placed()) == 2
    world.until("2026-05-12 09:00")

    assert len(world.placed()) == 3


def test_a_panel_that_does_not_fit_under_the_ceiling_waits_whole() -> None:
    """B28: over the ceiling nothing is placed, and the owner is told why, once."""
    world = World(settings={"drafts_a_day": 2})
    people = [Person(f"Pat{n} Lee", f"pat{n}@northwind.example") for n in range(3)]
    talk = interview("2026-05-11 14:00", "15:00", *people)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    world.until("2026-05-11 20:00")

    assert world.placed() == []
    assert sum("limit" in text for text in world.notices()) == 1


def test_the_ceiling_is_each_mailboxes_own() -> None:
    """B28: "a mailbox and day"."""
    world = World(mailboxes=("home", "work"), settings={"drafts_a_day": 1})
    for name, person in (("home", PRIYA), ("work", Person("Sam Ode", "sam@lakeside.example"))):
        talk = interview("2026-05-11 14:00", "14:45", person)
        company = "Northwind" if name == "home" else "Lakeside"
        world.employer(
            "2026-05-05 10:00",
            Intent.INTERVIEW_SCHEDULED,
            sender=person,
            company=company,
            interview=talk,
            mailbox=name,
        )
    world.until("2026-05-11 16:00")

    assert [len(box.drafts()) for box in world.boxes.values()] == [1, 1]


@pytest.mark.parametrize("observe", [True, False])
def test_changed_settings_hold_from_the_next_start(observe: bool) -> None:
    """B23: threads that were to be looked at later are looked at anew; here the wait for the check-in got shorter."""
    world = thanked()
    world.observe = observe
    world.restart(preset="seventy-two-hours")
    world.run()
    world.until("2026-05-15 12:00")

    assert world.placed()[-1] == ("2026-05-14 09:00", "check_in")


def test_the_ceiling_is_that_of_the_mailbox_in_which_the_draft_will_lie() -> None:
    """B28, B31: the thread was heard of at home last, but Priya's conversation is at work, where room is left."""
    world = World(mailboxes=("home", "work"), settings={"drafts_a_day": 1})
    sam = Person("Sam Ode", "sam@lakeside.example")
    talk = interview("2026-05-11 13:00", "13:45", sam)
    world.employer(
        "2026-05-05 09:00", Intent.INTERVIEW_SCHEDULED, sender=sam, company="Lakeside", interview=talk, mailbox="home"
    )
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    root = world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, mailbox="work")
    world.employer("2026-05-06 10:00", Intent.REPLY, sender=DANA, reply_to=root, mailbox="home")
    world.until("2026-05-11 16:00")

    assert [len(box.drafts()) for box in world.boxes.values()] == [1, 1]
