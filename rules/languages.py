"""Which language a text is in, by its function words and letters.

Function words stand in languages.yaml. Made for the languages that rules know (en de fr es pt nl it); others are
recognised so that nobody takes their text for one of these. Function words are the most frequent words of a language.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml

MAX_CHARACTERS = 2_500
"""The beginning of a text tells its language."""

_WORD = re.compile(r"[^\W\d_]+")

_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("hi", re.compile("[\u0900-\u097f]")),
)
"""Scripts that name a language, the more telling first (Japanese has kanji too, Ukrainian is Cyrillic)."""

_FOREIGN = re.compile("[\u0370-\u1cff\u3040-\ud7ff]")
"""A letter of any of these scripts."""

_LETTERS = {
    "ß": "de", "ñ": "es", "¿": "es", "¡": "es", "ã": "pt", "õ": "pt", "ø": "da no", "æ": "da no", "å": "sv da no",
    "ł": "pl", "ż": "pl", "ś": "pl", "ę": "pl", "ą": "pl", "ř": "cs", "ě": "cs", "ů": "cs", "ğ": "tr", "ı": "tr",
    "ş": "tr", "ő": "hu", "ű": "hu", "ă": "ro", "ț": "ro", "ș": "ro", "ê": "fr pt", "œ": "fr", "û": "fr",
}  # fmt: skip
_LETTER = re.compile(f"[{''.join(_LETTERS)}]")

_MIN_WORDS = 4
_MIN_SCORE = 2.0
_MIN_SHARE = 0.07
"""Fewer function words than this share of all words, in a text of many words: a language nobody here knows."""
_ENOUGH_WORDS = 15
_MIN_VARIETY = 3
"""A text of many words has at least so many different function words of its language."""


_Shares = tuple[tuple[str, float], ...]


def _weights() -> dict[str, _Shares]:
    """Each function word's vote: whole for a word of one language, shared for a word of several.

    Words of the same languages have the same row: there are thousands of words, and a hundred such rows.
    """
    text = resources.files("rules").joinpath("languages.yaml").read_text("utf-8")
    languages: dict[str, set[str]] = {}
    for language, words in yaml.load(text, Loader=yaml.CSafeLoader).items():
        for word in words.split():
            languages.setdefault(word, set()).add(language)
    return {word: _shares(tuple(sorted(names))) for word, names in languages.items()}


@cache
def _shares(names: tuple[str, ...]) -> _Shares:
    return tuple((name, 1.0 / len(names) ** 0.5) for name in names)


_VOTES = _weights()


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language of `text`; "und" for a language unknown here; None for too little text."""
    text = text[:MAX_CHARACTERS]
    if not text.isascii() and _FOREIGN.search(text):
        foreign = _by_script(text)
        if foreign:
            return foreign
    words = _WORD.findall(text.lower())
    if len(words) < _MIN_WORDS:
        return None
    ranked = sorted(((score, language) for language, score in _scores(words, text).items()), reverse=True)
    if ranked:
        score, best = ranked[0]
        runner_up = ranked[1][0] if len(ranked) > 1 else 0.0
        is_clear = score >= _MIN_SCORE and score > runner_up * 1.05 and score >= _MIN_SHARE * len(words)
        if is_clear and (len(words) < _ENOUGH_WORDS or _has_variety(words, best)):
            return best
    return "und" if len(words) >= _ENOUGH_WORDS else None


def likeness(text: str) -> dict[str, float]:
    """How much the function words and letters of a phrase, however short, speak for each language they occur in."""
    return _scores(_WORD.findall(text[:MAX_CHARACTERS].lower()), text[:MAX_CHARACTERS])


def _by_script(text: str) -> str | None:
    """The language of a text mostly in another script than Latin."""
    letters = sum(map(str.isalpha, text))
    found = {language: len(pattern.findall(text)) for language, pattern in _SCRIPTS}
    found["ru"] = max(0, found["ru"])
    foreign = sum(count for language, count in found.items() if language != "uk")
    if foreign * 2 < letters or foreign < 2:
        return None
    if found["ja"] * 10 > foreign:
        return "ja"
    if found["uk"] * 50 > foreign:
        return "uk"
    del found["uk"]
    return max(found, key=lambda language: found[language])


def _has_variety(words: list[str], language: str) -> bool:
    different: set[str] = set()
    for word in words:
        if word not in different and any(name == language for name, _ in _VOTES.get(word, ())):
            different.add(word)
            if len(different) >= _MIN_VARIETY:
                return True
    return False


def _scores(words: list[str], text: str) -> dict[str, float]:
    totals: dict[str, float] = {}
    for word in words:
        for language, weight in _VOTES.get(word, ()):
            totals[language] = totals.get(language, 0.0) + weight
    if not text.isascii():
        for letter in _LETTER.findall(text.lower()):
            for language in _LETTERS[letter].split():
                totals[language] = totals.get(language, 0.0) + 1
    return totals
