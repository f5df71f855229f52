"""The words around a place in a text as signs: what learnt weights are told of a day or an hour."""

from __future__ import annotations

from collections.abc import Sequence

from rules.time_words import words_of

_ENDS_CLAUSE = words_of(
    ", ; : but and so because since while unless – — - ( ) aber und mais et pero y mas maar en ma e"
) | {"\n", "¶"}


def plain(word: str) -> str:
    """A word as a sign: all numbers are alike, and so are all line breaks."""
    return "0" if word[0].isdigit() else "¶" if word[0] == "\n" else word


def clause_of(signs: Sequence[str]) -> list[str]:
    """The signs up to the next break."""
    out: list[str] = []
    for sign in signs:
        if sign in _ENDS_CLAUSE:
            break
        out.append(sign)
    return out
