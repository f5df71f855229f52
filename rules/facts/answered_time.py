"""The time that a short answer takes from the mail it quotes: "Friday's fine", "3 is better", "Yes, see you then".

An answer to a mail that asks for another time takes the one asked for, not the one that does not suit. One that refuses
or leaves open takes none, whatever the message is read as: a wrong time is worse than none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from datetime import date

from rules.dates import DateMention
from rules.facts.purposes import Purpose
from rules.facts.slots import Scan, Slot
from rules.time_contexts import contexts
from rules.time_words import Text, words_of

_FROM, _LONGEST_HEAD = words_of("from von van da de"), 20
"""What opens the header of a mail quoted deeper, where it does not stand at the very beginning."""
_OPENING = 1
"""The last word at which a day still opens the answer, and so chooses ("Monday then")."""
_SURE_ENOUGH = 3.0
"""The score of a slot whose date and time stand together and lie ahead."""


def answered_slot(quoted: Scan, days: list[DateMention], own: Text, is_moved: bool) -> Slot | None:
    """The quoted slot that is taken: by its day ("the 10th"), by its hour ("3 is better"), else what was asked for."""
    if not is_moved and contexts()["kept"].has(own.low, 0, len(own.low)) and (former := _former(quoted)) is not None:
        return former
    if contexts()["answer_open"].has(own.low, 0, len(own.low)):
        return None
    slots = [s for s in quoted.slots if s.purpose is Purpose.LIVE and s.day is not None]
    if is_moved and (asked_for := _asked_for(quoted, slots)):
        named = _of_days(days, asked_for) or _of_days([day for day in days if day.start <= _OPENING], slots)
        return named[0] if named else asked_for[-1]
    for day in days:
        if (found := _at_day(quoted, slots, day)) is not None:
            return found
    if days:
        return None
    hours = {int(word) for word in own.low if len(word) <= 2 and word.isdecimal()}
    ahead = [s for s in slots if s.score > 0]
    taken = [s for s in ahead if s.clock.begin.hour % 12 in hours and not s.clock.begin.minute]
    return next(iter(taken), None) or _preferred(quoted, ahead) or next(iter(ahead), None)


def _of_days(days: list[DateMention], slots: list[Slot]) -> list[Slot]:
    return [s for day in days for s in slots if s.day is not None and s.day.day == day.day]


def _asked_for(quoted: Scan, slots: list[Slot]) -> list[Slot]:
    """What the newest quoted mail asks for instead: "Thursday at 2 won't do. Could I come Saturday at 11?"."""
    newest = _newest(quoted, slots)
    if not newest:
        return _same_hour(quoted)
    told = [s for s in quoted.slots if s.day is not None and s.clock.start <= newest[-1].clock.start]
    asked = [s for s in newest if _is_asked(quoted.text, s)]
    if asked and len(asked) < len(newest):
        return asked
    moments = {(s.day.day, s.clock.begin.minutes) for s in told if s.day is not None}
    if len(moments) < 2:
        return _same_hour(quoted)
    if (new := [s for s in newest if s.is_new and s.score > _SURE_ENOUGH]) or told[0].purpose is Purpose.OLD:
        return new or newest
    return newest[1:]


def _is_asked(text: Text, slot: Slot) -> bool:
    """Say whether a slot stands in a question: "… so Monday 1:30 won't work. Is Thursday 12/10 at 1:30 any better?"."""
    right = text.bounds(slot.clock.start)[1]
    return "?" in text.low[max(right - 1, 0) : right + 1]


def _same_hour(quoted: Scan) -> list[Slot]:
    """The slot in "Monday at 8 won't do. Would Wednesday be possible, at the same hour?"."""
    newest = _newest(quoted, [s for s in quoted.slots if s.day is not None])
    days = [d for d in quoted.live_dates if newest and d.day != (newest[0].day and newest[0].day.day)]
    asked = [d for d in days if _says_same_time(quoted, quoted.text.sentence[d.start])]
    return [replace(newest[0], day=asked[-1])] if asked else []


def _former(quoted: Scan) -> Slot | None:
    """What holds on if nothing changes: the slot of the mail before, else the first that is told of several."""
    told = [s for s in quoted.slots if s.day is not None and s.purpose not in {Purpose.DEADLINE, Purpose.ARRIVAL}]
    if len({(s.day and s.day.day, s.clock.begin.minutes) for s in told}) < 2:
        return _on_day_to_leave(quoted, told)
    newest = _newest(quoted, told)
    return next((s for s in told if s not in newest and s.purpose is Purpose.LIVE), told[0])


def _on_day_to_leave(quoted: Scan, told: list[Slot]) -> Slot | None:
    """The slot in "could Wednesday, 15.04., at 8:30 be moved to Friday?", whose hour stands nearer to the new day."""
    left = [d for d in quoted.dates if quoted.purposes.by_start[d.start] is Purpose.OLD and d.day >= quoted.frame.today]
    return replace(told[0], day=left[0], purpose=Purpose.LIVE) if told and left else None


def _newest(quoted: Scan, slots: list[Slot]) -> list[Slot]:
    """The slots of the newest quoted mail: deeper quotes keep their marks."""
    low = quoted.text.low
    deeper = next((at for at in range(len(low) - 1) if low[at] == "\n" and low[at + 1] in {">", "|"}), len(low))
    heads = [
        at for at in range(len(low) - 1) if low[at] in _FROM and low[at + 1] == ":" and low[at - 1 : at] in ([], ["\n"])
    ]
    deeper = min([deeper, *(at for at in heads if at > _LONGEST_HEAD)])
    return [s for s in slots if s.clock.start < deeper]


def _preferred(quoted: Scan, slots: list[Slot]) -> Slot | None:
    """The one of several quoted slots whose day is named again at the end: "(leaning Tuesday)"."""
    newest = _newest(quoted, slots)
    again = [d for d in quoted.live_dates if newest and d.start > newest[-1].clock.end]
    found = [s for s in newest for d in again if s.day is not None and d.day in {s.day.day, _by_name(s.day, d)}]
    return found[0] if len(again) == 1 and len(found) == 1 else None


def _at_day(quoted: Scan, slots: list[Slot], day: DateMention) -> Slot | None:
    """The quoted slot of a day, its hour told for several days ("Wed or Fri at 7"), or another's."""
    for slot in slots:
        if slot.day is not None and day.day in {slot.day.day, _by_name(slot.day, day)}:
            return replace(slot, day=day)
    if day.is_bare:
        exact = [s for s in slots if s.day is not None and s.day.kind != "weekday"]
        dated = {s.day.day: s for s in exact if s.day is not None and s.day.day.isoweekday() == day.weekday}
        if len(dated) == 1:
            return next(iter(dated.values()))
    number = quoted.text.sentence
    beside = {number[d.start] for d in quoted.live_dates if d.day == day.day}
    shared = [s for s in slots if number[s.clock.start] in beside]
    if not shared and any(_says_same_time(quoted, at) for at in beside):
        shared = slots
    return replace(shared[0], day=day) if len({s.clock.begin.minutes for s in shared}) == 1 else None


def _says_same_time(found: Scan, sentence: int) -> bool:
    first, behind = bisect_left(found.text.sentence, sentence), bisect_right(found.text.sentence, sentence)
    at = contexts()["same_time"].within(found.text.low, first, behind)
    return at is not None and "as" not in found.text.low[at : at + 3]  # "at the same time as my interview"


def _by_name(quoted: DateMention, day: DateMention) -> date | None:
    """The day itself where the quoted mail names it only by its weekday."""
    return day.day if quoted.kind == "weekday" and quoted.weekday == day.day.isoweekday() else None
