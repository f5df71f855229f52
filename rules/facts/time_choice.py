"""Which of the times that a message tells is the start of the interview (B2, B10).

The rules of `rules.facts.prose_time` say one. Beside it stand all the others: every clock time on every day that is
named, in the writer's own words, the subject or the quoted mail. Each is described in plain features: what the rules
say of it, the words around the hour and around the day, how the two stand to each other and to other times, and for a
quoted one the words of a short answer ("took your second"). Learnt weights add them up (rules/learnt.py). The rules'
time stays unless another is clearly better, and where they leave it open it stays open: no time is safer than a wrong
one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise

from rules.dates import DateMention
from rules.facts.prose_span import Span, span_of_one, zone_of
from rules.facts.prose_time import dated
from rules.facts.purposes import Purpose
from rules.facts.signs import clause_of, plain
from rules.facts.slots import Scan, Slot, day_of
from rules.facts.writing import Writing
from rules.learnt import Weights, weights_of
from rules.word_classes import kin_of

FACT = "start"
CLEARLY = 0.5
"""How far another time must stand above the rules' in log-odds: of 13,069 invented interviews by writers not learnt
from, 239 more are right with it and 25 fewer; without it 265 and 46."""
_MOST_HOURS, _MOST_DAYS, _MOST = 8, 6, 40
"""How many hours and days of one text are looked at, and how many starts at all."""
_HALF_DAY = 12 * 60
_REACH = 14
_LONGEST_ANSWER = 30
"""Words of an answer that may choose among quoted times by their order."""
_NEXT = (15, 30, 60, 180)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A start (aware) that the message may mean, the slot that tells it, and what is said of it."""

    start: datetime
    found: Scan
    slot: Slot
    day: date
    features: set[str]


def chosen(writing: Writing, is_moved: bool, by_rules: Span) -> Span:
    """Start and end (None if open), aware: the rules' unless another time that is told is clearly better."""
    candidates = candidates_of(writing, is_moved, by_rules)
    ruled = next((one for one in candidates if one.start == by_rules[0]), None)
    if ruled is None:
        return by_rules
    scores = [_weights().score(one.features) for one in candidates]
    best = max(range(len(scores)), key=scores.__getitem__)
    if scores[best] <= _weights().score(ruled.features) + CLEARLY:
        return by_rules
    one = candidates[best]
    return span_of_one(writing, one.found, one.slot, one.day)


@cache
def _weights() -> Weights:
    return weights_of(FACT)


def candidates_of(writing: Writing, is_moved: bool, by_rules: Span) -> list[Candidate]:
    """Every start that the message may mean, in the order of its texts; none where it tells but one."""
    letter = _Letter(writing, is_moved, by_rules)
    days = list(_days(letter))
    if len(days) == 1 and sum(len(list(_halves(slot))) for scan in letter.scans.values() for slot in scan.slots) <= 1:
        return []  # there is nothing to choose
    found: dict[datetime, Candidate] = {}
    for source, scan in letter.scans.items():
        for rank, slot in enumerate(scan.slots[:_MOST_HOURS]):
            for read in _halves(slot):
                for day in days:
                    at = datetime.combine(day.day, datetime.min.time()) + timedelta(minutes=read.clock.begin.minutes)
                    start = at.replace(tzinfo=writing.zone(zone_of(scan, slot), at))
                    if start not in found and len(found) >= _MOST:
                        continue
                    one = found.setdefault(start, Candidate(start, scan, day.of(read), day.day, set()))
                    if one.features:
                        one.features.add("told again")
                    one.features.update(letter.features(source, rank, read, day, start))
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that is named, in which text, and how: a weekday's name by the date told elsewhere and by itself."""

    day: date
    source: str
    way: str
    mention: DateMention | None = None

    def of(self, slot: Slot) -> Slot:
        """The slot on this day."""
        mention = self.mention or DateMention(0, 0, self.day, "relative")
        return replace(slot, day=replace(mention, day=self.day))


def _days(letter: _Letter) -> Iterator[_Day]:
    """The days that the texts name; today where they name none."""
    seen: set[tuple[date, str, int]] = set()
    for source, scan in letter.scans.items():
        for mention in scan.dates[:_MOST_DAYS]:
            told = dated(letter.writing, mention) if mention.kind == "weekday" else mention
            for day, way in ((told.day, mention.kind), (mention.day, "bare")):
                if (day, source, mention.start) not in seen:
                    seen.add((day, source, mention.start))
                    yield _Day(day, source, way, mention)
    if not seen:
        yield _Day(letter.writing.frame.today, "none", "untold")


def _halves(slot: Slot) -> Iterator[Slot]:
    """The slot as it was read, and in the other half of the day where its half was only guessed."""
    yield slot
    begin = slot.clock.begin
    if not begin.is_exact and slot.clock.until is None:
        other = replace(begin, hour=(begin.hour + 12) % 24)
        yield replace(slot, clock=replace(slot.clock, begin=other))


