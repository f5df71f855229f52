"""Plan every thread that wants to be looked at, each with an eye on its neighbours (B22, B25, B26, B28). Runs inside
a decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from agent import passing
from agent.happenings import Change
from agent.plan import Neighbours, plan
from agent.rulebook import Rulebook
from agent.store import Store, employer_key
from agent.threads import FOLLOW_UPS, DraftStatus, Thread

_FOLLOW_UPS = {step.value for step in FOLLOW_UPS}


def plan_all(
    store: Store,
    rulebook: Rulebook,
    now: datetime,
    is_fresh: Callable[[Thread], bool],
    record: Callable[[Change], None],
    observe: bool,
) -> None:
    """Bring threads up to `now` and plan what is due in them.

    The earlier interview goes first, so that of two at one employer the later one gives way (B26). A thread whose
    mailboxes
    were not read of late keeps waiting. Observing, the plan is told and not kept.
    """
    for thread in sorted(store.threads_to_wake(now), key=_interviewed_at):
        change = passing.until(thread, now, rulebook)
        if not is_fresh(thread):
            if change.entries:
                record(change)
            continue
        planned = plan(change.thread, lambda t: neighbours(t, store, rulebook, now), now, rulebook)
        whole = change.then(planned.change)
        late = _new_drafts(thread, whole.thread) if planned.caught_up else ()
        if whole.entries or whole.thread != thread:
            record(whole)
        store.put_thread(whole.thread, planned.wake_at, now, rulebook.calendar.local_date, late)


def neighbours(thread: Thread, store: Store, rulebook: Rulebook, now: datetime) -> Neighbours:
    """What else was planned or placed today."""
    today = store.drafts_on(rulebook.calendar.local_date(now))
    employer = employer_key(thread)
    return Neighbours(
        drafts_today=sum(d.mailbox == thread.mailbox for d in today),
        caught_up_today=len({(d.thread_id, d.step) for d in today if d.was_late and d.mailbox == thread.mailbox}),
        employer_had_follow_up_today=any(
            d.employer == employer and d.thread_id != thread.id and d.step in _FOLLOW_UPS for d in today if employer
        ),
        written_to_today=frozenset(d.address for d in today if d.address and d.step != "thank_you"),
    )


def _interviewed_at(thread: Thread) -> tuple[float, str]:
    last = thread.last_round or thread.next_round
    return (last.start.timestamp() if last else 0.0, thread.id)


def _new_drafts(before: Thread, after: Thread) -> tuple[str, ...]:
    known = {d.id for d in before.drafts}
    return tuple(d.id for d in after.drafts if d.id not in known and d.status is DraftStatus.PLANNED)
