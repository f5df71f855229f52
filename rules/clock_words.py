"""Clock times written in words: "half two", "quarter to ten", "halb drei", "kwart over 9", "at three fifteen"."""

from __future__ import annotations

from rules.clock import Clock, ClockPoint, with_meridiem
from rules.clock_beside import BEFORE_HOUR, half_day_follows, is_anchored, is_by_day, is_day_name
from rules.clock_digits import added, and_a_half
from rules.time_words import DASHES, Text, words_of

_MINUTES = {
    "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25, "quarter": 15, "fünf": 5, "fuenf": 5, "zehn": 10,
    "zwanzig": 20, "viertel": 15, "kwart": 15, "vijf": 5, "tien": 10, "twintig": 20,
}  # fmt: skip
_QUARTERS = words_of("quarter kwart viertel")
_PAST = words_of("past after nach over gone")
_BEFORE = words_of("to of before til till vor voor")
_HALVES = words_of("half hauf halb")
_FULL = words_of("o'clock o'clock's oclock uhr heures uur")
_FIRM = words_of("at @ um om alle às a las ore à pelas")
_NO_HOURS = words_of("a an un couple")
_GOES_ON = words_of(
    ". , ) ; : ! ? in on for and with instead sharp your my our his her then to at we i but period if - – — o'clock de "
    "da di en y et e del della is comma"
) | {"\n", ""}
_FROM = words_of("de entre das desde dalle tra fra")
_BEHIND_DAY = words_of("in . , ! ? then instead sharp at with works if so ) is") | {"\n", ""}
_PAUSES = words_of("comma , : . ! ? \n") | {"", "\n"}
_STOPS = words_of(", . ! ? ; ) please then sharp if") | {"", "\n"}
_TILL = words_of("till til")
_BETWEEN = words_of("between zwischen entre tussen tra fra")
_AND = words_of("and & und et y e en ed")
_OPENING = words_of(", : ( from – - . ! ? ; between comma von van de entre zwischen tussen") | {"\n", ""}
_NOT_AN_HOUR = words_of("of point time stage or people candidates other more another by")
_ANNOUNCERS, _SENTENCE_ENDS = words_of(", : - – say about around it's its make"), words_of(". ! ?") | {"\n", ""}
_SENTENCE_STARTS = words_of(". ! ?") | {"\n", ""}
_DAY_ENDS = words_of("st nd rd th")
_HOURS = range(1, 13)
_PARTS = frozenset({15, 20, 25, 30, 35, 40, 45, 50, 55})


def worded_at(text: Text, at: int, in_range: bool = False) -> ClockPoint | None:
    """The clock time whose words begin at `at`; `in_range` where it ends a range."""
    word = text.low[at]
    if word in text.lexicon.noon:
        half, end = added(text, at + 1)
        return None if text.word(at - 1) in {"am", "heute", "nach"} else ClockPoint(Clock(12, half or 0, True), end, 3)
    if word in _HALVES:
        return _half(text, at)
    if word.startswith(("half", "halb")) and (hour := text.lexicon.numbers.get(word[4:], 0)) in _HOURS:
        return ClockPoint(*with_meridiem(text, at + 1, _minus(hour, 30)), 3)  # "halftwee"
    is_quarter_of = word == "dreiviertel" or (word == "viertel" and text.word(at - 1) == "um")
    if is_quarter_of and (hour := _hour(text, at + 1)) > 0:
        return ClockPoint(_minus(hour, 15 if word == "dreiviertel" else 45), at + 2, 2)
    link = at + 1 + (text.word(at + 1) in {"minutes", "mins"})
    is_before_hour = word in _MINUTES and (text.word(link) in _PAST or text.word(link) in _BEFORE)
    is_before_hour = is_before_hour and not _is_till(text, at, link, in_range)
    if is_before_hour and (hour := _hour(text, link + 1)) > 0:
        return _past_or_to(text, at, link, hour, in_range)
    number = text.lexicon.numbers.get(word, 0)
    if 13 <= number <= 24 and text.word(at + 1) in _FULL:
        return _in_words(text, at, number, in_range) if is_anchored(text, at) or is_day_name(text, at - 1) else None
    if 13 <= number <= 24 and (in_range or _opens_range(text, at, at + 1)):
        return ClockPoint(Clock(number % 24, 0, True), at + 1, 0)  # "from thirteen to fourteen"
    if 1 <= number <= 12 and word not in _NO_HOURS:
        return _in_words(text, at, number, in_range)
    return None


