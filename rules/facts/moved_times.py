"""What is said of a time that moves, "from Tuesday to Friday", "push our 2 to 3": which side is old, which new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rules.clock import PM, Clock
from rules.dates import DateMention
from rules.time_contexts import contexts
from rules.time_words import Text, words_of
from rules.times import ClockMention

_SKIPPED = words_of("the this coming following next den el al il le la a as os dem at tomorrow today")
_MOVE_TO = words_of("to auf au à al a para naar alle > → till until")
_MOVE_TO_DAY = words_of("to auf au al naar")
_SET_FOR = words_of(
    "prevista previsto programada programado fijada fijado concertada marcada marcado agendada agendado "
    "scheduled set fissato gepland planned"
)
"""Before a "to" that sets rather than moves: "la entrevista prevista para el martes"."""
_TO_BEFORE_VERB = words_of("auf naar")
"""With these the verb may stand last: "von 15 auf 11 Uhr vorverlegt"."""
_UNTIL = words_of("until till")
_REACH_OF_TO, _REACH_OF_UNTIL = 25, 5
_NO_NEW_HOUR_FROM = 20
DAY_MINUTES = 24 * 60
LONGEST_NIGHT_MINUTES, _LATE_MINUTES = 6 * 60, 19 * 60
"""An interview that ends after midnight is one across oceans: a few hours at most, begun in the evening."""
_LONGEST_HEAD, _LONGEST_TABLE = 6, 60
"""How many words the head of a table has at most, and how many its rows."""
_DIRECTIONS = words_of("earlier later forward back")
"""Before the "to" of a new time they say which way it moves: "change it earlier to 14:00"."""
_FROM, _OURS = words_of("from von de van da dalle das"), words_of("our your the this")
_MOVE_FROM = words_of("from von vom de del du da dal van dalle statt")


def without_move(text: Text, clock: ClockMention) -> ClockMention:
    """ "Nudged from 2:00 to 2:30" is no range, nor is "push our 2 to 3": the later time is the new one. "From 22:00 to
    1:00" is a night's."""
    before = text.word(clock.start - 1)
    is_ours = before in _OURS and contexts()["move"].has(text.low, clock.start - 2, clock.start - 1)
    if clock.until is None or not (before in _FROM or is_ours):
        return clock
    if not any(text.word(at) in text.lexicon.to for at in range(clock.start + 1, clock.end)):
        return clock
    is_moved = _is_moved(text, clock)
    if clock.until.minutes < clock.begin.minutes and clock.until.hour:
        is_moved = is_moved or not _is_night(clock.begin.minutes, clock.until.minutes)
    return replace(clock, begin=_as_written(text, clock, clock.until), until=None) if is_moved else clock


def is_one_move(text: Text, clock: ClockMention) -> bool:
    """Whether a time was told as a move from another: the "9h30 à 16h" of `without_move`."""
    is_joined = any(text.word(at) in text.lexicon.to for at in range(clock.start + 1, clock.end))
    return is_joined and clock.until is None and text.word(clock.start - 1) in _FROM


def _as_written(text: Text, clock: ClockMention, until: Clock) -> Clock:
    """What a range took for its end, read by itself: "from 12:00 to 9:30" moves it into the morning."""
    has_half = any(text.word(at) in PM for at in range(clock.start, clock.end))
    written = text.low[clock.end - 1].replace(".", ":").partition(":")[0]
    if has_half or not written.isdecimal() or int(written) + 12 != until.hour or until.hour < _NO_NEW_HOUR_FROM:
        return until
    return replace(until, hour=until.hour - 12)


def _is_moved(text: Text, clock: ClockMention) -> bool:
    """Say whether a word that moves stands before, and no day between that the times belong to."""
    left, _ = text.bounds(clock.start)
    verb = contexts()["move"].within(text.low, left, clock.start)
    if verb is None or any(text.word(at) in _MOVE_TO_DAY for at in range(verb, clock.start)):
        return False
    # "moved: Friday, from 3 to 4"
    return not _is_day_word(text, clock.start - 2 - (text.word(clock.start - 2) == ","))


def _is_night(begin: int, end: int) -> bool:
    """Say whether a range goes on past midnight: it begins late, and is as short as a meeting across oceans."""
    return begin >= _LATE_MINUTES and end + DAY_MINUTES - begin <= LONGEST_NIGHT_MINUTES


