"""The owner's own mail (B7, B14, B35): withdrawing, calling off, notes to oneself, and everything else."""

import pytest

from rules.parsing import read
from rules.reading import Owner, SentIntent, SentReading
from rules.sent import judge_sent, moves, said_in
from rules.sentences import sentences_of

OWNER = Owner("Jordan Ellis", frozenset({"jordan@mail.example", "jordan@work.example"}), "America/New_York", "US")


def sent(text: str, subject: str = "Re: Data Engineer", to: str = "dana@northwind.example") -> SentReading:
    raw = f"From: Jordan Ellis <jordan@mail.example>\nTo: {to}\nSubject: {subject}\n\n{text}\n"
    return judge_sent(read(raw.encode()), OWNER)


@pytest.mark.parametrize("move", moves(), ids=lambda move: move.intent.value)
def test_a_move_is_known_by_its_examples_and_not_by_look_alikes(move) -> None:  # type: ignore[no-untyped-def]
    assert [text for text in move.match if not any(said_in(part, move) for part in sentences_of(text))] == []
    assert [text for text in move.no_match if any(said_in(part, move) for part in sentences_of(text))] == []


def test_a_withdrawal_in_plain_words_closes() -> None:
    """B7: the owner declining or withdrawing ends the thread."""
    reading = sent("Hi Dana,\n\nThank you for everything. I have decided to withdraw my application.\n\nJordan")
    assert reading.intent is SentIntent.WITHDRAWAL
    assert "withdraw" in reading.evidence[0].text


def test_a_withdrawal_that_is_only_quoted_is_not_news() -> None:
    """B2: only the new text decides."""
    text = (
        "Glad we cleared that up!\n\nOn Mon, 2 Mar 2026 Dana wrote:\n"
        "> Do you want to withdraw my application?\n> I have accepted another offer."
    )
    assert sent(text).intent is SentIntent.OTHER


def test_turning_down_somebody_elses_offer_is_no_withdrawal() -> None:
    assert sent("I have declined the other offer, so I am all yours.").intent is SentIntent.OTHER


def test_not_making_the_agreed_time_calls_it_off() -> None:
    """B14: the thread goes back to arranging."""
    assert (
        sent("I'm so sorry, I can't make our interview tomorrow. Could we find another time?").intent
        is SentIntent.CALL_OFF
    )


def test_a_declined_invitation_calls_it_off() -> None:
    assert sent("", subject="Declined: Interview with Northwind").intent is SentIntent.CALL_OFF


def test_notes_are_a_mail_to_oneself_that_says_so() -> None:
    """B35: from the owner to themselves, with a subject that begins with "Notes"."""
    assert sent("about: the tide gauge", "Notes Northwind", "jordan@work.example").intent is SentIntent.NOTES
    assert sent("about: the tide gauge", "Notes Northwind").intent is SentIntent.OTHER
    assert sent("milk", "Shopping", "jordan@work.example").intent is SentIntent.OTHER


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for your time on Tuesday. I enjoyed hearing about the team.",
        "Thursday at 2 works well for me, see you then.",
        "I'm delighted to accept your offer.",
        "Please find my references attached.",
        "I wanted to ask whether there is any news.",
    ],
)
def test_any_other_mail_changes_nothing(text: str) -> None:
    assert sent(text).intent is SentIntent.OTHER
