"""What the pure modules are told, and what they tell back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from agent.lifecycle import Event, State, advance
from agent.linking import Place
from agent.threads import Draft, DraftStatus, Thread, ThreadId
from rules.message import Message
from rules.reading import Reading, SentReading


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message from others, read and judged. `at` is when it was received."""

    place: Place
    key: str
    message: Message
    reading: Reading
    at: datetime
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message of the owner's own (not one of our drafts), read and judged."""

    place: Place
    key: str
    message: Message
    reading: SentReading
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal: an event of `replay` (docs/behaviour.md), with the fields its kind has."""

    at: datetime
    thread: ThreadId | None
    event: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A thread as it is now, and what happened on the way."""

    thread: Thread
    entries: tuple[Entry, ...] = ()

    def then(self, other: Change) -> Change:
        """This change followed by another that began where this one ended."""
        return Change(other.thread, (*self.entries, *other.entries))

    def but(self, thread: Thread) -> Change:
        """This change with the thread altered further, without a word."""
        return Change(thread, self.entries)


def enter(thread: Thread, event: Event, at: datetime, why: str) -> Change:
    """The thread where the table leads (B12, B13), with a `state_changed` entry if that is another place."""
    position = advance(thread.position, event, thread.before_closed)
    if position is thread.position:
        return Change(thread)
    was = thread.position
    before = thread.before_closed
    if position.state in (State.CLOSED, State.REJECTED) and not thread.is_over:
        before = thread.state
    moved = replace(thread, position=position, before_closed=before)
    return Change(moved, (state_entry(moved, was.state if was.value != "new" else None, at, why),))


def state_entry(thread: Thread, was: State | None, at: datetime, why: str) -> Entry:
    """The `state_changed` entry; `closed` carries its reason in `why`."""
    reason = f"{thread.reason.value}: {why}" if thread.reason else why
    number = max((r.number for r in thread.rounds), default=0)
    data = {"from": was.value if was else None, "to": thread.state.value, "round": number, "why": reason}
    return Entry(at, thread.id, "state_changed", data)


def tell(thread: Thread, key: str, text: str, at: datetime) -> Change:
    """Tell the owner something once; `key` names the notice, its kind before the first colon."""
    if key in thread.told:
        return Change(thread)
    told = replace(thread, told=thread.told | {key})
    return Change(told, (Entry(at, thread.id, "notified", {"text": text, "about": key.partition(":")[0]}),))


def draft_fields(draft: Draft) -> dict[str, object]:
    """What `draft_placed` and `draft_updated` say of a draft (docs/behaviour.md)."""
    return {
        "kind": draft.step.value,
        "to": [draft.address] if draft.address else [],
        "subject": draft.subject,
        "body": draft.body,
        "in_reply_to": draft.reply_to.message_id if draft.reply_to else None,
    }


def withdraw(thread: Thread, draft: Draft, why: str, at: datetime, *, skips: bool = False) -> Thread:
    """The thread with an untouched draft on its way out (B33); an edited one is the owner's and stays.

    With `skips`, its step counts as skipped once the draft is out of the mailbox.
    """
    if draft.status not in (DraftStatus.PLANNED, DraftStatus.LIVE):
        return thread
    return thread.with_draft(replace(draft, status=DraftStatus.WITHDRAWING, why=why, ended_at=at, skips=skips))
