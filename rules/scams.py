"""The marks of a job scam in a message's own words (B8): data in rules/scam_words.yaml, judged sentence by sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from rules import senders
from rules.message import Message
from rules.pieces import data
from rules.wordings import Wording, either, wording

_LOOKED_AT = 6000  # characters
_ENOUGH = 1.0
_FREE_MAIL = 0.5
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n\s*\n|\n(?=\s*[-•*\d])")
_JOB = re.compile(
    r"\b(?:interview|your offer|an offer|want you as|puesto|poste|caretakers?|job|position|vacancy|hire|hired|hiring|"
    r"employment|employed|resume|résumé|cv|candidate|applicant|role|recruit\w*|appointed|assistant|representative|clerk|model|"
    r"gespräch|bewerb\w+|entretien|entrevista|colloquio|gesprek|stelle)\b",
    re.I,
)


_OTHER_BUSINESS = re.compile(r"\b(?:tenan\w+|lettings?|landlord|mortgage|underwriting|tuition|admissions team)\b", re.I)
_REPAID = re.compile(r"\b(?:we|company)(?:'ll|’ll| will)? (?:reimburse|refund)\b|\breimburs\w+", re.I)


@dataclass(frozen=True, slots=True)
class _Mark:
    weight: float
    says: str
    words: Wording
    more: float = 0.0
    """What it weighs if several of its wordings stand in one sentence; 0 for no more."""


def marks(message: Message) -> tuple[str, ...]:
    """What was seen, in sentences for the owner; empty unless the marks together are enough for a warning."""
    text = f"{message.subject[:300]}\n\n{message.own_text[:_LOOKED_AT]}"
    if not _JOB.search(text) or _OTHER_BUSINESS.search(text):
        return ()
    seen = _seen(text)
    weight = sum(mark.weight for mark in seen)
    if seen and _is_free_mail_office(message):
        weight += _FREE_MAIL
    return tuple(mark.says for mark in seen) if weight >= _ENOUGH - 1e-9 else ()


def _seen(text: str) -> list[_Mark]:
    found: list[_Mark] = []
    honest = _honest()
    # Hard-wrapped lines belong together: a sentence is one line from here on.
    sentences = [" ".join(sentence.lower().split()) for sentence in _SENTENCE.split(text)]
    lower = "\n".join(sentences)
    for mark in _marks():
        if not any(key in lower for key in mark.words.keys):
            continue
        for sentence in sentences:
            hits = list(mark.words.find(sentence))
            if hits and not honest.search(sentence[: hits[0].end]) and not _REPAID.search(sentence):
                more = mark.more and len({sentence[hit.begin : hit.end] for hit in hits}) > 1
                found.append(replace(mark, weight=mark.more) if more else mark)
                break
    return found


def _is_free_mail_office(message: Message) -> bool:
    """A hiring office that writes from a free mailbox, or has its answers sent to one."""
    for person in (message.sender, *message.reply_to[:2]):
        address = (person.email or "") if person else ""
        if senders.is_mail_provider(senders.domain_of(address)) and _OFFICE.search(
            f"{person.name if person else ''} {address}"
        ):
            return True
    return False


_OFFICE = re.compile(
    r"\b(?:hr|hiring|recruit\w*|career\w*|jobs?|desk|dept|joining|onboard\w*|placement\w*)\b|hr\b|recruit|hiring", re.I
)


@cache
def _marks() -> tuple[_Mark, ...]:
    rows = data("scam_words.yaml")["marks"].values()
    return tuple(_Mark(row["weight"], row["says"], wording(row), row.get("more", 0.0)) for row in rows)


@cache
def _honest() -> re.Pattern[str]:
    return either(data("scam_words.yaml")["honest"])
