"""What `run --observe` shows: all that would be placed, reworded or withdrawn, each once, and nothing kept (B28).

What was shown stands beside the threads, in this process alone: a thread is planned as if it had been placed, so that
what follows from it (gaps, ceilings, neighbours) is decided as in earnest. A later real run finds no trace.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from agent.happenings import Entry, draft_fields
from agent.plan import Ask, plan
from agent.rulebook import Rulebook
from agent.store import employer_key
from agent.store_rows import DraftOfDay
from agent.threads import FOLLOW_UPS, Draft, DraftStatus, Thread, ThreadId

PASSES = 3
"""A thank-you that gives way makes room for the next step at once (B33)."""


class Observed:
    """What this process has shown so far; one for all its mailboxes."""

    def __init__(self) -> None:
        self._drafts: dict[ThreadId, tuple[Draft, ...]] = {}
        self._days: list[tuple[date, DraftOfDay]] = []
        self._told: set[str] = set()

    def drafts_on(self, day: date) -> list[DraftOfDay]:
        """Drafts shown on a day, as the store would have them had they been placed."""
        return [shown for on, shown in self._days if on == day]

    def plan(
        self, thread: Thread, neighbours: Ask, now: datetime, rulebook: Rulebook
    ) -> tuple[tuple[Entry, ...], datetime | None]:
        """What is to be told of a thread at `now`, and when to look again; the thread itself is left as it is."""
        entries: list[Entry] = []
        wake_at: datetime | None = None
        for _ in range(PASSES):
            planned = plan(self._as_if_placed(thread), neighbours, now, rulebook)
            wake_at, after = planned.wake_at, planned.change.thread
            said = [e for e in planned.change.entries if e.event != "state_changed"]
            fresh = [e for e in (*said, *_happenings(thread, after, now)) if self._is_new(e)]
            if not self._keep(thread, after, planned.caught_up, rulebook.calendar.local_date(now)) and not fresh:
                break
            entries += fresh
        return tuple(entries), wake_at

    def _as_if_placed(self, thread: Thread) -> Thread:
        """The thread with the drafts that were shown; those that mail has overtaken since are out (B15, B33)."""
        latest = max((t for t in (thread.heard_at, thread.wrote_at) if t), default=None)
        shown = tuple(_overtaken(d, latest) for d in self._drafts.get(thread.id, ()))
        return replace(thread, drafts=(*thread.drafts, *shown))

    def _keep(self, thread: Thread, after: Thread, is_late: bool, today: date) -> bool:
        """Remember here what was planned; whether anything changed."""
        known = {d.id for d in thread.drafts}
        shown = tuple(_as_shown(d) for d in after.drafts if d.id not in known)
        before = self._drafts.get(thread.id, ())
        self._drafts[thread.id] = shown
        new = {d.id for d in shown} - {d.id for d in before}
        self._days += [(today, _of_day(d, thread, is_late)) for d in shown if d.id in new]
        return [(d.id, d.status) for d in shown] != [(d.id, d.status) for d in before]

    def _is_new(self, entry: Entry) -> bool:
        words = {k: v for k, v in entry.data.items() if k != "body" or entry.event == "draft_updated"}
        name = json.dumps([entry.thread, entry.event, words], sort_keys=True, default=str)
        is_new = name not in self._told
        self._told.add(name)
        return is_new


def _happenings(before: Thread, after: Thread, now: datetime) -> Iterator[Entry]:
    """What `agent.perform` would do to the mailbox."""
    real = {d.id for d in before.drafts}
    for draft in after.drafts:
        fields = draft_fields(draft)
        if draft.status is DraftStatus.PLANNED:
            yield Entry(now, after.id, "draft_placed", fields)
        elif draft.id in real and draft.status is DraftStatus.LIVE and draft.is_stale:
            yield Entry(now, after.id, "draft_updated", fields)
        elif draft.id in real and draft.status is DraftStatus.WITHDRAWING:
            to = fields["to"]
            yield Entry(now, after.id, "draft_withdrawn", {"kind": draft.step.value, "to": to, "why": draft.why})


def _as_shown(draft: Draft) -> Draft:
    """As if the mailbox had done at once what was planned. Without a time of placing, it never lies too long."""
    after = {DraftStatus.PLANNED: DraftStatus.LIVE, DraftStatus.WITHDRAWING: DraftStatus.WITHDRAWN}
    return replace(draft, status=after.get(draft.status, draft.status), placed_at=None, is_stale=False)


def _overtaken(draft: Draft, latest: datetime | None) -> Draft:
    is_waiting = draft.status is DraftStatus.LIVE and draft.step in FOLLOW_UPS
    if is_waiting and latest and latest > draft.planned_at:
        return replace(draft, status=DraftStatus.WITHDRAWN)
    return draft


def _of_day(draft: Draft, thread: Thread, is_late: bool) -> DraftOfDay:
    employer = employer_key(thread)
    return DraftOfDay(draft.mailbox, draft.step.value, draft.address, employer, thread.id, is_late)
