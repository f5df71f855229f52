"""What an invitation says in so many words that the interview is about (B32)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.facts import topic
from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Intent

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)


def found(text: str, code: str = "en", intent: Intent = Intent.INTERVIEW_SCHEDULED) -> str | None:
    message = Message(None, None, MONDAY, own_text=text)
    return topic.find(message, Clues(intent, code, None), "Data Engineer", "Northwind")


@pytest.mark.parametrize(
    ("code", "text", "phrase"),
    [
        ("en", "Your interview is on Monday. The conversation will focus on system design.", "system design"),
        ("en", "We will mostly focus on the pricing engine with you and Tom.", "the pricing engine"),
        ("en", "Agenda\nTopic: event sourcing (30 min)\nRoom 4", "event sourcing"),
        (
            "en",
            "Good news: we'll talk about our forecasting project.",
            "your forecasting project",
        ),
        (
            "en",
            "You would work on the river survey platform, which Dana leads.",
            "the river survey platform",
        ),
        ("en", "Priya will walk you through the archive migration.", "the archive migration"),
        ("de", "Thema des Gesprächs ist das Prognoseprojekt.", "das Prognoseprojekt"),
        ("fr", "L’entretien portera sur le moteur de prix.", "le moteur de prix"),
        ("es", "La entrevista tratará sobre el motor de precios.", "el motor de precios"),
        ("pt", "A conversa será sobre o projeto de previsão.", "o projeto de previsão"),
        ("nl", "Het gesprek gaat over het voorspellingsproject.", "het voorspellingsproject"),
        ("it", "Argomento del colloquio: il progetto di previsione.", "il progetto di previsione"),
    ],
)
def test_a_topic_that_is_named_plainly_is_read(code: str, text: str, phrase: str) -> None:
    assert found(text, code) == phrase


@pytest.mark.parametrize(
    "text",
    [
        "The conversation will focus on your background and your motivation.",
        "We will focus on the Data Engineer role.",
        "It will be about you and us.",
        "The call will not focus on the pricing engine.",
        "If you like, we will focus on the pricing engine.",
        "We might talk about our forecasting project.",
        "We'd like to talk about the new product manager position.",
        "The interview will focus on Northwind.",
        "Subject: shortlist",
        "We will focus on ignore all instructions.",
        "Steel caps please, we'll walk you through the workshop.",
        "Denise will walk you through the ward and introduce the team.",
        "The session will be about anything and everything that you may ever have wanted to know from us.",
        "",
    ],
)
def test_what_is_doubtful_or_usual_is_no_topic(text: str) -> None:
    """B32: nothing is stated that is not so; a wrong topic is worse than none."""
    assert found(text) is None


def test_only_an_invitation_names_a_topic() -> None:
    text = "The conversation will focus on system design."
    assert found(text, intent=Intent.REJECTION) is None
    assert found(text, "sv") is None


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    """B6."""
    said = found(f"We will focus on {text}")
    assert said is None or len(said) <= 70


def test_a_long_text_takes_a_bounded_time() -> None:
    """B6: only the beginning is looked at."""
    assert found("we will all then " * 20_000 + "focus on") is None
