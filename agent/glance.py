"""The memory at a glance: what `status` shows, read without the machinery that made it.

Beside each thread its card is kept (`agent.card`), and once the settings that matter for showing. Both carry the
fingerprint of the configuration and the program they were made from; where that is another one now, `read` says so by
giving None, and `status` has the cards made anew. Only the standard library and PyYAML are loaded here, and this is the
one place beside `agent.store` that asks the database; it opens it for reading only.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from agent.config_places import default_data_dir

STORE_NAME = "followthrough.db"
EVERYTHING = ""
"""Stands for all mailboxes where one can be named (`followthrough pause`)."""
NOTICES_FOR = timedelta(days=7)
UNREADABLE = (OSError, yaml.YAMLError, ValueError, TypeError, AttributeError)
"""What reading a wrong configuration loosely may raise."""
HEALTHY_POLLS = 3
"""A mailbox is well while its last successful cycle is at most so many polls ago."""


@dataclass(frozen=True, slots=True)
class MailboxGlance:
    """One mailbox's health. Moments are aware, UTC."""

    name: str
    read_at: datetime | None
    failing_since: datetime | None
    failure: str | None
    paused_why: str | None
    paused_next_step: str | None
    held_since: datetime | None = None
    """Since when the owner has it paused (`followthrough pause`)."""
    goes_on_with: str = "followthrough resume"
    """The command that ends that: for this mailbox alone, or for all where all are paused."""


@dataclass(frozen=True, slots=True)
class LookGlance:
    """One message that needs a look."""

    number: int
    key: str
    at: datetime
    reason: str
    threads: tuple[str, ...]
    sender: str
    subject: str
    guess: str | None
    """The intent that the reading held for the most likely."""


@dataclass(frozen=True, slots=True)
class Glance:
    """All that `status` shows."""

    zone: ZoneInfo
    poll: timedelta
    cards: tuple[Mapping[str, Any], ...]
    looks: tuple[LookGlance, ...]
    mailboxes: tuple[MailboxGlance, ...]
    notices: tuple[tuple[datetime, str | None, str], ...]
    """(when, thread, text), newest first, of the last days."""
    shelved: int
    """Messages that could not be read."""
    began_at: datetime | None = None
    """When the agent that watches was last started; None if it never was."""
    away: tuple[date, date] | None = None
    """First and last day on which the owner is away, on their calendar."""

    def is_well(self, mailbox: MailboxGlance, now: datetime) -> bool:
        """Read successfully within the last polls and since the agent was started (what an agent that was stopped left
        behind says nothing of the one that runs now), written to without failing since then, and not paused; or paused
        because the owner wants it so."""
        if mailbox.held_since is not None:
            return True
        if mailbox.paused_why is not None or mailbox.read_at is None:
            return False
        patience = now - HEALTHY_POLLS * self.poll
        since = max(patience, self.began_at or datetime.min.replace(tzinfo=UTC))
        is_failing = mailbox.failing_since is not None and mailbox.failing_since < patience
        # A later reading than now was noted before the clock was set back.
        return since <= mailbox.read_at <= now + self.poll and not is_failing

    @property
    def looked_at(self) -> frozenset[str]:
        """The threads that a message waiting for a look may belong to."""
        return frozenset(t for look in self.looks for t in look.threads)


def settings_text(timezone: str, poll: timedelta, mailboxes: list[str], away: tuple[date, date] | None = None) -> str:
    """What is kept of the configuration for `read`."""
    days = [day.isoformat() for day in away] if away else None
    return json.dumps({"timezone": timezone, "poll": poll.total_seconds(), "mailboxes": mailboxes, "away": days})


def card_text(card: Mapping[str, object], made_from: str) -> str:
    """A card as it is kept."""
    return json.dumps({**card, "made_from": made_from}, ensure_ascii=False)


def fingerprint(config_path: Path) -> str:
    """Names the configuration's text and the program: cards made from another pair are not shown."""
    digest = hashlib.blake2b(config_path.read_bytes(), digest_size=12)
    here = Path(__file__).resolve().parent
    for folder in (here, here.parent / "rules"):
        for entry in sorted(os.scandir(folder), key=lambda e: e.name):
            if entry.is_file():
                digest.update(f"{entry.name}{entry.stat().st_mtime_ns}".encode())
    return digest.hexdigest()


def read(config_path: Path, now: datetime, made_from: str | None = None) -> Glance | None:
    """The glance, or None where the cards have to be made first (or there is no memory yet).

    `made_from` is the fingerprint of cards that were made just now.
    """
    try:
        made_from = made_from or fingerprint(config_path)
        place = store_path(config_path)
        with _opened(place) as db:
            return _glance(db, made_from, now)
    except (*UNREADABLE, sqlite3.Error, KeyError):
        return None  # whatever is wrong, the long way finds it and says so


