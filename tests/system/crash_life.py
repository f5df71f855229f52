"""The two months lived with an agent that is killed: each cycle in a process of its own, every side effect counted.

Boundaries are numbered through the whole life: before and after each commit of the store, before and after each call
that writes to the mailbox, before each call that reads it, before each file operation, and before each request that
goes over a line (HTTP, IMAP). At the chosen one the process kills itself with SIGKILL; another is started at the same
moment of the life.
"""

from __future__ import annotations

import mmap
import os
import re
import shutil
import signal
import sqlite3
import struct
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

from agent.clock import ManualClock
from agent.cycle import Cycle
from agent.documents import thread_to_json
from agent.lifecycle import State
from agent.rulebook import Rulebook
from agent.store import Store
from providers.interface import Provider
from rules.reading import Owner, Person
from rules.workdays import calendar_for
from tests.agent.world import OWNER, said
from tests.providers.watched import WRITING, Watched
from tests.system.crash_mailboxes import CrashMailbox
from tests.system.two_months import LIFE, Move

T = TypeVar("T")
FILE_OPERATIONS = frozenset({"os.rename", "os.link", "os.remove"})
LINES = frozenset({"http.client.send", "imaplib.send"})
"""Python's own audit events, which the libraries of the adapters pass through."""
_BY_HAND = "One more line, by hand."
_PLACES = re.compile(r'"(?:ref|key|conversation_id|sent_key)":"(?:[^"\\]|\\.)*"|conversation:[^"]*')
"""What a service names as it likes."""


class Boundaries:
    """Counts side effects over all processes of one life, and kills the process that reaches the chosen one."""

    def __init__(self, kill_at: int | None) -> None:
        self._shared, self._kill_at = mmap.mmap(-1, 8), kill_at

    @property
    def count(self) -> int:
        """How many were passed so far."""
        return int(struct.unpack("q", self._shared[:8])[0])

    def passed(self, name: str) -> None:
        """One more."""
        number = self.count + 1
        self._shared[:8] = struct.pack("q", number)
        if number == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


class NumberedStore(Store):
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


class NumberedProvider(Watched):
    """A provider whose calls are boundaries."""

    def __init__(self, inner: Provider, boundaries: Boundaries) -> None:
        super().__init__(inner)
        self._boundaries = boundaries

    def around(self, call: str, do: Callable[[], T]) -> T:
        self._boundaries.passed(f"before {call}")
        result = do()
        if call in WRITING:
            self._boundaries.passed(f"after {call}")
        return result


class People:
    """What the owner and the employers do in a life, on whatever mailbox."""

    def __init__(self, mailbox: CrashMailbox) -> None:
        self._mailbox = mailbox

    def deliver(self, mime: bytes) -> None:
        """A mail arrives."""
        self._mailbox.deliver(mime, received_at=self._mailbox.now())

    def owner_writes(self, to: Person, reply_to: str) -> None:
        """The owner answers with a mail of their own."""
        mail = EmailMessage()
        mail["From"], mail["To"] = f"Jordan Ellis <{OWNER}>", f"{to.name} <{to.email}>"
        mail["Subject"], mail["Message-ID"] = "Re: Interview", f"<own-{reply_to[1:]}"
        mail["In-Reply-To"] = mail["References"] = reply_to
        mail.set_content("{}")
        self._mailbox.owner_sends(mail.as_bytes())

    def owner_notes(self, subject: str, text: str) -> None:
        """The owner writes a mail to themselves (B35)."""
        mail = EmailMessage()
        mail["From"] = mail["To"] = f"Jordan Ellis <{OWNER}>"
        mail["Subject"], mail["Message-ID"] = subject, "<notes@ellis.example>"
        mail.set_content(text)
        self._mailbox.owner_sends(mail.as_bytes())

    def edit_first(self) -> None:
        """The owner adds a line to the first draft (by address), if there is one."""
        drafts = sorted(self._mailbox.drafts(), key=lambda m: str(message_from_bytes(m)["To"]))
        if not drafts:
            return
        mime = drafts[0]
        edited = mime + f"\r\n{_BY_HAND}\r\n".encode()
        self._mailbox.owner_edits_draft(_message_id(mime), edited)

    def send_all(self, *, new_id: bool = False) -> None:
        """The owner sends every draft."""
        for message_id in sorted(map(_message_id, self._mailbox.drafts())):
            self._mailbox.owner_sends_draft(message_id, changes_message_id=new_id)

    def delete_all(self) -> None:
        """The owner deletes every draft."""
        for message_id in sorted(map(_message_id, self._mailbox.drafts())):
            self._mailbox.owner_deletes_draft(message_id)

    def contents(self, ours: frozenset[str]) -> dict[str, Counter[str]]:
        """What lies in Drafts and Sent, with the number of copies. `ours` are the Message-IDs that the agent gave."""
        boxes = {"drafts": self._mailbox.drafts(), "sent": self._mailbox.sent_mail()}
        return {name: Counter(_described(mime, ours) for mime in mails) for name, mails in boxes.items()}


