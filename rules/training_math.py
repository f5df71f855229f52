"""The arithmetic of training: messages or sentences as rows of features, a penalised regression, weights as a model."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize, sparse  # type: ignore[import-untyped]

from rules.features import parts_of
from rules.model import WORD_PARTS, Model, row_of
from rules.weights import WeightTable

RAREST = 3
"""A feature that fewer sentences have tells nothing about others (the log loss on unseen ones is that of two)."""

USUAL_SPREAD = 50
"""How many messages have a feature that counts as it stands, where the others are levelled."""

BIAS_SPREAD = 0.05
"""Biases are held small, so that a short message is not read by what is common rather than by what it says."""

Table = Any  # a scipy.sparse matrix, for which there are no stubs
Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
Places = np.ndarray[tuple[int], np.dtype[np.signedinteger[Any]]]
Matrix2 = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Messages by features, each block scaled as rules/model.py scales it, and each feature by how rare it is."""

    values: Table
    features: tuple[str, ...]
    levels: Vector
    """What the values of each feature were multiplied by; so are its weights, where a message's values are not."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a weight may be, and how large one of a feature's weights must be for it to be kept, in log-odds.

    A large step between the bytes would round many small weights to nothing; features that hardly say anything would
    take most of the table.
    """

    least: float
    largest: float


def matrix_of(
    blocks: Sequence[Mapping[str, Sequence[str]]],
    block_weight: Mapping[str, float],
    levelling: float = 0.0,
    rarest: int = RAREST,
) -> Matrix:
    """Lay out the features of many messages; those that fewer than `rarest` have are left out (but counted for the
    scaling).

    `levelling`: a feature counts by (`USUAL_SPREAD` / the messages that have it) to this power. The penalty is the same
    for all, and would else let a few common features explain what many rare ones tell better (inverse document
    frequency).
    """
    spread = Counter(feature for message in blocks for features in message.values() for feature in set(features))
    names = sorted(name for name, count in spread.items() if count >= rarest)
    index = {feature: column for column, feature in enumerate(names)}
    rows, columns, values = array("i"), array("i"), array("d")
    for row, message in enumerate(blocks):
        for block, features in message.items():
            scale = block_weight[block] / max(1, len(features)) ** 0.5
            found = [column for feature in features if (column := index.get(feature)) is not None]
            columns.extend(found)
            rows.extend([row] * len(found))
            values.extend([scale] * len(found))
    levels = (USUAL_SPREAD / np.array([spread[name] for name in names])) ** levelling
    table = sparse.csr_matrix((values, (rows, columns)), (len(blocks), len(names)))
    return Matrix(table @ sparse.diags(levels), tuple(names), levels)


def fitted(values: Table, truth: Vector, trust: Vector, penalty: float) -> tuple[Matrix2, Vector]:
    """Weights (features x intents) and biases of a multinomial logistic regression with an L2 penalty; `trust` is what
    each message counts."""
    count, classes = len(truth), int(truth.max()) + 1
    table = sparse.hstack([values, np.full((count, 1), BIAS_SPREAD**0.5)], format="csr")
    turned = table.T.tocsr()
    wanted = np.eye(classes)[truth]

    def loss(flat: Vector) -> tuple[float, Vector]:
        weights = flat.reshape(-1, classes)
        chances = chances_of(table @ weights)
        value = -(trust * np.log(chances[np.arange(count), truth] + 1e-300)).sum() + penalty / 2 * (flat @ flat)
        return float(value), (turned @ ((chances - wanted) * trust[:, None]) + penalty * weights).ravel()

    found = optimize.minimize(
        loss, np.zeros(table.shape[1] * classes), jac=True, method="L-BFGS-B", options={"maxiter": 150, "ftol": 1e-7}
    ).x.reshape(-1, classes)
    return found[:-1], BIAS_SPREAD**0.5 * found[-1]


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
    bounds: Bounds,
) -> Model:
    """Cut the weights at the bounds and round them to one byte each."""
    weights = (weights * matrix.levels[:, None]).clip(-bounds.largest, bounds.largest)
    scale = float(np.abs(weights).max()) / 127
    whole = np.rint(weights / scale).astype(int)
    least = max(1, round(bounds.least / scale))
    kept = (abs(whole) >= least).any(axis=1)
    table = {matrix.features[place]: row_of(whole[place].tolist()) for place in np.flatnonzero(kept)}
    biases = tuple(round(float(value), 4) for value in bias)
    return Model(tuple(labels), biases, scale, sharpness, block_weight, WeightTable.of(table))
