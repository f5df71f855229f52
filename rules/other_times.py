"""Times that are told and are no interview's: the first day at work, the call in which an offer is talked through.

Both come to everybody who gets a job, in the very conversation of the interviews and in the words that set one: "Your
first day is Monday, March 22 at 8:30. Ask for me at the front desk." Taken for an interview, it reopens what an offer
closed (B13), and the new employer is thanked and asked for the next steps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from rules.facts import interview_time
from rules.facts.clues import Clues
from rules.features import View
from rules.message import Message
from rules.reading import Intent, Owner

_LOOKED_AT = 6000
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_FIRST_DAY = re.compile(
    r"\byour first (?:working |full |actual )?(?:day|shift)\b|\bfirst day (?:at work|of work|on the job|with us)\b"
    r"|\byour (?:start(?:ing)?|joining) (?:date|day)\b|\byou(?:'ll|’ll| will)? (?:start|begin) (?:work|with us)\b"
    r"|\b(?:ihr|dein) erster (?:arbeits)?tag\b|\b(?:arbeitsbeginn|dienstantritt|erster arbeitstag)\b"
    r"|\b(?:votre|ton) premier jour\b|\b(?:su|tu) primer d[íi]a\b|\bfecha de incorporaci[óo]n\b"
    r"|\b(?:seu|teu) primeiro dia\b|\b(?:je|uw) eerste (?:werk)?dag\b|\b(?:suo|tuo) primo giorno\b"
    r"|\bprimo giorno di lavoro\b",
    re.IGNORECASE,
)
_STILL_A_TALK = re.compile(
    r"\b(?:interview|meet|talk|call|speak|chat|discuss|conversation|trial|taster|probe|gespräch|vorstellung|entretien|"
    r"essai|entrevista|conversa|prueba|gesprek|proef|colloquio|prova)",
    re.IGNORECASE,
)
"""Beside a first day, these leave it open what the time is for ("your start date is flexible, let's talk at 2")."""
_OFFER_TALK = re.compile(
    r"\b(?:go(?:ing)? (?:through|over)|discuss|talk (?:you )?(?:through|over|about)|walk you through|run through|"
    r"review|explain|besprechen|durchgehen|parler|présenter|comentar|hablar|repasar|falar|bespreken|parlare)\b"
    r"[^.!?]{0,40}\b(?:offer|contract|package|terms|angebot\w*|vertrag\w*|offre|contrat|oferta|contrato|aanbod|"
    r"offerta|contratto)\b|\b(?:angebot|vertrag|aanbod|contract)\b[^.!?]{0,20}\b(?:besprechen|durchgehen|bespreken|"
    r"doornemen)\b",
    re.IGNORECASE,
)
_SAID_OUTRIGHT = 2.0
"""The weight of rules that make an offer in so many words."""


def meant(message: Message, view: View, owner: Owner, clues: Clues) -> Intent | None:
    """What a message says whose only time is no interview's; None where it may be one. A calendar's is not doubted."""
    if message.calendar:
        return None
    if _is_only_where(_speaks_of_the_first_day, message, owner, clues):
        return Intent.REPLY
    hits = (hit for _, hit in view.hits if hit.rule.intent is Intent.OFFER and not hit.is_conditional)
    is_offered = any(hit.rule.weight >= _SAID_OUTRIGHT for hit in hits)
    return Intent.OFFER if is_offered and _is_only_where(_speaks_of_the_offer, message, owner, clues) else None


def without_interviews(chances: Mapping[Intent, float], instead: Intent) -> dict[Intent, float]:
    """The chances when no interview is set, and what looked like one says something else."""
    dated = {Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED}
    left = {name: 0.0 if name in dated else chance for name, chance in chances.items()}
    return left | {instead: left[instead] + sum(chances[name] for name in dated)}


def _speaks_of_the_first_day(sentence: str) -> bool:
    return bool(_FIRST_DAY.search(sentence)) and not _STILL_A_TALK.search(sentence)


def _speaks_of_the_offer(sentence: str) -> bool:
    return bool(_OFFER_TALK.search(sentence))


def _is_only_where(speaks: Callable[[str], bool], message: Message, owner: Owner, clues: Clues) -> bool:
    """Whether the time stands in sentences that speak of this and nowhere else."""
    sentences = _SENTENCE.split(message.own_text[:_LOOKED_AT])
    others = [sentence for sentence in sentences if not speaks(" ".join(sentence.split()))]
    if len(others) == len(sentences):
        return False
    rest = replace(message, own_text="\n\n".join(others), quoted_text="")
    return interview_time.find(rest, owner, clues) is None
