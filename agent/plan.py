"""What is to be done for one thread now, and when to look again (B18, B22, B25-B28, B30, B33). Pure.

`plan` gets a thread that has been brought up to `now`, and what it must know of its neighbours; it gives back the
thread with
drafts planned, renewed or on their way out. Nothing is placed here: `agent.perform` does what the drafts' states ask
for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from agent import due, writing
from agent.addressing import is_left_out, is_unreachable, is_usable, recipients
from agent.due import Due
from agent.happenings import Change, tell, withdraw
from agent.outgoing import skip
from agent.passing import next_moment
from agent.rulebook import CATCH_UP_AFTER, MOST_INTERVIEWERS, Rulebook
from agent.threads import FOLLOW_UPS, Draft, DraftStatus, Round, Thread
from rules.pacing import Pacing, Step, due_after
from rules.waits import Wait, WaitUnit


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What else happened today in this mailbox, at this employer and to these people (B22, B25, B26, B28)."""

    drafts_today: int = 0
    caught_up_today: int = 0
    employer_had_follow_up_today: bool = False
    written_to_today: frozenset[str] = frozenset()
    started_at: datetime | None = None
    """The agent's first start on this mailbox (B18)."""


Ask = Callable[[Thread, str], Neighbours]
"""Asks for the neighbours of a thread that is to get a draft in a mailbox."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The thread with what is planned for it, and when it must be looked at again (None: only when mail comes)."""

    change: Change
    wake_at: datetime | None
    caught_up: bool = False
    """A step that the machine slept through was planned."""


def plan(thread: Thread, neighbours: Ask, now: datetime, rulebook: Rulebook) -> Plan:
    """Everything that is due for this thread at `now`.

    `neighbours` is asked only if something is to be placed. A draft on its way out is dealt with first: what follows
    it is
    planned once it is gone.
    """
    change = _expire(Change(thread), now, rulebook)
    change = _renew(change, now, rulebook)
    wakes = [_first_wake(change.thread, now, rulebook)]
    caught_up = False
    for item in _dues(change.thread, rulebook):
        attempt = _Attempt(change.thread, item, now, rulebook, neighbours)
        step = attempt.result()
        change, caught_up = change.then(step.change), caught_up or step.caught_up
        wakes.append(step.wake_at)
    return Plan(change, min((w for w in wakes if w), default=None), caught_up)


def upcoming(thread: Thread, rulebook: Rulebook) -> Due | None:
    """The next step of a thread, for `status` and `why`."""
    return min(_dues(thread, rulebook), key=lambda d: d.at, default=None)


def is_offered(item: Due, now: datetime, rulebook: Rulebook, pacing: Pacing) -> bool:
    """So late that it is only offered in `status` (B18, B25)."""
    limit = pacing.late_limit
    if item.step is Step.THANK_YOU or item.at > now:
        return False
    return now >= due_after(limit, item.at, rulebook.calendar, due_time=rulebook.calendar.local(item.at).time())


def _dues(thread: Thread, rulebook: Rulebook) -> Iterator[Due]:
    yield from due.thank_yous(thread, rulebook)
    yield from (
        due.after_absence(d, thread, rulebook)
        for d in (
            due.follow_up(thread, rulebook),
            due.rejection_reply(thread, rulebook),
            due.withdrawal(thread, rulebook),
        )
        if d
    )


def _expire(change: Change, now: datetime, rulebook: Rulebook) -> Change:
    """Untouched and unsent for ten business days: withdrawn, skipped, the owner told (B33)."""
    for draft in change.thread.open_drafts():
        at = _expires_at(change.thread, draft.id, rulebook)
        if at and at <= now:
            thread = withdraw(change.thread, draft, "it lay unsent for ten business days", now, skips=True)
            change = change.but(thread)
            name = thread.company or "this thread"
            text = f"The {draft.step.spoken} for {name} lay unsent for ten business days and was withdrawn."
            change = change.then(tell(change.thread, f"expired:{draft.id}", text, now))
    return change


def _expires_at(thread: Thread, draft_id: str, rulebook: Rulebook) -> datetime | None:
    draft = thread.draft(draft_id)
    if draft is None or draft.status is not DraftStatus.LIVE or draft.placed_at is None or draft.step is Step.CLOSING:
        return None
    round_ = next((r for r in thread.rounds if r.number == draft.round), None)
    pacing = rulebook.pacing(thread, round_.stage if round_ else None)
    return due_after(pacing.unsent_limit, draft.placed_at, rulebook.calendar)


def _renew(change: Change, now: datetime, rulebook: Rulebook) -> Change:
    """Untouched drafts with the words that are true now (B27); one that would not arrive makes room for another."""
    for draft in change.thread.open_drafts():
        if why := _would_not_arrive(change.thread, draft):
            change = change.but(withdraw(change.thread, draft, why, now))
        elif draft.status in (DraftStatus.PLANNED, DraftStatus.LIVE):
            change = change.but(change.thread.with_draft(writing.renewed(change.thread, draft, rulebook, now)))
    return change


