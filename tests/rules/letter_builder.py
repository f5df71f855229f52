"""Makes messages as rules see them, without the detour over MIME: for tests of what is read in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any

from rules import senders
from rules.facts.clues import Clues
from rules.message import Attendee, CalendarEvent, Message
from rules.reading import Intent, Owner, Person

OWNER = Owner("Robin Vale", frozenset({"robin@mail.example"}), "Europe/London")
WRITTEN = datetime(2026, 6, 9, 9, 0, tzinfo=UTC)


def person(value: str) -> Person:
    """'Dana Cole <dana@acme.example>' as a person; either part may be missing."""
    name, address = parseaddr(value)
    return Person(name or None, address.lower() or None)


def letter(text: str, sender: str = "Dana Cole <dana@acmerobotics.example>", subject: str = "", **more: Any) -> Message:
    """A message with this text; `reply_to`, `cc` are lists of addresses, everything else a field of `Message`."""
    for key in ("reply_to", "cc", "to"):
        if key in more:
            more[key] = tuple(person(value) for value in more[key])
    return Message("<a@b.example>", person(sender), WRITTEN, subject=subject, own_text=text, **more)


def clues(message: Message, intent: Intent = Intent.INTERVIEW_SCHEDULED, language: str | None = "en") -> Clues:
    """What a reader would already know."""
    return Clues(intent, language, senders.system_of(message))


def invitation(*guests: str, organiser: str, summary: str = "", description: str = "", **marks: str) -> CalendarEvent:
    """A calendar part with these guests; `marks`: guest's address → PARTSTAT, or "room" for a resource."""
    attendees = []
    for guest in guests:
        one = person(guest)
        mark = marks.get((one.email or "").partition("@")[0], "NEEDS-ACTION")
        attendees.append(Attendee(one, "ACCEPTED", "RESOURCE") if mark == "room" else Attendee(one, mark))
    return CalendarEvent(
        "REQUEST",
        "u1",
        0,
        WRITTEN,
        WRITTEN,
        summary=summary,
        description=description,
        organiser=person(organiser),
        attendees=tuple(attendees),
    )


def case_letter(row: Mapping[str, Any]) -> Message:
    """The message of one row of test data."""
    more = {key: row[key] for key in ("reply_to", "cc") if key in row}
    more["reply_to"] = [more["reply_to"]] if isinstance(more.get("reply_to"), str) else more.get("reply_to", [])
    return letter(row["text"], row["from"], row.get("subject", ""), quoted_text=row.get("quoted", ""), **more)
