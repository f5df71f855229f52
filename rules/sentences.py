"""A text as the judge sees it: sentences of plain tokens, and the concepts that their words stand for.

Dates, times, sums, links and addresses become one token each (`#day`, `#time` …): which Tuesday is meant is no
matter of intent. Concepts come from concepts.yaml; nothing here knows what an intent is.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple, TypeVar

import yaml

from rules.titles import is_head

TEXT_LIMIT_CHARACTERS = 6000
"""What a message means is said in its first pages; the rest is not looked at (B6)."""

MAX_SENTENCE_TOKENS = 60
"""Dictated mail has no full stops: a longer run is cut, so that words far apart do not speak to each other."""

_TOKEN = re.compile(
    r"https?://\S+|www\.\S+"
    r"|[\w.+-]{1,64}@[\w.-]{1,120}"
    r"|[$€£]\s?\d[\d.,]*k?|\d[\d.,]*\s?(?:[€£]|k\b|%)"
    r"|\d{1,2}[:.h]\d{2}\b(?:\s?[ap]\.?m\b)?|\d{1,2}\s?[ap]\.?m\b"
    r"|\d+[\d.,/-]*"
    r"|[^\W\d_]+(?:['-][^\W\d_]+)*"
    r"|[?!.;\n]+"
)
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur thurs fri sat "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miércoles jueves viernes sábado domingo segunda-feira terça-feira quarta-feira quinta-feira "
    "sexta-feira segunda terça quarta quinta sexta maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "lunedì martedì mercoledì giovedì venerdì sabato domenica mondays tuesdays wednesdays thursdays fridays"
)
_MONTHS = (
    "january february march april june july august september october november december jan feb mar apr jun jul aug "
    "sept sep oct nov dec januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet "
    "août septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre janeiro fevereiro março maio junho julho setembro outubro novembro dezembro januari februari "
    "maart mei augustus gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre"
)
_CALENDAR_WORDS = dict.fromkeys(_DAYS.split(), "#day") | dict.fromkeys(_MONTHS.split(), "#month")
_SIGNS = {"$": "#money", "€": "#money", "£": "#money"}


class Mark(NamedTuple):
    """A concept at a place in a sentence: it covers the tokens `start` to `end` (exclusive)."""

    concept: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its tokens, the concepts found in them, and whether it asks something."""

    tokens: tuple[str, ...]
    marks: tuple[Mark, ...]
    is_question: bool


