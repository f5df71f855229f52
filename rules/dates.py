"""Dates as people write them: "Tuesday the 14th", "03/04/2026", "tomorrow", "Thursday week", "den 5. Mai".

Pure grammar over `rules.time_words.Text`; what a date is *for* (interview, deadline, past) is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rules.time_words import DASHES, MOST_MENTIONS, Text, words_of

_SUFFIXES = words_of("st nd rd th er re ème º ª ° o a e de ste")
_OF = words_of("of de del di . , - / the º")
_THE = words_of("the den dem der le el il dia día giorno op am on lo al")
_BETWEEN = words_of(", . ( [ – - — the den dem der le el il dia día giorno o am at of")
_NOT_TOMORROW = words_of("la guten am jeden heute gestern goede goeie esta cada this good por")
_AT = words_of("at @ um om a à alle às as pelas ore dalle")
_FIRST_YEAR, _LAST_YEAR = 2000, 2099
_UNITS_AFTER = words_of("% percent people candidates rounds interviews steps questions others references times")


@dataclass(frozen=True, slots=True)
class Frame:
    """What dates are read against: the day of writing, and whether the writer puts the day before the month."""

    today: date
    day_first: bool = True


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
            found.append(mention)
            at = mention.end
    return found


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
    parts = _parts(text, at, frame)
    if parts is not None:
        year, month, day, end = parts
        resolved = resolve(year, month, day, frame.today)
        return None if resolved is None else _checked(DateMention(at, end, resolved, "exact"), text, frame, year)
    number = _small(text.low[at], 31)
    if number and _is_ordinal(text, at, number):
        end = at + 2 if text.word(at + 1) in _SUFFIXES or text.word(at + 1) == "." else at + 1
        return DateMention(at, end, _next_day_of_month(number, frame.today), "ordinal")
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
    return before in {"den", "dem", "der", "am", "zum"} and after == "." and text.language == "de" and number > 0


def _checked(mention: DateMention, text: Text, frame: Frame, year: int | None) -> DateMention:
    """Let a weekday right before the date confirm it, or choose the year it fits."""
    weekday, start = _weekday_before(text, mention.start)
    if weekday is None:
        weekday = _weekday_after(text, mention.end)
    if weekday is None:
        return mention
    day = mention.day
    if day.isoweekday() != weekday and year is None:
        fitting = [d for y in (-1, 1) if (d := _with_year(day, day.year + y)) and d.isoweekday() == weekday]
        near = [d for d in fitting if -60 <= (d - frame.today).days <= 330]
        day = near[0] if near else day
    return DateMention(start, mention.end, day, mention.kind, weekday, day.isoweekday() != weekday)


def _weekday_before(text: Text, start: int) -> tuple[int | None, int]:
    at = start - 1
    while at >= 0 and start - at <= 4 and text.low[at] in _BETWEEN:
        at -= 1
    if at >= 0 and start - at <= 4 and (number := text.lexicon.weekdays.get(text.low[at])):
        return number, at
    return None, start


def _weekday_after(text: Text, end: int) -> int | None:
    at = end
    while at < len(text.low) and at - end <= 2 and text.low[at] in {",", "(", "-", "–"}:
        at += 1
    word = text.word(at)
    return text.lexicon.weekdays.get(word) if at > end and (word not in text.lexicon.weak or at > end) else None


def _parts(text: Text, at: int, frame: Frame) -> tuple[int | None, int, int, int] | None:
    """Year (None if unwritten), month, day and the end of a calendar date that begins at `at`."""
    word = text.low[at]
    if word[0].isdecimal():
        if "/" in word or "." in word:
            return _numeric(text, at, frame)
        if len(word) == 4:
            return _iso(text, at)
        if text.word(at + 1) == "-" and text.word(at + 3) == "-" and text.word(at + 2).isdecimal():
            return _dashed(text, at, frame)
        return _day_then_month(text, at)
    if word in text.lexicon.months:
        return _month_then_day(text, at)
    return _day_then_month(text, at)


def _day_then_month(text: Text, at: int) -> tuple[int | None, int, int, int] | None:
    day = _small(text.low[at], 31) or text.lexicon.ordinals.get(text.low[at], 0)
    if not day:
        return None
    spot = at + 1
    if text.word(spot) in _SUFFIXES and text.word(spot) not in {"de"}:
        spot += 1
    skipped = 0
    while text.word(spot) in _OF and skipped < 2:
        spot += 1
        skipped += 1
    month = text.lexicon.months.get(text.word(spot))
    if month is None or (text.low[at] in text.lexicon.ordinals and text.word(spot) in {"may", "march"} and not skipped):
        return None
    year, end = _year(text, spot + 1)
    return year, month, day, end


def _month_then_day(text: Text, at: int) -> tuple[int | None, int, int, int] | None:
    spot = at + 1
    if text.word(spot) == "." or text.word(spot) == "the":
        spot += 1
    if text.word(spot) == "the":
        spot += 1
    day = _small(text.word(spot), 31) or (text.lexicon.ordinals.get(text.word(spot), 0) if text.low[at] != "may" else 0)
    if not day or text.word(spot + 1) == "%" or text.word(spot + 1) in text.lexicon.months:
        return None
    if text.word(spot + 1) in {"st", "nd", "rd", "th"}:
        spot += 1
    year, end = _year(text, spot + 1)
    return year, text.lexicon.months[text.low[at]], day, end


def _numeric(text: Text, at: int, frame: Frame) -> tuple[int | None, int, int, int] | None:
    word = text.low[at]
    if ":" in word or word == "24/7":
        return None
    sign = "/" if "/" in word else "."
    numbers = word.split(sign)
    if not all(n.isdecimal() for n in numbers) or not 2 <= len(numbers) <= 3:
        return None
    values = [int(n) for n in numbers]
    if len(values) == 2 and sign == "." and not _is_dotted_day(text, at, numbers):
        return None
    end = at + 1
    if sign == "." and text.word(end) == ".":
        end += 1
    if len(values) == 3 and len(numbers[0]) == 4:
        return (values[0], values[1], values[2], end) if values[1] <= 12 else None
    year = _full_year(numbers[2]) if len(values) == 3 else None
    if len(values) == 3 and year is None:
        return None
    first, second = values[0], values[1]
    if not (1 <= first <= 31 and 1 <= second <= 31) or (first > 12 and second > 12):
        return None
    month, day = _ordered(text, at, first, second, year, frame, sign)
    if year is None and len(values) == 2:
        year, end = _year(text, end)
    return year, month, day, end


def _ordered(
    text: Text, at: int, first: int, second: int, year: int | None, frame: Frame, sign: str
) -> tuple[int, int]:
    """Month and day of a numeric date, by what is possible, by the weekday named, then by the writer's habit."""
    if first > 12 or sign == ".":
        return (second, first) if second <= 12 else (first, second)
    if second > 12:
        return first, second
    weekday, _ = _weekday_before(text, at)
    weekday = weekday or _weekday_after(text, at + 1)
    habit = [(second, first), (first, second)] if frame.day_first else [(first, second), (second, first)]
    days = [(pair, resolve(year, *pair, frame.today)) for pair in habit]
    if weekday:
        for pair, day in days:
            if day and day.isoweekday() == weekday:
                return pair
    (first_pair, one), (other_pair, other) = days
    if one and other and one < frame.today <= other and (other - frame.today).days < 60:
        return other_pair
    return first_pair


