"""A time that is told only by reference to another: "the second one", "the day after, same time", "half an hour later".

The other time stands in the writer's own words (the one that no longer counts), in the subject or in the quoted mail.
What cannot be told apart, or rests on no dated time, stays unread.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from rules.clock import Clock
from rules.dates import DateMention
from rules.facts.purposes import Purpose
from rules.facts.slots import Scan, Slot
from rules.facts.writing import Writing
from rules.time_contexts import contexts
from rules.time_words import words_of

_CHOICE = re.compile(
    r"\b(?:the )?(first|second|third|fourth|last|1st|2nd|3rd|4th|earlier|later|earliest|latest|early|late) "
    r"(?:one|slot|option|date|choice|suggestion|proposal|time|(?:of (?:the|those|these|your) ?(?:two|three|both)?))\b"
    r"|\b(?:the|option|slot|number|no\.?) (former|latter|one|two|three|[1-4a-d])"
    r"(?= (?:works|suits|is|please|it|would|then|for|below|replaces)|$| [.,!])"
    r"|(?:^|[.!\n] )(?:option )?([b-d]|[1-4] \)) (?=(?:works|suits|is|please|it|would|then|for)\b)"
    r"|(?:^|[.!\n] )([1-4])(?= please\b)|(?:^|[.!\n] |\bbitte |\bva pour (?:le |la )?)([b-d])(?= [.,!)]|$)"
    r"|\b(?:optie|opción|opcion|opção|opzione|variante|variant|termin|nummer|créneau) ([1-4a-d])\b"
    r"|\bn ?° ?([1-4])\b|^option ([a-d])(?= (?:received|agreed|accepted|confirmed)\b)"
    r"|\bder (erste|zweite|dritte|letzte) (?:ihrer|deiner|der)\b"
    r"|\bnumber (one|two|three|four|[1-4])(?= (?:on|in|from|of) )"
    r"|\byes to ([a-d])(?= [.,!;\n]|$)"
    r"|(?:^|[.!\n] )(?:your |the )(first|second|third|last) (?:one )?(?=[.,!;]|it is\b|please\b|then\b)"
    r"|\b(earlier|later) the better\b|\b(middle) one\b"
    r"|\boption \( ?([a-d1-4]) ?\)|\b(?:your|their) option ([1-4a-d])\b"
    r"|(?:^|[.!\n] |\b(?:dice|meglio|prendo|prefiero|mejor|prends|choisis|nehmen|nehme|prefiro) )"
    r"(?:la|el|le|der|den|die|das|de|il|a|o) "
    r"(primera|segunda|tercera|última|première|deuxième|seconde|dernière|dernier|erste|zweite|dritte|letzte|eerste|tweede|"
    r"derde|laatste|prima|seconda|terza|ultima|primeira|terceira)"
    r"(?= [.,!;\n]|$| me (?:convient|va|viene|vai)\b| (?:passt|suits|va bene|is goed|komt uit)\b)"
    r"|^(first|second|third|last|former|latter)(?= [.,!;\n]|$)"
    r"|\b(?:treat|take|consider|fix|hold) the (first|second|third|last) as\b"
    r"|\b(?:yes to|take|takes|took|have|picked|pick|prefer|prefers|go with|go for|book|booked|choose|chose) the "
    r"(first|second|third|fourth|last|1st|2nd|3rd|4th)(?= [.,!;\n]|$)"
)
_PART = re.compile(
    r"\b(?:the|your) (morning|afternoon|evening|lunchtime) (?:one|slot|time|option)\b"
    r"|^(morning|afternoon|evening|lunchtime)(?= ,? ?(?:please|then|it is)\b)"
)
_HOURS_OF = {"morning": (0, 12), "lunchtime": (12, 14), "afternoon": (12, 18), "evening": (17, 24)}
_SETTLES = re.compile(r" ?(?:it is|please|works|suits|then|(?:below )?replaces)\b")
_TAKES = re.compile(r"\b(?:take|takes|took|taken|pick|picked|choose|chose|accept) (?:your |the )?$")
_PLACES = {
    **dict.fromkeys(("first", "1st", "former", "one", "1", "a"), 0),
    **dict.fromkeys(("second", "2nd", "two", "2", "b"), 1),
    **dict.fromkeys(("primera", "première", "erste", "eerste", "prima", "primeira"), 0),
    **dict.fromkeys(("segunda", "deuxième", "seconde", "zweite", "tweede", "seconda"), 1),
    **dict.fromkeys(("tercera", "dritte", "derde", "terza", "terceira"), 2),
    **dict.fromkeys(("third", "3rd", "three", "3", "c"), 2), **dict.fromkeys(("fourth", "4th", "4", "four", "d"), 3),
    **dict.fromkeys(("last", "latter", "última", "dernière", "dernier", "letzte", "laatste", "ultima"), -1),
}  # fmt: skip
_BY_TIME = {"earlier": 0, "earliest": 0, "early": 0, "later": -1, "latest": -1, "late": -1}
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "a couple of": 2, "five": 5, "ten": 10,
    "six": 6, "seven": 7, "eight": 8, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "the": 1,
}  # fmt: skip
_NUMBER = rf"(?:{'|'.join(_NUMBERS)}|\d{{1,2}})"
_WAYS = "later|after|earlier|sooner|before|back|forward|on"
_DAY_SHIFT = re.compile(
    rf"\b(?:(?P<next>(?:the )?(?:next|following) (?P<unit>day|morning|afternoon|evening|week))"
    rf"|(?P<count>{_NUMBER}) (?P<counted>day|week|fortnight)s? (?P<way>{_WAYS})"
    rf"|(?:in|by|of|all of) (?P<count3>{_NUMBER}) (?P<counted3>day|week|fortnight)s?(?= exactly\b| ,? ?same\b)"
    rf"|(?:slip|slide|slid|push|shift|nudge|bump)(?: \w+){{0,3}} (?P<count4>{_NUMBER}) (?P<counted4>day|week)s?"
    r"|(?:the )?(?P<bare>day|morning|afternoon|evening|week) (?P<side>after|before)"
    r"|(?P<verb>back|forward|out|up)(?: by)?(?: exactly| just| only)? "
    rf"(?P<count2>{_NUMBER}) (?P<counted2>day|week|fortnight)s?)"
    r"\b(?! next\b| that\b| you\b| we\b| i\b| the\b)"
)
_LATER = ("plus tard", "später", "más tarde", "después", "dopo", "più tardi", "mais tarde", "depois")
_SOONER = ("plus tôt", "eerder", "früher", "antes", "prima", "mais cedo")
_SPAN = (
    r"(?:genau |precies |juste |exactement |justo |exatamente )?"
    r"(?P<{}>eine woche|une semaine|een week|una settimana|una semana|uma semana"
    r"|einen tag|un jour|een dag|un giorno|un día|um dia)"
)
_FOREIGN_DAY_SHIFT = re.compile(
    rf"\b(?:(?:um|d'|di|met) ?{_SPAN.format('by')}"
    rf"|(?:aplaza|aplazamos|retrasa|retrasamos|pospone|posponemos|corre|adiada|adiado|adiamos|empurro|empurramos|schuift"
    rf"|schuiven|verzetten|verschieben|décale|décalons|repousse|repoussons|slitta|rinvia)(?: [^ .!?]+){{0,6}}? "
    rf"{_SPAN.format('moved')}"
    rf"|{_SPAN.format('span')} (?P<way>{'|'.join((*_LATER, 'later', *_SOONER))}))\b"
)
_SHIFTS = re.compile(
    r"\b(?:versch[oi]b|verleg|vorverlegt|vorgezogen|report|décal|repouss|avanc|rinvi|spost|slitt|postic|anticip|verzet|verschui"
    r"|verschuiv|verschoven|verplaats|opgeschoven)"
)
_WEEKS = ("woche", "semaine", "week", "settimana", "semana")
_BROUGHT_FORWARD = re.compile(
    r"\b(?:vorgezogen|vorverlegt|ziehen vor|avancé|avancée|avançons|adelanta|adelantamos|anticip)"
)
_FOREIGN_LENGTHS = {
    "une demi-heure": 30, "une heure et demie": 90, "une heure": 60, "deux heures": 120,
    "een half uur": 30, "een halfuur": 30, "half uurtje": 30, "anderhalf uur": 90, "een uur": 60, "uurtje": 60,
    "twee uur": 120, "eine halbe stunde": 30, "anderthalb stunden": 90, "eine stunde": 60, "zwei stunden": 120,
    "media hora": 30, "hora y media": 90, "una hora": 60, "dos horas": 120, "mezz'ora": 30, "un'ora e mezza": 90,
    "un'ora": 60, "due ore": 120, "meia hora": 30, "uma hora": 60, "duas horas": 120,
}  # fmt: skip
_TIME_SHIFT = re.compile(
    rf"\b(?P<verb>(?:forward|back|out|up|earlier|later)(?: by)? )?(?:just )?"
    rf"(?P<length>half an hour|half hour|an hour and a half|(?:two|three|four) and a half hours|a quarter of an hour"
    rf"|{'|'.join(map(re.escape, _FOREIGN_LENGTHS))}|{_NUMBER} (?:hour|hr|minute|min|minuten|minutos|minuti)s?)"
    rf"(?: (?P<way>later|earlier|sooner|back|forward|on|after|before|{'|'.join((*_LATER, *_SOONER))}))?\b"
)
_EARLIER = words_of("earlier sooner before forward up")
_MINUTES_ONLY = re.compile(
    r"\b(half|quarter|ten|twenty|five) past"
    r"(?= [.,;!?]|$| (?:instead|then|please|if|ok|is|for|suits|works|not|rather)\b)"
)
_MINUTES = {"half": 30, "quarter": 15, "ten": 10, "twenty": 20, "five": 5}
_WEEK = timedelta(days=7)
_FOLLOWING = words_of("after following")
_AFTER_FOLLOWING = words_of(". , ; : ! ? ( - – at same instead that then") | {"", "\n"}
"""What stands behind "the Monday after" where it is not "the Monday after next"."""
_FORMER = frozenset({Purpose.OLD, Purpose.LIVE, Purpose.FOR_OTHER_ZONE})
"""What a time may be from which a move starts; the owner's own "um 14 Uhr bei Ihnen" is on no other clock."""


