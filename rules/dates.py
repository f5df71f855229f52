"""Dates as people write them: "Tuesday the 14th", "03/04/2026", "tomorrow", "Thursday week", "den 5. Mai".

Pure grammar over `rules.time_words.Text`; what a date is *for* (interview, deadline, past) is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from rules.calendar_dates import (
    BETWEEN,
    SUFFIXES,
    Frame,
    calendar_day_at,
    in_year,
    next_day_of_month,
    resolve,
    small_number,
    weekday_after,
    weekday_before,
)
from rules.time_words import DASHES, MOST_MENTIONS, Text, words_of
from rules.weekdays import is_weekday_name, weekday_day

_UP_TO, _AFTER_BARE_DAY = words_of("until till by before on"), words_of(". , ; you we i") | {"", "\n"}
_MOVES_TO = words_of("to on for until")
_NOT_TOMORROW = words_of("la guten am jeden heute gestern goede goeie esta cada this good por")
_HOUR_LEADERS = words_of("las le ore half")
_AT = words_of("at @ um om a à alle às as pelas ore dalle")
_UNITS_AFTER = words_of(
    "% percent people candidates rounds interviews steps questions others references times past gone"
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at words `start`…`end` (exclusive)."""

    start: int
    end: int
    day: date
    kind: str
    """`exact` (day and month), `ordinal` (day of the month), `weekday` or `relative`."""
    weekday: int | None = None
    """The ISO weekday that is named, if any."""
    is_clash: bool = False
    """The named weekday is not that of the date."""
    is_bare: bool = False
    """Only a weekday's name, without "this", "next" or anything else."""


def dates_in(text: Text, frame: Frame) -> list[DateMention]:
    """Every date of the text, in order, none inside another."""
    found: list[DateMention] = []
    at = 0
    for point in text.points:
        if len(found) >= MOST_MENTIONS:
            break
        if point >= at and (mention := _date_at(text, point, frame)) is not None:
            found.append(_after_another(text, mention, found))
            at = mention.end
    return found


def _after_another(text: Text, mention: DateMention, before: list[DateMention]) -> DateMention:
    """Let "the following Friday" follow the day that is named before it."""
    if mention.kind != "weekday" or text.word(mention.start - 1) != "following" or not before:
        return mention
    base = before[-1].day
    ahead = ((mention.weekday or 0) - base.isoweekday()) % 7 or 7
    return replace(mention, day=base + timedelta(days=ahead), is_bare=False)


def _date_at(text: Text, at: int, frame: Frame) -> DateMention | None:
    word, lexicon = text.low[at], text.lexicon
    if word[0] in "0123456789" or word in lexicon.months or word in lexicon.ordinals:
        return _calendar_day(text, at, frame)
    if word in lexicon.weekdays:
        return _weekday(text, at, frame)
    if word in lexicon.days:
        return _relative(text, at, frame)
    if (
        word in lexicon.half_days
        and text.word(at - 1) in lexicon.this
        and text.word(at - 1) not in {"coming", "upcoming"}
    ):
        return DateMention(at, at + 1, frame.today, "relative")
    return None


def _calendar_day(text: Text, at: int, frame: Frame) -> DateMention | None:
    parts = calendar_day_at(text, at, frame)
    if parts is not None:
        year, month, day, end = parts
        resolved = resolve(year, month, day, frame.today)
        return None if resolved is None else _checked(DateMention(at, end, resolved, "exact"), text, frame, year)
    number = small_number(text.low[at], 31)
    if number and _is_ordinal(text, at, number):
        end = at + 2 if text.word(at + 1) in SUFFIXES or text.word(at + 1) == "." else at + 1
        return DateMention(at, end, next_day_of_month(number, frame.today), "ordinal")
    return None


def _is_ordinal(text: Text, at: int, number: int) -> bool:
    """Say whether a number alone names a day: "the 14th", "den 14.", "le 14", "el día 23"."""
    before, after = text.word(at - 1), text.word(at + 1)
    if after in _UNITS_AFTER or after in text.lexicon.spans:
        return False
    if after in {"st", "nd", "rd", "th"}:
        return text.word(at + 2) not in {"floor", "fl", "round", "street", "st", "avenue", "ave", "grade", "stage"}
    if before in {"dia", "día", "giorno"}:
        return True
    if before == "the" and text.word(at - 2) in _UP_TO and text.language in {None, "en"}:
        return after in _AFTER_BARE_DAY  # "until the 16 you have our answer", as learners of English write it
    return before in {"den", "dem", "der", "am", "zum"} and after == "." and text.language == "de" and number > 0


