"""Clock times written with digits: "3.30pm", "14 Uhr", "15h30", "1530 hrs", "at 10", "7 e mezza"."""

from __future__ import annotations

from rules.clock import AM, PM, Clock, ClockPoint, with_meridiem
from rules.clock_beside import (
    BEFORE_HOUR,
    ENDS_PHRASE,
    goes_on,
    half_day_follows,
    is_anchored,
    is_by_day,
    is_day,
    is_day_name,
)
from rules.clock_military import military_at
from rules.time_contexts import contexts
from rules.time_words import DASHES, Text, words_of

_SIGNS = words_of("uhr h u uur heures heure horas ore hrs hours o'clock o'clock's oclock hs")
_DIGITAL_LANGUAGES, _EARLIEST_HOUR = words_of("de fr es pt nl it"), 5
"""Languages in which "6:45" is in the morning, from five o'clock on."""
_FULL_DAY_LANGUAGES = words_of("fr pt")
"""Languages in which "6h" is six in the morning."""
_LENGTHS_TOO = words_of("hours heure heures hrs horas uur ore h u hs")
"""Signs that count hours as well: "10 hours" takes a whole day, "at 10.00 hours" is a time."""
_FIRM = words_of("at @ um om alle às a las ore à pelas h kl klo")
_LENGTH_LABELS = words_of("duration length durée dauer duración duração duur durata")
_NO_CLOCK_AFTER = words_of(
    "% percent th st nd rd people candidates rounds miles km metres meters floor years / x copies"
)
_NO_CLOCK_BEFORE = words_of(
    "room raum zimmer kamer salle sala level floor suite unit building gebäude $ £ € eur usd gbp # no nr n° "
    "gate grade version"
)
_ADDED = {
    "demie": 30, "demi": 30, "media": 30, "meia": 30, "mezza": 30, "mezzo": 30, "quart": 15, "cuarto": 15, "quarto": 15,
}  # fmt: skip
_AGREES = words_of("works suits it is please pm then")
_CALLED = words_of("hour hours")
_NO_HOUR_BEFORE = words_of("an half one per a every each rush first last final")
"""Before "hour" where it is no clock: "half an hour 3 times"; foreigners write "hour 18"."""
_MARGINS = words_of("before beforehand ahead prior ago notice vorher vor avant antes prima tevoren")
_KEEP = words_of("stick stay go keep")
_LONGEST_ASIDE, _LONGEST_NAME = 8, 5
_WILL = words_of("it'll it will that'll")
_STATES = words_of("it's its is now say make be")
_STOPS = words_of(". , ; ! ? )") | {"\n", ""}
_COME, _BEFORE_ZONED = words_of("come here in round over"), words_of("do say make be is for about then")
_ZONES_AFTER = words_of("eastern central pacific mountain uk london berlin")


def digits_at(text: Text, at: int, in_range: bool = False) -> ClockPoint | None:
    """The clock time whose digits stand at word `at`; `in_range` where it ends a range."""
    word = text.low[at]
    before = text.word(at - 1)
    if before in _NO_CLOCK_BEFORE or "/" in word:
        return None
    if before == "+" or (before in DASHES and text.word(at - 2) in {"utc", "gmt"}):
        return None
    if before == ":" and text.word(at - 2) in _LENGTH_LABELS:
        return None
    if before == "[" and text.word(at + 1) == "]" and ":" in text.low[at + 2 : at + 2 + _LONGEST_NAME]:
        return None  # when a line of a chat was written: "[12:19] Nuala: …"
    if ":" in word or "." in word:
        if (parts := _split(word)) is None:
            return None
        firm = (
            3
            if ":" in word
            else 2
            if in_range or is_anchored(text, at) or before in _STATES or before in text.lexicon.weekdays
            else 1
        )
        firm = 3 if half_day_follows(text, at + 1) else firm
        is_told = text.word(at - 2) in {"is", "are", "have", "take", "get"}
        if firm == 1 and before == "the" and not is_told and text.word(at + 1) in _STOPS:
            return None  # "because of the 10.30"
        return _signed(text, at, *parts, firm, in_range)
    if len(word) in {3, 4}:
        return military_at(text, at, in_range)
    if (point := _minutes_past(text, at) or _hyphened(text, at)) is not None:
        return point
    return _signed(text, at, int(word), 0, 0, in_range) if len(word) <= 2 and int(word) <= 24 else None


