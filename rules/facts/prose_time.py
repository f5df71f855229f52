"""The interview's time as prose states it: the slot that counts, its date, its zone, its end.

The writer's own words come first; the subject and the quoted mail only complete them ("2:30 works, I'll call").
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from rules.clock import Clock, part_of_day, settled
from rules.dates import DateMention
from rules.facts import referred_time
from rules.facts.answered_time import answered_slot
from rules.facts.prose_span import Span, is_owners, only_interview, span_of
from rules.facts.purposes import Purpose
from rules.facts.slots import Scan, Slot, day_of
from rules.facts.writing import Writing
from rules.time_contexts import contexts
from rules.time_words import Text, words_of
from rules.times import ClockMention

_AS_GOOD = 2.0
"""Slots within this score of the best are as good; a moved interview takes the last of them."""
_SURE_ENOUGH = 3.0
_TOLD_TWICE = 0.5
_NEW_IN_A_FIRST_MAIL = 1.0
"""Taken off a time that replaces another where nothing is moved: it may be somebody else's that moves."""
_FARTHEST = timedelta(days=42)
_RULED_OUT, _NO = 3, words_of("no not")
"""How many words behind a day may rule it out, and which."""
_NO_AFTERNOON_FROM = 9
"""From this hour on a subject's "night" is of something else: "the night desk", where the interview is at 10."""
_SOON_MINUTES = 60
"""Farther off, an hour without a day may be of tomorrow's interview: a wrong day is worse than none."""
_LONGEST_SUBJECT = 30
_TELLS_THE_HOUR = 6
"""How many words behind "same time" the hour may be told again."""
_HALF, _LONGEST_GLOSS = 30, 20
"""Minutes of a half hour, and how many words may stand before it is told again in figures."""
_FALLBACKS = (
    Purpose.LIVE, Purpose.FOR_OTHER_ZONE, Purpose.ELSEWHERE, Purpose.OLD, Purpose.END, Purpose.ARRIVAL,
)  # fmt: skip
"""What a lone time may still be, in order of trust."""


def stated_time(writing: Writing, is_moved: bool) -> Span | None:
    """Start and end (None if open), aware; None where no date and time are stated. `is_moved`: the new time counts."""
    referred = referred_time.chosen(writing) or (referred_time.shifted(writing) if is_moved else None)
    referred = referred or _kept_hour(writing, is_moved) or _hour_taken_up(writing)
    referred = referred or (_other_day(writing) if is_moved else None)
    best, found = referred or (best_slot(writing.own, is_moved), writing.own)
    if best is not None and best.purpose is Purpose.ARRIVAL and not is_moved:
        best, found = _announced(writing) or (best, found)
    if best is None or best.day is None:
        best, found = _completed(writing, best, is_moved)
    if best is not None and best.day is None and is_moved and _is_soon(writing, best):
        best = replace(best, day=DateMention(0, 0, writing.frame.today, "relative"))
    if best is None or best.day is None:
        return None
    day = dated(writing, best.day) if best.day.kind == "weekday" else best.day
    if not best.clock.begin.is_exact:
        best = _by_quote(_by_subject(best, writing.subject.text), writing.quoted)
    return span_of(writing, found, replace(best, day=day), day.day)


def _is_soon(writing: Writing, best: Slot) -> bool:
    """Say whether a new time that names no day, in mail that names none, is today: "running over, 10:15 not 10"."""
    if any(found.dates for found in (writing.own, writing.subject, writing.quoted)):
        return False
    gap = best.clock.begin.minutes - (writing.now.hour * 60 + writing.now.minute)
    return 0 < gap <= _SOON_MINUTES


def _announced(writing: Writing) -> tuple[Slot, Scan] | None:
    """The time in the subject, where the text only tells when the doors open: "your spot at 9.15 tomorrow"."""
    slots = [s for s in writing.subject.slots if s.purpose is Purpose.LIVE and s.day is not None]
    return (slots[0], writing.subject) if len(slots) == 1 else None


