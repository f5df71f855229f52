"""When each step is due: the default, every preset, and rules that override them (B20, B23, B24)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from agent.plan import upcoming
from agent.rulebook import Employer
from rules.pacing import PacingRule, Wait
from rules.reading import Intent, Person, Stage
from rules.workdays import calendar_for
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import PRIYA, World, at, interview


def sending(world: World, until: str) -> World:
    """The owner looks every four hours and sends every draft that lies there."""
    end = at(until)
    moment = at("2026-05-11 13:45")
    while moment < end:
        moment += timedelta(hours=4)
        world.owner_sends_drafts(f"{moment:%Y-%m-%d %H:%M}")
    return world


def interviewed_at(day: str, hours: tuple[str, str], **settings: object) -> World:
    """Priya interviewed the owner on that day; announced two days after the start."""
    world = World(settings=dict(settings))
    talk = interview(f"{day} {hours[0]}", hours[1], PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    return world


def staged(stage: Stage, **settings: object) -> World:
    """As `interviewed`, the interview being of that stage, and thanked for."""
    world = World(settings=dict(settings))
    talk = interview("2026-05-11 14:00", "14:45", PRIYA, stage=stage)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    return world


def rule(name: str, match: Mapping[str, str], **steps: str) -> PacingRule:
    return PacingRule(name, match, {step: Wait.parse(text) for step, text in steps.items()})


# B20 and B23: the whole table


@pytest.mark.parametrize(
    ("preset", "thank_you", "check_in", "nudge", "closing", "closed"),
    [
        ("balanced", "05-11 15:45", "05-18 09:00", "05-26 09:00", "06-09 09:00", "06-23"),
        ("seventy-two-hours", "05-11 15:45", "05-14 09:00", "05-19 09:00", "06-03 09:00", "06-17"),
        ("mid-week", "05-11 15:45", "05-19 09:00", "05-26 09:00", "06-09 09:00", "06-23"),
        ("prompt", "05-12 14:45", "05-18 09:00", "05-26 09:00", "06-09 09:00", "06-23"),
        ("employer-led", "05-11 15:45", "05-21 09:00", "05-28 09:00", "06-08 09:00", "06-22"),
        ("patient", "05-13 09:00", "05-21 09:00", "06-01 09:00", "06-15 09:00", "06-29"),
    ],
)
def test_each_preset_keeps_its_own_times(
    preset: str, thank_you: str, check_in: str, nudge: str, closing: str, closed: str
) -> None:
    """B20, B23: an interview on Monday 11 May; the 25th is a holiday; every draft is sent on the day it was placed."""
    world = sending(interviewed(World(settings={"preset": preset})), "2026-07-10 12:00")

    assert [(at_[5:], kind) for at_, kind in world.placed()] == [
        (thank_you, "thank_you"),
        (check_in, "check_in"),
        (nudge, "nudge"),
        (closing, "closing"),
    ]
    assert world.thread().reason == "no_answer"
    assert world.events("state_changed")[-1][0][5:10] == closed


@pytest.mark.parametrize(
    ("stage", "check_in"),
    [(Stage.SCREEN, "2026-05-26 09:00"), (Stage.FINAL, "2026-05-18 09:00"), (Stage.TECHNICAL, "2026-05-21 09:00")],
)
def test_patient_looks_at_the_stage(stage: Stage, check_in: str) -> None:
    """B23: eight business days; ten after a screen, five after a final round."""
    world = staged(stage, preset="patient")
    world.owner_sends_drafts("2026-05-13 11:00")
    world.until("2026-05-29 12:00")

    assert [a for a, kind in world.placed() if kind == "check_in"] == [check_in]


@pytest.mark.parametrize(
    ("preset", "deadline"),
    [
        ("balanced", "2026-05-12 14:45"),
        ("seventy-two-hours", "2026-05-12 14:45"),
        ("mid-week", "2026-05-12 14:45"),
        ("prompt", "2026-05-13 14:45"),
        ("employer-led", "2026-05-12 14:45"),
        ("patient", "2026-05-14 09:00"),
    ],
)
def test_a_thank_you_past_its_deadline_is_skipped_and_the_check_in_carries_the_thanks(
    preset: str, deadline: str
) -> None:
    """B20, B23: 24 hours, 48 hours, three business days; the machine slept through it all."""
    world = interviewed(World(settings={"preset": preset}))
    world.sleep_until("2026-05-14 10:00")

    skipped = [t for t in world.told if t.entry.event == "step_skipped"]
    assert [f"{t.entry.at.astimezone(at(deadline).tzinfo):%Y-%m-%d %H:%M}" for t in skipped] == [deadline]
    assert world.events("state_changed")[-1] == (deadline, "thanked")
    world.until("2026-05-27 12:00")
    assert [kind for _, kind in world.placed()][:1] == ["check_in"]
    assert "hank" in world.body()


def test_a_thank_you_is_placed_until_its_deadline() -> None:
    """B20: the machine woke half an hour before it."""
    world = interviewed()
    world.sleep_until("2026-05-12 14:15")

    assert world.placed() == [("2026-05-12 14:15", "thank_you")]


# B20: windows


@pytest.mark.parametrize(
    ("day", "hours", "placed"),
    [
        ("2026-05-11", ("19:00", "19:59"), "2026-05-11 20:59"),
        ("2026-05-11", ("19:00", "20:00"), "2026-05-12 08:00"),
        ("2026-05-16", ("10:00", "11:00"), "2026-05-16 12:00"),
        ("2026-05-25", ("10:00", "11:00"), "2026-05-25 12:00"),
        ("2026-05-11", ("05:00", "06:00"), "2026-05-11 08:00"),
    ],
)
def test_a_thank_you_has_the_window_of_every_day(day: str, hours: tuple[str, str], placed: str) -> None:
    """Pacing: 08:00 to 21:00, the end excluded, weekends and holidays too."""
    world = interviewed_at(day, hours)
    world.until("2026-05-26 12:00")

    assert world.placed()[0] == (placed, "thank_you")


@pytest.mark.parametrize(
    ("rejected", "replied"),
    [
        ("2026-05-12 10:00", "2026-05-13 09:00"),
        ("2026-05-15 10:00", "2026-05-18 09:00"),
        ("2026-05-16 10:00", "2026-05-18 09:00"),
        ("2026-05-22 23:00", "2026-05-26 09:00"),
    ],
)
def test_a_rejection_is_answered_at_nine_on_the_next_business_day(rejected: str, replied: str) -> None:
    """B20: the day after, past a weekend, past a long weekend."""
    world = thanked()
    world.owner_sends_drafts("2026-05-18 10:00") if rejected > "2026-05-18" else None
    world.employer(rejected, Intent.REJECTION, reply_to=ROOT)
    world.until("2026-05-27 12:00")

    assert world.placed()[-1] == (replied, "rejection_reply")


@pytest.mark.parametrize(("day", "check_in"), [("2026-03-02", "2026-03-09 09:00"), ("2026-10-26", "2026-11-02 09:00")])
def test_nine_in_the_morning_is_nine_across_a_clock_change(day: str, check_in: str) -> None:
    """Pacing: in the owner's zone, correct across DST; the clocks change on the Sunday between."""
    world = World(now=f"{day} 08:00")
    talk = interview(f"{day} 10:00", "10:45", PRIYA)
    world.employer(f"{day} 09:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    world.owner_sends_drafts(f"{day} 13:00")
    world.until(f"{check_in[:10]} 12:00")

    assert world.placed()[-1] == (check_in, "check_in")


@pytest.mark.parametrize(
    ("country", "region", "check_in"),
    [("US", None, "2026-05-18 09:00"), ("DE", None, "2026-05-19 09:00"), (None, None, "2026-05-18 09:00")],
)
def test_public_holidays_are_those_of_the_configured_country(
    country: str | None, region: str | None, check_in: str
) -> None:
    """Pacing: Thursday 14 May 2026 is Ascension Day in Germany."""
    world = World()
    world.restart(calendar=calendar_for("America/New_York", country, region))
    interviewed(world)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-20 12:00")

    assert world.placed()[-1] == (check_in, "check_in")


def test_a_region_has_holidays_of_its_own() -> None:
    """Pacing: Corpus Christi, 4 June 2026, is one in Bavaria."""
    assert not calendar_for("Europe/Berlin", "DE", "BY").is_business_day(at("2026-06-04 09:00").date())
    assert calendar_for("Europe/Berlin", "DE").is_business_day(at("2026-06-04 09:00").date())


def test_the_day_an_interview_ended_is_the_owners_day() -> None:
    """Pacing: 23:30 in New York is the next day in Berlin, where the owner lives."""
    world = World()
    world.restart(calendar=calendar_for("Europe/Berlin", "US"))
    talk = interview("2026-05-11 22:45", "23:30", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    world.until("2026-05-20 12:00")

    assert world.placed() == [("2026-05-12 02:00", "thank_you"), ("2026-05-19 03:00", "check_in")]


# B20: what a wait begins with


def test_the_nudge_counts_from_the_day_the_check_in_was_sent_and_not_from_its_placing() -> None:
    """B20: placed on the 18th, sent on the 20th."""
    world = thanked()
    world.owner_sends_drafts("2026-05-20 11:00")
    world.until("2026-06-01 12:00")

    assert world.placed()[-1] == ("2026-05-27 09:00", "nudge")


def test_the_nudge_counts_from_the_day_the_check_in_was_skipped() -> None:
    """B20: the owner threw it away on the 20th."""
    world = thanked()
    world.owner_deletes_drafts("2026-05-20 11:00")
    world.until("2026-06-01 12:00")

    assert world.placed()[-1] == ("2026-05-27 09:00", "nudge")


def test_the_closing_note_counts_from_the_nudge() -> None:
    """B20: the tenth business day after the nudge was sent, or skipped."""
    world = thanked()
    world.owner_sends_drafts("2026-05-18 11:00")
    world.owner_deletes_drafts("2026-05-28 11:00")
    world.until("2026-06-20 12:00")

    assert world.placed()[-1] == ("2026-06-11 09:00", "closing")


def test_a_closing_note_left_unsent_closes_the_thread_and_goes() -> None:
    """B20: 14 days after it was placed."""
    world = thanked()
    world.owner_sends_drafts("2026-05-18 11:00")
    world.owner_sends_drafts("2026-05-26 11:00")
    world.until("2026-07-10 12:00")

    assert world.placed()[-1] == ("2026-06-09 09:00", "closing")
    assert world.events("state_changed")[-1] == ("2026-06-23 09:00", "closed")
    assert world.thread().reason == "no_answer"
    assert world.drafts() == []


# B23: a call


def test_seventy_two_hours_suggests_a_call_after_ten_days_of_silence() -> None:
    """B23: once, and only in that preset."""
    world = sending(interviewed(World(settings={"preset": "seventy-two-hours"})), "2026-06-10 12:00")
    other = sending(interviewed(), "2026-06-10 12:00")

    calls = [at_ for at_, text in world.events("notified") if "call" in text]
    assert [at_[:10] for at_ in calls] == ["2026-05-21"]
    assert not any("call" in text for text in other.notices())


def test_no_call_is_suggested_to_who_wants_none() -> None:
    """B3, B23: "no phone calls"."""
    world = World(settings={"preset": "seventy-two-hours"})
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, no_phone_calls=True)
    world.until("2026-06-10 12:00")

    assert not any("call" in text for text in world.notices())


def test_the_silence_before_a_call_counts_from_the_employers_last_word() -> None:
    """B23, B15: a message on the 15th begins it anew; with the number they gave."""
    world = World(settings={"preset": "seventy-two-hours"})
    interviewed(world)
    world.employer("2026-05-15 10:00", Intent.STATUS_UPDATE, reply_to=ROOT, phone="+1 212 555 0199")
    world.until("2026-06-10 12:00")

    calls = [(at_[:10], text) for at_, text in world.events("notified") if "call" in text]
    assert [day for day, _ in calls] == ["2026-05-26"]
    assert "+1 212 555 0199" in calls[0][1]


# B24


def test_the_first_rule_that_matches_wins_for_each_key() -> None:
    """B24: the check-in of the first rule, the nudge of the second, the closing of the preset."""
    rules = (
        rule("first", {"company": "Northwind"}, check_in="2 business days"),
        rule("second", {"role": "engineer"}, check_in="9 business days", nudge="9d"),
    )
    world = sending(interviewed(World(settings={"rules": rules})), "2026-06-20 12:00")

    assert [at_ for at_, _ in world.placed()[1:]] == ["2026-05-13 09:00", "2026-05-22 09:00", "2026-06-08 09:00"]


@pytest.mark.parametrize(
    "match",
    [
        {"company": "northwind"},
        {"domain": "northwind.example"},
        {"role": "Data Engineer"},
        {"stage": "final"},
        {"industry": "energy"},
        {"size": "small"},
        {"company": "Northwind", "stage": "final"},
    ],
    ids=str,
)
def test_a_rule_matches_on_what_is_known_of_a_thread(match: Mapping[str, str]) -> None:
    """B24: company, domain, role, stage; industry and size where the owner gave them for the company."""
    employer = {"Northwind": Employer("Energy", "small")}
    world = staged(Stage.FINAL, rules=(rule("mine", match, check_in="2 business days"),), employers=employer)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-14 12:00")

    assert world.placed()[-1] == ("2026-05-13 09:00", "check_in")


@pytest.mark.parametrize(
    "match",
    [{"company": "South"}, {"domain": "wind.example"}, {"role": "Editor"}, {"stage": "screen"}, {"industry": "energy"}],
    ids=str,
)
def test_a_rule_that_does_not_match_changes_nothing(match: Mapping[str, str]) -> None:
    """B24: nothing is looked up: without the owner's word no industry is known."""
    world = staged(Stage.FINAL, rules=(rule("mine", match, check_in="2 business days"),))
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-19 12:00")

    assert world.placed()[-1] == ("2026-05-18 09:00", "check_in")


def test_a_rule_on_the_domain_holds_although_a_hiring_system_wrote_first() -> None:
    """B24: the employer's domain is that of its people."""
    relay = Person("Dana Cole", "dana-7@reply.lever.co")
    world = World(settings={"rules": (rule("mine", {"domain": "northwind.example"}, check_in="2 business days"),)})
    asked = world.employer("2026-05-05 09:00", Intent.SCHEDULING_REQUEST, sender=relay)
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, reply_to=asked)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-14 12:00")

    assert world.placed()[-1][0] == "2026-05-13 09:00"