def chosen(writing: Writing) -> tuple[Slot, Scan] | None:
    """The quoted slot that a short answer picks by its place: "the second one please", "the latter works"."""
    own, offered = writing.own, _offered(writing)
    if len(offered) < 2:
        return None
    text = " ".join(own.text.low)
    choices = [found for found in _CHOICE.finditer(text) if _is_taken(text, found)]
    if own.live_dates or any(slot.purpose is Purpose.LIVE for slot in own.slots):
        choices = [
            found
            for found in choices
            if _SETTLES.match(text, found.end())
            or found.end() < _first_told(own)
            or _TAKES.search(text, 0, found.start())
        ]  # the other times are of other things
    named = {next(word for word in found.groups() if word).split()[0] for found in choices}
    if not named and (part := _PART.search(text)) is not None:
        first, last = _HOURS_OF[part[1] or part[2]]
        fits = [slot for slot in offered if first <= slot.clock.begin.hour < last]
        return (fits[0], writing.quoted) if len(fits) == 1 else None
    if len(named) != 1:
        return None
    word = named.pop()
    if word in _BY_TIME:
        return sorted(offered, key=_moment)[_BY_TIME[word]], writing.quoted
    place = len(offered) // 2 if word == "middle" else _PLACES[word]
    return (offered[place], writing.quoted) if place < len(offered) else None