def best_slot(found: Scan, is_moved: bool) -> Slot | None:
    """The slot of one text that counts: the best, or for a moved interview the newest of the good ones."""
    slots = _trusted(found)
    if not slots:
        return None
    slots = [s for s in slots if not _is_spelt_out(s, slots)]
    if is_moved:
        slots = _still_open(found, slots)
    if not is_moved and (called := only_interview(found, slots)) is not None:
        return called
    owners = [s for s in slots if is_owners(found.text, s)]
    if len(owners) == 1 and len(slots) > 1:
        return owners[0]
    newest = [s for s in slots if s.is_new and s.score > _SURE_ENOUGH]
    if not is_moved or newest:
        taken_off = 0 if is_moved else _NEW_IN_A_FIRST_MAIL
        return max(newest if is_moved else slots, key=lambda s: s.score - taken_off * s.is_new + _said_again(s, slots))
    top = max(s.score for s in slots)
    close = [s for s in slots if s.score >= top - _AS_GOOD]
    last = close[-1]
    return next(s for s in close if s is last or (day_of(s) == day_of(last) and day_of(s) is not None))


def _still_open(found: Scan, slots: list[Slot]) -> list[Slot]:
    """Those that are not given up elsewhere: "A viewing came in at ten, so quarter to nine, not at ten"."""
    given_up = {(day_of(s), s.clock.begin.minutes) for s in found.slots if s.purpose is Purpose.OLD}
    return [s for s in slots if (day_of(s), s.clock.begin.minutes) not in given_up] or slots


def _trusted(found: Scan) -> list[Slot]:
    for purpose in _FALLBACKS:
        slots = [s for s in found.slots if s.purpose is purpose]
        if purpose not in {Purpose.LIVE, Purpose.FOR_OTHER_ZONE}:
            slots = [s for s in slots if s.is_near and s.score > 0]
        if slots:
            return slots
    return []


def _is_spelt_out(slot: Slot, slots: list[Slot]) -> bool:
    """Say whether a surer time stands right behind in brackets: "half three (14.30)"."""
    if slot.clock.begin.is_exact:
        return False
    return _is_translated(slot, slots) or any(
        other.clock.begin.is_exact and other.clock.start - slot.clock.end == 1 for other in slots
    )


def _is_translated(slot: Slot, slots: list[Slot]) -> bool:
    """Say whether a half is told again an hour earlier, as other countries count: "half ten in Dutch (09.30)"."""
    behind = [s for s in slots if 0 < s.clock.start - slot.clock.end <= _LONGEST_GLOSS]
    is_half = slot.clock.begin.minute == _HALF and slot.clock.until is None and slot.clock.end - slot.clock.start > 1
    return is_half and any(slot.clock.begin.minutes - s.clock.begin.minutes == 2 * _HALF for s in behind)


def _said_again(slot: Slot, slots: list[Slot]) -> float:
    """A little for a time that is told twice: "You said Wednesday at 9 or Thursday at 10. Thursday at 10 please."."""
    told = sum(other.clock.begin == slot.clock.begin and day_of(other) == day_of(slot) for other in slots)
    return _TOLD_TWICE * (told > 1)


def _completed(writing: Writing, best: Slot | None, is_moved: bool) -> tuple[Slot | None, Scan]:
    """Complete what the own words leave out from the subject, then from the quoted mail."""
    own, subject = writing.own, writing.subject
    if best is not None and not (is_moved and _is_former_hour(best, writing.quoted)):
        asked_for = _day_of_hour(writing, best.clock.begin) if is_moved else None  # the subject still tells the old day
        day = asked_for or next(iter(subject.live_dates), None) or _quoted_day(writing, best.clock.begin)
        if day is not None or best.score > 0:
            return replace(best, day=day), own
    if is_moved and (asked := answered_slot(writing.quoted, own.live_dates, own.text, is_moved)) is not None:
        return asked, writing.quoted  # an answer's subject still tells the old time
    in_subject = best_slot(subject, is_moved)
    if in_subject is not None:
        return replace(in_subject, day=in_subject.day or next(iter(own.live_dates), None)), subject
    quoted = writing.quoted
    answered = answered_slot(quoted, [*own.live_dates, *subject.live_dates], own.text, is_moved)
    return (answered, quoted) if answered is not None else (_hour_behind_weekday(own, writing.frame.today), own)


