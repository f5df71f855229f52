"""What each date and time of a text is for: the slot that counts, an old one, a deadline, an arrival …

Decided by the words before and after it (rules/time_contexts.yaml), within its own clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.dates import DateMention
from rules.facts.moved_times import in_old_column, moves_in
from rules.time_contexts import clause_start, contexts, line_label
from rules.time_words import DASHES, Text, words_of
from rules.times import ClockMention

_APPOINTMENTS = words_of("interview slot call panel")
_NOBODY = words_of("here's it's that's")
_AND = words_of("and or und oder et ou y o e en of & /")
_WHOLE_CLAUSE, _LONGEST_CONCLUSION = 8, 6
_PAUSES = words_of(". , ; : ! ? – — (") | {"\n"}
_LONGEST_LINE = 30
_PARTS_OF_AN_HOUR, _TO_OR_PAST = words_of("five ten quarter twenty half"), words_of("to past")
_TAKES_BACK = words_of("scratch forget cancel ignore skip")
_COME = words_of("swing come drop stop pop go nip pass call")
"""Before a "by" that names no time, "swing by Saturday", and what may stand behind one that does."""
_NOT_ONLY_OF_TIME = words_of("by voor vor")
_LEADS_TO_A_TIME = words_of(
    "end close cob eod eob lunch midnight then latest no mid early late first last weekend and or not"
    " business zum zur den dem ende spätestens einschließlich le la du au fin plus más el los final tardar o ao fim"
    " de het eind einde uiterlijk il lo fine e non"
)
_BOUNDING = words_of("before after once when until till")
_BOUNDS, _SHORTEST_CLAUSE = words_of("before because since"), 3
"""What opens a clause about another time, and how many words make it one: "before the sale sets up at noon"."""
_REACH_BEHIND = 5
"""How many words behind a time what undoes it ends: "Tuesday at ten is off now"."""
_SEE_YOU = words_of("bis tot até hasta")
_BEFORE_FAREWELL = _PAUSES | words_of("dann also dan então entonces") | {""}
_UNITS_BEFORE = words_of("day week night evening hour hours minutes")
_UNITS_OF_A_SHIFT = words_of("hour hours minutes mins min day days bit little")
_LONGEST_CORRECTION, _REACH_BEHIND_CORRECTION, _MOST_CORRECTIONS = 6, 25, 8
"""How far before "no, scratch that" the thing taken back stands, and how far behind it what holds instead."""


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
    moves = moves_in(text, mentions)
    # "Tomorrow's call moved from 11 to 9:30" leaves the day as it was.
    redated = {text.sentence[d.start] for d in dates if d.start > moves.new_from.get(text.sentence[d.start], d.start)}
    old_days = {number: at for number, at in moves.new_from.items() if number in redated}
    by_start, floor = {}, 0
    former = moves.former | _taken_back(text, mentions) | in_old_column(text, mentions)
    for mention in mentions:
        old_until = old_days if isinstance(mention, DateMention) else moves.new_from
        by_start[mention.start] = (
            Purpose.OLD if mention.start in former else _purpose(text, mention, old_until, moves.new_from, floor)
        )
        if _goes_on_elsewhere(text, mention, floor, by_start):
            by_start[mention.start] = Purpose.ELSEWHERE
        floor = mention.end
    return Purposes(by_start, moves.new_from)


def _taken_back(text: Text, mentions: Sequence[DateMention | ClockMention]) -> set[int]:
    """Times that a writer who thinks aloud corrects: "Tuesday at 3, no scratch that, Wednesday at 3"."""
    found: set[int] = set()
    if len(mentions) < 2:
        return found
    known, spot, last = contexts()["correction"], mentions[0].end, mentions[-1].start
    for _ in range(_MOST_CORRECTIONS):
        if (at := known.within(text.low, spot, last)) is None:
            break
        for kind in (DateMention, ClockMention):
            of_kind = [m for m in mentions if isinstance(m, kind)]
            if any(at < m.start <= at + _REACH_BEHIND_CORRECTION for m in of_kind):
                found.update(m.start for m in of_kind if 0 <= at - m.end <= _LONGEST_CORRECTION)
        spot = at + 1
    return found


def _goes_on_elsewhere(
    text: Text, mention: DateMention | ClockMention, floor: int, by_start: dict[int, Purpose]
) -> bool:
    """Say whether a time only continues another's: "shifts run 6 to 2:30 and 2:30 to 11"."""
    if (
        not isinstance(mention, ClockMention)
        or len(by_start) < 2
        or mention.start - floor > 2
        or text.word(floor) not in _AND
    ):
        return False
    before = list(by_start)[-2]
    return by_start[before] is Purpose.ELSEWHERE and text.sentence[before] == text.sentence[mention.start]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one mention stands: its sentence, its clause, and where the mention before it ends."""

    text: Text
    start: int
    end: int
    left: int
    right: int
    clause: int
    floor: int
    is_clock: bool

    def has(self, name: str, start: int, end: int) -> bool:
        """Whether a phrase of the list `name` lies inside `start`…`end`."""
        return contexts()[name].has(self.text.low, start, end)

    def is_before(self, name: str, reach: int = _WHOLE_CLAUSE) -> bool:
        """Whether a phrase of the list stands before the mention, in its clause and at most `reach` words away."""
        return self.has(name, max(self.clause, self.start - reach), self.start)


def _purpose(
    text: Text, mention: DateMention | ClockMention, old_until: dict[int, int], new_from: dict[int, int], floor: int
) -> Purpose:
    """What one mention is for; `floor` is the end of the one before it ("not Tuesday but Friday")."""
    start, number = mention.start, text.sentence[mention.start]
    is_clock = isinstance(mention, ClockMention)
    place = _Place(text, start, mention.end, *text.bounds(start), clause_start(text, start), floor, is_clock)
    if (labelled := _by_label(text, start)) is not None:
        return labelled
    if _is_struck(text, start) or start < old_until.get(number, -1):
        return Purpose.OLD
    if is_clock and place.is_before("end_before", 2) and text.word(start - 1) != "to":
        return Purpose.END
    if start > new_from.get(number, len(text.low)):
        return Purpose.LIVE
    return _by_arrival(place) or _by_replacement(place) or _by_deadline(place) or _by_company(place) or Purpose.LIVE


def _by_label(text: Text, start: int) -> Purpose | None:
    """What the label of the line says: "Old time:", "New date:", "End:"."""
    if (label := line_label(text, start)) is None:
        return None
    known, low = contexts(), text.low
    is_new = known["label_new"].has(low, *label)
    if low[label[0]] in {"from", "to"} and _is_span_in_lines(text, label):
        return Purpose.LIVE if low[label[0]] == "from" else Purpose.END
    if is_new or known["label_old"].begins(low, label[0]):
        return Purpose.LIVE if is_new else Purpose.OLD
    return Purpose.END if known["label_end"].begins(low, label[0]) else None


def _is_span_in_lines(text: Text, label: tuple[int, int]) -> bool:
    """Say whether "From: 24-08 11:30" and "To: 24-08 12:15" stand in two lines of one day: start and end, no move."""
    low, (start, colon) = text.low, label
    if colon != start + 1:
        return False
    step, other = (1, "to") if low[start] == "from" else (-1, "from")
    reach = range(colon, colon + _LONGEST_LINE) if step == 1 else range(start - 2, max(start - _LONGEST_LINE, -1), -1)
    spot = next((at for at in reach if text.word(at) == other and text.word(at + 1) == ":"), None)
    if spot is None or low[spot + 2 : spot + 3] != low[colon + 1 : colon + 2]:
        return False
    return any(sign in low[colon + 1] for sign in "/.") or low[spot + 2 : spot + 5] == low[colon + 1 : colon + 4]


def _is_on_their_clock(place: _Place) -> bool:
    """Say whether a time is told again on the writer's clock: "noon in Lima is five in the evening here"."""
    text, end = place.text, place.end
    if text.word(end) != "in" or not text.raw[end + 1 : end + 2] or not text.raw[end + 1][:1].isupper():
        return False
    return place.has("equals", end, place.right) and place.has("here", end, place.right)


