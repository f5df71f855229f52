"""Where the words of a domain part: "oatandanchor" is Oat and Anchor (B3: the words of the sender's own domain).

What houses call themselves is data (rules/domain_words.yaml, made by `python -m rules.domain_training` from the names
in our own mail): words by how many houses' names hold them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from rules.pieces import data

WORDS = "domain_words.yaml"
_LONGEST_LABEL, _LONGEST_WORD, _SHORTEST_WORD = 60, 22, 3  # letters
_RAREST_COST, _LESS_FOR_EACH = 5.0, 0.5
"""What a known word costs, and how much less for every e-fold of houses that hold it."""
_TOLD_COST, _NAME_COST = 2.0, 5.0
"""What a word costs that the mail itself says, or a given name."""
_UNKNOWN_COST, _LETTER_COST, _NO_WORD = 3.0, 1.0, 40.0
"""What a run of letters costs that is no known word: chosen on houses that the words were not taken from."""


def parted(chunk: str, told: set[str], small: frozenset[str], is_name: Callable[[str], bool]) -> list[str]:
    """The cheapest row of words that a run of letters is, in lower case.

    `told`: words of the mail itself; `small`: words that may be short ("of"; one of a single letter links two others);
    `is_name`: whether one is a given name.
    """
    if len(chunk) > _LONGEST_LABEL:
        return [chunk]
    known = _known()
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for end in range(1, len(chunk) + 1):
        options = []
        for start in range(max(0, end - _LONGEST_WORD), end):
            word = chunk[start:end]
            is_inside = start > 0 and end < len(chunk)
            cost = _NO_WORD if len(word) == 1 and not is_inside else _cost(word, known, told, small, is_name)
            options.append((best[start][0] + cost, (*best[start][1], word)))
        best.append(min(options))
    return list(best[-1][1])


def _cost(
    word: str, known: Mapping[str, float], told: Iterable[str], small: frozenset[str], is_name: Callable[[str], bool]
) -> float:
    if len(word) < _SHORTEST_WORD and word not in small:
        return _NO_WORD
    if (cost := known.get(word)) is not None:
        return cost
    if len(word) < _SHORTEST_WORD:
        return _NO_WORD
    if word in told:
        return _TOLD_COST
    if len(word) > _SHORTEST_WORD and is_name(word):
        return _NAME_COST
    return _UNKNOWN_COST + _LETTER_COST * len(word)


@cache
def _known() -> Mapping[str, float]:
    """What each word of houses' names costs."""
    return {
        word: _RAREST_COST - _LESS_FOR_EACH * math.log(houses)
        for houses, words in data(WORDS).items()
        for word in words.split()
    }