def _is_former_hour(best: Slot, quoted: Scan) -> bool:
    """Say whether an answer only recalls the hour that the quoted mail asks to leave: "OK. Noon was lunch anyway."."""
    hours = {s.clock.begin.minutes for s in quoted.slots if s.purpose is Purpose.OLD}
    return best.clock.begin.minutes in hours and any(s.purpose is Purpose.LIVE and s.day for s in quoted.slots)


def _hour_taken_up(writing: Writing) -> tuple[Slot, Scan] | None:
    """The quoted slot in "Friday 8 suits me" above "could I come Friday at 8?": the number is no day of the month."""
    own, quoted = writing.own, writing.quoted
    if own.clocks or len(own.dates) != 1 or (named := _bare_number(own, own.dates[0])) is None:
        return None
    for slot in quoted.slots:
        is_hour = slot.clock.begin.hour % 12 == named % 12 and not slot.clock.begin.minute
        if is_hour and slot.day is not None and slot.day.day.isoweekday() == own.dates[0].weekday:
            return replace(slot, day=replace(slot.day, kind="exact")), quoted
    return None


def _other_day(writing: Writing) -> tuple[Slot, Scan] | None:
    """The only slot told before, on the day that an answer names instead: "Sorry, make that Friday"."""
    own, low = writing.own, writing.own.text.low
    if own.clocks or contexts()["answer_open"].has(low, 0, len(low)):
        return None
    quoted = writing.quoted
    told = [s for s in quoted.slots if s.day is not None and s.purpose in {Purpose.LIVE, Purpose.OLD}]
    if len({(day_of(s), s.clock.begin.minutes) for s in told}) != 1 or len({d.day for d in quoted.live_dates}) != 1:
        return None
    others = {d.day: d for d in reversed(own.live_dates) if d.day != day_of(told[0]) and not _is_open(own.text, d)}
    other = min(others.values(), key=lambda d: d.start, default=None)
    return None if other is None else (replace(told[0], day=other, purpose=Purpose.LIVE), quoted)


def _is_open(text: Text, mention: DateMention) -> bool:
    """Say whether a day is asked about or ruled out: "Are you free on Monday?", "Monday is no better"."""
    right = text.bounds(mention.start)[1]
    behind = text.low[mention.end : mention.end + _RULED_OUT]
    is_out = behind[:1] == ["is"] and not _NO.isdisjoint(behind)
    return "?" in text.low[max(right - 1, 0) : right + 1] or is_out


def _bare_number(own: Scan, mention: DateMention) -> int | None:
    """The number in "Tues 10", which may be an hour."""
    number = own.text.word(mention.end - 1)
    is_bare = mention.kind == "ordinal" and mention.end - mention.start == 2 and mention.weekday is not None
    return int(number) if is_bare and number.isdecimal() and int(number) <= 12 else None


def _hour_behind_weekday(own: Scan, today: date) -> Slot | None:
    """The hour in "Tues 10, my office": with no other time about, the number is no day of the month."""
    for mention in own.live_dates:
        if (hour := _bare_number(own, mention)) is not None:
            clock = settled(own.text, Clock(hour), mention.end - 1, mention.end)
            day = replace(mention, day=today + timedelta(days=((mention.weekday or 0) - today.isoweekday()) % 7 or 7))
            return Slot(ClockMention(mention.start, mention.end, clock, None, 1), day, Purpose.LIVE, 1.0, True)
    return None


def _kept_hour(writing: Writing, is_moved: bool) -> tuple[Slot, Scan] | None:
    """A new day at the old hour ("Friday instead, same time"): the hour is in an old slot, the subject or the quote."""
    own = writing.own
    at = _same_time(own) if own.live_dates else None
    if at is None:
        return None
    days = sorted(own.live_dates, key=lambda mention: _steps_between(own.text, mention, at))
    day = days[0]
    live = [s for s in own.slots if s.purpose is Purpose.LIVE and s.is_near]
    if live:
        is_told = any(own.text.sentence[s.clock.start] == own.text.sentence[at] for s in live)
        hours = {s.clock.begin.minutes for s in own.slots}
        is_behind = all(s.clock.start < at and day_of(s) != day.day for s in live)
        is_kept = is_moved and is_behind and not is_told and len(hours) == 1
        return (replace(live[0], day=day), own) if is_kept else None
    for found in (own, writing.subject, writing.quoted):
        if (former := next((s for s in found.slots if s.day is not None), None)) is not None:
            is_in_brackets = found is own and own.text.word(former.clock.start - 1) == "("
            if is_in_brackets and 0 < former.clock.start - at <= _TELLS_THE_HOUR:
                return former, own  # "You're now Wednesday. The hour stays the same (14:00)."
            others = (d for d in days if is_moved and d.day != day_of(former))
            return replace(former, day=next(others, day)), found
    return None