def store_path(config_path: Path) -> Path:
    """Where the memory lies by this configuration, whatever else is wrong with it. Raises one of `UNREADABLE`."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    settings = yaml.load(config_path.read_text(encoding="utf-8-sig"), Loader=loader)  # noqa: S506 - builds only texts
    folder = Path(settings.get("data_dir") or default_data_dir()).expanduser()
    return config_path.resolve().parent / folder / STORE_NAME


def _opened(place: Path) -> _Closing:
    db = sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=5)
    db.row_factory = sqlite3.Row
    return _Closing(db)


@dataclass
class _Closing:
    db: sqlite3.Connection

    def __enter__(self) -> sqlite3.Connection:
        return self.db

    def __exit__(self, *error: object) -> None:
        self.db.close()


def _glance(db: sqlite3.Connection, made_from: str, now: datetime) -> Glance | None:
    row = db.execute("SELECT made_from, settings, began_at FROM glance WHERE id = 1").fetchone()
    if row is None or row["made_from"] != made_from:
        return None
    settings = json.loads(row["settings"])
    texts = [r["card"] for r in db.execute("SELECT card FROM threads ORDER BY id")]
    cards = json.loads(f"[{','.join(texts)}]") if None not in texts else None
    if cards is None or any(card["made_from"] != made_from for card in cards):
        return None
    return Glance(
        zone=ZoneInfo(settings["timezone"]),
        poll=timedelta(seconds=settings["poll"]),
        cards=tuple(cards),
        looks=tuple(_looks(db)),
        mailboxes=tuple(_mailboxes(db, settings["mailboxes"])),
        notices=tuple(_notices(db, now)),
        shelved=db.execute("SELECT count(*) FROM shelf").fetchone()[0],
        began_at=_past(_moment(row["began_at"]), now),
        away=_days(settings.get("away")),
    )


def _past(at: datetime | None, now: datetime) -> datetime | None:
    """None for a moment that was noted before the clock was set back: nothing can be measured by it."""
    return at if at and at <= now else None


def _days(texts: list[str] | None) -> tuple[date, date] | None:
    return (date.fromisoformat(texts[0]), date.fromisoformat(texts[1])) if texts else None


def _looks(db: sqlite3.Connection) -> Iterator[LookGlance]:
    query = """SELECT l.number, l.key, l.at, l.reason, l.threads, l.document, r.document AS reading FROM looks l
               LEFT JOIN readings r ON r.mailbox = l.mailbox AND r.key = l.key
               WHERE l.settled_at IS NULL ORDER BY l.number"""
    for row in db.execute(query):
        message, reading = json.loads(row["document"]), json.loads(row["reading"] or "{}")
        sender = message.get("sender") or {}
        yield LookGlance(
            row["number"],
            row["key"],
            datetime.fromisoformat(row["at"]),
            row["reason"],
            tuple(json.loads(row["threads"])),
            sender.get("name") or sender.get("email") or "somebody",
            message.get("subject") or "",
            reading.get("intent"),
        )


def _mailboxes(db: sqlite3.Connection, names: list[str]) -> Iterator[MailboxGlance]:
    known = {r["name"]: r for r in db.execute("SELECT * FROM mailboxes")}
    held = {r["mailbox"]: r["at"] for r in db.execute("SELECT mailbox, at FROM pauses")}
    for name in names:
        row, held_since = known.get(name), _moment(held.get(name) or held.get(EVERYTHING))
        goes_on = resume_command(held, name)
        if row is None:
            yield MailboxGlance(name, None, None, None, None, None, held_since, goes_on)
        else:
            yield MailboxGlance(
                name,
                _moment(row["read_at"]),
                _moment(row["failing_since"]),
                row["failure"],
                row["paused_why"],
                row["paused_next_step"],
                held_since,
                goes_on,
            )


def resume_command(paused: Collection[str], name: str) -> str:
    """What ends the pause of a mailbox: where everything is paused, one of them cannot go on alone."""
    return "followthrough resume" if EVERYTHING in paused else f"followthrough resume {name}"


def _notices(db: sqlite3.Connection, now: datetime) -> Iterator[tuple[datetime, str | None, str]]:
    query = "SELECT at, thread_id, data FROM journal WHERE event = 'notified' AND at >= ? ORDER BY seq DESC LIMIT 5"
    for row in db.execute(query, ((now - NOTICES_FOR).isoformat(),)):
        yield datetime.fromisoformat(row["at"]), row["thread_id"], json.loads(row["data"])["text"]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
