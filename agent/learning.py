"""What a draft of ours that the owner changed before sending teaches, with all that the thread knows at hand. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from agent import material, voice, writing
from agent.phrases import facts
from agent.rewording import between_greeting_and_sign_off, reworded
from agent.rulebook import Rulebook
from agent.threads import Draft, Thread
from agent.voice import Sample, digest_of


def learnt(
    sample: Sample, thread: Thread, draft: Draft, placed: str, sent: str, rulebook: Rulebook, now: datetime
) -> Sample:
    """The sample of a sent draft: what was left standing, what was taken out, and what was said instead.

    `placed` is the body as it lay in Drafts, `sent` what the owner wrote in its place.
    """
    sample = voice.compared(sample, draft.step, draft.slots, placed, sent)
    if not sample.dropped:
        return sample
    _, request = writing.request_for(thread, draft, rulebook, now)
    tongue = material.language(request.language)
    said = reworded(
        draft.slots,
        between_greeting_and_sign_off(placed),
        between_greeting_and_sign_off(sent),
        facts(request, tongue),
        tuple(_private(thread)),
        tongue,
    )
    return replace(sample, reworded=said, thread=digest_of(thread.id)) if said else sample


def _private(thread: Thread) -> Iterator[str]:
    """Texts of which no word may get into another thread's drafts."""
    yield from filter(None, (thread.company, thread.role, thread.topic))
    yield from (c.name or c.email for c in thread.contacts)
    yield from (p.name for r in thread.rounds for p in r.interviewers if p.name)
    yield from (note.text for note in thread.notes)
