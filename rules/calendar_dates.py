"""Dates with a day of the month: "14 May", "May 14th, 2026", "03/04/2026", "28.4.", "2026-05-14".

Pure grammar over `rules.time_words.Text`; a date without a year is the one nearest to the day of writing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from rules.time_words import DASHES, Text, words_of

BETWEEN = words_of(", . ( [ – - — the den dem der le el il dia día giorno o am at of")
"""What may stand between a weekday and its date."""
SUFFIXES = words_of("st nd rd th er re ème º ª ° o a e de ste")
_OF = words_of("day of de del di . , - / the º")
_CLOCK_BEFORE = words_of("um om at ore alle à h @ from dalle room raum zimmer")
_CLOCK_AFTER = words_of("am pm a.m p.m uhr hrs hours")
_DAY_BEFORE = words_of("am vom zum den dem bis op il le on dal ab")
_DIGITS_OF_MONTH = 2
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_DIGITS_OF_YEAR = 4
"""The longest number in a date; a hostile mail may hold one of ten thousand digits, which Python will not convert."""
_OLDEST_DAYS, _FARTHEST_DAYS = -120, 246
"""How far from the day of writing a date without a year is looked for."""

_SOON = timedelta(days=60)
"""How far ahead a date lies at most that is taken for the other order of its numbers."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What dates are read against: the day of writing, and whether the writer puts the day before the month."""

    today: date
    day_first: bool = True


class CalendarDay(NamedTuple):
    """A date as written (year None if unwritten), and the word after it."""

    year: int | None
    month: int
    day: int
    end: int


def calendar_day_at(text: Text, at: int, frame: Frame) -> CalendarDay | None:
    """Year (None if unwritten), month, day and the end of a calendar date that begins at `at`."""
    word = text.low[at]
    if word[0].isdecimal():
        if "/" in word or "." in word:
            return _numeric(text, at, frame)
        if len(word) == 4:
            return _iso(text, at)
        if text.word(at + 1) == "-" and text.word(at + 3) == "-" and text.word(at + 2).isdecimal():
            return _dashed(text, at, frame)
        if text.word(at + 1) == "-" and _is_before_clock(text, at + 3, ":."):
            return _dashed_day(text, at, frame)
        return _day_then_month(text, at)
    if word in text.lexicon.months:
        return _month_then_day(text, at)
    return _day_then_month(text, at)


def _day_then_month(text: Text, at: int) -> CalendarDay | None:
    day = small_number(text.low[at], 31) or text.lexicon.ordinals.get(text.low[at], 0)
    if not day:
        return None
    spot = at + 1
    if text.word(spot) in SUFFIXES and text.word(spot) not in {"de"}:
        spot += 1
    skipped = 0
    while text.word(spot) in _OF and skipped < 2:
        spot += 1
        skipped += 1
    month = text.lexicon.months.get(text.word(spot))
    if month is None or (text.low[at] in text.lexicon.ordinals and text.word(spot) in {"may", "march"} and not skipped):
        return None
    year, end = _year(text, spot + 1)
    return CalendarDay(year, month, day, end)


def _month_then_day(text: Text, at: int) -> CalendarDay | None:
    spot = at + 1
    if text.word(spot) == "." or text.word(spot) == "the":
        spot += 1
    if text.word(spot) == "the":
        spot += 1
    day = small_number(text.word(spot), 31) or (
        text.lexicon.ordinals.get(text.word(spot), 0) if text.low[at] != "may" else 0
    )
    if not day or text.word(spot + 1) == "%" or text.word(spot + 1) in text.lexicon.months:
        return None
    if text.word(spot + 1) in {"st", "nd", "rd", "th"}:
        spot += 1
    year, end = _year(text, spot + 1)
    return CalendarDay(year, text.lexicon.months[text.low[at]], day, end)


