"""How the interview is held (B3): by what is linked, by what is said, last by where it is."""

from __future__ import annotations

import re
from functools import cache

from rules import letters
from rules.facts.clues import Clues
from rules.message import Message
from rules.pieces import data
from rules.reading import Intent, Medium, Owner
from rules.wordings import Wording, either, wording

_LOOKED_AT, _QUOTED = 5000, 2000  # characters
# How much one wording of each weighs: a link or a tool is plain, a telephone stands in many a footer.
_WEIGHTS = {Medium.VIDEO: 2.0, Medium.PHONE: 1.6, Medium.ONSITE: 1.5}


def find(message: Message, owner: Owner, clues: Clues) -> Medium | None:
    """Video, phone or on site, None where the message does not tell."""
    letter = letters.letter_of(message)
    texts = [message.subject[:300], letter.body[:_LOOKED_AT]]
    for event in message.calendar[:1]:
        texts += [event.location[:300], event.summary[:300], event.description[:2000]]
    text = "\n".join(texts).lower()
    scores = {medium: _weight(words, text) * _WEIGHTS[medium] for medium, words in _wordings().items()}
    if _virtual(text) or _virtual(
        "\n".join((message.own_text[:_LOOKED_AT], message.signature[:600], message.footer[:1500])).lower()
    ):
        return Medium.VIDEO
    if not any(scores.values()) and clues.intent is Intent.INTERVIEW_RESCHEDULED:
        quoted = message.quoted_text[:_QUOTED].lower().replace("\n", " ")
        scores = {medium: _weight(words, quoted) * _WEIGHTS[medium] for medium, words in _wordings().items()}
    best = max(scores, key=lambda medium: scores[medium])
    return best if scores[best] > 0 else None


def _weight(words: Wording, lower: str) -> int:
    """How many wordings of a medium stand in the text, those that are denied or beside the point not counted."""
    count = 0
    for found in words.find(lower):
        if not _not_it().search(lower[max(0, found.begin - 50) : found.begin]):
            count += 1
            if count == 3:
                break
    return count


def _virtual(text: str) -> bool:
    return bool(
        re.search(r"\bvirtual on-?site|meet\.google\.com/|zoom\.us/|teams\.microsoft\.com/l/|teams\.live\.com/", text)
    )


@cache
def _wordings() -> dict[Medium, Wording]:
    words = data("medium_words.yaml")
    return {medium: wording(words[medium.value]) for medium in Medium}


@cache
def _not_it() -> re.Pattern[str]:
    return either(data("medium_words.yaml")["not_it"])
