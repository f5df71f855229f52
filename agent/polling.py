"""When each job has its turn: once a poll, on APScheduler. Knows nothing of mail.

One APScheduler job each: jittered, never overlapping, missed runs coalesced. The scheduler plans by the time of day, so
whoever waits here calls `look_at_the_clock` once in a while: where the time of day was set, or the machine slept, every
job has its turn at once, instead of waiting for an hour that lies far ahead.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from agent.clock import Clock

log = logging.getLogger("followthrough")
JITTER_SHARE = 10
"""A poll comes up to a tenth of its interval early or late, so that mailboxes do not all wake at once."""
JUMP = timedelta(seconds=10)
"""From how much on the time of day counts as set: far more than a clock that is kept in step is moved by at once, and
far less than a poll."""

Job = Callable[[], object]


class Polling:
    """Every job at once and then once a `poll`, until `end`."""

    def __init__(self, jobs: Iterable[Job], poll: timedelta, clock: Clock, ticks: Callable[[], float]) -> None:
        """`ticks`: seconds of a clock that nobody sets (`time.monotonic`)."""
        self._clock, self._ticks = clock, ticks
        self._began, self._ticks_began = clock.now(), ticks()
        self._scheduler = _scheduler([_guarded(job) for job in jobs], poll, clock)

    def look_at_the_clock(self) -> None:
        """Begin anew where the time of day and the time that went by are no longer in step."""
        now, ticks = self._clock.now(), self._ticks()
        passed = timedelta(seconds=ticks - self._ticks_began)
        if abs(now - self._began - passed) < JUMP:
            return
        self._began, self._ticks_began = now, ticks
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=now)

    def end(self) -> None:
        """Wait for the jobs under way; none begins any more."""
        self._scheduler.shutdown()


def _guarded(job: Job) -> Job:
    """A job that fails is said in our own words, and comes again."""

    def run() -> None:
        try:
            job()
        except Exception:
            log.exception("a mistake of Followthrough's own, please report it:")

    return run


def _scheduler(jobs: list[Job], poll: timedelta, clock: Clock) -> BackgroundScheduler:
    # It warns of every poll that comes before the last one's end; a first look at a large mailbox takes minutes.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(
        timezone="UTC", executors={"default": {"type": "threadpool", "max_workers": max(1, len(jobs))}}
    )
    seconds = poll.total_seconds()
    for number, run in enumerate(jobs):
        scheduler.add_job(
            run,
            "interval",
            seconds=seconds,
            jitter=seconds / JITTER_SHARE,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            id=str(number),
            next_run_time=clock.now(),
        )
    scheduler.start()
    return scheduler
