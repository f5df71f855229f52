"""What `status` says of a thread: its contract object, and the words for a person."""

from __future__ import annotations

from datetime import datetime

from agent.addressing import is_unreachable
from agent.due import Due
from agent.plan import is_offered, upcoming
from agent.rulebook import Rulebook
from agent.threads import Thread
from rules.pacing import Step


def row(thread: Thread, looks: frozenset[str], rulebook: Rulebook, now: datetime) -> dict[str, object]:
    """One thread as `status --json` prints it (docs/behaviour.md)."""
    next_step = _next_step(thread, rulebook)
    local = rulebook.calendar.local
    return {
        "thread": thread.id,
        "mailbox": thread.mailbox,
        "company": thread.company,
        "role": thread.role,
        "state": thread.state.value,
        "reason": thread.reason.value if thread.reason else None,
        "round": max((r.number for r in thread.rounds), default=0),
        "whose_turn": thread.turn.value if thread.turn else None,
        "next_step": next_step.step.value if next_step else None,
        "due_at": local(next_step.at).isoformat(timespec="seconds") if next_step else None,
        "drafts": [
            {
                "kind": d.step.value,
                "to": [d.address] if d.address else [],
                "placed_at": local(d.placed_at).isoformat(timespec="seconds") if d.placed_at else None,
                "touched": d.status.value == "edited",
            }
            for d in thread.open_drafts()
            if d.placed_at
        ],
        "flags": flags(thread, looks),
    }


def flags(thread: Thread, looks: frozenset[str]) -> list[str]:
    """What the owner should know of it at a glance."""
    found = {
        "needs_look": thread.id in looks,
        "warning": bool(thread.warnings) and not thread.trusted,
        "unreachable": _is_unreachable(thread),
        "held": bool(thread.holds) or (bool(thread.warnings) and not thread.trusted),
    }
    return [name for name, holds in found.items() if holds]


def _next_step(thread: Thread, rulebook: Rulebook) -> Due | None:
    """What is due next; nothing can fall due to nobody but the thank-you with an empty To (B19, B30)."""
    item = upcoming(thread, rulebook)
    return None if item and item.step is not Step.THANK_YOU and is_unreachable(thread) else item


def _is_unreachable(thread: Thread) -> bool:
    return bool(thread.rounds) and is_unreachable(thread) and not thread.is_over


def next_words(thread: Thread, rulebook: Rulebook, now: datetime) -> str:
    """What comes next and when, in plain words."""
    drafts = [d for d in thread.open_drafts() if d.placed_at]
    if drafts:
        kinds = ", ".join(dict.fromkeys(_name(d.step.value) for d in drafts))
        return f"in Drafts: {kinds}" + (" (edited)" if any(d.status.value == "edited" for d in drafts) else "")
    item = _next_step(thread, rulebook)
    if item is None and _is_unreachable(thread):
        return "no address of a person: `show` has a LinkedIn note and a phone script"
    if item is None:
        ahead = thread.next_round
        return f"interview {_when(ahead.start, rulebook)}" if ahead else ""
    if item.held_by:
        return f"{_name(item.step.value)} waits for {item.held_by}"
    if is_offered(item, now, rulebook, rulebook.pacing(thread)):
        return f"{_name(item.step.value)} long overdue: yours to decide"
    return f"{_name(item.step.value)} {_when(item.at, rulebook)}"


def because(item: Due) -> str:
    """Why a step is due when it is."""
    return item.because


def _name(step: str) -> str:
    return step.replace("_", "-")


def _when(at: datetime, rulebook: Rulebook) -> str:
    return rulebook.calendar.local(at).strftime("%a %d %b %H:%M")
