"""Judges the owner's own mail (B7, B14, B35): does it withdraw, call off a time, carry notes, or none of these?

A withdrawal closes a live thread, so only plain words count; doubt reads as `other`.
"""

from __future__ import annotations

import re

from rules.message import Message
from rules.reading import Evidence, Owner, SentIntent, SentReading

_NOTES = re.compile(r"\s*notes?\b", re.I)
_WITHDRAWAL = re.compile(
    r"\b(?:withdraw(?:ing)? (?:my|from)|(?:would|'d) like to withdraw|have (?:decided to )?accept(?:ed)? (?:an(?:other)? )?(?:offer|position|role)"
    r"|remove me from consideration|no longer (?:interested|available for the (?:role|position))|decline (?:your|the) (?:offer|invitation))\b",
    re.I,
)
_CALL_OFF = re.compile(
    r"\b(?:can(?:'|no)t|can not|won't be able to|unable to|need to|have to|must) (?:make (?:it|our|the|tomorrow|today)|attend|reschedule|move our|cancel|postpone)",
    re.I,
)


def judge_sent(message: Message, owner: Owner) -> SentReading:
    """What the owner's message does to its thread."""
    if _NOTES.match(message.subject) and message.to and all(person.email in owner.addresses for person in message.to):
        return SentReading(SentIntent.NOTES, 1.0, evidence=(Evidence("sent.notes", message.subject[:80], 1.0),))
    text = message.own_text[:4000].replace("’", "'")
    for pattern, intent in ((_WITHDRAWAL, SentIntent.WITHDRAWAL), (_CALL_OFF, SentIntent.CALL_OFF)):
        found = pattern.search(text)
        if found:
            return SentReading(intent, 0.9, evidence=(Evidence(f"sent.{intent.value}", found.group(), 1.0),))
    return SentReading(SentIntent.OTHER, 0.9)
