"""What one message means: the vocabulary of judgement (B1, B3, B5).

Plain values only. `rules.parsing.read` makes a `Message`, `rules.engine.judge` makes a `Reading` of it;
`agent` decides what follows. Field meanings are those of docs/corpus.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Intent(StrEnum):
    """The one meaning of an incoming message (B1; defined in docs/corpus.md)."""

    INTERVIEW_SCHEDULED = "interview_scheduled"
    INTERVIEW_RESCHEDULED = "interview_rescheduled"
    INTERVIEW_CANCELLED = "interview_cancelled"
    SCHEDULING_REQUEST = "scheduling_request"
    INFORMATION_REQUEST = "information_request"
    STATUS_UPDATE = "status_update"
    REJECTION = "rejection"
    OFFER = "offer"
    REPLY = "reply"
    APPLICATION_RECEIVED = "application_received"
    AUTO_REPLY = "auto_reply"
    DELIVERY_FAILURE = "delivery_failure"
    RECRUITER_OUTREACH = "recruiter_outreach"
    UNRELATED = "unrelated"


class SentIntent(StrEnum):
    """What a message *sent by the owner* does to the thread (B7)."""

    WITHDRAWAL = "withdrawal"
    """The owner ends their candidacy, or declines an interview or an offer for good."""
    CALL_OFF = "call_off"
    """The owner cannot make the agreed time and wants another one."""
    NOTES = "notes"
    """A mail to oneself whose subject begins with "Notes" (B35)."""
    OTHER = "other"
    """Any other mail: an answer, a thank-you, a question."""


class Stage(StrEnum):
    """The kind of interview; the most specific wins, `FINAL` before all (docs/corpus.md)."""

    FINAL = "final"
    ONSITE = "onsite"
    PANEL = "panel"
    HIRING_MANAGER = "hiring_manager"
    TECHNICAL = "technical"
    SCREEN = "screen"
    OTHER = "other"


class Medium(StrEnum):
    """How an interview is held."""

    VIDEO = "video"
    PHONE = "phone"
    ONSITE = "onsite"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in a message. `email` is lower-case; either part may be unknown, never both."""

    name: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class Interview:
    """A definite interview. `start` and `end` are aware datetimes in the zone the message states."""

    start: datetime
    end: datetime | None = None
    stage: Stage | None = None
    medium: Medium | None = None
    interviewers: tuple[Person, ...] = ()
    organiser: Person | None = None
    uid: str | None = None
    sequence: int = 0
    is_additional: bool = False
    """The text calls it additional, next or second (B13)."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a delivery failure is about (B16)."""

    address: str | None
    message_id: str | None
    """Message-ID of the returned message, with its angle brackets, when the report carries it."""
    is_delay: bool = False


@dataclass(frozen=True, slots=True)
class Start:
    """What a mail says of the day on which the work begins."""

    on: date | None
    """None: it speaks of one, and which it is cannot be told for certain."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a reading (B5): the rule's id, the words that fired it, and what it weighed.

    A positive weight speaks for the chosen intent, a negative one against it.
    """

    rule: str
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole judgement of one incoming message (B1, B3, B5). Unknown facts are None, never guessed."""

    intent: Intent
    confidence: float
    """Calibrated probability, 0 to 1, that `intent` is right."""
    sure: bool
    """False where B4 holds the message back; `intent` is then the best guess."""
    runner_up: Intent | None = None
    company: str | None = None
    role: str | None = None
    interview: Interview | None = None
    contact: Person | None = None
    decision_by: date | None = None
    phone: str | None = None
    no_phone_calls: bool = False
    language: str | None = None
    """ISO 639-1 code, or None where too little text tells."""
    returns_on: date | None = None
    """In an `auto_reply`: the writer's first day back (B16)."""
    bounce: Bounce | None = None
    evidence: tuple[Evidence, ...] = ()
    topic: str | None = None
    """What the mail says in so many words that the interview is about: "the pricing engine"."""
    start: Start | None = None
    brings_material: bool = False
    """It hands over something to read before the interview, as a file or a link."""


@dataclass(frozen=True, slots=True)
class SentReading:
    """What the owner's own message does (B7, B14, B33)."""

    intent: SentIntent
    confidence: float
    company: str | None = None
    role: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose mailbox it is, as far as reading needs to know.

    `timezone` is an IANA name (times without a zone are in it), `country` an ISO 3166 code (day/month order).
    """

    name: str
    addresses: frozenset[str]
    timezone: str
    country: str | None = None
