"""Sorts words into classes by their neighbours: `python -m rules.class_training [WORD…]`. Not used when mail is read.

Needs the `train` extra. Reads the compact mail under tests/data, writes rules/word_classes.gz; of each WORD it prints
what else is in its fine class. The same mail gives the same classes: there is no chance in it. It takes some minutes,
and `python -m rules.training` must follow it, as weights know classes by their numbers.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from gzip import compress
from pathlib import Path

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]
from scipy.sparse.linalg import svds  # type: ignore[import-untyped]

from rules.features import view_of
from rules.training_mail import examples_in, files
from rules.training_math import Matrix2, Places, Table, Vector
from rules.training_processes import side_by_side
from rules.weights import WeightTable
from rules.word_classes import CLASSES, FINE_BYTES

RAREST = 3
"""Words that stand fewer times in all mail have no class: too little is known of their neighbours."""

NEIGHBOURS = 6_000
"""So many of the commonest words tell a word's kind by standing beside it."""

BESIDE, NEAR = 2, 5
"""Neighbours up to two places away count by their very place, which tells what a word does in a sentence; those up to
five away by how near they are, which tells what it is about."""

SMOOTHING = 0.75
"""Rare neighbours say too much; their frequency is raised by this power (Levy, Goldberg and Dagan, 2015)."""

WIDTH = 150
"""How many numbers describe a word."""

FINE, COARSE, OWN = 600, 120, 100
"""How many fine and coarse classes there are; the `OWN` commonest words are each a class of their own beside them.
Chosen among 250 to 2,000, 80 to 400 and 60 to 400 on mail of writers not learnt from."""

_ROUNDS = 25
_AT_ONCE = 4_096
_SENTENCE_ENDS = 5
"""Empty places between two sentences, so that no word has a neighbour in the next one."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that get classes, the commonest first, how often each stands in the mail, and all mail as numbers."""

    words: Sequence[str]
    counts: Vector
    running: Places
    """The mail word by word, each by its place in `words`; -1 for rarer ones and between sentences."""


def read_mail() -> Vocabulary:
    """All sentences of the training mail: subjects, what the writer says, what is quoted."""
    sentences = [tokens for file in side_by_side(_sentences_in, [(file,) for file in files()]) for tokens in file]
    spread = Counter(token for tokens in sentences for token in tokens)
    words = sorted((word for word, count in spread.items() if count >= RAREST), key=lambda word: (-spread[word], word))
    places = {word: place for place, word in enumerate(words)}
    running = [place for tokens in sentences for place in (*(places.get(t, -1) for t in tokens), *_PAUSE)]
    return Vocabulary(words, np.array([float(spread[word]) for word in words]), np.array(running))


_PAUSE = (-1,) * _SENTENCE_ENDS


def _sentences_in(file: Path) -> list[tuple[str, ...]]:
    views = [view_of(example.message) for example in examples_in(file)]
    return [tuple(one.tokens) for view in views for one in (*view.subject, *view.body, *view.asked)]


def described(known: Vocabulary) -> Matrix2:
    """Each word by its neighbours, in `WIDTH` numbers of length one: likenesses of words are likenesses of these."""
    offsets = [offset for reach in range(1, BESIDE + 1) for offset in (reach, -reach)]
    beside = [_surprise(_met(known, offset)) for offset in offsets]
    near = sum(_met(known, sign * reach) / reach for reach in range(1, NEAR + 1) for sign in (1, -1))
    table = sparse.hstack([*beside, _surprise(near)], format="csr")
    left, strengths, _ = svds(table, k=WIDTH, v0=np.ones(min(table.shape)))
    numbers = left * np.sqrt(strengths)
    found: Matrix2 = numbers / (np.linalg.norm(numbers, axis=1, keepdims=True) + 1e-9)
    return found


def _met(known: Vocabulary, offset: int) -> Table:
    """How often each word has each neighbour so many places after it (before it, if below 0)."""
    words, beside = (
        (known.running[:-offset], known.running[offset:])
        if offset > 0
        else (known.running[-offset:], known.running[:offset])
    )
    counted = (words >= 0) & (beside >= 0) & (beside < NEIGHBOURS)
    shape = (len(known.words), NEIGHBOURS)
    return sparse.coo_matrix((np.ones(counted.sum()), (words[counted], beside[counted])), shape=shape).tocsr()


def _surprise(met: Table) -> Table:
    """Counts as positive pointwise mutual information: how much more often two words meet than by chance."""
    pairs = met.tocoo()
    of_words = np.asarray(pairs.sum(axis=1)).ravel()
    of_neighbours = np.asarray(pairs.sum(axis=0)).ravel() ** SMOOTHING
    expected = of_words[pairs.row] * of_neighbours[pairs.col] / of_neighbours.sum()
    surprise = np.log(pairs.data / expected)
    more = surprise > 0
    return sparse.csr_matrix((surprise[more], (pairs.row[more], pairs.col[more])), shape=pairs.shape)


def sorted_into(numbers: Matrix2, classes: int, counts: Vector) -> Places:
    """The class of each word, by k-means in which a word counts by the square root of how common it is.

    The centres begin as words that lie evenly spread among the four times as many commonest ones.
    """
    centres = numbers[: 4 * classes : 4].copy()
    weight = np.sqrt(counts)
    chosen = _nearest(numbers, centres)
    for _ in range(_ROUNDS):
        belongs = sparse.csr_matrix((weight, (chosen, np.arange(len(numbers)))), shape=(classes, len(numbers)))
        heavy = np.asarray(belongs.sum(axis=1)).ravel()
        held = heavy > 0
        centres[held] = (belongs @ numbers)[held] / heavy[held, None]
        chosen = _nearest(numbers, centres)
    return chosen


def _nearest(numbers: Matrix2, centres: Matrix2) -> Places:
    squares = (centres * centres).sum(axis=1)
    parts = [numbers[first : first + _AT_ONCE] for first in range(0, len(numbers), _AT_ONCE)]
    return np.concatenate([(2 * part @ centres.T - squares).argmax(axis=1) for part in parts])


def rows_of(fine: Sequence[int], coarse: Sequence[int]) -> Iterator[bytes]:
    """The classes of each word as a row of the table; words come the commonest first."""
    for place, (one, other) in enumerate(zip(fine, coarse, strict=True)):
        own = place < OWN
        yield (FINE + place if own else one).to_bytes(FINE_BYTES, "little") + bytes([COARSE + place if own else other])


def dumped(table: WeightTable) -> bytes:
    """The table as bytes, the same for the same table: the lengths of its sections, then these, compressed."""
    lengths = b"".join(len(section).to_bytes(4, "little") for section in table.sections)
    return compress(lengths + b"".join(table.sections), mtime=0)


def main(asked: Sequence[str]) -> None:
    """Sort the words and write the classes."""
    known = read_mail()
    numbers = described(known)
    fine, coarse = (sorted_into(numbers, classes, known.counts).tolist() for classes in (FINE, COARSE))
    table = WeightTable.of(dict(zip(known.words, rows_of(fine, coarse), strict=True)))
    Path(__file__).with_name(CLASSES).write_bytes(dumped(table))
    class_of = dict(zip(known.words, fine, strict=True))
    for word in asked:
        kin = [other for other, number in class_of.items() if number == class_of.get(word, -1)]
        print(f"{word}: {' '.join(kin) or 'too rare'}")


if __name__ == "__main__":
    main(sys.argv[1:])