def _by_arrival(place: _Place) -> Purpose | None:
    """Being there beforehand: "arrive at 9:15", "8:30 Pick-up", "1.45pm for 2pm"."""
    text, end = place.text, place.end
    item = end + (text.word(end) in DASHES or text.word(end) in {":", "|"})
    start = end + 1 + (text.word(end + 1) in {"a", "the"})
    is_for = place.is_clock and text.word(end) == "for"
    is_worded = text.word(start) in _PARTS_OF_AN_HOUR and text.word(start + 1) in _TO_OR_PAST
    is_number = text.word(start)[:1].isdecimal() and text.word(start + 1) not in text.lexicon.spans
    is_early = is_for and (is_worded or is_number)
    if place.floor and text.word(place.floor) == "for" and place.start - place.floor <= 2:
        return None  # "arrive at 9.45 for a 10 o'clock start"
    if text.word(place.start - 1) in {"a", "an"} and text.word(place.start - 2) == "for" and text.word(end) == "start":
        return None  # "arrive for a 9am start"
    is_reporting = place.is_clock and text.word(place.start - 1) == "reporting"  # not "an analyst reporting to the CFO"
    if is_early or is_reporting or place.is_before("arrival") or contexts()["arrival_item"].begins(text.low, item):
        return Purpose.ARRIVAL
    return None


