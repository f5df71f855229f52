"""The first day on which the writer of an automatic reply is back at work (B16).

"Back on Monday 12 May" is that day; "until 12 May", "through 12 May", "5–12 May" mean the day after it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from rules.calendar_dates import Frame
from rules.dates import DateMention, dates_in
from rules.facts.clues import Clues
from rules.facts.writing import writing_of
from rules.message import Message
from rules.reading import Owner
from rules.time_contexts import contexts
from rules.time_words import DASHES, Text, cut, words_of

_NOT_BACK = words_of("get call come write go getting report circle reply answer respond")
_AGAIN = words_of("wieder zurück zurueck weer terug")
_FROM = words_of("ab am vanaf op")
_ARTICLES = words_of("the and including zum le el o al den il , incl einschließlich en met")
_RANGE_WORDS = words_of("to a au al bis and")
_WEEKS = words_of("week woche semaine semana settimana")


def find(message: Message, owner: Owner, clues: Clues) -> date | None:
    """The writer's first day back; None where the automatic reply names none."""
    frame = writing_of(message, owner, clues.language).frame
    texts = (cut(message.own_text, clues.language), cut(message.subject, clues.language))
    return next((day for text in texts if (day := _first_day_back(text, frame)) is not None), None)


def _first_day_back(text: Text, frame: Frame) -> date | None:
    dates = [_never_today_by_name(mention, frame.today) for mention in dates_in(text, frame)]
    ahead = [mention for mention in dates if mention.day >= frame.today]
    last_days = [mention.day for mention in ahead if _ends_absence(text, mention)]
    for mention in ahead:
        if mention.day not in last_days and _says_back(text, mention):
            return mention.day
    if last_days:
        return last_days[0] + timedelta(days=1)
    if (monday := _week(text, frame.today)) is not None:
        return monday
    away = [mention for mention in ahead if contexts()["away"].has(text.low, *text.bounds(mention.start))]
    return away[-1].day + timedelta(days=1) if away else None


def _never_today_by_name(mention: DateMention, today: date) -> DateMention:
    if mention.kind == "weekday" and mention.day == today:
        return replace(mention, day=today + timedelta(days=7))
    return mention


def _says_back(text: Text, mention: DateMention) -> bool:
    """Say whether "back", "wieder", "de retour" … stands before the date, or behind it in German and Dutch."""
    left, right = text.bounds(mention.start)
    back = contexts()["back"]
    at = back.within(text.low, max(left, mention.start - 8), mention.start)
    if at is not None:
        return not (text.low[at] == "back" and text.word(at - 1) in _NOT_BACK)
    behind = back.within(text.low, mention.end, min(right, mention.end + 4))
    is_from = mention.start == left or any(text.word(mention.start - back_by) in _FROM for back_by in (1, 2))
    return behind is not None and text.low[behind] in _AGAIN and is_from


def _ends_absence(text: Text, mention: DateMention) -> bool:
    """Say whether the date ends a span: "until 12 May", "5 – 12 May", "vom 5. bis 12.5."."""
    start, low = mention.start, text.low
    while text.word(start - 1) in _ARTICLES and mention.start - start < 3:
        start -= 1
    before = text.word(start - 1)
    if before in DASHES or before in _RANGE_WORDS:
        if not contexts()["away"].has(low, *text.bounds(mention.start)):  # "I work Tuesday to Thursday"
            return before == "bis"
        return before == "bis" or _is_day(text, start - 2) or text.word(start - 3)[:1].isdecimal()
    return any(contexts()["until"].begins(low, at) for at in range(max(start - 4, 0), mention.start))


def _is_day(text: Text, at: int) -> bool:
    word = text.word(at)
    return word[:1].isdecimal() or word in text.lexicon.months or word in text.lexicon.weekdays


def _week(text: Text, today: date) -> date | None:
    """ "Away this week", "back next week": the Monday on which it begins again."""
    monday = today - timedelta(days=today.isoweekday() - 1)
    low, known, lexicon = text.low, contexts(), text.lexicon
    for at, word in enumerate(low):
        if word not in _WEEKS:
            continue
        is_next = text.word(at - 1) in lexicon.next or text.word(at + 1) in lexicon.next
        if not (
            is_next or text.word(at - 1) in lexicon.this or low[max(at - 2, 0) : at] in (["of", "the"], ["all", "the"])
        ):
            continue
        if is_next and known["back"].has(low, at - 7, at):
            return monday + timedelta(days=7)
        if known["away"].has(low, at - 10, at + 8) or known["until"].has(low, at - 6, at):
            return monday + timedelta(days=14 if is_next else 7)
    return None
