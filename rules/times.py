"""Clock times and ranges of a text: "at 2", "2-2:45pm", "von 11 bis 12 Uhr", "from half past two until four".

Pure grammar over `rules.time_words.Text`. What a time is *for* is decided elsewhere (`rules.facts.slots`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from rules.clock import Clock, ClockPoint, settled, settled_range
from rules.clock_beside import is_by_day, is_day_name
from rules.clock_digits import digits_at
from rules.clock_words import worded_at
from rules.time_words import DASHES, MOST_MENTIONS, Text, words_of

_LEADERS = words_of(
    "about approx approximately around circa ca exactly the las la le les l' ore as alle a um à kl roughly"
)
_AND = words_of("and und et y e en ed")
_BETWEEN = words_of("between zwischen entre tussen tra fra")
_HALF_DAY_WORDS = words_of("in the de la da del du di uhr ' s am 's morgens our your time")
_OPENERS = words_of(", ( : - – den st nd rd th de das do entre between from tra fra van von zwischen tussen dalle um")
_PAST_MINUTES = {"half": 30, "quarter": 15, "ten": 10, "twenty": 20, "five": 5}
_STOPS = words_of(". , ; ! ? ) with in at on for please") | {"\n", ""}
_PAUSES = words_of(". ! ? ; :") | {"\n", ""}
_NOON = 12
_LONGEST_LINE, _LAST_PLAIN_HOUR = 25, 19
_HALF_DAY, _SOON_MINUTES = 12 * 60, 60
_HOUR_SIGNS = words_of("h uur hrs horas ore heures")


@dataclass(frozen=True, slots=True)
class ClockMention:
    """A time or a range at words `start`…`end` (exclusive); `strength` as in `rules.clock.ClockPoint`."""

    start: int
    end: int
    begin: Clock
    until: Clock | None
    strength: int


def clocks_in(text: Text, taken: set[int]) -> list[ClockMention]:
    """Every clock time and range of the text, in order. `taken` are the words that dates already use."""
    found: list[ClockMention] = []
    at = 0
    for start in text.points:
        if len(found) >= MOST_MENTIONS:
            break
        if start < at or start in taken:
            continue
        if (mention := _mention(text, start, taken) or _in_the_hour_before(text, start, found)) is not None:
            found.append(_behind_arrival(text, mention, found))
            at = mention.end
    return found


def _behind_arrival(text: Text, mention: ClockMention, found: list[ClockMention]) -> ClockMention:
    """ "7 p.m. for 7.15": the second is soon after the first, in the same half of the day."""
    if not found or text.word(mention.start - 1) != "for" or found[-1].end != mention.start - 1:
        return mention
    behind = mention.begin.minutes + _HALF_DAY - found[-1].begin.minutes
    is_earlier = mention.until is None and found[-1].begin.is_exact and 0 < behind < _SOON_MINUTES
    return replace(mention, begin=replace(mention.begin, hour=mention.begin.hour + 12)) if is_earlier else mention


def _in_the_hour_before(text: Text, at: int, found: list[ClockMention]) -> ClockMention | None:
    """ "The boat leaves at nine, the interview is at half past": the hour is that of the time before it."""
    if not found or text.word(at - 1) != "at" or text.sentence[found[-1].start] != text.sentence[at]:
        return None
    point = _past_same_hour(text, at, found[-1].begin)
    return None if point is None else ClockMention(at, point.end, point.clock, None, 2)


def _mention(text: Text, at: int, taken: set[int]) -> ClockMention | None:
    first = _point(text, at)
    if first is None:
        return None
    second = _second(text, first, taken)
    if second is None or (first.strength < 1 and second.strength < 1 and not _is_bare_range(text, at, second.end)):
        if first.strength < 1:
            return None
        return ClockMention(at, first.end, settled(text, first.clock, at, first.end), None, first.strength)
    begin, until = settled_range(text, first.clock, second.clock, at, second.end)
    return ClockMention(at, second.end, begin, until, max(first.strength, second.strength, 1))


def _point(text: Text, at: int, in_range: bool = False) -> ClockPoint | None:
    return digits_at(text, at, in_range) if text.low[at][0] in "0123456789" else worded_at(text, at, in_range)


def _second(text: Text, first: ClockPoint, taken: set[int]) -> ClockPoint | None:
    """The end of a range that goes on behind `first`, perhaps behind "in the afternoon" or a zone's letters."""
    at = spot = first.end
    while spot - at < 4 and (
        text.word(spot) in _HALF_DAY_WORDS or text.word(spot) in text.lexicon.half_days or _is_zone(text, spot)
    ):
        spot += 1
    if not _joins(text, spot, at):
        spot = at
        if not _joins(text, spot, at):
            return None
    spot += 1
    for _ in range(2):
        spot += text.word(spot) in _LEADERS
    if spot in taken or spot >= len(text.low):
        return None
    return _past_same_hour(text, spot, first.clock) or _point(text, spot, in_range=True)