def _by_replacement(place: _Place) -> Purpose | None:
    """A time that another one replaces: "instead of Tuesday", "Thursday won't work"."""
    known, low = contexts(), place.text.low
    new_at = known["new_before"].within(low, place.clause, place.start)
    old_at = known["old_before"].within(low, max(place.clause, place.floor), place.start)
    if old_at is not None and low[old_at + 1] == "that" and low[old_at] in _TAKES_BACK:
        old_at = None  # "no, scratch that, Wednesday": what is taken back stands before it
    if old_at is not None and low[old_at] == "statt" and low[old_at + 1] == "dessen":
        old_at = None
    if old_at is not None and low[old_at] == "earlier" and low[old_at - 1] in _UNITS_OF_A_SHIFT:
        old_at = None  # "we'll start half an hour earlier on Friday, at 1.30": that is the new time
    if old_at is not None and any(word.isdecimal() for word in low[old_at : place.start]):
        old_at = None  # "instead of 11 please come at 14:15"
    if old_at is not None and (new_at is None or new_at <= old_at):
        return Purpose.OLD
    behind = low[place.end : min(place.end + _REACH_BEHIND, place.right)]
    is_undone = new_at is None and "if" not in behind and known["old_after"].has(behind, 0, len(behind))
    return Purpose.OLD if is_undone else None


def _by_deadline(place: _Place) -> Purpose | None:
    """Something to be done by then, or the end of the interview."""
    start = place.start
    near = contexts()["deadline_near"].within(place.text.low, max(place.clause, start - 3), start)
    is_told = place.text.word(start - 1) == ":"  # "all else is as before: 2:00 to 2:45"
    is_near = near is not None and not is_told and place.text.word(near - 1) not in _UNITS_BEFORE
    if is_near or place.is_before("deadline_before"):
        return Purpose.DEADLINE
    soft = contexts()["deadline_soft"].within(place.text.low, max(place.clause, start - _WHOLE_CLAUSE), start)
    is_soft = soft is not None and place.text.word(soft - 1) not in _COME and _leads_to_a_time(place, soft)
    if is_soft and place.has("to_do", place.left, place.right):
        return Purpose.DEADLINE
    is_end = place.is_before("end_before", 4) and not (
        _is_farewell(place) and not place.has("to_do", place.left, place.right)
    )
    return Purpose.END if is_end else None


