"""Trains the statistical layers and measures them: `python -m rules.training [--report]`. Not used when mail is read.

Needs the `train` extra (numpy, scipy). Reads the compact mail and the labelled sentences under tests/data, writes
rules/weights.gz and rules/move_weights.gz. Same data, same weights: there is no chance in it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rules import model, moves
from rules.answers import features_of
from rules.circumstances import circumstances_of
from rules.features import View, view_of
from rules.model import Model, dumped
from rules.moves import Moves
from rules.reading import Intent
from rules.training_mail import Example, examples_in, files, owner_of
from rules.training_math import Bounds, Matrix2, Vector, fitted, matrix_of, model_from, spread_out
from rules.training_moves import Read, learnt_moves
from rules.training_processes import side_by_side

FOLDER = Path(__file__).parent
INTENTS = tuple(Intent)

PENALTY = 0.05
"""L2 penalty a message (the inverse of scikit-learn's C): chosen on mail of unseen writers, see rules/README.md."""

LEVELLING = 0.3
"""How much more a rare feature counts than a common one (see `matrix_of`): chosen as the block weights were."""

RAREST = 8
"""A feature that fewer messages have is left out: levelled, it would count most and hold for its few writers only.
Chosen on a fifth of the mail, not learnt from (see rules/README.md)."""

SHARPNESS = 1.3
"""Scores on unseen writers are too shy by so much; this makes their chances come true (see the report)."""

_MOST_AT_ONCE = 500
"""Messages that one process looks at in one go."""

BOUNDS = Bounds(least=0.13, largest=2.0)
"""Of ten thousand weights, one is larger."""

BLOCK_WEIGHT = {
    "subject": 1.05,
    "subject concepts": 0.5,
    "words": 2.5,
    "word pairs": 2.25,
    "class pairs": 1.5,
    "class triples": 1.5,
    "class gaps": 2.1,
    "concepts": 0.7,
    "concept pairs": 0.7,
    "rules": 0.6,
    "parts": 1.75,
    "sender": 0.3,
    "facts": 1.1,
    "moves": 0.6,
    "asked": 1.0,
    "granted": 1.0,
}
"""How much the features of a block may say. Chosen on the fifth of the training mail that is fold 1 and on the labelled
corpus, neither learnt from: plain words more, and what we thought up for them less, than fits the mail that it was
thought up for."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that is learnt from: messages, how they look, their features by block, and their intents as numbers."""

    examples: Sequence[Example]
    views: Sequence[View]
    blocks: Sequence[dict[str, Sequence[str]]]
    truth: Vector
    trust: Vector
    """What each message counts (`Example.trust`)."""
    moves: Model
    """The model of all sentences; `blocks` were made without it (see rules/training_moves.py)."""


def material() -> Material:
    """Read all mail and judge its sentences."""
    seen = [pair for file in side_by_side(_seen, [(file,) for file in files()]) for pair in file]
    known, views = [example for example, _ in seen], [view for _, view in seen]
    told, model_of_moves = learnt_moves(
        [Read(e.group, e.id, e.fold, view) for e, view in zip(known, views, strict=True)]
    )
    whole = list(zip(known, views, told, strict=True))
    parts = [(whole[first : first + _MOST_AT_ONCE],) for first in range(0, len(whole), _MOST_AT_ONCE)]
    blocks = [spread_out(features) for part in side_by_side(_features, parts) for features in part]
    truth = np.array([INTENTS.index(example.intent) for example in known])
    trust = np.array([example.trust for example in known])
    return Material(known, views, blocks, truth, trust, model_of_moves)


def _seen(file: Path) -> list[tuple[Example, View]]:
    """The messages of a file, and how they look."""
    return [(example, view_of(example.message)) for example in examples_in(file)]


def _features(part: Sequence[tuple[Example, View, Moves]]) -> list[dict[str, Sequence[str]]]:
    return [
        features_of(view, circumstances_of(example.message, owner_of(example.message), view.language), done)
        for example, view, done in part
    ]


def scored(weights: Matrix2, bias: Vector, values: Matrix2) -> Matrix2:
    """Scores of messages by a fit on other mail."""
    scores: Matrix2 = SHARPNESS * (values @ weights + bias)
    return scores


def train(known: Material) -> Model:
    """The model of messages, learnt from all of them."""
    matrix = matrix_of(known.blocks, BLOCK_WEIGHT, LEVELLING, RAREST)
    weights, bias = fitted(matrix.values, known.truth, known.trust, PENALTY)
    return model_from(INTENTS, weights, bias, matrix, SHARPNESS, BLOCK_WEIGHT, BOUNDS)


def main(arguments: Sequence[str]) -> None:
    """Train on everything and write the weights; with --report, measure on unseen writers instead."""
    known = material()
    if "--report" in arguments:
        from rules.training_report import report

        print(report(known))
        return
    (FOLDER / moves.WEIGHTS).write_bytes(dumped(known.moves))
    (FOLDER / model.WEIGHTS).write_bytes(dumped(train(known)))


if __name__ == "__main__":
    main(sys.argv[1:])
