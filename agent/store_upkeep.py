"""What the memory keeps beside the search itself: what is paused, what is to be told, how the owner
writes. A part of `agent.store.Store`."""

from __future__ import annotations

import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from agent import documents
from agent.glance import EVERYTHING
from agent.happenings import Entry
from agent.notices import Kind, Notice, Waiting
from agent.threads import DraftStatus, Thread
from agent.voice import Sample, digest_of

FORGETTING_A_LOOK = ("forget_look_reading", "forget_look_notice", "forget_look_message", "forget_look")
FORGETTING = (
    "forget_letters",
    "forget_readings",
    "forget_messages",
    "forget_journal",
    "forget_notices",
    "forget_counter",
    "forget_thread",
)
"""Queries, in an order in which each still finds what it needs."""


class Upkeep(ABC):
    """The part of the store that has to do with living with the program. `Store` runs the queries."""

    @abstractmethod
    def _one(self, query: str, **values: Any) -> sqlite3.Row | None: ...

    @abstractmethod
    def _all(self, query: str, **values: Any) -> list[sqlite3.Row]: ...

    @abstractmethod
    def _run(self, query: str, **values: Any) -> None: ...

    # What the owner paused

    def put_pause(self, mailbox: str, at: datetime) -> None:
        """Leave a mailbox alone from now on (`EVERYTHING`: all of them); the first pause keeps its time."""
        self._run("put_pause", mailbox=mailbox, at=at.astimezone(UTC).isoformat())

    def drop_pause(self, mailbox: str) -> bool:
        """Go on with a mailbox, or with `EVERYTHING`; whether it was paused."""
        return self._one("drop_pause", mailbox=mailbox) is not None

    def pauses(self) -> dict[str, datetime]:
        """What is paused, and since when."""
        return {r["mailbox"]: datetime.fromisoformat(r["at"]) for r in self._all("pauses")}

    def is_paused(self, mailbox: str) -> bool:
        """Whether the owner paused this mailbox, or everything."""
        return not self.pauses().keys().isdisjoint((mailbox, EVERYTHING))

    # What lies in mailboxes that are not configured any more

    def drafts_beside(self, mailboxes: Sequence[str], *statuses: DraftStatus) -> list[tuple[str, str]]:
        """(thread id, draft id) of drafts in these states that lie in none of the mailboxes; none if none is named."""
        wanted = json.dumps([s.value for s in statuses])
        rows = self._all("drafts_beside", mailboxes=json.dumps(mailboxes), statuses=wanted) if mailboxes else []
        return [(r["thread_id"], r["id"]) for r in rows]

    # The owner's voice

    def put_voice(self, name: str, sample: Sample) -> None:
        """Keep what one mail of the owner's own teaches."""
        self._run("put_voice", id=name, document=documents.sample_to_json(sample))

    def voice(self) -> list[Sample]:
        """All that was learnt."""
        return [documents.sample_from_json(row["document"]) for row in self._all("voice")]

    def put_voice_choice(self, name: str) -> None:
        """A line that the owner wants left out."""
        self._run("put_voice_choice", name=name)

    def voice_choices(self) -> list[str]:
        """The lines that the owner wants left out."""
        return [str(row["name"]) for row in self._all("voice_choices")]

    def put_voice_line(self, line: tuple[str, str, str], text: str) -> None:
        """A line that the owner wants said in their own words: its name, language and form of address."""
        name, language, address = line
        self._run("put_voice_line", name=name, language=language, address=address, text=text)

    def voice_lines(self) -> dict[tuple[str, str, str], str]:
        """The lines that the owner wants said in their own words."""
        return {(r["name"], r["language"], r["address"]): r["text"] for r in self._all("voice_lines")}

    def forget_voice(self) -> None:
        """Nothing was learnt, nothing chosen."""
        self._run("drop_voice")
        self._run("drop_voice_choices")
        self._run("drop_voice_lines")

    # What the owner is told (`agent.messenger`)

    def journal_after(self, seq: int) -> list[tuple[int, Entry]]:
        """The journal behind that place, in order, a good part at a time."""
        rows = self._all("journal_after", seq=seq)
        return [(r["seq"], Entry(_time(r["at"]), r["thread_id"], r["event"], json.loads(r["data"]))) for r in rows]

    def told_until(self) -> tuple[int, datetime] | None:
        """How far the journal was looked through for something to tell, and since when; None: not begun."""
        row = self._one("told_until")
        return (row["seq"], _time(row["since"])) if row else None

    def put_told_until(self, seq: int, since: datetime) -> None:
        """Note how far the journal was looked through."""
        self._run("put_told_until", seq=seq, since=_text(since))

    def put_notice(self, notice: Notice) -> None:
        """Put it into the outbox, unless it is or was there."""
        values = {**asdict(notice), "at": _text(notice.at), "until": _text(notice.until) if notice.until else None}
        self._run("put_notice", **values)

    def waiting_notices(self, now: datetime) -> list[Waiting]:
        """What is to be told now, oldest first."""
        return [_waiting(row) for row in self._all("waiting_notices", now=_text(now))]

    def begin_notice(self, key: str, at: datetime) -> None:
        """It is about to be told."""
        self._run("begin_notice", key=key, at=_text(at))

    def put_told_to(self, key: str, service: str) -> None:
        """This service has it."""
        self._run("put_told_to", key=key, service=service)

    def retry_notice(self, key: str, at: datetime) -> None:
        """It could not be told everywhere; again then."""
        self._run("retry_notice", key=key, at=_text(at))

    def settle_notice(self, key: str, at: datetime) -> None:
        """It was told, or is not worth telling any more; its words are forgotten."""
        self._run("settle_notice", key=key, at=_text(at))

    def unsettled_notices(self) -> tuple[int, int]:
        """How many wait to be told, and the most attempts that one of them took."""
        row = self._one("unsettled_notices")
        return (row["count"], row["attempts"]) if row else (0, 0)

    # What is forgotten

    def forget_thread(self, thread: Thread) -> None:
        """Everything that is kept of a thread, and of mail by its people that waits for a look.

        Of messages only their keys stay, so that they are not read again. Called inside a decision.
        """
        addresses = json.dumps([c.email for c in thread.contacts])
        for look in self._all("look_names", thread_id=thread.id, addresses=addresses):
            for query in FORGETTING_A_LOOK:
                self._run(query, mailbox=look["mailbox"], key=look["key"])
        for query in FORGETTING:
            self._run(query, thread_id=thread.id)
        self._run("forget_voice_words", thread=digest_of(thread.id))

    def tidy(self) -> None:
        """Take what was deleted out of the write-ahead log too; called outside a decision."""
        self._one("checkpoint")

    # How it is

    def faults(self) -> str:
        """What SQLite finds wrong with the file, or nothing."""
        found = "; ".join(str(row[0]) for row in self._all("quick_check"))
        return "" if found == "ok" else f"malformed: {found}"

    def kept(self) -> dict[str, int]:
        """How many of each are remembered: threads, letters, readings, messages."""
        row = self._one("kept")
        return dict(row) if row else {}


def _waiting(row: sqlite3.Row) -> Waiting:
    notice = Notice(
        row["key"],
        Kind(row["kind"]),
        row["title"],
        row["body"],
        _time(row["at"]),
        _time(row["until"]) if row["until"] else None,
        row["thread_id"],
        row["draft_id"],
    )
    begun_at = _time(row["begun_at"]) if row["begun_at"] else None
    return Waiting(notice, frozenset(json.loads(row["told_to"])), begun_at, row["attempts"])


def _text(at: datetime) -> str:
    """UTC, so that texts sort as times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