def _half(text: Text, at: int) -> ClockPoint | None:
    """English "half two" and "half past two" are 2:30, German "halb zwei" and Dutch "half twee" 1:30."""
    is_past = text.word(at + 1) in {"past", "after"}
    spot = at + 1 + is_past
    hour = _hour(text, spot)
    if not hour or text.word(spot + 1) in text.lexicon.spans:
        return None
    minus = text.low[at] == "halb" or (text.language == "nl" and not is_past)
    end = spot + 1 + (text.word(spot + 1) in _FULL)
    clock, end = with_meridiem(text, end, _minus(hour, 30) if minus else Clock(hour, 30))
    return ClockPoint(clock, end, 3 if is_past or minus else 2)


def _past_or_to(text: Text, at: int, link: int, hour: int, in_range: bool) -> ClockPoint | None:
    """ "Ten to eleven" is a time after "at" or a date; after "from" it is a range of hours."""
    minutes, word = _MINUTES[text.low[at]], text.low[link]
    firm = (
        text.low[at] in _QUARTERS
        or (word == "to" and text.lexicon.numbers.get(text.low[at]) == hour)  # "ten to ten"
        or word == "past"
        or (link > at + 1 and text.word(link + 2) not in text.lexicon.spans)
    )
    if not (firm or in_range) and (text.word(at - 1) in {"from", "between"} or not _is_announced(text, at)):
        return None
    clock, end = with_meridiem(text, link + 2, Clock(hour, minutes) if word in _PAST else _minus(hour, minutes))
    return ClockPoint(clock, end + (text.word(end) in _FULL), 3 if firm else 2)


def _is_till(text: Text, at: int, link: int, in_range: bool) -> bool:
    """Say whether "Tuesday, ten till eleven" is a range, as the British say it; "at ten till eleven" is 10.50."""
    is_till = text.word(link) in _TILL and link == at + 1 and not (in_range or is_anchored(text, at))
    return is_till and 0 < text.lexicon.numbers.get(text.low[at], 0) < _hour(text, link + 1)


def _is_announced(text: Text, at: int) -> bool:
    before = text.word(at - 1)
    return is_anchored(text, at) or before in _ANNOUNCERS or before in _SENTENCE_ENDS or before in text.lexicon.weekdays


