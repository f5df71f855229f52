"""Days by which something is said to come: "by Friday", "early next week", "within ten days", "w/c 4 January"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from rules.calendar_dates import Frame, next_day_of_month, resolve, small_number
from rules.counted_days import FORTNIGHTS, counted_at
from rules.dates import DateMention, dates_in
from rules.lexicon import lexicon_for, words_of
from rules.periods import PERIODS, DueDay, period_at
from rules.time_words import MOST_MENTIONS, Text, mark_sentences

_COMMENCING = words_of("w/c wc commencing beginning of vom du del van dell' starting")
_ARTICLES = {
    "fr": words_of("le"), "es": words_of("el del al"), "it": words_of("il al"), "nl": words_of("de")
}  # fmt: skip
"""What stands before a day of the month that is a number alone, by language."""
_BEHIND_NUMBER = words_of(". , ; : ! ? ) au por como a y et e on je vous nous te le me ti vi") | {"", "\n"}
_DUTCH_ENDINGS = words_of("de ste e")
_ONE_WEEK = words_of("week wk woche semaine semana settimana")


def due_days_in(text: Text, frame: Frame, dates: Sequence[DateMention] | None = None) -> list[DueDay]:
    """Every such day of the text, in order of appearance; "soon" and "in a few days" are none.

    `dates` are those of the text, where they have been read against this frame already.
    """
    mark_sentences(text)
    dates = dates_in(text, frame) if dates is None else dates
    found = [_of_date(text, mention) for mention in dates]
    taken = {at for mention in dates for at in range(mention.start, mention.end)}
    openers = _openers(text.language)
    for at in [at for at, word in enumerate(text.low) if word in openers or word.startswith(("mid", "mi-"))]:
        if len(found) >= MOST_MENTIONS:
            break
        if at not in taken:
            due = counted_at(text, at, frame.today) or period_at(text, at, frame.today)
            due = due or _worded_date(text, at, frame.today)
            found += [due] if due is not None else []
    if (article := _ARTICLES.get(text.language or "")) is not None:
        found += [
            _numbered(text, at, frame.today) for at in text.points if at not in taken and _is_bare(text, at, article)
        ]
    return sorted(found, key=lambda day: day.start)


def _worded_date(text: Text, at: int, today: date) -> DueDay | None:
    """ "By the second of October": the month is at word `at`; later days of the month are read with the dates."""
    number = text.lexicon.ordinals.get(text.word(at - 2), 0) if text.word(at - 1) == "of" else 0
    month = text.lexicon.months.get(text.low[at], 0)
    if not (number and month) or text.word(at - 3) != "the":
        return None
    day = resolve(None, month, number, today)
    return None if day is None else DueDay(at - 2, at + 1, day, True)


def _is_bare(text: Text, at: int, articles: frozenset[str]) -> bool:
    """Say whether a number alone is a day by which something comes: "d'ici le 12", "antes del 15", "voor de 15de"."""
    after = text.word(at + 1)
    return (
        small_number(text.low[at], 31) > 0
        and text.word(at - 1) in articles
        and (after in _BEHIND_NUMBER or (text.language == "nl" and after in _DUTCH_ENDINGS))
    )


def _numbered(text: Text, at: int, today: date) -> DueDay:
    return DueDay(at, at + 1, next_day_of_month(int(text.low[at]), today), True)


@cache
def _openers(language: str | None) -> frozenset[str]:
    """The words at which a span may be named; most words are none."""
    lexicon = lexicon_for(language)
    return frozenset({*PERIODS, *FORTNIGHTS, *lexicon.spans, *lexicon.months})


def _of_date(text: Text, mention: DateMention) -> DueDay:
    """A date as such, or the Friday of its week: "w/c 4 January", "the week of January 4"."""
    if not _is_week_of(text, mention):
        return DueDay(mention.start, mention.end, mention.day, True)
    weekday = mention.day.isoweekday()
    friday = mention.day + timedelta(days=5 - weekday if weekday < 6 else 12 - weekday)
    return DueDay(mention.start, mention.end, friday)


def _is_week_of(text: Text, mention: DateMention) -> bool:
    before, before2, before3 = (text.word(mention.start - back) for back in (1, 2, 3))
    if before == "the" and before2 in {"c", "wc", "beginning", "starting"} and before3 in {*_ONE_WEEK, "/"}:
        return True  # "the week beginning the 29th"
    if before in {"w/c", "wc", "commencing", "beginning"} or (before == "c" and before2 == "/"):
        return True
    if before in _COMMENCING and before2 in _ONE_WEEK:
        return mention.kind != "relative"
    return before == "the" and before2 in {"commencing", "of"} and before3 in _ONE_WEEK
