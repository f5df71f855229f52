"""When the interview is: start, end, and whether it is one more beside another (B2, B3, B13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Owner


@dataclass(frozen=True, slots=True)
class When:
    """The definite time of an interview. `start` and `end` are aware, in the zone the message states."""

    start: datetime
    end: datetime | None = None
    is_additional: bool = False
    """The text calls the interview additional, next or second (B13)."""
    uid: str | None = None
    """UID of the calendar part, where there is one."""
    sequence: int = 0


def find(message: Message, owner: Owner, clues: Clues) -> When | None:
    """The time of the interview that the message sets, confirms or moves; None where it states no definite one."""
    for event in message.calendar:
        if event.start is not None and not event.is_all_day:
            return When(event.start, event.end, False, event.uid, event.sequence)
    return None


def has_definite_time(message: Message, owner: Owner, language: str | None) -> bool:
    """Whether the message states exactly one slot, date and clock time, as a fact rather than as an offer."""
    return any(event.start is not None and not event.is_all_day for event in message.calendar)
