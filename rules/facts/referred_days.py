"""Days of a promise that lean on another day: "by the Friday of that week", "on the Tuesday", "the Friday after".

Pure arithmetic over the days that `rules.deadlines` has found; whether one of them is promised is decided elsewhere.
"""

from __future__ import annotations

from datetime import date, timedelta

from rules.periods import DueDay
from rules.time_words import Text, words_of

_MOST_BETWEEN = 6  # words between a weekday's name and the date that says which one it is
_FARTHEST = timedelta(days=21)
_THAT = words_of("that same")
_BREAKS = words_of("or and to then but until till - – / \n")
_AFTER = words_of("after following thereafter")
_WEEK = words_of("week wk")
_WEEKEND = words_of("weekend weekend's week-end wochenende weekends")
_ONE_WEEK = timedelta(days=7)
_OF_A_WEEK = words_of("of in the")


def leaning_on_others(text: Text, due: list[DueDay]) -> list[DueDay]:
    """The days in order, those that lean on another one moved to where it puts them."""
    out: list[DueDay] = []
    for day in due:
        if out and _is_dated_by(text, out[-1], day):  # "the Friday after, the 7th", "7/3 (Fri)": told by the number
            dated = day if _is_name(text, out[-1]) else out[-1]
            out.append(DueDay(out.pop().start, day.end, dated.day, True))
        elif out and _is_week_of(text, out[-1], day):  # "Friday of next week" is one day
            out.append(DueDay(out[-1].start, day.end, out.pop().day, True))
        else:
            out.append(_moved(text, _past_weekend(text, out, day), out[-1]) if out else day)
    return _with_weeks(text, out) if any(word in _WEEK for word in text.low) else out


def leaning_on_interview(text: Text, due: list[DueDay], interview: date) -> list[DueDay]:
    """The days of a mail that sets an interview, "that Friday" and "Friday of that week" put behind its day."""
    return [_behind_interview(text, day, interview) for day in due]


def _behind_interview(text: Text, day: DueDay, interview: date) -> DueDay:
    weekday, following = text.lexicon.weekdays.get(text.low[day.start], 0), text.low[day.start + 1 : day.start + 4]
    is_that = text.word(day.start - 1) == "that" and day.end == day.start + 1
    if not (weekday and day.is_day and (is_that or following == ["of", "that", "week"])):
        return day
    return DueDay(day.start, day.end, interview + timedelta(days=(weekday - interview.isoweekday()) % 7), True)


def _is_name(text: Text, day: DueDay) -> bool:
    """Say whether a weekday's name is all that tells the day."""
    return day.is_day and text.low[day.start] in text.lexicon.weekdays and day.end == day.start + 1


def _is_dated_by(text: Text, one: DueDay, other: DueDay) -> bool:
    """Say whether two days that stand close to each other are one: the same weekday, one told by its number."""
    if not (one.is_day and other.is_day) or other.start - one.end > _MOST_BETWEEN:
        return False
    name, dated = (one, other) if _is_name(text, one) else (other, one)
    between = text.low[one.end : other.start]
    return (
        _is_name(text, name)
        and any(word[0].isdecimal() for word in text.low[dated.start : dated.end])
        and text.lexicon.weekdays[text.low[name.start]] == dated.day.isoweekday()
        and bool(between)
        and not any(word in _BREAKS for word in between)
    )


def _is_week_of(text: Text, one: DueDay, week: DueDay) -> bool:
    """Say whether a span only says in which week the day before it lies."""
    between = text.low[one.end : week.start]
    is_close = all(word in _OF_A_WEEK for word in between)
    return one.is_day and not week.is_day and is_close and one.day.isocalendar()[:2] == week.day.isocalendar()[:2]


def _past_weekend(text: Text, before: list[DueDay], day: DueDay) -> DueDay:
    """Let "I decide over the weekend and ring you Monday or Tuesday" be the days behind that weekend."""
    ends = [one.day for one in before if not one.is_day and text.low[one.end - 1] in _WEEKEND]
    is_bare = _is_name(text, day) and text.word(day.start - 1) not in text.lexicon.this
    if not (ends and is_bare and timedelta(0) < ends[-1] - day.day <= _ONE_WEEK):
        return day
    return DueDay(day.start, day.end, day.day + _ONE_WEEK, True)


def _moved(text: Text, day: DueDay, other: DueDay) -> DueDay:
    """ "The Friday" after a day that is named before it; "Friday of that week"."""
    if not _is_name(text, day):
        return day
    base = other.day
    weekday, following = text.lexicon.weekdays[text.low[day.start]], text.low[day.end : day.end + 4]
    if following[:1] == ["of"] and any(word in _THAT for word in following[1:2]) and _WEEK.intersection(following):
        return DueDay(day.start, day.end + 3, base + timedelta(days=weekday - base.isoweekday()), True)
    if text.word(day.start - 1) in _THAT and text.word(day.start - 2) != "the":  # "Wednesday the 25th … that Friday"
        ahead = base + timedelta(days=(weekday - base.isoweekday()) % 7)
        return DueDay(day.start, day.end, ahead, True) if day.day < base and ahead - day.day <= _FARTHEST else day
    is_after = following[:1] != [] and following[0] in _AFTER and following[1:2] in ([","], ["."], ["\n"], [])
    if not is_after and text.word(day.start - 1) != "the":
        return day
    later = base + timedelta(days=(weekday - base.isoweekday()) % 7 or 7 * other.is_day)
    is_ahead = day.day <= base and later - day.day <= _FARTHEST
    return DueDay(day.start, day.end, later, True) if is_ahead else day


def _with_weeks(text: Text, due: list[DueDay]) -> list[DueDay]:
    """Add the Friday of "that week" where a day before it says which week it is."""
    taken = {at for day in due for at in range(day.start, day.end)}
    added = []
    for at in [at for at, word in enumerate(text.low) if word in _WEEK and at not in taken]:
        if text.word(at - 1) in _THAT and text.word(at - 2) in {"of", "that", "in"}:
            before = [day for day in due if day.end <= at and day.is_day]
            if before:
                base = before[-1].day
                added.append(DueDay(at - 1, at + 1, base + timedelta(days=5 - min(base.isoweekday(), 5))))
    return sorted([*due, *added], key=lambda day: day.start) if added else due