def _steps_between(text: Text, day: DateMention, at: int) -> int:
    """How far a day is from "same time"; one in another sentence is much farther, before all one that comes behind."""
    is_apart = text.sentence[day.start] != text.sentence[at]
    return abs(day.start - at) + 20 * is_apart + 20 * (is_apart and day.start > at)


def _same_time(own: Scan) -> int | None:
    """Where "same time" stands, or "same old time"."""
    low = own.text.low
    at = contexts()["same_time"].within(low, 0, len(low))
    if at is not None or "same" not in low:
        return at
    spot = low.index("same")
    return spot if own.text.word(spot + 2) in {"time", "hour", "slot"} else None


def _quoted_day(writing: Writing, clock: Clock) -> DateMention | None:
    """The day that the quoted mail gives for the same time, or the only day it names."""
    live = writing.quoted.live_dates
    return _day_of_hour(writing, clock) or (live[0] if len({d.day for d in live}) == 1 else None)


def _day_of_hour(writing: Writing, clock: Clock) -> DateMention | None:
    """The day that the quoted mail gives for the same time, rather than one that it asks to leave."""
    for slot in sorted(writing.quoted.slots, key=lambda slot: slot.purpose is Purpose.OLD):
        begin, day = slot.clock.begin, slot.day
        is_same = begin.hour % 12 == clock.hour % 12 and begin.minute == clock.minute
        if is_same and day is not None and day.day >= writing.frame.today:
            return day
    return None


def _by_subject(best: Slot, subject: Text) -> Slot:
    """Let the subject's "Wednesday night" decide where the text says "7:30" only."""
    begin = best.clock.begin
    halves = (part_of_day(subject, at, at) for at in range(0, min(len(subject.low), _LONGEST_SUBJECT), 5))
    half = next((half for half in halves if half), None)
    if half not in {"night", "pm"} or begin.hour >= _NO_AFTERNOON_FROM:
        return best
    later = replace(begin, hour=begin.hour + 12, is_exact=True)
    return replace(best, clock=replace(best.clock, begin=later)) if best.clock.until is None else best


def _by_quote(best: Slot, quoted: Scan) -> Slot:
    """Let the quoted "6 am" decide where the answer says "still 6"."""
    begin = best.clock.begin
    for slot in quoted.slots if not begin.is_exact and best.clock.until is None else ():
        other = slot.clock.begin
        if other.is_exact and other.hour % 12 == begin.hour % 12 and other.minute == begin.minute:
            return replace(best, clock=replace(best.clock, begin=other))
    return best


def dated(writing: Writing, day: DateMention) -> DateMention:
    """Let "Tuesday" be the Tuesday that is dated elsewhere; a bare weekday's name never means today."""
    today = writing.frame.today
    for found in (writing.own, writing.subject, *([writing.quoted] if day.is_bare else [])):
        by_start = found.purposes.by_start if found.dates else {}
        for other in found.dates:
            is_told_later = found is writing.own and other.start > day.start
            if is_told_later and found.text.sentence[other.start] != found.text.sentence[day.start]:
                continue  # "Friday at 9, the tower. The stretch starts Feb 6"
            if by_start[other.start] is not Purpose.OLD and _is_dated_so(other, day, today):
                return other
    return replace(day, day=day.day + timedelta(days=7)) if day.is_bare and day.day == today else day


def _is_dated_so(other: DateMention, day: DateMention, today: date) -> bool:
    """Say whether another date, soon to come, falls on the weekday that is named."""
    is_soon = timedelta(0) <= other.day - today <= _FARTHEST
    return other.kind in {"exact", "ordinal"} and other.day.isoweekday() == day.weekday and is_soon
