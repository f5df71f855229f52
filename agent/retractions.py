"""Take back what a misread mail did to its thread, so that it can be read anew (`settle`, B4). Pure.

A thread keeps what its mail amounted to, not every step of the way; so each kind of mail has its own way back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from agent import rounds
from agent.happenings import Change, enter, withdraw
from agent.lifecycle import Event
from agent.threads import Round, Thread
from rules.pacing import Step
from rules.reading import Intent

WHY = "you said that the mail means something else"


def taken_back(thread: Thread, intent: Intent, received_at: datetime, message_id: str | None, at: datetime) -> Change:
    """The thread as if that mail had not been taken for `intent`. `received_at` is the mail's, `at` is now."""
    if thread.promise and thread.promise.stated_at == received_at and not thread.promise.is_owners:
        thread = replace(thread, promise=None)
    if thread.ask and (thread.ask.at == received_at or (message_id and thread.ask.message_id == message_id)):
        thread = replace(thread, ask=None)
    undo = _WAYS_BACK.get(intent)
    return undo(thread, received_at, at) if undo else Change(thread)


def _reopen(thread: Thread, received_at: datetime, at: datetime) -> Change:
    """It did not end: its reply to the rejection goes, and what was to take place does so again."""
    if not thread.is_over:
        return Change(thread)
    for draft in thread.open_drafts(Step.REJECTION_REPLY):
        thread = withdraw(thread, draft, WHY, at)
    change = enter(replace(thread, rejected_at=None), Event.REOPENED, at, WHY)
    return change.but(rounds.take_up_again(change.thread))


def _unschedule(thread: Thread, received_at: datetime, at: datetime) -> Change:
    """The interview that only this mail stated is none."""
    for round_ in thread.rounds:
        kept = tuple(s for s in round_.sessions if s.stated_at != received_at)
        if len(kept) == len(round_.sessions):
            continue
        if kept:
            thread = thread.with_round(replace(round_, sessions=kept))
        else:
            thread = replace(thread, rounds=tuple(r for r in thread.rounds if r.number != round_.number))
        for draft in thread.open_drafts(Step.THANK_YOU):
            if draft.round == round_.number:
                thread = withdraw(thread, draft, WHY, at)
    if thread.next_round or thread.last_round or thread.is_over:
        return Change(thread)
    return enter(thread, Event.CALLED_OFF, at, WHY)


def _uncancel(thread: Thread, received_at: datetime, at: datetime) -> Change:
    """What the mail called off takes place."""
    for round_ in thread.rounds:
        if any(s.is_cancelled and s.stated_at == received_at for s in round_.sessions):
            thread = thread.with_round(_uncancelled(round_))
    return enter(thread, Event.TIME_SET, at, WHY) if thread.next_round else Change(thread)


def _uncancelled(round_: Round) -> Round:
    return replace(round_, sessions=tuple(replace(s, is_cancelled=False) for s in round_.sessions))


_WAYS_BACK: Mapping[Intent, Callable[[Thread, datetime, datetime], Change]] = {
    Intent.REJECTION: _reopen,
    Intent.OFFER: _reopen,
    Intent.INTERVIEW_SCHEDULED: _unschedule,
    Intent.INTERVIEW_RESCHEDULED: _unschedule,
    Intent.INTERVIEW_CANCELLED: _uncancel,
}
