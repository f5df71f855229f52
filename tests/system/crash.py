"""Kill the agent at every side-effect boundary of a two-month life, start it again, and see that nothing is lost or
doubled (B34).

    python -m tests.system.crash [--mailbox NAME] [--every N] [--random N] [--seed N]

After every move, mailbox and store must be what they are in an unharmed life (`crash_life`); so every due draft is
there exactly once, edited ones are left alone, no message is missed, and no state is reached that is not the table's.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rules.reading import Intent
from tests.agent.world import PRIYA, World, interview
from tests.system.crash_life import Life, Moment, Snapshot, go_back, keep
from tests.system.crash_mailboxes import CRASH_MAILBOXES, CrashMailbox
from tests.system.two_months import LIFE, Move


@dataclass
class Unharmed:
    """The life without a kill: what there was after each move, how many boundaries it passed, and the moment before
    each move."""

    folder: Path
    mailbox: CrashMailbox
    snapshots: list[Snapshot] = field(default_factory=list)
    boundaries: list[int] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)

    def play(self) -> None:
        """Play it once."""
        life = Life(self.folder, self.mailbox)
        plays = life.play()
        for number in range(len(LIFE)):
            self.moments.append(keep(number, life, self.mailbox))
            self.snapshots.append(next(plays)[1])
            self.boundaries.append(life.boundaries.count)

    def move_of(self, boundary: int) -> int:
        """The move in whose cycles this boundary is passed."""
        return next(n for n, count in enumerate(self.boundaries) if boundary <= count)


def compare(kill_at: int, unharmed: Unharmed) -> list[str]:
    """What differs from the unharmed life, looked at after every move until everything is the same again."""
    number = unharmed.move_of(kill_at)
    passed = unharmed.boundaries[number - 1] if number else 0
    go_back(unharmed.moments[number], unharmed.folder, unharmed.mailbox)
    for move, actual in Life(unharmed.folder, unharmed.mailbox, kill_at - passed, number).play():
        expected = unharmed.snapshots[number]
        faults = _faults(kill_at, move, expected, actual)
        if faults or expected == actual:
            return faults
        number += 1
    return []


def _faults(kill_at: int, move: Move, expected: Snapshot, actual: Snapshot) -> list[str]:
    where = f"killed at {kill_at}, after {move.at:%d %b %H:%M} ({move.name})"
    names = ("mailbox", "states", "messages", "events")
    return [
        f"{where}, {name}: {_difference(expected, actual, name)}"
        for name in names
        if getattr(expected, name) != getattr(actual, name)
    ]


def _difference(expected: Snapshot, actual: Snapshot, name: str) -> str:
    one, other = getattr(expected, name), getattr(actual, name)
    if name == "events":
        return f"missing {dict(one - other)}, too many {dict(other - one)}"
    if name == "mailbox":
        return "; ".join(f"{k}: missing {dict(one[k] - other[k])}, too many {dict(other[k] - one[k])}" for k in one)
    return f"{one} became {other}"


@dataclass(frozen=True, slots=True)
class Kills:
    """A row of the table."""

    mailbox: str
    boundaries: int
    kills: int
    faults: tuple[str, ...]


def kill_everywhere(name: str, *, every: int = 1, at_random: int = 0, seed: int = 0) -> Kills:
    """Kill at every `every`-th boundary of the life on that mailbox, and at so many random ones."""
    warm_up()
    with _mailbox(name) as (folder, mailbox):
        unharmed = Unharmed(folder, mailbox)
        unharmed.play()
        count = unharmed.boundaries[-1]
        chance = random.Random(seed)
        points = [*range(1, count + 1, every), *(chance.randint(1, count) for _ in range(at_random))]
        faults = tuple(fault for point in points for fault in compare(point, unharmed))
    return Kills(name, count, len(points), faults)


@contextmanager
def _mailbox(name: str) -> Iterator[tuple[Path, CrashMailbox]]:
    with tempfile.TemporaryDirectory(prefix="followthrough-crash-") as folder:
        mailbox = CRASH_MAILBOXES[name](Path(folder))
        try:
            yield Path(folder), mailbox
        finally:
            mailbox.close()


def warm_up() -> None:
    """Load what is loaded on first need (holidays, sentences) here, or every forked process would load it again."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    world.until("2026-05-19 12:00")


def main() -> int:
    """Print a table of the kills; 1 if one of them did harm."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mailbox", choices=[*CRASH_MAILBOXES, "all"], default="all")
    parser.add_argument("--every", type=int, default=1, help="kill at every N-th boundary")
    parser.add_argument("--random", type=int, default=0, help="so many further kills at random boundaries")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    names = list(CRASH_MAILBOXES) if options.mailbox == "all" else [options.mailbox]
    rows = [kill_everywhere(n, every=options.every, at_random=options.random, seed=options.seed) for n in names]
    for fault in (fault for row in rows for fault in row.faults):
        print(fault)
    for row in rows:
        lives = len({fault.partition(",")[0] for fault in row.faults})
        print(f"{row.mailbox}: boundaries {row.boundaries}, kills {row.kills}, lives that came out different {lives}")
    return 1 if any(row.faults for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
