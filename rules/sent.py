"""Judges the owner's own mail (B7, B14, B35): does it withdraw, call off a time, carry notes, or none of these?

The ways to say it are data (rules/sent.yaml). A withdrawal closes a live thread, so doubt reads as `other`, and what
a mail quotes never counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from rules.catalogue import Pattern, found_in, pattern_of
from rules.facts import company, role
from rules.facts.clues import Clues
from rules.languages import language_of
from rules.message import Message
from rules.reading import Evidence, Intent, Owner, SentIntent, SentReading
from rules.senders import system_of
from rules.sentences import Sentence, sentences_of

PLAIN_WORDS_CONFIDENCE = 0.95
NOTHING_SAID_CONFIDENCE = 0.9
_NOTES = re.compile(r"\s*notes?\b", re.I)
_DECLINED = re.compile(
    r"\s*(?:declined|abgelehnt|refusé|rechazad[ao]|recusad[ao]|geweigerd|rifiutat[ao])[^:]{0,20}:", re.I
)
_TEXT_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class _Move:
    """What the owner may do in a mail, the ways to say it, and what sounds like it but is not."""

    intent: SentIntent
    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    match: tuple[str, ...]
    no_match: tuple[str, ...]


def judge_sent(message: Message, owner: Owner) -> SentReading:
    """What the owner's message does to its thread."""
    clues = Clues(Intent.REPLY, language_of(message.own_text), system_of(message))
    intent, confidence, words = _intent(message, owner)
    return SentReading(
        intent=intent,
        confidence=confidence,
        company=company.find(message, owner, clues),
        role=role.find(message, owner, clues),
        evidence=(Evidence(f"sent.{intent.value}", words, 1.0),) if words else (),
    )


def _intent(message: Message, owner: Owner) -> tuple[SentIntent, float, str]:
    to_self = message.to and all(person.email in owner.addresses for person in message.to)
    if to_self and _NOTES.match(message.subject):
        return SentIntent.NOTES, 1.0, message.subject[:80]
    if _DECLINED.match(message.subject):
        return SentIntent.CALL_OFF, PLAIN_WORDS_CONFIDENCE, message.subject[:80]
    sentences = sentences_of(message.own_text[:_TEXT_CHARACTERS])
    for move in moves():
        for sentence in sentences:
            words = said_in(sentence, move)
            if words:
                return move.intent, PLAIN_WORDS_CONFIDENCE, words
    return SentIntent.OTHER, NOTHING_SAID_CONFIDENCE, ""


def said_in(sentence: Sentence, move: _Move) -> str:
    """The words of the sentence that make the move, "" if it does not."""
    line = f" {' '.join(sentence.tokens)} "
    if any(found_in(line, pattern, sentence.is_question) for pattern in move.unless):
        return ""
    hits = (found_in(line, pattern, sentence.is_question) for pattern in move.patterns)
    return next((hit.group().strip() for hit in hits if hit), "")


@cache
def moves() -> tuple[_Move, ...]:
    """The moves of sent.yaml; a withdrawal is looked for first."""
    source = resources.files("rules").joinpath("sent.yaml").read_text(encoding="utf-8")
    data: Mapping[str, Mapping[str, list[str]]] = yaml.load(source, Loader=yaml.CSafeLoader)
    return tuple(_move(SentIntent(name), row) for name, row in data.items())


def _move(intent: SentIntent, row: Mapping[str, list[str]]) -> _Move:
    examples: Mapping[str, list[str]] = row["examples"]  # type: ignore[assignment]
    return _Move(
        intent,
        tuple(pattern_of(source) for source in row["patterns"]),
        tuple(pattern_of(source) for source in row["unless"]),
        tuple(examples["match"]),
        tuple(examples["no_match"]),
    )