def _minus(hour: int, minutes: int) -> Clock:
    total = (hour * 60 - minutes) % (12 * 60) if hour <= 12 else hour * 60 - minutes
    return Clock(total // 60 or 12, total % 60)


def _hour(text: Text, at: int) -> int:
    word = text.word(at).removesuffix("'s")
    if word.isdecimal() and len(word) <= 2:
        return int(word) if 1 <= int(word) <= 24 else 0
    number = 12 if word in text.lexicon.noon else text.lexicon.numbers.get(word, 0)
    return number if 1 <= number <= 12 and word not in _NO_HOURS else 0


def _in_words(text: Text, at: int, hour: int, in_range: bool) -> ClockPoint | None:
    """ "Three o'clock", "at three", "at three fifteen", "las cinco y cuarto"; "the last of three" is none."""
    if text.word(at - 1) == "of" and text.word(at + 1) not in _FULL:
        return None
    spot, anchored, before = at + 1, is_anchored(text, at), text.word(at - 1)
    if anchored and (length := and_a_half(text, spot)):
        clock, end = with_meridiem(text, spot + length, Clock(hour, 30))
        return ClockPoint(clock, end, 2)
    half, end = added(text, spot)
    is_behind_day = (text.word(at - 1) == "," and is_by_day(text, at, end)) or is_day_name(text, at - 1)
    if half is not None and (anchored or is_behind_day or text.word(at - 1) in _FROM):
        total = hour * 60 + half
        return ClockPoint(Clock(total // 60, total % 60), end, 2 if anchored or is_behind_day else 0)
    if text.low[at].endswith("ish"):
        return ClockPoint(with_meridiem(text, spot, Clock(hour))[0], spot, 2)
    if text.word(spot) in _FULL or (text.word(spot) in {"horas", "ore"} and anchored):
        if text.word(spot) == "uur" and not anchored and not half_day_follows(text, spot + 1):
            return None
        return _full_hour(text, hour, spot + 1)
    clock, end = with_meridiem(text, spot, Clock(hour))
    if end != spot:
        return ClockPoint(clock, end, 3)
    if text.word(spot) != "of" and half_day_follows(text, spot):
        return ClockPoint(clock, spot, 2)
    if before == "hours" and is_by_day(text, at, spot) and text.word(spot) in _STOPS:
        return ClockPoint(clock, spot, 1)  # "Tuesday 21 April, hours ten,": Italian English
    behind = spot + (
        text.word(spot) in {"on", "."} and text.word(at - 1) in _SENTENCE_STARTS
    )  # "Seven on Thursday's fine"
    if is_day_name(text, behind) and text.word(at - 1) in BEFORE_HOUR:
        return ClockPoint(clock, spot, 1)
    minute, spot = _minutes_in_words(text, spot)
    if minute and half_day_follows(text, spot):
        return ClockPoint(Clock(hour, minute), spot, 2)  # "eight thirty in the morning"
    if in_range:
        return ClockPoint(Clock(hour, minute), spot, int(bool(minute)))
    if before in text.lexicon.weekdays or before in text.lexicon.half_days:
        if word_is_a_choice(text, at):
            return None
        return ClockPoint(Clock(hour, minute), spot, 1) if text.word(spot) in _BEHIND_DAY or minute else None
    if before in _PAUSES and text.word(spot) in _STOPS:
        return ClockPoint(Clock(hour, minute), spot, 2 if minute else 1 if _follows_day(text, at) else 0)
    if not (anchored or (minute and before in {",", "is", "it's", "so", "say", "then", "comma"})):
        return ClockPoint(Clock(hour, minute), spot, 0) if _opens_range(text, at, spot) else None
    if not minute and not _stands_alone(text, at, spot):
        return None
    clock, end = with_meridiem(text, spot, Clock(hour, minute))
    return ClockPoint(clock, end, 2 if minute or text.word(at - 1) in _FIRM else 1)


def _minutes_in_words(text: Text, at: int) -> tuple[int, int]:
    """The minutes behind an hour, "fifteen" or "forty five", and the next word; 0 where there are none."""
    numbers = text.lexicon.numbers
    minute = numbers.get(text.word(at), 0)
    if minute not in _PARTS:
        return 0, at
    five = minute % 10 == 0 and minute >= 20 and text.word(at + 1) == "five"
    return minute + 5 * five, at + 1 + five


def _opens_range(text: Text, at: int, spot: int) -> bool:
    """Say whether a day stands by two hours in words: "Tuesday the first, six till seven"."""
    before = text.word(at - 1)
    is_joined = text.word(spot) in text.lexicon.to or text.word(spot) in DASHES
    if not (is_joined or (before in _BETWEEN and text.word(spot) in _AND)):
        return False
    if before in _OPENING:
        return is_by_day(text, at, spot)
    return is_day_name(text, at - 1) or before in text.lexicon.months or before in _DAY_ENDS or before[:1].isdecimal()


def word_is_a_choice(text: Text, at: int) -> bool:
    """Say whether "one" stands for a slot: "the Wednesday one"."""
    return text.low[at] == "one" and text.word(at - 2) in {"the", "your", "that"}


def _follows_day(text: Text, at: int) -> bool:
    """Say whether a day, or "same time", is named shortly before a pause: "Friday, nine.", "same time, nine?"."""
    lexicon = text.lexicon
    near = [text.word(at - back) for back in range(2, 7)]
    named = _DAY_ENDS | {"time", "place"}
    return any(word in lexicon.weekdays or word in lexicon.days or word in named for word in near)


def _full_hour(text: Text, hour: int, spot: int) -> ClockPoint:
    """An hour with its sign, and the minutes that may follow: "treize heures trente", "neun Uhr dreißig"."""
    minute = text.lexicon.numbers.get(text.word(spot), 0)
    if minute not in _PARTS or text.word(spot + 1) in text.lexicon.spans:
        half, end = added(text, spot)
        total = hour * 60 + (half or 0)
        clock, end = with_meridiem(text, end, Clock(total // 60 % 24, total % 60, hour > 12))
        return ClockPoint(clock, end, 3)
    return ClockPoint(Clock(hour % 24, minute, hour > 12), spot + 1, 3)


def _stands_alone(text: Text, at: int, spot: int) -> bool:
    """Tell the hour in "at one, in the lobby" from the number in "at one of our sites"."""
    word, lexicon = text.word(spot), text.lexicon
    if half_day_follows(text, spot):
        return True
    if word in _GOES_ON or word in lexicon.weekdays or word in lexicon.days or word in lexicon.to:
        return True
    return word not in _NOT_AN_HOUR and any(text.word(at - k) in lexicon.weekdays for k in range(2, 7))