def _numeric(text: Text, at: int, frame: Frame) -> CalendarDay | None:
    word = text.low[at]
    if ":" in word or word == "24/7" or _is_of_a_code(text, at):
        return None
    sign = "/" if "/" in word else "."
    numbers = word.split(sign)
    if not all(n.isdecimal() and len(n) <= _DIGITS_OF_YEAR for n in numbers) or not 2 <= len(numbers) <= 3:
        return None
    values = [int(n) for n in numbers]
    if (
        len(values) == 2
        and sign == "."
        and not (_is_dotted_day(text, at, numbers, frame) or _fits_weekday(text, at, values, frame))
    ):
        return None
    end = at + 1
    if sign == "." and text.word(end) == ".":
        end += 1
    if len(values) == 3 and len(numbers[0]) == 4:
        return CalendarDay(values[0], values[1], values[2], end) if values[1] <= 12 else None
    year = _full_year(numbers[2]) if len(values) == 3 else None
    if len(values) == 3 and year is None:
        return None
    first, second = values[0], values[1]
    if not (1 <= first <= 31 and 1 <= second <= 31) or (first > 12 and second > 12):
        return None
    month, day = _ordered(text, at, first, second, year, frame, sign)
    if year is None and len(values) == 2:
        year, end = _year(text, end)
    return CalendarDay(year, month, day, end)


def _ordered(
    text: Text, at: int, first: int, second: int, year: int | None, frame: Frame, sign: str
) -> tuple[int, int]:
    """Month and day of a numeric date, by what is possible, by the weekday named, then by the writer's habit."""
    if first > 12:
        return (second, first) if second <= 12 else (first, second)
    if sign == ".":
        return _dotted(first, second, year, frame)
    if second > 12:
        return first, second
    weekday, _ = weekday_before(text, at)
    weekday = weekday or weekday_after(text, at + 1)
    habit = [(second, first), (first, second)] if frame.day_first else [(first, second), (second, first)]
    days = [(pair, resolve(year, *pair, frame.today)) for pair in habit]
    if weekday:
        for pair, day in days:
            if day and day.isoweekday() == weekday:
                return pair
    (first_pair, one), (other_pair, other) = days
    if one and other and one < frame.today <= other and other - frame.today < _SOON:
        return other_pair
    return first_pair


def _is_of_a_code(text: Text, at: int) -> bool:
    """Say whether capitals and a hyphen stand before a number: "SWB-11/26" is a file, "DO - 12/02" a Thursday."""
    code = text.raw[at - 2] if at > 1 and text.low[at - 1] == "-" else ""
    return len(code) > 1 and code.isupper() and code.lower() not in text.lexicon.weekdays


def _dotted(first: int, second: int, year: int | None, frame: Frame) -> tuple[int, int]:
    """Month and day of "12.3.26": the day comes first, but for Americans where it has passed and the other comes."""
    if second > 12 or frame.day_first or year is None:
        return (second, first) if second <= 12 else (first, second)
    one, other = resolve(year, second, first, frame.today), resolve(year, first, second, frame.today)
    is_other = one is not None and other is not None and one < frame.today <= other <= frame.today + _SOON
    return (first, second) if is_other else (second, first)


def _is_dotted_day(text: Text, at: int, numbers: list[str], frame: Frame) -> bool:
    """Tell "23.4.", "am 17.07." and "15.04 at 7:30" from the clock time 10.45 and the room 2.14."""
    if not (1 <= int(numbers[1]) <= 12 and 1 <= int(numbers[0]) <= 31):
        return False
    before, after = text.word(at - 1), text.word(at + 1)
    if before in _CLOCK_BEFORE or after in _CLOCK_AFTER:
        return False
    follows = text.raw[at + 2] if at + 2 < len(text.raw) else "\n"
    ends_sentence = follows[:1].isupper() and text.language in {None, "en"}  # "down for 11.05. The head will …"
    if after == "." and follows != "\n" and not ends_sentence:
        return True
    if frame.day_first and len(numbers[1]) == _DIGITS_OF_MONTH and _is_before_clock(text, at + 1, ":"):
        return True
    return before in _DAY_BEFORE or (before in {",", "("} and text.word(at - 2) in text.lexicon.weekdays)


def _is_before_clock(text: Text, at: int, signs: str) -> bool:
    """Say whether a time with its minutes stands at word `at`, or behind an "at" there; `signs` part its numbers."""
    is_told = text.word(at) in _CLOCK_BEFORE
    word = text.word(at + is_told)
    return word[:1].isdecimal() and any(sign in word for sign in (":." if is_told else signs))


