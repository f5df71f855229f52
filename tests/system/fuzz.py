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
from collections.abc import Iterable, Iterator
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


@dataclass
class Fuzzed:
    """What came of it."""

    cases: int = 0
    drafts: int = 0
    slowest_seconds: float = 0.0
    slowest: int = 0
    faults: list[str] = field(default_factory=list)


def read_all(numbers: Iterable[int], done: Fuzzed | None = None) -> Fuzzed:
    """Read and judge those cases of broken mail; `done` is filled as they are."""
    done = done if done is not None else Fuzzed()
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


def draft_all(numbers: Iterable[int], done: Fuzzed | None = None) -> Fuzzed:
    """Play those hostile confirmations through the engine; `done` is filled as they are."""
    done = done if done is not None else Fuzzed()
    for number in numbers:
        done.cases += 1
        drafts = fuzz_fields.drafts_for(fuzz_fields.case(number))
        done.drafts += len(drafts)
        done.faults += [f"fields {number}: {fault}" for draft in drafts for fault in fuzz_fields.wrong_with(draft)]
    return done


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
        draft_all(range(options.begin, options.begin + options.fields), fields)
        read_all(range(options.begin, options.begin + options.cases), mail)
    for line in (*mail.faults, *fields.faults, *rows(mail, fields)):
        print(line)
    return 1 if mail.faults or fields.faults else 0


if __name__ == "__main__":
    sys.exit(main())
