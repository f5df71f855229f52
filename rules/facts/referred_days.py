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


def leaning_on_others(text: Text, due: list[DueDay]) -> list[DueDay]:
    """The days in order, those that lean on another one moved to where it puts them."""
    out: list[DueDay] = []
    for day in due:
        if out and _is_dated_by(text, out[-1], day):  # "the Friday after, the 7th", "7/3 (Fri)": told by the number
            dated = day if _is_name(text, out[-1]) else out[-1]
            out.append(DueDay(out.pop().start, day.end, dated.day, True))
        else:
            out.append(_moved(text, day, out[-1].day) if out else day)
    return _with_weeks(text, out) if any(word in _WEEK for word in text.low) else out


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


def _moved(text: Text, day: DueDay, base: date) -> DueDay:
    """ "The Friday" after a day that is named before it; "Friday of that week"."""
    if not _is_name(text, day):
        return day
    weekday, following = text.lexicon.weekdays[text.low[day.start]], text.low[day.end : day.end + 4]
    if following[:1] == ["of"] and any(word in _THAT for word in following[1:2]) and _WEEK.intersection(following):
        return DueDay(day.start, day.end + 3, base + timedelta(days=weekday - base.isoweekday()), True)
    is_after = following[:1] != [] and following[0] in _AFTER and following[1:2] in ([","], ["."], ["\n"], [])
    if not is_after and text.word(day.start - 1) != "the":
        return day
    later = base + timedelta(days=(weekday - base.isoweekday()) % 7 or 7)
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
