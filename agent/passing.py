"""What the mere passing of time does to a thread (B12, B13, B20). Pure.

Time is an event like any other: `until` brings a thread up to a moment, in the order in which things fell due, before a
message of that moment is applied or anything is planned for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from agent import due
from agent.addressing import others_to_ask
from agent.happenings import Change, enter, tell, withdraw
from agent.lifecycle import Event, State
from agent.outgoing import skip
from agent.rulebook import Rulebook
from agent.threads import FOLLOW_UPS, Round, Thread
from rules.pacing import Step, due_after
from rules.waits import Wait, WaitUnit

ANOTHER_AFTER_DAYS = 7
"""Silence after the second message, then somebody else is named."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that time alone will bring about."""

    at: datetime
    kind: str
    round: int = 0


def until(thread: Thread, now: datetime, rulebook: Rulebook) -> Change:
    """The thread as it is at `now`, if nothing but time passed."""
    change = Change(thread)
    while (moment := next_moment(change.thread, rulebook)) is not None and moment.at <= now:
        change = change.then(_pass(change.thread, moment, rulebook))
    return change


def next_moment(thread: Thread, rulebook: Rulebook) -> Moment | None:
    """The next thing that time alone brings about, however far ahead."""
    return min(_moments(thread, rulebook), key=lambda m: m.at, default=None)


def _moments(thread: Thread, rulebook: Rulebook) -> Iterator[Moment]:
    for round_ in thread.rounds:
        if round_.is_off:
            continue
        if round_.ended_at is None:
            yield Moment(round_.end(rulebook.pacing(thread, round_.stage).default_length), "round_ended", round_.number)
        elif round_.thanks_settled_at is None and not thread.is_over and not thread.open_drafts(Step.THANK_YOU):
            deadline = due.thank_you_deadline(thread, round_, rulebook)
            yield Moment(deadline, "too_late_to_thank", round_.number)
    silence = due.silence_ends(thread, rulebook)
    if silence:
        yield Moment(silence, "silence")
    yield from _arranging(thread, rulebook)
    yield from _call(thread, rulebook)
    yield from _somebody_else(thread, rulebook)


def _arranging(thread: Thread, rulebook: Rulebook) -> Iterator[Moment]:
    """In `arranging`, silence after the owner's answer is worth a word, later an offer to close (B13)."""
    if thread.state is not State.ARRANGING or thread.ask or thread.wrote_at is None:
        return
    if thread.heard_at and thread.heard_at > thread.wrote_at:
        return
    pacing = rulebook.pacing(thread)
    since = thread.wrote_at
    if f"silence:{since.isoformat()}" not in thread.told:
        yield Moment(due_after(pacing.silence_note_after, since, rulebook.calendar), "quiet")
    elif f"offer_close:{since.isoformat()}" not in thread.told:
        yield Moment(since + timedelta(days=pacing.offer_close_after_days), "offer_close")


def _call(thread: Thread, rulebook: Rulebook) -> Iterator[Moment]:
    """After so many days of the employer's silence a phone call is suggested, where the pacing has it and nobody
    asked not to be called (B23)."""
    round_ = thread.last_round
    if round_ is None or thread.state not in due.NEXT_STEP or thread.ask or thread.no_phone_calls:
        return
    pacing = rulebook.pacing(thread, round_.stage)
    days, since = pacing.suggest_call_after_days, _silent_since(thread, round_, rulebook)
    if days is not None and f"call:{since.isoformat()}" not in thread.told:
        wait = Wait(days, WaitUnit.DAYS)
        yield Moment(due_after(wait, since, rulebook.calendar, due_time=pacing.due_time), "call")


def _somebody_else(thread: Thread, rulebook: Rulebook) -> Iterator[Moment]:
    """After two messages without an answer another contact is named, a week after the second."""
    sent = [d.at for d in thread.done if d.was_sent and d.step in FOLLOW_UPS]
    if sent and not thread.ask and others_to_ask(thread) and "somebody_else" not in thread.told:
        yield Moment(due_after(Wait(ANOTHER_AFTER_DAYS, WaitUnit.DAYS), max(sent), rulebook.calendar), "somebody_else")


def _silent_since(thread: Thread, round_: Round, rulebook: Rulebook) -> datetime:
    end = round_.end(rulebook.pacing(thread, round_.stage).default_length)
    return max(end, thread.heard_at or end)


def _pass(thread: Thread, moment: Moment, rulebook: Rulebook) -> Change:
    round_ = next((r for r in thread.rounds if r.number == moment.round), None)
    if moment.kind == "round_ended" and round_:
        return _end_round(thread, round_, moment.at)
    if moment.kind == "too_late_to_thank" and round_:
        return skip(
            thread,
            Step.THANK_YOU,
            round_.number,
            moment.at,
            "its deadline has passed; the check-in carries the thanks",
            rulebook,
        )
    if moment.kind == "silence":
        return _fall_silent(thread, moment.at)
    if moment.kind == "call" and thread.last_round:
        return _suggest_call(thread, thread.last_round, moment.at, rulebook)
    if moment.kind == "somebody_else":
        return _name_somebody_else(thread, moment.at)
    return _speak(thread, moment)


def _end_round(thread: Thread, round_: Round, at: datetime) -> Change:
    ended = thread.with_round(replace(round_, ended_at=at))
    if thread.is_over:
        return Change(ended)
    if ended.next_round is not None and ended.state is State.SCHEDULED:
        return Change(ended)
    return enter(ended, Event.ROUND_ENDED, at, "the interview's end has passed")


def _fall_silent(thread: Thread, at: datetime) -> Change:
    change = Change(thread)
    for draft in thread.open_drafts(Step.CLOSING):
        change = change.but(withdraw(change.thread, draft, "the thread was closed", at))
    return change.then(enter(change.thread, Event.SILENCE, at, "no answer after the closing note"))


def _suggest_call(thread: Thread, round_: Round, at: datetime, rulebook: Rulebook) -> Change:
    since, local_date = _silent_since(thread, round_, rulebook), rulebook.calendar.local_date
    name = thread.company or "the employer"
    number = f" Their number: {thread.phone}." if thread.phone else ""
    text = f"Nothing from {name} for {(local_date(at) - local_date(since)).days} days. A short call may help.{number}"
    return tell(thread, f"call:{since.isoformat()}", text, at)


def _name_somebody_else(thread: Thread, at: datetime) -> Change:
    names = " or ".join(c.name or c.email for c in others_to_ask(thread)[:2])
    who = thread.company or "them"
    text = f"Two messages to {who} were not answered. If you like, ask {names}: followthrough show {thread.id}"
    return tell(thread, "somebody_else", text, at)


def _speak(thread: Thread, moment: Moment) -> Change:
    assert thread.wrote_at
    name = thread.company or "The employer"
    if moment.kind == "quiet":
        text = f"{name} has not come back about a time since your answer. A short question from you may help."
        return tell(thread, f"silence:{thread.wrote_at.isoformat()}", text, moment.at)
    text = f"Nothing has come from {name} for a month. You can close this thread whenever you like."
    return tell(thread, f"offer_close:{thread.wrote_at.isoformat()}", text, moment.at)