class _Letter:
    """What a message says around its times; each text is looked at once."""

    def __init__(self, writing: Writing, is_moved: bool, by_rules: Span) -> None:
        self.writing, self.by_rules = writing, by_rules
        self.scans = {"own": writing.own, "subject": writing.subject, "quoted": writing.quoted}
        self.kind = "moved" if is_moved else "set"
        self.signs = {source: _signs(scan) for source, scan in self.scans.items()}
        answer = [word for word in self.signs["own"] if word != "¶"]
        self.answer = answer if len(answer) <= _LONGEST_ANSWER else []
        self.hours: dict[tuple[str, int], list[str]] = {}
        self.days: dict[tuple[str, int], list[str]] = {}

    def features(self, source: str, rank: int, slot: Slot, day: _Day, start: datetime) -> set[str]:
        """All that is said of the hour of a slot, the `rank`-th of its text, on a day."""
        if (source, rank) not in self.hours:
            self.hours[source, rank] = list(self._of_hour(source, rank))
        told = {*self.hours[source, rank], *self._of_both(source, rank, slot, day, start), *self._of_moment(start)}
        if day.mention is not None:
            if (day.source, day.mention.start) not in self.days:
                self.days[day.source, day.mention.start] = list(self._of_day(day.source, day.mention))
            told.update(self.days[day.source, day.mention.start])
            told.update(self._between(source, slot, day.mention) if day.source == source else ())
        return told

    def _of_both(self, source: str, rank: int, slot: Slot, day: _Day, start: datetime) -> Iterator[str]:
        kind, rules, as_told = self.kind, self._rules(start), self.scans[source].slots[rank]
        half = "as read" if slot.clock.begin == as_told.clock.begin else "other half"
        yield from (rules, f"{rules}, {kind}", f"{rules}, {source}, {kind}", half, f"{half}, {rules}")
        purpose = Purpose.LIVE.value if day.mention is None else self._purpose(day.source, day.mention)
        yield from (f"day {purpose}", f"day {purpose}, {kind}", f"{slot.purpose.value} {purpose}, {kind}")
        yield from (f"day in {day.source}", f"day in {day.source}, hour in {source}, {kind}")
        yield from (f"way {day.way}", f"way {day.way}, {day.source}")
        paired = f"paired {day.mention is not None and day.mention is as_told.day}"
        yield from (paired, f"{paired}, near {slot.is_near}, {kind}", f"{paired}, {slot.purpose.value}")

    def _purpose(self, source: str, mention: DateMention) -> str:
        return self.scans[source].purposes.by_start[mention.start].value

    def _rules(self, start: datetime) -> str:
        by, end = self.by_rules
        if by == start:
            return "rules: this"
        if end is not None and by < start < end:
            return "rules: within"
        if by.date() == start.date():
            return "rules: this day"
        return "rules: this hour" if by.time() == start.time() else "rules: another"

    def _of_moment(self, start: datetime) -> Iterator[str]:
        """What the calendar and the clock say of a start, as it is told."""
        told = start.replace(tzinfo=None)
        yield f"ahead {_far((told.date() - self.writing.frame.today).days)}"
        yield from ("gone",) if told < self.writing.now else ()
        yield from (f"hour {told.hour}", f"weekend {told.isoweekday() > 5}", f"minute {told.minute}")

    def _of_hour(self, source: str, rank: int) -> Iterator[str]:
        """What is said of an hour by itself: its words, its place among the others."""
        scan, kind = self.scans[source], self.kind
        slots, slot = scan.slots, scan.slots[rank]
        clock, purpose = slot.clock, slot.purpose.value
        yield from (f"in {source}", f"in {source}, {kind}", f"purpose {purpose}", f"purpose {purpose}, {kind}")
        yield from (f"new {slot.is_new}, {kind}", f"strength {clock.strength}", f"range {clock.until is not None}")
        behind = max(other.score for other in slots) - slot.score
        yield from (f"behind the best {min(6, int(behind))}, {source}", f"score {max(-5, min(10, int(slot.score)))}")
        yield f"{min(rank, 4)} of {min(len(slots), 5)}, {source}, {kind}"
        yield f"{min(len(slots) - rank - 1, 4)} from the last, {source}, {kind}"
        yield from self._among_hours(slots, slot)
        yield from _of_words("c", self.signs[source], *scan.text.bounds(clock.start), clock.start, clock.end)
        if source == "quoted":
            yield from self._of_answer(slots, rank)

    def _among_hours(self, slots: Sequence[Slot], slot: Slot) -> Iterator[str]:
        begin = slot.clock.begin.minutes
        hours = sorted({other.clock.begin.minutes for other in slots if day_of(other) == day_of(slot)})
        place = hours.index(begin)
        yield f"hour {min(place, 3)} of {min(len(hours), 4)}, {self.kind}"
        yield from (f"next in {_gap(hours[place + 1] - begin)}",) if place + 1 < len(hours) else ()
        yield from (f"last before {_gap(begin - hours[place - 1])}",) if place else ()
        told = [other for scan in self.scans.values() for other in scan.slots if other.clock.begin.minutes == begin]
        yield f"hour told {min(3, len(told))} times"

    def _of_answer(self, slots: Sequence[Slot], rank: int) -> Iterator[str]:
        """The words of a short answer beside the place of a quoted time: "the second", "die frühere"."""
        times = sorted({(day_of(slot) or date.min, slot.clock.begin.minutes) for slot in slots})
        spot = times.index((day_of(slots[rank]) or date.min, slots[rank].clock.begin.minutes))
        order = "earliest" if not spot else "latest" if spot == len(times) - 1 else "middle"
        for word in {*self.answer, *(f"{one} {two}" for one, two in pairwise(self.answer))}:
            yield f"answer {word}: {min(rank, 3)}"
            yield f"answer {word}: -{min(len(slots) - rank - 1, 3)}"
            yield f"answer {word}: {order}"

    def _of_day(self, source: str, mention: DateMention) -> Iterator[str]:
        """What is said of a day by itself: its words, its place among the others."""
        scan = self.scans[source]
        yield from _of_words("d", self.signs[source], *scan.text.bounds(mention.start), mention.start, mention.end)
        days = sorted({other.day for other in scan.dates})
        yield f"day {min(days.index(mention.day), 3)} of {min(len(days), 4)}, {source}, {self.kind}"
        yield f"clash {mention.is_clash}"
        told = [other for one in self.scans.values() for other in one.dates if other.day == mention.day]
        yield f"day told {min(3, len(told))} times"

    def _between(self, source: str, slot: Slot, day: DateMention) -> Iterator[str]:
        """How the hour and the day of one text stand to each other."""
        scan, clock = self.scans[source], slot.clock
        order = "day first" if day.start < clock.start else "hour first"
        low, high = min(clock.end, day.end), max(clock.start, day.start)
        hours = min(2, sum(low <= other.start < high for other in scan.clocks))
        days = min(2, sum(low <= other.start < high for other in scan.dates))
        apart = scan.text.sentence[clock.start] - scan.text.sentence[day.start]
        far = f"{max(-3, min(3, apart))} sentences" if apart else f"{_step(high - low)} words"
        yield from (f"{order}, {far}", f"{order}, {far}, {self.kind}")
        yield from (f"{order}, others {hours} {days}", f"{order}, {far}, others {hours} {days}")
        if 0 <= high - low <= 8:
            between = self.signs[source][low:high]
            yield from (f"between {word}" for word in between)
            yield f"between {' '.join(between[:4])}"


