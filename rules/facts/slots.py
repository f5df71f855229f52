"""The slots of a text: each clock time with its date, and what the words around say it is for.

A slot is a candidate only; `rules.facts.interview_time` chooses among them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from rules.calendar_dates import Frame
from rules.dates import DateMention, dates_in
from rules.facts.moved_times import is_one_move, without_move
from rules.facts.purposes import Purpose, Purposes, concludes, purposes_of
from rules.time_contexts import contexts, line_label
from rules.time_words import Text, words_of
from rules.times import ClockMention, clocks_in

_INSTEAD_OF = (
    "instead of", "rather than", "in place of", "statt", "anstatt", "anstelle von", "au lieu de", "en lugar de",
    "en lugar del", "en vez de", "en vez del", "em vez de", "ao invés de", "in plaats van", "invece di", "anziché",
)  # fmt: skip
_BUT = words_of("but sondern mais sino mas maar ma")
_BESIDE = 3  # words between a time and its date
_RIGHT_BEHIND = 4
"""How many words after a date that ends its sentence a time still is of that day: "Monday then! 1.30 works"."""
_INTERVIEW = words_of("interview interviews interviewed gespräch entretien entrevista colloquio gesprek")
_TO_CLOCK = words_of(": - – at | is at,")
_REACH_OF_INSTEAD, _STOPS = 6, words_of(". , ; ! ? (") | {"\n"}
_REASONS = words_of("as because since cos cause")
"""Behind them a day belongs to something else: "Wednesday now, still 9pm, as Tuesday we've forty guests"."""
_ARTICLES = words_of("the do le am el lo de il du")
_THAT_DAY = frozenset(
    tuple(words.split())
    for words in (
        "that day", "same day", "mesmo dia", "même jour", "selben tag", "gleichen tag", "mismo día", "stesso giorno",
        "zelfde dag", "dezelfde dag",
    )
)  # fmt: skip
_ALREADY_SAID = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """A clock time with the date it belongs to, if one was found; `score` orders the candidates."""

    clock: ClockMention
    day: DateMention | None
    purpose: Purpose
    score: float
    is_near: bool = False
    """Date and time stand in one sentence or table."""
    is_new: bool = False
    """The words say that it replaces another."""


@dataclass
class Scan:
    """Everything about time in one text."""

    text: Text
    frame: Frame
    dates: list[DateMention]
    clocks: list[ClockMention]
    slots: list[Slot] = field(default_factory=list)

    @cached_property
    def purposes(self) -> Purposes:
        """What each date and time is for."""
        return purposes_of(self.text, self.dates, self.clocks)

    @cached_property
    def live_dates(self) -> list[DateMention]:
        """The dates from today on that nothing speaks against."""
        by_start = self.purposes.by_start if self.dates else {}
        return [d for d in self.dates if by_start[d.start] is Purpose.LIVE and d.day >= self.frame.today]


def scan(text: Text, frame: Frame, now: datetime) -> Scan:
    """Find dates and times, pair them, and say what each is for. `now` is the naive local time of writing."""
    if not text.points:
        return Scan(text, frame, [], [])
    dates = dates_in(text, frame)
    taken = {at for mention in dates for at in range(mention.start, mention.end)}
    found = Scan(text, frame, dates, [without_move(text, clock) for clock in clocks_in(text, taken)])
    found.slots.extend(_slot(found, clock, now) for clock in found.clocks)
    return found


def _slot(found: Scan, clock: ClockMention, now: datetime) -> Slot:
    text, low, known, by_start = found.text, found.text.low, contexts(), found.purposes.by_start
    purpose = by_start[clock.start]
    day, is_near = _date_for(found, clock)
    if (
        purpose is Purpose.LIVE
        and day is not None
        and is_near
        and (by_start[day.start] in {Purpose.OLD, Purpose.DEADLINE} or _is_arrival(found, clock, day))
        and not _is_that_day(text, clock.end)
        and not _keeps_the_day(found, clock, day)
    ):
        purpose = by_start[day.start]
    left, right = text.bounds(clock.start)
    new_from = found.purposes.new_from.get(text.sentence[clock.start], len(low))
    is_new = clock.start > new_from or known["new_before"].has(low, left, clock.start)
    is_new = is_new or concludes(text, clock.start) or _is_instead(text, clock.end) or is_one_move(text, clock)
    score = clock.strength + 1.0 * (clock.until is not None) + 3.0 * is_near
    if (label := line_label(text, clock.start)) is not None:
        is_new = is_new or known["label_new"].has(low, *label)
        score += 3 * known["label_time"].has(low, *label)
    if known["invite"].has(low, left, right):
        score += 1.5 + 1.5 * known["invite"].has(low, max(left, clock.start - 4), clock.start)
    if is_near and day is not None and min(abs(clock.start - day.end), abs(day.start - clock.end)) <= _BESIDE:
        score += 1
    score += 1.0 * is_called_interview(text, clock) + 2.0 * known["kept"].has(low, clock.start - 2, clock.start)
    return Slot(clock, day, purpose, score + 2.0 * is_new + _date_score(day, clock, now), is_near, is_new)


def _keeps_the_day(found: Scan, clock: ClockMention, day: DateMention) -> bool:
    """Say whether only the hour is another: "instead of tomorrow at 2, could you make it 5?"."""
    by_start, text = found.purposes.by_start, found.text
    if by_start[day.start] is not Purpose.OLD or text.sentence[clock.start] != text.sentence[day.start]:
        return False
    former = next((c for c in found.clocks if c.start < clock.start and 0 <= c.start - day.end <= _BESIDE), None)
    if former is None:
        return False
    between = text.low[former.end : clock.start]
    is_other = not _BUT.isdisjoint(between) or ("," in between and _is_instead_of(text, day))
    return by_start[former.start] is Purpose.OLD or is_other


def _is_instead_of(text: Text, day: DateMention) -> bool:
    """Say whether "instead of" stands right before a day."""
    before = " ".join(text.low[max(day.start - _BESIDE, 0) : day.start])
    return before.endswith(_INSTEAD_OF)


def _is_arrival(found: Scan, clock: ClockMention, day: DateMention) -> bool:
    """Say whether a time right behind the day of an arrival only leads to a later one: "be at the gate on Monday at
    7:45; the interview starts at 8"."""
    by_start = found.purposes.by_start
    is_beside = by_start[day.start] is Purpose.ARRIVAL and 0 <= clock.start - day.end <= 1
    return is_beside and any(c.start > clock.start and by_start[c.start] is Purpose.LIVE for c in found.clocks)


