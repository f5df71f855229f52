"""What the memory gives out beside threads: mailboxes, messages, what needs a look, the drafts of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MailboxRow:
    """What is remembered of a mailbox: where to resume, and its health."""

    name: str
    cursor: bytes | None = None
    started_at: datetime | None = None
    read_at: datetime | None = None
    paused_why: str | None = None
    paused_next_step: str | None = None
    failing_since: datetime | None = None
    failure: str | None = None
    attempts: int = 0
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message that was read."""

    mailbox: str
    key: str
    message_id: str | None
    intent: str
    thread_id: str | None
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """A message that needs a look (B4, B11, B17)."""

    mailbox: str
    key: str
    at: datetime
    reason: str
    threads: tuple[str, ...]
    document: str
    conversation_id: str | None = None
    number: int = 0
    """By which the owner names it; given by the store, and kept until it is settled."""


@dataclass(frozen=True, slots=True)
class DraftOfDay:
    """A draft planned or placed on one day (B22, B25, B26, B28). `employer` is `employer_key` of its thread."""

    mailbox: str
    step: str
    address: str | None
    employer: str | None
    thread_id: str
    was_late: bool
    is_withdrawn: bool = False
