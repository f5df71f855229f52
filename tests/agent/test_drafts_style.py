"""Tone, length and line of fit by rule; a follow-up on a day that the owner chose (B24)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from agent import config, corrections, lints
from agent.compose import draft
from agent.errors import ConfigError, UsageError
from agent.happenings import Change
from agent.material import languages
from agent.preview import preview
from agent.reasons import explained
from agent.style import StyleRule, style_for
from agent.threads import Thread
from rules.pacing import Step
from rules.pacing_rules import Subject
from rules.reading import Intent, Stage
from tests.agent.drafting import request
from tests.agent.test_engine_rounds import interviewed
from tests.agent.world import PRIYA, World, interview

WARM_FINALS = StyleRule("finals are warm", {"stage": "final"}, "warm")
SHORT_AGENCIES = StyleRule("agencies", {"industry": "agency"}, "brief", "short", "ten campaigns in three years")
LAUNCH = "launch on the 12th"


def test_a_large_employer_gets_brevity_and_a_small_one_warmth() -> None:
    """B24: size where the owner has given it; else the usual tone."""
    tones = [style_for((), Subject(company="Northwind", size=size)).tone for size in ("large", "small", None)]
    assert tones == ["brief", "warm", "neutral"]


def test_the_owners_own_tone_outranks_what_is_usual_for_a_size() -> None:
    """B24."""
    own = StyleRule("drafting", {}, "formal")
    assert style_for((own,), Subject(size="large")).tone == "formal"


def test_for_each_wish_the_first_rule_that_matches_wins() -> None:
    """B24."""
    rules = (WARM_FINALS, SHORT_AGENCIES, StyleRule("drafting", {}, "formal", fit="six years of grid data"))
    style = style_for(rules, Subject(stage=Stage.FINAL, industry="agency"))
    assert (style.tone, style.length, style.fit) == ("warm", "short", "ten campaigns in three years")
    assert (style.tone_source, style.length_source) == ("finals are warm", "agencies")
    assert style_for(rules, Subject()).fit == "six years of grid data"


def test_a_draft_is_written_in_the_tone_of_its_rule_and_why_names_it() -> None:
    """B24: `why` names the rule."""
    world = interviewed(
        World(settings={"styles": (StyleRule("rule for company Northwind", {"company": "northwind"}, "warm"),)})
    )
    assert explained(world.thread(), world.rulebook, world.clock.now()).wording == "warm (rule for company Northwind)"
    world.until("2026-05-11 16:00")
    assert "Warm regards," in world.body()


def test_preview_in_another_tone_outranks_every_rule() -> None:
    """B24."""
    world = interviewed(World(settings={"styles": (WARM_FINALS, StyleRule("drafting", {}, "warm"))}))
    shown = preview(world.thread(), None, "formal", world.rulebook, world.clock.now())
    assert shown is not None
    assert shown.tone == "formal"


@pytest.mark.parametrize(("length", "least", "most"), [("short", 3, 3), (None, 4, 4), ("long", 5, 7)])
def test_length_is_what_the_owner_wishes(length: str | None, least: int, most: int) -> None:
    """B24, B32."""
    asked = request(length=length, fit="six years of grid data")
    composed = draft(asked)
    assert lints.faults(composed, asked) == ()
    assert least <= len(composed.sentences) <= most


def test_the_configuration_gives_tone_length_and_fit_by_rule() -> None:
    """B24."""
    text = """
me: {name: Jordan Ellis, addresses: [jordan@mail.example], timezone: America/New_York}
drafting:
  fit: six years of grid data
  rules:
    - match: {role: teacher}
      tone: formal
      fit: eight years in classrooms
