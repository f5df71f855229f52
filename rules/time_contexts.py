"""What the words around a date or time say about it: old, new, deadline, arrival … (rules/time_contexts.yaml)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources

import yaml

from rules.time_words import Text, words_of


class Phrases:
    """A set of phrases that is looked up word by word; cheap, and linear in the words looked at."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in phrases:
            words = tuple(phrase.split())
            if words:
                self._by_first.setdefault(words[0], []).append(words)

    def within(self, words: Sequence[str], start: int, end: int) -> int | None:
        """The index of the first phrase that lies inside `start`…`end`, None without one."""
        table = self._by_first
        if table.keys().isdisjoint(words[start:end]):
            return None
        for at in range(start, end):
            rows = table.get(words[at])
            if rows is not None and any(
                at + len(row) <= end and tuple(words[at : at + len(row)]) == row for row in rows
            ):
                return at
        return None

    def has(self, words: Sequence[str], start: int, end: int) -> bool:
        """Whether one of the phrases lies inside `start`…`end`."""
        return self.within(words, max(start, 0), min(end, len(words))) is not None

    def begins(self, words: Sequence[str], at: int) -> bool:
        """Whether one of the phrases begins exactly at `at`."""
        return (
            any(tuple(words[at : at + len(row)]) == row for row in self._by_first.get(words[at], ()))
            if at < len(words)
            else False
        )


@cache
def contexts() -> Mapping[str, Phrases]:
    """The phrase lists of rules/time_contexts.yaml by name."""
    text = resources.files("rules").joinpath("time_contexts.yaml").read_text("utf-8")
    return {name: Phrases(row.split(";")) for name, row in yaml.load(text, Loader=yaml.CSafeLoader).items()}


_BREAKS = words_of(". , ( ) ; – — ! ? [ ] but sondern mais sino maar ma mas") | {"\n"}


def clause_start(text: Text, at: int, reach: int = 8) -> int:
    """Where the clause before word `at` begins: after a comma, bracket or dash, at most `reach` words back."""
    first = max(at - reach, 0)
    spot = at
    while spot > first and text.low[spot - 1] not in _BREAKS and text.sentence[spot - 1] == text.sentence[at]:
        spot -= 1
    return spot


def line_label(text: Text, at: int) -> tuple[int, int] | None:
    """The words before the colon that opens the line around `at` ("New date:"), None where there are none."""
    start = at
    while start > 0 and text.low[start - 1] != "\n" and at - start < 40:
        start -= 1
    while start < at and not text.low[start][0].isalnum():
        start += 1
    for spot in range(start, min(start + 5, at)):
        if text.low[spot] == ":":
            return start, spot
    return None
