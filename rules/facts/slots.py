"""The slots of a text: each clock time with its date, and what the words around say it is for.

A slot is a candidate only; `rules.facts.interview_time` chooses among them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from rules.dates import DateMention, Frame, dates_in
from rules.time_contexts import clause_start, contexts, line_label
from rules.time_words import Text, words_of
from rules.times import ClockMention, clocks_in

_SKIP_BEFORE_MENTION = words_of("the this coming following next den el al il le la a dem at tomorrow today")
_MOVE_TO = words_of("to auf au à al a para naar alle > → für for till until")
_MOVE_FROM = words_of("from von vom de del du da dal van dalle statt")
_ALREADY_SAID = timedelta(hours=1)


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
class Slot:
    """A clock time with the date it belongs to, if one was found; `score` orders the candidates."""

    clock: ClockMention
    day: DateMention | None
    purpose: Purpose
    score: float
    is_near: bool = False
    """Date and time stand in one sentence or table."""
    is_new: bool = False


@dataclass(slots=True)
class Scan:
    """Everything about time in one text."""

    text: Text
    dates: list[DateMention]
    clocks: list[ClockMention]
    slots: list[Slot] = field(default_factory=list)
    live_dates: list[DateMention] = field(default_factory=list)


def scan(text: Text, frame: Frame, now: datetime) -> Scan:
    """Find dates and times, pair them, and say what each is for. `now` is the naive local time of writing."""
    if not text.points:
        return Scan(text, [], [])
    dates = dates_in(text, frame)
    taken = {at for mention in dates for at in range(mention.start, mention.end)}
    clocks = [_moved_range(text, clock) for clock in clocks_in(text, taken)]
    found = Scan(text, dates, clocks)
    if not dates and not clocks:
        return found
    old_until, new_from, former = _moves(text, dates, clocks)
    # "Tomorrow's call moved from 11 to 9:30" leaves the day as it was.
    ends = sorted(m.end for m in [*dates, *clocks])
    redated = {text.sentence[d.start] for d in dates if d.start > new_from.get(text.sentence[d.start], d.start)}
    old_days = {number: at for number, at in old_until.items() if number in redated}
    purposes = {c.start: _purpose(text, c.start, c.end, old_until, new_from, _floor(c.start, ends)) for c in clocks}
    purposes |= {d.start: _purpose(text, d.start, d.end, old_days, new_from, _floor(d.start, ends)) for d in dates}
    purposes.update(dict.fromkeys(former, Purpose.OLD))
    found.live_dates = [d for d in dates if purposes[d.start] is Purpose.LIVE and d.day >= frame.today]
    for clock in clocks:
        found.slots.append(_slot(found, clock, purposes, new_from, frame, now))
    return found


def _moved_range(text: Text, clock: ClockMention) -> ClockMention:
    """ "Nudged from 2:00 to 2:30" is no range: the later time is the new one."""
    if clock.until is None or text.word(clock.start - 1) not in {"from", "von", "de", "van", "da", "dalle", "das"}:
        return clock
    if not any(text.word(at) in text.lexicon.to for at in range(clock.start + 1, clock.end)):
        return clock
    left, _ = text.bounds(clock.start)
    verb = contexts()["move"].within(text.low, left, clock.start)
    if verb is None or any(text.word(at) in {"to", "auf", "au", "al", "naar"} for at in range(verb, clock.start)):
        return clock
    return replace(clock, begin=clock.until, until=None)


def _moves(
    text: Text, dates: list[DateMention], clocks: list[ClockMention]
) -> tuple[dict[int, int], dict[int, int], set[int]]:
    """By sentence: up to which word its times are old, from which word they are new ("moved from … to …").

    Also the mentions that are old although they stand behind ("moved to … from …").
    """
    old_until: dict[int, int] = {}
    new_from: dict[int, int] = {}
    former: set[int] = set()
    for mention in sorted([*dates, *clocks], key=lambda m: m.start):
        at = mention.start - 1
        while at >= 0 and text.low[at] in _SKIP_BEFORE_MENTION and text.low[at] not in _MOVE_TO:
            at -= 1
        if at < 0 or text.low[at] not in _MOVE_TO:
            if at >= 0 and text.low[at] in _MOVE_FROM and text.sentence[at] in new_from:
                former.add(mention.start)
            continue
        left, _ = text.bounds(mention.start)
        arrow = text.low[at] in {">", "→"}
        if not arrow and not contexts()["move"].has(text.low, left, at):
            continue
        number = text.sentence[mention.start]
        old_until[number], new_from[number] = at, at
    return old_until, new_from, former


def _floor(start: int, ends: list[int]) -> int:
    """Where the date or time before this one ends: "not Tuesday but Friday" says nothing of Friday."""
    return max((end for end in ends if end <= start), default=0)


def _purpose(
    text: Text, start: int, end: int, old_until: dict[int, int], new_from: dict[int, int], floor: int = 0
) -> Purpose:
    low, known = text.low, contexts()
    number = text.sentence[start]
    left, right = text.bounds(start)
    label = line_label(text, start)
    if label is not None:
        if known["label_old"].begins(low, label[0]) and not known["label_new"].has(low, *label):
            return Purpose.OLD
        if known["label_new"].has(low, *label):
            return Purpose.LIVE
    if _is_struck(text, start):
        return Purpose.OLD
    if start < old_until.get(number, -1):
        return Purpose.OLD
    clause = clause_start(text, start)
    if known["end_before"].has(low, max(clause, start - 2), start) and text.word(start - 1) != "to":
        return Purpose.END
    if start > new_from.get(number, len(low)):
        return Purpose.LIVE
    if known["arrival"].has(low, clause, start) or known["arrival"].begins(low, end):
        return Purpose.ARRIVAL
    is_new = known["new_before"].has(low, clause, start)
    if not is_new and (
        known["old_before"].has(low, max(clause, floor), start) or known["old_after"].has(low, end, min(end + 5, right))
    ):
        return Purpose.OLD
    if known["deadline_before"].has(low, clause, start):
        return Purpose.DEADLINE
    if known["deadline_soft"].has(low, clause, start) and known["to_do"].has(low, left, right):
        return Purpose.DEADLINE
    if known["end_before"].has(low, max(clause, start - 4), start):
        return Purpose.END
    if known["elsewhere"].has(low, max(left, start - 8), start):
        return Purpose.ELSEWHERE
    if _is_somebody_elses(text, left, start):
        return Purpose.ELSEWHERE
    if known["other_zone_before"].has(low, max(start - 3, left), start) or known["other_zone"].begins(low, end):
        return Purpose.FOR_OTHER_ZONE
    return Purpose.LIVE


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


def _slot(
    found: Scan,
    clock: ClockMention,
    purposes: dict[int, Purpose],
    new_from: dict[int, int],
    frame: Frame,
    now: datetime,
) -> Slot:
    text, low = found.text, found.text.low
    purpose = purposes[clock.start]
    day, is_near = _date_for(found, clock, purposes)
    left, right = text.bounds(clock.start)
    if (
        purpose is Purpose.LIVE
        and day is not None
        and is_near
        and purposes[day.start] in {Purpose.OLD, Purpose.DEADLINE}
    ):
        purpose = purposes[day.start]
    known = contexts()
    is_new = clock.start > new_from.get(text.sentence[clock.start], len(low)) or known["new_before"].has(
        low, left, clock.start
    )
    label = line_label(text, clock.start)
    score = float(clock.strength)
    if label is not None:
        is_new = is_new or known["label_new"].has(low, *label)
        score += 3 * known["label_time"].has(low, *label)
    score += (
        1.0 * (clock.until is not None) + 3.0 * is_near + 1.5 * known["invite"].has(low, left, right) + 2.0 * is_new
    )
    score += 1.5 * known["invite"].has(low, max(left, clock.start - 4), clock.start)
    if day is None:
        score -= 2
    else:
        score += 1.0 * (day.kind in {"exact", "ordinal"}) - 1.5 * day.is_clash
        moment = datetime.combine(day.day, datetime.min.time()) + timedelta(minutes=clock.begin.minutes)
        if moment < now - _ALREADY_SAID:
            score -= 10
    return Slot(clock, day, purpose, score, is_near, is_new)


def _date_for(found: Scan, clock: ClockMention, purposes: dict[int, Purpose]) -> tuple[DateMention | None, bool]:
    """The date a clock time belongs to, and whether it stands near."""
    text = found.text
    number = text.sentence[clock.start]
    same = [d for d in found.dates if text.sentence[d.start] == number]
    if same:
        return min(same, key=lambda d: _distance(found, clock, d)), True
    nearest = _table_date(found, clock, purposes)
    if nearest is not None:
        return nearest, True
    before = [d for d in found.dates if d.start < clock.start]
    after = [d for d in found.dates if d.start > clock.start]
    live_before = [d for d in before if d in found.live_dates]
    live_after = [d for d in after if d in found.live_dates]
    if live_before:
        return live_before[-1], False
    if live_after:
        return live_after[0], False
    return (before[-1], False) if before else (None, False)


def _distance(found: Scan, clock: ClockMention, day: DateMention) -> float:
    gap = clock.start - day.end if day.end <= clock.start else day.start - clock.end + 0.5
    low, high = min(clock.end, day.end), max(clock.start, day.start)
    between = sum(1 for c in found.clocks if low <= c.start < high and c is not clock)
    weight = 0 if day.kind in {"exact", "ordinal"} or gap <= 3 else 1
    return gap + 6 * between + weight


def _table_date(found: Scan, clock: ClockMention, purposes: dict[int, Purpose]) -> DateMention | None:
    """The date on the line or two before (or right after) in a table: "Date: … / Time: …"."""
    text = found.text
    number = text.sentence[clock.start]
    for d in reversed(found.dates):
        if (
            d.start < clock.start
            and "\n" in text.low[d.end : clock.start]
            and number - text.sentence[d.start] <= 2
            and purposes[d.start] is not Purpose.OLD
        ):
            return d
    for d in found.dates:
        if (
            d.start > clock.end
            and "\n" in text.low[clock.end : d.start]
            and text.sentence[d.start] - number <= 1
            and purposes[d.start] is not Purpose.OLD
        ):
            return d
    return None
