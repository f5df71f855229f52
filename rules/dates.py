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
SUFFIXES_EN = frozenset({"st", "nd", "rd", "th"})
_FARTHEST_NUMBERED = timedelta(days=70)
"""A weekday and a day of the month that meet no sooner are no date, or a slip."""
_FIRST_WORDED_DAY, _LAST_RANK = 4, 10
_BEFORE_WORDED_DAY = words_of(", . on for to is later so then by until till before") | {"\n", ""}
_AFTER_WORDED_DAY = words_of(
    ", . ; ! ? ) at then instead is it from works suits for in if please - – same and or to we i you by with"
    " has will would instant inst half quarter noon three two four ten eleven nine"
) | {
    "\n",
    "",
}
_NUMBERED = words_of(
    "floor fl round street st avenue ave grade stage interview interviews meeting call chat conversation candidate "
    "shift round half row team line edition draft visit attempt choice job week "
    "session class grader graders year century time option"
)
"""What an ordinal numbers besides days."""
_NEAR_SENTENCES = 2
_ASIDES, _LONGEST_ASIDE = words_of(", ( - – — a which is that's it's being"), 4
_PLACES = words_of(
    "diner cafe café bar deli bakery school church pub place office shop building store corner site yard house trip "
    "studio based located"
)
"""What stands before the street in "our place on 27th"."""
_KINDS = words_of("phone video technical final zoom")
_LATEST = words_of("más plus")
"""What goes on "el viernes 17 a más tardar", "vendredi 17 au plus tard": no hour of the clock."""
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
        if point < at:
            continue
        if (mention := _date_at(text, point, frame) or _day_after(text, point, found)) is not None:
            at = mention.end
            if found and _names_again(text, found[-1], mention):
                found[-1] = replace(found[-1], end=mention.end, weekday=mention.weekday)
            else:
                found.append(_after_another(text, mention, found))
    return found


def _names_again(text: Text, dated: DateMention, weekday: DateMention) -> bool:
    """Say whether a weekday only tells again which day a date is: "May 1, a Friday"."""
    between = text.low[dated.end : weekday.start]
    is_aside = len(between) <= _LONGEST_ASIDE and all(word in _ASIDES for word in between)
    is_dated = dated.kind in {"exact", "ordinal"} and dated.day.isoweekday() == weekday.weekday
    return bool(between) and is_aside and is_dated and weekday.is_bare


def _day_after(text: Text, at: int, before: list[DateMention]) -> DateMention | None:
    """Let "the next day" and "the day after" follow the day that is named before it."""
    if not before or text.low[at] != "day" or text.sentence[at] - text.sentence[before[-1].start] > _NEAR_SENTENCES:
        return None
    is_next = text.word(at - 1) in {"next", "following"} and text.word(at - 2) == "the"
    is_after = text.word(at - 1) == "the" and text.word(at + 1) == "after" and text.word(at + 2) in _AFTER_WORDED_DAY
    if not (is_next or is_after):
        return None
    return DateMention(at, at + 1 + is_after, before[-1].day + timedelta(days=1), "relative")


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
    if word == "day":
        is_week_on = text.word(at - 1) == "this" and text.word(at + 1) == "week"
        return DateMention(at, at + 2, frame.today + timedelta(days=7), "relative") if is_week_on else None
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
    if (number := _worded_day(text, at)) > 0:
        return DateMention(at, at + 1, next_day_of_month(number, frame.today), "ordinal")
    number = small_number(text.low[at], 31)
    if number and _is_ordinal(text, at, number):
        end = at + 2 if text.word(at + 1) in SUFFIXES or text.word(at + 1) == "." else at + 1
        return DateMention(at, end, next_day_of_month(number, frame.today), "ordinal")
    return None


def _worded_day(text: Text, at: int) -> int:
    """The day in "the nineteenth, 3pm" and "a week later, the eighth, at the same hour"; 0 for another ordinal."""
    number = text.lexicon.ordinals.get(text.low[at], 0)
    if number < _FIRST_WORDED_DAY or text.word(at - 1) != "the" or text.word(at + 1) not in _AFTER_WORDED_DAY:
        return 0
    return number if number > _LAST_RANK or text.word(at - 2) in _BEFORE_WORDED_DAY else 0


def _is_day_number(text: Text, at: int) -> bool:
    """Say whether what follows "2nd" leaves it a day: not a floor, a street or an interview."""
    return text.word(at) not in _NUMBERED and not (text.word(at) in _KINDS and text.word(at + 1) in _NUMBERED)