def day_of(slot: Slot) -> date | None:
    """The calendar day of a slot, None where it names none."""
    return slot.day.day if slot.day else None


def _is_instead(text: Text, at: int) -> bool:
    """Say whether "instead" stands behind a time, its zone or its day: "15:00 UK time on Monday instead"."""
    reach = range(at, at + _REACH_OF_INSTEAD)
    spot = next((spot for spot in reach if text.word(spot) == "instead" or text.word(spot) in _STOPS), at)
    return text.word(spot) == "instead" and text.word(spot + 1) != "of"


def has_interview(text: Text, start: int, end: int) -> bool:
    """Say whether a word for an interview stands among the words."""
    return any(word in _INTERVIEW for word in text.low[start:end])


def is_interview(word: str) -> bool:
    """Say whether a word names an interview, alone or compounded ("Einzelgespräch")."""
    return word in _INTERVIEW or word.endswith(("gespräch", "gesprek"))


def is_called_interview(text: Text, clock: ClockMention) -> bool:
    """Say whether "interview" stands right beside a time: "gate at 8, interview 8.15", "11.40 interview"."""
    before = clock.start - 1 - (text.word(clock.start - 1) in _TO_CLOCK)
    behind = clock.end + (text.word(clock.end) in _TO_CLOCK)
    return text.word(before) in _INTERVIEW or text.word(behind) in _INTERVIEW


def _date_score(day: DateMention | None, clock: ClockMention, now: datetime) -> float:
    """Dated beats undated, a full date a weekday's name; what has passed is out."""
    if day is None:
        return -2
    score = 1.0 * (day.kind in {"exact", "ordinal"}) - 1.5 * day.is_clash
    moment = datetime.combine(day.day, datetime.min.time()) + timedelta(minutes=clock.begin.minutes)
    return score - 10 * (moment < now - _ALREADY_SAID)


