"""How quickly the commands answer, beside the start of Python with a few modules of its library.

Prints processor time (user and system, the median of rounds, all measured in turn) of `followthrough --help`, of
`followthrough status` on 200 threads and of `followthrough run --once` on an empty Maildir (from the start to the end
of the first poll), and their ratios to `python -c "import email, argparse, sqlite3"`.

    PYTHONPATH=. python benchmarks/startup.py [--threads N] [--rounds N]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent import corrections, wiring
from agent.config import load
from agent.store import Store
from agent.threads import Contact, ThreadId
from rules.reading import Interview

CONFIG = """me: {name: Jordan Ellis, addresses: [jordan@mail.example], timezone: America/New_York, country: US}
data_dir: ./data
mailboxes: [{name: local, provider: maildir, path: ./Mail}]
"""
PROGRAM = Path(sys.executable).with_name("followthrough")


def fill(config_path: Path, threads: int) -> None:
    """A memory with so many threads, each with an interview ahead or behind."""
    config = load(config_path)
    rulebook, store, now = wiring.rulebook_of(config), wiring.open_store(config), datetime.now(UTC)
    with store.decision():
        for number in range(threads):
            _put(store, number, now, rulebook)
    store.close()


def _put(store: Store, number: int, now: datetime, rulebook: wiring.Rulebook) -> None:
    from agent import passing

    start = now + timedelta(days=number % 20 - 10)
    interview = Interview(start, start + timedelta(minutes=45))
    name = ThreadId(f"employer-{number}")
    change = corrections.add(name, "local", f"Employer {number}", "Data Engineer", interview, now, rulebook)
    known = replace(change.thread, contacts=(Contact(f"anna@employer{number}.example", "Anna Berg"),))
    thread = passing.until(known, now, rulebook).thread
    store.put_thread(thread, now, now, rulebook.calendar.local_date)


def _watching(folder: Path) -> Path:
    """A configuration whose mailbox is there and empty."""
    for inside in (".", ".Drafts", ".Sent"):
        for sub in ("cur", "new", "tmp"):
            (folder / "Mail" / inside / sub).mkdir(parents=True)
    (folder / "config.yaml").write_text(CONFIG)
    return folder / "config.yaml"


def processor_ms(command: list[str]) -> float:
    """User and system time of one run, in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="Compare the commands' start with Python's.")
    options.add_argument("--threads", type=int, default=200)
    options.add_argument("--rounds", type=int, default=15)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.yaml"
        config.write_text(CONFIG)
        fill(config, chosen.threads)
        commands = {
            "python": [sys.executable, "-c", "import email, argparse, sqlite3"],
            "--help": [str(PROGRAM), "--help"],
            "status": [str(PROGRAM), "status", "--config", str(config)],
            "status --json": [str(PROGRAM), "status", "--json", "--config", str(config)],
            "run --once": [str(PROGRAM), "run", "--once", "--config", str(_watching(Path(folder) / "other"))],
        }
        for command in commands.values():
            processor_ms(command)
        rounds = [{name: processor_ms(command) for name, command in commands.items()} for _ in range(chosen.rounds)]
        for number, measured in enumerate(rounds[:5]):  # other settings: every card is made anew, once
            config.write_text(f"{CONFIG}poll: {number + 3}m\n")
            measured["status, anew"] = processor_ms(commands["status"])
    for name in (*commands, "status, anew"):
        time = statistics.median(r[name] for r in rounds if name in r)
        ratio = statistics.median(r[name] / r["python"] for r in rounds if name in r)
        print(f"{name:<16}{time:7.0f} ms{ratio:8.2f} ×")


if __name__ == "__main__":
    main()
