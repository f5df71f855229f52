"""The kind of interview (B3): the most specific that is stated, never from the medium alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.facts import stage
from rules.message import Message
from rules.reading import Intent, Stage
from tests.rules.letter_builder import OWNER, clues, invitation, letter

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "names" / "stages.yaml").read_text("utf-8")
)


def found(message: Message, language: str = "en", intent: Intent = Intent.INTERVIEW_SCHEDULED) -> Stage | None:
    return stage.find(message, OWNER, clues(message, intent, language))


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["text"][:40])
def test_the_stage_is_the_one_that_the_wording_states(row: dict[str, Any]) -> None:
    assert found(letter(row["text"]), row.get("language", "en")) == row["stage"]


def test_the_most_specific_stage_wins() -> None:
    """docs/corpus.md: final before onsite before panel …"""
    assert found(letter("The final panel interview, a technical one.")) is Stage.FINAL
    assert found(letter("A technical panel interview with the hiring manager.")) is Stage.PANEL


def test_the_calendar_part_tells_too() -> None:
    event = invitation(organiser="Dana Cole <dana@acme.example>", summary="Technical interview: Robin Vale")

    assert found(letter("Please accept.", calendar=(event,))) is Stage.TECHNICAL


def test_the_medium_alone_tells_no_stage() -> None:
    assert found(letter("I'll call you at 10.")) is None
    assert found(letter("Please come to our office on Monday.")) is None


def test_a_moved_interview_keeps_the_stage_that_the_quote_states() -> None:
    message = letter("Can't do Monday after all: Tuesday at 2.", quoted_text="Your technical interview is on Monday.")

    assert found(message, intent=Intent.INTERVIEW_RESCHEDULED) is Stage.TECHNICAL
    assert found(message, intent=Intent.INTERVIEW_SCHEDULED) is None
