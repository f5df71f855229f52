"""Start and end of the slot that was chosen: its zone, the other times of the same day, what says how long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from rules.facts.interview_length import length_in_minutes, length_on_line
from rules.facts.moved_times import DAY_MINUTES, LONGEST_NIGHT_MINUTES
from rules.facts.purposes import Purpose
from rules.facts.slots import Scan, Slot, day_of, has_interview, is_called_interview, is_interview
from rules.facts.writing import Writing
from rules.time_contexts import contexts, line_label
from rules.time_words import Text, words_of
from rules.times import ClockMention
from rules.zones import ZoneMention, stated_zone, zone_near

_FEWEST_TOLD = 4
_REACH_OF_INTERVIEW, _PAUSES = 9, words_of(", ; ( – —")
"""How many words before its time an interview may be named, and what parts it from that time."""
_LONGEST_BREAK_MINUTES = 30
_YOU, _MARKS, _MARKS_END = words_of("you yourself"), words_of("( < - – — > = : [ * , ←"), words_of(") ] *")
_LONGEST_LINE = 25
_BULLETS = words_of("- * • · > | – [ ,")
Span = tuple[datetime, datetime | None]


def span_of(writing: Writing, found: Scan, best: Slot, day: date) -> Span:
    """Start and end of a slot on `day`, aware, in the zone that is stated for it or else the owner's."""
    return _span(writing, found, _agenda(found, best, day), best, day)


def span_of_one(writing: Writing, found: Scan, slot: Slot, day: date) -> Span:
    """The same for a slot that is the interview, whatever else the text lists for that day."""
    return _span(writing, found, [slot], slot, day)


def _span(writing: Writing, found: Scan, slots: list[Slot], best: Slot, day: date) -> Span:
    midnight = datetime.combine(day, datetime.min.time())
    start = midnight + timedelta(minutes=slots[0].clock.begin.minutes)
    minutes = _end_minutes(writing, found, slots)
    zone = writing.zone(zone_of(found, best), start)
    end = None if minutes is None else (midnight + timedelta(minutes=minutes)).replace(tzinfo=zone)
    return start.replace(tzinfo=zone), end


def zone_of(found: Scan, best: Slot) -> ZoneMention | None:
    """The zone beside the slot, beside the same time elsewhere, for the whole text, or beside any other time."""
    text = found.text
    for slot in [best, *(s for s in found.slots if s.clock.begin == best.clock.begin)]:
        if (near := zone_near(text, slot.clock.start, slot.clock.end)) is not None:
            return near
    if (stated := stated_zone(text)) is not None:
        return stated
    others = (zone_near(text, s.clock.start, s.clock.end) for s in found.slots if _lends_zone(text, s))
    return next((zone for zone in others if zone is not None and zone.whose is None), None)


def _lends_zone(text: Text, slot: Slot) -> bool:
    """Say whether a time's zone holds for others: not a deadline's, nor that of "15:30 (12:30 UTC)" in brackets."""
    return slot.purpose is not Purpose.DEADLINE and text.word(slot.clock.start - 1) != "("


def _agenda(found: Scan, best: Slot, day: date) -> list[Slot]:
    """The slots of the day in order, if the text lists or tells several; else the best alone."""
    same = [s for s in found.slots if s.purpose in {Purpose.LIVE, Purpose.END} and day_of(s) == day]
    called = only_interview(found, same)
    if called is not None and called.clock.start == best.clock.start:
        return [best]
    listed = [s for s in same if _opens_line(found.text, s)]
    if len(listed) >= 2 and is_owners(found.text, best):
        return [best]
    named = [s for s in listed if _has_interview(found.text, s.clock)]
    if len(listed) >= 2 and named == listed[-1:]:
        return named  # "11.00 tea / 11.40 interview"
    if len(listed) >= 2:
        opening = [best] if best.clock.start < listed[0].clock.start else []
        return sorted([*opening, *listed], key=lambda s: s.clock.begin.minutes)
    told = [s for s in same if s.purpose is Purpose.LIVE and (s.is_near or _is_behind_day(s))]
    if len(told) > 1 and all(_follows(one, two) for one, two in pairwise(told)):
        return told
    is_rising = all(one.clock.begin.minutes < two.clock.begin.minutes for one, two in pairwise(told))
    has_plan = contexts()["day_plan"].has(found.text.low, 0, len(found.text.low))
    return told if len(told) >= _FEWEST_TOLD - has_plan and is_rising else [best]


def only_interview(found: Scan, slots: Sequence[Slot]) -> Slot | None:
    """The later of two times of a day, told apart, if it alone is said to be the interview's: "Report at 7:45. … Your
    interview is at 2". Sessions in one list or sentence are one visit, from the first to the last."""
    if len(slots) != 2 or day_of(slots[0]) != day_of(slots[1]):
        return None
    text, (first, second) = found.text, slots
    if text.sentence[first.clock.start] == text.sentence[second.clock.start] or _opens_line(text, second):
        return None
    is_first = any(map(is_interview, text.low[slice(*text.bounds(first.clock.start))]))
    return second if not is_first and _is_interviews(text, second.clock.start) else None


