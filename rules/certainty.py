"""When a reading is sure enough to act on (B4): a wrong rejection or a wrong interview costs more than a late one."""

from __future__ import annotations

from collections.abc import Mapping

from rules.features import View
from rules.message import Message
from rules.reading import Intent, Interview
from rules.senders import SystemKind, system_of
from rules.sentences import concepts_of, tokens_of

SURE_FROM = 0.7
"""Below this calibrated chance a message changes nothing: just above it, one reading in four of hard mail is wrong."""

SURE_FROM_WHERE_ERRORS_HURT = 0.9
"""For readings that close a thread, or make a thank-you for an interview that may not exist."""

SURE_FROM_FOR_AN_OFFER = 0.96
"""An approach speaks of a post as an offer does, and the thread of an offer is left alone for good."""

SURE_FROM_AMONG_CORRESPONDENTS = 0.8
"""For the same readings of a mail in a known hiring conversation, where half of the mistakes cannot be made."""

MOST_DOUBT_OF_HIRING = 0.03
MOST_DOUBT_OF_A_JOB_INTERVIEW = 0.015
"""For the same readings: the largest chance that it is no mail about the owner's candidacy at all. Of invented mail by
writers not learnt from, the second kept out eight of nine wrong interviews and one right one in eight."""

_HURTFUL = frozenset({Intent.REJECTION, Intent.OFFER, Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED})
_IGNORED = frozenset({Intent.APPLICATION_RECEIVED, Intent.RECRUITER_OUTREACH, Intent.UNRELATED})
_DATED = frozenset({Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED})
_HIRING_CONCEPTS = frozenset({"job", "position", "application"})
_OTHER_CONCEPTS = frozenset(
    "health housing schooling money_matters officialdom publishing media_research commerce leisure kin pets "  # noqa: SIM905
    "romance software office_life bulk interviewer_duty".split()
)
_HIRING_WORDS = frozenset(
    "hiring recruit recruiter recruiters recruiting recruitment candidate candidates talent hr career careers "  # noqa: SIM905
    "cv resume shortlist shortlisted vacancy requisition apply applied applicant applicants staffing interview "
    "interviews bewerbung bewerber stelle karriere candidature poste recrutement candidatura puesto vaga seleção "
    "sollicitatie vacature selezione colloquio entrevista entretien vorstellungsgespräch sollicitatiegesprek".split()
)
_QUOTED_CHARACTERS = 1000
_LEEWAY = 2.0


_TALK = frozenset({Intent.STATUS_UPDATE, Intent.REPLY, Intent.APPLICATION_RECEIVED})
"""In a known conversation these have one effect: the employer wrote (B15)."""


def is_sure(
    message: Message,
    view: View,
    chances: Mapping[Intent, float],
    intent: Intent,
    interview: Interview | None,
    *,
    in_conversation: bool = False,
) -> bool:
    """Say whether the best reading may change anything. Mixing up intents that do the same does no harm.

    `in_conversation`: the message belongs to a known hiring conversation, whoever doubts what it says.
    """
    if in_conversation and intent in _TALK:
        return sum(chances[name] for name in _TALK) >= SURE_FROM
    if intent in _IGNORED:
        return sum(chances[name] for name in _IGNORED) >= SURE_FROM
    if intent not in _HURTFUL:
        return chances[intent] >= SURE_FROM
    usual = SURE_FROM_FOR_AN_OFFER if intent is Intent.OFFER else SURE_FROM_WHERE_ERRORS_HURT
    doubt = MOST_DOUBT_OF_A_JOB_INTERVIEW if intent in _DATED else MOST_DOUBT_OF_HIRING
    least = SURE_FROM_AMONG_CORRESPONDENTS if in_conversation else usual
    told = sum(chances[name] for name in _DATED) if in_conversation and intent in _DATED else chances[intent]
    if told < least or (intent in _DATED and interview is None):
        return False
    if sum(chances[name] for name in _IGNORED) > doubt and not in_conversation:
        return False
    if not _is_said(view, intent) or _is_contradicted(view, intent):
        return False
    return in_conversation or _is_about_hiring(message, view)


def _is_contradicted(view: View, intent: Intent) -> bool:
    """Two answers are no answer: rules for another reading may not outweigh those for this one."""
    totals: dict[Intent, float] = {}
    for rule in {hit.rule for _, hit in view.hits if not hit.is_conditional}:
        totals[rule.intent] = totals.get(rule.intent, 0.0) + rule.weight
    own = totals.pop(intent, 0.0)
    totals.pop(Intent.APPLICATION_RECEIVED, None)  # "thank you for applying" opens invitations and refusals alike
    return any(total > own + (0.0 if other in _IGNORED else _LEEWAY) for other, total in totals.items())


def _is_said(view: View, intent: Intent) -> bool:
    """A sentence must say it outright: no rule, no rejection, however much the words sound like one."""
    if intent in _DATED:
        return True
    return any(hit.rule.intent is intent and not hit.is_conditional for _, hit in view.hits)


def _is_about_hiring(message: Message, view: View) -> bool:
    """Flats, loans and dogs are refused and confirmed in the same words: something must speak of a job."""
    system = system_of(message)
    if system is not None and system.kind in (SystemKind.HIRING, SystemKind.ASSESSMENT):
        return True
    concepts = [mark.concept for sentence in (*view.subject, *view.body) for mark in sentence.marks]
    tokens = [token for sentence in (*view.subject, *view.body) for token in sentence.tokens]
    around = f"{message.signature}\n{(message.sender.name if message.sender else None) or ''}\n{message.quoted_text}"
    near = tokens_of(around[:_QUOTED_CHARACTERS])
    speaks = sum(concept in _HIRING_CONCEPTS for concept in concepts) + sum(word in _HIRING_WORDS for word in tokens)
    speaks += sum(word in _HIRING_WORDS or "job" in concepts_of(word) for word in near)
    strays = sum(concept in _OTHER_CONCEPTS for concept in concepts)
    return speaks > 0 and strays <= speaks + 1
