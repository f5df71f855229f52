"""A request to compose from, for tests: an ordinary thank-you in which everything usual is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from agent.draft_request import Composed, DraftRequest, Note, Signature
from rules.pacing import Step
from rules.reading import Medium, Person

ABOUT = Note("about", "The forecasting project")
NOTES = (
    ABOUT,
    Note("about", "how they moved to Kafka"),
    Note("concern", "limited experience with Go"),
    Note("ask", "how the team shares its on-call duty"),
    Note("promised", "send portfolio"),
)

_USUAL = DraftRequest(
    step=Step.THANK_YOU,
    to=Person("Priya Raman", "priya@brightwater.example"),
    sender=Person("Elena Marsh", "elena@inkmail.example"),
    signature=Signature("Elena Marsh", "+1 212 555 0147", "https://elenamarsh.example"),
    company="Brightwater Analytics",
    role="Senior Data Analyst",
    language="en",
    tone="neutral",
    interview_on=date(2026, 5, 11),
    stage=None,
    medium=Medium.VIDEO,
    other_interviewers=0,
    panel_index=0,
    panel_size=1,
    promise=None,
    carries_thanks=False,
    topic=None,
    fit=None,
    notes=(),
    used_sentences=frozenset(),
    may_ask_referral=False,
    today=date(2026, 5, 20),
    anchor=None,
    message_id="<draft-1@inkmail.example>",
    written_at=datetime(2026, 5, 20, 13, tzinfo=UTC),
    country="US",
)


def request(**facts: Any) -> DraftRequest:
    """The usual request with some facts of its own."""
    return replace(_USUAL, **facts)


def parsed(composed: Composed) -> EmailMessage:
    """The draft's message as a mail program reads it."""
    return message_from_bytes(composed.mime, policy=policy.default)
