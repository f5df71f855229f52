"""Every job once a poll, each in a thread of its own. Knows nothing of mail.

The waits go by a clock that nobody sets (`time.monotonic`): an agent that was started while this machine's clock was
ahead goes on polling when it is put right.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta

log = logging.getLogger("followthrough")
JITTER_SHARE = 10
"""A poll comes up to a tenth of its interval early or late, so that mailboxes do not all wake at once."""

Job = Callable[[], object]


def pollers(jobs: Iterable[Job], poll: timedelta, stop: threading.Event) -> list[threading.Thread]:
    """One started thread for each job; they end when `stop` is set and the job under way is done."""
    threads = [threading.Thread(target=keep_polling, args=(job, poll, stop), daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    return threads


def keep_polling(job: Job, poll: timedelta, stop: threading.Event) -> None:
    """Run the job at once and then once a poll, until `stop`. One that takes longer is begun again at its end; one that
    fails is said, and comes again."""
    while not stop.is_set():
        next_at = time.monotonic() + _jittered(poll.total_seconds())
        try:
            job()
        except Exception:
            log.exception("a mistake of Followthrough's own, please report it:")
        stop.wait(max(0.0, next_at - time.monotonic()))


def _jittered(seconds: float) -> float:
    share = 1 / JITTER_SHARE
    return seconds * random.uniform(1 - share, 1 + share)  # noqa: S311 - spreads polls, guards nothing