def _is_day_word(text: Text, at: int) -> bool:
    word = text.word(at)
    if "/" in word or (word.isdecimal() and text.word(at - 1) in text.lexicon.months):
        return True
    return word in text.lexicon.weekdays or word in text.lexicon.months or (len(word) == 4 and word.isdecimal())


@dataclass(frozen=True, slots=True)
class Moves:
    new_from: dict[int, int]
    """By sentence: where "to" stands; what comes before it is old, what comes after it new."""
    former: set[int]
    """Old although they stand behind: "moved to … from …"."""


def moves_in(text: Text, mentions: Sequence[DateMention | ClockMention]) -> Moves:
    found = Moves({}, set())
    told = {text.sentence[m.start] for m in mentions if isinstance(m, ClockMention) and is_one_move(text, m)}
    for mention in mentions:
        at = mention.start - 1
        while at >= 0 and text.low[at] in _SKIPPED and text.low[at] not in _MOVE_TO:
            at -= 1
        number = text.sentence[mention.start]
        if at < 0 or text.low[at] not in _MOVE_TO or text.word(at - 1) in _SET_FOR:
            is_left = at >= 0 and text.low[at] in _MOVE_FROM and text.sentence[at] in found.new_from
            if is_left and not _is_range(mention):
                found.former.add(mention.start)
        elif text.low[at - 1] not in _DIRECTIONS and contexts()["old_before"].has(text.low, at - 3, at):
            found.former.add(mention.start)  # "moved to four instead of to three"
        elif text.low[at] in {">", "→"} or (number not in told and _has_verb(text, mention, at)):
            found.new_from[number] = at
    return found


def in_old_column(text: Text, mentions: Sequence[DateMention | ClockMention]) -> set[int]:
    """Where the old times of a table start that sets them beside the new ones: "Previous  Current / 10.00  1.00"."""
    found: set[int] = set()
    for start, end in _lines(text) if len(mentions) > 1 else ():
        if (is_old_first := _heads_columns(text, start, end)) is None:
            continue
        for kind in (DateMention, ClockMention):
            rows: dict[int, list[int]] = {}
            for mention in mentions:
                if isinstance(mention, kind) and end < mention.start < end + _LONGEST_TABLE:
                    rows.setdefault(text.low[: mention.start].count("\n"), []).append(mention.start)
            found.update(row[0 if is_old_first else 1] for row in rows.values() if len(row) == 2)
    return found


def _lines(text: Text) -> list[tuple[int, int]]:
    """The first word of each line, and the line break behind its last."""
    breaks = [-1, *(at for at, word in enumerate(text.low) if word == "\n"), len(text.low)]
    return [(one + 1, two) for one, two in pairwise(breaks) if two > one + 1]


def _heads_columns(text: Text, start: int, end: int) -> bool | None:
    """Whether a line heads a column of old and one of new times, the old one first; None for any other line."""
    words = [at for at in range(start, end) if text.low[at][0].isalnum()]
    if not 2 <= len(words) <= _LONGEST_HEAD:
        return None
    known = contexts()
    old = next((at for at in words if known["column_old"].begins(text.low, at)), None)
    new = next((at for at in words if known["column_new"].begins(text.low, at)), None)
    return None if old is None or new is None else old < new


def _is_range(mention: DateMention | ClockMention) -> bool:
    """Say whether a time has its end beside it: in "reporté au 26, de 10h à 11h30" nothing is left behind."""
    return isinstance(mention, ClockMention) and mention.until is not None


def _has_verb(text: Text, mention: DateMention | ClockMention, at: int) -> bool:
    """Say whether a word that moves stands before the "to" at word `at`, or behind the time as in German and Dutch."""
    left, right = text.bounds(mention.start)
    if contexts()["move"].has(text.low, max(left, at - _reach(text.low[at])), at):
        return True
    return text.low[at] in _TO_BEFORE_VERB and contexts()["move"].has(text.low, mention.end, right)


def _reach(word: str) -> int:
    """How many words may stand between "move" and its "to"; "until" ends other things too."""
    return _REACH_OF_UNTIL if word in _UNTIL else _REACH_OF_TO
