"""The promise: the last day by which the employer said the owner would hear (B3, B21; docs/corpus.md).

Every day ahead that the message names might be it. What the phrases of rules/promises.yaml say of a day
(`rules.facts.promise_phrases`) is one voice among others; learnt weights choose (`rules.facts.promise_choice`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from rules.calendar_dates import Frame
from rules.deadlines import due_days_in
from rules.facts import interview_time
from rules.facts.clues import Clues
from rules.facts.promise_choice import Candidate, best_of, candidates_of
from rules.facts.promise_phrases import ARRANGED, PhraseReader, is_question_when
from rules.facts.referred_days import leaning_on_interview, leaning_on_others
from rules.facts.writing import is_day_first, writing_of
from rules.latest import latest
from rules.message import Message
from rules.periods import DueDay
from rules.reading import Intent, Owner
from rules.time_words import Text, cut
from rules.zones import zone_named

_SILENT = frozenset(
    {
        Intent.REJECTION, Intent.OFFER, Intent.AUTO_REPLY, Intent.DELIVERY_FAILURE, Intent.RECRUITER_OUTREACH,
        Intent.UNRELATED, Intent.SCHEDULING_REQUEST,
    }
)  # fmt: skip
"""Readings whose message promises no decision; what it says of days is about something else."""


def find(message: Message, owner: Owner, clues: Clues) -> date | None:
    """The last day of the promise, in the owner's zone; None where nothing is promised."""
    chosen = best_of(candidates(message, owner, clues))
    return chosen.day if chosen else None


def by_phrases(message: Message, owner: Owner, clues: Clues) -> date | None:
    """The promise by its phrases alone, which were not learnt from labelled mail."""
    reader = _reader(message, owner, clues)
    return reader.best()[0] if reader else None


def candidates(message: Message, owner: Owner, clues: Clues) -> Sequence[Candidate]:
    """Every day ahead that the message might promise; none in a message that promises nothing."""
    reader = _reader(message, owner, clues)
    return candidates_of(reader) if reader else ()


def _reader(message: Message, owner: Owner, clues: Clues) -> PhraseReader | None:
    if clues.intent in _SILENT:
        return None
    text, today, due = _days_ahead(message, owner, clues.language)
    if not due:
        return None
    after = _interview_day(message, owner, clues)
    due = leaning_on_interview(text, due, after) if after else due
    return PhraseReader(text, due, clues, today, after, is_asked=is_question_when(message.quoted_text))


@latest
def _days_ahead(message: Message, owner: Owner, language: str | None) -> tuple[Text, date, list[DueDay]]:
    """The words of the message, the owner's day when it was written, and the days from then on that it names."""
    text = cut(message.own_text, language)
    written = message.date or message.received_at
    today = written.astimezone(zone_named(owner.timezone)).date()
    frame, writing = Frame(today, is_day_first(written, owner, language)), writing_of(message, owner, language)
    due = due_days_in(text, frame, writing.own.dates if frame == writing.frame else None)
    ahead = leaning_on_others(text, [day for day in due if day.day >= today])
    return text, today, _later_than_today(text, ahead, today)


def _later_than_today(text: Text, due: list[DueDay], today: date) -> list[DueDay]:
    """Let "Monday", written on a Monday after "this Thursday", be the Monday that follows it."""
    out: list[DueDay] = []
    for day in due:
        ahead = any(today < other.day < today + timedelta(days=7) for other in out)
        is_name = text.low[day.start] in text.lexicon.weekdays and day.end == day.start + 1
        moved = day.day == today and ahead and is_name
        out.append(DueDay(day.start, day.end, day.day + timedelta(days=7), day.is_day) if moved else day)
    return out


def _interview_day(message: Message, owner: Owner, clues: Clues) -> date | None:
    """The day of the interview that the message sets: its promises lie behind it."""
    if clues.intent not in ARRANGED:
        return None
    when = interview_time.find(message, owner, clues)
    return when.start.date() if when else None
