"""Every number of pacing is the owner's to set (B23: "every number overridable in YAML")."""

from __future__ import annotations

import pytest

from rules.pacing import PacingRule
from rules.pacing_settings import SETTINGS
from rules.reading import Intent
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT
from tests.agent.world import PRIYA, World, interview

SENDS = ("2026-05-11 19:00", "2026-05-20 12:00", "2026-05-29 12:00", "2026-06-15 12:00")


def setting(**values: str | list[str]) -> World:
    """A world whose pacing has these values, as they would stand in YAML."""
    steps = {name: SETTINGS[name].parse(value) for name, value in values.items()}
    return World(settings={"rules": (PacingRule("pacing.steps", {}, steps),)})


def lived(world: World, sends: int = 4) -> World:
    """A whole life in silence; the owner sends what lies there on some days."""
    interviewed(world)
    for day in SENDS[:sends]:
        world.owner_sends_drafts(day)
    return world.until("2026-08-31 12:00")


def first(world: World, kind: str) -> str:
    """When the first draft of that kind was placed."""
    return next(at for at, what in world.placed() if what == kind)


@pytest.mark.parametrize(
    ("name", "value", "kind", "placed"),
    [
        ("thank_you", "3h", "thank_you", "2026-05-11 17:45"),
        ("check_in", "2 business days", "check_in", "2026-05-13 09:00"),
        ("nudge", "8d", "nudge", "2026-05-28 09:00"),
        ("closing", "2 business days", "closing", "2026-06-05 09:00"),
        ("min_gap", "9d", "nudge", "2026-05-29 09:00"),
        ("days", ["thu"], "check_in", "2026-05-21 09:00"),
        ("due_time", "10:30", "check_in", "2026-05-18 10:30"),
        ("hours", "11:00-18:00", "check_in", "2026-05-18 11:00"),
        ("thank_you_hours", "17:00-21:00", "thank_you", "2026-05-11 17:00"),
    ],
)
def test_a_number_of_the_owners_counts(name: str, value: str | list[str], kind: str, placed: str) -> None:
    """B23."""
    assert first(lived(setting(**{name: value})), kind) == placed


def test_the_closing_note_keeps_its_distance_too() -> None:
    """B22, B23: a wait of two days would be within the gap of seven."""
    assert first(lived(setting(closing="2d", min_gap="7d")), "closing") == "2026-06-05 09:00"


@pytest.mark.parametrize(("value", "closed"), [("14d", "2026-06-29 12:00"), ("20d", "2026-07-05 12:00")])
def test_how_long_silence_lasts_before_the_end(value: str, closed: str) -> None:
    """B20, B23: `close_after`."""
    world = lived(setting(close_after=value))

    assert world.events("state_changed")[-1] == (closed, "closed")


def test_the_deadline_of_a_thank_you() -> None:
    """B23: `thank_you_deadline`."""
    world = interviewed(setting(thank_you_deadline="3h"))
    world.sleep_until("2026-05-11 18:00")

    assert world.placed() == []
    assert world.events("state_changed")[-1] == ("2026-05-11 17:45", "thanked")


def test_the_length_of_an_interview_without_an_end() -> None:
    """B12, B23: `default_length`."""
    world = setting(default_length="90m")
    talk = interview("2026-05-11 14:00", None, PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    world.until("2026-05-11 18:00")

    assert world.placed() == [("2026-05-11 16:30", "thank_you")]


def test_the_day_after_a_promise() -> None:
    """B21, B23: `after_promise`."""
    world = interviewed(setting(after_promise="2 business days"))
    world.owner_sends_drafts("2026-05-11 17:00")
    world.employer(
        "2026-05-12 10:00", Intent.STATUS_UPDATE, reply_to=ROOT, decision_by=interview("2026-05-14 09:00").start.date()
    )
    world.until("2026-05-20 12:00")

    assert world.placed()[-1] == ("2026-05-18 09:00", "check_in")


def test_the_answer_to_a_rejection() -> None:
    """B20, B23: `rejection_reply`."""
    world = interviewed(setting(rejection_reply="3 business days"))
    world.owner_sends_drafts("2026-05-11 17:00")
    world.employer("2026-05-12 10:00", Intent.REJECTION, reply_to=ROOT)
    world.until("2026-05-20 12:00")

    assert world.placed()[-1] == ("2026-05-15 09:00", "rejection_reply")


def test_how_late_is_too_late_and_how_long_is_unsent() -> None:
    """B25, B33, B23: `late_limit`, `unsent_limit`."""
    world = interviewed(setting(late_limit="2 business days", unsent_limit="3 business days"))
    world.owner_sends_drafts("2026-05-11 17:00")
    world.sleep_until("2026-05-20 10:00")
    assert [kind for _, kind in world.placed()] == ["thank_you"]
    other = interviewed(setting(unsent_limit="3 business days"))
    other.owner_sends_drafts("2026-05-11 17:00")
    other.until("2026-05-22 12:00")

    assert other.events("draft_withdrawn") == [("2026-05-21 09:00", "check_in")]


def test_the_silence_in_arranging() -> None:
    """B13, B23: `silence_note_after`, `offer_close_after`."""
    world = setting(silence_note_after="2 business days", offer_close_after="10d")
    asked = world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST)
    world.owner_writes("2026-05-05 12:00", reply_to=asked)
    world.until("2026-06-30 12:00")

    assert [at for at, _ in world.events("notified")] == ["2026-05-07 09:00", "2026-05-15 12:00"]


def test_a_call_may_be_suggested_in_any_preset() -> None:
    """B23: `suggest_call_after`."""
    world = interviewed(setting(suggest_call_after="3d"))
    world.until("2026-05-15 12:00")

    assert [at for at, text in world.events("notified") if "call" in text] == ["2026-05-14 09:00"]


def test_every_setting_stands_in_a_test_above() -> None:
    """B23: a new number needs a test that it counts."""
    import ast
    from pathlib import Path

    tree = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    named = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    named |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}

    assert set(SETTINGS) <= named
