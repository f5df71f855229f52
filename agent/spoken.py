"""What a decision says: spoken of once it is kept, forgotten if it is not; and a mistake of ours in one message, draft
or thread is taken back alone, so that it stops nothing else (B6, B34)."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from agent.errors import StateError
from agent.happenings import Entry
from agent.store import Store
from providers.interface import ProviderError

_FRAMES_SHOWN = 4

Guard = Callable[[Callable[[], object]], str]
"""Does one thing; returns "" or where a mistake of ours broke it, if that is not raised."""


@dataclass(frozen=True, slots=True)
class Told:
    """A journal entry as the world sees it, with its thread's company and role at that time."""

    entry: Entry
    company: str | None
    role: str | None


class Spoken:
    """Decisions on a store, and what they tell; `listen` hears every entry after it was kept."""

    def __init__(self, store: Store, listen: Callable[[Told], None], guard: Guard) -> None:
        self._store, self._listen, self._guard = store, listen, guard
        self._told: list[Told] = []

    def tell(self, entry: Entry, company: str | None, role: str | None) -> None:
        """Say this once the decision under way is kept."""
        self._told.append(Told(entry, company, role))

    @contextmanager
    def decision(self) -> Iterator[None]:
        """One transaction of the store. Raises `StateError` if it cannot be written."""
        try:
            with self._store.decision():
                yield
        except BaseException:
            self._told = []
            raise
        told, self._told = self._told, []
        for one in sorted(told, key=lambda t: t.entry.at):
            self._listen(one)

    def alone(self, act: Callable[[], object]) -> str:
        """Do one of several things of a decision. Returns "" or, if the guard holds back the mistake that broke it,
        where that was; then nothing of it is kept or told."""
        told = len(self._told)
        mistake = self._guard(partial(self._attempt, act))
        if mistake:
            del self._told[told:]
        return mistake

    def _attempt(self, act: Callable[[], object]) -> None:
        with self._store.attempt():
            act()


def loudly(act: Callable[[], object]) -> str:
    """Do it; a mistake of ours ends everything, as tests and replays want it. Returns ""."""
    act()
    return ""


def mistake_in(act: Callable[[], object]) -> str:
    """Do it. Returns "" or, if a mistake of ours broke it, where that was. Trouble with the memory or the mailbox
    concerns more than this one thing and is raised: `StateError`, `sqlite3.Error`, `ProviderError`."""
    try:
        act()
    except (ProviderError, StateError, sqlite3.Error, MemoryError):
        raise
    except Exception as error:
        return where(error)
    return ""


def where(error: Exception) -> str:
    """What went wrong and where, without the error's own words, which may be those of a mail."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES_SHOWN:]
    return f"{type(error).__name__} in " + ", ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
