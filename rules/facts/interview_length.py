"""How long the interview takes, as its text says: "45 minutes", "an hour and a half", not "five minutes early"."""

from __future__ import annotations

from itertools import pairwise

from rules.durations import durations_in
from rules.facts.slots import Scan, Slot
from rules.time_contexts import contexts
from rules.time_words import Text, words_of

_SHORTEST_MINUTES, _LONGEST_MINUTES = 10, 600
_OTHER_BEHIND = words_of(
    "before prior early earlier later late tard tôt später eerder tarde después dopo tardi depois vorher vorab "
    "zuvor früher avant antes antelación antecedência prima vooraf tevoren ahead beforehand presentation "
    "slides notice drive walk screening preparation prep voorbereiding préparation desk lesson questions "
    "feedback advance ago if"
)
"""Behind a length of something else: "15 minutes early", "a ten-minute presentation"."""
_PART_OF_IT = words_of("first last every another final")
"""Right before a part: "the first ten minutes"."""
_WILL = words_of("will should would may must can to and it'll usually normally")
"""Before "last" as a verb: "it will last half an hour"."""
_USUAL_LENGTHS, _LONGEST_LINE = words_of("15 20 25 30 40 45 50 60 75 90 120"), 30
_AS_BEFORE = (["as", "before"], ["like", "before"], ["as", "ever"])
_STOPS = words_of(". , ; : ! ? ) – —") | {"\n"}
_OTHER_BEFORE = words_of("exercise presentation test task lesson talk tour back by within under besides later")
"""Before a length of something else: "within 15 minutes", "the first ten minutes"."""


def length_in_minutes(found: Scan, slot: Slot | None) -> int | None:
    """How many minutes the interview takes, by the length stated nearest to `slot`; None where none is stated."""
    text, best, best_score = found.text, None, 0.0
    for duration in durations_in(text):
        if not _SHORTEST_MINUTES <= duration.minutes <= _LONGEST_MINUTES:
            continue
        if any(c.start < duration.end and duration.start < c.end for c in found.clocks):
            continue
        score = _length_score(text, duration.start, duration.end, slot)
        if score > best_score:
            best, best_score = duration.minutes, score
    return best


def length_on_line(found: Scan, slot: Slot) -> int | None:
    """How many minutes the last of several listed sessions takes, as its own line says: "2:15 PM Lee Park (45 min)"."""
    number = found.text.sentence[slot.clock.start]
    lengths = [
        duration.minutes
        for duration in durations_in(found.text)
        if duration.start >= slot.clock.end and found.text.sentence[duration.start] == number
    ]
    if not lengths:
        return _bare_length(found.text, slot.clock.end)
    return lengths[0] if len(lengths) == 1 and lengths[0] <= _LONGEST_MINUTES else None


def _bare_length(text: Text, at: int) -> int | None:
    """The minutes in a list that leaves their unit out: "3:45 PM ET Lila Hart, VP Product, 45"."""
    line = text.low[at : at + _LONGEST_LINE]
    line = line[: line.index("\n")] if "\n" in line else line
    found = [word for before, word in pairwise(line) if before == "," and word in _USUAL_LENGTHS]
    return int(found[0]) if len(found) == 1 else None


def _length_score(text: Text, start: int, end: int, slot: Slot | None) -> float:
    low = text.low
    behind = _phrase(low[end : end + 4])
    if behind[:2] in _AS_BEFORE:
        behind = []
    if behind[:1] == ["after"] or any(word in _OTHER_BEHIND for word in behind):
        return 0
    before = _phrase(low[max(0, start - 3) : start][::-1])[::-1]
    if contexts()["move"].has(before, 0, len(before)):  # "slips by an hour"
        return 0
    if start and low[start - 1][:1].isdecimal():  # "$22.50 an hour"
        return 0
    if start and low[start - 1] in _PART_OF_IT and (start < 2 or low[start - 2] not in _WILL):
        return 0
    if any(word in _OTHER_BEFORE for word in low[max(0, start - 3) : start]):
        return 0
    if slot is None:
        return 1
    distance = abs(text.sentence[start] - text.sentence[slot.clock.start])
    return 5 - min(distance, 4)


def _phrase(words: list[str]) -> list[str]:
    """The words up to the next stop."""
    stop = next((at for at, word in enumerate(words) if word in _STOPS), len(words))
    return words[:stop]
