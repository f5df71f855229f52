"""The statistical layer: linear models whose weights ship as data (made by rules/training.py).

One reads whole messages (weights.gz), one the moves of sentences (move_weights.gz). A feature's weights are packed side
by side into one whole number, so that adding up a message's features is one `sum`: no numeric library is needed.
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from io import BytesIO

from rules.features import parts_of
from rules.weights import OFFSET, WeightTable, packed, packed_weight, unpacked

WEIGHTS = "weights.gz"
WORD_PARTS = "parts"
"""The block whose features are words, looked at by their parts: the parts of a word are always the same."""

MOST_WORDS_REMEMBERED = 8_192
MOST_FEATURES_REMEMBERED = 8_192

PartSums = tuple[int, int, int]
"""How many parts, how many of them are known, and the packed sum of their weights."""


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
    part_sums: dict[str, PartSums] = field(default_factory=dict, compare=False)
    recent: dict[str, int] = field(default_factory=dict, compare=False)
    """The known features of the latest messages, which the next ones mostly have too."""

    def scores(self, blocks: Mapping[str, Sequence[str]]) -> list[float]:
        """A score for each label, in the order of `labels`."""
        return self.scores_of(blocks, self.known(blocks))

    def known(self, blocks: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
        """The known features of each block with their weights, but for words that are looked at by their parts."""
        if len(self.recent) > MOST_FEATURES_REMEMBERED:
            self.recent.clear()
        return {name: self._known(features) for name, features in blocks.items() if name != WORD_PARTS}

    def _known(self, features: Sequence[str]) -> dict[str, int]:
        recent = self.recent
        if new := [feature for feature in features if feature not in recent]:
            recent.update((feature, packed(row)) for feature, row in self.table.known(new).items())
        return {feature: recent[feature] for feature in features if feature in recent}

    def scores_of(self, blocks: Mapping[str, Sequence[str]], known: Mapping[str, Mapping[str, int]]) -> list[float]:
        """The same as `scores`, where it is told already which features are known."""
        totals = list(self.bias)
        for name, features in blocks.items():
            if name == WORD_PARTS:
                each = [self.parts(word) for word in features]
                count, of_these, total = (sum(column) for column in zip(*each, strict=True)) if each else (0, 0, 0)
            else:
                count, of_these, total = len(features), len(known[name]), sum(known[name].values())
            if of_these:
                factor = self.scale * self.block_weight[name] / math.sqrt(count)
                base = OFFSET * of_these
                sums = unpacked(total, len(totals))
                totals = [so_far + factor * (one - base) for so_far, one in zip(totals, sums, strict=True)]
        return [total * self.sharpness for total in totals]

    def parts(self, word: str) -> PartSums:
        """How many parts a word has, how many are known, and the sums of their weights; remembered for the next
        mail."""
        if (sums := self.part_sums.get(word)) is not None:
            return sums
        if len(self.part_sums) >= MOST_WORDS_REMEMBERED:
            self.part_sums.clear()
        parts = parts_of(word)
        rows = self.table.known(parts)
        found = [packed(rows[part]) for part in parts if part in rows]
        sums = self.part_sums[word] = len(parts), len(found), sum(found)
        return sums

    def speaking_for(self, known: Mapping[str, int], label: str) -> Iterator[tuple[str, float]]:
        """Those of these features that speak for a label, each with its weight."""
        place = self.labels.index(label)
        weights = ((feature, packed_weight(row, place)) for feature, row in known.items())
        return ((feature, self.scale * weight) for feature, weight in weights if weight > 0)

    def weight(self, feature: str, label: str) -> float:
        """What one feature adds for a label before its block is scaled; 0 for an unknown one."""
        row = self.table.row(feature)
        return 0.0 if row is None else self.scale * (row[self.labels.index(label)] - OFFSET)


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