def _checked(mention: DateMention, text: Text, frame: Frame, year: int | None) -> DateMention:
    """Let a weekday right before the date confirm it, or choose the year it fits."""
    weekday, start = weekday_before(text, mention.start)
    if weekday is None:
        weekday = weekday_after(text, mention.end)
    if weekday is None:
        return mention
    day = mention.day
    if day.isoweekday() != weekday and year is None:
        fitting = [d for y in (-1, 1) if (d := in_year(day, day.year + y)) and d.isoweekday() == weekday]
        near = [d for d in fitting if -60 <= (d - frame.today).days <= 330]
        day = near[0] if near else day
    return DateMention(start, mention.end, day, mention.kind, weekday, day.isoweekday() != weekday)


def _weekday(text: Text, at: int, frame: Frame) -> DateMention | None:
    """A weekday alone or with the day of the month ("Friday the 13th"); fuller dates are read from their number on."""
    word, weekday = text.low[at], text.lexicon.weekdays[text.low[at]]
    spot = at + 1
    while text.word(spot) in BETWEEN | text.lexicon.next and spot - at <= 3:
        spot += 1
    if (parts := calendar_day_at(text, spot, frame) if text.word(spot)[:1].isalnum() else None) is not None:
        resolved = resolve(*parts[:3], frame.today)
        if resolved is not None:
            return _checked(DateMention(spot, parts[3], resolved, "exact"), text, frame, parts[0])
    number = small_number(text.word(spot), 31) or (
        text.lexicon.ordinals.get(text.word(spot), 0) if spot > at + 1 else 0
    )
    if number and text.low[spot] in text.lexicon.ordinals:
        day = next_day_of_month(number, frame.today, weekday)
        return DateMention(at, spot + 1, day, "ordinal", weekday, day.isoweekday() != weekday)
    if number and _is_day_after_weekday(text, spot, number, weekday, frame):
        end = spot + 2 if text.word(spot + 1) in {"st", "nd", "rd", "th", "º", "."} else spot + 1
        day = next_day_of_month(number, frame.today, weekday)
        return DateMention(at, end, day, "ordinal", weekday, day.isoweekday() != weekday)
    if word in text.lexicon.weak and not is_weekday_name(text, at):
        return None
    day, end, is_bare = weekday_day(text, at, frame.today)
    return DateMention(at, end, day, "weekday", weekday, is_bare=is_bare)


def _is_day_after_weekday(text: Text, spot: int, number: int, weekday: int, frame: Frame) -> bool:
    after = text.word(spot + 1)
    if after in {"st", "nd", "rd", "th"}:
        return True
    lexicon = text.lexicon
    day = next_day_of_month(number, frame.today)
    fits = day.isoweekday() == weekday and text.word(spot - 1) not in {"at", "um", "om", "@"}
    then = text.word(spot + 2)
    is_hour = then[:1].isdecimal() or then in lexicon.noon or then in lexicon.numbers or then in _HOUR_LEADERS
    if fits and after in _AT and is_hour:
        return True
    if (
        after in DASHES
        or after in lexicon.to
        or after in {":", "h", "u", "uhr", "uur", "am", "pm", "a.m", "p.m", "hrs", "o'clock", "past", "gone"}
    ):
        return False
    if after in lexicon.spans:
        return False
    before = text.word(spot - 1)
    return fits or before in {
        "dia",
        "día",
        "giorno",
    }


def _relative(text: Text, at: int, frame: Frame) -> DateMention | None:
    word, before, before2 = text.low[at], text.word(at - 1), text.word(at - 2)
    ahead = text.lexicon.days[word]
    if before in _NOT_TOMORROW and word in {"morgen", "mañana", "manana"}:
        return None
    if (before == "after" and before2 == "day") or before in {"pasado"} or (before == "de" and before2 in {"depois"}):
        ahead += 1
    if word == "tomorrow" and before == "after" and before2 in _MOVES_TO:
        ahead += 1  # "from tomorrow to after tomorrow", as learners of English say it
    if before == "week" and before2 in {"a", "one"}:
        ahead += 7
    elif word in {"today", "tomorrow"} and text.word(at + 1) == "week":  # "tomorrow week", as the British say it
        return DateMention(at, at + 2, frame.today + timedelta(days=ahead + 7), "relative")
    if before == "from" and before2 in {"week", "weeks"} and ahead >= 0:
        ahead += 7 * (text.word(at - 3) == "a" or text.lexicon.numbers.get(text.word(at - 3), 0))
    return DateMention(at, at + 1, frame.today + timedelta(days=ahead), "relative")
