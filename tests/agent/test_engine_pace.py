"""Pauses, ceilings, first starts and neighbours (B18, B19, B22, B25, B26, B28, B36)."""

from __future__ import annotations

from datetime import date

from rules.reading import Intent, Person
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, PRIYA, World, interview


def employers(world: World, count: int, day: str = "2026-05-11") -> None:
    """So many employers, each with an interview on that day at 14:00, announced on 5 May."""
    for number in range(count):
        person = Person(f"Person{number} Smith", f"p@company{number}.example")
        world.employer(
            "2026-05-05 10:00",
            Intent.INTERVIEW_SCHEDULED,
            sender=person,
            company=f"Company{number} Works",
            interview=interview(f"{day} 14:00", "14:45", person),
        )


def test_a_machine_that_slept_catches_up_at_three_steps_a_day() -> None:
    """B25: five check-ins fell due on 18 May; the machine wakes two days later."""
    world = World()
    employers(world, 5)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.sleep_until("2026-05-20 10:00")
    world.until("2026-05-22 12:00")

    assert world.placed()[5:] == [("2026-05-20 10:00", "check_in")] * 3 + [("2026-05-21 09:00", "check_in")] * 2


def test_a_machine_that_wakes_at_night_waits_for_the_window() -> None:
    """B25."""
    world = thanked()
    world.sleep_until("2026-05-19 23:00")
    world.until("2026-05-21 12:00")

    assert world.placed()[-1] == ("2026-05-20 08:00", "check_in")


def test_a_step_ten_business_days_late_is_offered_and_not_placed() -> None:
    """B25."""
    world = thanked()
    world.sleep_until("2026-06-03 10:00")
    world.until("2026-06-30 12:00")

    assert [kind for _, kind in world.placed()] == ["thank_you"]
    assert any("long overdue" in text for _, text in world.events("notified"))


def test_a_step_that_was_overtaken_while_the_machine_slept_is_not_placed() -> None:
    """B25: the rejection came on the second day of the sleep."""
    world = thanked()
    world.clock.set(world.clock.now().replace(day=19))
    world._deliver(PRIYA, "Your application", ROOT, None, intent="rejection", company="Northwind", role="Data Engineer")
    world.sleep_until("2026-05-22 10:00")

    assert [kind for _, kind in world.placed()] == ["thank_you", "rejection_reply"]


def test_no_more_than_ten_drafts_a_day_and_the_owner_is_told_why() -> None:
    """B28."""
    world = World()
    employers(world, 12)
    world.until("2026-05-11 20:00")

    assert len(world.placed()) == 10
    told = [text for _, text in world.events("notified") if "drafts a day" in text]
    assert {"The thank-you to" in text for text in told} == {True}
    world.until("2026-05-12 12:00")
    assert len(world.placed()) == 12


def test_two_threads_at_one_employer_are_not_checked_in_on_one_day() -> None:
    """B26: the one with the later interview gives way."""
    world = World()
    world.employer(
        "2026-05-05 10:00",
        Intent.INTERVIEW_SCHEDULED,
        role="Editor",
        interview=interview("2026-05-11 15:00", "15:45", PRIYA),
    )
    world.employer(
        "2026-05-05 11:00",
        Intent.INTERVIEW_SCHEDULED,
        sender=DANA,
        role="Strategist",
        interview=interview("2026-05-11 10:00", "10:45", DANA),
    )
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-20 12:00")

    assert [at for at, kind in world.placed() if kind == "check_in"] == ["2026-05-18 09:00", "2026-05-19 09:00"]
    assert world.sent_to("check_in") == ["dana@northwind.example", "priya@northwind.example"]


def test_two_follow_ups_are_a_week_apart_whatever_was_promised() -> None:
    """B22 beats B21."""
    world = thanked()
    world.owner_sends_drafts("2026-05-18 11:00")
    world.employer("2026-05-19 10:00", Intent.STATUS_UPDATE, reply_to=ROOT, decision_by=date(2026, 5, 20))
    world.until("2026-05-31 12:00")

    assert [at for at, kind in world.placed() if kind == "nudge"] == ["2026-05-26 09:00"]


