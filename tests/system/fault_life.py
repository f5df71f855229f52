"""The two months lived with a mail service that fails at one call: what the agent decides, says, and makes of it.

The service fails in the words of the port (`providers.interface`); which answer on the wire means which error is told
by each adapter's own tests. The fault comes once, or lasts for some calls in a row.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from agent.clock import ManualClock
from agent.cycle import Cycle
from agent.daemon import cycle_once
from agent.store import Store
from agent.store_rows import MailboxRow
from providers.interface import Provider, ProviderError, Unreachable
from tests.agent.world import said
from tests.providers.watched import Watched
from tests.system.crash_life import People, Snapshot, rulebook, snapshot
from tests.system.crash_mailboxes import PlainMemory
from tests.system.two_months import LIFE

T = TypeVar("T")
TRIES = 30
_PROGRESS = re.compile(r": \d+ messages?, \d+ drafts?")


@dataclass(frozen=True)
class Strike:
    """`error` at the `number`-th use of `call` (from 1) and `times` - 1 further uses; after the effect, if so said."""

    call: str
    number: int
    error: Callable[[datetime], ProviderError]
    is_after: bool = False
    times: int = 1


class FaultyProvider(Watched):
    """A provider that fails where it is told to, and counts every use."""

    def __init__(self, inner: Provider, strikes: tuple[Strike, ...], now: Callable[[], datetime]) -> None:
        super().__init__(inner)
        self.uses: Counter[str] = Counter()
        self._strikes, self._now = strikes, now

    def around(self, call: str, do: Callable[[], T]) -> T:
        self.uses[call] += 1
        number = self.uses[call]
        for strike in self._strikes:
            if strike.call == call and strike.number <= number < strike.number + strike.times:
                if strike.is_after:
                    do()
                raise strike.error(self._now())
        return do()


def lost_answers() -> tuple[Strike, ...]:
    """Two faults of every life here, so that each call of the port is used in it: the answer to the first draft is
    lost, and the second draft is not taken at first."""
    return (
        Strike("save_draft", 1, lambda now: Unreachable("the line dropped"), is_after=True),
        Strike("save_draft", 2, lambda now: Unreachable("the line dropped")),
    )


@dataclass
class Lived:
    """What came of a life."""

    end: Snapshot
    uses: Counter[str]
    lines: list[str]
    """What the owner was told in the log."""
    rows: list[tuple[datetime, MailboxRow]] = field(default_factory=list)
    """The mailbox's health after each failed cycle, and when."""
    doubled: list[str] = field(default_factory=list)
    """Drafts that were there twice at some moment."""


def live(*strikes: Strike) -> Lived:
    """The whole script, with as many cycles as it takes to get over each fault; the owner signs in where asked to."""
    mailbox, store, clock = PlainMemory(), Store(":memory:"), ManualClock(LIFE[0].at)
    people, provider = People(mailbox), FaultyProvider(mailbox.memory, strikes, clock.now)
    cycle = Cycle(
        "main",
        provider,
        store,
        rulebook(),
        clock,
        look_back=timedelta(days=3650),
        judge=said,
        judge_again=lambda judged, owner: judged,
    )
    rows: list[tuple[datetime, MailboxRow]] = []
    doubled: list[str] = []
    with heard() as lines:
        for move in LIFE:
            clock.set(max(clock.now(), move.at))
            mailbox.set_now(clock.now())
            move.act(people)
            for _ in range(move.cycles):
                rows += _until_it_works(cycle, store, clock, mailbox)
            counted = Counter(d.message_id for d in mailbox.memory.drafts())
            doubled += [name for name, count in counted.items() if count > 1]
    return Lived(snapshot(store, people), provider.uses, lines, rows, doubled)


def _until_it_works(
    cycle: Cycle, store: Store, clock: ManualClock, mailbox: PlainMemory
) -> Iterator[tuple[datetime, MailboxRow]]:
    for _ in range(TRIES):
        if cycle_once(cycle, store, clock) is not None:
            return
        row = store.mailbox("main")
        yield clock.now(), row
        if row.retry_at is None:
            _sign_in(store, row)
        else:
            clock.set(row.retry_at)
            mailbox.set_now(clock.now())
    raise AssertionError("the mailbox never works again")


def _sign_in(store: Store, row: MailboxRow) -> None:
    """What `connect` does to a paused mailbox."""
    with store.decision():
        store.put_mailbox(replace(MailboxRow(row.name), cursor=row.cursor, started_at=row.started_at))


@contextmanager
def heard() -> Iterator[list[str]]:
    """What the program logs for the owner meanwhile, less its progress."""
    lines: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage().strip())

    log, handler = logging.getLogger("followthrough"), Listening(logging.INFO)
    level = log.level
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    try:
        yield lines
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        lines[:] = [line for line in lines if not _PROGRESS.search(line)]