"""
    styles = config.parse(text).drafting.as_styles()
    assert style_for(styles, Subject(role="Maths Teacher")).fit == "eight years in classrooms"
    assert style_for(styles, Subject(role="Welder")).fit == "six years of grid data"
    assert style_for(styles, Subject(role="Maths Teacher")).tone_source == "rule for role teacher"


def test_a_rule_that_wishes_nothing_is_a_mistake() -> None:
    text = "me: {name: J, addresses: [j@m.example], timezone: UTC}\ndrafting: {rules: [{match: {size: large}}]}\n"
    with pytest.raises(ConfigError, match="wishes nothing"):
        config.parse(text)


# A chosen day


def pinned(on: date, because: str | None = LAUNCH) -> World:
    """Interviewed on Monday 11 May and thanked; the check-in, due on the 18th, put on another day."""
    world = interviewed().until("2026-05-11 16:00")
    world.owner_sends_drafts("2026-05-11 17:00")
    world.corrects("2026-05-12 10:00", lambda t, now: corrections.pin(t, on, because, now, world.rulebook.calendar))
    return world


@pytest.mark.parametrize("day", [13, 28])
def test_a_follow_up_moves_to_the_day_that_the_owner_chose(day: int) -> None:
    """B24: earlier or later, with its reason in `why` and in the words."""
    world = pinned(date(2026, 5, day))
    assert explained(world.thread(), world.rulebook, world.clock.now()).then == f"you chose the day: {LAUNCH}"
    world.until(f"2026-05-{day} 10:00")
    assert world.placed()[-1] == (f"2026-05-{day} 09:00", "check_in")
    assert "the launch on the 12th" in world.body()


def test_a_day_that_is_chosen_outranks_an_earlier_snooze() -> None:
    """What the owner said last counts: `pin` told of the chosen day, and the step waited for the snooze."""
    world = interviewed().until("2026-05-11 16:00")
    world.owner_sends_drafts("2026-05-11 17:00")
    calendar = world.rulebook.calendar
    world.corrects("2026-05-12 09:00", lambda t, _: corrections.snooze(t, date(2026, 6, 15), calendar, world.rulebook))
    world.corrects("2026-05-12 10:00", lambda t, now: corrections.pin(t, date(2026, 5, 28), None, now, calendar))
    world.until("2026-05-28 10:00")
    assert world.placed()[-1] == ("2026-05-28 09:00", "check_in")


def test_a_chosen_day_that_is_no_business_day_moves_to_the_next() -> None:
    world = pinned(date(2026, 5, 16)).until("2026-05-19 12:00")
    assert world.placed()[-1] == ("2026-05-18 09:00", "check_in")


def test_a_promised_day_is_waited_for_whatever_day_was_chosen() -> None:
    """B21: never before."""
    world = interviewed().until("2026-05-11 16:00")
    world.owner_sends_drafts("2026-05-11 17:00")
    world.employer("2026-05-12 09:00", Intent.STATUS_UPDATE, decision_by="2026-05-22")
    world.corrects(
        "2026-05-12 10:00", lambda t, now: corrections.pin(t, date(2026, 5, 14), None, now, world.rulebook.calendar)
    )
    world.until("2026-05-26 12:00")
    assert world.placed()[-1] == ("2026-05-26 09:00", "check_in")


def test_a_chosen_day_never_brings_two_follow_ups_within_the_gap() -> None:
    """B22."""
    world = interviewed().until("2026-05-18 09:00")
    world.owner_sends_drafts("2026-05-18 10:00")
    world.corrects(
        "2026-05-18 11:00", lambda t, now: corrections.pin(t, date(2026, 5, 20), None, now, world.rulebook.calendar)
    )
    world.until("2026-06-01 12:00")
    assert world.placed()[-1] == ("2026-05-26 09:00", "nudge")  # the 25th is a holiday


def test_only_the_step_that_was_meant_is_moved() -> None:
    world = pinned(date(2026, 5, 13)).until("2026-05-13 09:00")
    world.owner_sends_drafts("2026-05-13 10:00")
    world.until("2026-05-20 09:00")
    assert world.placed()[-1] == ("2026-05-20 09:00", "nudge")
    assert LAUNCH not in world.body()


def test_before_the_interview_the_check_in_after_it_is_meant() -> None:
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    world.corrects(
        "2026-05-06 10:00", lambda t, now: corrections.pin(t, date(2026, 5, 14), LAUNCH, now, world.rulebook.calendar)
    )
    world.until("2026-05-14 09:00")
    assert world.placed()[-1] == ("2026-05-14 09:00", "check_in")


def closed(thread: Thread, now: datetime) -> Change:
    return corrections.close(thread, now)


def test_what_cannot_be_moved_is_said() -> None:
    world = interviewed().until("2026-05-18 09:00")
    with pytest.raises(UsageError, match="lies in Drafts already"):
        corrections.pin(world.thread(), date(2026, 5, 20), None, world.clock.now(), world.rulebook.calendar)
    world.corrects("2026-05-18 10:00", closed)
    with pytest.raises(UsageError, match="no follow-up to come"):
        corrections.pin(world.thread(), date(2026, 5, 20), None, world.clock.now(), world.rulebook.calendar)


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("step", [Step.CHECK_IN, Step.NUDGE])
def test_the_reason_for_the_day_has_words_in_every_language(code: str, step: Step) -> None:
    """B32."""
    reasons = {
        "en": "launch on the 12th", "de": "der Start am 12.", "fr": "le lancement du 12", "es": "el lanzamiento del 12",
        "pt": "o lançamento do dia 12", "nl": "de lancering op 12 mei", "it": "il lancio del 12",
    }  # fmt: skip
    for number in range(4):
        asked = request(step=step, language=code, event=reasons[code], message_id=f"<{number}@inkmail.example>")
        composed = draft(asked)
        assert lints.faults(composed, asked) == ()
        assert reasons[code].rstrip(".") in composed.body
