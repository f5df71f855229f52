"""A message as rules see it: one raw, parsed once, the writer's own words apart from everything else (B2, B6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rules.reading import Person

_PLACEHOLDER = re.compile(
    r"\s*(?:[^\W\d]+(?: [^\W\d]+)?\s?: ?)?[\[(<*]?\s*"
    r"(?:(?:calendar |please )?hold|place ?holder|save the date|(?:termin)?blocker|platzhalter)"
    r"\s*(?:$|[\])>*:|–—-]|for\b|für\b|pour\b|(?:interview|gespräch|entretien|entrevista|colloquio|gesprek)\b)",
    re.IGNORECASE,
)
"""How such an event is titled, also behind "Canceled:"."""


@dataclass(frozen=True, slots=True)
class Attendee:
    """One ATTENDEE of a calendar part (RFC 5545 3.8.4.1); values are upper-case as the standard writes them."""

    person: Person
    status: str = "NEEDS-ACTION"
    kind: str = "INDIVIDUAL"
    role: str = "REQ-PARTICIPANT"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """The first event of a text/calendar part.

    `start`/`end` are aware; a floating or all-day value carries no zone in the file and is marked so.
    Recurrences are never expanded.
    """

    method: str
    """REQUEST, CANCEL, REPLY, COUNTER, PUBLISH …; upper-case, "" if absent."""
    uid: str
    sequence: int
    start: datetime | None
    end: datetime | None
    is_floating: bool = False
    is_all_day: bool = False
    is_cancelled: bool = False
    """STATUS:CANCELLED."""
    summary: str = ""
    location: str = ""
    description: str = ""
    organiser: Person | None = None
    attendees: tuple[Attendee, ...] = ()

    @property
    def is_placeholder(self) -> bool:
        """It only keeps the time free until the invitation itself comes ("HOLD: Interview")."""
        return bool(_PLACEHOLDER.match(self.summary))


@dataclass(frozen=True, slots=True)
class Message:
    """One mail, read once. Never raises for ugly mail: what was wrong is listed in `defects`.

    `message_id` and `references` keep their angle brackets. Addresses are lower-case.
    """

    message_id: str | None
    sender: Person | None
    """The first From address."""
    received_at: datetime
    """Aware. The provider's time, else the topmost Received, else Date (B6)."""
    date: datetime | None = None
    """The Date header, aware, in the writer's own offset."""
    subject: str = ""
    own_text: str = ""
    """What the writer wrote in this message: no quotes, forwarded blocks, signature, footer or preheader (B2)."""
    signature: str = ""
    """The lines after the sign-off (names, titles, phone numbers), and the writer's own name line."""
    footer: str = ""
    """Legal footers, unsubscribe and system chrome."""
    quoted_text: str = ""
    """Quoted history and forwarded blocks, outermost quote level removed."""
    to: tuple[Person, ...] = ()
    cc: tuple[Person, ...] = ()
    reply_to: tuple[Person, ...] = ()
    on_behalf_of: Person | None = None
    """The Sender header, if it differs from From."""
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    """References and In-Reply-To, oldest first, without doubles."""
    calendar: tuple[CalendarEvent, ...] = ()
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Other headers that rules look at (lower-case name → raw values, topmost first), e.g. auto-submitted, precedence,
    list-id, list-unsubscribe, authentication-results, x-failed-recipients, return-path, x-autoreply."""
    delivery_status: str = ""
    """Text of message/delivery-status parts (RFC 3464)."""
    returned_headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Headers of the message that a bounce returns."""
    attachments: tuple[str, ...] = ()
    """File names."""
    is_forward: bool = False
    """The mail is nothing but a forward: `own_text` has the forwarded words, `quoted_text` their header lines."""
    size: int = 0
    defects: tuple[str, ...] = ()