def _would_not_arrive(thread: Thread, draft: Draft) -> str:
    """Why its address is known to be wrong, if it is (B16, B30)."""
    contact = thread.contact(draft.address)
    if draft.address is None or (contact and is_usable(contact)):
        return ""
    return "mail to its address came back" if contact else "its address is none of this thread's any more"


def _first_wake(thread: Thread, now: datetime, rulebook: Rulebook) -> datetime | None:
    moment = next_moment(thread, rulebook)
    expiries = (_expires_at(thread, d.id, rulebook) for d in thread.open_drafts())
    times = (moment.at if moment else None, *expiries, _promise_passes(thread, now, rulebook))
    return min((t for t in times if t), default=None)


def _promise_passes(thread: Thread, now: datetime, rulebook: Rulebook) -> datetime | None:
    """When a live draft stops speaking of a promised day as one to come (B27)."""
    if thread.promise is None or not any(d.status is DraftStatus.LIVE for d in thread.drafts):
        return None
    over = rulebook.calendar.at(thread.promise.by + timedelta(days=1), time(0))
    return over if over > now else None


@dataclass(frozen=True, slots=True)
class _Step:
    change: Change
    wake_at: datetime | None = None
    caught_up: bool = False


@dataclass(frozen=True, slots=True)
class _Attempt:
    """One due step, tried against everything that may speak against placing it now."""

    thread: Thread
    item: Due
    now: datetime
    rulebook: Rulebook
    neighbours: Ask

    def result(self) -> _Step:
        """The thread with the step's drafts planned, or when to try again."""
        nothing = _Step(Change(self.thread))
        if self.item.at > self.now:
            return _Step(Change(self.thread), self.item.at)
        if self.item.held_by or self._is_open() or self._is_leaving():
            return nothing
        if is_offered(self.item, self.now, self.rulebook, self._pacing):
            return self._offer("is long overdue")
        opening = self._opening(self.now)
        if opening > self.now:
            return _Step(Change(self.thread), opening)
        return self._unless_neighbours_object()

    @property
    def _pacing(self) -> Pacing:
        round_ = self._round
        return self.rulebook.pacing(self.thread, round_.stage if round_ else None)

    @property
    def _round(self) -> Round | None:
        return next((r for r in self.thread.rounds if r.number == self.item.round), None)

    def _is_open(self) -> bool:
        if self.item.step is Step.THANK_YOU:
            drafts = [d for d in self.thread.open_drafts(Step.THANK_YOU) if d.round == self.item.round]
            return bool(drafts) and not self._is_somebody_left_out(drafts)
        steps = FOLLOW_UPS if self.item.step in FOLLOW_UPS else (self.item.step,)
        return bool(self.thread.open_drafts(*steps))

    def _is_somebody_left_out(self, drafts: Sequence[Draft]) -> bool:
        """An interviewer became known, or got another address, while the drafts to the others wait (B30). One to
        the contact speaks for all of them."""
        round_ = self._round
        if round_ is None or self.now >= due.thank_you_deadline(self.thread, round_, self.rulebook):
            return False
        people = recipients(self.thread, Step.THANK_YOU, round_)
        if {d.address for d in drafts} - {p.email for p in people}:
            return False
        return any(is_left_out(self.thread, round_, p) for p in people)

    def _is_leaving(self) -> bool:
        """A draft to the same person is still on its way out (B34)."""
        return any(d.status is DraftStatus.WITHDRAWING for d in self.thread.drafts)

    def _opening(self, instant: datetime) -> datetime:
        step = self.item.step
        back = self.rulebook.back_on(instant)
        if back and step is not Step.THANK_YOU:
            return due.morning_of(back, step, self._pacing, self.rulebook.calendar)
        return self.rulebook.calendar.into_window(
            instant, self._pacing.window_for(step), self._pacing.weekdays_for(step)
        )

    def _tomorrow(self) -> datetime:
        """09:00 of the next business day (B22, B26)."""
        wait = Wait(1, WaitUnit.BUSINESS_DAYS)
        return self._opening(
            due_after(
                wait, self.now, self.rulebook.calendar, self._pacing.weekdays_for(self.item.step), self._pacing.due_time
            )
        )

    def _offer(self, why: str) -> _Step:
        """Told once; where nobody can be written to there is nothing to offer (B19)."""
        if not recipients(self.thread, self.item.step, self._round):
            return _Step(self._tell_unreachable(self.thread))
        step, name = self.item.step, self.thread.company or "this employer"
        text = f"A {step.spoken} to {name} {why} and was not written. `status` offers it."
        return _Step(tell(self.thread, f"offered:{step.value}:{self.item.round}", text, self.now))

    def _unless_neighbours_object(self) -> _Step:
        step, people = self.item.step, recipients(self.thread, self.item.step, self._round)
        mailbox = writing.mailbox_for(self.thread, next(iter(people), None), self.rulebook)
        near = self.neighbours(self.thread, mailbox)
        if step is Step.REJECTION_REPLY and near.started_at and self.item.at < near.started_at:
            return self._offer("was due before the first start")  # nobody waits for it (B18)
        if step in FOLLOW_UPS and near.employer_had_follow_up_today:
            return _Step(Change(self.thread), self._tomorrow())
        if step is not Step.THANK_YOU and any(p.email in near.written_to_today for p in people):
            return _Step(Change(self.thread), self._tomorrow())
        is_late = self.now - self.item.at > CATCH_UP_AFTER
        if is_late and near.caught_up_today >= self.rulebook.catch_up_a_day:
            # A thank-you has a deadline: it comes as soon as the next day allows.
            later = self._opening(self._midnight()) if step is Step.THANK_YOU else self._tomorrow()
            return _Step(Change(self.thread), later)
        if near.drafts_today + max(1, len(people)) > self.rulebook.drafts_a_day:
            day = self.rulebook.calendar.local_date(self.now)
            name = self.thread.company or "an employer"
            text = f"{near.drafts_today} drafts today: the limit of drafts a day. The {step.spoken} to {name} waits."
            return _Step(tell(self.thread, f"ceiling:{day}", text, self.now), self._opening(self._midnight()))
        return self._place(is_late)

    def _midnight(self) -> datetime:
        day = self.rulebook.calendar.local_date(self.now) + timedelta(days=1)
        return self.rulebook.calendar.at(day, self._pacing.window_for(self.item.step).opens)

    def _place(self, is_late: bool) -> _Step:
        if overtaken := self._overtaken():
            return _Step(Change(self._give_way(overtaken)))
        change = self._skip_unplaced_thanks()
        round_ = next((r for r in change.thread.rounds if r.number == self.item.round), None)
        people = recipients(change.thread, self.item.step, round_)
        crowd = len(round_.interviewers) if round_ and self.item.step is Step.THANK_YOU else 0
        if crowd > MOST_INTERVIEWERS:
            text = f"{crowd} people interviewed you. Whom do you want to thank? No draft is written by itself."
            return _Step(change.then(tell(change.thread, f"many:{self.item.round}", text, self.now)))
        if not people and self.item.step is not Step.THANK_YOU:
            return _Step(change.then(self._tell_unreachable(change.thread)))
        written = writing.plan_drafts(change.thread, self.item.step, round_, self.rulebook, self.now)
        for draft in written.drafts:
            change = change.but(change.thread.with_draft(draft))
        for unfit in written.unfit:
            change = change.then(self._tell_unfit(change.thread, unfit))
        if not people:
            change = change.then(self._tell_unreachable(change.thread))
        return _Step(change, caught_up=is_late)

    def _overtaken(self) -> tuple[Draft, ...]:
        """Thank-yous that this step takes the place of (B33); of an earlier round's, those to the same people (B34)."""
        thank_yous = self.thread.open_drafts(Step.THANK_YOU)
        if self.item.step is not Step.THANK_YOU:
            return thank_yous
        people = {p.email for p in recipients(self.thread, self.item.step, self._round)}
        return tuple(d for d in thank_yous if d.round != self.item.round and d.address in people)

    def _give_way(self, overtaken: Sequence[Draft]) -> Thread:
        """The next step is due while a thank-you is still unsent: it is withdrawn and counts as skipped (B33)."""
        thread = self.thread
        for draft in overtaken:
            thread = withdraw(thread, draft, "the next step is due", self.now, skips=True)
        return thread

    def _skip_unplaced_thanks(self) -> Change:
        """A thank-you that was never placed (held, or too late) is overtaken too."""
        round_ = self._round
        if self.item.step not in FOLLOW_UPS or round_ is None or round_.thanks_settled_at:
            return Change(self.thread)
        return skip(self.thread, Step.THANK_YOU, round_.number, self.now, "the next step is due", self.rulebook)

    def _tell_unfit(self, thread: Thread, unfit: writing.Unfit) -> Change:
        """A draft that does not read well is not placed; the owner writes this one (B32)."""
        step, address = self.item.step.spoken, unfit.to.email if unfit.to else ""
        to = f" to {unfit.to.name or address}" if unfit.to else ""
        text = f"No good {step}{to} could be written: {unfit.fault} Please write this one yourself."
        return tell(thread, f"faults:{step}:{self.item.round}:{address}", text, self.now)

    def _tell_unreachable(self, thread: Thread) -> Change:
        name = thread.company or "this employer"
        reason = "left no address of a person" if is_unreachable(thread) else "cannot be reached by mail"
        text = f"{name} {reason}. `show` has a LinkedIn note and a phone script instead."
        return tell(thread, "unreachable", text, self.now)
