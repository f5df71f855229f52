"""How the interview is held (B3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.facts import medium
from rules.reading import Intent, Medium
from tests.rules.letter_builder import OWNER, clues, letter

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "names" / "media.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["text"][:40])
def test_the_medium_is_told_by_tools_calls_and_places(row: dict[str, Any]) -> None:
    message = letter(row["text"])

    assert medium.find(message, OWNER, clues(message, language=row.get("language", "en"))) == row["medium"]


def test_a_moved_interview_keeps_the_medium_of_the_quote() -> None:
    message = letter("Tuesday instead, same time.", quoted_text="We talk on Zoom on Monday.")

    assert medium.find(message, OWNER, clues(message, Intent.INTERVIEW_RESCHEDULED)) is Medium.VIDEO
    assert medium.find(message, OWNER, clues(message, Intent.INTERVIEW_SCHEDULED)) is None
