"""The statistical layer: linear models whose weights ship as data (made by rules/training.py).

One reads whole messages (weights.gz), one the moves of sentences (move_weights.gz). A feature's weights, one for each
reading, are packed side by side into one whole number, so that adding up a message's features is
one `sum` over whole numbers: no numeric library is needed, and a message is scored in well under a millisecond.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from io import BytesIO

from rules.features import parts_of
from rules.weights import FIELD_BITS, OFFSET, WeightTable

WEIGHTS = "weights.gz"
WORD_PARTS = "parts"
"""The block whose features are words, looked at by their parts: the parts of a word are always the same."""

MOST_WORDS_REMEMBERED = 8_192
_FIELD = (1 << FIELD_BITS) - 1


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature, and what turns their sums into scores (log-odds)."""

    labels: tuple[str, ...]
    """What it tells apart: the intents of a message, or the moves of a sentence."""
    bias: tuple[float, ...]
    scale: float
    sharpness: float
    """Calibration: what the scores are multiplied by, so that chances come true on mail by unseen writers."""
    block_weight: Mapping[str, float]
    table: WeightTable
    part_sums: dict[str, tuple[int, int, int]] = field(default_factory=dict, compare=False)

    def scores(self, blocks: Mapping[str, Sequence[str]]) -> list[float]:
        """A score for each label, in the order of `labels`."""
        totals = list(self.bias)
        for name, features in blocks.items():
            self._add(totals, name, features)
        return [total * self.sharpness for total in totals]

    def _add(self, totals: list[float], name: str, features: Sequence[str]) -> None:
        if name == WORD_PARTS:
            sums = [self.parts(word) for word in features]
            count, known, total = (sum(column) for column in zip(*sums, strict=True)) if sums else (0, 0, 0)
        else:
            found = [weights for weights in map(self.table.remembered, features) if weights is not None]
            count, known, total = len(features), len(found), sum(found)
        if not known:
            return
        factor = self.scale * self.block_weight[name] / math.sqrt(count)
        base = OFFSET * known
        for place in range(len(totals)):
            totals[place] += factor * ((total & _FIELD) - base)
            total >>= FIELD_BITS

    def parts(self, word: str) -> tuple[int, int, int]:
        """How many parts a word has, how many are known, and the sum of their weights; remembered for the next mail."""
        if (sums := self.part_sums.get(word)) is not None:
            return sums
        if len(self.part_sums) >= MOST_WORDS_REMEMBERED:
            self.part_sums.clear()
        parts = parts_of(word)
        found = [weights for weights in map(self.table.packed, parts) if weights is not None]
        sums = self.part_sums[word] = (len(parts), len(found), sum(found))
        return sums

    def speaking_for(self, features: Iterable[str], label: str) -> Iterator[tuple[str, float]]:
        """The known ones of these features that speak for a label, each with its weight."""
        shift = FIELD_BITS * self.labels.index(label)
        for feature in features:
            if (packed := self.table.packed(feature)) is not None and (whole := packed >> shift & _FIELD) > OFFSET:
                yield feature, self.scale * (whole - OFFSET)

    def weight(self, feature: str, label: str) -> float:
        """What one feature adds for a label before its block is scaled; 0 for an unknown one."""
        packed = self.table.packed(feature)
        if packed is None:
            return 0.0
        return self.scale * ((packed >> FIELD_BITS * self.labels.index(label) & _FIELD) - OFFSET)


@cache
def model() -> Model:
    """The model of messages, its labels the intents; read once, when first asked for."""
    return shipped(WEIGHTS)


def shipped(name: str) -> Model:
    """Read a model that ships with the program."""
    return loaded(resources.files("rules").joinpath(name).read_bytes())


def loaded(data: bytes) -> Model:
    """Build a model from the bytes that `dumped` made."""
    with gzip.open(BytesIO(data)) as stream:
        facts = json.loads(stream.readline())
        sections = [stream.read(length) for length in facts["sections"]]
    return Model(
        labels=tuple(facts["labels"]),
        bias=tuple(facts["bias"]),
        scale=facts["scale"],
        sharpness=facts["sharpness"],
        block_weight=facts["block_weight"],
        table=WeightTable(*sections),
    )


def dumped(model: Model) -> bytes:
    """The model as bytes, the same bytes for the same model: a line of JSON, then the table's sections, compressed."""
    sections = model.table.sections
    facts = {
        "labels": list(model.labels),
        "bias": list(model.bias),
        "scale": model.scale,
        "sharpness": model.sharpness,
        "block_weight": dict(model.block_weight),
        "sections": [len(section) for section in sections],
    }
    head = json.dumps(facts, ensure_ascii=False).encode("utf-8")
    return gzip.compress(b"".join((head, b"\n", *sections)), mtime=0)


def row_of(weights: Sequence[int]) -> bytes:
    """Whole weights from -127 to 127 as a row of the table."""
    return bytes(weight + OFFSET for weight in weights)
