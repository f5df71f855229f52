"""Judges what one incoming message means (B1): structure, rules and the statistical layer make one reading.

Every layer speaks in log-odds for an intent; they are added up and turned into one calibrated confidence. A reading
that is not confident enough, or whose mistake would cost too much, is not *sure* and changes nothing (B4).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from rules import other_times
from rules.answers import features_of
from rules.certainty import SURE_FROM, Context, is_sure, known_to_be_over
from rules.circumstances import circumstances_of
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
    shared,
    stage,
    start_date,
    topic,
)
from rules.facts.clues import Clues
from rules.features import View, view_of
from rules.message import Message
from rules.model import model
from rules.moves import MOVES, Move, Moves, moves_in
from rules.outright import outright
from rules.reading import Evidence, Intent, Interview, Owner, Reading
from rules.senders import system_of
from rules.structure import FAIR, Finding, findings

__all__ = ["LANGUAGES", "SURE_FROM", "Context", "judge", "scores_of"]

LANGUAGES = frozenset({"en", "de", "fr", "es", "pt", "nl", "it"})
STRANGERS = frozenset({Intent.UNRELATED, Intent.RECRUITER_OUTREACH})
"""What nobody writes in a hiring conversation that is under way."""
STRANGERS_SHARE = {
    Context.STRANGER: 1.0,
    Context.HOUSE: 0.2,
    Context.CORRESPONDENT: 0.05,
    Context.CONVERSATION: 0.0,
}
"""How much of their chance stays: whoever writes in person from a house that the owner is in talks with rarely writes
of anything else, a correspondent hardly ever, and in the conversation never. What is plainly about a school fair is no
rejection, whoever writes it."""
_WITH_TIME = frozenset({Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED})
_PLACE_IS_GONE = ("rejection.chose-another", "rejection.post-gone")
_MOVE_OF = {
    Intent.INTERVIEW_SCHEDULED: Move.SETS_A_TIME,
    Intent.INTERVIEW_RESCHEDULED: Move.MOVES_A_TIME,
    Intent.INTERVIEW_CANCELLED: Move.CALLS_OFF,
    Intent.SCHEDULING_REQUEST: Move.ASKS_TO_MEET,
    Intent.INFORMATION_REQUEST: Move.ASKS_FOR_SOMETHING,
    Intent.STATUS_UPDATE: Move.PUTS_OFF,
    Intent.REJECTION: Move.TURNS_DOWN,
    Intent.OFFER: Move.OFFERS,
    Intent.REPLY: Move.SEES_TO_DETAILS,
    Intent.APPLICATION_RECEIVED: Move.ACKNOWLEDGES,
    Intent.AUTO_REPLY: Move.IS_AWAY,
    Intent.DELIVERY_FAILURE: Move.BOUNCES,
    Intent.RECRUITER_OUTREACH: Move.APPROACHES,
    Intent.UNRELATED: Move.IS_ELSEWHERE,
}
_OVER_AFTER = timedelta(hours=3)
"""So long after its start an interview is over, whatever was said of its length."""
_SHOWN_FROM = 0.4
_SHOWN_BLOCKS = ("word pairs", "words", "subject")
_SHOWN_FEATURES = 3
_SHOWN_CHARACTERS = 120
_TELLING_LETTERS = 5


def judge(message: Message, owner: Owner, *, context: Context = Context.STRANGER) -> Reading:
    """The whole reading of an incoming message. Never raises for odd mail; what is not known is None."""
    view = view_of(message)
    around = circumstances_of(message, owner, view.language)
    moves = moves_in(view)
    blocks = features_of(view, around, moves)
    found = (*findings(message, owner), *_order(view))
    scores = scores_of(blocks, found)
    said = tuple(outright(view, around.title, lambda: interview_time.has_definite_time(message, owner, view.language)))
    chances, found = _chances(with_findings(scores, said)), (*found, *said)
    chances = known_of(chances, context)
    clues = Clues(_best_two(chances)[0], view.language, system_of(message))
    interview = _interview(message, owner, clues) if clues.intent in _WITH_TIME else None
    if context is Context.CONVERSATION and interview and _is_only_quoted(interview, message, owner, clues):
        chances = known_to_be_over(chances)
    elif interview and (instead := other_times.meant(message, view, owner, clues)):
        chances = other_times.without_interviews(chances, instead)
    intent, runner_up = _best_two(chances)
    clues = replace(clues, intent=intent)
    interview = interview if intent in _WITH_TIME else None
    sure = (view.language is None or view.language in LANGUAGES) and is_sure(
        message, view, chances, intent, interview, title=around.title, context=context
    )
    as_read = clues
    if intent is Intent.UNRELATED and not sure:
        clues = replace(clues, intent=runner_up)  # whoever settles it sees whose mail it would be
    employer = company.find(message, owner, clues)
    title = None if clues.intent is Intent.UNRELATED else around.title
    return Reading(
        intent=intent,
        confidence=round(chances[intent], 4),
        sure=sure,
        runner_up=runner_up,
        company=employer,
        role=title,
        topic=topic.find(message, clues, title, employer),
        start=start_date.find(message, owner, clues),
        brings_material=shared.is_brought(message, clues),
        interview=interview,
        contact=contact.find(message, owner, clues),
        decision_by=decision_by.find(message, owner, as_read),
        phone=phone.find(message, owner, clues),
        no_phone_calls=phone.forbids_calls(message),
        language=clues.language,
        returns_on=returns_on.find(message, owner, clues) if intent is Intent.AUTO_REPLY else None,
        bounce=bounce.find(message, owner, clues) if intent is Intent.DELIVERY_FAILURE else None,
        evidence=(
            *_from_structure(found, intent),
            *_from_rules(view, intent, runner_up, {finding.rule for finding in found}),
            *_from_moves(view, moves, intent, runner_up),
            *_from_words(blocks, intent),
        ),
    )


def scores_of(blocks: Mapping[str, Sequence[str]], found: Sequence[Finding]) -> dict[Intent, float]:
    """The log-odds of each intent: words and rules by learnt weights, structure on top of them."""
    return with_findings(dict(zip(map(Intent, model().labels), model().scores(blocks), strict=True)), found)


def with_findings(scores: Mapping[Intent, float], found: Sequence[Finding]) -> dict[Intent, float]:
    """The scores with what was found added to them."""
    totals = dict(scores)
    for finding in found:
        totals[finding.intent] += finding.weight
    return totals


def known_of(chances: Mapping[Intent, float], context: Context) -> dict[Intent, float]:
    """The chances of a message by what is known of whoever wrote it."""
    share = STRANGERS_SHARE[context]
    possible = {intent: chance * share if intent in STRANGERS else chance for intent, chance in chances.items()}
    total = sum(possible.values())
    return {intent: chance / total for intent, chance in possible.items()} if total > 0 else dict(chances)


def _best_two(chances: Mapping[Intent, float]) -> list[Intent]:
    return sorted(chances, key=lambda name: -chances[name])[:2]


def _order(view: View) -> list[Finding]:
    """What outranks what: an interview called off because the place is gone is a rejection, no mere cancellation."""
    hits = {hit.rule.id: hit.words for _, hit in view.hits if not hit.is_conditional}
    gone = next((hits[rule] for rule in _PLACE_IS_GONE if rule in hits), None)
    if gone is None or not any(rule.startswith("interview_cancelled.") for rule in hits):
        return []
    return [Finding("order.called-off-for-good", gone, Intent.REJECTION, FAIR)]


def _from_structure(found: Sequence[Finding], intent: Intent) -> list[Evidence]:
    return [Evidence(f.rule, f.text, f.weight if f.intent is intent else -f.weight) for f in found]


def _from_rules(view: View, intent: Intent, runner_up: Intent, told: Collection[str]) -> list[Evidence]:
    """The sentences that a rule took for the chosen intent, and those that speak for the next best; a rule that is told
    of already is left out."""
    shown: dict[str, Evidence] = {}
    for _, hit in view.hits:
        if hit.rule.intent in (intent, runner_up) and not hit.is_conditional and hit.rule.id not in told:
            weight = hit.rule.weight if hit.rule.intent is intent else -hit.rule.weight
            shown.setdefault(hit.rule.id, Evidence(hit.rule.id, hit.words[:_SHOWN_CHARACTERS], weight))
    return sorted(shown.values(), key=lambda evidence: -evidence.weight)


def _from_moves(view: View, moves: Moves, intent: Intent, runner_up: Intent) -> list[Evidence]:
    """The sentence that makes the move of the chosen intent, and the one that makes that of the next best (B5)."""
    shown = []
    for told, sign in ((intent, 1), (runner_up, -1)):
        move = _MOVE_OF[told]
        place = MOVES.index(move)
        chance, sentence = max(
            zip((chances[place] for chances in moves.own), view.body, strict=True),
            key=lambda each: each[0],
            default=(0.0, None),
        )
        if sentence is not None and chance >= _SHOWN_FROM:
            words = " ".join(sentence.tokens)[:_SHOWN_CHARACTERS]
            shown.append(Evidence(f"sentence.{move.replace(' ', '-')}", words, round(sign * chance, 2)))
    return shown


def _from_words(blocks: Mapping[str, Sequence[str]], intent: Intent) -> list[Evidence]:
    """The words of the message that spoke loudest for the intent (B5)."""
    speaking = [pair for name in _SHOWN_BLOCKS for pair in model().speaking_for(blocks[name], intent)]
    loudest = sorted((-weight, feature) for feature, weight in speaking)
    telling = (Evidence("words", feature[2:], round(-less, 2)) for less, feature in loudest if _is_telling(feature))
    return list(islice(telling, _SHOWN_FEATURES))


def _chances(scores: Mapping[Intent, float]) -> dict[Intent, float]:
    top = max(scores.values())
    odds = {intent: math.exp(score - top) for intent, score in scores.items()}
    total = sum(odds.values())
    return {intent: value / total for intent, value in odds.items()}


def _is_telling(feature: str) -> bool:
    """Small words weigh too, but explain nothing to a person."""
    return any(len(word) >= _TELLING_LETTERS for word in feature[2:].split())


def _is_only_quoted(interview: Interview, message: Message, owner: Owner, clues: Clues) -> bool:
    """Whether the interview was over before the message came, and stands in nothing but the mail that it quotes."""
    is_over = interview.start + _OVER_AFTER < message.received_at
    return is_over and interview_time.find(replace(message, quoted_text=""), owner, clues) is None


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
