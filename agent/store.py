"""The memory: one SQLite file (WAL), written in whole decisions.

Every decision of a cycle (messages, readings, threads with their drafts, journal, cursor) is one transaction, `with
store.decision():`.
Threads are kept as one JSON document each, beside the columns and keys by which they are found; the queries stand in
queries.sql.
One store object per operating-system thread; several may have the file open at once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from agent import documents
from agent.database import copy_database, damaged, migrate, open_database, queries, state_error
from agent.happenings import Entry
from agent.same_names import company_words
from agent.store_rows import DraftOfDay, Look, MailboxRow, MessageRow
from agent.store_upkeep import Upkeep
from agent.threads import DraftStatus, Thread, ThreadId

SHELF_FOR = timedelta(days=14)
"""How long trouble is kept (privacy: not longer than it can be of use)."""


class Store(Upkeep):
    """The agent's memory in one file; `:memory:` for replay."""

    def __init__(self, path: Path | str) -> None:
        """Open, and bring the schema up to date. Raises `StateError` with a next step."""
        self._path = path
        self.card_of: Callable[[Thread], str] | None = None
        """Makes the card that is kept beside a thread for `status`; None: it is left to `status`."""
        self._db = open_database(path)
        try:
            migrate(self._db, str(path))
        except sqlite3.Error as error:
            raise state_error(path, error) from error

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def copy_to(self, path: Path) -> None:
        """Copy the memory to a new file (0600), as it is at one moment, whatever others write meanwhile.

        Raises `OSError` where the file cannot be made, `StateError` where it cannot be filled; then nothing is left.
        """
        with self._speaking_plainly():
            copy_database(self._db, path)

    @contextmanager
    def decision(self) -> Iterator[None]:
        """One transaction: all of what is put inside is kept, or nothing. Raises `StateError` if it cannot be
        written."""
        with self._speaking_plainly():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # SQLite itself rolls back when the disk is full
                    self._db.execute("ROLLBACK")
                raise

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Inside a decision: what is put here is kept with it, or forgotten alone if an error leaves this block."""
        self._db.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # else SQLite took all of it back itself
                self._db.execute("ROLLBACK TO attempt")
                self._db.execute("RELEASE attempt")
            raise
        self._db.execute("RELEASE attempt")

    @contextmanager
    def _speaking_plainly(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise state_error(self._path, error) from error

    # Mailboxes

    def mailbox(self, name: str) -> MailboxRow:
        """What is remembered of a mailbox; a fresh row if nothing is."""
        row = self._one("mailbox", name=name)
        return _mailbox(row) if row else MailboxRow(name)

    def mailboxes(self) -> list[MailboxRow]:
        """All mailboxes ever read."""
        return [_mailbox(row) for row in self._all("mailboxes")]

    def put_mailbox(self, row: MailboxRow) -> None:
        """Remember a mailbox's cursor and health."""
        values = asdict(row)
        self._run("put_mailbox", **{k: _text(v) if isinstance(v, datetime) else v for k, v in values.items()})

    # Messages

    def knows(self, mailbox: str, key: str) -> bool:
        """Whether this message was read before."""
        return self._one("message", mailbox=mailbox, key=key) is not None

    def message(self, mailbox: str, key: str) -> MessageRow | None:
        """The row of one message."""
        row = self._one("message", mailbox=mailbox, key=key)
        return _message(row) if row else None

    def messages_with_id(self, message_id: str) -> list[MessageRow]:
        """All copies of a message, in whatever mailbox."""
        return [_message(row) for row in self._all("messages_with_id", message_id=message_id)]

    def find_messages(self, name: str) -> list[MessageRow]:
        """Messages whose key or Message-ID this is (angle brackets left out or not), else whose key begins so."""
        exact = self._all("find_messages", name=name, bracketed=f"<{name.strip('<>')}>")
        return [_message(row) for row in exact or self._all("messages_beginning", name=name)]

    def message_ids(self, thread_id: str) -> dict[str, str | None]:
        """Key → Message-ID of a thread's messages."""
        return {r["key"]: r["message_id"] for r in self._all("thread_messages", thread_id=thread_id)}

    def received_at(self, mailbox: str, key: str) -> datetime | None:
        """When a hiring mail was received; None where no reading of it is kept."""
        row = self._one("reading", mailbox=mailbox, key=key)
        return _time(row["at"]) if row else None

    def put_message(self, row: MessageRow) -> None:
        """Remember that a message was read, and what it was taken for."""
        self._run("put_message", **{**asdict(row), "read_at": _text(row.read_at)})

    def put_reading(self, mailbox: str, key: str, thread_id: str | None, at: datetime, document: str) -> None:
        """Keep the facts and evidence of a hiring mail."""
        self._run("put_reading", mailbox=mailbox, key=key, thread_id=thread_id, at=_text(at), document=document)

    def thread_readings(self, thread_id: str) -> list[tuple[datetime, str, str]]:
        """(received at, key, reading document) of a thread's messages, oldest first."""
        return [(_time(r["at"]), r["key"], r["document"]) for r in self._all("thread_readings", thread_id=thread_id)]

    def reading_document(self, mailbox: str, key: str) -> str:
        """The reading document of one message; raises KeyError if none is kept."""
        row = self._one("reading", mailbox=mailbox, key=key)
        if row is None:
            raise KeyError(key)
        return str(row["document"])

    # What needs a look

    def put_look(self, look: Look) -> None:
        """Show a message under "needs a look"."""
        values = {**asdict(look), "at": _text(look.at), "threads": json.dumps(look.threads)}
        self._run("put_look", **values)

    def looks(self) -> list[Look]:
        """Everything that still needs a look, by number: in the order in which it came up."""
        rows = self._all("looks")
        return [
            Look(
                r["mailbox"],
                r["key"],
                _time(r["at"]),
                r["reason"],
                tuple(json.loads(r["threads"])),
                r["document"],
                r["conversation_id"],
                r["number"],
            )
            for r in rows
        ]

    def settle_look(self, mailbox: str, key: str, at: datetime) -> None:
        """The owner answered."""
        self._run("settle_look", mailbox=mailbox, key=key, at=_text(at))

    # Threads

    def new_thread_id(self, company: str | None) -> ThreadId:
        """A short, readable name that no thread has yet."""
        words = company_words(company or "")
        name = "-".join(words[:3]) or "thread"
        number = self._one("count", name=name)["value"]  # type: ignore[index]
        return ThreadId(f"{name}-{number}" if number > 1 or not words else name)

    def thread(self, thread_id: str) -> Thread | None:
        """The thread of this id."""
        row = self._one("thread", id=thread_id)
        return self._thread_of(row) if row else None

    def threads(self) -> list[Thread]:
        """Every thread."""
        return [self._thread_of(r) for r in self._all("threads")]

    def threads_by_keys(self, keys: Iterable[str]) -> list[Thread]:
        """Threads that carry one of these keys (`agent.linking`)."""
        wanted = json.dumps(sorted(keys))
        return [self._thread_of(r) for r in self._all("threads_by_keys", keys=wanted)]

    def threads_to_wake(self, now: datetime) -> list[Thread]:
        """Threads that asked to be looked at by `now`."""
        return [self._thread_of(r) for r in self._all("threads_to_wake", now=_text(now))]

    def next_wake(self, after: datetime | None = None) -> datetime | None:
        """When the first thread wants to be looked at, of those that want it later than `after`."""
        row = self._one("next_wake", after=_text(after) or "")
        return _time(row["wake_at"]) if row and row["wake_at"] else None

    def put_thread(
        self,
        thread: Thread,
        wake_at: datetime | None,
        now: datetime,
        day_of: Callable[[datetime], date],
        late: Iterable[str] = (),
    ) -> None:
        """Keep a thread with its keys and drafts. `day_of` gives the owner's date; `late` are the ids of caught-up
        drafts."""
        self._run(
            "put_thread",
            id=thread.id,
            state=thread.state.value,
            company=thread.company,
            wake_at=_text(wake_at),
            changed_at=_text(now),
            document=documents.thread_to_json(thread),
            card=self.card_of(thread) if self.card_of else None,
        )
        self._db.executemany(queries()["put_key"], [{"key": k, "thread_id": thread.id} for k in thread.keys])
        self._run("drop_keys", thread_id=thread.id, keys=json.dumps(sorted(thread.keys)))
        employer = employer_key(thread)
        for draft in thread.drafts:
            self._run(
                "put_draft",
                id=draft.id,
                thread_id=thread.id,
                mailbox=draft.mailbox,
                message_id=draft.message_id,
                step=draft.step.value,
                status=draft.status.value,
                is_stale=int(draft.is_stale),
                is_missing=int(draft.missing_since is not None),
                address=draft.address,
                employer=employer,
                placed_on=day_of(draft.placed_at or draft.planned_at).isoformat(),
                was_late=int(draft.id in set(late)),
            )
            if draft.body:
                self._run("put_letter", draft_id=draft.id, subject=draft.subject, body=draft.body)

    def put_wake(self, thread_id: str, wake_at: datetime | None) -> None:
        """Only say when an unchanged thread wants to be looked at again."""
        self._run("put_wake", id=thread_id, wake_at=_text(wake_at))

    def put_card(self, thread_id: str, card: str) -> None:
        """Keep the card of an unchanged thread (`agent.card`)."""
        self._run("put_card", id=thread_id, card=card)

    def made_from(self) -> str | None:
        """The fingerprint that the settings for `status` were kept with."""
        row = self._one("made_from")
        return str(row["made_from"]) if row else None

    def put_settings(self, made_from: str, settings: str) -> None:
        """Keep what `status` needs of the configuration (`agent.glance`)."""
        self._run("put_settings", made_from=made_from, settings=settings)

    def put_began(self, at: datetime) -> None:
        """Note that the agent begins to watch: only what is read from now on shows that it is well."""
        self._run("put_began", at=_text(at))

    # Drafts

    def letters(self) -> dict[str, tuple[str, str]]:
        """Draft id → (subject, body) of our drafts, as they were last written."""
        return {r["draft_id"]: (r["subject"], r["body"]) for r in self._all("letters")}

    def letter(self, draft_id: str) -> str | None:
        """The body of a draft of ours, as it was last written."""
        row = self._one("letter", draft_id=draft_id)
        return str(row["body"]) if row else None

    def drafts_in(self, mailbox: str, *statuses: DraftStatus) -> list[tuple[str, str]]:
        """(thread id, draft id) of the drafts in a mailbox that are in one of these states."""
        wanted = json.dumps([s.value for s in statuses])
        return [(r["thread_id"], r["id"]) for r in self._all("drafts_in", mailbox=mailbox, statuses=wanted)]

    def missing_drafts_in(self, mailbox: str) -> list[tuple[str, str]]:
        """(thread id, draft id) of drafts that were not in Drafts at the last look."""
        return [(r["thread_id"], r["id"]) for r in self._all("missing_drafts_in", mailbox=mailbox)]

    def stale_drafts_in(self, mailbox: str) -> list[tuple[str, str]]:
        """(thread id, draft id) of live drafts whose new words wait to be written (B27)."""
        return [(r["thread_id"], r["id"]) for r in self._all("stale_drafts_in", mailbox=mailbox)]

    def draft_with_message_id(self, message_id: str) -> tuple[str, str] | None:
        """(thread id, draft id) of our draft with this Message-ID."""
        row = self._one("draft_with_message_id", message_id=message_id)
        return (row["thread_id"], row["id"]) if row else None

    def drafts_on(self, day: date) -> list[DraftOfDay]:
        """Drafts planned or placed on a day, those withdrawn since among them."""
        rows = self._all("drafts_on", day=day.isoformat())
        return [
            DraftOfDay(
                r["mailbox"],
                r["step"],
                r["address"],
                r["employer"],
                r["thread_id"],
                bool(r["was_late"]),
                r["status"] in (DraftStatus.WITHDRAWN, DraftStatus.WITHDRAWING),
            )
            for r in rows
        ]

    # Journal and shelf

    def put_entries(self, entries: Sequence[Entry]) -> None:
        """Append to the journal."""
        rows = [
            {"at": _text(e.at), "thread_id": e.thread, "event": e.event, "data": json.dumps(dict(e.data))}
            for e in entries
        ]
        self._db.executemany(queries()["put_entry"], rows)

    def thread_journal(self, thread_id: str) -> list[Entry]:
        """What happened to a thread, in order."""
        rows = self._all("thread_journal", thread_id=thread_id)
        return [Entry(_time(r["at"]), ThreadId(r["thread_id"]), r["event"], json.loads(r["data"])) for r in rows]

    def notices(self, since: datetime) -> list[Entry]:
        """The latest notices to the owner, newest first."""
        rows = self._all("notices", since=_text(since))
        return [Entry(_time(r["at"]), r["thread_id"], r["event"], json.loads(r["data"])) for r in rows]

    def shelve(self, mailbox: str, key: str, what: str, version: str, at: datetime) -> None:
        """Put trouble aside for a person; old trouble is thrown away."""
        self._run("put_shelf", mailbox=mailbox, key=key, at=_text(at), what=what, version=version)
        self._run("drop_shelf", before=_text(at - SHELF_FOR))

    def shelf(self) -> list[tuple[str, str, datetime, str]]:
        """(mailbox, key, when, what) of what could not be handled."""
        return [(r["mailbox"], r["key"], _time(r["at"]), r["what"]) for r in self._all("shelf")]

    # SQL

    def _thread_of(self, row: sqlite3.Row) -> Thread:
        try:
            return documents.thread_from_json(row["document"])
        except ValueError as error:
            raise damaged(self._path, "a thread cannot be read") from error

    def _one(self, query: str, **values: Any) -> sqlite3.Row | None:
        with self._speaking_plainly():
            row: sqlite3.Row | None = self._db.execute(queries()[query], values).fetchone()
        return row

    def _all(self, query: str, **values: Any) -> list[sqlite3.Row]:
        with self._speaking_plainly():
            return self._db.execute(queries()[query], values).fetchall()

    def _run(self, query: str, **values: Any) -> None:
        with self._speaking_plainly():
            self._db.execute(queries()[query], values)


def employer_key(thread: Thread) -> str | None:
    """What two threads at one employer share (B26): the company's name in plain words, to be compared by
    `is_same_company`."""
    return " ".join(company_words(thread.company)) if thread.company else None


def _mailbox(row: sqlite3.Row) -> MailboxRow:
    values = dict(row)
    for name in ("started_at", "read_at", "failing_since", "retry_at"):
        values[name] = _time(values[name]) if values[name] else None
    return MailboxRow(**values)


def _message(row: sqlite3.Row) -> MessageRow:
    return MessageRow(**{**dict(row), "read_at": _time(row["read_at"])})


def _text(instant: datetime | None) -> str | None:
    """UTC, so that texts sort as times do."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds") if instant else None


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
