"""The SQLite file itself: opened, brought up to date, its queries by name, its errors in the owner's words."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from agent.errors import StateError

LOCK_TIMEOUT_SECONDS = 30
COPY_MARK = ".before-schema-"
"""In the name of the copy that is kept when a newer program changes the file's form, followed by the form's number."""
_LOCKED_PAUSE_SECONDS = 0.05
_DAMAGE = ("malformed", "not a database", "Could not decode", "corrupt")
_GIVE_PERMISSION = "Give the program's user write permission on that folder."


def open_database(path: Path | str) -> sqlite3.Connection:
    """The file, readable by its owner alone. What is deleted from it is overwritten. Raises `StateError`."""
    try:
        if path != ":memory:":
            _make_private(Path(path))
        db = sqlite3.connect(path, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")
        _patiently(lambda: db.execute("PRAGMA journal_mode = WAL"))
        db.execute("PRAGMA synchronous = FULL")
    except sqlite3.Error as error:
        raise state_error(path, error) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StateError(f"{path} cannot be written ({reason}).", next_step=_GIVE_PERMISSION) from error
    return db


def _make_private(path: Path) -> None:
    """Made with mode 0600 before the first byte is in it, so that the files beside it get the same mode."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _patiently(change: Callable[[], object]) -> None:
    """SQLite does not wait for others by itself where a file's journal mode is changed."""
    until = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while True:
        try:
            change()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_LOCKED_PAUSE_SECONDS)
        else:
            return


def migrate(db: sqlite3.Connection, path: str) -> None:
    """Apply the numbered migrations that the file lacks, each in one transaction. Raises `StateError` for a file of a
    newer version.

    Another program may be doing the same: which ones are lacking is asked under the lock.
    """
    steps = _migrations()
    have = _version(db)
    if have > len(steps):
        raise StateError(
            f"{path} was written by a newer version (schema {have}, this program knows {len(steps)}).",
            next_step="Install the newer version again, or restore the backup from before it.",
        )
    if 0 < have < len(steps):
        _keep_a_copy(db, Path(path), have)
    for number, script in enumerate(steps[have:], start=have + 1):
        db.execute("BEGIN IMMEDIATE")
        try:
            if _version(db) < number:
                for statement in _statements(script):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def _keep_a_copy(db: sqlite3.Connection, path: Path, version: int) -> None:
    """The memory as the older program left it, beside the file; only the latest such copy is kept."""
    copy = path.with_name(f"{path.name}{COPY_MARK}{version}")
    for older in path.parent.glob(f"{path.name}{COPY_MARK}*"):
        if older != copy:
            older.unlink(missing_ok=True)
    try:
        if not copy.exists():
            copy_database(db, copy)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        what = f"{path} is to be brought up to date, and no copy of it can be kept ({reason})."
        raise StateError(what, next_step="Make room, or write permission, in that folder.") from error


def copy_database(db: sqlite3.Connection, path: Path) -> None:
    """Copy the whole file with SQLite's own backup, complete or not at all. `path` must not be there yet; nobody but
    its owner can read it. Raises `OSError` or `sqlite3.Error`."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 0600
    os.close(handle)
    part = Path(name)
    try:
        copy = sqlite3.connect(part, isolation_level=None)
        try:
            db.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        finally:
            copy.close()
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


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
            f"{path} is locked by another program.",
            next_step="Stop the other program that has it open, then start again.",
        )
    if "full" in text:
        return StateError(
            f"no room to write {path}: the disk is full.",
            next_step="Free some space; nothing was lost, the next cycle goes on.",
        )
    if "readonly" in text or "unable to open" in text:
        return StateError(f"{path} cannot be written ({text}).", next_step=_GIVE_PERMISSION)
    if any(sign in text for sign in _DAMAGE):
        return damaged(path, text)
    return StateError(f"{path}: {text}.", next_step="See the log; nothing of this cycle was kept.")


def damaged(path: Path | str, sign: str) -> StateError:
    """The file holds what no version of this program wrote there; `sign` says how that shows."""
    return StateError(
        f"{path} is damaged ({sign}).",
        next_step="Put a backup in its place, or move it away and start again: "
        "the mailbox is read anew, and drafts already placed are found.",
    )