def _is_dotted_day(text: Text, at: int, numbers: list[str]) -> bool:
    """Tell "23.4." and "am 17.07." from the clock time 10.45 and the room 2.14."""
    if not (1 <= int(numbers[1]) <= 12 and 1 <= int(numbers[0]) <= 31):
        return False
    before, after = text.word(at - 1), text.word(at + 1)
    if before in {"um", "om", "at", "ore", "alle", "à", "h", "@", "from", "dalle", "room", "raum", "zimmer"}:
        return False
    follows = text.raw[at + 2] if at + 2 < len(text.raw) else "\n"
    if after == "." and follows != "\n":
        return True
    return before in {"am", "vom", "zum", "den", "dem", "bis", "op", "il", "le", "on", "dal", "ab"} or (
        before in {",", "("} and text.word(at - 2) in text.lexicon.weekdays
    )


def _iso(text: Text, at: int) -> tuple[int | None, int, int, int] | None:
    if text.word(at + 1) not in DASHES or text.word(at + 3) not in DASHES:
        return None
    year, month, day = text.low[at], text.word(at + 2), text.word(at + 4)
    if not (month.isdecimal() and day.isdecimal() and len(month) <= 2 and len(day) <= 2):
        return None
    return (int(year), int(month), int(day), at + 5) if 1 <= int(month) <= 12 else None


