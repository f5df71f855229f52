"""A provider around another one: every call of the port passes through one place, where a test may count it, break
it, or end the process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from providers.interface import (
    Cursor,
    DraftRef,
    Interest,
    MessageKey,
    Outcome,
    Page,
    Permit,
    Provider,
    ReplyAnchor,
)

T = TypeVar("T")
WRITING = frozenset({"save_draft", "replace_draft", "delete_draft"})
"""The calls that change the mailbox."""
CALLS = tuple(sorted(Provider.__abstractmethods__))
"""Every call of the port that reaches the service."""


class Watched(Provider):
    """`inner`, watched. Subclasses say in `around` what happens to each call."""

    def __init__(self, inner: Provider) -> None:
        self.inner = inner

    def around(self, call: str, do: Callable[[], T]) -> T:
        """Make the call named `call` by `do()`, or not."""
        return do()

    def check(self) -> None:
        self.around("check", self.inner.check)

    def changes(self, cursor: Cursor | None, since: datetime, interest: Interest) -> Page:
        return self.around("changes", lambda: self.inner.changes(cursor, since, interest))

    def save_draft(self, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        return self.around("save_draft", lambda: self.inner.save_draft(mime, anchor))

    def replace_draft(self, ref: DraftRef, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        return self.around("replace_draft", lambda: self.inner.replace_draft(ref, mime, anchor))

    def delete_draft(self, ref: DraftRef) -> None:
        self.around("delete_draft", lambda: self.inner.delete_draft(ref))

    def find_draft(self, message_id: str) -> DraftRef | None:
        return self.around("find_draft", lambda: self.inner.find_draft(message_id))

    def read_draft(self, ref: DraftRef) -> bytes:
        return self.around("read_draft", lambda: self.inner.read_draft(ref))

    def find_sent(self, message_id: str) -> MessageKey | None:
        return self.around("find_sent", lambda: self.inner.find_sent(message_id))

    def outcome(self, ref: DraftRef) -> Outcome:
        return self.around("outcome", lambda: self.inner.outcome(ref))

    def permit(self) -> Permit | None:
        return self.inner.permit()

    def close(self) -> None:
        self.inner.close()