def _dashed_day(text: Text, at: int, frame: Frame) -> CalendarDay | None:
    """ "15-04 at 11.30", where the day comes first."""
    day, month = small_number(text.low[at], 31), small_number(text.word(at + 2), 12)
    is_day = frame.day_first and len(text.word(at + 2)) == _DIGITS_OF_MONTH and text.word(at - 1) not in _CLOCK_BEFORE
    return CalendarDay(None, month, day, at + 3) if is_day and day and month else None


def _fits_weekday(text: Text, at: int, values: list[int], frame: Frame) -> bool:
    """Say whether "Friday 10.04" is a date: the weekday before it is that of the day."""
    weekday, _ = weekday_before(text, at)
    day = resolve(None, values[1], values[0], frame.today) if weekday and 1 <= values[1] <= 12 else None
    return day is not None and day.isoweekday() == weekday


def _iso(text: Text, at: int) -> CalendarDay | None:
    if text.word(at + 1) not in DASHES or text.word(at + 3) not in DASHES:
        return None
    year, month, day = text.low[at], text.word(at + 2), text.word(at + 4)
    if not (year.isdecimal() and month.isdecimal() and day.isdecimal() and len(month) <= 2 and len(day) <= 2):
        return None
    return CalendarDay(int(year), int(month), int(day), at + 5) if 1 <= int(month) <= 12 else None


def _dashed(text: Text, at: int, frame: Frame) -> CalendarDay | None:
    """ "18-05-2026"."""
    first, second, year = (
        small_number(text.low[at], 31),
        small_number(text.word(at + 2), 31),
        _full_year(text.word(at + 4)),
    )
    if not (first and second and year) or (first > 12 and second > 12):
        return None
    month, day = _ordered(text, at, first, second, year, frame, "/")
    return CalendarDay(year, month, day, at + 5)


def _year(text: Text, at: int) -> tuple[int | None, int]:
    spot = at
    while text.word(spot) in {",", ".", "de", "del", "of", "-", "/", "'"} and spot - at < 2:
        spot += 1
    word = text.word(spot)
    if len(word) == 4 and word.isdecimal() and _FIRST_YEAR <= int(word) <= _LAST_YEAR:
        clock = (text.word(spot + 1) in DASHES and len(text.word(spot + 2)) == 4) or text.word(spot + 1) in {"hrs", "h"}
        return (None, at) if clock else (int(word), spot + 1)
    return None, at


def _full_year(written: str) -> int | None:
    if not written.isdecimal():
        return None
    if len(written) == 2:
        return 2000 + int(written)
    return int(written) if len(written) == 4 and _FIRST_YEAR <= int(written) <= _LAST_YEAR else None


def small_number(word: str, most: int) -> int:
    return int(word) if 1 <= len(word) <= 2 and word.isdecimal() and 1 <= int(word) <= most else 0


def resolve(year: int | None, month: int, day: int, today: date) -> date | None:
    """The date; without a year the one nearest to today, the past reaching back four months only."""
    if year is not None:
        return _date(year, month, day)
    candidates = [d for y in (today.year - 1, today.year, today.year + 1) if (d := _date(y, month, day))]
    near = [d for d in candidates if _OLDEST_DAYS <= (d - today).days <= _FARTHEST_DAYS]
    return near[0] if near else (candidates[-1] if candidates else None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):  # a number of forty digits may stand where a year would
        return None


def in_year(day: date, year: int) -> date | None:
    return _date(year, day.month, day.day)


def next_day_of_month(number: int, today: date, weekday: int | None = None) -> date:
    """The first date from today on with this day of the month (and this weekday, within a year)."""
    year, month = today.year, today.month
    first: date | None = None
    for _ in range(14):
        found = _date(year, month, number)
        if found and found >= today:
            first = first or found
            if weekday is None or found.isoweekday() == weekday:
                return found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return first or today


def weekday_before(text: Text, start: int) -> tuple[int | None, int]:
    at = start - 1
    while at >= 0 and start - at <= 4 and text.low[at] in BETWEEN:
        at -= 1
    if at >= 0 and start - at <= 4 and (number := text.lexicon.weekdays.get(text.low[at])):
        return number, at
    return None, start


def weekday_after(text: Text, end: int) -> int | None:
    at = end
    while at < len(text.low) and at - end <= 2 and text.low[at] in {",", "(", "-", "–"}:
        at += 1
    word = text.word(at)
    return text.lexicon.weekdays.get(word) if at > end and (word not in text.lexicon.weak or at > end) else None
