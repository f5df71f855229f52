"""When a reading is sure enough to act on (B4): a wrong rejection or a wrong interview costs more than a late one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from rules.bearing import bears_on_hiring, begins_a_search
from rules.features import View
from rules.message import Message
from rules.reading import Intent, Interview

SURE_FROM = 0.8
"""Below this calibrated chance a message changes nothing: just above it, one reading in eight of hard mail is wrong."""

SURE_FROM_OF_TALK = 0.75
"""That a correspondent merely wrote delays the next message, whichever kind of talk it is; a mistake costs little."""

SURE_FROM_WHERE_ERRORS_HURT = 0.9
"""For readings that make a thank-you for an interview that may not exist."""

SURE_FROM_FOR_A_VERDICT = 0.98
"""For a rejection, which closes a thread, and an offer, whose thread is left alone for good: with either, any mistake
is a grave one. Of natural mail by writers not learnt from, 15 of 244 rejections between 0.9 and 0.96 were wrong, and
14 of 1,088 above; of the newest before it was learnt from, one of ten between 0.96 and this, none of 46 above. In a
conversation that is known far less is asked."""

SURE_FROM_AMONG_CORRESPONDENTS = 0.8
"""For the same readings of mail by a correspondent, where half of the mistakes cannot be made."""

MOST_DOUBT_OF_HIRING = 0.03
"""For a rejection or an offer: the largest chance that it is no mail about the owner's candidacy at all."""
MOST_DOUBT_OF_A_REQUEST = 0.05
"""A first approach with a link to choose a time is nearly an invitation; a wrong one only waits."""
MOST_DOUBT_OF_A_JOB_INTERVIEW = 0.015
"""Where less than the weights of `begins_a_search` would have must do. Of invented mail by writers not learnt from,
this kept out eight of nine wrong interviews and one right one in eight."""

LITTLE_DOUBT_OF_A_REJECTION, LITTLE_DOUBT_OF_AN_OFFER = 0.001, 0.005
"""Where hiring is no more in doubt than this, an end need not speak of a post at all: it begins no thread. Of 15,800
invented messages by writers not learnt from, such rejections without a word of a post were right in 58 of 60 cases,
such offers in 134 of 135, no worse than those with one."""

_HURTFUL = frozenset({Intent.REJECTION, Intent.OFFER, Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED})
_VERDICTS = frozenset({Intent.REJECTION, Intent.OFFER})
_IGNORED = frozenset({Intent.APPLICATION_RECEIVED, Intent.RECRUITER_OUTREACH, Intent.UNRELATED})
_DATED = frozenset({Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED})
_UNASKED = {Intent.REJECTION: LITTLE_DOUBT_OF_A_REJECTION, Intent.OFFER: LITTLE_DOUBT_OF_AN_OFFER}

_TALK = frozenset({Intent.STATUS_UPDATE, Intent.REPLY, Intent.APPLICATION_RECEIVED})
"""In a known conversation these have one effect: the employer wrote (B15)."""


LEAST_TALK = 0.25
"""Where a mail of a known conversation tells only a time that is over, so much must speak for talk to call it that."""


class Context(Enum):
    """What is known of whoever writes, apart from the message."""

    STRANGER = "nobody known"
    HOUSE = "somebody of a house that the owner is in talks with"
    """It need not speak of a post to be about one, though houses write of other things, too."""
    CORRESPONDENT = "a correspondent of the owner's, in a new conversation"
    """Then it is hardly unrelated, nor a cold approach."""
    CONVERSATION = "a correspondent in a hiring conversation"
    """There a new time moves the interview, whichever way it is told."""


def known_to_be_over(chances: Mapping[Intent, float]) -> dict[Intent, float]:
    """The chances of a mail of a known conversation that tells no time but a quoted one that is over.

    "Great meeting you, we'll be in touch by Friday" above the quoted invitation sets nothing: it is talk, unless hardly
    anything but the quoted time speaks for that.
    """
    talk, dated = (sum(chances[name] for name in names) for names in (_TALK, _DATED))
    if talk < LEAST_TALK:
        return dict(chances)
    left = {name: 0.0 if name in _DATED else chance for name, chance in chances.items()}
    return {name: chance * (1 + dated / talk) if name in _TALK else chance for name, chance in left.items()}


def is_sure(
    message: Message,
    view: View,
    chances: Mapping[Intent, float],
    intent: Intent,
    interview: Interview | None,
    *,
    title: str | None = None,
    context: Context = Context.STRANGER,
) -> bool:
    """Say whether the best reading may change anything. Mixing up intents that do the same does no harm.

    `title` is the job title read in it.
    """
    is_correspondent = context in {Context.CONVERSATION, Context.CORRESPONDENT}
    if is_correspondent and intent in _TALK:
        return sum(chances[name] for name in _TALK) >= SURE_FROM_OF_TALK
    if intent in _IGNORED:
        return sum(chances[name] for name in _IGNORED) >= SURE_FROM
    doubt = sum(chances[name] for name in _IGNORED)
    if intent not in _HURTFUL:
        is_stranger = context is Context.STRANGER
        if not is_stranger or intent is not Intent.SCHEDULING_REQUEST or chances[intent] < SURE_FROM:
            return chances[intent] >= SURE_FROM
        return begins_a_search(message, view, title, doubt, MOST_DOUBT_OF_A_REQUEST)
    usual = SURE_FROM_FOR_A_VERDICT if intent in _VERDICTS else SURE_FROM_WHERE_ERRORS_HURT
    least = SURE_FROM_AMONG_CORRESPONDENTS if is_correspondent else usual
    is_either = context is Context.CONVERSATION and intent in _DATED
    told = sum(chances[name] for name in _DATED) if is_either else chances[intent]
    if told < least or (intent in _DATED and interview is None):
        return False
    if context is not Context.STRANGER:
        return True
    if intent in _DATED:
        return begins_a_search(message, view, title, doubt, MOST_DOUBT_OF_A_JOB_INTERVIEW)
    if doubt <= _UNASKED.get(intent, -1.0):
        return True
    return doubt <= MOST_DOUBT_OF_HIRING and bears_on_hiring(message, view, title, plainly=False)
