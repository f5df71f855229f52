"""What `imap.py` measures in a process that loads nothing else: every header once, or the first look-back.

python benchmarks/imap_reading.py headers|look USER PORT
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from providers.imap.line import Line
from providers.imap.provider import Imap
from providers.interface import Cursor, Interest
from rules.relevance import may_matter

INBOX = "INBOX"
PASSWORD = "secret"


def main(what: str, user: str, port: int) -> None:
    os.environ["BENCH_PASSWORD"] = PASSWORD
    provider = Imap("jordan@mail.example", "127.0.0.1", port, tls=False, username=user, password_env="BENCH_PASSWORD")
    provider.check()
    begun = time.perf_counter()
    messages = provider._reading(_every_header) if what == "headers" else _look_back(provider)
    seconds = time.perf_counter() - begun
    print(seconds, messages, _peak_mb())


def _peak_mb() -> int:
    """From the kernel's own page on this process: what getrusage tells begins with the memory of the parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def _every_header(line: Line) -> int:
    uids = list(range(1, line.examine(INBOX).next_uid))
    for begin in range(0, len(uids), 250):
        line.fetch(uids[begin : begin + 250], ["BODY.PEEK[HEADER]"])
    return len(uids)


def _look_back(provider: Imap) -> int:
    cursor: Cursor | None = None
    messages, more = 0, True
    while more:
        page = provider.changes(cursor, datetime.now(UTC) - timedelta(days=30), Interest(may_matter=may_matter))
        cursor, more = page.cursor, page.more
        messages += len(page.messages)
    return messages


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
