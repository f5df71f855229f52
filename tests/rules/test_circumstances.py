"""What a message's facts say about its meaning: times set, offered or moved, a promise, a post, a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.circumstances import Circumstances, circumstances_of
from rules.features import blocks_of, view_of
from tests.rules.letter_builder import OWNER, letter


def around(text: str, **more: str) -> Circumstances:
    return circumstances_of(letter(text, **more), OWNER, "en")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Your interview is on Thursday 18 June at 10:00.", "definite time"),
        ("Could you do Thursday at 10:00 or Friday at 11:00?", "no definite time"),
        ("Could you do Thursday 18 June at 10:00 or Friday 19 June at 11:00?", "own times 2"),
        ("We have moved your interview from Monday at 2pm to Thursday 18 June at 10:00.", "own new"),
        ("Instead of Thursday 11 June at 9:00 come on Monday.", "own old"),
        ("Please confirm no later than Friday 12 June.", "own deadline"),
        ("You will hear from us by Friday 12 June.", "promise"),
        ("Thank you for coming in on Monday 1 June.", "own before today"),
        ("Thank you for your application for Data Analyst.", "title"),
        ("Thank you.", "no title"),
        ("Thank you.", "person"),
    ],
)
def test_what_a_message_sets_offers_or_promises_is_told_apart(text: str, word: str) -> None:
    """B1: whoever wrote it, in whatever words."""
    assert word in around(text).words


def test_a_time_that_repeats_the_quoted_one_is_told_from_one_that_changes_it() -> None:
    """B2: the quote is no news, but news is measured by it."""
    quote = "Your interview is on Thursday 18 June at 10:00."

    assert "quotes the time" in around("Yes, Thursday 18 June at 10:00.", quoted_text=quote).words
    assert "quotes another time" in around("Make that Friday 19 June at 10:00.", quoted_text=quote).words


def test_that_nothing_is_promised_says_nothing() -> None:
    """Most news promises no day; only that something is promised tells what a message is."""
    assert "no promise" not in around("We are still discussing it.").words


def test_the_statistical_layer_sees_the_facts() -> None:
    message = letter("Your interview for Data Analyst is on Thursday 18 June at 10:00.")
    blocks = blocks_of(view_of(message), circumstances_of(message, OWNER, "en"))

    assert "f:definite time" in blocks["facts"]
    assert "f:title" in blocks["facts"]


@given(st.text(max_size=300))
def test_any_text_has_circumstances(text: str) -> None:
    """B6: odd mail is read like any other, and each fact is told once."""
    words = around(text).words

    assert len(words) == len(set(words))
