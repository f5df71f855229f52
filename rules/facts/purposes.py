"""What each date and time of a text is for: the slot that counts, an old one, a deadline, an arrival …

Decided by the words before and after it (rules/time_contexts.yaml), within its own clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rules.dates import DateMention
from rules.time_contexts import clause_start, contexts, line_label
from rules.time_words import DASHES, Text, words_of
from rules.times import ClockMention

_SKIPPED = words_of("the this coming following next den el al il le la a as os dem at tomorrow today")
_MOVE_TO = words_of("to auf au à al a para naar alle > → till until")
_SET_FOR = words_of(
    "prevista previsto programada programado fijada fijado concertada marcada marcado agendada agendado "
    "scheduled set fissato gepland planned"
)
"""Before a "to" that sets rather than moves: "la entrevista prevista para el martes"."""
_UNTIL = words_of("until till")
_REACH_OF_TO, _REACH_OF_UNTIL = 25, 5
_MOVE_FROM = words_of("from von vom de del du da dal van dalle statt")


class Purpose(StrEnum):
    """What a time is for."""

    LIVE = "live"
    OLD = "old"
    DEADLINE = "deadline"
    ARRIVAL = "arrival"
    END = "end"
    ELSEWHERE = "elsewhere"
    FOR_OTHER_ZONE = "for_other_zone"


@dataclass(frozen=True, slots=True)
class Purposes:
    """What is known of the dates and times of one text; keys are the words at which they start."""

    by_start: dict[int, Purpose]
    new_from: dict[int, int]
    """By sentence: the word from which its dates and times are new ("moved from … to …")."""


def purposes_of(text: Text, dates: Sequence[DateMention], clocks: Sequence[ClockMention]) -> Purposes:
    """Say what every date and time is for."""
    mentions: list[DateMention | ClockMention] = sorted([*dates, *clocks], key=lambda m: m.start)
    moves = _moves(text, mentions)
    # "Tomorrow's call moved from 11 to 9:30" leaves the day as it was.
    redated = {text.sentence[d.start] for d in dates if d.start > moves.new_from.get(text.sentence[d.start], d.start)}
    old_days = {number: at for number, at in moves.new_from.items() if number in redated}
    by_start, floor = {}, 0
    for mention in mentions:
        old_until = old_days if isinstance(mention, DateMention) else moves.new_from
        by_start[mention.start] = (
            Purpose.OLD if mention.start in moves.former else _purpose(text, mention, old_until, moves.new_from, floor)
        )
        if _goes_on_elsewhere(text, mention, floor, by_start):
            by_start[mention.start] = Purpose.ELSEWHERE
        floor = mention.end
    return Purposes(by_start, moves.new_from)


def _goes_on_elsewhere(
    text: Text, mention: DateMention | ClockMention, floor: int, by_start: dict[int, Purpose]
) -> bool:
    """Say whether a time only continues another's: "shifts run 6 to 2:30 and 2:30 to 11"."""
    if not isinstance(mention, ClockMention) or len(by_start) < 2 or mention.start - floor > 2:
        return False
    before = list(by_start)[-2]
    return by_start[before] is Purpose.ELSEWHERE and text.sentence[before] == text.sentence[mention.start]


def without_move(text: Text, clock: ClockMention) -> ClockMention:
    """ "Nudged from 2:00 to 2:30" is no range: the later time is the new one."""
    if clock.until is None or text.word(clock.start - 1) not in {"from", "von", "de", "van", "da", "dalle", "das"}:
        return clock
    if not any(text.word(at) in text.lexicon.to for at in range(clock.start + 1, clock.end)):
        return clock
    if clock.until.minutes < clock.begin.minutes and clock.until.hour:
        return replace(clock, begin=clock.until, until=None)
    left, _ = text.bounds(clock.start)
    verb = contexts()["move"].within(text.low, left, clock.start)
    if verb is None or any(text.word(at) in {"to", "auf", "au", "al", "naar"} for at in range(verb, clock.start)):
        return clock
    return replace(clock, begin=clock.until, until=None)


@dataclass(frozen=True, slots=True)
class _Moves:
    new_from: dict[int, int]
    """By sentence: where "to" stands; what comes before it is old, what comes after it new."""
    former: set[int]
    """Old although they stand behind: "moved to … from …"."""


