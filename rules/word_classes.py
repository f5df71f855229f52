"""Words of a kind: which words stand where others stand, so that what is learnt of one holds for its kin.

"Could we shunt Tuesday to Friday" has no pair of words that many writers share, but "shunt" stands where "move", "push"
and "shift" stand. So the words of the training mail are sorted into some hundred classes by their neighbours
(`rules/class_training.py`), and the statistical layer also looks at runs of classes: class-based n-grams (Brown et al.,
1992). A word has a fine class and a coarse one; the commonest words are each a class of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from gzip import decompress
from importlib import resources
from itertools import pairwise
from operator import itemgetter

from rules.sentences import Sentence
from rules.weights import WeightTable

CLASSES = "word_classes.gz"
FINE_BYTES = 2
"""A word's row in the table: the number of its fine class in two bytes, and of its coarse class in one."""

MOST_WORDS_REMEMBERED = 8_192
_UNKNOWN = ("?", "?")

Kin = tuple[str, str]
"""The fine and the coarse class of a word."""


@cache
def _table() -> WeightTable:
    return loaded(resources.files("rules").joinpath(CLASSES).read_bytes())


def loaded(data: bytes) -> WeightTable:
    """The table out of the bytes that `rules/class_training.py` writes: the lengths of its sections, then these."""
    unpacked = memoryview(decompress(data))
    lengths = [int.from_bytes(unpacked[place : place + 4], "little") for place in (0, 4, 8)]
    places = [12, 12 + lengths[0], 12 + lengths[0] + lengths[1], 12 + sum(lengths)]
    return WeightTable(*(bytes(unpacked[begin:end]) for begin, end in pairwise(places)))


def kin_of(tokens: Iterable[str]) -> list[Kin]:
    """The classes of each token; "?" for words that are too rare to have any."""
    return [_kin(token) for token in tokens]


@lru_cache(maxsize=MOST_WORDS_REMEMBERED)
def _kin(word: str) -> Kin:
    row = _table().row(word)
    return _UNKNOWN if row is None else (str(int.from_bytes(row[:FINE_BYTES], "little")), str(row[FINE_BYTES]))


def class_blocks(sentences: Sequence[Sentence]) -> dict[str, Sequence[str]]:
    """Runs of classes, by block: fine ones by twos, coarse ones by threes, coarse ones with a word or two between."""
    pairs: set[str] = set()
    triples: set[str] = set()
    gaps: set[str] = set()
    for sentence in sentences:
        kin = kin_of(sentence.tokens)
        fine, coarse = map(itemgetter(0), kin), list(map(itemgetter(1), kin))
        pairs.update([f"y:{a} {b}" for a, b in pairwise(fine)])
        triples.update([f"z:{a} {b} {c}" for a, b, c in zip(coarse, coarse[1:], coarse[2:], strict=False)])
        gaps.update([f"i:{a} {b}" for a, b in zip(coarse, coarse[2:], strict=False)])
        gaps.update([f"j:{a} {b}" for a, b in zip(coarse, coarse[3:], strict=False)])
    return {"class pairs": list(pairs), "class triples": list(triples), "class gaps": list(gaps)}