def _first_told(own: Scan) -> int:
    """Where the first day or hour stands among the words in one line."""
    first = min([*(day.start for day in own.dates), *(clock.start for clock in own.clocks)])
    return len(" ".join(own.text.low[:first]))


def shifted(writing: Writing) -> tuple[Slot, Scan] | None:
    """A moved slot that is told by what it differs in: by days, by hours and minutes, by the minutes past the hour."""
    if (source := _former(writing)) is None:
        return None
    former, found = source
    moved = _on_weekday_after(writing, former)
    moved = moved or _on_other_day(writing, former)
    moved = moved or _at_other_time(writing, former)
    return None if moved is None else (moved, found)


def _offered(writing: Writing) -> list[Slot]:
    slots = [s for s in writing.quoted.slots if s.purpose is Purpose.LIVE and s.day is not None]
    return list({_moment(slot): slot for slot in slots}.values())


def _moment(slot: Slot) -> datetime:
    assert slot.day is not None
    return datetime.combine(slot.day.day, datetime.min.time()) + timedelta(minutes=slot.clock.begin.minutes)


def _is_taken(text: str, found: re.Match[str]) -> bool:
    """Say whether a choice is made rather than ruled out: "the first one doesn't work"."""
    before, after = text[: found.start()].split()[-3:], text[found.end() :].split()[:4]
    known = contexts()
    return not known["old_before"].has(before, 0, len(before)) and not known["old_after"].has(after, 0, len(after))


