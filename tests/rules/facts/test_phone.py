"""The employer's number, and the wish not to be called (B3)."""

from __future__ import annotations

import pytest

from rules.facts import phone
from tests.rules.letter_builder import OWNER, clues, letter


def number(text: str) -> str | None:
    message = letter(text)
    return phone.find(message, OWNER, clues(message))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("See you.\n\nDana Cole\nAcme Robotics\n(718) 555-0138", "(718) 555-0138"),
        ("See you.\n\nDana Cole\nTel. +49 431 5550 144", "+49 431 5550 144"),
        ("If you get lost, my cell is 857-555-0177.", "857-555-0177"),
        ("Rufen Sie mich an: 0171 5550148", "0171 5550148"),
        ("Call the office on 01555 012 880 before noon.", "01555 012 880"),
    ],
)
def test_the_employers_number_is_found_as_written(text: str, wanted: str) -> None:
    assert number(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "I'll call you at 617-555-0142 on Monday.",
        "The number I have is 704-555-0119.",
        "Your number is 617-555-0142, right?",
        "Meeting ID: 845 5555 0107\nPasscode: 447120",
        "Fax: 718-555-0139",
        "Interview on 2026-06-12, 10:00-10:45. Req 2026-117-55120.",
        "Your answers:\nPhone number: +1 617-555-0148",
    ],
)
def test_the_owners_number_meetings_and_dates_are_not_the_employers_number(text: str) -> None:
    assert number(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "No phone calls please.",
        "Please do not call the office.",
        "We ask you to refrain from calling.",
        "Bitte nicht anrufen.",
        "Merci de ne pas téléphoner.",
        "Rogamos no llamar.",
        "Gelieve niet te bellen.",
        "Si prega di non telefonare.",
        "Por favor, não ligar.",
    ],
)
def test_the_wish_not_to_be_called_is_read(text: str) -> None:
    assert phone.forbids_calls(letter(text))


@pytest.mark.parametrize(
    "text",
    [
        "I'll call you on Monday.",
        "Don't call it luck.",
        "No problem, call me any time.",
        "Two phone calls, please plan an hour.",
        "No need to bring your phone.",
    ],
)
def test_other_talk_of_calls_forbids_nothing(text: str) -> None:
    assert not phone.forbids_calls(letter(text))


def test_the_wish_may_stand_in_the_footer() -> None:
    assert phone.forbids_calls(letter("Thanks.", footer="No phone calls or agencies, please."))
