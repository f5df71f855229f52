"""Events as an iCalendar text (RFC 5545): folded, escaped, with alarms. Pure.

Written here rather than by a library: a feed of single events in UTC needs four rules of the RFC, and no time zone
tables, recurrences or reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from agent.safe_text import harmless

FOLD_AT = 75
"""Octets of a line, its break aside (RFC 5545, 3.1)."""
_HEAD = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Followthrough//Job search//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "X-WR-CALNAME:Job search",
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    "X-PUBLISHED-TTL:PT1H",
)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. `start` and `end` are aware moments, or `start` is a day and `end` None: the whole day."""

    uid: str
    """The same for the same thing each time: calendars move an entry by it instead of doubling it."""
    start: datetime | date
    end: datetime | None
    summary: str
    description: tuple[str, ...] = ()
    """One paragraph each."""
    location: str = ""
    alarms: tuple[timedelta, ...] = ()
    """How long after the start (negative: before it) to remind."""
    is_busy: bool = True
    """Whether others see the time as taken."""


def calendar(events: Iterable[Event], stamp: datetime) -> str:
    """The whole file; `stamp` (aware) is when it was made."""
    lines = [*_HEAD, *(text for event in events for text in _event(event, stamp)), "END:VCALENDAR"]
    return "".join(f"{folded}\r\n" for text in lines for folded in _folded(text))


def escaped(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11), on one line; nothing in it can end the line or the value."""
    text = " ".join(harmless(text).split())
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _event(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(event.uid)}"
    yield f"DTSTAMP:{_utc(stamp)}"
    yield from _times(event)
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.description:
        yield "DESCRIPTION:" + "\\n".join(map(escaped, event.description))
    if event.location:
        yield f"LOCATION:{escaped(event.location)}"
    yield f"TRANSP:{'OPAQUE' if event.is_busy else 'TRANSPARENT'}"
    yield "CLASS:PRIVATE"
    for alarm in event.alarms:
        yield from _alarm(event, alarm)
    yield "END:VEVENT"


def _times(event: Event) -> Iterator[str]:
    if isinstance(event.start, datetime):
        yield f"DTSTART:{_utc(event.start)}"
        yield f"DTEND:{_utc(event.end or event.start)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.start + timedelta(days=1):%Y%m%d}"


def _alarm(event: Event, after: timedelta) -> Iterator[str]:
    minutes = round(after.total_seconds() / 60)
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{escaped(event.summary)}"
    yield f"TRIGGER:{'-' if minutes < 0 else ''}PT{abs(minutes)}M"
    yield "END:VALARM"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(text: str) -> Iterator[str]:
    """Rows of at most `FOLD_AT` octets, none of which cuts a character in two."""
    row = b""
    for character in text:
        octets = character.encode()
        if len(row) + len(octets) > FOLD_AT:
            yield row.decode()
            row = b" "
        row += octets
    yield row.decode()
