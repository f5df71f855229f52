"""Days by which something is said to come: "by Friday", "early next week", "within ten business days", "w/c 4 January".

Definitions of docs/corpus.md: end of a week is its Friday, "early" its Tuesday, "mid" its Wednesday; weeks run from
Monday to Sunday; N weeks and N days count from the day of writing, the larger number of a range.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from rules.dates import DateMention, Frame, dates_in
from rules.time_words import DASHES, Text, words_of

_EARLY = words_of(
    "early beginning start anfang beginn début principios comienzos início começo princípio begin inizio first"
)
_MIDDLE = words_of(
    "mid middle mitte mi mi- milieu mediados meados midden halverwege metà midweek mid-week wednesdayish"
)
_END = words_of("end close late ende fin final finales finais fim eind einde fine latter back-end")
_WEEKEND = words_of("weekend weekend's week-end wochenende fin-de-semana weekends")
_MONTH = words_of("month months monats monat mois mes mês maand mese month's")
_ENDS = {
    "monatsende": "month", "month-end": "month", "eom": "month", "maandeinde": "month", "fin-de-mes": "month", "jahresende": "year",
    "year-end": "year", "eow": "week", "eod": "day", "cob": "day", "eob": "day", "cop": "day",
}  # fmt: skip
_WEEK = words_of("week weeks woche semaine semana settimana week's")
_NEXT_AFTER = words_of("prochaine próxima prossima seguinte entrante proxima")
_COMMENCING = words_of("w/c wc commencing beginning of vom du del van dell' starting")
_WITHIN = words_of(
    "within in next over another take takes taking need needs wants about around innerhalb binnen nächsten sous dans en dentro próximos "
    "próximas em até entro tra fra nei nelle prossimi prossime volgende maximaal maximum roughly typically me swear give under plazo prazo délai termijn frist spazio "
    "prochains prochaines komende kommenden after than"
)
_AGO = words_of("ago notice vor geleden fa earlier old back since hace há late long previously passed")
_ANCHORS = words_of("of from after following since nach ab après de después dès após dopo dalla dal na vanaf depuis")
_NOW = words_of(
    "today now this the date receipt heute present dieser la hoy hoje vandaag oggi nu present. writing receiving aujourd'hui desta esta presente ce "
    "questa deze me us our either what which"
)
_NOT_NOW = words_of(
    "interview debrief closing closure exercise deadline application assessment test shortlisting meeting panel visit offer start"
)


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day by which something comes, at words `start`…`end` (exclusive)."""

    start: int
    end: int
    day: date
    is_day: bool = False
    """A single named day rather than a span ("Thursday", "14 May")."""


def due_days_in(text: Text, frame: Frame) -> list[DueDay]:
    """Every such day of the text, in order of appearance; "soon" and "in a few days" are none."""
    dates = dates_in(text, frame)
    found = [_of_date(text, mention, frame) for mention in dates]
    taken = {at for mention in dates for at in range(mention.start, mention.end)}
    lexicon = text.lexicon
    for at, word in enumerate(text.low):
        if at in taken:
            continue
        due: DueDay | None = None
        if word in _WEEK or word in _MONTH or word in _WEEKEND:
            due = _counted(text, at, frame.today) or _of_period(text, at, frame.today)
        elif word in lexicon.working_days and text.word(at + 1) in lexicon.units:
            continue
        elif word in lexicon.spans or word in {"quinzaine", "huitaine", "fortnight", "quincena", "quinzena"}:
            due = _counted(text, at, frame.today)
        elif word in lexicon.months:
            due = _of_month_name(text, at, frame.today)
        elif word in _ENDS:
            due = _of_end(text, at, frame.today)
        elif word.startswith("mid-"):
            due = _mid_month(text, at, frame.today)
        if due is not None:
            found.append(due)
    return sorted(found, key=lambda d: d.start)


def _of_date(text: Text, mention: DateMention, frame: Frame) -> DueDay:
    before, before2 = text.word(mention.start - 1), text.word(mention.start - 2)
    weeks = before in {"w/c", "wc", "commencing", "beginning"} or (before == "c" and before2 == "/")
    weeks = (
        weeks
        or (before in _COMMENCING and before2 in _WEEK - {"weeks"} and mention.kind != "relative")
        or (before == "the" and before2 in {"commencing", "of"} and text.word(mention.start - 3) in _WEEK)
    )
    if weeks:
        friday = (
            mention.day + timedelta(days=5 - mention.day.isoweekday())
            if mention.day.isoweekday() < 6
            else mention.day + timedelta(days=12 - mention.day.isoweekday())
        )
        return DueDay(mention.start, mention.end, friday)
    return DueDay(mention.start, mention.end, mention.day, True)


