"""Trains the statistical layer and measures it: `python -m rules.training [--report]`. Not used when mail is read.

Needs the `train` extra (numpy, scipy). Reads the compact mail under tests/data, writes rules/weights.gz. Same data,
same weights: there is no chance in it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any

import numpy as np
from scipy import linalg, optimize, sparse  # type: ignore[import-untyped]

from rules.circumstances import circumstances_of
from rules.features import View, blocks_of, parts_of, view_of
from rules.message import Message
from rules.model import WORD_PARTS, Model, dumped, row_of
from rules.parsing import read
from rules.reading import Intent, Owner
from rules.weights import LONGEST, WeightTable

DATA = Path(__file__).parents[1] / "tests" / "data"
WEIGHTS_FILE = Path(__file__).parent / "weights.gz"
INTENTS = tuple(Intent)
OWNER_ADDRESS = "owner@mailbox.example"

PENALTY = 0.2
"""L2 penalty a message (the inverse of scikit-learn's C): chosen on mail of unseen writers, see rules/README.md."""

RAREST = 2
"""A feature that only one message has tells nothing about other writers."""

SHARPNESS = 1.2
"""Scores on unseen writers are a little too shy; this makes their chances come true (see the report)."""

EVENNESS = 0.4
"""How far the biases lean away from how common an intent is in the training mail: mailboxes have another mix."""

BIAS_SPREAD = 0.05
"""Biases are held small, so that a short message is not read by what is common rather than by what it says."""

JITTER = 1e-6
"""Added to the diagonal, so that two equal messages do not make the likeness matrix singular."""

Table = Any  # a scipy.sparse matrix, for which there are no stubs
Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Matrix2 = np.ndarray[tuple[int, int], np.dtype[np.float64]]

BLOCK_WEIGHT = {
    "subject": 0.7,
    "subject concepts": 0.5,
    "words": 1.0,
    "word pairs": 0.6,
    "concepts": 1.0,
    "concept pairs": 1.0,
    "rules": 1.0,
    "parts": 1.0,
    "sender": 0.3,
    "facts": 0.8,
    "fact pairs": 0.6,
}


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled message and the group of writers it comes from."""

    id: str
    group: str
    message: Message
    intent: Intent


def compact_mail(row: dict[str, Any]) -> bytes:
    """The raw mail that a compact row stands for."""
    mail = EmailMessage()
    name, address = parseaddr(row["from"])
    mail["From"] = f"{name} <{address}>" if address else row["from"]
    mail["To"] = OWNER_ADDRESS
    if row.get("reply_to"):
        mail["Reply-To"] = row["reply_to"]
    mail["Date"] = format_datetime(datetime.fromisoformat(row["date"]))
    mail["Subject"] = " ".join((row.get("subject") or "").split())
    mail.set_content(row["text"])
    return mail.as_bytes()


def examples() -> list[Example]:
    """All compact mail to learn from, in a fixed order."""
    folders = ("corpus-train", "voices", "stock")
    files = [file for folder in folders for file in sorted((DATA / folder).glob("*.jsonl"))]
    return [example for file in files for example in _examples_in(file)]


def _examples_in(file: Path) -> list[Example]:
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Example(row["id"], file.stem, read(compact_mail(row)), Intent(row["intent"])) for row in rows]


def features_of(example: Example, view: View | None = None) -> dict[str, Sequence[str]]:
    """The blocks of features of an example, read in the zone of its date; `view` where it is there already."""
    view = view or view_of(example.message)
    return blocks_of(view, circumstances_of(example.message, _owner_of(example.message), view.language))


def _owner_of(message: Message) -> Owner:
    offset = message.received_at.utcoffset()
    hours = round((offset.total_seconds() if offset else 0) / 3600)
    return Owner("", frozenset({OWNER_ADDRESS}), f"Etc/GMT{-hours:+d}" if hours else "UTC")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Messages by features, each block scaled as rules/model.py scales it."""

    values: Table
    features: tuple[str, ...]
    blocks: tuple[str, ...]
    """The block of each feature."""


def matrix_of(blocks: Sequence[dict[str, Sequence[str]]], rarest: int = RAREST) -> Matrix:
    """Lay out the features of many messages; those rarer than `rarest` are left out (but counted for the scaling)."""
    spread = Counter(feature for message in blocks for features in message.values() for feature in set(features))
    names = sorted(name for name, count in spread.items() if count >= rarest and len(name.encode()) <= LONGEST)
    index = {feature: column for column, feature in enumerate(names)}
    rows, columns, values, of_block = [], [], [], [""] * len(names)
    for row, message in enumerate(blocks):
        for block, features in message.items():
            scale = BLOCK_WEIGHT[block] / max(1, len(features)) ** 0.5
            for feature in features:
                column = index.get(feature)
                if column is not None:
                    rows.append(row)
                    columns.append(column)
                    values.append(scale)
                    of_block[column] = block
    shape = (len(blocks), len(names))
    return Matrix(sparse.csr_matrix((values, (rows, columns)), shape), tuple(names), tuple(of_block))


def fitted(values: Table, truth: Vector, penalty: float = PENALTY) -> tuple[Matrix2, Vector]:
    """Weights (features x intents) and biases of a multinomial logistic regression with an L2 penalty.

    There are more features than messages, so it is solved in the space of the messages: same weights, much less work.
    """
    likeness = (values @ values.T).toarray() + BIAS_SPREAD
    root = np.linalg.cholesky(likeness + JITTER * np.eye(len(truth)))
    count, classes = len(truth), len(INTENTS)
    wanted = np.eye(classes)[truth]

    def loss(flat: Vector) -> tuple[float, Vector]:
        inner = flat.reshape(count, classes)
        chances = chances_of(root @ inner)
        value = -np.log(chances[np.arange(count), truth] + 1e-300).sum() + penalty / 2 * (inner**2).sum()
        return float(value), (root.T @ (chances - wanted) + penalty * inner).ravel()

    found = optimize.minimize(
        loss, np.zeros(count * classes), jac=True, method="L-BFGS-B", options={"maxiter": 150, "ftol": 1e-7}
    ).x
    shares = linalg.solve_triangular(root.T, found.reshape(count, classes), lower=False)
    return values.T @ shares, BIAS_SPREAD * shares.sum(axis=0)


def chances_of(scores: Matrix2) -> Matrix2:
    """Scores as probabilities, row by row."""
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Matrix2 = exponentials / exponentials.sum(axis=1, keepdims=True)
    return chances


def spread_out(blocks: dict[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Words of the block that is read by parts, as those parts."""
    return {**blocks, WORD_PARTS: [part for word in blocks[WORD_PARTS] for part in parts_of(word)]}


def model_from(weights: Matrix2, bias: Vector, features: Sequence[str]) -> Model:
    """Round the weights to one byte each and leave out those that round to nothing."""
    scale = float(np.abs(weights).max()) / 127
    whole = np.rint(weights / scale).astype(int)
    table = {name: row_of(row.tolist()) for name, row in zip(features, whole, strict=True) if row.any()}
    biases = tuple(round(float(value), 4) for value in bias)
    return Model(INTENTS, biases, scale, SHARPNESS, BLOCK_WEIGHT, WeightTable.of(table))


def rarity(truth: Vector) -> Vector:
    """The logarithm of how often each intent occurs, relative to the mean."""
    counts = np.bincount(truth, minlength=len(INTENTS))
    logarithms: Vector = np.log(np.maximum(counts, 1) / counts.mean())
    return logarithms


def train() -> Model:
    """Learn from all compact mail."""
    known = examples()
    matrix = matrix_of([spread_out(features_of(example)) for example in known])
    truth = np.array([INTENTS.index(example.intent) for example in known])
    weights, bias = fitted(matrix.values, truth)
    bias -= EVENNESS / SHARPNESS * rarity(truth)
    return model_from(weights, bias, matrix.features)


def main(arguments: Sequence[str]) -> None:
    """Train on everything and write the weights; with --report, measure on unseen writers instead."""
    if "--report" in arguments:
        from rules.training_report import report

        print(report())
        return
    WEIGHTS_FILE.write_bytes(dumped(train()))


if __name__ == "__main__":
    main(sys.argv[1:])