def _past_same_hour(text: Text, at: int, begin: Clock) -> ClockPoint | None:
    """ "Eleven till half past": the end is in the hour of the beginning, or in the next one."""
    minute = _PAST_MINUTES.get(text.word(at), 0)
    if not minute or text.word(at + 1) != "past" or text.word(at + 2) not in _STOPS:
        return None
    hour = begin.hour + (minute <= begin.minute)
    return ClockPoint(Clock(hour, minute, begin.is_exact), at + 2, 1) if hour < 24 else None


def _joins(text: Text, spot: int, at: int) -> bool:
    """Say whether the word at `spot` joins two times to a range: a dash, "to", or the "and" of "between 2 and 3"."""
    word = text.word(spot)
    if word == "|":  # "| 10:00 | 10:45 | Ada Byrne |"
        is_cell = spot == at and text.word(at - 2) in {"|", "\n", ""}
        one, two = text.word(at - 1), text.word(spot + 1)
        is_back = one[:2].isdecimal() and int(one[:2]) > _NOON and two.zfill(len(one)) < one  # "| 14:00 | 10:00 |"
        return is_cell and ":" in one and ":" in two and not is_back
    return word in DASHES or word in text.lexicon.to or (word in _AND and _is_between(text, at))


def _is_zone(text: Text, at: int) -> bool:
    return at < len(text.raw) and text.raw[at].isupper() and 2 <= len(text.raw[at]) <= 4


def _is_between(text: Text, at: int) -> bool:
    return any(text.word(at - k) in _BETWEEN for k in range(2, 7))


def _is_in_list(text: Text, at: int) -> bool:
    """Say whether the line behind opens with a number as well: "10-11 your talk" above "11-11:45 Anders Holm"."""
    if text.low[at - 1].isdecimal() and int(text.low[at - 1]) > _LAST_PLAIN_HOUR:
        return False  # "20-60 one problem": minutes
    line = text.low[at : at + _LONGEST_LINE]
    spot = at + line.index("\n") + 1 if "\n" in line else at
    return spot > at and text.word(spot)[:1].isdecimal()


def _is_bare_range(text: Text, start: int, end: int) -> bool:
    """Say whether "1-2" or "8 to 11" is a range of hours: not of weeks, people or pages."""
    after, before, lexicon = text.word(end), text.word(start - 1), text.lexicon
    if (after in lexicon.spans and after not in _HOUR_SIGNS) or after in {
        "%",
        "people",
        "candidates",
        "rounds",
        "/",
        "s",
    }:
        return False
    if before in lexicon.at or before in _OPENERS or before in lexicon.weekdays or before in lexicon.days:
        return True
    if after == "on" and (is_day_name(text, end + 1) or text.word(end + 1) == "the"):
        return is_by_day(text, start, end)  # "can you be here 9 till 11 on Thursday?"
    if before in {"\n", ""} and text.low[start] != "0" and _is_in_list(text, end):
        return True
    if before in _PAUSES and (after in _STOPS or is_day_name(text, end)) and is_by_day(text, start, end):
        return True  # "July 8 it is. 9 to 11, at the caves"
    return before in lexicon.half_days or before in lexicon.this or before in lexicon.months or before[:1].isdecimal()
