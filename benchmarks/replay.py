"""Replay of 10,000 and of 100,000 generated messages with 200 threads: time a message, and peak memory of the larger.

    python benchmarks/replay.py [SMALL LARGE]

Prints the ratio of the two times a message (the aim is at most 1.2) and the larger run's peak resident memory in MB
(at most 250). Each run is a process of its own.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

THREADS = 200
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAYS = 200
CONFIG = """me: {name: Jordan Ellis, addresses: [jordan@mail.example], timezone: Europe/London, country: GB}
mailboxes: [{name: main, provider: maildir, path: ./unused}]
"""


def write_mbox(path: Path, count: int) -> None:
    """So many messages over 200 days: 200 threads of four mails each, the rest newsletters."""
    chance = random.Random(count)
    mails = [mail for number in range(THREADS) for mail in thread(number, chance)]
    mails += [
        newsletter(n, START + timedelta(seconds=chance.uniform(0, DAYS * 86400))) for n in range(count - len(mails))
    ]
    with path.open("w", encoding="utf-8") as file:
        for at, text in sorted(mails):
            file.write(f"From sender@mail.example {at:%a %b %d %H:%M:%S %Y}\n{text}\n\n")


def thread(number: int, chance: random.Random) -> list[tuple[datetime, str]]:
    """A confirmation, the owner's answer, an update and a rejection."""
    at = START + timedelta(days=chance.uniform(0, DAYS - 60))
    meets = (at + timedelta(days=5)).replace(hour=14, minute=0)
    company, person = f"Company{number} Works", f"pat@company{number}.example"
    head = f"From: Pat Lee <{person}>\nTo: Jordan Ellis <jordan@mail.example>\nSubject: Interview at {company}\n"
    when = f"{meets:%A}, {meets.day} {meets:%B} {meets.year}, from 14:00 to 14:45"
    bodies = (
        f"Your interview for the Data Analyst role at {company} is confirmed for {when}.",
        "Thank you for coming. We are still interviewing and will be in touch.",
        "Unfortunately we have decided to go with another candidate. We wish you well.",
    )
    words = [f"Dear Jordan,\n\n{body}\n\nKind regards,\nPat Lee" for body in bodies]
    mails = []
    for index, (days, body) in enumerate(zip((0, 7, 40), words, strict=True)):
        moment = at + timedelta(days=days)
        reply = f"In-Reply-To: <{number}.0@x.example>\nReferences: <{number}.0@x.example>\n" if index else ""
        mails.append(
            (
                moment,
                f"{head}Date: {format_datetime(moment)}\nMessage-ID: <{number}.{index}@x.example>\n{reply}\n{body}\n",
            )
        )
    moment = at + timedelta(hours=3)
    own = f"From: jordan@mail.example\nTo: {person}\nSubject: Re: Interview\nDate: {format_datetime(moment)}\n"
    mails.append(
        (
            moment,
            f"{own}Message-ID: <own{number}@mail.example>\nIn-Reply-To: <{number}.0@x.example>\n\nThank you.\n",
        )
    )
    return mails


def newsletter(number: int, at: datetime) -> tuple[datetime, str]:
    """A mail of no interest."""
    body = "This week: three recipes, one garden and a sale on garden chairs. Read more on our page.\n" * 6
    head = f"From: Garden News <news@garden{number % 50}.example>\nTo: jordan@mail.example\nSubject: News {number}\n"
    return (
        at,
        f"{head}Date: {format_datetime(at)}\nMessage-ID: <n{number}@garden.example>\nList-Id: garden\n\n{body}\nBye.",
    )


def measure(folder: Path, count: int) -> tuple[float, float, int]:
    """Seconds a message, peak MB, and events, of one replay in a process of its own."""
    mbox, config = folder / f"{count}.mbox", folder / "config.yaml"
    write_mbox(mbox, count)
    config.write_text(CONFIG)
    program = Path(sys.executable).with_name("followthrough")
    before = time.perf_counter()
    done = subprocess.run(
        [program, "replay", mbox, "--config", config, "--send-after", "2h", "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    took = time.perf_counter() - before
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return took / count, peak, done.stdout.count("draft_placed")


def main() -> None:
    """Measure both sizes, the small one first (the peak of all children so far is then the large one's)."""
    small, large = (int(n) for n in sys.argv[1:3]) if len(sys.argv) > 2 else (10_000, 100_000)
    with tempfile.TemporaryDirectory() as folder:
        one, _, _ = measure(Path(folder), small)
        other, peak, drafts = measure(Path(folder), large)
    print(f"{small}: {one * 1e3:.2f} ms a message; {large}: {other * 1e3:.2f} ms; ratio {other / one:.2f}")
    print(f"peak memory at {large}: {peak:.0f} MB; drafts placed {drafts}")


if __name__ == "__main__":
    main()
