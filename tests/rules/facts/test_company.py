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


@pytest.mark.parametrize(
    "text",
    [
        "Bring your card, and not the one from your time at Woolworths.",
        "We could talk in Inverness on Tuesday.",
        "The Committee has not met, but I asked Rognvald and he liked you.",
        "Remain blessed",
    ],
)
def test_a_name_only_spoken_of_gives_way_to_a_persons_own_domain(text: str) -> None:
    assert found(letter(text, "Bram Tolliver <bram@skarrawool.example>", "Re: dyer")) == "Skarra Wool"


def test_a_house_named_in_the_text_stands_before_a_domain_that_does_not_spell_it() -> None:
    text = "The trustees of Four Rivers Food Bank met on Tuesday and liked you."

    assert found(letter(text, "Tamar Weisz <tamar@wrx-group.example>")) == "Four Rivers Food Bank"


@pytest.mark.parametrize(
    ("writer", "signed"),
    [
        ("Jonty Pike <jonty.pike@skarrawool.example>", "Jonty"),
        ("Ong Pei Shan <peishan.ong@skarrawool.example>", "Pei Shan"),
        ("Park Jihoon <jihoon.park@skarrawool.example>", "Park Jihoon"),
        ("Matilda Orme <tilly@skarrawool.example>", "Tilly x"),
    ],
)
def test_what_a_writer_signs_with_is_no_company(writer: str, signed: str) -> None:
    assert found(letter(f"We look at it again on Monday.\n\n{signed}", writer)) == "Skarra Wool"


def test_the_subject_of_an_automatic_reply_names_no_company() -> None:
    message = letter("Back on Monday.", "Neil <neil@skarrawool.example>", "Out of Office: Interview Monday")

    assert found(message, intent=Intent.AUTO_REPLY) == "Skarra Wool"


def test_an_unknown_system_gives_way_to_the_employer_it_names() -> None:
    text = "Thanks for applying for Loader with Colne Bridge Borough Council.\n\nWe will be in touch."

    assert found(letter(text, "Tribly <noreply@tribly.example>")) == "Colne Bridge Borough Council"


def test_an_employers_own_machine_is_not_taken_for_a_system() -> None:
    text = "Thanks for applying to Skarrawool.\n\nWe meet candidates at Riverside House."

    assert found(letter(text, "Skarrawool <noreply@skarrawool.example>")) == "Skarrawool"


def test_a_system_may_head_its_mail_with_the_employer() -> None:
    text = "Marshwood County Council\n\nYour interview for Payroll Officer is confirmed.\n\nRoom: Committee Room D"

    assert found(letter(text, "SmartRecruiters <notifications@smartrecruiters.com>")) == "Marshwood County Council"


def test_the_host_of_a_booking_is_a_person() -> None:
    text = "The event has been cancelled.\n\nHost: Defne Aksoy\nEmployer: Lodos Yachting"

    assert found(letter(text, "Calendly <notifications@calendly.com>")) == "Lodos Yachting"
