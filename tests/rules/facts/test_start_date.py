"""The day on which the work begins, where an employer's mail names it for certain (B32)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.facts import start_date
from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Intent, Owner, Start

MONDAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
OWNER = Owner("Elena Marsh", ("elena@inkmail.example",), "Europe/Berlin", "DE")


def found(text: str, code: str = "en", intent: Intent = Intent.STATUS_UPDATE) -> Start | None:
    return start_date.find(Message(None, None, MONDAY, own_text=text), OWNER, Clues(intent, code, None))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "A little more on the role. The start date is 6 July, in our Lund office."),
        ("en", "Start date: 6 July 2026\nSalary: as advertised"),
        ("en", "The planned start date for this role is Monday 6 July."),
        ("en", "The position would begin on July 6th."),
        ("en", "We are looking for someone to start on 6 July."),
        ("de", "Starttermin ist der 6. Juli 2026."),
        ("de", "Die Stelle ist zum 6. Juli zu besetzen."),
        ("fr", "La date de prise de poste est prévue le 6 juillet."),
        ("es", "La incorporación está prevista para el 6 de julio."),
        ("pt", "A data de início é 6 de julho."),
        ("nl", "De startdatum is 6 juli."),
        ("it", "La data di inizio prevista è il 6 luglio."),
    ],
)
def test_a_start_that_is_named_plainly_is_read(code: str, text: str) -> None:
    assert found(text, code) == Start(date(2026, 7, 6))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "You mentioned that your start date would be 6 July."),
        ("en", "Your earliest possible start date of 6 July works for us."),
        ("en", "Is a start date of 6 July possible?"),
        ("en", "If all goes well, the start date is 6 July."),
        ("en", "The start date is 6 July or 3 August.\nStart date: 3 August"),
        ("en", "The start date is flexible, 6 July at the earliest."),
        ("en", "The start date is in July."),
        ("en", "The start date was 6 April."),
        ("en", "The start date will move from 6 July."),
        ("en", "The start date of the project is 6 July."),
        ("de", "Ihr möglicher Starttermin ist der 6. Juli."),
        ("fr", "Votre date de début est le 6 juillet ?"),
        ("nl", "De startdatum is niet 6 juli."),
    ],
)
def test_a_start_that_is_not_certain_is_known_to_be_spoken_of_and_no_more(code: str, text: str) -> None:
    """B32: nothing is stated that is not so; what was believed before it is then forgotten."""
    assert found(text, code) == Start(None)


@pytest.mark.parametrize(
    "text",
    [
        "The interview starts on 6 July at 10:00.",
        "The process starts on 6 July.",
        "We start on 6 July with the first round of interviews.",
        "Our new platform will start on 6 July.",
        "When could you start? We thought of 6 July.",
        "I am available from 6 July.",
        "The role is open until 6 July.",
        "",
    ],
)
def test_what_else_begins_or_ends_is_no_start_of_the_work(text: str) -> None:
    assert found(text) is None


def test_only_mail_about_a_role_that_is_still_open_names_it() -> None:
    text = "The start date is 6 July."
    for intent in (Intent.REJECTION, Intent.OFFER, Intent.UNRELATED, Intent.RECRUITER_OUTREACH, Intent.AUTO_REPLY):
        assert found(text, intent=intent) is None
    assert found(text, "sv") == Start(None)


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    """B6."""
    said = found(f"The start date is {text}")
    assert said is not None
