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
    part_sums: dict[str, tuple[int, int]] = field(default_factory=dict, compare=False)
    """Of the latest words: how many parts each has, and the sum of what is known of them."""
    recent: dict[str, int] = field(default_factory=dict, compare=False)
    """The features of the latest messages, which the next ones mostly have too; 0 for those that are not known."""

    def scores(self, blocks: Mapping[str, Sequence[str]]) -> list[float]:
        """A score for each label, in the order of `labels`."""
        totals = list(self.bias)
        for name, features in blocks.items():
            if name == WORD_PARTS:
                count, total = self._of_parts(features)
            else:
                count, total = len(features), self._total(features)
            if total:
                factor = self.scale * self.block_weight[name] / math.sqrt(count)
                *sums, known = unpacked(total, len(totals) + 1)
                base = OFFSET * known
                totals = [so_far + factor * (one - base) for so_far, one in zip(totals, sums, strict=True)]
        return [total * self.sharpness for total in totals]

    def _total(self, features: Sequence[str]) -> int:
        """The sum of what is known of some features, packed; behind the labels stands how many are known."""
        recall = self.recent.__getitem__
        try:
            return sum(map(recall, features))
        except KeyError:
            self._remember(features)
            return sum(map(recall, features))

    def _remember(self, features: Sequence[str]) -> None:
        recent = self.recent
        if len(recent) > MOST_FEATURES_REMEMBERED:
            recent.clear()
        new = [feature for feature in features if feature not in recent]
        rows = self.table.known(new)
        recent.update(dict.fromkeys(new, 0))
        recent.update(zip(rows, packed(rows.values()), strict=True))

    def _of_parts(self, words: Sequence[str]) -> tuple[int, int]:
        """How many parts some words have, and the sum of what is known of these, packed as in `_total`."""
        count = total = 0
        for word in words:
            if (sums := self.part_sums.get(word)) is None:
                sums = self._remember_parts(word)
            count += sums[0]
            total += sums[1]
        return count, total

    def _remember_parts(self, word: str) -> tuple[int, int]:
        if len(self.part_sums) >= MOST_WORDS_REMEMBERED:
            self.part_sums.clear()
        parts = parts_of(word)
        rows = self.table.known(parts)
        sums = self.part_sums[word] = len(parts), sum(packed(rows[part] for part in parts if part in rows))
        return sums

    def speaking_for(self, features: Sequence[str], label: str) -> Iterator[tuple[str, float]]:
        """Those of these features that speak for a label, each with its weight."""
        place = self.labels.index(label)
        self._total(features)
        weights = ((feature, packed_weight(row, place)) for feature in features if (row := self.recent[feature]))
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