_ENDINGS = {"n't": "not", "'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}
_IS_SHORT = frozenset("it that he she there what here who where how when".split())  # noqa: SIM905
_SPOKEN = {
    "can't": "can not", "cannot": "can not", "cant": "can not", "won't": "will not", "wont": "will not",
    "shan't": "shall not", "ain't": "is not", "dont": "do not", "didnt": "did not", "doesnt": "does not",
    "isnt": "is not", "wasnt": "was not", "havent": "have not", "couldnt": "could not", "wouldnt": "would not",
    "ive": "i have", "youre": "you are", "thats": "that is", "let's": "let us", "lets": "let us",
    "u": "you", "ur": "your", "r": "are", "ya": "you", "thx": "thanks", "tmrw": "tomorrow", "tmw": "tomorrow",
    "tomoz": "tomorrow", "pls": "please", "plz": "please", "wk": "week", "b4": "before", "gonna": "going to",
    "wanna": "want to", "gotta": "have to", "gimme": "give me", "lemme": "let me", "y'all": "you",
}  # fmt: skip


def spelt_out(token: str) -> tuple[str, ...]:
    """The words of a contraction ("won't" → will, not; "l'offre" → l, offre); a possessive loses its 's."""
    if (spoken := _SPOKEN.get(token)) is not None:
        return tuple(spoken.split())
    if "'" not in token:
        return (token,)
    for ending, word in _ENDINGS.items():
        if token.endswith(ending):
            return tuple(part for part in (token[: -len(ending)], word) if part)
    if token.endswith("'s") and len(token) > 2:
        return (token[:-2], "is") if token[:-2] in _IS_SHORT else (token[:-2],)
    return tuple(part for part in token.split("'") if part)


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Cut a text into sentences. Line ends are breaks only where a blank line or a list makes them so."""
    return tuple(_sentence(tokens, asks) for tokens, asks in _cut(_plain(text)))


def tokens_of(text: str) -> list[str]:
    """The words of a text as plain tokens, in order, without sentence ends."""
    found = _TOKEN.findall(_plain(text))
    return [word for raw in found if raw[0] not in "?!.;\n" for word in _tokens(raw)]


def _plain(text: str) -> str:
    return text[:TEXT_LIMIT_CHARACTERS].lower().replace("’", "'")


def _cut(text: str) -> Iterable[tuple[list[str], bool]]:
    tokens: list[str] = []
    for raw in _TOKEN.findall(text):
        first = raw[0]
        if first in "?!.;" or (first == "\n" and len(raw) > 1) or len(tokens) >= MAX_SENTENCE_TOKENS:
            if tokens:
                yield tokens, "?" in raw
                tokens = []
            if first in "?!.;\n":
                continue
        if first != "\n":
            tokens += _tokens(raw)
    if tokens:
        yield tokens, False


@lru_cache(maxsize=10_000)
def _tokens(raw: str) -> tuple[str, ...]:
    return spelt_out(_token(raw))


def _token(raw: str) -> str:
    first = raw[0]
    if first.isalpha():
        if first in "hw" and ("://" in raw or raw.startswith("www.")):
            return "#url"
        return "#mail" if "@" in raw else _CALENDAR_WORDS.get(raw, raw)
    if first.isdigit():
        return _number(raw)
    return _SIGNS.get(first, "#mail" if "@" in raw else raw)


def _number(raw: str) -> str:
    if "@" in raw:
        return "#mail"
    if raw[-1] in "€£k%":
        return "#money"
    if raw[-1] == "m" or ":" in raw or "h" in raw or (raw[-3:-2] == "." and len(raw) <= len("10.30")):
        return "#time"
    return "#num"


def _sentence(tokens: list[str], is_question: bool) -> Sentence:
    marks = []
    known = lexicon()
    for place, (token, following) in enumerate(zip(tokens, [*tokens[1:], ""], strict=True)):
        found = concepts_of(token)
        longer = known.by_pair.get((token, following), ()) if following else ()
        loose = known.by_first.get(token, ())
        if not longer and not loose:
            if found:
                marks += [Mark(concept, place, place + 1) for concept in found]
            continue
        ends = dict.fromkeys(found, place + 1)
        for begin, phrases in ((place + 2, longer), (place + 1, loose)):
            for rest, concept in phrases:
                end = begin + len(rest)
                if _is_there(rest, tokens[begin:end]):
                    ends[concept] = max(end, ends.get(concept, 0))
        marks += [Mark(concept, place, end) for concept, end in ends.items()]
    return Sentence(tuple(tokens), tuple(marks), is_question)


def _is_there(wanted: tuple[str, ...], tokens: list[str]) -> bool:
    """Whether these tokens are the wanted words; one that ends in * stands for any ending."""
    return len(wanted) == len(tokens) and all(
        token == word or (word[-1] == "*" and token.startswith(word[:-1]))
        for word, token in zip(wanted, tokens, strict=True)
    )


@lru_cache(maxsize=10_000)
def concepts_of(token: str) -> tuple[str, ...]:
    """The concepts that a single word stands for; dates and times stand for themselves."""
    if token[0] == "#":
        return (token,)
    known = lexicon()
    found = list(known.words.get(token, ()))
    for length in range(3, len(token) + 1):
        found += [concept for concept in known.stems.get(token[:length], ()) if concept not in found]
    if is_head(token):
        found.append("job")
    return tuple(found)


_Key = TypeVar("_Key")
_Row = TypeVar("_Row")
Phrases = tuple[tuple[tuple[str, ...], str], ...]
"""The words that phrases go on with, each with its concept."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The concepts by single word, by stem, by the first two words of a phrase (by the first alone, if the second is
    a stem), and each concept as it is written. Most rows are like others, and kept once."""

    words: dict[str, tuple[str, ...]]
    stems: dict[str, tuple[str, ...]]
    by_pair: dict[tuple[str, str], Phrases]
    by_first: dict[str, Phrases]
    by_concept: dict[str, str]


@cache
def lexicon() -> Lexicon:
    source = resources.files("rules").joinpath("concepts.yaml").read_text(encoding="utf-8")
    found = Lexicon({}, {}, {}, {}, yaml.load(source, Loader=yaml.CSafeLoader))
    for concept, phrases in found.by_concept.items():
        for words in _spelt(phrases):
            _enter(found, words, concept)
    return Lexicon(
        shared(found.words), shared(found.stems), shared(found.by_pair), shared(found.by_first), found.by_concept
    )


def phrases_of(concept: str) -> list[str]:
    """The words and phrases that stand for a concept; none for an unknown one."""
    return [" ".join(words) for words in _spelt(lexicon().by_concept.get(concept, ""))]


def _spelt(phrases: str) -> Iterator[tuple[str, ...]]:
    for phrase in dict.fromkeys(part.strip() for part in phrases.split(",")):
        if words := tuple(sys.intern(word) for written in phrase.split() for word in spelt_out(written)):
            yield words


def _enter(found: Lexicon, words: tuple[str, ...], concept: str) -> None:
    first, *others = words
    if not others and first.endswith("*"):
        _add(found.stems, first[:-1], concept)
    elif not others:
        _add(found.words, first, concept)
    elif others[0].endswith("*"):
        _add(found.by_first, first, (words[1:], concept))
    else:
        _add(found.by_pair, (first, others[0]), (words[2:], concept))


def _add(table: dict[_Key, tuple[_Row, ...]], key: _Key, row: _Row) -> None:
    table[key] = (*table.get(key, ()), row)


def shared(table: dict[_Key, tuple[_Row, ...]]) -> dict[_Key, tuple[_Row, ...]]:
    """The same, with equal rows kept once."""
    once: dict[tuple[_Row, ...], tuple[_Row, ...]] = {}
    return {key: once.setdefault(rows, rows) for key, rows in table.items()}
