"""Which mailbox a thread waits for: nothing is placed on old news, since the answer may lie where nobody looked (B18).
Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.screens.words import ago
from agent.store_rows import MailboxRow
from agent.threads import Thread

LEAST_STALE = timedelta(minutes=10)
POLLS = 3


def stale_after(poll: timedelta) -> timedelta:
    """How old the last reading of a mailbox may be."""
    return max(LEAST_STALE, POLLS * poll)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A mailbox that has to be read before anything is placed; `read_at` is None where it never was."""

    name: str
    read_at: datetime | None

    def words(self, now: datetime) -> str:
        """As `why` says it."""
        if self.read_at is None:
            return f"{self.name} was never read to its end, and their answer may lie there. Why: followthrough doctor"
        return f"{self.name} was last read {ago(self.read_at, now)}, and nothing is written on old news"


def awaited(
    thread: Thread, rows: Iterable[MailboxRow], expected: Sequence[str], now: datetime, stale: timedelta, here: str = ""
) -> Awaited | None:
    """The mailbox that `thread` waits for: one of the `expected` (configured) ones that was never read, or one that it
    was seen in and that was not read of late. `here` is the mailbox that is being read now."""
    known = {row.name: row for row in rows}
    for name in expected:
        if name not in known or known[name].started_at is None:
            return Awaited(name, None)
    seen = {thread.mailbox, *(c.last_mail.mailbox for c in thread.contacts if c.last_mail)} - {here}
    for name in sorted(seen & set(expected) if expected else seen):
        if name in known and not _is_fresh(known[name], now, stale):
            return Awaited(name, known[name].read_at)
    return None


def _is_fresh(row: MailboxRow, now: datetime, stale: timedelta) -> bool:
    return row.read_at is not None and now - row.read_at <= stale
