"""What the memory keeps beside the search itself: what the owner paused. A part of `agent.store.Store`."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

EVERYTHING = ""
"""Stands for all mailboxes where one can be named."""


class Upkeep:
    """The part of the store that has to do with living with the program. `Store` runs the queries."""

    def _one(self, query: str, **values: Any) -> sqlite3.Row | None:
        raise NotImplementedError

    def _all(self, query: str, **values: Any) -> list[sqlite3.Row]:
        raise NotImplementedError

    def _run(self, query: str, **values: Any) -> None:
        raise NotImplementedError

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

    # How it is

    def faults(self) -> str:
        """What SQLite finds wrong with the file, or nothing."""
        found = "; ".join(str(row[0]) for row in self._all("quick_check"))
        return "" if found == "ok" else f"malformed: {found}"

    def kept(self) -> dict[str, int]:
        """How many of each are remembered: threads, letters, readings, messages."""
        row = self._one("kept")
        return dict(row) if row else {}
