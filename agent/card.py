"""A thread's card: the facts that `status` shows of it, made whenever the thread is kept. Pure.

A card says nothing of the present moment, so it stays true until the thread, the configuration or the program changes;
`agent.glance` shows cards without any of the machinery that makes them.
"""

from __future__ import annotations

from datetime import UTC, datetime

from agent.addressing import is_unreachable
from agent.due import Due, silence_ends
from agent.plan import upcoming
from agent.rulebook import Rulebook
from agent.threads import Draft, DraftStatus, Thread
from rules.pacing import Step, due_after


def card_of(thread: Thread, rulebook: Rulebook) -> dict[str, object]:
    """The card: JSON values only, moments in UTC (ISO 8601)."""
    item = next_step(thread, rulebook)
    ahead = thread.next_round
    return {
        "thread": thread.id,
        "mailbox": thread.mailbox,
        "company": thread.company,
        "role": thread.role,
        "state": thread.state.value,
        "reason": thread.reason.value if thread.reason else None,
        "round": max((r.number for r in thread.rounds), default=0),
        "whose_turn": thread.turn.value if thread.turn else None,
        "next_step": item.step.value if item else None,
        "due_at": _text(item.at) if item else None,
        "held_by": item.held_by if item else None,
        "offered_from": _text(_offered_from(thread, item, rulebook)) if item else None,
        "closes_at": _text(silence_ends(thread, rulebook)),
        "interview_at": _text(ahead.start) if ahead and not thread.is_over else None,
        "drafts": [_draft(d) for d in thread.open_drafts() if d.placed_at],
        "warnings": [w.text for w in thread.warnings] if not thread.trusted else [],
        "flags": _flags(thread),
    }


def next_step(thread: Thread, rulebook: Rulebook) -> Due | None:
    """What is due next; nothing can fall due to nobody but the thank-you with an empty To (B19, B30)."""
    item = upcoming(thread, rulebook)
    if item and any((d.step, d.round) == (item.step, item.round) for d in thread.drafts if is_leaving(d) and d.skips):
        return None  # it counts as left out as soon as its draft is out of the mailbox
    return None if item and item.step is not Step.THANK_YOU and is_unreachable(thread) else item


def is_leaving(draft: Draft) -> bool:
    """The agent takes it out of Drafts in its next cycle."""
    return draft.status is DraftStatus.WITHDRAWING


def _offered_from(thread: Thread, item: Due, rulebook: Rulebook) -> datetime | None:
    """From when on the step is only offered, because it is so late (B18, B25)."""
    if item.step is Step.THANK_YOU:
        return None
    clock = rulebook.calendar.local(item.at).time()
    return due_after(rulebook.pacing(thread).late_limit, item.at, rulebook.calendar, due_time=clock)


def _draft(draft: Draft) -> dict[str, object]:
    return {
        "kind": draft.step.value,
        "to": [draft.address] if draft.address else [],
        "name": draft.to.name if draft.to else None,
        "placed_at": _text(draft.placed_at),
        "touched": draft.status.value == "edited",
    }


def _flags(thread: Thread) -> list[str]:
    """What the owner should know at a glance; `needs_look` is added when the card is shown."""
    is_warned = bool(thread.warnings) and not thread.trusted
    found = {
        "warning": is_warned,
        "unreachable": bool(thread.rounds) and is_unreachable(thread) and not thread.is_over,
        "held": bool(thread.holds) or is_warned,
    }
    return [name for name, holds in found.items() if holds]


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
