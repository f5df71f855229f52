"""Kill the agent at every side-effect boundary of a two-month life, start it again, and see that nothing is lost or
doubled (B34).

    python -m tests.system.crash [--every N] [--random N] [--seed N]

Each cycle runs in a process of its own, forked from this one, which forgets everything when it ends: what was done is
known only
from the store and the mailbox. Boundaries are numbered through the whole life: before and after each commit of the
store, before
and after each call that writes to the mailbox, and before each file operation in it. At the chosen one the process
kills itself
with SIGKILL; another is started at the same moment of the life, and the life goes on. After every move the mailbox
and the store
must be what they are in an unharmed life.
"""

from __future__ import annotations

import argparse
import mailbox
import mmap
import os
import random
import re
import shutil
import signal
import struct
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from agent.clock import ManualClock
from agent.cycle import Cycle
from agent.documents import thread_to_json
from agent.lifecycle import State
from agent.rulebook import Rulebook
from agent.store import Store
from providers.interface import DraftRef, ReplyAnchor
from providers.maildir import Maildir
from rules.reading import Intent, Owner, Person
from rules.workdays import calendar_for
from tests.agent.world import OWNER, PRIYA, World, interview, said
from tests.system.two_months import LIFE, Move

FOLDERS = {"inbox": ".", "sent": ".Sent", "drafts": ".Drafts"}


_PLACES = re.compile(r'"ref":"(?:[^"\\\\]|\\\\.)*"')


