"""What a poll of a large Maildir costs: files opened, directories listed, stat calls and time.

    python benchmarks/idle_maildir.py [MESSAGES]

Makes a Maildir of 50,000 messages in a temporary directory, a tenth of it younger than the look-back of 30 days, and
prints one line for the first scan, an idle cycle, and a cycle with one new message.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from providers.interface import Cursor, Interest, Page
from providers.maildir import Maildir

FOLDERS = {"inbox": ".", "sent": ".Sent", "drafts": ".Drafts"}
BODY = b"Thank you for applying. We will be in touch.\n" * 40
DAY_SECONDS = 86400
calls: Counter[str] = Counter()


def main(count: int) -> None:
    _count_calls()
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory) / "Mail"
        _fill(root, count)
        provider = Maildir(root, FOLDERS)
        since = datetime.now(UTC) - timedelta(days=30)
        print(f"{'cycle':<22}{'opened':>8}{'listed':>8}{'stat':>8}{'messages':>10}{'ms':>9}{'cursor kB':>11}")
        page = _measured("first scan", lambda: _cycle(provider, None, since))
        page = _measured("idle", lambda: _cycle(provider, page.cursor, since))
        page = _measured("idle, new process", lambda: _cycle(Maildir(root, FOLDERS), page.cursor, since))
        _write(root / "new", count, time.time())
        _measured("one new message", lambda: _cycle(provider, page.cursor, since))


def _cycle(provider: Maildir, cursor: Cursor | None, since: datetime) -> Page:
    provider.check()
    while True:
        page = provider.changes(cursor, since, Interest())
        calls["messages"] += len(page.messages)
        cursor = page.cursor
        if not page.more:
            return page


def _measured(name: str, cycle: Callable[[], Page]) -> Page:
    calls.clear()
    begun = time.perf_counter()
    page = cycle()
    took = (time.perf_counter() - begun) * 1000
    numbers = f"{calls['open']:>8}{calls['list']:>8}{calls['stat']:>8}{calls['messages']:>10}"
    print(f"{name:<22}{numbers}{took:>9.1f}{len(page.cursor) / 1000:>11.1f}")
    return page


def _count_calls() -> None:
    """Opens and listings are audit events of the interpreter; stat calls are counted at `os.stat`."""
    names = {"open": "open", "os.scandir": "list", "os.listdir": "list"}

    def hook(event: str, _: tuple[Any, ...]) -> None:
        if event in names:
            calls[names[event]] += 1

    sys.addaudithook(hook)
    real_stat = os.stat

    def counting_stat(*arguments: Any, **named: Any) -> os.stat_result:
        calls["stat"] += 1
        return real_stat(*arguments, **named)

    os.stat = counting_stat


def _fill(root: Path, count: int) -> None:
    for folder in FOLDERS.values():
        for name in ("tmp", "new", "cur"):
            (root / folder / name).mkdir(parents=True)
    now = time.time()
    for number in range(count):
        directory = root / (".Sent" if number % 10 == 0 else ".") / "cur"
        _write(directory, number, now - (number * 300 * DAY_SECONDS / count))
    for folder in FOLDERS.values():  # as after a quiet minute
        for name in ("new", "cur"):
            os.utime(root / folder / name, (now - 60, now - 60))


def _write(directory: Path, number: int, written_at: float) -> None:
    when = datetime.fromtimestamp(written_at, UTC).strftime("%d %b %Y %H:%M:%S +0000")
    head = f"Received: from a by b; {when}\nMessage-ID: <{number}@bench.example>\nSubject: Mail {number}\n\n"
    path = directory / f"{int(written_at)}.M{number}P1.bench:2,S"
    path.write_bytes(head.encode() + BODY)
    os.utime(path, (written_at, written_at))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
