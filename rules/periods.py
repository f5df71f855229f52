"""Weeks, months and their parts as days: "early next week", "the end of the month", "mid-May", "EOW".

Definitions of docs/corpus.md: the end of a week is its Friday, "early" its Tuesday, "mid" its Wednesday; weeks run from
Monday to Sunday.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rules.time_words import Text, words_of

_EARLY = words_of(
    "early beginning start anfang beginn début principios comienzos início começo princípio begin inizio first"
)
_MIDDLE = words_of(
    "mid middle mitte mi mi- milieu mediados meados midden halverwege metà midweek mid-week wednesdayish"
)
_END = words_of("end close late ende fin final finales finais fim eind einde fine latter back-end")
_WEEKEND = words_of("weekend weekend's week-end wochenende fin-de-semana weekends")
_MONTH = words_of("month months monats monat mois mes mês maand mese month's")
_WEEK = words_of("week weeks wk woche semaine semana settimana week's")
_WEEK_NUMBERED = words_of("week wk kw woche")
_NEXT_AFTER = words_of("prochaine próxima prossima seguinte entrante proxima")
_ENDS = {
    "monatsende": "month", "month-end": "month", "eom": "month", "maandeinde": "month", "fin-de-mes": "month",
    "jahresende": "year", "year-end": "year", "eow": "week", "eod": "day", "cob": "day", "eob": "day", "cop": "day",
}  # fmt: skip
PERIODS = frozenset({*_WEEK, *_WEEK_NUMBERED, *_MONTH, *_WEEKEND, *_ENDS})
"""Words that name a period; months by name come from the dictionary."""
_THE = words_of("the der des la da del de du le do deze monats al il")
_COMING = words_of("kommender kommende kommenden komende volgende")


class _Part(StrEnum):
    EARLY = "early"
    MIDDLE = "middle"
    END = "end"


_DAYS_INTO_WEEK = {_Part.EARLY: 1, _Part.MIDDLE: 2, _Part.END: 4}
_PARTS = _MIDDLE | _EARLY | _END
_BEFORE_NUMBER = words_of("in on by during until")
_WEEKS_OF_MONTH = {"first": 1, "second": 2, "third": 3, "last": 0}
_THAT_IS = words_of(", ( : - – — that is i.e i e . of being meaning")
"""What may stand between the end of the month and the month's name."""
_WEEKS_AHEAD = 15
"""How far ahead a numbered week may lie; "week 2 of the training" is another kind of week."""


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day by which something comes, at words `start`…`end` (exclusive)."""

    start: int
    end: int
    day: date
    is_day: bool = False
    """A single named day rather than a span ("Thursday", "14 May")."""


def period_at(text: Text, at: int, today: date) -> DueDay | None:
    """The day that a week, weekend, month or its end at word `at` stands for; None where it names none."""
    word = text.low[at]
    if word in _WEEK_NUMBERED and text.word(at + 1).isdecimal():
        return _of_week_number(text, at, today)
    if word in _WEEK or word in _MONTH or word in _WEEKEND:
        return _of_period(text, at, today)
    if word in text.lexicon.months:
        return _of_month_name(text, at, today)
    if word in _ENDS:
        return _of_end(text, at, today)
    return _mid_month(text, at, today) if word.startswith(("mid-", "mi-")) else None


def _of_period(text: Text, at: int, today: date) -> DueDay | None:
    """ "This week", "end of next week", "the end of the month", "over the weekend"."""
    word, before, lexicon = text.low[at], text.word(at - 1), text.lexicon
    monday = today - timedelta(days=today.isoweekday() - 1)
    if word in _WEEKEND:
        is_before_it = before == "the" and (text.word(at - 2) == "by" or "before" in text.low[max(at - 8, 0) : at - 1])
        return DueDay(at - 1, at + 1, monday + timedelta(days=4 if is_before_it else 6))
    if before == "day" and text.word(at - 2) == "this" and word in _WEEK:  # "this day week"
        return DueDay(at - 2, at + 1, today + timedelta(days=7))
    is_next, is_this = _is_next(text, at), before in lexicon.this
    runs_out = _runs_out(text, at)
    is_named = before in _THE or before in _PARTS or before in {"in", "entro"}
    if word in _WEEK and (friday := _week_of_month(text, at, today)) is not None:
        return friday
    if not (is_next or is_this or runs_out or is_named or (before == "of" and text.word(at - 2) in _PARTS)):
        return None
    part = _Part.END if runs_out else _part(text, at)
    if word in _MONTH:
        return _month_day(text, at, today, part, is_next, is_this)
    if not (is_next or is_this or part or before == "la" or _is_after_next(text, at)):
        return None
    if before == "de" and text.word(at - 2) == "fin" and text.language == "es":  # "fin de semana" is the weekend
        return DueDay(at - 2, at + 1, monday + timedelta(days=6))
    if word == "weeks":  # "in the coming weeks" names no day
        return None
    if before in {"coming", "upcoming"} and part is None:  # "in the coming week": seven days
        return DueDay(at - 1, at + 1, today + timedelta(days=7))
    if is_next and text.low[max(at - 3, 0) : at - 1] == ["this", "time"]:  # "by this time next week"
        return DueDay(at - 3, at + 1, today + timedelta(days=7))
    weeks = 2 if _is_after_next(text, at) else int(is_next)
    day = monday + timedelta(days=7 * weeks + _DAYS_INTO_WEEK.get(part or _Part.END, 4))
    return DueDay(_part_start(text, at), at + 1, day if day >= today else monday + timedelta(days=6))


def _runs_out(text: Text, at: int) -> bool:
    """ "By week's end", "by month end", "before the month is out", "before the week's out"."""
    word, after = text.low[at], text.word(at + 1)
    if after == "end" and text.word(at - 1) in {"by", "before", "until", "till"}:
        return True
    if word.endswith("'s") or (word == "weeks" and after in _END):
        return after in _END or after == "out"
    return after in {"is", "'s", "runs"} and text.word(at + 2) in {"out", "over", "up"}


def _week_of_month(text: Text, at: int, today: date) -> DueDay | None:
    """ "The first week of December", "the last week in May": its Friday."""
    number, month = _WEEKS_OF_MONTH.get(text.word(at - 1)), text.lexicon.months.get(text.word(at + 2), 0)
    if number is None or not month or text.word(at + 1) not in {"of", "in"}:
        return None
    year = today.year + (month < today.month)
    first = date(year, month, 1 if number else monthrange(year, month)[1] - 6)
    day = first + timedelta(days=(5 - first.isoweekday()) % 7 + 7 * max(number - 1, 0))
    return DueDay(at - 1, at + 3, day) if day >= today else None


def _is_after_next(text: Text, at: int) -> bool:
    return text.word(at + 1) == "after" and text.word(at + 2) == "next"


def _is_next(text: Text, at: int) -> bool:
    before, after, lexicon = text.word(at - 1), text.word(at + 1), text.lexicon
    if before in lexicon.next or before in _NEXT_AFTER or after in _NEXT_AFTER:
        return True
    if text.low[at] in _WEEK and before in _COMING:
        return True
    return after == "que" and text.word(at + 2) in {"viene", "vem", "entra"}


def _part(text: Text, at: int) -> _Part | None:
    """The part of the period that stands before its word: "early", "the middle of", "Ende"."""
    for spot in range(at - 1, max(at - 6, -1), -1):
        word = text.low[spot]
        if word in {"\n", ",", ";"} or text.sentence[spot] != text.sentence[at]:
            return None
        if word == "last" and text.word(spot + 1) == "day":  # "the last day of July"
            return _Part.END
        for part, words in ((_Part.MIDDLE, _MIDDLE), (_Part.EARLY, _EARLY), (_Part.END, _END)):
            if word in words:
                return part
    return None


def _part_start(text: Text, at: int) -> int:
    spots = [s for s in range(max(at - 5, 0), at) if text.low[s] in _PARTS]
    return spots[-1] if spots else max(at - 1, 0)


def _month_day(text: Text, at: int, today: date, part: _Part | None, is_next: bool, is_this: bool) -> DueDay | None:
    """The last day or the middle of a month; "the end of the month, that is, September" names it afterwards."""
    if (part is None and not (is_next or is_this)) or part is _Part.EARLY:
        return None
    year, month = (today.year + today.month // 12, today.month % 12 + 1) if is_next else (today.year, today.month)
    for spot in range(at + 1, min(at + 9, len(text.low))):
        word = text.low[spot]
        is_name = word in text.lexicon.months and word not in text.lexicon.weak
        if is_name and not text.word(spot + 1).isdecimal():
            month = text.lexicon.months[word]
            year = today.year + (month < today.month)
        if word not in _THAT_IS or text.sentence[spot] != text.sentence[at]:
            break
    day = _in_month(year, month, part)
    return DueDay(_part_start(text, at), at + 1, day) if day >= today else None


def _in_month(year: int, month: int, part: _Part | None) -> date:
    return date(year, month, 15 if part is _Part.MIDDLE else monthrange(year, month)[1])


def _of_month_name(text: Text, at: int, today: date) -> DueDay | None:
    """ "End of April", "mid May"; a month alone promises no day."""
    part, after = _part(text, at), text.word(at + 1)
    if part is None and text.word(at - 1) == "before" and _runs_out(text, at):  # "before May is out"
        part = _Part.END
    if part not in {_Part.END, _Part.MIDDLE} or (after.isdecimal() and len(after) < 4):
        return None
    month = text.lexicon.months[text.low[at]]
    return DueDay(_part_start(text, at), at + 1, _in_month(today.year + (month < today.month), month, part))


def _of_week_number(text: Text, at: int, today: date) -> DueDay | None:
    """ "In week 12", "KW 12": the Friday of a calendar week that is near enough."""
    number = int(text.low[at + 1]) if len(text.low[at + 1]) <= 2 else 0
    is_calendar = text.low[at] == "kw" or text.word(at - 1) in _BEFORE_NUMBER
    if not is_calendar or not 1 <= number <= 52 or text.word(at + 2) in {"of", "-", ":"}:
        return None
    year, current, _ = today.isocalendar()
    ahead = (number - current) % 52
    if ahead > _WEEKS_AHEAD:
        return None
    friday = date.fromisocalendar(year + (number < current), number, 5)
    return DueDay(at, at + 2, friday) if friday >= today else None


def _mid_month(text: Text, at: int, today: date) -> DueDay | None:
    name = text.low[at].removeprefix("mid-").removeprefix("mi-")
    month = today.month if name == "month" else text.lexicon.months.get(name, 0)
    if not month:
        return None
    day = _in_month(today.year + (month < today.month), month, _Part.MIDDLE)
    return DueDay(at, at + 1, day) if day >= today else None


def _of_end(text: Text, at: int, today: date) -> DueDay | None:
    """ "Monatsende", "month-end", "EOW", "COB"."""
    what = _ENDS[text.low[at]]
    if what == "day":
        named = (text.lexicon.weekdays, text.lexicon.days, text.lexicon.months)
        is_named = any(word in names for word in text.low[max(at - 4, 0) : at + 5] for names in named)
        return None if is_named else DueDay(at, at + 1, today)
    if what == "week":
        return DueDay(at, at + 1, today + timedelta(days=(5 - today.isoweekday()) % 7))
    month = 12 if what == "year" else today.month
    return DueDay(at, at + 1, _in_month(today.year, month, _Part.END))
