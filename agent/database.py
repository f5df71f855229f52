"""The SQLite file itself: opened, brought up to date, its queries by name, its errors in the owner's words."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from agent.errors import StateError

LOCK_TIMEOUT_SECONDS = 30


def open_database(path: Path | str) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(path, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error as error:
        raise state_error(path, error) from error
    if path != ":memory:":
        Path(path).chmod(0o600)
    return db


def migrate(db: sqlite3.Connection, path: str) -> None:
    """Apply the numbered migrations that the file lacks, each in one transaction."""
    have = db.execute("PRAGMA user_version").fetchone()[0]
    steps = _migrations()
    if have > len(steps):
        raise StateError(
            f"{path} was written by a newer version (schema {have}, this program knows {len(steps)})",
            next_step="Install the newer version again, or restore the backup from before it.",
        )
    for number, script in enumerate(steps[have:], start=have + 1):
        db.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")


@lru_cache(maxsize=1)
def _migrations() -> tuple[str, ...]:
    folder = files("agent") / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple((folder / name).read_text(encoding="utf-8") for name in names)


@lru_cache(maxsize=1)
def queries() -> dict[str, str]:
    """The queries of queries.sql by the name in the comment above each."""
    text = (files("agent") / "queries.sql").read_text(encoding="utf-8")
    queries: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if line.startswith("-- ") and " " not in line[3:]:
            name = line[3:]
        elif name and line and not line.startswith("--"):
            queries[name] = f"{queries.get(name, '')}{line}\n"
    return queries


def state_error(path: Path | str, error: sqlite3.Error) -> StateError:
    """The error in the owner's words, with what to do (docs/troubleshooting)."""
    text = str(error)
    if "locked" in text:
        return StateError(
            f"{path} is locked by another program",
            next_step="Stop the other program that has it open, then start again.",
        )
    if "full" in text:
        return StateError(
            f"no room to write {path}: the disk is full",
            next_step="Free some space; nothing was lost, the next cycle goes on.",
        )
    if "readonly" in text or "unable to open" in text:
        return StateError(
            f"{path} cannot be written ({text})", next_step="Give the program's user write permission on that folder."
        )
    if "malformed" in text or "not a database" in text:
        return StateError(
            f"{path} is damaged ({text})",
            next_step="Move it away and start again: the mailbox is read anew, and drafts already placed are found.",
        )
    return StateError(f"{path}: {text}", next_step="See the log; nothing of this cycle was kept.")