def _minutes_past(text: Text, at: int) -> ClockPoint | None:
    """ "20 past 4", "25 to 3", "10 over 4", "20 nach 2": minutes in digits before the hour; "10 to 4" is a range."""
    word, link, following = text.low[at], text.word(at + 1), text.word(at + 2)
    is_past = link in {"past", "gone"} or (link == "over" and text.language == "nl")
    is_past = is_past or (link == "nach" and text.language == "de")
    is_before = word in {"20", "25"} and link in {"to", "voor", "vor"}
    hour = int(following) if following.isdecimal() and len(following) <= 2 else text.lexicon.numbers.get(following, 0)
    if word not in {"5", "10", "20", "25"} or not (is_past or is_before) or not 1 <= hour <= 12:
        return None
    total = hour * 60 + (int(word) if is_past else -int(word))
    clock, end = with_meridiem(text, at + 3, Clock(total // 60 or 12, total % 60))
    return ClockPoint(clock, end, 3)


def _hyphened(text: Text, at: int) -> ClockPoint | None:
    """ "12-30 p.m.": minutes behind a hyphen, where they can be no hour and the half of the day follows."""
    hour, minute = text.low[at], text.word(at + 2)
    if text.word(at + 1) != "-" or len(minute) != 2 or not minute.isdecimal() or len(hour) > 2:
        return None
    if not (1 <= int(hour) <= 12 < int(minute) < 60):
        return None
    clock, end = with_meridiem(text, at + 3, Clock(int(hour), int(minute)))
    return ClockPoint(clock, end, 3) if end > at + 3 else None


def added(text: Text, at: int) -> tuple[int | None, int]:
    """The minutes that "et demie", "y cuarto", "e mezza", "menos cuarto" add to an hour, and the next word."""
    sign, word, spot = 1, text.word(at), at
    if word in {"et", "y", "e"}:
        spot += 1
    elif word in {"moins", "menos", "meno"}:
        sign, spot = -1, spot + 1
    else:
        return None, at
    if text.word(spot) in {"le", "un", "um"}:
        spot += 1
    word = text.word(spot)
    if (value := _ADDED.get(word)) is not None:
        return sign * value, spot + 1
    number = text.lexicon.numbers.get(word, int(word) if word.isdecimal() and len(word) == 2 else 0)
    fits = number in {5, 10, 15, 20, 25, 30, 35, 40, 45, 50} and text.language in {"es", "pt", "it", "fr"}
    return (sign * number, spot + 1) if fits else (None, at)


def _split(word: str) -> tuple[int, int] | None:
    parts = word.replace(".", ":").split(":")
    if len(parts) == 3 and len(parts[2]) == 2:
        parts = parts[:2]
    if len(parts) != 2 or len(parts[0]) > 2 or len(parts[1]) != 2:
        return None
    hour, minute = int(parts[0]), int(parts[1])
    return (hour, minute) if hour <= 24 and minute < 60 else None


def _signed(text: Text, at: int, hour: int, minute: int, strength: int, in_range: bool) -> ClockPoint | None:
    """Read what follows the number (am/pm, "Uhr", "h30", "y media") and judge how surely it is a clock time."""
    word, spot = text.low[at], at + 1
    is_exact = hour >= 13 or hour == 0 or (len(word) > 2 and word[0] == "0")
    is_exact = is_exact or (strength == 3 and hour >= _EARLIEST_HOUR and text.language in _DIGITAL_LANGUAGES)
    if strength == 0 and (plus := added(text, spot))[0] is not None:
        return _sum(text, hour, plus[0] or 0, plus[1], is_exact)
    if strength == 0 and hour <= 12 and (length := and_a_half(text, spot)) and is_by_day(text, at, spot):
        return _sum(text, hour, 30, spot + length, False)
    if text.word(spot) in _SIGNS:
        if strength == 0 and text.word(spot) in _LENGTHS_TOO and not _is_time_of_day(text, at, spot, in_range):
            return None
        is_exact = is_exact or (text.low[spot] == "h" and (text.language in _FULL_DAY_LANGUAGES or word[0] == "0"))
        hour, minute, spot = _behind_sign(text, spot, hour, minute if strength else None)
        strength = 3
    elif text.word(spot) == "ish" or (text.word(spot) in DASHES and text.word(spot + 1) == "ish"):
        strength, spot = max(strength, 2), spot + 1 + (text.word(spot) != "ish")
    clock, end = with_meridiem(text, spot, Clock(hour, minute, is_exact))
    if end != spot:
        return ClockPoint(clock, end, 3) if hour <= 12 or clock.is_exact else None
    if hour == 24 and minute:
        return None
    if strength == 0 and not in_range:
        strength = _bare_strength(text, at)
    return ClockPoint(Clock(hour % 24, minute, is_exact), spot, strength)


def and_a_half(text: Text, at: int) -> int:
    """ "At five and a half": half past five, as learners of English say it; "five and a half hours" is a length."""
    words = [text.word(at + k) for k in range(3)]
    length = 3 if words == ["and", "a", "half"] else 2 if words[:2] == ["and", "half"] else 0
    return length if text.word(at + length) not in text.lexicon.spans else 0


def _sum(text: Text, hour: int, minutes: int, end: int, is_exact: bool) -> ClockPoint:
    total = hour * 60 + minutes
    clock, end = with_meridiem(text, end, Clock(total // 60 % 24, total % 60, is_exact))
    return ClockPoint(clock, end, 2)


def _behind_sign(text: Text, sign: int, hour: int, minute: int | None) -> tuple[int, int, int]:
    """Hour, minute and next word after a sign: "15h30", "9 Uhr 30"; `minute` where it is already read."""
    spot, word = sign + 1, text.word(sign + 1)
    if minute is None:
        counts = text.low[sign] not in {"hours", "hrs"}
        if len(word) == 2 and word.isdecimal() and int(word) < 60 and counts:
            minute, spot = int(word), spot + 1
        elif (plus := added(text, spot))[0] is not None:
            total = hour * 60 + (plus[0] or 0)
            hour, minute, spot = total // 60 % 24, total % 60, plus[1]
    if text.word(spot) in {"uhr", "heures", "uur"}:
        spot += 1
    return hour, minute or 0, spot


def _is_time_of_day(text: Text, at: int, sign: int, in_range: bool) -> bool:
    """Tell "à 15 heures", "10 h 30", "14u" from the lengths "2 hours", "1h", "24 heures", "2 uur"."""
    if in_range or is_anchored(text, at):
        return True
    after, following = text.low[sign], text.word(sign + 1)
    if following in _MARGINS:
        return False  # "up to 12 h before"
    if following.isdecimal() and len(following) == 2:
        return True
    before = text.word(at - 1)
    if before == "," and _EARLIEST_HOUR <= int(text.low[at]) <= 23 and is_day(text, at - 2):
        return True
    if before in text.lexicon.days or before in text.lexicon.weekdays:
        return int(text.low[at]) > 4
    if after in {"uur", "heures", "horas", "ore"}:
        return 13 <= int(text.low[at]) <= 23
    return after in {"h", "u", "hs"} and int(text.low[at]) > 4


def _bare_strength(text: Text, at: int) -> int:
    """How surely a number without any sign is an hour: "at 10" (2), "Friday 10" (1), "10 references" (0)."""
    after, before, lexicon = text.word(at + 1), text.word(at - 1), text.lexicon
    if after == ")" and (is_day(text, at + 2) or "(" not in text.low[max(at - _LONGEST_ASIDE, 0) : at]):
        return 0  # "1) Tuesday 1 December, 2) Thursday"
    if before == "with" and text.word(at - 2) in _KEEP and is_day_name(text, at + 1):
        return 1  # "stick with 3 tomorrow"
    if text.low[at] == "0" or after in _NO_CLOCK_AFTER or after in lexicon.spans or after in lexicon.months:
        return 0
    if (after in DASHES and (text.word(at + 2) in lexicon.spans or text.word(at + 3) in lexicon.spans)) or (
        after == "." and text.word(at + 2) in lexicon.months
    ):
        return 0
    if before in {"ore", "kl", "klo"} or half_day_follows(text, at + 1):
        return 3
    if before == "for" and _is_clock(text.word(at - 2)) and after in _STOPS:  # "10.30 for 11"
        return 2
    if before == "for" and text.word(at - 2) in _COME and (after in _STOPS or after == "and"):
        return 2  # "Come for 9 and we'll have you till 11"
    if after in _ZONES_AFTER and text.raw[at + 1][:1].isupper() and before in _BEFORE_ZONED:
        return 2  # "let's do 11 Eastern"
    if (after, text.word(at + 2)) == ("it", "is"):
        return 2
    if after in {"sharp", "prompt"} or [text.word(at + k) for k in (1, 2, 3)] == ["on", "the", "dot"]:
        return 2
    if before == "to" and after in _STOPS and contexts()["move"].has(text.low, at - 4, at - 1):  # "bump it to 2?"
        return 2
    if after == "on" and _is_day_after(text, at + 2):
        return 1
    if before in BEFORE_HOUR and is_day_name(text, at + 1) and int(text.low[at]) <= 12 and not is_anchored(text, at):
        return 1
    if (text.word(at - 2), before) in {("instead", "of"), ("rather", "than")} and after in _STOPS:
        return 1
    if before in _CALLED and text.word(at - 2) not in _NO_HOUR_BEFORE:
        return 1
    if before == "be" and text.word(at - 2) in _WILL and after in _STOPS:
        return 1  # "can't do 1, it'll be 3"
    if before in lexicon.half_days and is_day_name(text, at - 2):
        return 1  # "thursday morning 8 come to the yard"
    if not is_anchored(text, at):
        beside = before in {"say", "it's"} or (before in {"it", "that"} and text.word(at - 2) == "make")
        beside = beside or (
            before in lexicon.weekdays
            or before in lexicon.days
            or before in {",", "instead", "still", "also", "(", "hour"}
        )
        beside = (
            beside
            or before in lexicon.half_days
            or (after in {"rather", "instead"} and text.word(at + 2) in {"than", "of"})
        )
        opens = before in {"", "\n", ".", "!"} and after in _AGREES
        return (
            1
            if opens or (beside and (after in ENDS_PHRASE or after in lexicon.days or _is_instead(text, at + 1)))
            else 0
        )
    raw = text.raw[at + 1] if at + 1 < len(text.raw) else ""
    if raw[:1].isupper() and text.word(at + 2) in {"time", "hour"}:
        return 2  # "at 11 Athens time"
    if text.language in {None, "en"} and raw[:1].isupper() and not goes_on(text, at + 1):
        return 1 if after in _ZONES_AFTER else 0
    return 2 if before in _FIRM and not (before == "a" and text.language in {None, "en", "fr"}) else 1


def _is_instead(text: Text, at: int) -> bool:
    """Say whether "instead", "rather than" or "not 9" stands at `at`."""
    return text.word(at) in {"rather", "instead"} or (text.word(at) == "not" and text.word(at + 1).isdecimal())


def _is_clock(word: str) -> bool:
    """Say whether a word is a time with its minutes, or what stands behind one: "10.30", "am"."""
    return word in AM or word in PM or (word[:1].isdecimal() and (":" in word or "." in word))


def _is_day_after(text: Text, at: int) -> bool:
    """Say whether "the 13th" or a weekday stands at `at`: "11 on the 13th"."""
    return text.word(at) in text.lexicon.weekdays or (text.word(at) == "the" and text.word(at + 1).isdecimal())
