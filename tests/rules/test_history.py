"""Whose mail is quoted (B2): what the owner wrote is answered, the writer's own is only gone on from."""

from __future__ import annotations

import pytest

from rules.engine import judge
from rules.features import view_of
from rules.history import quotes_own
from rules.message import Message
from rules.parsing import read
from rules.reading import Intent
from tests.rules.letter_builder import OWNER, letter

DANA = "Dana Cole <dana@acmerobotics.example>"
BY_DANA = [
    "On Mon, Jun 8, 2026 at 10:02 AM Dana Cole <dana@acmerobotics.example> wrote:\nSee you on Thursday.",
    "On 8 Jun 2026, at 10:02, Dana Cole <dana@acmerobotics.example> wrote:\n\nSee you on Thursday.",
    "On Mon, Jun 8, 2026 at 10:02 AM Dana Cole\n<dana@acmerobotics.example> wrote:\nSee you on Thursday.",
    "From: Dana Cole\nSent: Monday, June 8, 2026 10:02 AM\nTo: Robin Vale\nSubject: Thursday\n\nSee you on Thursday.",
    "Von: Cole, Dana\nGesendet: Montag, 8. Juni 2026 10:02\nAn: Robin Vale\nBetreff: Donnerstag\n\nBis Donnerstag.",
    "Am 08.06.2026 um 10:02 schrieb Dana Cole:\nBis Donnerstag.",
]
BY_OTHERS = [
    "On Mon, Jun 8, 2026 at 10:02 AM Robin Vale <robin@mail.example> wrote:\nThanks, Dana Cole said Thursday?",
    "From: Robin Vale\nSent: Monday, June 8, 2026 10:02 AM\nTo: Dana Cole\nSubject: Thursday\n\nIs there parking?",
    "Is there parking, Dana Cole?",
    "On Mon, Jun 8, 2026 at 10:02 AM Dana wrote:\nSee you on Thursday.",
    "",
]


@pytest.mark.parametrize("quoted", BY_DANA)
def test_the_writers_own_earlier_mail_is_known_by_its_attribution_b2(quoted: str) -> None:
    message = letter("Use the south lot.", DANA, quoted_text=quoted)

    assert quotes_own(message)
    assert view_of(message).asked == ()


@pytest.mark.parametrize("quoted", BY_OTHERS)
def test_what_others_wrote_is_answered_b2(quoted: str) -> None:
    assert not quotes_own(letter("Use the south lot.", DANA, quoted_text=quoted))


def test_mail_without_a_sender_quotes_nobodys_own_words() -> None:
    assert not quotes_own(Message("<a@b.example>", None, letter("").received_at, own_text="", quoted_text=BY_DANA[0]))


def mail(text: str) -> Message:
    history = (
        "From: Dana Cole <dana@acmerobotics.example>\nSent: Friday, September 11, 2026 3:40 PM\n"
        "To: Robin Vale <robin@mail.example>\nSubject: Interview details\n\nRobin,\n\n"
        "Confirming your on-site interview for Test Engineer:\n\nThursday, September 17, 2026, 9:00 AM - 12:00 PM\n"
        "Please bring government-issued ID.\n\nDana Cole\n"
    )
    head = f"From: {DANA}\nTo: robin@mail.example\nDate: Mon, 14 Sep 2026 11:25:26 -0400\nSubject: RE: Interview\n"
    return read(f"{head}\n{text}\n\nDana\n\n{history}".encode())


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Good question. Use the south lot, gate 4, and tell the guard that you are here for us.", Intent.REPLY),
        ("The director's flight was cancelled, so Thursday's interview is off, sorry.", Intent.INTERVIEW_CANCELLED),
        ("I'm sorry, but we have decided to go with another candidate.", Intent.REJECTION),
    ],
)
def test_what_goes_on_from_the_writers_own_invitation_is_read_by_itself_b2(text: str, intent: Intent) -> None:
    assert judge(mail(text), OWNER).intent is intent
