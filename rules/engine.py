"""Judges what one incoming message means (B1): structure, rules and the statistical layer make one reading.

Every layer speaks in log-odds for an intent; they are added up and turned into one calibrated confidence. A reading
that is not confident enough, or whose mistake would cost too much, is not *sure* and changes nothing (B4).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rules.facts import (
    bounce,
    company,
    contact,
    decision_by,
    interview_time,
    interviewers,
    medium,
    phone,
    returns_on,
    role,
    stage,
)
from rules.facts.clues import Clues
from rules.features import View, blocks_of, view_of
from rules.languages import language_of
from rules.message import Message
from rules.model import model
from rules.reading import Evidence, Intent, Interview, Owner, Reading
from rules.senders import system_of
from rules.structure import findings

SURE_FROM = 0.75
"""B4: the confidence below which a message changes nothing."""

_LANGUAGES = frozenset({"en", "de", "fr", "es", "pt", "nl", "it"})
_WITH_TIME = frozenset({Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED})
_SHOWN_FEATURES = 3


def judge(message: Message, owner: Owner) -> Reading:
    """The whole reading of an incoming message. Never raises for odd mail; what is not known is None."""
    view = view_of(message)
    blocks = blocks_of(view)
    evidence = [*findings(message, owner)]
    scores = dict(zip(model().intents, model().scores(blocks), strict=True))
    for found in evidence:
        scores[found.intent] += found.weight
    chances = _chances(scores)
    intent, runner_up = sorted(chances, key=lambda name: -chances[name])[:2]
    language = language_of(message.own_text)
    shown = [Evidence(f.rule, f.text, f.weight if f.intent is intent else -f.weight) for f in evidence]
    return _with_facts(
        message,
        owner,
        Clues(intent, language, system_of(message)),
        confidence=chances[intent],
        sure=chances[intent] >= SURE_FROM and (language is None or language in _LANGUAGES),
        runner_up=runner_up,
        evidence=(*shown, *_words_that_weighed(view, blocks, intent)),
    )


def _chances(scores: Mapping[Intent, float]) -> dict[Intent, float]:
    top = max(scores.values())
    odds = {intent: math.exp(score - top) for intent, score in scores.items()}
    total = sum(odds.values())
    return {intent: value / total for intent, value in odds.items()}


def _words_that_weighed(view: View, blocks: Mapping[str, Sequence[str]], intent: Intent) -> list[Evidence]:
    """The words of the message that spoke loudest for the intent (B5)."""
    weighed = {
        feature: model().weight(feature, intent)
        for name in ("word pairs", "words", "subject")
        for feature in blocks[name]
    }
    best = sorted(weighed, key=lambda feature: -weighed[feature])[:_SHOWN_FEATURES]
    return [Evidence("words", feature[2:], round(weighed[feature], 2)) for feature in best if weighed[feature] > 0]


def _with_facts(
    message: Message,
    owner: Owner,
    clues: Clues,
    *,
    confidence: float,
    sure: bool,
    runner_up: Intent,
    evidence: tuple[Evidence, ...],
) -> Reading:
    intent = clues.intent
    return Reading(
        intent=intent,
        confidence=round(confidence, 4),
        sure=sure,
        runner_up=runner_up,
        company=company.find(message, owner, clues),
        role=role.find(message, owner, clues),
        interview=_interview(message, owner, clues) if intent in _WITH_TIME else None,
        contact=contact.find(message, owner, clues),
        decision_by=decision_by.find(message, owner, clues),
        phone=phone.find(message, owner, clues),
        no_phone_calls=phone.forbids_calls(message),
        language=clues.language,
        returns_on=returns_on.find(message, owner, clues) if intent is Intent.AUTO_REPLY else None,
        bounce=bounce.find(message, owner, clues) if intent is Intent.DELIVERY_FAILURE else None,
        evidence=evidence,
    )


def _interview(message: Message, owner: Owner, clues: Clues) -> Interview | None:
    """The interview that the message sets; without a definite start there is none (B10)."""
    when = interview_time.find(message, owner, clues)
    if when is None:
        return None
    return Interview(
        start=when.start,
        end=when.end,
        stage=stage.find(message, owner, clues),
        medium=medium.find(message, owner, clues),
        interviewers=interviewers.find(message, owner, clues),
        organiser=message.calendar[0].organiser if message.calendar else None,
        uid=when.uid,
        sequence=when.sequence,
        is_additional=when.is_additional,
    )
