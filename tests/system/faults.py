"""Everything that can go wrong, in tables, and what it did to the owner's drafts: nothing, or the rows say what.

    python -m tests.system.faults [--short] [--only NAME ...]

`crash`: killed at side effects; `faults`: mail services that fail at each call; `time`: sleep, clocks, summer time;
`storage`: disks and files; `together`: two agents, commands beside the daemon; `impostors`: attacks by mail; `fuzz`:
hostile mail by the thousand. In full it takes an hour or two; `--short` a few minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.providers.servers.dovecot import why_not
from tests.system import counted_tests, crash, fault_table, fuzz
from tests.system.crash_mailboxes import CRASH_MAILBOXES

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what was tried how often, and what came out wrong."""

    what: str
    tried: int
    violations: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"  {self.what:<88} {self.tried:>7} {len(self.violations):>4}"


def crash_rows(*, is_short: bool) -> Iterator[Row]:
    """SIGKILL at boundaries, then a restart."""
    for name in CRASH_MAILBOXES:
        if name == "imap" and (reason := why_not()):
            yield Row(f"imap: not tried, {reason}", 0)
            continue
        every = (193 if name == "imap" else 15) if is_short else 1
        kills = crash.kill_everywhere(name, every=every, at_random=0 if is_short else 300)
        yield Row(f"{name}, {kills.boundaries} boundaries", kills.kills, kills.faults)


def fault_rows(*, is_short: bool) -> Iterator[Row]:
    """Each answer of a mail service, over all calls of the port."""
    tried: Counter[fault_table.Fault] = Counter()
    wrong: dict[fault_table.Fault, list[str]] = {}
    for call, fault, times in fault_table.short_cases() if is_short else fault_table.cases():
        tried[fault] += 1
        for found in fault_table.check(call, fault, times, number=1):
            wrong.setdefault(fault, []).append(f"{call}, {times} times: {found}")
    for fault, count in tried.items():
        decision = fault_table.DECISIONS[fault.error].partition(",")[0]
        yield Row(f"{fault.answer}: {decision}"[:88], count, tuple(wrong.get(fault, ())))


def fuzz_rows(*, is_short: bool) -> Iterator[Row]:
    """Hostile mail."""
    *_, mail = fuzz.in_parallel(fuzz.read_all, range(1000 if is_short else 100_000))
    yield Row(f"broken mail is read (slowest {mail.slowest_seconds:.2f} s)", mail.cases, tuple(mail.faults))
    *_, fields = fuzz.in_parallel(fuzz.draft_all, range(200 if is_short else 5_000))
    yield Row(f"hostile names and words ({fields.drafts} drafts)", fields.cases, tuple(fields.faults))


def tested(*files: Path | str) -> Callable[..., Iterator[Row]]:
    """The tests of these files as a table, one row a sentence."""

    def rows(*, is_short: bool) -> Iterator[Row]:
        found = counted_tests.count(*(HERE / file for file in files))
        for sentence in {**found.tried, **found.failed}:
            yield Row(sentence, found.tried.get(sentence, 0), tuple(found.failed.get(sentence, ())))
        if found.trouble:
            yield Row("the tests could not be run", 0, (found.trouble,))

    return rows


TABLES: dict[str, Callable[..., Iterator[Row]]] = {
    "crash": crash_rows,
    "faults": fault_rows,
    "time": tested("test_time.py"),
    "storage": tested("test_storage.py", "test_backup.py", "test_bad_input.py"),
    "together": tested("test_together.py"),
    "impostors": tested("test_impostor_table.py"),
    "fuzz": fuzz_rows,
}


def main() -> int:
    """Print the tables as they are filled; 1 if a row has a violation."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true", help="as many as a few minutes allow")
    parser.add_argument("--only", nargs="+", choices=TABLES, default=list(TABLES))
    options = parser.parse_args()
    total = tried = 0
    for name in options.only:
        print(f"\n{name:<90} {'tried':>7} {'bad':>4}", flush=True)
        for row in TABLES[name](is_short=options.short):
            print(row, flush=True)
            for violation in row.violations:
                print(f"    ! {violation}")
            tried, total = tried + row.tried, total + len(row.violations)
    print(f"\n{tried} tried, {total} violations")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
