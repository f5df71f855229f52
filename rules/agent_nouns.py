"""Nouns that say what somebody does for a living, known by their endings in six languages, and forms for all genders
("Chargé(e)", "Assistant·e"). Weak by themselves: they count where a title may stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from rules.pieces import fold, is_capital, is_word, word_sets
from rules.title_words import COMMON

_LISTS = word_sets("agent_nouns.yaml")
LANGUAGES = frozenset({"de", "fr", "es", "pt", "it", "nl"})
AS, BEFORE, LINKS = _LISTS["as"], _LISTS["before"], _LISTS["links"]
_LEAST_STEM = 3
_SPLIT = re.compile(r"/-?|\(-?|[·•*:]")
_MIDDLE = frozenset("·•⋅∙")


@cache
def _endings(language: str) -> tuple[str, ...]:
    return tuple(_LISTS[language])


def cues(language: str) -> frozenset[str]:
    """Small words and nouns that a title stands right behind."""
    return _LISTS[f"{language}_cues"]


@lru_cache(maxsize=4096)
def is_agent(word: str, language: str) -> bool:
    """Whether a word looks like a trade in this language ("affûteur", "d'ouvrière", "Milchtechnologe/in")."""
    if language == "de" and not is_capital(word):
        return False
    low = re.sub(r"^[dl]['’]", "", fold(word))
    if is_inclusive(word):
        return True
    if low in _LISTS["none"] or low in COMMON:
        return False
    stem = low.rpartition("-")[2] if "-" in low else low
    return stem.isalpha() and any(
        stem.endswith(ending) and len(low) >= len(ending) + _LEAST_STEM for ending in _endings(language)
    )


@lru_cache(maxsize=4096)
def is_inclusive(word: str) -> bool:
    """Whether a word names all genders at once ("Chargé(e)", "Técnico/a", "Assistant·e", "Fachmann/Fachfrau")."""
    if word.isalpha():
        return False
    halves = [half for half in _SPLIT.split(fold(word).replace(")", "").replace("d'", "")) if half]
    if len(halves) not in (2, 3):
        return False
    first, second = halves[:2]
    return len(first) > _LEAST_STEM and first.isalpha() and _is_half(second, first)


def _is_half(half: str, first: str) -> bool:
    return half in _LISTS["halves"] or (half.isalpha() and half[:3] == first[:3])


def whole_forms(parts: Sequence[str]) -> Sequence[str]:
    """The pieces of a text with each form for all genders in one ("Assistant", "·", "e" → "Assistant·e")."""
    if "(" not in parts and _MIDDLE.isdisjoint(parts):
        return parts
    found: list[str] = []
    at = 0
    while at < len(parts):
        step = _form(parts, at)
        found.append("".join(parts[at : at + step]))
        at += step
    return tuple(found)


def _form(parts: Sequence[str], at: int) -> int:
    """How many pieces from here make one word."""
    if at + 2 >= len(parts) or not parts[at][0].isalpha() or fold(parts[at + 2]) not in _LISTS["halves"]:
        return 1
    if parts[at + 1] in _MIDDLE:
        return 3 + (2 if "".join(parts[at + 3 : at + 5]) in ("·s", "•s") else 0)
    closes = parts[at + 1] == "(" and at + 3 < len(parts) and parts[at + 3] == ")" and parts[at + 2].islower()
    return 4 if closes and is_word(parts[at]) else 1
