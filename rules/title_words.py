"""The words of job titles: nouns that head one, ranks, trades, and the common words that never do."""

from __future__ import annotations

from functools import lru_cache

from rules.pieces import fold, word_sets

_LISTS = word_sets("titles.yaml")
COMMON = word_sets("common_words.yaml")["function"]
HEADS = _LISTS["heads"] | _LISTS["others"]
GENERIC, RANKS, TRADES = _LISTS["generic"], _LISTS["ranks"], _LISTS["trades"]
_OFFICES, _OFFICE_STARTS = _LISTS["offices"], tuple(_LISTS["office_starts"])
_ENDINGS = tuple(fold(ending) for ending in _LISTS["endings"])
# Long words with the ending of a trade that name none.
_NO_TITLES = frozenset(
    {
        "meanwhile",
        "spokesperson",
        "inperson",
        "in-person",
        "bedrijfsleider",
        "alrededor",
        "comedor",
        "entrevistador",
        "entrevistadora",
        "entrevistadores",
    }
)


@lru_cache(maxsize=4096)
def is_head(word: str) -> bool:
    """Say whether a word can head a title ("Engineer", "Vertriebsleiter", "Técnico/a", "engineers")."""
    low = fold(word)
    if low.startswith(("d'", "l'")):
        low = low[2:]
    if low == "ta":
        return word == "TA"  # the teaching assistant, neither thanks nor "ta candidature"
    if low in ("charge", "attache"):
        return not word.isascii()  # "chargé", not "charge"
    if low in HEADS or (len(low) > 4 and low.endswith("s") and low[:-1] in HEADS):
        return True
    if len(low) > 8 and low.endswith(_ENDINGS) and low not in _NO_TITLES:
        return True
    if low.isalpha():
        return False
    for mark in "/:*(·-":
        first, found, last = low.partition(mark)
        if found:
            if mark == "-":
                return low.rpartition("-")[2] in HEADS
            return first in HEADS or (len(first) > 8 and first.endswith(_ENDINGS)) or last in HEADS
    return False


@lru_cache(maxsize=4096)
def is_office(word: str) -> bool:
    """Say whether people sign as this though hardly anyone applies for it ("Co-Founder", "Inhaberin", "Titolare")."""
    low = fold(word)
    if low in _OFFICES or low.rpartition("-")[2] in _OFFICES:
        return True
    starts = (start for start in _OFFICE_STARTS if low.startswith(start))
    return any(_is_named(low[len(start) :].lstrip("-")) for start in starts)


def _is_named(rest: str) -> bool:
    return rest in _OFFICES or (len(rest) > 5 and rest in HEADS)
