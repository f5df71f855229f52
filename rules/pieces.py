"""Text cut into words, blanks and marks without loss, and letters folded for comparison: the ground of name grammar."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

# A word may hold marks inside ("Node.js", "R&D", "Técnico/a", "O’Dell") but neither begins nor ends with one.
_PIECE = re.compile(r"\n\s*|[^\S\n]+|[^\W_](?:[\w'’&.+#/:*-]*[\w+#])?|.", re.S)
_SPECIAL = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "đ": "d", "œ": "oe", "ı": "i", "ð": "d", "þ": "th", "’": "'"}
)
_ALIKE = 3
"""So many first letters: of names that makes 2,500 short texts, each searched in less than a microsecond."""

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@lru_cache(maxsize=32)
def pieces(text: str) -> tuple[str, ...]:
    """Cut `text` into words, blanks, line breaks and single marks; joined again they are the text."""
    return tuple(_PIECE.findall(text))


@lru_cache(maxsize=10_000)
def fold(text: str) -> str:
    """Lower-case letters without accents ("Müller-Łuc" → "muller-luc"), for comparison only."""
    if text.isascii():
        return text.lower()
    lower = unicodedata.normalize("NFKD", text.lower().translate(_SPECIAL))
    return "".join(letter for letter in lower if not unicodedata.combining(letter))


@lru_cache(maxsize=10_000)
def spellings(text: str) -> tuple[str, ...]:
    """The ways an address may write a name: accents dropped, and umlauts as two letters ("muller", "mueller")."""
    plain = fold(text)
    if text.isascii():
        return (plain,)
    german = fold(text.lower().translate(_GERMAN))
    return (plain,) if plain == german else (plain, german)


@lru_cache(maxsize=32)
def words(text: str) -> frozenset[str]:
    """The folded words of a text, to ask cheaply whether one of some words stands in it at all."""
    return frozenset(fold(piece) for piece in pieces(text) if piece[0].isalnum())


def is_word(piece: str) -> bool:
    """Say whether a piece is a word or number, not a blank or mark."""
    return piece[0].isalnum()


def is_capital(piece: str) -> bool:
    """Say whether a word begins with a capital letter (scripts without capitals count)."""
    first = piece[0]
    return first.isalpha() and (not first.islower() or not piece.islower())


@lru_cache(maxsize=10_000)
def squash(text: str) -> str:
    """Only the folded letters and digits of a text, as a domain would write it."""
    low = fold(text)
    return low if low.isalnum() else "".join(filter(str.isalnum, low))


def data(name: str) -> Any:
    """A data file that ships with the rules."""
    return yaml.load(resources.files("rules").joinpath(name).read_text("utf-8"), Loader=yaml.CSafeLoader)


@cache
def word_sets(name: str) -> Mapping[str, frozenset[str]]:
    """A data file of word lists (key → words between blanks), the same sets for whoever asks."""
    return {key: frozenset(map(sys.intern, words.split())) for key, words in data(name).items()}


class PackedWords:
    """Very many words, to ask whether one is among them, in a fraction of the memory of a set: those that begin alike
    stand in one text."""

    def __init__(self, words: Iterable[str]) -> None:
        rows: dict[str, list[str]] = {}
        for word in words:
            rows.setdefault(word[:_ALIKE], []).append(word)
        self._rows = {start: "\n".join(("", *row, "")) for start, row in rows.items()}

    def __contains__(self, word: str) -> bool:
        return f"\n{word}\n" in self._rows.get(word[:_ALIKE], "")


def joined(parts: Sequence[str]) -> str:
    """Pieces as one line of text, outer blanks and marks that cannot end a name cut off."""
    return " ".join("".join(parts).split()).strip(" ,;:|·•–—-/'\"“”«»<>[]*_")