def _leads_to_a_time(place: _Place, soft: int) -> bool:
    """Say whether "by" is of time: not in "your interview by phone on Thursday", "dank voor uw brief"."""
    text, at = place.text, soft + 1
    at += text.word(at) == "the" and at + 1 < place.start  # "by the end of Friday", not "by the panel for Friday"
    word, lexicon = text.word(at), place.text.lexicon
    if (
        text.word(soft) not in _NOT_ONLY_OF_TIME
        or at >= place.start
        or word[:1].isdecimal()
        or word in _LEADS_TO_A_TIME
    ):
        return True
    return any(word in words for words in (lexicon.interesting, lexicon.at, lexicon.to, lexicon.next, lexicon.this))


def _is_farewell(place: _Place) -> bool:
    """Say whether a day, and the hour behind it, is that of meeting again: "Dann bis morgen um 14 Uhr"."""
    text, lexicon = place.text, place.text.lexicon
    at = next((at for at in range(place.start - 1, place.start - 4, -1) if text.word(at) in _SEE_YOU), None)
    if at is None or text.word(at - 1) not in _BEFORE_FAREWELL:
        return False
    return text.word(at + 1) in lexicon.weekdays or text.word(at + 1) in lexicon.days


def _by_company(place: _Place) -> Purpose | None:
    """Somebody else's time, opening hours, a call to prepare; or the same moment on the owner's clock."""
    start, end, left = place.start, place.end, place.left
    since = place.clause if concludes(place.text, start) else max(left, start - _WHOLE_CLAUSE)
    if (
        _is_elsewhere(place, since)
        or contexts()["vehicle"].begins(place.text.low, end)
        or place.has("aside", end, min(end + 8, place.right))
    ):
        return Purpose.ELSEWHERE
    if _is_somebody_elses(place.text, left, start):
        return Purpose.ELSEWHERE
    if _is_beside_main(place):
        return Purpose.ELSEWHERE
    if place.is_clock and place.text.word(start - 1) == "nach":
        return Purpose.ELSEWHERE  # "nach 16 Uhr ist es ruhiger"
    if place.is_clock and _is_on_their_clock(place):
        return Purpose.FOR_OTHER_ZONE
    is_same = place.has("other_zone_before", max(start - 3, left), start)
    is_same = is_same or contexts()["other_zone"].begins(place.text.low, end)
    return Purpose.FOR_OTHER_ZONE if is_same and place.is_clock else None


def _is_elsewhere(place: _Place, since: int) -> bool:
    """Say whether something else is at this time; "before we open, 8 sharp" only bounds it."""
    low = place.text.low
    at = contexts()["elsewhere"].within(low, since, place.start)
    return at is not None and not (low[at - 1] in _BOUNDING and "," in low[at : place.start])


def concludes(text: Text, at: int) -> bool:
    """Say whether a time stands in the clause that settles it: "I'm out at 9 on Thursday, so 11", "let's say 4.30"."""
    clause = clause_start(text, at)
    is_opened = at - clause <= _LONGEST_CONCLUSION and (clause == 0 or text.low[clause - 1] in _PAUSES)
    return is_opened and contexts()["conclusion"].begins(text.low, clause)


def _is_beside_main(place: _Place) -> bool:
    """Say whether a time only bounds another one: "at 10, and we'll be done before the sale sets up at noon"."""
    if not place.is_clock or place.floor <= place.left:
        return False
    at = next((at for at in range(place.start - 1, place.clause - 1, -1) if place.text.low[at] in _BOUNDS), None)
    return at is not None and at >= place.floor and place.start - at > _SHORTEST_CLAUSE


def _is_somebody_elses(text: Text, left: int, start: int) -> bool:
    """Say whether "Beth's interview is" stands shortly before: that time is another's."""
    for at in range(max(left, start - 5), start - 1):
        word = text.low[at]
        if word.endswith("'s") and text.raw[at][0].isupper() and text.low[at + 1] in _APPOINTMENTS:
            return not (word in text.lexicon.weekdays or word in text.lexicon.days or word in _NOBODY)
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