def _is_ordinal(text: Text, at: int, number: int) -> bool:
    """Say whether a number alone names a day: "the 14th", "den 14.", "le 14", "el día 23"."""
    before, after = text.word(at - 1), text.word(at + 1)
    if after in _UNITS_AFTER or after in text.lexicon.spans:
        return False
    if after in SUFFIXES_EN:
        return _is_day_number(text, at + 2) and not (before == "on" and text.word(at - 2) in _PLACES)
    if before in {"dia", "día", "giorno"}:
        return True
    if before == "the" and text.word(at - 2) in _UP_TO and text.language in {None, "en"}:
        return after in _AFTER_BARE_DAY or (
            after in _AT and text.word(at + 2)[:1].isdecimal()
        )  # "until the 16 you have our answer", as learners of English write it
    if before == "de" and after == "e":
        return text.language == "nl"  # "uiterlijk de 18e"
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
    spot += text.language == "nl" and text.word(spot) == "de" and text.word(spot + 1)[:1].isdecimal()
    if (parts := calendar_day_at(text, spot, frame) if text.word(spot)[:1].isalnum() else None) is not None:
        resolved = resolve(*parts[:3], frame.today)
        if resolved is not None:
            return _checked(DateMention(spot, parts[3], resolved, "exact"), text, frame, parts[0])
    if spot < len(text.low) and text.sentence[spot] != text.sentence[at]:
        spot = at + 1
    if (numbered := _numbered_weekday(text, at, spot, frame)) is not None:
        return numbered
    if word in text.lexicon.weak and not is_weekday_name(text, at):
        return None
    day, end, is_bare = weekday_day(text, at, frame.today)
    return DateMention(at, end, day, "weekday", weekday, is_bare=is_bare)


def _numbered_weekday(text: Text, at: int, spot: int, frame: Frame) -> DateMention | None:
    """ "Friday the 13th", "Saturday, the second"; a day months away is none: "Saturday, the second milking"."""
    lexicon, weekday = text.lexicon, text.lexicon.weekdays[text.low[at]]
    number = small_number(text.word(spot), 31) or (lexicon.ordinals.get(text.word(spot), 0) if spot > at + 1 else 0)
    if not number:
        return None
    is_word = text.low[spot] in lexicon.ordinals
    if is_word and text.word(spot + 1) not in _AFTER_WORDED_DAY:
        return None  # "Friday, fourth floor", "Monday the second milking"
    if not is_word and not _is_day_after_weekday(text, spot, number, weekday, frame):
        return None
    day = next_day_of_month(number, frame.today, weekday)
    if day - frame.today > _FARTHEST_NUMBERED:
        day = next_day_of_month(number, frame.today)
        if is_word or (text.word(spot + 1) in SUFFIXES_EN and not _is_day_number(text, spot + 2)):
            return None
    end = spot + 2 if text.word(spot + 1) in {*SUFFIXES_EN, "º", "."} and not is_word else spot + 1
    return DateMention(at, end, day, "ordinal", weekday, day.isoweekday() != weekday)


def _is_day_after_weekday(text: Text, spot: int, number: int, weekday: int, frame: Frame) -> bool:
    after = text.word(spot + 1)
    if after in SUFFIXES_EN:
        return True
    lexicon = text.lexicon
    if number <= 12 and (after == "in" or after in lexicon.this) and text.word(spot + 2) in {"the", *lexicon.half_days}:
        is_hour = text.word(spot + 2) in lexicon.half_days or text.word(spot + 3) in lexicon.half_days
        if is_hour:
            return False  # "Sunday 6 in the morning"
    day = next_day_of_month(number, frame.today)
    fits = day.isoweekday() == weekday and text.word(spot - 1) not in {"at", "um", "om", "@"}
    then = text.word(spot + 2)
    is_hour = then[:1].isdecimal() or then in lexicon.noon or then in lexicon.numbers or then in _HOUR_LEADERS
    if fits and ((after in _AT and is_hour) or then in _LATEST):
        return True
    if (
        after in DASHES
        or after in lexicon.to
        or after in {":", "h", "u", "uhr", "uur", "am", "pm", "a.m", "p.m", "hrs", "o'clock", "oclock", "past", "gone"}
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
    if (before == "week" and before2 in {"a", "one"}) or (
        text.word(at + 1) == "week" and text.word(at + 2) in _AFTER_BARE_DAY
    ):
        ahead += 7
    elif word in {"today", "tomorrow"} and text.word(at + 1) == "week":  # "tomorrow week", as the British say it
        return DateMention(at, at + 2, frame.today + timedelta(days=ahead + 7), "relative")
    if before == "from" and before2 in {"week", "weeks"} and ahead >= 0:
        ahead += 7 * (text.word(at - 3) == "a" or text.lexicon.numbers.get(text.word(at - 3), 0))
    if before == "from" and before2 == "fortnight" and ahead >= 0:
        ahead += 14  # "a fortnight from today"
    day, end = frame.today + timedelta(days=ahead), at + 1
    is_numbered = small_number(text.word(end), 31) == day.day and text.word(end + 1) in {"at", "@", "um", "om"}
    return DateMention(at, end + is_numbered, day, "relative")  # "tomorrow 15 at 7"
