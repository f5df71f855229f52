"""Learnt weights for choosing among the candidates of one fact (fact_weights.gz, made by rules/fact_training.py).

What a candidate is, and what is said of it in plain words, stands with the fact; here is only the adding up.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import repeat

WEIGHTS = "fact_weights.gz"
NOTHING = "(nothing)"
"""The feature that stands for choosing no candidate at all."""
_HUNDREDTHS = 100
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature of a candidate speaks for it, in log-odds; unknown ones say nothing."""

    table: Mapping[str, float]

    def score(self, features: Iterable[str]) -> float:
        """How far a candidate stands above choosing none: it is to be chosen only above 0.

        Rounded, so that the order in which features come out of a set cannot lift a sum of nothing above 0.
        """
        return round(sum(map(self.table.get, features, repeat(0.0))) - self.table.get(NOTHING, 0.0), _DIGITS)

    def loudest(self, features: Iterable[str], count: int = 3) -> list[tuple[str, float]]:
        """The features that weighed most, for whoever asks why."""
        known = ((feature, self.table[feature]) for feature in features if feature in self.table)
        return sorted(known, key=lambda pair: -abs(pair[1]))[:count]


def weights_of(fact: str) -> Weights:
    """The weights that ship for a fact; none of them if the fact has not been learnt."""
    return Weights(_tables().get(fact, {}))


def forget() -> None:
    """Read the file anew when next asked: for whoever has just written it."""
    _tables.cache_clear()


@cache
def _tables() -> Mapping[str, Mapping[str, float]]:
    file = resources.files("rules").joinpath(WEIGHTS)
    return loaded(file.read_bytes()) if file.is_file() else {}


def loaded(data: bytes) -> dict[str, dict[str, float]]:
    """The tables from the bytes that `dumped` made; equal numbers and names are kept once."""
    tables: dict[str, dict[str, float]] = {}
    once: dict[int, float] = {}
    for line in gzip.decompress(data).decode("utf-8").split("\n"):
        fact, feature, hundredths = line.split("\t")
        whole = int(hundredths)
        tables.setdefault(fact, {})[sys.intern(feature)] = once.setdefault(whole, whole / _HUNDREDTHS)
    return tables


def dumped(tables: Mapping[str, Mapping[str, float]]) -> bytes:
    """The tables as bytes, the same bytes for the same tables; what rounds to nothing is left out."""
    lines = [
        f"{fact}\t{feature}\t{whole}"
        for fact, table in sorted(tables.items())
        for feature, weight in sorted(table.items())
        if (whole := round(weight * _HUNDREDTHS))
    ]
    return gzip.compress("\n".join(lines).encode("utf-8"), mtime=0)
