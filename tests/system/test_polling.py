"""The daemon's polls: once an interval, whatever the machine's clock and the last one did."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from queue import SimpleQueue

import pytest

from agent import daemon
from agent.clock import ManualClock, SystemClock
from agent.polling import JUMP, Polling

CLOCK_IS_SET_BACK = """
import datetime as module
import threading
from queue import SimpleQueue

ahead, real = module.timedelta(hours=6), module.datetime
class Set(real):
    @classmethod
    def now(cls, tz=None):
        return real.now(tz) + ahead
module.datetime = Set

from agent import daemon
from agent.clock import SystemClock

asked, polls = SimpleQueue(), 0
def polled():
    global ahead, polls
    ahead, polls = module.timedelta(0), polls + 1
    if polls == 3:
        asked.put(daemon.Wish.STOP)
threading.Timer(5, asked.put, [daemon.Wish.STOP]).start()
daemon.run_until(asked, [polled], module.timedelta(seconds=0.2), SystemClock(), threading.Event(), lambda: True)
print("goes on" if polls >= 3 else "stands still", flush=True)
import os
os._exit(0)
"""


def test_a_clock_that_is_set_back_holds_no_poll_up_b34() -> None:
    """B25, B34: the machine began with a clock that was hours ahead, and was put right while the agent ran."""
    run = subprocess.run([sys.executable, "-c", CLOCK_IS_SET_BACK], capture_output=True, text=True, timeout=60)

    assert run.stdout == "goes on\n", run.stderr


def polled(job: Callable[[], None], polls: int) -> None:
    """Poll so often, quickly."""
    asked: SimpleQueue[daemon.Wish] = SimpleQueue()
    count = 0

    def counted() -> None:
        nonlocal count
        count += 1
        if count >= polls:
            asked.put(daemon.Wish.STOP)
        job()

    daemon.run_until(asked, [counted], timedelta(milliseconds=20), SystemClock(), threading.Event(), lambda: True)


def test_a_look_that_takes_longer_than_a_poll_is_followed_by_the_next_without_a_word(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A first look at a large mailbox takes minutes; that is no news."""
    under_way, most = 0, 0

    def slow() -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        threading.Event().wait(0.1)
        under_way -= 1

    with caplog.at_level(logging.WARNING):
        polled(slow, 3)

    assert most == 1
    assert caplog.records == []


def test_a_job_that_breaks_is_said_and_comes_again(caplog: pytest.LogCaptureFixture) -> None:
    """A mistake of our own in what is done beside the mailboxes ends neither it nor them."""

    def broken() -> None:
        raise LookupError

    polled(broken, 2)

    assert {record.name for record in caplog.records} == {"followthrough"}
    assert "a mistake of Followthrough's own" in caplog.records[0].getMessage()


@pytest.mark.parametrize(
    ("by_day", "by_ticks", "polls"),
    [
        pytest.param(timedelta(0), timedelta(0), 1, id="nothing happened"),
        pytest.param(JUMP / 2, timedelta(0), 1, id="the clock was put in step"),
        pytest.param(timedelta(minutes=5), timedelta(minutes=5), 1, id="time went by"),
        pytest.param(timedelta(hours=-6), timedelta(0), 2, id="the clock was set back"),
        pytest.param(timedelta(0), timedelta(hours=-1), 2, id="the machine slept"),
    ],
)
def test_every_job_has_its_turn_at_once_where_the_clock_was_set_b34(
    by_day: timedelta, by_ticks: timedelta, polls: int
) -> None:
    """A machine that sleeps stops the clock that nobody sets, too: in step with it, the time of day leaps."""
    began, ticks, turns = datetime.now(UTC), [0.0], SimpleQueue[None]()
    clock = ManualClock(began)
    polling = Polling([lambda: turns.put(None)], timedelta(hours=1), clock, lambda: ticks[0])
    turns.get(timeout=30)

    clock.set(began + by_day)
    ticks[0] = by_ticks.total_seconds()
    polling.look_at_the_clock()
    polling.look_at_the_clock()
    for _ in range(polls - 1):
        turns.get(timeout=30)
    time.sleep(0.2)
    polling.end()

    assert turns.empty()
