"""The agent's memory, and whether an agent is running on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from agent.checkup.findings import Finding, error, ok, warning
from agent.checkup.notifications import stuck
from agent.database import state_error
from agent.errors import StateError
from agent.screens.words import counted
from agent.store import SHELF_FOR, Store
from agent.wiring import LOCK_NAME, STORE_NAME


def memory(folder: Path) -> Iterator[Finding]:
    """Whether the memory is whole and private; what it keeps, and for how long."""
    place = folder / STORE_NAME
    if not place.exists():
        yield ok("store", f"nothing is remembered yet; the first `followthrough run` makes {place}")
        return
    try:
        store = Store(place)
    except StateError as problem:
        yield error("store", problem.what, problem.next_step)
        return
    try:
        yield from _state(store, place)
    except sqlite3.Error as problem:
        told = state_error(place, problem)
        yield error("store", told.what, told.next_step)
    finally:
        store.close()


def _state(store: Store, place: Path) -> Iterator[Finding]:
    if faults := store.faults():
        problem = state_error(place, sqlite3.DatabaseError(faults))
        yield error("store", problem.what, problem.next_step)
        return
    if place.stat().st_mode & 0o077:
        yield warning("store", f"{place} can be read by others.", f"Run: chmod 600 {place}")
    yield from pauses(store)
    yield from stuck(store)
    size = counted(max(1, round(place.stat().st_size / 2**20)), "MB", "MB")
    yield ok("store", f"{place} is whole; {size}")
    yield ok("retention", _retention(store.kept()))


def _retention(kept: Mapping[str, int]) -> str:
    threads, letters = counted(kept["threads"], "thread"), counted(kept["letters"], "draft text")
    return (
        f"kept: {threads} with {letters}, facts of {kept['readings']} hiring mail, ids of "
        f"{counted(kept['messages'], 'message')}; no mail text. What cannot be read is dropped after {SHELF_FOR.days} "
        "days, the rest at your word: followthrough forget"
    )


def is_running(folder: Path) -> Iterator[Finding]:
    """Whether somebody watches."""
    lock = FileLock(folder / LOCK_NAME, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        yield ok("agent", "is running")
    else:
        lock.release()
        yield warning("agent", "is not running: nothing is read or placed.", "Start it: followthrough run")


def pauses(store: Store) -> Iterator[Finding]:
    """What the owner paused, lest it be forgotten."""
    for name, since in store.pauses().items():
        what = f"{name or 'everything'} is paused by you since {since:%Y-%m-%d}."
        yield warning("pause", what, f"Go on: followthrough resume {name}".rstrip())