def _dashed(text: Text, at: int, frame: Frame) -> tuple[int | None, int, int, int] | None:
    """ "18-05-2026"."""
    first, second, year = _small(text.low[at], 31), _small(text.word(at + 2), 31), _full_year(text.word(at + 4))
    if not (first and second and year) or (first > 12 and second > 12):
        return None
    month, day = _ordered(text, at, first, second, year, frame, "/")
    return year, month, day, at + 5


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


def _small(word: str, most: int) -> int:
    return int(word) if 1 <= len(word) <= 2 and word.isdecimal() and 1 <= int(word) <= most else 0


def resolve(year: int | None, month: int, day: int, today: date) -> date | None:
    """The date; without a year the one nearest to today, the past reaching back four months only."""
    if year is not None:
        return _safe(year, month, day)
    candidates = [d for y in (today.year - 1, today.year, today.year + 1) if (d := _safe(y, month, day))]
    near = [d for d in candidates if -120 <= (d - today).days <= 246]
    return near[0] if near else (candidates[-1] if candidates else None)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_year(day: date, year: int) -> date | None:
    return _safe(year, day.month, day.day)


def _next_day_of_month(number: int, today: date, weekday: int | None = None) -> date:
    """The first date from today on with this day of the month (and this weekday, within a year)."""
    year, month = today.year, today.month
    first: date | None = None
    for _ in range(14):
        found = _safe(year, month, number)
        if found and found >= today:
            first = first or found
            if weekday is None or found.isoweekday() == weekday:
                return found
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return first or today


def _weekday(text: Text, at: int, frame: Frame) -> DateMention | None:
    """A weekday alone or with the day of the month ("Friday the 13th"); fuller dates are read from their number on."""
    word, weekday = text.low[at], text.lexicon.weekdays[text.low[at]]
    spot = at + 1
    while text.word(spot) in _BETWEEN | text.lexicon.next and spot - at <= 3:
        spot += 1
    if (parts := _parts(text, spot, frame) if text.word(spot)[:1].isalnum() else None) is not None:
        resolved = resolve(*parts[:3], frame.today)
        if resolved is not None:
            return _checked(DateMention(spot, parts[3], resolved, "exact"), text, frame, parts[0])
    number = _small(text.word(spot), 31) or (text.lexicon.ordinals.get(text.word(spot), 0) if spot > at + 1 else 0)
    if number and text.low[spot] in text.lexicon.ordinals:
        day = _next_day_of_month(number, frame.today, weekday)
        return DateMention(at, spot + 1, day, "ordinal", weekday, day.isoweekday() != weekday)
    if number and _is_day_after_weekday(text, spot, number, weekday, frame):
        end = spot + 2 if text.word(spot + 1) in {"st", "nd", "rd", "th", "º", "."} else spot + 1
        day = _next_day_of_month(number, frame.today, weekday)
        return DateMention(at, end, day, "ordinal", weekday, day.isoweekday() != weekday)
    if word in text.lexicon.weak and not _is_day_name(text, at):
        return None
    day, end, is_bare = weekday_day(text, at, frame.today)
    return DateMention(at, end, day, "weekday", weekday, is_bare=is_bare)


