"""Trains the model of moves (rules/moves.py) on sentences that people read one by one, each with what it does.

`tests/data/moves.jsonl` has a letter for each sentence of the training mail, `tests/data/move-sentences.jsonl` single
sentences. A message's own moves are always judged by a model that was not shown its writer: so what the statistical
layer learns to make of them holds for writers it has never seen.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import optimize  # type: ignore[import-untyped]

from rules.features import View
from rules.model import Model
from rules.moves import MOVES, Chances, Moves, own_blocks, quoted_blocks
from rules.sentences import sentences_of
from rules.training_math import Bounds, Matrix, Matrix2, Places, Table, Vector, matrix_of, model_from, spread_out
from rules.training_processes import side_by_side

DATA = Path(__file__).parents[1] / "tests" / "data"

LETTERS = "TMCAIPROKUBXLNSHF-"
"""The letter of each move in the labels, in the order of `MOVES`."""

PENALTY = 0.5
"""L2 penalty of each yes or no: chosen on sentences of unseen writers."""

FOLDS = 5
BOUNDS = Bounds(least=0.2, largest=3.0)

BLOCK_WEIGHT = {
    "words": 1.0,
    "word pairs": 0.8,
    "parts": 1.0,
    "concepts": 1.0,
    "concept pairs": 1.0,
    "rules": 1.0,
    "shape": 0.4,
    "before": 0.4,
}
_CONTEXT = ("shape", "before")

Blocks = dict[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Read:
    """A message to learn from: the file and the name it has there, the fold it is kept out with, and how it looks."""

    file: str
    id: str
    fold: int
    view: View


def fold_of(name: str) -> int:
    """Which fold a file of writers, or a single message, is kept out with."""
    return zlib.crc32(name.encode()) % FOLDS


def learnt_moves(known: Sequence[Read]) -> tuple[list[Moves], Model]:
    """The moves of each message as a stranger to its writer judges them, and the model of all sentences.

    Raises ValueError if a message's labels do not fit its sentences: whoever cuts sentences anew labels them anew.
    """
    rows: list[Blocks] = []
    truth: list[int] = []
    folds: list[int] = []
    places: list[tuple[range, range]] = []
    labels = read_labels()
    for read in known:
        own, quoted = list(own_blocks(read.view)), list(quoted_blocks(read.view.asked))
        truth += _truth(read, len(own), labels.get((read.file, read.id))) + [-1] * len(quoted)
        folds += [read.fold] * (len(own) + len(quoted))
        begin, middle = len(rows), len(rows) + len(own)
        rows += own + quoted
        places.append((range(begin, middle), range(middle, len(rows))))
    for blocks, move in _loose():
        rows.append(blocks)
        truth.append(move)
        folds.append(-1)
    matrix = matrix_of([spread_out(blocks) for blocks in rows], BLOCK_WEIGHT)
    chances = _unseen(matrix, np.array(truth), np.array(folds))
    labelled = np.flatnonzero(np.array(truth) >= 0)
    used, weights, bias = _fitted(matrix.values[labelled], np.array(truth)[labelled])
    whole = np.zeros((len(matrix.features), len(MOVES)))
    whole[used] = weights
    model = model_from(MOVES, whole, bias, matrix, 1.0, BLOCK_WEIGHT, BOUNDS)
    return [Moves(_rows(chances, own), _rows(chances, quoted)) for own, quoted in places], model


def _rows(chances: Matrix2, places: range) -> list[Chances]:
    found: list[Chances] = chances[places.start : places.stop].tolist()
    return found


def read_labels() -> dict[tuple[str, str], str]:
    """The letters of each labelled message, one a sentence, by its file and the name it has there."""
    lines = (DATA / "moves.jsonl").read_text(encoding="utf-8").splitlines()
    return {(row["file"], row["id"]): row["moves"] for row in map(json.loads, lines)}


def _truth(read: Read, count: int, letters: str | None) -> list[int]:
    if letters is None:
        return [-1] * count
    if len(letters) != count:
        raise ValueError(f"moves.jsonl: {read.file} {read.id} has {count} sentences, but {len(letters)} labels")
    return [LETTERS.index(letter) for letter in letters]


def _loose() -> Iterator[tuple[Blocks, int]]:
    """Single sentences: what stands around them is not known."""
    for line in (DATA / "move-sentences.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for blocks in quoted_blocks(sentences_of(row["text"])):
            yield {**blocks, **dict.fromkeys(_CONTEXT, ())}, LETTERS.index(row["move"])


def _unseen(matrix: Matrix, truth: Vector, folds: Vector) -> Matrix2:
    """The chances of each sentence by a model that was not shown its fold."""
    chances = np.zeros((len(truth), len(MOVES)))
    learnt = [np.flatnonzero((folds != fold) & (truth >= 0)) for fold in range(FOLDS)]
    fits = side_by_side(_fitted, [(matrix.values[rows], truth[rows]) for rows in learnt])
    for fold, (used, weights, bias) in enumerate(fits):
        held = np.flatnonzero(folds == fold)
        chances[held] = 1 / (1 + np.exp(-(matrix.values[held][:, used] @ weights + bias)))
    return chances


def _fitted(values: Table, truth: Vector) -> tuple[Places, Matrix2, Vector]:
    """What is learnt from labelled sentences: for each move a logistic regression that tells it from all others.

    The moves know nothing of each other, but are solved together: so each step reads the sentences once, not eighteen
    times. Gives the places of the features that these sentences have (the others weigh nothing), their weights
    (features x moves), and the biases.
    """
    used: Places = np.flatnonzero(np.diff(values.tocsc().indptr))
    known = values[:, used].tocsr()
    turned = known.T.tocsr()
    signs = np.where(truth[:, None] == np.arange(len(MOVES)), 1.0, -1.0)

    def loss(flat: Vector) -> tuple[float, Vector]:
        weights = flat.reshape(-1, len(MOVES))
        margins = signs * (known @ weights[:-1] + weights[-1])
        pull = -signs / (1 + np.exp(np.minimum(margins, 500)))
        value = np.logaddexp(0, -margins).sum() + PENALTY / 2 * (flat @ flat)
        slope = np.vstack([turned @ pull, pull.sum(axis=0)]) + PENALTY * weights
        return float(value), slope.ravel()

    begin = np.zeros((len(used) + 1) * len(MOVES))
    options = {"maxiter": 100, "ftol": 1e-6}
    found = optimize.minimize(loss, begin, jac=True, method="L-BFGS-B", options=options).x.reshape(-1, len(MOVES))
    return used, found[:-1], found[-1]
