"""How long reading takes, beside the standard library's own parse of the same mail.

Prints, over tests/data/corpus-dev, microseconds a message for `email.message_from_bytes(raw, policy=default)` with its
text parts decoded, for `rules.parsing.read` (and with `--whole` for reading and judging), and the ratio of the two.
All are measured in turn within each round, so that a busy machine slows all alike; the ratio is the median of rounds.

    python benchmarks/reading.py [--whole] [--rounds N] [FOLDER]
"""

from __future__ import annotations

import argparse
import email
import email.policy
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from rules.parsing import read
from rules.reading import Owner

CORPUS = Path(__file__).parents[1] / "tests" / "data" / "corpus-dev"
OWNER = Owner(
    "Jordan Ellis", frozenset({"jordan.ellis.work@gmail.com", "jordan@ellis-family.net"}), "America/New_York", "US"
)


def standard_parse(raw: bytes) -> None:
    """What the standard library needs to get at the text of a message."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_maintype() == "text":
            part.get_content()


def read_and_judge() -> Callable[[bytes], object]:
    """The whole way from bytes to a reading."""
    from rules.engine import judge

    return lambda raw: judge(read(raw), OWNER)


def seconds(work: Callable[[bytes], object], messages: list[bytes]) -> float:
    """Wall-clock time of one pass over all messages."""
    began = time.perf_counter()
    for raw in messages:
        work(raw)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description="Compare reading with the standard library's parse.")
    options.add_argument("folder", nargs="?", type=Path, default=CORPUS)
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--whole", action="store_true", help="read and judge")
    chosen = options.parse_args()
    messages = [path.read_bytes() for path in sorted(chosen.folder.glob("*.eml"))]
    work = read_and_judge() if chosen.whole else read
    seconds(work, messages)

    rounds = [(seconds(standard_parse, messages), seconds(work, messages)) for _ in range(chosen.rounds)]
    standard, ours = (statistics.median(times) / len(messages) * 1e6 for times in zip(*rounds, strict=True))
    print(f"messages            {len(messages)}")
    print(f"standard library    {standard:8.0f} µs a message")
    print(f"{'read and judge' if chosen.whole else 'read':<20}{ours:8.0f} µs a message")
    print(f"ratio               {statistics.median(mine / theirs for theirs, mine in rounds):8.3f}")


if __name__ == "__main__":
    main()
