"""What an answer says to the mail that it quotes (B2, B3): a yes means what was asked."""

from __future__ import annotations

import pytest

from rules.answers import answer_of, features_of_answers
from rules.features import view_of
from rules.quoting import newest_in
from tests.rules.letter_builder import letter


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Done.", "yes"),
        ("Passt.", "yes"),
        ("Thursday it is. Wear boots.", "yes"),
        ("Nope, neither. I'll find you.", "no"),
        ("I'm afraid it cannot be moved.", "no"),
        ("No problem, the later one then!", "both"),
        ("Bring your harness.", "other"),
    ],
)
def test_a_short_answer_says_yes_or_no(text: str, answer: str) -> None:
    assert answer_of(view_of(letter(text, quoted_text="Could we do Friday at ten instead?"))) == answer


def test_a_message_that_quotes_nothing_answers_nothing() -> None:
    assert answer_of(view_of(letter("Done."))) is None


def test_a_long_message_speaks_for_itself() -> None:
    long = "Yes, and here is all that you should know about us. " * 10
    assert answer_of(view_of(letter(long, quoted_text="Could we do Friday instead?"))) is None


def test_the_same_yes_is_told_apart_by_what_was_asked() -> None:
    moved, asked = (
        set(features_of_answers(view_of(letter("Done.", quoted_text=quote)), (), ())["asked"])
        for quote in ("Could we move it to Friday instead?", "Is there parking at the office?")
    )
    assert "a:yes instead" in moved - asked
    assert "a:yes parking" in asked - moved


def test_moves_and_times_of_the_quote_are_told_together_with_the_answer() -> None:
    view = view_of(letter("Done.", quoted_text="Could we move it to Friday?"))
    facts, moves = ["f:quoted times 1", "f:own times 0"], ["m:quoted moves a time 0.7", "m:undecided"]
    told = features_of_answers(view, facts, moves)
    assert told["granted"] == ["g:yes", "g:yes m:quoted moves a time 0.7", "g:yes f:quoted times 1"]


@pytest.mark.parametrize(
    ("quoted", "newest"),
    [
        ("Friday please.\n> Friday or Monday?", "Friday please."),
        ("From: Ana\nSent: Monday\n\nCan we move?\n\nFrom: Bo\nSent: Sunday\n\nMonday at 9.", "Can we move?"),
        ("Can we move?", "Can we move?"),
    ],
)
def test_of_a_history_only_the_newest_mail_is_answered(quoted: str, newest: str) -> None:
    assert newest in newest_in(quoted)
    assert not {"Monday?", "Monday at 9."} & set(newest_in(quoted).split("\n"))


def test_a_history_that_is_quoted_twice_over_is_kept_whole() -> None:
    assert newest_in("> Can we move?") == "> Can we move?"