def _signs(scan: Scan) -> list[str]:
    """The words of a text, numbers, days and times each made one sign."""
    signs = [plain(word) for word in scan.text.low]
    places = [(day.start, day.end, "#day") for day in scan.dates]
    for start, end, sign in (*places, *((clock.start, clock.end, "#time") for clock in scan.clocks)):
        signs[start:end] = [sign] * (end - start)
    return signs


def _of_words(who: str, signs: Sequence[str], first: int, last: int, start: int, end: int) -> Iterator[str]:
    """The words of a sentence (from `first` to `last`) around the place from `start` to `end`."""
    before, after = signs[max(first, start - _REACH) : start], signs[end : min(max(last, end), end + _REACH)]
    l3, l2, l1 = ["^", "^", "^", *before][-3:]
    r1, r2, r3 = [*after, "$", "$", "$"][:3]
    yield from (f"{who} l={l1}", f"{who} l={l2} {l1}", f"{who} l={l3} {l2} {l1}", f"{who} {l1} … {r1}")
    yield from (f"{who} r={r1}", f"{who} r={r1} {r2}", f"{who} r={r1} {r2} {r3}")
    yield from (f"{who} clause< {word}" for word in clause_of(before[::-1]))
    yield from (f"{who} clause> {word}" for word in clause_of(after))
    yield from (f"{who} said< {word}" for word in before)
    yield from (f"{who} said> {word}" for word in after)
    (fine_l1, kin_l1), (_, kin_l2), (_, kin_l3) = kin_of((l1, l2, l3))
    (fine_r1, kin_r1), (_, kin_r2), (_, kin_r3) = kin_of((r1, r2, r3))
    yield from (f"{who} kin l={fine_l1}", f"{who} kin l={kin_l2} {kin_l1}", f"{who} kin l={kin_l3} {kin_l2} {kin_l1}")
    yield from (f"{who} kin r={fine_r1}", f"{who} kin r={kin_r1} {kin_r2}", f"{who} kin r={kin_r1} {kin_r2} {kin_r3}")
    yield from (f"{who} kin {kin_l1} … {kin_r1}", f"{who} kin {kin_l2} {kin_l1} … {kin_r1} {kin_r2}")


def _gap(minutes: int) -> str:
    return next((f"{limit} minutes" for limit in _NEXT if minutes <= limit), "hours")


def _far(days: int) -> str:
    if days <= 1:
        return "past" if days < 0 else str(days)
    return "2-14 days" if days <= 14 else "15-60 days" if days <= 60 else "61+ days"


def _step(gap: int) -> str:
    return str(gap) if gap <= 3 else "4-8" if gap <= 8 else "9+"