def _moves(text: Text, mentions: Sequence[DateMention | ClockMention]) -> _Moves:
    found = _Moves({}, set())
    for mention in mentions:
        at = mention.start - 1
        while at >= 0 and text.low[at] in _SKIPPED and text.low[at] not in _MOVE_TO:
            at -= 1
        number = text.sentence[mention.start]
        if at < 0 or text.low[at] not in _MOVE_TO or text.word(at - 1) in _SET_FOR:
            if at >= 0 and text.low[at] in _MOVE_FROM and text.sentence[at] in found.new_from:
                found.former.add(mention.start)
        elif contexts()["old_before"].has(text.low, at - 3, at):
            found.former.add(mention.start)  # "moved to four instead of to three"
        elif text.low[at] in {">", "→"} or contexts()["move"].has(
            text.low, max(text.bounds(mention.start)[0], at - _reach(text.low[at])), at
        ):
            found.new_from[number] = at
    return found


def _reach(word: str) -> int:
    """How many words may stand between "move" and its "to"; "until" ends other things too."""
    return _REACH_OF_UNTIL if word in _UNTIL else _REACH_OF_TO


def _purpose(
    text: Text, mention: DateMention | ClockMention, old_until: dict[int, int], new_from: dict[int, int], floor: int
) -> Purpose:
    """What one mention is for; `floor` is the end of the one before it ("not Tuesday but Friday")."""
    low, known, start, end = text.low, contexts(), mention.start, mention.end
    number = text.sentence[start]
    left, right = text.bounds(start)
    label = line_label(text, start)
    if label is not None:
        if known["label_old"].begins(low, label[0]) and not known["label_new"].has(low, *label):
            return Purpose.OLD
        if known["label_new"].has(low, *label):
            return Purpose.LIVE
        if known["label_end"].begins(low, label[0]):
            return Purpose.END
    if _is_struck(text, start):
        return Purpose.OLD
    if start < old_until.get(number, -1):
        return Purpose.OLD
    clause = clause_start(text, start)
    if (
        isinstance(mention, ClockMention)
        and known["end_before"].has(low, max(clause, start - 2), start)
        and text.word(start - 1) != "to"
    ):
        return Purpose.END
    if start > new_from.get(number, len(low)):
        return Purpose.LIVE
    if isinstance(mention, ClockMention) and _is_doors_open(text, mention):
        return Purpose.ARRIVAL
    item = end + (text.word(end) in DASHES or text.word(end) in {":", "|"})
    if known["arrival"].has(low, clause, start) or known["arrival_item"].begins(low, item):
        return Purpose.ARRIVAL
    new_at = known["new_before"].within(low, clause, start)
    old_at = known["old_before"].within(low, max(clause, floor), start)
    if old_at is not None and (new_at is None or new_at <= old_at):
        return Purpose.OLD
    if new_at is None and known["old_after"].has(low, end, min(end + 5, right)):
        return Purpose.OLD
    if known["deadline_before"].has(low, clause, start) or known["deadline_near"].has(low, max(left, start - 3), start):
        return Purpose.DEADLINE
    if known["deadline_soft"].has(low, clause, start) and known["to_do"].has(low, left, right):
        return Purpose.DEADLINE
    if known["end_before"].has(low, max(clause, start - 4), start):
        return Purpose.END
    if known["elsewhere"].has(low, max(left, start - 8), start):
        return Purpose.ELSEWHERE
    if known["aside"].has(low, end, min(end + 8, right)):
        return Purpose.ELSEWHERE
    if _is_somebody_elses(text, left, start):
        return Purpose.ELSEWHERE
    beside = known["other_zone_before"].has(low, max(start - 3, left), start) or known["other_zone"].begins(low, end)
    if beside and isinstance(mention, ClockMention):
        return Purpose.FOR_OTHER_ZONE
    return Purpose.LIVE


def _is_doors_open(text: Text, mention: ClockMention) -> bool:
    """Say whether "1.45pm for 2pm" begins here: the first is when to come."""
    after = text.word(mention.end + 1)
    return (
        text.word(mention.end) == "for"
        and ":" in f"{after}:"
        and after[:1].isdecimal()
        and after not in text.lexicon.numbers
        and (text.word(mention.end + 2) not in text.lexicon.spans)
    )


def _is_somebody_elses(text: Text, left: int, start: int) -> bool:
    """Say whether "Beth's interview is" stands shortly before: that time is another's."""
    for at in range(max(left, start - 5), start - 1):
        word = text.low[at]
        if (
            word.endswith("'s")
            and text.raw[at][0].isupper()
            and text.low[at + 1] in {"interview", "slot", "call", "panel"}
        ):
            return (
                word not in text.lexicon.weekdays
                and word not in text.lexicon.days
                and word not in {"here's", "it's", "that's"}
            )
    return False


def _is_struck(text: Text, at: int) -> bool:
    """Say whether an odd number of "~~" marks stands before `at` on its line."""
    spot, marks = at - 1, 0
    while spot > 0 and text.low[spot] != "\n":
        if text.low[spot] == "~" and text.low[spot - 1] == "~":
            marks += 1
            spot -= 1
        spot -= 1
    return marks % 2 == 1