def _date_for(found: Scan, clock: ClockMention) -> tuple[DateMention | None, bool]:
    """The date a clock time belongs to, and whether it stands near."""
    text = found.text
    if _is_that_day(text, clock.end) and (told := [d for d in found.dates if d.start < clock.start]):
        return told[-1], True
    number = text.sentence[clock.start]
    same = [d for d in found.dates if text.sentence[d.start] == number]
    if same and not _is_old_aside(found, clock, same):
        return _nearest(found, clock, same), True
    nearest = _table_date(found, clock) or _date_right_before(found, clock)
    if nearest is not None:
        return nearest, True
    before = [d for d in found.dates if d.start < clock.start]
    after = [d for d in found.dates if d.start > clock.start]
    live_before = [d for d in before if d in found.live_dates]
    live_after = [d for d in after if d in found.live_dates]
    if live_before:
        return live_before[-1], False
    if live_after:
        return live_after[0], False
    return (before[-1], False) if before else (None, False)


def _is_old_aside(found: Scan, clock: ClockMention, same: list[DateMention]) -> bool:
    """Say whether a sentence only recalls a former day: "half two, the same as planned for Monday"."""
    by_start = found.purposes.by_start
    is_aside = all(by_start[d.start] is Purpose.OLD and d.start - clock.end > _BESIDE for d in same)
    return is_aside and any(d.start < clock.start for d in found.live_dates)


def _date_right_before(found: Scan, clock: ClockMention) -> DateMention | None:
    """The day that ends the sentence before: "Monday then! 1.30 works with your shifts"."""
    number = found.text.sentence[clock.start] - 1
    near = [d for d in found.live_dates if 0 < clock.start - d.end <= _RIGHT_BEHIND]
    return next((d for d in near if found.text.sentence[d.start] == number), None)


def _is_that_day(text: Text, at: int) -> bool:
    """ "I've slid you along to 12.30 that day"."""
    at += text.word(at) == ","
    at += text.word(at) in _ARTICLES
    return (text.word(at), text.word(at + 1)) in _THAT_DAY


def _nearest(found: Scan, clock: ClockMention, same: list[DateMention]) -> DateMention:
    """The nearest date of the sentence; an old one only right beside the time ("not Monday but Friday, still at 2")."""
    on_line = [d for d in same if "\n" not in found.text.low[min(clock.end, d.end) : max(clock.start, d.start)]]
    same = on_line or same  # a row of a table
    nearest = min(same, key=lambda d: _distance(found, clock, d))
    by_start = found.purposes.by_start
    is_beside = clock.start - nearest.end in {0, 1} and found.text.word(nearest.end) != ","
    if by_start[nearest.start] is not Purpose.OLD or is_beside:
        return nearest
    live = [d for d in same if by_start[d.start] is Purpose.LIVE]
    return min(live, key=lambda d: _distance(found, clock, d), default=nearest)


def _distance(found: Scan, clock: ClockMention, day: DateMention) -> float:
    gap = clock.start - day.end if day.end <= clock.start else day.start - clock.end + 0.5
    low, high = min(clock.end, day.end), max(clock.start, day.start)
    between = sum(1 for c in found.clocks if low <= c.start < high and c is not clock)
    weight = 0 if day.kind in {"exact", "ordinal"} or gap <= 3 else 1
    is_reason = day.start >= clock.end and any(w in _REASONS for w in found.text.low[clock.end : day.start])
    return gap + 6 * (between + is_reason) + weight


def _table_date(found: Scan, clock: ClockMention) -> DateMention | None:
    """The date on the line or two before (or right after) in a table: "Date: … / Time: …"."""
    text, by_start = found.text, found.purposes.by_start
    number = text.sentence[clock.start]
    for d in reversed(found.dates):
        if (
            d.start < clock.start
            and "\n" in text.low[d.end : clock.start]
            and number - text.sentence[d.start] <= 2
            and by_start[d.start] is not Purpose.OLD
        ):
            return d
    for d in found.dates:
        if (
            d.start > clock.end
            and "\n" in text.low[clock.end : d.start]
            and text.sentence[d.start] - number <= 1
            and by_start[d.start] is not Purpose.OLD
        ):
            return d
    return None