def _of_period(text: Text, at: int, today: date) -> DueDay | None:
    """ "This week", "end of next week", "the end of the month", "over the weekend"."""
    word, lexicon = text.low[at], text.lexicon
    monday = today - timedelta(days=today.isoweekday() - 1)
    if word in _WEEKEND:
        sunday = monday + timedelta(days=6)
        before_it = text.word(at - 1) in {"the"} and text.word(at - 2) == "by"
        return DueDay(at - 1, at + 1, sunday - timedelta(days=2) if before_it else sunday)
    before, after = text.word(at - 1), text.word(at + 1)
    is_next = (
        before in lexicon.next
        or after in _NEXT_AFTER
        or (after == "que" and text.word(at + 2) in {"viene", "vem", "entra"})
    )
    is_next = (
        is_next
        or before in _NEXT_AFTER
        or (word in _WEEK and before in {"kommender", "kommende", "kommenden", "komende", "volgende"})
    )
    is_this = before in lexicon.this or before in {
        "the",
        "der",
        "des",
        "la",
        "da",
        "del",
        "de",
        "du",
        "le",
        "do",
        "deze",
        "monats",
        "al",
        "il",
    }
    if not (is_next or is_this or before in _END or before in {"in", "entro"}):
        return None
    part = _part(text, at)
    if word in _WEEK:
        if not is_next and before not in lexicon.this and part is None and before != "la":
            return None
        if before == "de" and text.word(at - 2) == "fin" and text.language == "es":
            return DueDay(at - 2, at + 1, monday + timedelta(days=6))
        start = monday + timedelta(days=7 * is_next)
        if after == "after" and text.word(at + 2) == "next":
            start = monday + timedelta(days=14)
        day = start + timedelta(days={"early": 1, "middle": 2}.get(part or "", 4))
        return DueDay(_part_start(text, at), at + 1, day if day >= today else monday + timedelta(days=6))
    return _month_day(text, at, today, part, is_next, bool(before in lexicon.this))


def _part(text: Text, at: int) -> str | None:
    for spot in range(at - 1, max(at - 6, -1), -1):
        word = text.low[spot]
        if word in {"\n", ",", ";"} or text.sentence and text.sentence[spot] != text.sentence[at]:
            return None
        if word in _MIDDLE:
            return "middle"
        if word in _EARLY:
            return "early"
        if word in _END:
            return "end"
    return None


def _part_start(text: Text, at: int) -> int:
    spots = [s for s in range(max(at - 5, 0), at) if text.low[s] in _MIDDLE | _EARLY | _END]
    return spots[-1] if spots else max(at - 1, 0)


