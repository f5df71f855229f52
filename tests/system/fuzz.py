"""Read hostile mail by the thousand, and see what the agent would write to its senders (B6, B30, B32).

    python -m tests.system.fuzz [--cases 100000] [--fields 5000] [--from N]

`cases` are broken messages that are read and judged (`fuzz_mail`): no fault of ours, in bounded time and memory.
`fields` are hostile confirmations played through the whole engine (`fuzz_fields`). A finding is named by its number;
keep it under tests/data/fuzz-found.
"""

from __future__ import annotations

import argparse
import contextlib
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from agent.judging import Unreadable, judge
from providers.interface import Folder, MessageKey, RawMessage
from rules.reading import Owner
from tests.agent.world import OWNER
from tests.system import fuzz_fields, fuzz_mail

READER = Owner("Jordan Ellis", frozenset({OWNER}), "America/New_York", "US")
SECONDS = 5.0
"""Processor time that no case of `fuzz_mail.LONGEST` bytes may take; a usual one takes a hundredth of a second."""
MEMORY = 1024**3
"""Bytes that reading all of them may take."""
BATCH = 250


@dataclass
class Fuzzed:
    """What came of it."""

    cases: int = 0
    drafts: int = 0
    slowest_seconds: float = 0.0
    slowest: int = 0
    faults: list[str] = field(default_factory=list)

    def with_more(self, other: Fuzzed) -> Fuzzed:
        """Both together."""
        slow = max(self, other, key=lambda one: one.slowest_seconds)
        faults = [*self.faults, *other.faults]
        return Fuzzed(self.cases + other.cases, self.drafts + other.drafts, slow.slowest_seconds, slow.slowest, faults)


def read_all(numbers: Iterable[int]) -> Fuzzed:
    """Read and judge those cases of broken mail."""
    done = Fuzzed()
    for number in numbers:
        begun = time.process_time()
        fault = read_one(fuzz_mail.case(number))
        took = time.process_time() - begun
        done.cases += 1
        if took > done.slowest_seconds:
            done.slowest_seconds, done.slowest = took, number
        if fault:
            done.faults.append(f"case {number}: {fault}")
        if took > SECONDS:
            done.faults.append(f"case {number}: took {took:.1f} s")
    if (peak := resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024) > MEMORY:
        done.faults.append(f"{peak // 1024**2} MB of memory were taken")
    return done


def read_one(mime: bytes) -> str | None:
    """What went wrong in reading and judging one message."""
    judged = judge(RawMessage(MessageKey("1"), Folder.INBOX, mime), READER)
    return judged.what if isinstance(judged, Unreadable) else None


def draft_all(numbers: Iterable[int]) -> Fuzzed:
    """Play those hostile confirmations through the engine."""
    done = Fuzzed()
    for number in numbers:
        done.cases += 1
        drafts = fuzz_fields.drafts_for(fuzz_fields.case(number))
        done.drafts += len(drafts)
        done.faults += [f"fields {number}: {fault}" for draft in drafts for fault in fuzz_fields.wrong_with(draft)]
    return done


def in_parallel(work: Callable[[range], Fuzzed], numbers: range) -> Iterator[Fuzzed]:
    """Do it in batches, on all processors; what came of it so far after each of them, the whole last."""
    done = Fuzzed()
    batches = [numbers[begin : begin + BATCH] for begin in range(0, len(numbers), BATCH)]
    with ProcessPoolExecutor() as pool:
        for found in pool.map(work, batches):
            done = done.with_more(found)
            yield done


def rows(mail: Fuzzed, fields: Fuzzed) -> Iterator[str]:
    """The table."""
    yield f"broken mail: {mail.cases} read, slowest {mail.slowest_seconds:.2f} s (case {mail.slowest})"
    yield f"hostile fields: {fields.cases} confirmations, {fields.drafts} drafts"
    yield f"violations {len(mail.faults) + len(fields.faults)}"


def main() -> int:
    """Print findings and the table, so far as it is when interrupted; 1 if there is a finding."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--fields", type=int, default=5_000)
    parser.add_argument("--from", type=int, default=0, dest="begin", help="the number of the first case")
    options = parser.parse_args()
    mail, fields = Fuzzed(), Fuzzed()
    with contextlib.suppress(KeyboardInterrupt):
        for fields in in_parallel(draft_all, range(options.begin, options.begin + options.fields)):
            print(f"{fields.cases} confirmations", end="\r", file=sys.stderr)
        for mail in in_parallel(read_all, range(options.begin, options.begin + options.cases)):
            print(f"{mail.cases} mails read, {len(mail.faults)} faults", end="\r", file=sys.stderr)
    for line in (*mail.faults, *fields.faults, *rows(mail, fields)):
        print(line)
    return 1 if mail.faults or fields.faults else 0


if __name__ == "__main__":
    sys.exit(main())