class Boundaries:
    """Counts side effects over all processes of one life, and kills the process that reaches the chosen one."""

    def __init__(self, kill_at: int | None) -> None:
        self._shared, self._kill_at = mmap.mmap(-1, 8), kill_at
        self.killed_in = ""

    @property
    def count(self) -> int:
        """How many were passed so far."""
        return int(struct.unpack("q", self._shared[:8])[0])

    def passed(self, name: str) -> None:
        """One more."""
        number = self.count + 1
        self._shared[:8] = struct.pack("q", number)
        if number == self._kill_at:
            os.write(2, f"  killed at {number}: {name}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)


class CrashingStore(Store):
    """A store whose commits are boundaries."""

    def __init__(self, path: Path, boundaries: Boundaries) -> None:
        self._boundaries = boundaries
        super().__init__(path)

    @contextmanager
    def decision(self) -> Iterator[None]:
        with super().decision():
            yield
            self._boundaries.passed("before a commit")
        self._boundaries.passed("after a commit")


class CrashingMaildir(Maildir):
    """A Maildir whose writing calls are boundaries."""

    def __init__(self, root: Path, boundaries: Boundaries) -> None:
        super().__init__(root, FOLDERS)
        self._boundaries = boundaries

    def save_draft(self, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        self._boundaries.passed("before save_draft")
        ref = super().save_draft(mime, anchor)
        self._boundaries.passed("after save_draft")
        return ref

    def replace_draft(self, ref: DraftRef, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        self._boundaries.passed("before replace_draft")
        new = super().replace_draft(ref, mime, anchor)
        self._boundaries.passed("after replace_draft")
        return new

    def delete_draft(self, ref: DraftRef) -> None:
        self._boundaries.passed("before delete_draft")
        super().delete_draft(ref)
        self._boundaries.passed("after delete_draft")


class MailClient:
    """The owner's mail program on the same Maildir."""

    def __init__(self, root: Path) -> None:
        self._inbox, self._sent, self._drafts = (mailbox.Maildir(root / name) for name in FOLDERS.values())
        self._written = 0

    def deliver(self, mime: bytes) -> None:
        """A mail arrives."""
        self._inbox.add(mime)

    def owner_writes(self, to: Person, reply_to: str) -> None:
        """The owner answers with a mail of their own."""
        self._written += 1
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = (
            f"Jordan Ellis <{OWNER}>",
            f"{to.name} <{to.email}>",
            "Re: Interview",
        )
        mail["Message-ID"], mail["In-Reply-To"], mail["References"] = (
            f"<own-{self._written}@ellis.example>",
            reply_to,
            reply_to,
        )
        mail.set_content("{}")
        self._sent.add(mail.as_bytes())

    def edit_first(self) -> None:
        """The owner adds a line to the first draft (by address)."""
        key = min(self._drafts.keys(), key=lambda k: str(self._drafts[k]["To"]))
        mime = self._drafts.get_bytes(key)
        self._drafts[key] = mime + b"\nOne more line, by hand.\n"

    def send_all(self, *, new_id: bool = False) -> None:
        """The owner sends every draft."""
        for key in sorted(self._drafts.keys()):
            mime = self._drafts.get_bytes(key)
            if new_id:
                mail = message_from_bytes(mime)
                mail.replace_header("Message-ID", f"<renamed-{mail['Message-ID'][15:30]}@ellis.example>")
                mime = mail.as_bytes()
            self._sent.add(mime)
            self._drafts.remove(key)

    def delete_all(self) -> None:
        """The owner deletes every draft."""
        for key in list(self._drafts.keys()):
            self._drafts.remove(key)

    def contents(self) -> dict[str, Counter[str]]:
        """Message-IDs in Drafts and Sent, with the number of their copies, and each draft's last line."""
        found = {}
        for name, box in (("drafts", self._drafts), ("sent", self._sent)):
            mails = [box.get_bytes(key) for key in box.iterkeys()]
            found[name] = Counter(f"{message_from_bytes(m)['Message-ID']} {m.splitlines()[-1].decode()}" for m in mails)
        return found


@dataclass
class Snapshot:
    """What must be the same with and without a crash."""

    mailbox: dict[str, Counter[str]]
    states: dict[str, str]
    messages: int
    events: Counter[str]
    documents: dict[str, str]
    """The threads as they are stored, without the names that the disk gives to files."""


@dataclass
class Life:
    """One play of the script in a folder of its own."""

    root: Path
    kill_at: int | None = None
    begin_with: int = 0
    """The move to begin with; the folder holds what there was before it."""
    boundaries: Boundaries = field(init=False)

    def __post_init__(self) -> None:
        for name in FOLDERS.values():
            for sub in ("cur", "new", "tmp"):
                (self.root / "Mail" / name / sub).mkdir(parents=True, exist_ok=True)
        self.boundaries = Boundaries(self.kill_at)
        self.client = MailClient(self.root / "Mail")

    def play(self) -> Iterator[tuple[Move, Snapshot]]:
        """Every move, and what there is after its cycles."""
        for number, move in enumerate(LIFE):
            if number < self.begin_with:
                continue
            move.act(self.client)
            for _ in range(move.cycles):
                self._cycle(move)
            yield move, self._snapshot()

    def _cycle(self, move: Move) -> None:
        if self._in_child(move) == -signal.SIGKILL:
            code = self._in_child(move)
            if code != 0:
                raise AssertionError(f"restarted after the kill, the agent failed with status {code}")

    def _in_child(self, move: Move) -> int:
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                self._run_cycle(move)
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        _, waited = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(waited)
        if code not in (0, -signal.SIGKILL):
            raise AssertionError(f"the agent failed with status {code} at {move.name}")
        return code

    def _run_cycle(self, move: Move) -> None:
        sys.addaudithook(self._audit)
        store = CrashingStore(self.root / "followthrough.db", self.boundaries)
        cycle = Cycle(
            "main",
            CrashingMaildir(self.root / "Mail", self.boundaries),
            store,
            rulebook(),
            ManualClock(move.at),
            look_back=timedelta(days=3650),
            judge=said,
            judge_again=lambda judged, owner: judged,
        )
        cycle.run()
        store.close()

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        if event in ("os.rename", "os.link", "os.remove") and "Mail" in str(args[0]):
            self.boundaries.passed(f"before {event}")

    def _snapshot(self) -> Snapshot:
        store = Store(self.root / "followthrough.db")
        threads = store.threads()
        entries = [e for t in threads for e in store.thread_journal(t.id)]
        events = Counter(
            f"{e.thread} {e.event} {e.data.get('kind') or e.data.get('to') or e.data.get('text') or ''}"
            for e in entries
        )
        count = store._db.execute("SELECT count(*) FROM messages").fetchone()[0]
        store.close()
        assert all(t.state in State for t in threads)
        documents = {t.id: _PLACES.sub("", thread_to_json(t)) for t in threads}
        return Snapshot(self.client.contents(), {t.id: t.position.value for t in threads}, count, events, documents)


def rulebook() -> Rulebook:
    """The owner of the script."""
    owner = Owner("Jordan Ellis", frozenset({OWNER}), "America/New_York", "US")
    return Rulebook(owner, calendar_for("America/New_York", "US"), home_address=OWNER)


@dataclass
class Unharmed:
    """The life without a kill: what there was after each move, how many boundaries it passed, and a copy before each
    move."""

    root: Path
    snapshots: list[Snapshot] = field(default_factory=list)
    boundaries: list[int] = field(default_factory=list)

    def play(self) -> None:
        """Play it once, keeping a copy of mailbox and store before every move."""
        life = Life(self.root / "life")
        plays = life.play()
        for number in range(len(LIFE)):
            shutil.copytree(life.root, self.root / f"before-{number}", copy_function=shutil.copy2)
            self.snapshots.append(next(plays)[1])
            self.boundaries.append(life.boundaries.count)

    def move_of(self, boundary: int) -> int:
        """The move in whose cycles this boundary is passed."""
        return next(n for n, count in enumerate(self.boundaries) if boundary <= count)


def compare(kill_at: int, unharmed: Unharmed) -> list[str]:
    """What differs from the unharmed life, looked at after every move until everything is the same again."""
    number = unharmed.move_of(kill_at)
    passed = unharmed.boundaries[number - 1] if number else 0
    root = unharmed.root / "killed"
    shutil.copytree(unharmed.root / f"before-{number}", root, copy_function=shutil.copy2)
    try:
        for move, actual in Life(root, kill_at - passed, number).play():
            expected = unharmed.snapshots[number]
            faults = _faults(kill_at, move, expected, actual)
            if faults or expected == actual:
                return faults
            number += 1
    finally:
        shutil.rmtree(root)
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


def main() -> int:
    """Print a table of the kills; 1 if one of them did harm."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1, help="kill at every N-th boundary")
    parser.add_argument("--random", type=int, default=0, help="so many further kills at random boundaries")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="followthrough-crash-") as folder:
        return _kill_everywhere(Unharmed(Path(folder)), options)


def warm_up() -> None:
    """Load what is loaded on first need (holidays, sentences) here, or every forked process would load it again."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    world.until("2026-05-19 12:00")


def _kill_everywhere(unharmed: Unharmed, options: argparse.Namespace) -> int:
    warm_up()
    unharmed.play()
    count = unharmed.boundaries[-1]
    chance = random.Random(options.seed)
    points = [*range(1, count + 1, options.every), *(chance.randint(1, count) for _ in range(options.random))]
    faults = [fault for point in points for fault in compare(point, unharmed)]
    for fault in faults:
        print(fault)
    print(f"boundaries {count}, kills {len(points)}, lives that came out different {len(faults)}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
