"""A second look at written words: doubled words, stray spaces, slips of the pen, "a" for "an".

Reads the owner's notes before they are used, and every draft before it is placed. It reports, it corrects nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from agent.material import FALLBACK_LANGUAGE, language

MAX_TEXT_LENGTH = 20_000

_WORD = re.compile(r"[^\W_][\w'’-]*")
_DOUBLED = re.compile(r"\b([^\W\d_]+)[ \n]+\1\b", re.IGNORECASE)
_STRAY_SPACE = re.compile(
    r"[^\S\n]{2,}|[^\S\n\u00a0\u202f]+(?=[,.;:?!](?:\s|$))|[^\S\n]+(?=[,.](?:\s|$))|[^\S\n]+$|^[^\S\n]+", re.MULTILINE
)
"""A space that does not break is right before the marks of French."""
_DOUBLED_MARK = re.compile(r"([,;:?!])[,.;:]|,{2,}|;{2,}|(?<!\.)\.\.(?!\.)")
_ARTICLE = re.compile(r"\b(an?)\s+([^\W_][\w'’]*)", re.IGNORECASE)
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_QUOTES = {"“": "”"}


def slips(text: str, code: str = FALLBACK_LANGUAGE) -> tuple[str, ...]:
    """What a careful reader would mark, each as a sentence for the owner; empty where nothing is wrong."""
    manners = language(code).manners
    read = text[:MAX_TEXT_LENGTH]
    found = [
        *_doubled(read, manners),
        *_marks(read, {**_PAIRS, **manners.get("quotes", _QUOTES)}),
        *_misspelt(read, manners),
        *_articles(read, manners),
    ]
    return tuple(dict.fromkeys(found))


def _doubled(text: str, manners: Mapping[str, Any]) -> Iterator[str]:
    for match in _DOUBLED.finditer(text):
        if match[1].lower() not in manners["doubles_allowed"]:
            yield f'"{match[1]}" stands there twice.'


def _marks(text: str, pairs: Mapping[str, str]) -> Iterator[str]:
    if _STRAY_SPACE.search(text):
        yield "There is a stray space."
    if match := _DOUBLED_MARK.search(text):
        yield f'"{match[0]}" is one mark too many.'
    for opening, closing in pairs.items():
        if text.count(opening) != text.count(closing):
            yield f'"{opening}" and "{closing}" do not match.'


def _misspelt(text: str, manners: Mapping[str, Any]) -> Iterator[str]:
    for match in _WORD.finditer(text):
        meant = manners["misspellings"].get(match[0].lower())
        if meant:
            yield f'"{match[0]}" is probably meant to be "{meant}".'


def _articles(text: str, manners: Mapping[str, Any]) -> Iterator[str]:
    """English only, so far: another language's manners have no `articles`."""
    articles: Mapping[str, Any] = manners.get("articles", {})
    for match in _ARTICLE.finditer(text) if articles else ():
        sounds = _sounds_like_a_vowel(match[2], articles)
        wanted = articles["before_vowels" if sounds else "before_consonants"]
        if sounds is not None and match[1].lower() != wanted:
            yield f'"{match[0]}" should be "{wanted} {match[2]}".'


def _sounds_like_a_vowel(word: str, articles: Mapping[str, Any]) -> bool | None:
    """None where it depends on whether an acronym is spelled out: a NATO summit, an NDA."""
    lower = word.lower()
    if lower.isdigit():
        return lower.startswith("8") or lower in ("11", "18")
    if word.isupper():
        is_open = word[0] in articles["spelled_vowels"] and len(word) > 1 and any(c in "AEIOUY" for c in word)
        return None if is_open else word[0] in articles["spelled_vowels"] or lower[0] in "aeio"
    if any(lower.startswith(start) for start in articles["sound_like_consonants"]):
        return False
    return lower[0] in articles["vowels"] or lower in articles["sound_like_vowels"]