def test_a_company_is_known_by_the_name_that_mail_gives_it() -> None:
    """B24: configured as "Northwind", written as "Northwind GmbH"."""
    rules = (rule("mine", {"industry": "energy"}, check_in="2 business days"),)
    world = World(settings={"rules": rules, "employers": {"northwind": Employer("Energy")}})
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, company="Northwind GmbH", interview=talk)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-14 12:00")

    assert world.placed()[-1][0] == "2026-05-13 09:00"


@pytest.mark.parametrize(("step", "steps"), [("rejection_reply", {"rejection_reply": "3 business days"})])
def test_a_rule_on_the_stage_holds_for_the_reply_to_a_rejection_too(step: str, steps: dict[str, str]) -> None:
    """B24: whatever key it sets."""
    world = staged(Stage.FINAL, rules=(rule("mine", {"stage": "final"}, **steps),))
    world.owner_sends_drafts("2026-05-11 17:00")
    world.employer("2026-05-12 10:00", Intent.REJECTION, reply_to=ROOT)
    world.until("2026-05-20 12:00")

    assert world.placed()[-1] == ("2026-05-15 09:00", step)


def test_the_rule_that_set_a_time_is_named() -> None:
    """B24: `status` and `why` name it, else the preset."""
    world = World(settings={"rules": (rule("pacing.rules[0]", {"company": "Northwind"}, nudge="9d"),)})
    interviewed(world)
    world.owner_sends_drafts("2026-05-11 17:00")
    item = upcoming(world.thread(), world.rulebook)
    assert item is not None
    assert item.because == "preset balanced"
    world.owner_sends_drafts("2026-05-18 11:00")
    item = upcoming(world.thread(), world.rulebook)

    assert item is not None
    assert item.because == "pacing.rules[0]"


def test_two_threads_may_have_two_paces() -> None:
    """B24: a rule for one company leaves the other alone."""
    sam = Person("Sam Ode", "sam@lakeside.example")
    world = World(settings={"rules": (rule("mine", {"company": "Lakeside"}, check_in="2 business days"),)})
    interviewed(world)
    talk = interview("2026-05-11 10:00", "10:45", sam)
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, sender=sam, company="Lakeside", interview=talk)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-19 12:00")

    assert [at_ for at_, kind in world.placed() if kind == "check_in"] == ["2026-05-13 09:00", "2026-05-18 09:00"]
