"""Threads with so many drafts that their sentences run short (B12, B30, B32)."""

from __future__ import annotations

from datetime import date, timedelta

from rules.reading import Intent, Person
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, World, interview

TOM = Person("Tom Berg", "tom@northwind.example")
SIX = tuple(Person(name, f"{name[:3].lower()}@northwind.example") for name in (
    "Tomas Berg", "Danila Cole", "Analia Sand", "Olaf Lund", "Meike Wagner", "Sven Park",
))  # fmt: skip
MONDAY = date(2026, 5, 11)


def met(world: World, day: date, *people: Person) -> None:
    """They interviewed the owner on that day, in German; what is drafted is sent in the evening."""
    talk = interview(f"{day} 14:00", "14:45", *people)
    world.employer(f"{day} 09:00", Intent.INTERVIEW_SCHEDULED, interview=talk, language="de")
    world.owner_sends_drafts(f"{day} 17:00")


def test_each_of_a_second_large_panel_gets_a_thank_you() -> None:
    """B30: where the thread has used up its sentences, those that other people read after the first one serve."""
    world = World()
    for day in (MONDAY, MONDAY + timedelta(days=7)):
        met(world, day, *SIX)

    assert sorted(world.sent_to("thank_you")) == sorted(2 * [p.email for p in SIX])
    assert world.notices() == []


def test_nobody_reads_a_sentence_twice_and_no_two_of_a_panel_read_the_same() -> None:
    """B32: what may be said again is what only others read, after another interview."""
    world = World()
    for day in (MONDAY, MONDAY + timedelta(days=7)):
        met(world, day, *SIX)
    drafts = world.thread().drafts
    for near in (lambda one, two: one.round == two.round, lambda one, two: one.address == two.address):
        pairs = [(one, two) for one in drafts for two in drafts if one.id < two.id and near(one, two)]
        assert all(not set(one.sentences) & set(two.sentences) for one, two in pairs)


def test_a_withdrawn_draft_uses_up_no_sentence() -> None:
    """B15, B32: an update comes a day after each check-in was placed, and nobody read any of them."""
    world = thanked()
    for _ in range(12):
        before = len(world.placed())
        while len(world.placed()) == before:
            wake = world.store.next_wake(world.clock.now())
            assert wake
            world.until(f"{wake.astimezone(world.rulebook.calendar.zone):%Y-%m-%d %H:%M}")
        after = world.rulebook.calendar.local(world.clock.now() + timedelta(days=1))
        world.employer(f"{after:%Y-%m-%d %H:%M}", Intent.STATUS_UPDATE, reply_to=ROOT)

    assert [kind for _, kind in world.placed()] == ["thank_you", *12 * ["check_in"]]
    assert world.notices() == []


def test_a_thank_you_that_could_not_be_written_is_told_by_name_and_still_to_come() -> None:
    """B12, B32: `thanked` once all of a panel's went out; the owner wrote the one that was left to them."""
    world = World()
    days = [MONDAY + timedelta(days=n) for n in range(8)]
    for day in days:
        met(world, day, TOM)
    assert world.notices() == []
    met(world, days[-1] + timedelta(days=1), TOM, DANA)

    assert [text.partition(" could be written")[0] for text in world.notices()] == ["No good thank-you to Tom Berg"]
    assert world.sent_to("thank_you")[-1] == DANA.email
    assert world.thread().state == "interviewed"
    world.owner_writes("2026-05-19 18:00", to=TOM, subject="Danke")
    assert world.thread().state == "thanked"