def _is_day_after_weekday(text: Text, spot: int, number: int, weekday: int, frame: Frame) -> bool:
    after = text.word(spot + 1)
    if after in {"st", "nd", "rd", "th"}:
        return True
    lexicon = text.lexicon
    day = _next_day_of_month(number, frame.today)
    fits = day.isoweekday() == weekday and text.word(spot - 1) not in {"at", "um", "om", "@"}
    then = text.word(spot + 2)
    if fits and after in _AT and (then[:1].isdecimal() or then in lexicon.noon or then in {"las", "le", "ore", "half"}):
        return True
    if (
        after in DASHES
        or after in lexicon.to
        or after in {":", "h", "u", "uhr", "uur", "am", "pm", "a.m", "p.m", "hrs", "o'clock"}
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


def _is_day_name(text: Text, at: int) -> bool:
    """Say whether a short word ("sat", "mo", "mar") is a weekday here: a number or another day stands beside it."""
    if text.language not in {None, "en"} and len(text.low[at]) == 2:
        return text.word(at + 1) in {".", ","} and text.word(at + 2)[:1].isdecimal() and text.raw[at][0].isupper()
    after, before = text.word(at + 1), text.word(at - 1)
    if after in {".", ","}:
        after = text.word(at + 2)
    if text.language == "pt" and text.low[at] in {"segunda", "terça", "quarta", "quinta", "sexta"}:
        return (
            after not in {"entrevista", "fase", "etapa", "vez", "via", "parte", "conversa", "ronda"} or before == "na"
        )
    near = text.lexicon
    return (
        after[:1].isdecimal()
        or after in near.half_days
        or after in {"at", "@"}
        or before in near.next
        or before in near.this
        or (before in {"on", "by", "or", "and", "til", "till", "coming"} and text.low[at] not in {"mar", "mon"})
        or at == 0
    ) and text.low[at] not in {"so", "do"}


def weekday_day(text: Text, at: int, today: date) -> tuple[date, int, bool]:
    """The date a lone weekday means, the end of its words, and whether nothing qualifies it."""
    lexicon, weekday = text.lexicon, text.lexicon.weekdays[text.low[at]]
    ahead = (weekday - today.isoweekday()) % 7
    before, before2, after, after2 = (text.word(at + k) for k in (-1, -2, 1, 2))
    monday = today - timedelta(days=today.isoweekday() - 1)
    in_next_week = monday + timedelta(days=6 + weekday)
    if before in lexicon.last or (after in lexicon.last and text.language in {"fr", "es", "pt", "it"}):
        return today - timedelta(days=(7 - ahead) if ahead else 7), at + 1, False
    if after == "week" and text.language in {None, "en"} and text.word(at + 2) not in {"of", "in"}:
        return today + timedelta(days=7 + (ahead or 7) if ahead else 7), at + 2, False
    if before in {"on", "from"} and before2 == "week" and text.word(at - 3) in {"a", "one"}:
        return today + timedelta(days=7 + ahead), at + 1, False
    if _next_week_beside(text, at):
        return in_next_week, at + 1, False
    if before in lexicon.this:
        return today + timedelta(days=ahead), at + 1, False
    if after == "en" and after2 == "huit":
        return today + timedelta(days=7 + ahead), at + 3, False
    if before in lexicon.next or (after in lexicon.next and after not in {"seguinte"}):
        end = at + 2 if after in lexicon.next else at + 1
        if text.language in {"de", "fr", "es", "pt", "it"}:
            return today + timedelta(days=ahead if ahead > 1 else ahead + 7), end, False
        return in_next_week, end, False
    if after == "que" and after2 in {"viene", "vem"}:
        return today + timedelta(days=ahead or 7), at + 3, False
    return today + timedelta(days=ahead), at + 1, True


def _next_week_beside(text: Text, at: int) -> bool:
    lexicon = text.lexicon
    for spot in (at - 2, at - 3, at + 1, at + 2, at + 3, at + 4):
        one, two = text.word(spot), text.word(spot + 1)
        if (one in lexicon.next and two in lexicon.week) or (
            two in lexicon.next and one in lexicon.week and two != "next"
        ):
            return spot != at - 3 or text.word(at - 1) in {"on", ",", "am", "le", "el", "op", "na", ":", "-"}
    return False


def _relative(text: Text, at: int, frame: Frame) -> DateMention | None:
    word, before, before2 = text.low[at], text.word(at - 1), text.word(at - 2)
    ahead = text.lexicon.days[word]
    if before in _NOT_TOMORROW and word in {"morgen", "mañana", "manana"}:
        return None
    if (before == "after" and before2 == "day") or before in {"pasado"} or (before == "de" and before2 in {"depois"}):
        ahead += 1
    if ahead == 1 and before in {"week"} and before2 == "a":
        ahead += 7
    return DateMention(at, at + 1, frame.today + timedelta(days=ahead), "relative")
