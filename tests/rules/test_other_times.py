"""Times that are told and are no interview's (B2, B13): the first day at work, the call about an offer."""

from __future__ import annotations

import pytest

from rules.certainty import Context
from rules.engine import judge
from rules.parsing import read
from rules.reading import Intent, Reading
from tests.rules.test_engine import OWNER, mail

OFFERED = "we would like to offer you the Data Engineer position!"


def said(text: str) -> Reading:
    return judge(read(mail(f"Hi Jordan,\n\n{text}\n\nDana")), OWNER, context=Context.CONVERSATION)


@pytest.mark.parametrize(
    "text",
    [
        "Wonderful! Your first day is Monday, March 16 at 8:30 am. Please come to the front desk and ask for me.",
        "Great. Your start date is Monday, March 16 at 9:00 am at our office. Please bring your passport.",
        "Wie schön! Ihr erster Arbeitstag ist Montag, der 16. März 2026, um 8:30 Uhr. Melden Sie sich am Empfang.",
    ],
)
def test_the_first_day_at_work_is_no_interview_b13(text: str) -> None:
    """B13: it must not reopen what the offer closed."""
    reading = said(text)

    assert reading.interview is None
    assert reading.intent not in (Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED)


def test_the_call_in_which_an_offer_is_talked_through_is_no_interview_b13() -> None:
    reading = said(f"Great news: {OFFERED} I'll call you on Monday, March 16 at 10:00 am to go through the offer.")

    assert reading.intent is Intent.OFFER
    assert reading.sure
    assert reading.interview is None


@pytest.mark.parametrize(
    "text",
    [
        "Your interview for the Data Engineer role is on Monday, March 16 at 10:00 am. Your first day would be in May.",
        "Your start date is flexible, so let's have the interview on Monday, March 16 at 10:00 am.",
        "Your interview is on Monday, March 16 at 10:00 am. If it goes well we will discuss the offer then.",
        "Your first shift would be a trial shift with an interview on Monday, March 16 at 10:00 am.",
    ],
)
def test_an_interview_beside_talk_of_the_first_day_or_an_offer_is_one_b3(text: str) -> None:
    reading = said(text)

    assert reading.intent is Intent.INTERVIEW_SCHEDULED
    assert reading.interview
    assert (reading.interview.start.day, reading.interview.start.hour) == (16, 10)
