"""The arithmetic of training: messages or sentences as rows of features, a penalised regression, weights as a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import linalg, optimize, sparse  # type: ignore[import-untyped]

from rules.features import parts_of
from rules.model import WORD_PARTS, Model, row_of
from rules.weights import LONGEST, WeightTable

RAREST = 2
"""A feature that only one message has tells nothing about other writers."""

BIAS_SPREAD = 0.05
"""Biases are held small, so that a short message is not read by what is common rather than by what it says."""

JITTER = 1e-6
"""Added to the diagonal, so that two equal messages do not make the likeness matrix singular."""

Table = Any  # a scipy.sparse matrix, for which there are no stubs
Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Matrix2 = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Messages by features, each block scaled as rules/model.py scales it."""

    values: Table
    features: tuple[str, ...]
    blocks: tuple[str, ...]
    """The block of each feature."""


def matrix_of(
    blocks: Sequence[Mapping[str, Sequence[str]]], block_weight: Mapping[str, float], rarest: int = RAREST
) -> Matrix:
    """Lay out the features of many messages; those rarer than `rarest` are left out (but counted for the scaling)."""
    spread = Counter(feature for message in blocks for features in message.values() for feature in set(features))
    names = sorted(name for name, count in spread.items() if count >= rarest and len(name.encode()) <= LONGEST)
    index = {feature: column for column, feature in enumerate(names)}
    rows, columns, values, of_block = [], [], [], [""] * len(names)
    for row, message in enumerate(blocks):
        for block, features in message.items():
            scale = block_weight[block] / max(1, len(features)) ** 0.5
            for feature in features:
                column = index.get(feature)
                if column is not None:
                    rows.append(row)
                    columns.append(column)
                    values.append(scale)
                    of_block[column] = block
    shape = (len(blocks), len(names))
    return Matrix(sparse.csr_matrix((values, (rows, columns)), shape), tuple(names), tuple(of_block))


def fitted(values: Table, truth: Vector, penalty: float) -> tuple[Matrix2, Vector]:
    """Weights (features x intents) and biases of a multinomial logistic regression with an L2 penalty.

    There are more features than messages, so it is solved in the space of the messages: same weights, much less work.
    """
    likeness = (values @ values.T).toarray() + BIAS_SPREAD
    root = np.linalg.cholesky(likeness + JITTER * np.eye(len(truth)))
    count, classes = len(truth), int(truth.max()) + 1
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


def model_from(
    labels: Sequence[str],
    weights: Matrix2,
    bias: Vector,
    matrix: Matrix,
    sharpness: float,
    block_weight: Mapping[str, float],
) -> Model:
    """Round the weights to one byte each and leave out those that round to nothing."""
    scale = float(np.abs(weights).max()) / 127
    whole = np.rint(weights / scale).astype(int)
    table = {name: row_of(row.tolist()) for name, row in zip(matrix.features, whole, strict=True) if row.any()}
    biases = tuple(round(float(value), 4) for value in bias)
    return Model(tuple(labels), biases, scale, sharpness, block_weight, WeightTable.of(table))
