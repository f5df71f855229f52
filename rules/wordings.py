"""Wordings as data: many patterns for one meaning, looked for only around words that every one of them needs.

An alternation of a hundred patterns is slow to search for at each letter of a text, and nearly always in vain. So each
set names its `keys`: pieces of words, of which each pattern contains one. A text without a key is done with at once;
else the patterns are tried near the keys alone. Text from mail is only ever searched, never used as a pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_NEAR = 90  # characters on either side of a key
_MOST = 24  # places looked at in one text


@dataclass(frozen=True, slots=True)
class Found:
    """Where a wording stands in a text."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Wording:
    """The patterns for one meaning, and the keys that lead to them."""

    keys: tuple[str, ...]
    pattern: re.Pattern[str]
    near: int = _NEAR
    """How many characters on either side of a key a pattern may take."""

    def find(self, text: str) -> Iterator[Found]:
        """Every place where a pattern fits, left to right."""
        lower = text.lower()
        if len(lower) != len(text):  # a few letters grow in small letters; the places would shift
            text = lower
        for begin, end in self._windows(lower):
            for found in self.pattern.finditer(text, begin, end):
                yield Found(found.start(), found.end())

    def stands_in(self, text: str) -> bool:
        """Say whether one of the patterns fits anywhere in a text."""
        return next(self.find(text), None) is not None

    def _windows(self, lower: str) -> list[tuple[int, int]]:
        places: list[int] = []
        for key in self.keys:
            at = lower.find(key)
            while at >= 0 and len(places) < _MOST:
                places.append(at)
                at = lower.find(key, at + self.near)
        windows: list[tuple[int, int]] = []
        for at in sorted(places):
            begin, end = _at_blank(lower, max(0, at - self.near)), min(len(lower), at + 2 * self.near)
            if windows and begin <= windows[-1][1]:
                windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
            else:
                windows.append((begin, end))
        return windows


def _at_blank(text: str, at: int) -> int:
    """The next blank or the beginning, so that no window begins within a word."""
    if at == 0:
        return 0
    blank = text.find(" ", at, at + 40)
    return blank if blank >= 0 else at


def wording(row: Mapping[str, Any] | str) -> Wording:
    """A set of patterns from a data file: `keys` between blanks ("_" is a blank), `patterns` one a line."""
    if isinstance(row, str):
        row = {"keys": "", "patterns": row}
    keys = tuple(key.replace("_", " ") for key in row["keys"].split())
    return Wording(keys, either(row["patterns"]), row.get("near", _NEAR))


def either(lines: str) -> re.Pattern[str]:
    """One pattern out of many, one a line; letters' case does not matter."""
    return re.compile("|".join(line for line in lines.splitlines() if line), re.I)
