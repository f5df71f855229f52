"""A time of day, and how "at 2" becomes the afternoon: by what is written, else by office hours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from rules.time_contexts import contexts
from rules.time_words import Text, words_of

AM = frozenset({"am", "a.m"})
PM = frozenset({"pm", "p.m"})
_BOTH = AM | PM
_UNDONE = words_of("instead rather not place")
"""What follows is said of another time: "at 9 instead of tonight", "at 6 in place of the morning"."""
_GOES_ON = words_of("or and to till until - – / bis à a y o e en tot of oder ou und um at @ , of the den dem le el il")
"""Between two hours of one half: "8 or 9 in the evening"; before a day of the month: "at 8 on the 12th, evening"."""
_ENDS = words_of("; . ! ?") | {"\n"}
_OFFICE_FROM = 7  # nobody interviews before seven unless the text says so
_EARLIEST_NIGHT_ENDS = 6
_FULL_LENGTH = len("09:00")
_LATE_MORNING, _TONIGHT = (9, 10, 11), words_of("tonight tonite evenin vanavond")
"""Hours that an afternoon has not: only a word for the evening puts them there."""
_NEAR = 5  # words
_EITHER = (7, 8)
_FIRST_LIGHT = 5
_AFTERTHOUGHT = 3
"""Words of the next sentence that may still say it: "tmrw 6.30. early i know"."""
_NEVER_IN_THE_MORNING = 3
"""Up to this hour "morning" is said of something else: "at one, when the morning list is done"."""
_MORNING_EVENTS = words_of("school drop-off breakfast nights dawn milking sunrise")
_GREETINGS = words_of("good guten this ce cet buenos bonne goede buona boa")
_NOT_AFTER_AN_ARTICLE = words_of(
    "to til till until for in on at with w and sharp tomorrow today if so but est pst cst mst"
)
"""What cannot follow "a" as an article: in "5:30a to 6:15a" it is half of "am"."""
_NUMBERED_PLACES = words_of("apartment apt flat room rm suite unit gate building block studio lab ward bay stand door")
_AFTER_GERMAN_AM = words_of(". , - – cet est et") | {"\n", ""}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; `is_exact` means that no guess about morning or afternoon is left."""

    hour: int
    minute: int = 0
    is_exact: bool = False

    @property
    def minutes(self) -> int:
        """Minutes since midnight."""
        return self.hour * 60 + self.minute


@dataclass(frozen=True, slots=True)
class ClockPoint:
    """One clock time as written, up to word `end` (exclusive).

    `strength` 3: cannot be anything else; 2: "at 10"; 1: only beside a date; 0: only inside a range.
    """

    clock: Clock
    end: int
    strength: int


def with_meridiem(text: Text, at: int, clock: Clock) -> tuple[Clock, int]:
    """Take am/pm that stands right at word `at`: the clock, and the next word (`at` itself where there is none)."""
    word, end = text.word(at), at + 1
    if word == "(" and text.word(at + 2) == ")" and text.word(at + 1) in _BOTH:
        return with_meridiem(text, at + 1, clock)[0], at + 3  # "8 (pm)"
    if word == "," and text.word(at + 1) in _BOTH and text.word(at + 2) == "not":
        return with_meridiem(text, at + 1, clock)[0], at + 2  # "6:30, am not pm"
    if word == "in" and text.word(at + 1) == "the" and text.word(at + 2) in {"a", "p"} and text.word(at + 3) == "m":
        at, word = at + 2, text.word(at + 2)
    if word in {"a", "p"} and text.word(at + 1) in {".", "m"}:
        end = at + 2 if text.word(at + 1) == "m" else at + 3
        if text.word(end - 1) != "m":
            return clock, at
        word += ".m"
    if text.word(at - 2) in _NUMBERED_PLACES:
        return clock, at  # "in apartment 2A"
    if word in {"a", "p"} and text.language in {None, "en"} and _ends_here(text, at + 1, word):
        word += "m"
    if word == "am" and text.language == "de" and text.word(at + 1) not in _AFTER_GERMAN_AM:
        return clock, at
    if word in {"noon", "midday"}:
        return Clock(12, 0, True), at + 1
    if word not in AM and word not in PM:
        return clock, at
    if clock.hour <= 12:
        clock = Clock(clock.hour % 12 + 12 * (word in PM), clock.minute, True)
    if (
        text.word(end) == "."
        and word.endswith(".m")
        and end + 1 < len(text.raw)
        and not text.raw[end + 1][:1].isupper()
    ):
        end += 1
    return clock, end


