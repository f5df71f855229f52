"""Learnt weights for choosing among the candidates of one fact (fact_weights.gz, made by rules/fact_training.py).

What a candidate is, and what is said of it in plain words, stands with the fact; here is only the adding up. Like the
weights of messages they lie in flat tables (`rules.weights`): as dictionaries they would take eight megabytes, all the
time.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from io import BytesIO

from rules.weights import WeightTable

WEIGHTS = "fact_weights.gz"
NOTHING = "(nothing)"
"""The feature that stands for choosing no candidate at all."""
_HUNDREDTHS = 100
_DIGITS = 6
_BYTES, _OFFSET = 2, 1 << 15
"""A weight is kept as hundredths in two bytes, from -327.68 to 327.67."""
_MOST_REMEMBERED = 4_096
_EMPTY = WeightTable.of({})


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature of a candidate speaks for it, in log-odds; unknown ones say nothing."""

    table: WeightTable = _EMPTY
    recent: dict[str, float] = field(default_factory=dict, compare=False)
    """The features of the latest candidates, which the next ones mostly have too."""

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> Weights:
        """The same as a table, rounded to hundredths; what rounds to nothing is left out."""
        whole = {feature: round(weight * _HUNDREDTHS) for feature, weight in sorted(weights.items())}
        rows = {feature: (_OFFSET + n).to_bytes(_BYTES, "big") for feature, n in whole.items() if n}
        return cls(WeightTable.of(rows))

    def score(self, features: Iterable[str]) -> float:
        """How far a candidate stands above choosing none: it is to be chosen only above 0.

        Rounded, so that the order in which features come out of a set cannot lift a sum of nothing above 0.
        """
        told = list(features)
        recall = self.recent.__getitem__
        try:
            total = sum(map(recall, told), -recall(NOTHING))
        except KeyError:
            self._remember([NOTHING, *told])
            total = sum(map(recall, told), -recall(NOTHING))
        return round(total, _DIGITS)

    def _remember(self, features: Iterable[str]) -> None:
        recent = self.recent
        if len(recent) > _MOST_REMEMBERED:
            recent.clear()
        new = [feature for feature in features if feature not in recent]
        recent.update(dict.fromkeys(new, 0.0))
        recent.update({feature: _weight(row) for feature, row in self.table.known(new).items()})

    def loudest(self, features: Iterable[str], count: int = 3) -> list[tuple[str, float]]:
        """The features that weighed most, for whoever asks why."""
        known = ((feature, _weight(row)) for feature, row in self.table.known(features).items())
        return sorted(known, key=lambda pair: -abs(pair[1]))[:count]


def _weight(row: bytes) -> float:
    return (int.from_bytes(row, "big") - _OFFSET) / _HUNDREDTHS


def weights_of(fact: str) -> Weights:
    """The weights that ship for a fact; none of them if the fact has not been learnt."""
    return _all().get(fact, Weights())


def forget() -> None:
    """Read the file anew when next asked: for whoever has just written it."""
    _all.cache_clear()


@cache
def _all() -> Mapping[str, Weights]:
    file = resources.files("rules").joinpath(WEIGHTS)
    return loaded(file.read_bytes()) if file.is_file() else {}


def loaded(data: bytes) -> dict[str, Weights]:
    """The weights of each fact from the bytes that `dumped` made."""
    with gzip.open(BytesIO(data)) as stream:
        lengths = json.loads(stream.readline())
        return {
            fact: Weights(WeightTable(*[stream.read(length) for length in sections]))
            for fact, sections in lengths.items()
        }


def dumped(facts: Mapping[str, Weights]) -> bytes:
    """The weights as bytes, the same bytes for the same weights: a line of JSON, then each table's sections."""
    sections = {fact: weights.table.sections for fact, weights in sorted(facts.items())}
    head = json.dumps({fact: [len(section) for section in parts] for fact, parts in sections.items()})
    body = (section for parts in sections.values() for section in parts)
    return gzip.compress(b"".join((head.encode("utf-8"), b"\n", *body)), mtime=0)
