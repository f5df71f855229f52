"""When each step of a thread is due (B20-B22, B14-B16), and what it waits for. Pure; the numbers come from
`rules.pacing`.

A `Due` is the moment a step may be placed if nothing else speaks against it; lateness, ceilings and neighbours are
`agent.plan`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from agent.addressing import recipients
from agent.lifecycle import State
from agent.rulebook import Rulebook
from agent.threads import FOLLOW_UPS, DraftStatus, Round, Thread, Turn
from rules.pacing import Pacing, Step, due_after, due_at
from rules.workdays import BusinessCalendar

NEXT_STEP = {
    State.INTERVIEWED: Step.CHECK_IN,
    State.THANKED: Step.CHECK_IN,
    State.CHECKED_IN: Step.NUDGE,
    State.NUDGED: Step.CLOSING,
}
"""B13: follow-ups fall due only in these states."""


@dataclass(frozen=True, slots=True)
class Due:
    """A step, its moment (UTC), and in words why then. `held_by` names what keeps it from being placed at all."""

    step: Step
    round: int
    at: datetime
    because: str
    held_by: str | None = None


def thank_yous(thread: Thread, rulebook: Rulebook) -> tuple[Due, ...]:
    """The thank-yous of ended rounds that are still outstanding; they stay due in every state but the last two (B13),
    unless a withdrawal takes their place (B36)."""
    if thread.is_over or thread.withdrawal_wanted_at:
        return ()
    waiting = [r for r in thread.rounds if r.ended_at and not r.is_off and r.thanks_settled_at is None]
    return tuple(_thank_you(thread, r, rulebook) for r in waiting)


def thank_you_deadline(thread: Thread, round_: Round, rulebook: Rulebook) -> datetime:
    """After it the thank-you is skipped (B20)."""
    pacing = rulebook.pacing(thread, round_.stage)
    return due_after(pacing.thank_you_deadline, round_.end(pacing.default_length), rulebook.calendar)


def follow_up(thread: Thread, rulebook: Rulebook) -> Due | None:
    """The next check-in, nudge or closing; None where the state asks for none or the round had it."""
    step, round_ = NEXT_STEP.get(thread.state), thread.last_round
    if step is None or round_ is None or thread.withdrawal_wanted_at or _had(thread, step, round_.number):
        return None
    pacing = rulebook.pacing(thread, round_.stage)
    at, because = _waited(thread, step, round_, pacing, rulebook.calendar)
    at, because = _pinned(thread, step, round_, at, because, pacing, rulebook.calendar)
    at, because = _not_before_return(thread, step, round_, at, because, pacing, rulebook.calendar)
    at, because = _min_gap(thread, step, at, because, pacing, rulebook.calendar)
    at, because = _snoozed(thread, step, at, because, pacing, rulebook.calendar)
    return Due(step, round_.number, at, because, _held_by(thread))


def rejection_reply(thread: Thread, rulebook: Rulebook) -> Due | None:
    """The gracious answer to a rejection."""
    if (
        thread.state is not State.REJECTED
        or thread.rejected_at is None
        or _had(thread, Step.REJECTION_REPLY, None, thread.rejected_at)
    ):
        return None
    pacing = rulebook.pacing(thread, thread.last_round.stage if thread.last_round else None)
    because = _source(pacing, Step.REJECTION_REPLY)
    return _last_word(thread, Step.REJECTION_REPLY, thread.rejected_at, because, pacing, rulebook.calendar)


def withdrawal(thread: Thread, rulebook: Rulebook) -> Due | None:
    """The courteous withdrawal that `accept` wants (B36)."""
    wanted = thread.withdrawal_wanted_at
    if wanted is None or thread.is_over or _had(thread, Step.WITHDRAWAL, None, wanted):
        return None
    pacing = rulebook.pacing(thread)
    return _last_word(thread, Step.WITHDRAWAL, wanted, "you accepted another offer", pacing, rulebook.calendar)


def after_absence(item: Due, thread: Thread, rulebook: Rulebook) -> Due:
    """The step where the owner is back, if they are away at its moment; a thank-you follows an interview that they had
    all the same."""
    back = rulebook.back_on(item.at)
    if back is None or item.step is Step.THANK_YOU:
        return item
    round_ = next((r for r in thread.rounds if r.number == item.round), None)
    pacing = rulebook.pacing(thread, round_.stage if round_ else None)
    return replace(
        item,
        at=morning_of(back, item.step, pacing, rulebook.calendar),
        because=f"you are away until {(back - timedelta(days=1)).isoformat()}",
    )


def morning_of(day: date, step: Step, pacing: Pacing, calendar: BusinessCalendar) -> datetime:
    """When a step that waits for a day is due: at the usual hour of the first day from then on that allows it."""
    return calendar.at(calendar.on_or_after(day, pacing.weekdays_for(step)), pacing.due_time)


def silence_ends(thread: Thread, rulebook: Rulebook) -> datetime | None:
    """When a thread is closed for silence after its closing note (B20)."""
    round_ = thread.last_round
    if thread.state is not State.NUDGED or round_ is None or thread.ask:
        return None
    over = [d.at for d in thread.done if d.step is Step.CLOSING and d.round == round_.number]
    placed = [d.placed_at for d in thread.open_drafts(Step.CLOSING) if d.placed_at and d.status is DraftStatus.LIVE]
    since = max([*over, *placed], default=None)
    if since is None:
        return None
    pacing = rulebook.pacing(thread, round_.stage)
    ends = max(since, thread.heard_at or since, thread.wrote_at or since) + timedelta(days=pacing.close_after_days)
    if promise := thread.live_promise:
        ends = max(
            ends, due_after(pacing.after_promise, rulebook.calendar.at(promise.by, pacing.due_time), rulebook.calendar)
        )
    return ends


def _last_word(
    thread: Thread, step: Step, since: datetime, because: str, pacing: Pacing, calendar: BusinessCalendar
) -> Due:
    """A step that ends the correspondence, after what made it wanted."""
    at, because = _snoozed(thread, step, due_at(step, pacing, since, calendar), because, pacing, calendar)
    number = max((r.number for r in thread.rounds), default=0)
    return Due(step, number, at, because, _held_by(thread, is_owners_turn_a_reason=False))


def _thank_you(thread: Thread, round_: Round, rulebook: Rulebook) -> Due:
    pacing = rulebook.pacing(thread, round_.stage)
    at = due_at(Step.THANK_YOU, pacing, round_.end(pacing.default_length), rulebook.calendar)
    held = _held_by(thread, is_owners_turn_a_reason=False)
    return Due(Step.THANK_YOU, round_.number, at, _source(pacing, Step.THANK_YOU), held)


def _waited(
    thread: Thread, step: Step, round_: Round, pacing: Pacing, calendar: BusinessCalendar
) -> tuple[datetime, str]:
    """The promise's day where there is one (B21), else the wait of the pacing from its anchor (B15, B20).

    A promised day that had passed when the wait began says nothing about it.
    """
    anchor = _anchor(thread, step, round_, pacing)
    waited = due_at(step, pacing, anchor, calendar)
    promise = thread.live_promise
    if promise is None or promise.by < calendar.local_date(anchor):
        return waited, _source(pacing, step)
    after = calendar.at(promise.by, pacing.due_time)
    promised = due_after(pacing.after_promise, after, calendar, pacing.weekdays_for(step), pacing.due_time)
    if step is Step.CLOSING:
        return max(waited, promised), "not before the promised day" if promised > waited else _source(pacing, step)
    return promised, f"they said you would hear by {promise.by.isoformat()}"


def _pinned(
    thread: Thread, step: Step, round_: Round, at: datetime, because: str, pacing: Pacing, calendar: BusinessCalendar
) -> tuple[datetime, str]:
    """The day that the owner chose for this step, earlier or later; a promised day is still waited for (B21)."""
    pin = thread.pin
    if pin is None or (pin.step, pin.round) != (step, round_.number):
        return at, because
    chosen = calendar.at(calendar.on_or_after(pin.on), pacing.due_time)
    promise = thread.live_promise
    if promise and promise.by >= pin.on:
        return at, because
    return chosen, f"you chose the day{f': {pin.because}' if pin.because else ''}"


def _anchor(thread: Thread, step: Step, round_: Round, pacing: Pacing) -> datetime:
    end = round_.end(pacing.default_length)
    before = {Step.NUDGE: Step.CHECK_IN, Step.CLOSING: Step.NUDGE}.get(step)
    over = [d.at for d in thread.done if d.step is before and d.round == round_.number]
    return max([end, *over, *(t for t in (thread.heard_at, thread.wrote_at) if t)])


def _not_before_return(
    thread: Thread, step: Step, round_: Round, at: datetime, because: str, pacing: Pacing, calendar: BusinessCalendar
) -> tuple[datetime, str]:
    """Nothing to somebody who is away (B16)."""
    for person in recipients(thread, step, round_):
        contact = thread.contact(person.email)
        if contact and contact.back_on:
            day = calendar.on_or_after(calendar.next_business_day(contact.back_on), pacing.weekdays_for(step))
            back = calendar.at(day, pacing.due_time)
            if back > at:
                return back, f"{contact.name or contact.email} is away until {contact.back_on.isoformat()}"
    return at, because


def _min_gap(
    thread: Thread, step: Step, at: datetime, because: str, pacing: Pacing, calendar: BusinessCalendar
) -> tuple[datetime, str]:
    """Never two follow-ups within the gap, whatever was promised (B22)."""
    sent = [d.at for d in thread.done if d.was_sent and d.step in FOLLOW_UPS]
    if not sent:
        return at, because
    day = calendar.local_date(max(sent)) + timedelta(days=pacing.min_gap_days)
    earliest = calendar.at(calendar.on_or_after(day, pacing.weekdays_for(step)), pacing.due_time)
    return (earliest, f"at least {pacing.min_gap_days} days between follow-ups") if earliest > at else (at, because)


def _snoozed(
    thread: Thread, step: Step, at: datetime, because: str, pacing: Pacing, calendar: BusinessCalendar
) -> tuple[datetime, str]:
    """Nothing before the day that the owner put it off to; a thank-you alone has a deadline that does not wait."""
    if thread.snoozed_until is None or thread.snoozed_until <= at:
        return at, because
    return calendar.into_window(thread.snoozed_until, pacing.window_for(step)), "you snoozed it"


def _had(thread: Thread, step: Step, number: int | None, since: datetime | None = None) -> bool:
    """Each kind is sent, or skipped, at most once a round (B22)."""
    return any(
        d.step is step and (number is None or d.round == number) and (since is None or d.at >= since)
        for d in thread.done
    )


def _held_by(thread: Thread, *, is_owners_turn_a_reason: bool = True) -> str | None:
    if thread.warnings and not thread.trusted:
        return "a warning: say `trust` if all is well"
    if thread.holds:
        return "a message that needs a look"
    if is_owners_turn_a_reason and thread.turn is Turn.OWNER:
        return "your answer"
    if any(d.status is DraftStatus.EDITED for d in thread.drafts):
        return "the draft that you are editing"
    return None


def _source(pacing: Pacing, step: Step) -> str:
    return pacing.sources.get(step.value, f"preset {pacing.preset}")
