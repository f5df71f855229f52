"""What the employer's own mail offers stands in drafts, as far as it stays true and says nothing of the owner (B32)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from agent.compose import draft
from agent.happenings import Change
from agent.material import language, languages
from rules.pacing import Step
from rules.reading import Intent, Start
from tests.agent.drafting import request
from tests.agent.world import PRIYA, World, interview

JULY = date(2026, 7, 6)


def asked_about_start(*later: Start | None, start: date = JULY) -> str:
    """The check-in after an invitation that named the day, and more mail that spoke of it or not."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, start=Start(start))
    world.owner_sends_drafts("2026-05-11 17:00")
    for number, said in enumerate(later):
        world.employer(f"2026-05-12 1{number}:00", Intent.STATUS_UPDATE, start=said)
    return world.until("2026-05-20 12:00").body()


def thanks_for_it(code: str) -> list[str]:
    slots = language(code).steps[Step.THANK_YOU].slots
    return [sentence.text for slot in slots if slot.name == "material" for sentence in slot.sentences]


def test_the_check_in_names_the_day_on_which_the_role_begins() -> None:
    assert "Monday, July 6" in asked_about_start()
    assert "Monday, July 6" in asked_about_start(None)
    assert "Monday, August 3" in asked_about_start(Start(date(2026, 8, 3)))


def test_a_day_that_later_mail_makes_uncertain_or_that_is_near_is_not_named() -> None:
    """B32: nothing is stated that is not so; B27: nor what may stop being so while the draft waits."""
    assert "July" not in asked_about_start(Start(None))
    assert "June" not in asked_about_start(start=date(2026, 6, 1))
    assert "July" not in draft(request(step=Step.CHECK_IN, starts_on=JULY, today=date(2026, 7, 7))).body


def test_a_live_check_in_is_reworded_when_the_day_moves() -> None:
    """B27."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, start=Start(JULY))
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-18 12:00")
    assert "July 6" in world.body()
    world.corrects("2026-05-18 13:00", lambda thread, _: Change(replace(thread, starts_on=date(2026, 8, 3))))
    assert "August 3" in world.body()


def test_the_thank_you_thanks_for_what_was_sent_to_read_once_and_only_for_that_interview() -> None:
    """B30: nobody of a panel reads what another one did."""
    thanks = thanks_for_it("en")
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, brings_material=True)
    assert any(sentence in world.until("2026-05-11 16:00").body() for sentence in thanks)
    world.owner_sends_drafts("2026-05-11 17:00")
    again = interview("2026-05-21 14:00", "14:45", PRIYA, uid="second")
    world.employer("2026-05-13 10:00", Intent.INTERVIEW_SCHEDULED, interview=again)
    world.until("2026-05-21 16:00")
    assert not any(sentence in world.body() for sentence in thanks)


@pytest.mark.parametrize("code", languages())
def test_one_of_a_panel_thanks_for_it(code: str) -> None:
    thanks = thanks_for_it(code)
    bodies = [
        draft(request(language=code, had_material=True, panel_index=i, panel_size=3, other_interviewers=2)).body
        for i in range(3)
    ]
    assert [any(t in body for t in thanks) for body in bodies] == [True, False, False]