def _is_interviews(text: Text, at: int) -> bool:
    """Say whether a word for the interview stands shortly before a time, with no pause between."""
    before = text.low[max(at - _REACH_OF_INTERVIEW, text.bounds(at)[0]) : at]
    last = max((spot for spot, word in enumerate(before) if is_interview(word)), default=None)
    return last is not None and not any(word in _PAUSES for word in before[last:])


def _is_behind_day(slot: Slot) -> bool:
    return slot.day is not None and slot.day.start < slot.clock.start


def _has_interview(text: Text, clock: ClockMention) -> bool:
    """Say whether the line of a listed time is that of the interview."""
    label = line_label(text, clock.start)
    return is_called_interview(text, clock) or (label is not None and has_interview(text, *label))


def _follows(one: Slot, two: Slot) -> bool:
    """Say whether two ranges follow each other with hardly a break: two sessions of one visit."""
    if one.clock.until is None or two.clock.until is None:
        return False
    return 0 <= two.clock.begin.minutes - one.clock.until.minutes <= _LONGEST_BREAK_MINUTES


def is_owners(text: Text, slot: Slot) -> bool:
    """Say whether the line of a listed slot is marked as the reader's: "1830 Maddox (you)", "* 1:20"."""
    if not _opens_line(text, slot):
        return False
    line = text.low[slot.clock.end : slot.clock.end + _LONGEST_LINE]
    line = line[: line.index("\n")] if "\n" in line else line
    marked = (spot for spot, word in enumerate(line) if word in _YOU and spot and line[spot - 1] in _MARKS)
    return any(all(word in _MARKS_END for word in line[spot + 1 : spot + 2]) for spot in marked)


def _opens_line(text: Text, slot: Slot) -> bool:
    """Say whether a slot's time, or its date and then its time, opens a line: "- 9:50 AM", "Fri 6 Nov | 9:50 AM"."""
    spot, day = slot.clock.start - 1, slot.day
    while spot >= 0 and (text.low[spot] in _BULLETS or (day is not None and day.start <= spot < day.end)):
        spot -= 1
    return spot < 0 or text.low[spot] == "\n"


def _end_minutes(writing: Writing, found: Scan, slots: list[Slot]) -> int | None:
    """The end in minutes after midnight: a range's, one that is said, or start and length; None if open."""
    last = slots[-1].clock
    ends = [s.clock.until.minutes for s in slots if s.clock.until]
    if not ends and len(slots) == 1:  # "Raf can do Monday at 5, so: the 26th, 5 to 5:30"
        ends = [s.clock.until.minutes for s in found.slots if s.clock.until and _is_same(s, slots[0])]
    if ends and (len(slots) == 1 or last.until or max(ends) > last.begin.minutes):
        return _behind(last.begin.minutes, max(ends))
    if len(slots) > 1 and contexts()["closing"].begins(found.text.low, last.end):
        return last.begin.minutes
    said = next((s.clock for s in found.slots if s.purpose is Purpose.END and s.clock.start > last.start), None)
    if said is not None and said.begin.minutes > last.begin.minutes:
        return said.begin.minutes
    length = _length(writing, found, slots[0]) if len(slots) == 1 else length_on_line(found, slots[-1])
    return None if length is None else last.begin.minutes + length


def _is_same(one: Slot, two: Slot) -> bool:
    return (
        one.purpose is Purpose.LIVE
        and one.clock.begin.minutes == two.clock.begin.minutes
        and day_of(one) == day_of(two)
    )


def _behind(begin: int, end: int) -> int | None:
    """An end in minutes that is behind its beginning: after midnight, if it is not long until then; else not known."""
    if end > begin:
        return end
    return end + DAY_MINUTES if end + DAY_MINUTES - begin <= LONGEST_NIGHT_MINUTES else None


def _length(writing: Writing, found: Scan, slot: Slot) -> int | None:
    """Minutes as stated beside the slot, else in the own words or the subject; the former ones if they are kept."""
    own = writing.own
    stated = length_in_minutes(found, slot) or (length_in_minutes(own, None) if own is not found else None)
    stated = stated or length_in_minutes(writing.subject, None) or _length_offered(writing, slot)
    if stated is not None or not contexts()["same_length"].has(found.text.low, 0, len(found.text.low)):
        return stated
    quoted = writing.quoted
    for former in quoted.slots:
        if former.clock.until is not None:
            begin = former.clock.begin.minutes
            end = _behind(begin, former.clock.until.minutes)
            return None if end is None else end - begin
    return length_in_minutes(quoted, quoted.slots[0]) if quoted.slots else None


def _length_offered(writing: Writing, slot: Slot) -> int | None:
    """Minutes as the quoted mail states them of the same day and hour, which the writer only takes up."""
    quoted, begin = writing.quoted, slot.clock.begin
    for offered in quoted.slots:
        is_same = offered.clock.begin.hour % 12 == begin.hour % 12 and offered.clock.begin.minute == begin.minute
        if is_same and slot.day is not None and offered.day is not None and slot.day.day == offered.day.day:
            return length_in_minutes(quoted, None)
    return None
