"""Plan every thread that wants to be looked at, each with an eye on its neighbours (B22, B25, B26, B28). Runs inside
a decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from agent import passing
from agent.happenings import Change, Entry
from agent.observing import Observed
from agent.plan import Neighbours, plan
from agent.rulebook import Rulebook
from agent.same_names import is_same_company
from agent.store import Store, employer_key
from agent.store_rows import DraftOfDay
from agent.threads import FOLLOW_UPS, DraftStatus, Thread

TRY_AGAIN_AFTER = timedelta(hours=1)
"""A thread that a mistake of ours broke: another version, or another day, may manage it."""
_FOLLOW_UPS = {step.value for step in FOLLOW_UPS}


@dataclass(frozen=True, slots=True)
class Around:
    """What planning works with. `alone` does one thread's planning and says what broke it, if a mistake of ours did."""

    store: Store
    rulebook: Rulebook
    now: datetime
    is_fresh: Callable[[Thread], bool]
    record: Callable[[Change], None]
    alone: Callable[[Callable[[], object]], str]

    def over(self, threads: Iterable[Thread], act: Callable[[Thread, Around], None]) -> list[str]:
        """Each thread by itself, the earlier interview first, so that of two at one employer the later one gives way
        (B26). One that broke is tried again in an hour. Returns where our own code broke."""
        mistakes = []
        for thread in sorted(threads, key=_interviewed_at):
            if mistake := self.alone(partial(act, thread, self)):
                self.store.put_wake(thread.id, self.now + TRY_AGAIN_AFTER)
                mistakes.append(mistake)
        return mistakes


def plan_one(thread: Thread, around: Around) -> None:
    """Bring a thread up to now and plan what is due in it. One whose mailboxes were not read of late keeps waiting."""
    store, rulebook, now = around.store, around.rulebook, around.now
    day = rulebook.calendar.local_date(now)
    change = passing.until(thread, now, rulebook)
    if not around.is_fresh(thread):
        if change.entries:
            around.record(change)
        return
    planned = plan(change.thread, lambda t, box: neighbours(t, box, store, store.drafts_on(day)), now, rulebook)
    whole = change.then(planned.change)
    late = _new_drafts(thread, whole.thread) if planned.caught_up else ()
    if whole.entries or whole.thread != thread:
        around.record(whole)
        store.put_thread(whole.thread, planned.wake_at, now, rulebook.calendar.local_date, late)
    else:
        store.put_wake(thread.id, planned.wake_at)


def observe_one(
    thread: Thread, around: Around, observed: Observed, tell: Callable[[Entry, str | None, str | None], None]
) -> None:
    """As `plan_one`, but what is planned is told and not kept: only what was read, and time, change a thread (B28)."""
    store, rulebook, now = around.store, around.rulebook, around.now
    day = rulebook.calendar.local_date(now)
    change = passing.until(thread, now, rulebook)
    if change.entries:
        around.record(change)
    if not around.is_fresh(thread):
        return
    entries, wake_at = observed.plan(
        change.thread,
        lambda t, box: neighbours(t, box, store, [*store.drafts_on(day), *observed.drafts_on(day)]),
        now,
        rulebook,
    )
    for entry in entries:
        tell(entry, change.thread.company, change.thread.role)
    store.put_thread(change.thread, wake_at, now, rulebook.calendar.local_date)


def neighbours(thread: Thread, mailbox: str, store: Store, today: Iterable[DraftOfDay]) -> Neighbours:
    """What else was planned or placed today, in the mailbox of the draft in question and around it."""
    here = [d for d in today if d.mailbox == mailbox]
    out = [d for d in today if not d.is_withdrawn]
    employer = employer_key(thread)
    return Neighbours(
        drafts_today=len(here),
        caught_up_today=len({(d.thread_id, d.step) for d in here if d.was_late}),
        employer_had_follow_up_today=any(
            d.thread_id != thread.id and d.step in _FOLLOW_UPS and is_same_company(d.employer, employer) for d in out
        ),
        written_to_today=frozenset(d.address for d in out if d.address and d.step != "thank_you"),
        started_at=store.mailbox(mailbox).started_at,
    )


def _interviewed_at(thread: Thread) -> tuple[float, str]:
    last = thread.last_round or thread.next_round
    return (last.start.timestamp() if last else 0.0, thread.id)


def _new_drafts(before: Thread, after: Thread) -> tuple[str, ...]:
    known = {d.id for d in before.drafts}
    return tuple(d.id for d in after.drafts if d.id not in known and d.status is DraftStatus.PLANNED)
