"""What the facts of a message say about its meaning: times set, offered or past, a promise, a post, a person who signs.

The statistical layer looks at them beside the words ("one time ahead", "promises a day", "names a post"), because
they hold for writers whose words it has never seen. The facts are read without knowing the intent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rules.facts import company, contact, decision_by, interview_time, role
from rules.facts.clues import Clues
from rules.facts.purposes import Purpose
from rules.facts.slots import Scan, Slot
from rules.facts.writing import Writing, writing_of
from rules.message import Message
from rules.reading import Intent, Owner
from rules.senders import system_of

_TOLD = (Purpose.OLD, Purpose.DEADLINE, Purpose.ELSEWHERE, Purpose.ARRIVAL, Purpose.END)
_MOST_COUNTED, _MOST_DAYS = 3, 3
_DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The facts that do not hang on the intent, and the plain words that the statistical layer gets for them."""

    title: str | None
    """The job's title (B3)."""
    words: tuple[str, ...]


def circumstances_of(message: Message, owner: Owner, language: str | None) -> Circumstances:
    """Read the facts of a message for what they tell about its meaning."""
    waiting = Clues(Intent.STATUS_UPDATE, language, system_of(message))
    arranged = Clues(Intent.INTERVIEW_SCHEDULED, language, waiting.system)
    title = role.find(message, owner, waiting)
    promise = decision_by.by_phrases(message, owner, waiting)
    writer = contact.find(message, owner, waiting)
    named = {
        "definite time": interview_time.has_definite_time(message, owner, language),
        "time": interview_time.find(message, owner, arranged) is not None,
        "promise": promise is not None,
        "title": title is not None,
        "company": company.find(message, owner, waiting) is not None,
        "person": writer is not None and writer.name is not None,
    }
    words = [name if is_so else f"no {name}" for name, is_so in named.items() if is_so or name != "promise"]
    if title is not None and title.lower() in message.subject.lower():
        words.append("title in subject")
    return Circumstances(title, (*words, *dict.fromkeys(_times(writing_of(message, owner, language)))))


def _times(writing: Writing) -> Iterator[str]:
    own = _live(writing.own)
    yield from _told("own", writing.own, own)
    yield from _told("subject", writing.subject, _live(writing.subject))
    if not writing.message.quoted_text:
        return
    quoted = _live(writing.quoted)
    yield from _told("quoted", writing.quoted, quoted)
    yield "quote"
    if own and quoted:
        yield "quotes the time" if _moments(own) & _moments(quoted) else "quotes another time"


def _live(scan: Scan) -> list[Slot]:
    return [slot for slot in scan.slots if slot.purpose is Purpose.LIVE and slot.day is not None]


def _moments(slots: Sequence[Slot]) -> set[tuple[date, int]]:
    return {(slot.day.day, slot.clock.begin.minutes) for slot in slots if slot.day is not None}


def _told(place: str, scan: Scan, live: Sequence[Slot]) -> Iterator[str]:
    """How many times and days are set in a text, how far ahead, and what else its times are for."""
    days = sorted({slot.day.day for slot in live if slot.day is not None})
    yield f"{place} times {min(_MOST_COUNTED, len(live))}"
    yield f"{place} days {min(_MOST_COUNTED, len(days))}"
    purposes = set(scan.purposes.by_start.values())
    yield from (f"{place} {purpose.value}" for purpose in _TOLD if purpose in purposes)
    if any(slot.is_new for slot in live):
        yield f"{place} new"
    if any(mention.day < scan.frame.today for mention in scan.dates):
        yield f"{place} before today"
    yield from (f"{place} {_distance((day - scan.frame.today).days)}" for day in days[:_MOST_DAYS])


def _distance(days: int) -> str:
    if days < 0:
        return "past"
    if days <= 1:
        return "tomorrow" if days else "today"
    return "within a week" if days <= _DAYS_OF_A_WEEK else "later"
