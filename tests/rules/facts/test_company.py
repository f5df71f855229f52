"""The hiring company (B3): from signatures, systems, sentences and domains; agencies' clients."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rules.facts import company
from rules.message import Message
from rules.reading import Intent
from tests.rules.letter_builder import OWNER, case_letter, clues, letter

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "names" / "companies.yaml").read_text("utf-8")
)


def found(message: Message, language: str = "en", intent: Intent = Intent.STATUS_UPDATE) -> str | None:
    return company.find(message, OWNER, clues(message, intent, language))


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["says"])
def test_the_hiring_company_is_named(row: dict[str, Any]) -> None:
    assert found(case_letter(row), row.get("language", "en")) == row["company"]


def test_mail_that_is_not_about_hiring_has_no_company() -> None:
    message = letter("Your order has shipped.", "Acme Shop <orders@acme.example>")

    assert found(message, intent=Intent.UNRELATED) is None


def test_a_bounced_recipients_domain_alone_names_nobody() -> None:
    """docs/corpus.md: the returned message must name the company."""
    silent = letter(
        "The following address failed: jobs@whelkandwhistle.example",
        "Mail Delivery <mailer-daemon@mx.example>",
        returned_headers={"to": ("jobs@whelkandwhistle.example",)},
    )
    speaking = letter(
        "The following address failed.",
        "Mail Delivery <mailer-daemon@mx.example>",
        returned_headers={"to": ("jobs@whelkandwhistle.example",), "subject": ("Application to Whelk & Whistle",)},
    )

    assert found(silent, intent=Intent.DELIVERY_FAILURE) is None
    assert found(speaking, intent=Intent.DELIVERY_FAILURE) == "Whelk & Whistle"


def test_the_mail_provider_is_never_the_company() -> None:
    """B11: never a mail-provider or hiring system's domain."""
    assert found(letter("See you at 4.", "Sam <sam@outlook.com>")) is None
    assert found(letter("See you at 4.", "Lever <no-reply@hire.lever.co>")) is None


@given(st.text(max_size=400), st.text(max_size=60))
def test_any_text_is_survived_and_the_answer_is_short(text: str, subject: str) -> None:
    """B6: nothing in a mail stops the reading; a name has no line breaks."""
    answer = found(letter(text, "Dana <dana@acme.example>", subject))

    assert answer is None or (len(answer) <= 80 and "\n" not in answer)
