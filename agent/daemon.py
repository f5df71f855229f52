"""When each mailbox has its cycle, and how the program stops. Knows nothing of mail or jobs.

Each mailbox is polled (`agent.polling`); those that tell of new mail are read at once, too (`agent.news`).
"""

from __future__ import annotations

import logging
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from queue import Empty, SimpleQueue

from filelock import FileLock, Timeout

from agent import health
from agent.clock import Clock
from agent.cycle import Cycle, Report
from agent.errors import StateError
from agent.folder_gaps import pressing
from agent.news import Listened, listeners
from agent.polling import Job, Polling
from agent.screens.words import counted
from agent.store import Store
from agent.wiring import LOCK_NAME
from providers.interface import Provider, ProviderError

log = logging.getLogger("followthrough")
LISTEN_SECONDS = 0.1
LOOK_UP_SECONDS = 1.0
"""How long a signal may go unheard that came in the instant before the wait for one began."""
GRACE_SECONDS = 4.0
"""How long a cycle under way may take to end once a stop was asked for: who stops services kills them after 10 s."""


@contextmanager
def only_instance(data_dir: Path) -> Iterator[None]:
    """Hold the data directory; raises `StateError` while another process holds it."""
    lock = FileLock(data_dir / LOCK_NAME, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout as error:
        raise StateError(
            f"another followthrough is running on {data_dir}.",
            next_step="Stop it first, or give this one its own data_dir.",
        ) from error
    try:
        yield
    finally:
        lock.release()


def cycle_once(cycle: Cycle, store: Store, clock: Clock) -> Report | None:
    """One cycle, its failure noted in the mailbox's health; None if it failed or the mailbox is left alone for now."""
    if health.is_waiting(store.mailbox(cycle.mailbox), clock.now()) or store.is_paused(cycle.mailbox):
        return None
    try:
        report = cycle.run()
    except ProviderError as error:
        health.failed(store, cycle.mailbox, error, clock.now(), random.random())  # noqa: S311 - spreads retries, guards nothing
        return None
    for mistake in dict.fromkeys(m for m in report.mistakes if m not in cycle.mistakes_said):
        cycle.mistakes_said.add(mistake)
        log.error(
            "%s: a mistake of Followthrough's own, please report it: %s. It stopped one message, draft or thread only.",
            cycle.mailbox,
            mistake,
        )
    health.recovered(store, cycle.mailbox, _to_do(cycle.provider))
    if report.messages or report.drafts or report.shelved:
        aside = f", {report.shelved} put aside" if report.shelved else ""
        log.info(
            "%s: %s, %s%s", cycle.mailbox, counted(report.messages, "message"), counted(report.drafts, "draft"), aside
        )
    return report


def _to_do(provider: Provider) -> str:
    """What the owner should do before something is missed: about a sign-in that ends soon, about folders that were not
    found."""
    try:
        permit = provider.permit()
        return " ".join(filter(None, (permit.note if permit else "", pressing(provider.folders()))))
    except ProviderError:
        return ""


class Wish(StrEnum):
    """What the owner asks of the running program, by a signal."""

    STOP = "stop"
    RELOAD = "reload"
    LEAVE = "leave"
    """Stop, and a cycle under way does not end: leave without it."""


def wishes() -> SimpleQueue[Wish]:
    """From now on SIGTERM and SIGINT mean stop, and SIGHUP means: read the configuration anew.

    A queue, because a signal may come at any instruction, and putting into this kind of queue is always allowed.
    """
    asked: SimpleQueue[Wish] = SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.put(Wish.STOP))
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda *_: asked.put(Wish.RELOAD))
    return asked


def run_until(
    asked: SimpleQueue[Wish],
    jobs: Sequence[Job],
    poll: timedelta,
    clock: Clock,
    stop: threading.Event,
    reloads: Callable[[], bool],
    grace_seconds: float = GRACE_SECONDS,
    listened: Sequence[Listened] = (),
) -> Wish:
    """Run every job once a poll, and the cycle of a `listened` mailbox whenever it has news, until one of the `asked`
    wishes ends it, and say which.

    `reloads` is asked at RELOAD; where it says no (the new configuration is wrong), everything goes on as it was. At
    the end `stop` is set: a cycle under way ends at its next safe point. Where one does not within the grace (a mail
    service that does not answer), LEAVE: the caller ends the process, which is as safe as any crash (B34).
    """
    polling, listening = Polling(jobs, poll, clock, time.monotonic), listeners(listened, stop)
    while (wish := _next(asked, polling)) is Wish.RELOAD and not reloads():
        pass
    stop.set()
    log.info("stopping" if wish is Wish.STOP else "reloading")
    return _ended(lambda: _end(polling, listening), asked, wish, grace_seconds)


def _next(asked: SimpleQueue[Wish], polling: Polling) -> Wish:
    """Wait for the next wish, looking up once in a while: a signal that comes in the instant before the wait begins is
    only noted, and its handler runs when the main thread wakes (https://docs.python.org/3/library/signal.html)."""
    while True:
        with suppress(Empty):
            return asked.get(timeout=LOOK_UP_SECONDS)
        polling.look_at_the_clock()


def _end(polling: Polling, listening: Sequence[threading.Thread]) -> None:
    polling.end()
    for thread in listening:
        thread.join()


def _ended(end: Callable[[], None], asked: SimpleQueue[Wish], wish: Wish, grace_seconds: float) -> Wish:
    """Wait for the cycles under way: for a new configuration as long as they take, unless a stop is asked for now."""
    ending = threading.Thread(target=end, daemon=True)
    ending.start()
    while wish is Wish.RELOAD and ending.is_alive():
        with suppress(Empty):
            wish = asked.get(timeout=LISTEN_SECONDS)
    ending.join(grace_seconds)
    return Wish.LEAVE if ending.is_alive() else wish
