"""Short lines on the way, whole paragraphs to a reader (RFC 3676)."""

from __future__ import annotations

from email import message_from_string, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.flowed import LONGEST, SIGNATURE_MARK, flowed, text_of, whole
from rules.parsing import read

WORDS = st.sampled_from(["a", "thank", "From", ">", ">>", "--", "-", "", "Zürich", "東京", "w" * 90, "you."])
TEXTS = st.lists(st.lists(WORDS, max_size=30).map(" ".join), max_size=6).map("\n".join)


@given(TEXTS)
def test_what_was_folded_is_read_as_it_was(text: str) -> None:
    shown = "\n".join(SIGNATURE_MARK if line.rstrip(" ") == "--" else line.rstrip(" ") for line in text.split("\n"))
    assert whole(flowed(text)) == shown
    assert whole(flowed(text).replace("\n", "\r\n")) == shown


@given(TEXTS)
def test_no_line_is_long_but_for_a_word_that_is(text: str) -> None:
    for line in flowed(text).split("\n"):
        assert len(line) <= LONGEST or len(max(line.split(" "), key=len)) > LONGEST - 6


@given(TEXTS)
def test_no_line_is_taken_for_a_quote_a_mailbox_mark_or_a_signature(text: str) -> None:
    lines = flowed(text).split("\n")
    assert not any(line.startswith((">", "From ")) for line in lines)
    marks = [line for line in text.split("\n") if line.rstrip(" ") == "--"]
    assert [line for line in lines if line == SIGNATURE_MARK] == [SIGNATURE_MARK for _ in marks]


def test_the_mark_above_a_signature_neither_goes_on_nor_is_joined() -> None:
    assert whole("Kind regards, \nElena\n-- \nElena Marsh\n") == "Kind regards, Elena\n-- \nElena Marsh\n"


def test_the_rules_read_the_same_lines() -> None:
    """Two readers that must not know each other agree on what we write."""
    body = "Hello Priya,\n\n" + "From what I heard, the forecasting project is a good one. " * 4 + "\n\nThanks\n"
    message = f"From: e@x.example\r\nContent-Type: text/plain; format=flowed\r\n\r\n{flowed(body)}"
    own = read(message.encode()).own_text
    assert own.split("\n\n")[1].count("\n") == 0
    assert own.split("\n\n")[1] == whole(flowed(body)).split("\n\n")[1]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("text/plain; format=flowed", "one two\nthree\n"),
        ("text/plain; Format=Flowed", "one two\nthree\n"),
        ("text/plain", "one \ntwo\nthree\n"),
        ("text/html; format=flowed", "one \ntwo\nthree\n"),
    ],
)
def test_only_a_part_that_says_so_is_joined(kind: str, shown: str) -> None:
    part = message_from_string(f"Content-Type: {kind}\n\none \ntwo\nthree\n", policy=policy.default)
    assert text_of(part) == shown
