"""A text as the judge sees it: sentences of plain tokens, and the concepts that their words stand for.

Dates, times, sums, links and addresses become one token each (`#day`, `#time` …): which Tuesday is meant is no
matter of intent. Concepts come from concepts.yaml; nothing here knows what an intent is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import yaml

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
_CALENDAR_WORDS = {word: "#day" for word in _DAYS.split()} | {word: "#month" for word in _MONTHS.split()}
_SIGNS = {"$": "#money", "€": "#money", "£": "#money"}


@dataclass(frozen=True, slots=True)
class Mark:
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


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Cut a text into sentences. Line ends are breaks only where a blank line or a list makes them so."""
    return tuple(_sentence(tokens, asks) for tokens, asks in _cut(_plain(text)))


def tokens_of(text: str) -> list[str]:
    """The words of a text as plain tokens, in order, without sentence ends."""
    return [_token(raw) for raw in _TOKEN.findall(_plain(text)) if raw[0] not in "?!.;\n"]


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
            tokens.append(_token(raw))
    if tokens:
        yield tokens, False


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
    phrases = _lexicon().phrases
    for place, token in enumerate(tokens):
        for concept in concepts_of(token):
            marks.append(Mark(concept, place, place + 1))
        for rest, concept in phrases.get(token, ()):
            end = place + 1 + len(rest)
            if tuple(tokens[place + 1 : end]) == rest:
                marks.append(Mark(concept, place, end))
    return Sentence(tuple(tokens), tuple(marks), is_question)


@lru_cache(maxsize=20_000)
def concepts_of(token: str) -> tuple[str, ...]:
    """The concepts that a single word stands for; dates and times stand for themselves."""
    if token[0] == "#":
        return (token,)
    lexicon = _lexicon()
    found = list(lexicon.words.get(token, ()))
    for length in range(3, len(token) + 1):
        found += [concept for concept in lexicon.stems.get(token[:length], ()) if concept not in found]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    words: dict[str, list[str]]
    stems: dict[str, list[str]]
    phrases: dict[str, list[tuple[tuple[str, ...], str]]]


@cache
def _lexicon() -> _Lexicon:
    source = resources.files("rules").joinpath("concepts.yaml").read_text(encoding="utf-8")
    lexicon = _Lexicon({}, {}, {})
    for concept, phrases in yaml.load(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)).items():
        for phrase in dict.fromkeys(part.strip() for part in phrases.split(",")):
            _enter(lexicon, phrase, concept)
    return lexicon


def _enter(lexicon: _Lexicon, phrase: str, concept: str) -> None:
    words = phrase.split()
    if len(words) > 1:
        lexicon.phrases.setdefault(words[0], []).append((tuple(words[1:]), concept))
    elif phrase.endswith("*"):
        lexicon.stems.setdefault(phrase[:-1], []).append(concept)
    else:
        lexicon.words.setdefault(phrase, []).append(concept)