def _month_day(text: Text, at: int, today: date, part: str | None, is_next: bool, is_this: bool) -> DueDay | None:
    if part is None and not (is_next or is_this) or part == "early":
        return None
    year, month = (today.year + today.month // 12, today.month % 12 + 1) if is_next else (today.year, today.month)
    for spot in range(at + 1, min(at + 9, len(text.low))):
        if (
            (named := text.lexicon.months.get(text.low[spot]))
            and text.low[spot] not in text.lexicon.weak
            and not text.word(spot + 1).isdecimal()
        ):
            year, month = (today.year + (named < today.month), named)
            break
    day = 15 if part == "middle" else monthrange(year, month)[1]
    found = date(year, month, day)
    return DueDay(_part_start(text, at), at + 1, found) if found >= today else None


def _of_month_name(text: Text, at: int, today: date) -> DueDay | None:
    """ "End of April", "mid May"; a month alone promises no day."""
    part = _part(text, at)
    if part not in {"end", "middle"} or text.word(at + 1).isdecimal() and len(text.word(at + 1)) < 4:
        return None
    month = text.lexicon.months[text.low[at]]
    year = today.year + (month < today.month)
    return DueDay(
        _part_start(text, at), at + 1, date(year, month, 15 if part == "middle" else monthrange(year, month)[1])
    )


def _mid_month(text: Text, at: int, today: date) -> DueDay | None:
    name = text.low[at][4:]
    if name == "month":
        month, year = today.month, today.year
    elif (month := text.lexicon.months.get(name, 0)) > 0:
        year = today.year + (month < today.month)
    else:
        return None
    day = date(year, month, 15)
    return DueDay(at, at + 1, day) if day >= today else None


def _of_end(text: Text, at: int, today: date) -> DueDay | None:
    """ "Monatsende", "month-end", "EOW", "COB"."""
    what = _ENDS[text.low[at]]
    if what == "day":
        beside = any(
            w in text.lexicon.weekdays or w in text.lexicon.days or w in text.lexicon.months
            for w in text.low[max(at - 4, 0) : at + 5]
        )
        return None if beside else DueDay(at, at + 1, today)
    if what == "week":
        return DueDay(at, at + 1, today + timedelta(days=(5 - today.isoweekday()) % 7))
    month = 12 if what == "year" else today.month
    return DueDay(at, at + 1, date(today.year, month, monthrange(today.year, month)[1]))


def _counted(text: Text, at: int, today: date) -> DueDay | None:
    """ "Within ten business days", "in 2-3 weeks", "a fortnight", "sous quinzaine", "48 hours"."""
    word, lexicon = text.low[at], text.lexicon
    if word in {"fortnight", "quinzaine"}:
        return DueDay(at - 1, at + 1, today + timedelta(days=14)) if not _is_past(text, at) else None
    if word == "huitaine":
        return DueDay(at - 1, at + 1, today + timedelta(days=7))
    spot = at - 1
    is_working = word in lexicon.working_days
    while text.word(spot) in lexicon.working_days or text.word(spot) in {"calendar", "full", "short", "-", "kleine"}:
        is_working = is_working or text.word(spot) in lexicon.working_days
        spot -= 1
    if text.word(at + 1) in lexicon.working_days:
        is_working = True
    number = _number(text, spot)
    if number is None or text.low[spot] in {"un", "una", "une", "ein", "eine"} and not _is_within(text, spot):
        return None
    start = spot
    if (
        text.word(spot - 1) in DASHES
        or text.word(spot - 1) in lexicon.to
        or text.word(spot - 1) in {"or", "oder", "ou", "o", "of"}
    ) and _number(text, spot - 2):
        start = spot - 2
    if word in _WEEK and text.word(at + 1) in {"or", "oder", "ou"} and (more := _number(text, at + 2)):
        number = max(number, more)
    if not _is_within(text, start) or _is_past(text, at) or _starts_elsewhere(text, at):
        return None
    day = _after(today, number, word, is_working, text)
    return None if day is None else DueDay(start, at + 1, day)


def _number(text: Text, at: int) -> int | None:
    word = text.word(at)
    if word.isdecimal() and len(word) <= 3:
        return int(word)
    if word == ")" and text.word(at - 1).isdecimal():
        return int(text.word(at - 1))
    if word == "of" and text.word(at - 1) == "couple":
        return 2
    if word == "another":
        return 1
    return text.lexicon.numbers.get(word)


def _is_within(text: Text, start: int) -> bool:
    near = [text.word(at) for at in range(max(start - 4, 0), start)]
    opens = start == 0 or text.low[start - 1] in {"\n", ".", "!", "?"}
    return opens or any(word in _WITHIN for word in near)


def _is_past(text: Text, at: int) -> bool:
    return any(word in _AGO for word in text.low[at + 1 : at + 3]) or any(
        word in {"vor", "hace", "há", "il y a", "since", "last", "past", "for"}
        for word in text.low[max(at - 3, 0) : at]
    )


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
        return today + timedelta(days=-(-number // 24)) if number >= 12 else None
    if unit in text.lexicon.minutes:
        return None
    size = text.lexicon.units.get(unit, 1)
    if size == 30:
        month = today.month - 1 + number
        year, month = today.year + month // 12, month % 12 + 1
        return date(year, month, min(today.day, monthrange(year, month)[1]))
    return today + timedelta(days=number * size) if number * size <= 400 else None


def _working_days_after(today: date, number: int) -> date:
    day = today
    for _ in range(min(number, 90)):
        day += timedelta(days=1)
        while day.isoweekday() > 5:
            day += timedelta(days=1)
    return day