def _ends_here(text: Text, at: int, letter: str) -> bool:
    """Say whether "3p" and "3a" are whole words: nothing, a sign or a zone's capitals follow; "p" is no other word."""
    if letter == "p" or text.word(at) in _NOT_AFTER_AN_ARTICLE:
        return True
    return not text.word(at)[:1].isalnum() or (text.raw[at].isupper() and len(text.raw[at]) > 1)


def settled(text: Text, clock: Clock, start: int, end: int) -> Clock:
    """Decide morning or afternoon: by a word nearby, by the same time written fully elsewhere, else office hours."""
    if clock.is_exact:
        return clock
    half = part_of_day(text, start, end)
    if half == "am" and clock.hour <= _NEVER_IN_THE_MORNING and _half_at(text, end) is None:
        half = None if text.word(end) not in {"in", "of"} else half
    if half == "pm" and clock.hour in _LATE_MORNING and not _is_by_evening(text, start, end):
        half = None
    if half is None and (twin := _written_fully(text, clock)) is not None:
        return twin
    if half is None and clock.hour in _EITHER and _follows_event(text, start, end):
        half = "pm"
    if half is None and clock.hour in _EITHER and _is_of_evenings(text, start):
        return replace(clock, hour=clock.hour + 12)
    if half is None and _FIRST_LIGHT <= clock.hour < _OFFICE_FROM and _is_early(text, start):
        half = "am"
    return _in_half(clock, half)


def _is_by_evening(text: Text, start: int, end: int) -> bool:
    """Say whether a word for the evening stands near, in the same sentence: "on Friday evening then, at nine"."""
    near = range(max(start - _NEAR, 0), min(end + _NEAR, len(text.low)))
    evening = text.lexicon.evening | _TONIGHT | PM
    return any(text.low[at] in evening and text.sentence[at] == text.sentence[start] for at in near)


def _is_of_evenings(text: Text, start: int) -> bool:
    """Say whether the sentence or one beside it is of evenings and not of mornings: "any evening suits, so half 7"."""
    number, low, lexicon = text.sentence[start], text.low, text.lexicon
    near = [at for at in range(1, len(low)) if abs(text.sentence[at] - number) <= 1 and low[at - 1] not in _GREETINGS]
    is_told = any(low[at] in lexicon.evening for at in near)
    return is_told and not any(low[at] in lexicon.am and low[at] not in AM for at in near)


def _is_early(text: Text, start: int) -> bool:
    """Say whether the sentence is of something done early: "6.30 before my shift", "quarter to six, first light"."""
    left, right = text.bounds(start)
    right = min(right + _AFTERTHOUGHT, len(text.low))
    is_evening = any(word.startswith("evening") for word in text.low[left:right])
    return not is_evening and contexts()["early"].has(text.low, left, right)


def _follows_event(text: Text, start: int, end: int) -> bool:
    """Say whether "after choir" stands beside: what comes after something at seven or eight is in the evening."""
    behind = text.low[end : end + 5]
    before = text.low[max(start - 5, 0) : start + 1]
    # not "they can't be talked to after, so 8.15"
    is_told = any(one == "after" and two[0].isalpha() for one, two in pairwise(before))
    after = "after" in behind[:2] or is_told
    return after and not any(word in _MORNING_EVENTS for word in behind)


def settled_range(text: Text, first: Clock, second: Clock, start: int, end: int) -> tuple[Clock, Clock]:
    """Decide both ends of a range together: "2-2:45pm", "11-1", "10 to 11:30 a.m."."""
    if first.is_exact:
        is_plain = second.hour > 0 and _is_on_full_day(text, start, end)
        return first, replace(second, is_exact=True) if is_plain else _later(first, second)
    if second.is_exact:
        options = [replace(first, hour=first.hour % 12 + 12), replace(first, hour=first.hour % 12), first]
        earlier = [clock for clock in options if clock.minutes < second.minutes]
        best = max(earlier, key=lambda clock: clock.minutes, default=first)
        return replace(best, is_exact=True), second
    half = part_of_day(text, start, end)
    begin = first if half == "pm" and first.hour in {10, 11, 12} and second.hour <= 3 else _in_half(first, half)
    return begin, _later(begin, second)


