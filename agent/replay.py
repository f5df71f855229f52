"""What would the agent have done? The real engine over past mail, with the clock driven by the messages' times.

Nothing is touched: the mailbox is one in memory, the store too. `Replay` jumps from one moment to the next at which
anything
can happen: a message, a step falling due, and, with `send_after`, the owner sending a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush

from agent.clock import ManualClock
from agent.cycle import Cycle
from agent.handles import ref_from_text
from agent.mail_files import Filed
from agent.rulebook import Rulebook
from agent.spoken import Told
from agent.store import Store
from agent.threads import DraftStatus
from providers.memory import Memory

MAILBOX = "replay"
IDLE_END = timedelta(days=3650)
"""Nothing falls due later than this after the last message: a guard, not a rule."""


@dataclass(frozen=True, slots=True)
class Span:
    """When the replay begins to act (B18) and ends; None: with the first message, when nothing more is due."""

    start: datetime | None = None
    until: datetime | None = None


class Replay:
    """One run. `mail` in order of time; `load` reads a message's bytes when its time has come."""

    def __init__(
        self,
        mail: Iterable[Filed],
        rulebook: Rulebook,
        look_back: timedelta,
        span: Span,
        send_after: timedelta | None,
        listen: Callable[[Told], None],
        path: str = ":memory:",
    ) -> None:
        rulebook = replace(rulebook, mailboxes=(MAILBOX,))
        self._mail = iter(mail)
        self._span, self._send_after, self._rulebook = span, send_after, rulebook
        self._next = next(self._mail, None)
        start = span.start or (self._next.at if self._next else datetime.fromisoformat("2000-01-01T00:00:00+00:00"))
        self._clock = ManualClock(start)
        self._provider = Memory(self._clock.now, page_size=500, release_read=True)
        self._store = Store(path)
        self._sends: list[tuple[datetime, str]] = []
        self._cycle = Cycle(
            MAILBOX,
            self._provider,
            self._store,
            rulebook,
            self._clock,
            look_back=look_back,
            listen=self._hear,
            stale_after=timedelta.max,
        )
        self._start, self._listen = start, listen
        self._heard: list[Told] = []

    def run(self) -> None:
        """Drive everything to its end."""
        self._deliver_until(self._start)
        self._run_cycle()
        last = self._start
        while (moment := self._next_moment()) is not None:
            if self._span.until and moment > self._span.until:
                break
            moment = max(moment, last)
            self._clock.set(moment)
            self._send_until(moment)
            self._deliver_until(moment)
            self._run_cycle()
            last = moment
        self._store.close()

    def _run_cycle(self) -> None:
        """One cycle, its events told in order of time: a first reading decides about weeks at once."""
        self._cycle.run()
        heard, self._heard = sorted(self._heard, key=lambda told: told.entry.at), []
        for told in heard:
            self._listen(told)

    def _next_moment(self) -> datetime | None:
        wake = self._store.next_wake(after=self._clock.now())  # what waits longer was looked at just now
        times = [wake, self._next.at if self._next else None, self._sends[0][0] if self._sends else None]
        return min((t for t in times if t), default=None)

    def _deliver_until(self, moment: datetime) -> None:
        while self._next is not None and self._next.at <= moment:
            filed = self._next
            if filed.is_sent:
                self._provider.owner_sends(filed.read(), at=filed.at)
            else:
                self._provider.deliver(filed.read(), received_at=filed.at)
            self._next = next(self._mail, None)

    def _send_until(self, moment: datetime) -> None:
        while self._sends and self._sends[0][0] <= moment:
            at, draft_id = heappop(self._sends)
            if any(d.id == draft_id for d in self._provider.drafts()):
                self._provider.owner_sends_draft(draft_id, at=at)  # type: ignore[arg-type]

    def _hear(self, told: Told) -> None:
        self._heard.append(told)
        if told.entry.event == "draft_placed" and self._send_after is not None and told.entry.data["to"]:
            for draft_id in self._placed_now():
                heappush(self._sends, (told.entry.at + self._send_after, draft_id))

    def _placed_now(self) -> Iterator[str]:
        waiting = {draft_id for _, draft_id in self._sends}
        for thread_id, draft_id in self._store.drafts_in(MAILBOX, DraftStatus.LIVE):
            thread = self._store.thread(thread_id)
            draft = thread.draft(draft_id) if thread else None
            if draft and draft.ref and draft.to and draft.placed_at == self._clock.now():
                handle = ref_from_text(draft.ref).id
                if handle not in waiting:
                    yield handle