def _former(writing: Writing) -> tuple[Slot, Scan] | None:
    """The dated slot from which a move starts; None where several might be meant."""
    for found in (writing.own, writing.subject, writing.quoted):
        slots = [s for s in found.slots if s.day is not None and s.purpose in _FORMER]
        if slots:
            return (slots[0], found) if len({_moment(slot) for slot in slots}) == 1 else None
    return None


def _on_weekday_after(writing: Writing, former: Slot) -> Slot | None:
    """The former hour, or one told anew, on "the Tuesday following", "the Monday after" the former day."""
    text = writing.own.text
    for named in writing.own.dates:
        is_after = text.word(named.end) in _FOLLOWING and text.word(named.end + 1) in _AFTER_FOLLOWING
        if (
            named.kind != "weekday"
            or named.weekday is None
            or not (is_after or text.word(named.start - 1) == "following")
        ):
            continue
        if any(_is_same_weekday_dated(other, named) for other in writing.own.live_dates):
            return None  # "the Thursday after, the 30th"
        told = [other for other in writing.own.dates if other.start < named.start]
        since = told[-1].day if told else former.day.day if former.day else None
        if since is None:
            return None
        ahead = (named.weekday - since.isoweekday()) % 7 or 7
        day = replace(named, day=since + timedelta(days=ahead), kind="exact")
        fresh = [slot for slot in writing.own.slots if slot.clock.start > named.start and slot.day == named]
        return replace(fresh[0] if fresh else former, day=day, purpose=Purpose.LIVE)
    return None


def _is_same_weekday_dated(other: DateMention, named: DateMention) -> bool:
    return other.kind in {"exact", "ordinal"} and other.start > named.start and other.day.isoweekday() == named.weekday


def _on_other_day(writing: Writing, former: Slot) -> Slot | None:
    own = writing.own
    if former.day is None:
        return None
    if own.live_dates:  # only the former day itself, from which the same hour of another is counted
        is_kept = contexts()["same_time"].has(own.text.low, 0, len(own.text.low))
        if not is_kept or any(day.day != former.day.day for day in own.live_dates):
            return None
    is_told_whole = own.live_dates and former in own.slots and former.purpose is Purpose.LIVE
    since = former.clock.end if own.live_dates and former in own.slots else 0
    text = " ".join(own.text.low[since:])
    if is_told_whole and former.day.kind == "exact" and not _FOREIGN_DAY_SHIFT.search(text):
        return None  # "the same hour one week later: Thursday 12.02, 10:00"
    if (ahead := days_ahead(text)) is None:
        return None
    fresh = [s for s in writing.own.slots if s.purpose is Purpose.LIVE and s.day is None]
    day = replace(former.day, day=former.day.day + ahead, kind="exact")
    return replace(fresh[0] if len(fresh) == 1 else former, day=day, purpose=Purpose.LIVE)


