"""Days counted from the day of writing: "within ten business days", "in 2-3 weeks", "a fortnight", "sous quinzaine".

N weeks and N days count from the day of writing, the larger number of a range (docs/corpus.md); a clock that starts at
another event ("within five days of your exercise") is none.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from rules.periods import DueDay
from rules.time_words import DASHES, Text, words_of

_WITHIN = words_of(
    "within in next over another take takes taking need needs wants about around innerhalb binnen nächsten "
    "sous dans en dentro próximos próximas em até entro tra fra nei nelle prossimi prossime volgende maximaal "
    "maximum roughly typically me swear give reckon figure say guess probably likely maybe inside under plazo "
    "prazo délai termijn frist spazio prochains prochaines komende kommenden after than"
)
_AGO = words_of("ago notice vor geleden fa earlier old back since hace há late long previously passed")
_SINCE = words_of("vor hace há since last past for")
_ANCHORS = words_of("of from after following since nach ab après de después dès após dopo dalla dal na vanaf depuis")
_NOW = words_of(
    "today now this the date receipt heute present dieser la hoy hoje vandaag oggi nu writing receiving "
    "aujourd'hui desta esta presente ce questa deze me us our either what which"
)
_NOT_NOW = words_of(
    "interview debrief closing closure exercise deadline application assessment test shortlisting meeting "
    "panel visit offer start"
)
_ONE = words_of("un una une ein eine")
_OR = words_of("or oder ou o of")
_BETWEEN = words_of("calendar full short - kleine")
_WEEKS = words_of("week weeks wk wks woche wochen semaine semaines semana semanas weken settimana settimane")
FORTNIGHTS = {"fortnight": 14, "fortnight's": 14, "quinzaine": 14, "quincena": 15, "quinzena": 15, "huitaine": 7}
"""Words for two weeks (or one) and the days they count."""
_LONGEST_DAYS, _MOST_WORKING_DAYS, _FEWEST_HOURS = 400, 90, 12


def counted_at(text: Text, at: int, today: date) -> DueDay | None:
    """ "Within ten business days", "in 2-3 weeks", "a fortnight", "sous quinzaine", "48 hours"."""
    word, lexicon = text.low[at], text.lexicon
    if (days := FORTNIGHTS.get(word)) is not None:
        is_other = _is_past(text, at) or _starts_elsewhere(text, at)
        return None if is_other else DueDay(max(at - 1, 0), at + 1, today + timedelta(days=days))
    if word not in lexicon.spans or (word in lexicon.working_days and text.word(at + 1) in lexicon.units):
        return None
    spot, is_working = at - 1, word in lexicon.working_days or text.word(at + 1) in lexicon.working_days
    while text.word(spot) in lexicon.working_days or text.word(spot) in _BETWEEN:
        is_working = is_working or text.word(spot) in lexicon.working_days
        spot -= 1
    number = _number(text, spot)
    if number is None or (text.low[spot] in _ONE and not _is_within(text, spot)):
        return None
    start, joint = spot, text.word(spot - 1)
    if (joint in DASHES or joint in lexicon.to or joint in _OR) and _number(text, spot - 2):
        start = spot - 2
    if word in _WEEKS and text.word(at + 1) in _OR and (more := _number(text, at + 2)):
        number = max(number, more)
    if not (_is_within(text, start) or _is_from_now(text, at)) or _is_past(text, at) or _starts_elsewhere(text, at):
        return None
    day = _after(today, number, word, is_working, text)
    return None if day is None else DueDay(start, at + 1, day)


def _number(text: Text, at: int) -> int | None:
    word = text.word(at)
    if word.isdecimal() and len(word) <= 3:
        return int(word)
    inside = text.word(at - 1) if word == ")" else ""
    if inside.isdecimal() and len(inside) <= 3:
        return int(inside)
    if word == "of" and text.word(at - 1) == "couple":
        return 2
    if word == "another":
        return 1
    return text.lexicon.numbers.get(word)


def _is_within(text: Text, start: int) -> bool:
    near = [text.word(at) for at in range(max(start - 4, 0), start)]
    opens = start == 0 or text.low[start - 1] in {"\n", ".", "!", "?"}
    return opens or any(word in _WITHIN for word in near)


def _is_from_now(text: Text, at: int) -> bool:
    """ "Ten days from now", "a week from today", "a week today", "2-3 weeks till you get our reply"."""
    if text.word(at + 1) in {"till", "until"} and text.word(at + 2) == "you":
        return True
    return text.word(at + 1) == "today" or (text.word(at + 1) == "from" and text.word(at + 2) in {"now", "today"})


def _is_past(text: Text, at: int) -> bool:
    before, after = text.low[max(at - 3, 0) : at], text.low[at + 1 : at + 3]
    return any(word in _AGO for word in after) or any(word in _SINCE for word in before)


def _starts_elsewhere(text: Text, at: int) -> bool:
    """Say whether the clock starts at another event: "within five days of your exercise"."""
    spot = at + 1
    while text.word(spot) in text.lexicon.working_days:
        spot += 1
    if text.word(spot) not in _ANCHORS:
        return False
    following = text.low[spot + 1 : spot + 6]
    if any(word in _NOT_NOW for word in following):
        return True
    return not any(word in _NOW for word in following[:3])


def _after(today: date, number: int, unit: str, is_working: bool, text: Text) -> date | None:
    if is_working:
        return _working_days_after(today, number)
    if unit in text.lexicon.hours:
        return today + timedelta(days=-(-number // 24)) if number >= _FEWEST_HOURS else None
    if unit in text.lexicon.minutes:
        return None
    size = text.lexicon.units.get(unit, 1)
    if size == 30:
        month = today.month - 1 + number
        year, month = today.year + month // 12, month % 12 + 1
        return date(year, month, min(today.day, monthrange(year, month)[1]))
    return today + timedelta(days=number * size) if number * size <= _LONGEST_DAYS else None


def _working_days_after(today: date, number: int) -> date:
    day = today
    for _ in range(min(number, _MOST_WORKING_DAYS)):
        day += timedelta(days=1)
        while day.isoweekday() > 5:
            day += timedelta(days=1)
    return day
