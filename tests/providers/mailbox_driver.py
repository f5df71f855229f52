"""The outside world of one mailbox, as provider tests see it: what other people and programs do there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from providers.interface import Provider


class Mailbox(Protocol):
    """An adapter's tests bring one. Drafts are named by their Message-ID, with angle brackets."""

    def open(self) -> Provider:
        """A new provider on this mailbox, as after a restart; pages of at most ten messages."""

    def now(self) -> datetime: ...

    def settle(self) -> None:
        """Let so much time pass that a change from now on is told from earlier ones."""

    def deliver(self, mime: bytes, *, received_at: datetime | None = None) -> None: ...

    def owner_sends(self, mime: bytes) -> None: ...

    def owner_saves_draft(self, mime: bytes) -> None: ...

    def owner_edits_draft(self, message_id: str, new_mime: bytes) -> None: ...

    def owner_sends_draft(self, message_id: str, *, changes_message_id: bool = False) -> None: ...

    def owner_deletes_draft(self, message_id: str) -> None: ...

    def drafts(self) -> list[bytes]:
        """The drafts of everybody, oldest first."""

    def marks(self) -> object:
        """Everything that reading could leave behind: flags, places, times. Equal before and after."""

    def old_cursors(self) -> list[bytes]:
        """Cursors that this version of the provider must not trust."""

    def faults(self) -> Mapping[str, AbstractContextManager[None]]:
        """Named ways in which the service fails while the context lasts, in its own manner."""