def _is_on_full_day(text: Text, start: int, end: int) -> bool:
    """Say whether a range is written on a clock of 24 hours: in "from 15:00 to 11:00" the eleven is in the morning."""
    written = [word for word in text.low[start:end] if word[0].isdecimal()]
    if len(written) != 2 or len(written[1]) != _FULL_LENGTH or not written[1][:2].isdecimal():
        return False
    return written[0][:2].isdecimal() and int(written[0][:2]) > 12


def part_of_day(text: Text, start: int, end: int) -> str | None:
    """Say "am", "pm" or "night" where "in the morning", "arvo", "de la tarde" … stands within a few words of a time,
    in its sentence."""
    sentence = text.sentence[start : start + 1]
    for spot in range(end, min(end + _NEAR, len(text.low))):
        if text.low[spot] in _ENDS or text.low[spot] in _UNDONE or text.sentence[spot : spot + 1] != sentence:
            break
        if text.low[spot][0].isdecimal() and text.low[spot - 1] not in _GOES_ON:
            break  # "make ur 11 oclock interview 6 tonight"
        if (half := _half_at(text, spot)) is not None:
            return half
    for spot in range(start - 1, max(start - 1 - _NEAR, -1), -1):
        if text.low[spot] in _ENDS - {";"} or text.sentence[spot : spot + 1] != sentence:
            break
        if (half := _half_at(text, spot)) is not None:
            return half
    return None


def _half_at(text: Text, spot: int) -> str | None:
    word, before, lexicon = text.low[spot], text.word(spot - 1), text.lexicon
    if word in AM or word in PM:
        named = before in lexicon.weekdays or before in lexicon.days
        return ("am" if word in AM else "pm") if named and text.language != "de" else None
    if word in lexicon.night:
        return None if _is_of_a_title(text, spot) else "night"
    if word in lexicon.pm:
        return "pm"
    if word in lexicon.am and before not in _GREETINGS:
        return "am"
    if word in {"mañana", "manana", "morgen"} and before in {"la", "am", "heute"}:
        return "am"
    return "am" if word in {"breakfast", "frühstück", "ontbijt", "desayuno", "colazione"} else None


def _is_of_a_title(text: Text, spot: int) -> bool:
    """Say whether "Night" is part of a name: "the interview for Night Auditor is at 9.30"."""
    raw, lexicon = text.raw[spot : spot + 2], text.lexicon
    is_name = len(raw) > 1 and raw[0][:1].isupper() and raw[1][:1].isupper() and raw[1].lower() not in lexicon.at
    return is_name and text.word(spot - 1) not in lexicon.weekdays


def _in_half(clock: Clock, half: str | None) -> Clock:
    if half == "night":
        half = "am" if clock.hour % 12 < _EARLIEST_NIGHT_ENDS else "pm"
    if half == "am":
        return (
            replace(clock, hour=clock.hour % 12, is_exact=True) if clock.hour == 12 else replace(clock, is_exact=True)
        )
    if half == "pm":
        return replace(clock, hour=clock.hour % 12 + 12, is_exact=True)
    return replace(clock, hour=clock.hour + 12) if clock.hour < _OFFICE_FROM else clock


def _written_fully(text: Text, clock: Clock) -> Clock | None:
    written = f"{clock.hour}:{clock.minute:02d}"
    for spot in text.points:
        word = text.low[spot].replace(".", ":")
        if word == written or (clock.minute == 0 and word == str(clock.hour)):
            full, end = with_meridiem(text, spot + 1, clock)
            if end > spot + 1:
                return full
    return None


def _later(begin: Clock, end: Clock) -> Clock:
    if end.is_exact:
        return end
    for hour in (end.hour, end.hour % 12, end.hour % 12 + 12):
        if hour * 60 + end.minute > begin.minutes:
            return Clock(hour, end.minute, True)
    return end
