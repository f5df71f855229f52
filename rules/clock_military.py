"""Clock times of three or four digits without a sign: "1530 hrs", "at 0930", "thurs 330"."""

from __future__ import annotations

from bisect import bisect_left

from rules.clock import Clock, ClockPoint, with_meridiem
from rules.clock_beside import BEFORE_HOUR, ENDS_PHRASE, goes_on, half_day_follows, is_by_day, is_day, is_day_name
from rules.time_words import DASHES, Text, words_of

_FEWEST_LINES, _LINES_NEAR = 3, 40
"""How many lines that begin with a time make a list, among so many numbers before and behind."""
_CODES = words_of("code pin ext extension ref nr no number room flight # + - / $ £ € po")
"""Before four digits that are no time."""
_QUARTERS = words_of("00 15 30 45")


def military_at(text: Text, at: int, in_range: bool) -> ClockPoint | None:
    """The clock time that three or four digits at word `at` are; `in_range` where they end a range."""
    word = text.low[at]
    hour, minute = int(word[:-2]), int(word[-2:])
    if hour > 23 or minute > 59:
        return None
    after, exact = text.word(at + 1), len(word) == 4
    clock, end = with_meridiem(text, at + 1, Clock(hour, minute, exact))
    if end > at + 1 and hour <= 12:
        return ClockPoint(with_meridiem(text, at + 1, Clock(hour, minute))[0], end, 3)
    if after in {"hrs", "hours", "h", "hr", "uhr", "z"} and exact:
        return ClockPoint(clock, at + 2, 3)
    anchored = text.word(at - 1) in {"at", "@", "um", "om", "starting"}
    if not exact:
        raw = text.raw[at + 1] if at + 1 < len(text.raw) else ""
        anchored = anchored and not (raw[:1].isupper() and not goes_on(text, at + 1))
        anchored = anchored or _is_by_day(text, at)
        return ClockPoint(clock, at + 1, 2) if anchored and 1 <= hour <= 12 and not minute % 5 else None
    before = text.word(at - 1)
    behind = at - 2 if before == "," else at - 1
    is_year = behind < at - 1 and 2000 <= int(word) < 2040
    follows_day = (is_day(text, behind) or "/" in text.word(behind)) and minute % 5 == 0 and not is_year
    follows_day = follows_day or _is_listed(text, at) or after in {"instead", "rather"}
    follows_day = follows_day or [after, text.word(at + 2), text.word(at + 3)] == ["in", "place", "of"]
    follows_day = follows_day or (
        before in BEFORE_HOUR and is_day_name(text, at + 1) and not minute % 5
    )  # "1300 Friday"
    follows_day = follows_day or _is_padded(text, at)
    if minute % 5 == 0 and not is_year:
        follows_day = follows_day or _is_behind_year(text, behind)
        follows_day = follows_day or (after in text.lexicon.days and before not in _CODES)  # "reminder 1730 tomorrow"
    return ClockPoint(clock, at + 1, 2) if in_range or anchored or follows_day or _opens_range(text, at) else None


def _is_behind_year(text: Text, at: int) -> bool:
    """Say whether the year of a date stands at `at`: "30 NOV 2026, 1430 CST"."""
    is_year = text.word(at).isdecimal() and len(text.word(at)) == 4
    return is_year and (text.word(at - 1) in text.lexicon.months or text.word(at - 2) in text.lexicon.months)


def _is_padded(text: Text, at: int) -> bool:
    """Say whether four digits that begin with a zero stand by a day: "you're 0920 on the board, Wednesday"."""
    is_padded = text.low[at][0] == "0" and text.low[at][3] in "05" and text.low[at] != "0000"
    is_number = text.word(at - 1) in _CODES or text.word(at - 1)[:1].isdecimal() or text.word(at + 1)[:1].isdecimal()
    return is_padded and not is_number and is_by_day(text, at, at + 1)


def _is_by_day(text: Text, at: int) -> bool:
    """Say whether three digits without a sign stand by a day: "thurs 330", "630 tonite", "715 in the morning"."""
    if half_day_follows(text, at + 1) and text.word(at + 1) not in {"of", "de"}:
        return True
    if is_day_name(text, at + 1):
        return text.word(at - 1) in BEFORE_HOUR
    if text.word(at + 1) not in ENDS_PHRASE:
        return False
    return is_day_name(text, at - 1) or (text.low[at][1:] in _QUARTERS and is_day(text, _before_now(text, at)))


def _before_now(text: Text, at: int) -> int:
    """The word before a number, a comma and "now" left out: "fri 17th, 930,", "ur saturday now, 430"."""
    spot = at - 1 - (text.word(at - 1) == ",")
    return spot - (text.word(spot) == "now")


def _is_listed(text: Text, at: int) -> bool:
    """Say whether "0930 Group exercise" opens one of several lines that begin so: an address stands alone."""
    if text.word(at - 1) not in {"\n", ""}:
        return False
    place = bisect_left(text.points, at)
    near = text.points[max(0, place - _LINES_NEAR) : place + _LINES_NEAR]
    lines = [spot for spot in near if len(text.low[spot]) == 4 and text.word(spot - 1) in {"\n", ""}]
    return len([spot for spot in lines if text.low[spot].isdecimal()]) >= _FEWEST_LINES


def _opens_range(text: Text, at: int) -> bool:
    word, following = text.low[at], text.word(at + 2)
    if text.word(at + 1) not in DASHES and text.word(at + 1) != "to":
        return False
    if len(following) != 4 or not following.isdecimal() or int(following[2:]) > 59 or int(following) > 2400:
        return False
    return word[0] == "0" or following > word