def _message_id(mime: bytes) -> str:
    return str(message_from_bytes(mime)["Message-ID"])


def _described(mime: bytes, ours: frozenset[str]) -> str:
    mail = message_from_bytes(mime)
    message_id = _message_id(mime)
    name = message_id if message_id in ours else "another Message-ID"
    hand = ", edited" if _BY_HAND.encode() in mime else ""
    return f"{name} to {mail['To']}, {mail['Subject']!r}{hand}"


@dataclass
class Snapshot:
    """What must be the same with and without a crash."""

    mailbox: dict[str, Counter[str]]
    states: dict[str, str]
    messages: int
    events: Counter[str]
    documents: dict[str, str]
    """The threads as they are stored, without what the service names as it likes."""


def snapshot(store: Store, people: People) -> Snapshot:
    """What there is now, in the memory and in the mailbox."""
    threads = store.threads()
    entries = [e for t in threads for e in store.thread_journal(t.id)]
    events = Counter(
        f"{e.thread} {e.event} {e.data.get('kind') or e.data.get('to') or e.data.get('text') or ''}" for e in entries
    )
    count = store._db.execute("SELECT count(*) FROM messages").fetchone()[0]
    assert all(t.state in State for t in threads)
    ours = frozenset(d.message_id for t in threads for d in t.drafts)
    documents = {t.id: _PLACES.sub("", thread_to_json(t)) for t in threads}
    states = {t.id: t.position.value for t in threads}
    return Snapshot(people.contents(ours), states, count, events, documents)


class Life:
    """One play of the script on a mailbox, with the store in `folder`, from the move `begin_with`."""

    def __init__(self, folder: Path, mailbox: CrashMailbox, kill_at: int | None = None, begin_with: int = 0) -> None:
        self.store_path = folder / "followthrough.db"
        self.boundaries = Boundaries(kill_at)
        self._folder, self._mailbox, self._begin_with = folder, mailbox, begin_with
        self._people = People(mailbox)

    def play(self) -> Iterator[tuple[Move, Snapshot]]:
        """Every move, and what there is after its cycles."""
        for move in LIFE[self._begin_with :]:
            self._mailbox.set_now(move.at)
            move.act(self._people)
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
        store = NumberedStore(self.store_path, self.boundaries)
        provider = NumberedProvider(self._mailbox.open(), self.boundaries)
        ten_years = timedelta(days=3650)
        Cycle(
            "main",
            provider,
            store,
            rulebook(),
            ManualClock(move.at),
            look_back=ten_years,
            judge=said,
            judge_again=lambda judged, owner: judged,
        ).run()
        provider.close()
        store.close()

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        if event in LINES or (event in FILE_OPERATIONS and str(args[0]).startswith(str(self._folder))):
            self.boundaries.passed(f"before {event}")

    def _snapshot(self) -> Snapshot:
        store = Store(self.store_path)
        try:
            return snapshot(store, self._people)
        finally:
            store.close()


def rulebook() -> Rulebook:
    """The owner of the script."""
    owner = Owner("Jordan Ellis", frozenset({OWNER}), "America/New_York", "US")
    return Rulebook(owner, calendar_for("America/New_York", "US"), home_address=OWNER)


@dataclass(frozen=True)
class Moment:
    """Store and mailbox before a move, to go back to."""

    store: Path
    mailbox: Any


def keep(number: int, life: Life, mailbox: CrashMailbox) -> Moment:
    """What there is before the move of that number."""
    copy = life.store_path.with_name(f"store-{number}.db")
    if life.store_path.exists():
        with sqlite3.connect(life.store_path) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        shutil.copy2(life.store_path, copy)
    return Moment(copy, mailbox.saved())


def go_back(moment: Moment, folder: Path, mailbox: CrashMailbox) -> None:
    """To what `keep` kept."""
    for old in folder.glob("followthrough.db*"):
        old.unlink()
    if moment.store.exists():
        shutil.copy2(moment.store, folder / "followthrough.db")
    mailbox.restore(moment.mailbox)