def test_a_promise_is_void_once_mail_without_a_date_comes_after_its_day() -> None:
    """B21: then the wait of the preset begins from that mail."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.STATUS_UPDATE, reply_to=ROOT, decision_by=date(2026, 5, 14))
    world.employer("2026-05-15 08:00", Intent.STATUS_UPDATE, reply_to=ROOT)
    world.until("2026-05-31 12:00")

    assert [at for at, kind in world.placed() if kind == "check_in"] == ["2026-05-22 09:00"]


def test_a_promise_survives_later_mail_while_it_lies_ahead() -> None:
    """B21."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.STATUS_UPDATE, reply_to=ROOT, decision_by=date(2026, 5, 28))
    world.employer("2026-05-20 10:00", Intent.REPLY, reply_to=ROOT)
    world.until("2026-06-10 12:00")

    assert [at for at, kind in world.placed() if kind == "check_in"] == ["2026-05-29 09:00"]


def test_at_the_first_start_only_the_one_next_step_is_placed() -> None:
    """B18: the interview was three weeks ago and nobody wrote since."""
    world = World(now="2026-06-01 08:30")
    for when, more in (("2026-05-05 10:00", {"interview": interview("2026-05-11 14:00", "14:45", PRIYA)}),):
        world.clock.set(world.clock.now())
        mail, _ = world._mail(PRIYA, Person("Jordan Ellis", "jordan@ellis.example"), "Interview", None)
        import json

        from tests.agent.world import _plain, at

        mail.set_content(
            json.dumps(
                {"intent": "interview_scheduled", "company": "Northwind", "role": "Data Engineer", **more},
                default=_plain,
            )
        )
        world.mailbox.deliver(mail.as_bytes(), received_at=at(when))
    world.cycle.run()
    world.until("2026-06-01 12:00")

    assert world.placed() == [("2026-06-01 09:00", "check_in")] or world.placed() == [("2026-06-01 08:30", "check_in")]
    assert world.states() == ["scheduled", "interviewed", "thanked"]


def test_an_employer_without_a_human_address_is_unreachable_and_never_nags() -> None:
    """B19, B30: the thank-you has an empty To, later steps are notes only."""
    world = World()
    robot = Person("Northwind", "no-reply@us.greenhouse-mail.io")
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=robot, interview=interview("2026-05-11 14:00", "14:45")
    )
    world.until("2026-07-31 12:00")

    assert [kind for _, kind in world.placed()] == ["thank_you"]
    assert world.sent_to("thank_you") == []
    assert sum("address" in text for _, text in world.events("notified")) == 1


def test_more_than_six_interviewers_and_the_owner_is_asked() -> None:
    """B30."""
    crowd = [Person(f"Pat{n} Lee", f"pat{n}@northwind.example") for n in range(7)]
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "15:00", *crowd)
    )
    world.until("2026-05-12 09:00")

    assert world.placed() == []
    assert any("Whom do you want to thank" in text for _, text in world.events("notified"))


def test_in_arranging_silence_after_the_owners_answer_is_a_note_and_later_an_offer_to_close() -> None:
    """B13."""
    world = World()
    asked = world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST)
    world.owner_writes("2026-05-05 12:00", reply_to=asked)
    world.until("2026-06-30 12:00")

    assert [at for at, _ in world.events("notified")] == ["2026-05-12 09:00", "2026-06-04 12:00"]
    assert world.placed() == []


def test_a_warning_keeps_every_draft_back() -> None:
    """B8: the mail failed authentication."""
    world = interviewed()
    thread = world.thread()
    assert thread.warnings == ()
    world.until("2026-05-12 12:00")
    assert len(world.placed()) == 1