def days_ahead(text: str) -> timedelta | None:
    """How far the day moves, with its direction; None where nothing says so."""
    if (found := _DAY_SHIFT.search(text)) is not None:
        return _days(found)
    if (found := _FOREIGN_DAY_SHIFT.search(text)) is None:
        return None
    if found["by"] and not _SHIFTS.search(text):
        return None  # "un stage d'une semaine" is how long something takes
    span = next(found[name] for name in ("by", "moved", "span") if found[name])
    ahead = _WEEK if span.endswith(_WEEKS) else timedelta(days=1)
    return -ahead if found["way"] in _SOONER or _BROUGHT_FORWARD.search(text) else ahead


def _days(found: re.Match[str]) -> timedelta:
    if found["next"]:
        return _WEEK if found["unit"] == "week" else timedelta(days=1)
    if found["bare"]:
        span = _WEEK if found["bare"] == "week" else timedelta(days=1)
        return -span if found["side"] == "before" else span
    unit = next(found[name] for name in ("counted", "counted2", "counted3", "counted4") if found[name])
    days = (
        _number(next(found[name] for name in ("count", "count2", "count3", "count4") if found[name]))
        * {"day": 1, "week": 7, "fortnight": 14}[unit]
    )
    is_back = (found["way"] or found["verb"]) in _EARLIER
    return timedelta(days=-days if is_back else days)


def _number(words: str) -> int:
    return int(words) if words.isdecimal() else _NUMBERS[words]


def _at_other_time(writing: Writing, former: Slot) -> Slot | None:
    own = writing.own
    opens = _TIME_SHIFT.match(" ".join(own.text.low))
    is_said_at_once = opens is not None and opens["way"] is not None  # "An hour later, a spaniel goes in at noon"
    if former.day is None or (any(s.purpose is Purpose.LIVE for s in own.slots) and not is_said_at_once):
        return None
    if own.live_dates and own.live_dates[0].day != former.day.day:
        return None
    text = " ".join(writing.own.text.low)
    begin = _past_the_hour(text, former.clock.begin) or _moved_by(text, former.clock.begin)
    if begin is None:
        return None
    return replace(former, clock=replace(former.clock, begin=begin, until=None), purpose=Purpose.LIVE)


def _past_the_hour(text: str, begin: Clock) -> Clock | None:
    """ "Let's say half past": the minutes move, the hour stays."""
    named = {_MINUTES[found[1]] for found in _MINUTES_ONLY.finditer(text)}
    return replace(begin, minute=named.pop(), is_exact=True) if len(named) == 1 else None


def _moved_by(text: str, begin: Clock) -> Clock | None:
    """ "An hour later", "bring it forward by 30 minutes"; a length without a direction moves nothing."""
    for found in _TIME_SHIFT.finditer(text):
        way = found["way"] or (found["verb"] or "").split(" ", 1)[0]
        if way:
            minutes = begin.minutes + _length(found["length"]) * (-1 if way in {*_EARLIER, *_SOONER} else 1)
            return Clock(minutes // 60, minutes % 60, True) if 0 <= minutes < 24 * 60 else None
    return None


def _length(words: str) -> int:
    fixed = {"half an hour": 30, "half hour": 30, "an hour and a half": 90, "a quarter of an hour": 15}
    fixed |= _FOREIGN_LENGTHS
    if words in fixed:
        return fixed[words]
    if " and a half " in words:
        return _NUMBERS[words.split(" ", 1)[0]] * 60 + 30
    number, unit = words.rsplit(" ", 1)
    return _number(number) * (60 if unit.startswith("h") else 1)
