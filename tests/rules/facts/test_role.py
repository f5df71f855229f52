"""The title of the job (B3): by the grammar of titles and what stands around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rules.facts import role
from rules.reading import Intent
from tests.rules.letter_builder import OWNER, clues, letter

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "names" / "roles.yaml").read_text("utf-8")
)


def found(text: str, subject: str = "", language: str = "en", **more: Any) -> str | None:
    message = letter(text, subject=subject, **more)
    return role.find(message, OWNER, clues(message, Intent.STATUS_UPDATE, language))


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["says"])
def test_the_job_is_called_as_it_is_written(row: dict[str, Any]) -> None:
    assert found(row["text"], row.get("subject", ""), row.get("language", "en")) == row["role"]


def test_a_quoted_title_counts_only_where_the_own_words_have_none() -> None:
    """B2: the new text decides."""
    quoted = "Thank you for applying for the position of Junior Buyer."

    assert found("Thanks, that works for me.", quoted_text=quoted) == "Junior Buyer"
    assert found("This is about the Store Manager position.", quoted_text=quoted) == "Store Manager"


def test_the_heading_over_whoever_invites_is_no_job() -> None:
    """B3: a fact that the mail does not tell stays open."""
    people = "Priya Raman / Jordan Ellis\n\nOrganizer\nPriya Raman\n\nGuests\nPriya Raman - organizer\nJordan Ellis\n"

    assert found(people) is None
    assert found(f"Interview for the Event Organizer position\n\n{people}") == "Event Organizer"


@pytest.mark.parametrize(
    ("subject", "language", "title"),
    [
        ("Vorstellungsgespräch Embedded-Entwicklerin, Donauwerk Sensorik", "de", "Embedded-Entwicklerin"),
        ("Telefoninterview Projektleiterin, Donauwerk Sensorik", "de", "Projektleiterin"),
        ("Sollicitatiegesprek Projectmanager", "nl", "Projectmanager"),
    ],
)
def test_the_talk_named_before_the_title_is_no_part_of_it(subject: str, language: str, title: str) -> None:
    assert found("", subject, language) == title


def test_a_list_of_similar_jobs_is_not_the_job() -> None:
    text = "Your application for Data Engineer was received.\n\nSimilar jobs\nPlant Manager\nPlant Manager (Nights)"

    assert found(text) == "Data Engineer"


def test_mail_that_is_not_about_hiring_has_no_role() -> None:
    message = letter("Our engineer comes on Monday for the position of the boiler.")

    assert role.find(message, OWNER, clues(message, Intent.UNRELATED)) is None


@given(st.text(max_size=400), st.text(max_size=60))
def test_any_text_is_survived_and_the_answer_is_one_line(text: str, subject: str) -> None:
    """B6: nothing in a mail stops the reading."""
    answer = found(text, subject)

    assert answer is None or (len(answer) <= 120 and "\n" not in answer)
