"""When the interview is: start, end, and whether it is one more beside another (B2, B3, B13).

A calendar part outranks prose for the time (B2). Prose is read as slots (`rules.facts.slots`); the best one counts, for
a rescheduled interview the new one; learnt weights put another in its place that is clearly better
(`rules.facts.time_choice`). Several slots of one day are one span: start of the first, end of the last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from rules.dates import DateMention
from rules.facts import time_choice
from rules.facts.clues import Clues
from rules.facts.prose_span import span_of
from rules.facts.prose_time import best_slot, stated_time
from rules.facts.purposes import Purpose
from rules.facts.slots import Scan
from rules.facts.writing import Writing, writing_of
from rules.latest import latest
from rules.message import CalendarEvent, Message
from rules.reading import Intent, Owner
from rules.time_contexts import contexts
from rules.zones import stated_zone, zone_near

_ADDITIONAL = re.compile(
    r"\b(?:additional|second|2nd|another|further|next|extra|third|zweite[sn]?|weitere[sn]?|nächste[sn]?|deuxième|prochain|"
    r"segunda|otra|próxima|tweede|volgende|vervolg|seconda?|ulteriore|prossimo)[ -](?:\w{1,20} ){0,2}"
    r"(?:interview|round|conversation|call|gespräch|vorstellungsgespräch|entretien|entrevista|ronda|gesprek|colloquio)",
    re.I,
)
_OR = {"en": "or", "de": "oder", "fr": "ou", "es": "o", "pt": "ou", "nl": "of", "it": "o"}
_FEWEST_OFFERED = 2
_FIRM_SCORE, _FIRM_SUBJECT_SCORE = 4.0, 3.0
"""Scores from which a slot is a statement: a date, a time and nothing that speaks against them."""


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
    return _found(message, owner, clues.language, clues.intent is Intent.INTERVIEW_RESCHEDULED)


@latest
def _found(message: Message, owner: Owner, language: str | None, is_moved: bool) -> When | None:
    writing = writing_of(message, owner, language)
    event = _event(message)
    if event is None:
        stated = None if _is_choice(writing.own) else stated_time(writing, is_moved)
        if stated is None:
            return None
        return When(*time_choice.chosen(writing, is_moved, stated), _is_additional(message))
    span = _event_span(writing, event)
    return None if span is None else When(*span, _is_additional(message), event.uid or None, event.sequence)


def told_starts(message: Message, owner: Owner, clues: Clues) -> list[time_choice.Candidate]:
    """What the start is chosen among by learnt weights; nothing where a calendar part decides or it is left open."""
    writing = writing_of(message, owner, clues.language)
    is_moved = clues.intent is Intent.INTERVIEW_RESCHEDULED
    is_open = _event(message) is not None or _is_choice(writing.own)
    stated = None if is_open else stated_time(writing, is_moved)
    return [] if stated is None else time_choice.candidates_of(writing, is_moved, stated)


def has_definite_time(message: Message, owner: Owner, language: str | None) -> bool:
    """Whether the message states exactly one slot, date and clock time, as a fact rather than as an offer."""
    if any(_is_alive(event) and event.start is not None and not event.is_all_day for event in message.calendar):
        return True
    writing = writing_of(message, owner, language)
    stated = _statements(writing.own, _FIRM_SCORE)
    return stated if stated is not None else bool(_statements(writing.subject, _FIRM_SUBJECT_SCORE))


def _statements(found: Scan, firm_score: float) -> bool | None:
    """Whether the firm slots of one text are one day's and none is offered; None where there is no firm slot."""
    live = [s for s in found.slots if s.purpose is Purpose.LIVE and s.day is not None and s.score >= firm_score]
    if not live:
        return None
    low, offer = found.text.low, contexts()["offer"]
    for slot in live:
        left, right = found.text.bounds(slot.clock.start)
        behind = low[slot.clock.end : min(right, slot.clock.end + 6)]
        is_open = low[slot.clock.start - 1 : slot.clock.start] == ["between"]
        if is_open or offer.has(low, left, right) or _OR.get(found.text.language or "en") in behind:
            return False
    return len({s.day.day for s in live if s.day is not None}) == 1


def _is_choice(found: Scan) -> bool:
    """Whether all that the text says of times is a choice to be made: "Would any of these work: Friday at 11, …?"."""
    slots = [s for s in found.slots if s.purpose is Purpose.LIVE and s.day is not None]
    if len({(s.day.day, s.clock.begin.minutes) for s in slots if s.day is not None}) < _FEWEST_OFFERED:
        return False
    low, asks = found.text.low, contexts()["offer"]
    bounds = {found.text.bounds(slot.clock.start) for slot in slots}
    return len(bounds) == 1 and all(asks.has(low, *place) for place in bounds)


def _is_additional(message: Message) -> bool:
    return bool(_ADDITIONAL.search(f"{message.subject}\n{message.own_text[:4000]}"))


def _event(message: Message) -> CalendarEvent | None:
    """The event that counts: the first that is dated and not called off."""
    dated = [event for event in message.calendar if event.start is not None]
    alive = [event for event in dated if _is_alive(event)]
    return next(iter(alive or dated), None)


def _is_alive(event: CalendarEvent) -> bool:
    return event.method != "CANCEL" and not event.is_cancelled


def _event_span(writing: Writing, event: CalendarEvent) -> tuple[datetime, datetime | None] | None:
    """Start and end of a calendar part; a floating time takes its zone, an all-day one its time, from the text."""
    start, end = event.start, event.end
    if start is not None and end is not None and end <= start:
        end = None  # no program writes that, but a hostile or broken one may
    if start is None or not (event.is_floating or event.is_all_day):
        return None if start is None else (start, end)
    own = writing.own
    if event.is_all_day:
        best = best_slot(own, is_moved=False)
        if best is None:
            return None
        day = best.day or DateMention(0, 0, start.date(), "exact")
        return span_of(writing, own, best, day.day)
    beside = (zone_near(own.text, clock.start, clock.end) for clock in own.clocks)
    mention = next((zone for zone in beside if zone is not None), None) or stated_zone(own.text)
    zone = writing.zone(mention, start.replace(tzinfo=None))
    return start.replace(tzinfo=zone), end.replace(tzinfo=zone) if end else None
