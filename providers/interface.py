"""The one port to mail: types, contract and errors. Bytes in, drafts out; nothing here knows about jobs.

Errors (the class is the decision the agent takes, see `agent.retry`)::

    ProviderError
    ├── Unreachable        DNS, time-out, 5xx, dropped line: try again later
    ├── RateLimited        wait exactly until `retry_at`
    ├── SignInRequired     pause this mailbox, the owner must act
    │   └── SecretMissing  nobody refused: try again, then pause and look again by itself
    ├── PermissionMissing  pause this mailbox, the owner must grant something
    ├── MailboxMissing     the configured folder or account is not there: pause, say what to do
    ├── DraftChanged       the draft is no longer what we wrote: it is the owner's now
    ├── Gone               the thing asked for vanished
    ├── Refused            this request will never be accepted: shelve the action
    └── ProtocolViolation  the answer makes no sense
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

MessageKey = NewType("MessageKey", str)
"""A provider's stable name for one message of one mailbox (Gmail id, Graph id, UIDVALIDITY.UID, Maildir base name)."""
ConversationId = NewType("ConversationId", str)
DraftId = NewType("DraftId", str)
Cursor = NewType("Cursor", bytes)
"""Opaque, versioned point to resume from; only its provider reads it."""


class Folder(StrEnum):
    """Where a message was found; it decides the direction (B7)."""

    INBOX = "inbox"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class RawMessage:
    """One message as the server has it. Drafts are never among them (B7)."""

    key: MessageKey
    folder: Folder
    mime: bytes
    conversation_id: ConversationId | None = None
    """The provider's own grouping; None where it has none (Maildir, IMAP)."""
    received_at: datetime | None = None
    """In UTC; the provider's internal date, None where it keeps none."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A message that could not be fetched; it is shelved, the page stands."""

    key: MessageKey
    what: str


@dataclass(frozen=True, slots=True)
class Page:
    """A batch of changes. Duplicates and any order are allowed: the key is what counts."""

    messages: tuple[RawMessage, ...]
    cursor: Cursor
    more: bool = False
    """Another page waits behind `cursor`."""
    reset: bool = False
    """The cursor had expired; this page begins a bounded rescan of the look-back."""
    drafts_changed: bool = True
    """False only when the provider knows that nothing in Drafts or Sent changed since the cursor."""
    troubles: tuple[Trouble, ...] = ()
    total: int | None = None
    """Messages still to come, this page included, when known (for progress)."""


@dataclass(frozen=True, slots=True)
class DraftRef:
    """Our handle on a draft we placed. `version` changes when anybody else touches the draft."""

    id: DraftId
    version: str
    message_id: str
    """The Message-ID we wrote, with angle brackets."""
    conversation_id: ConversationId | None = None


@dataclass(frozen=True, slots=True)
class ReplyAnchor:
    """The employer's message that a draft answers; providers thread by it."""

    message_id: str
    key: MessageKey | None = None
    conversation_id: ConversationId | None = None


def _everything(headers: bytes) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Interest:
    """What the agent wants of a mailbox, so that a provider can spare requests. A provider may use it and must not
    need it: a message too many is harmless."""

    is_known: Callable[[MessageKey], bool] = lambda key: False
    """Whether the agent already has this message."""
    may_matter: Callable[[bytes], bool] = _everything
    """Whether a message with this header block (raw bytes, up to the empty line) can concern a search for work. Asked
    of old mail only: on a first look-back and on a rescan; what is new is always fetched."""
    words: tuple[str, ...] = ()
    """For services that search: what a machine sends about a search for work has one of these words in its subject,
    text or sender's name. What people write need not have any. Empty: unknown."""
    people: Callable[[], tuple[str, ...]] = tuple
    """For services that search: addresses and domains whose mail matters whatever its words."""


@dataclass(frozen=True, slots=True)
class Permit:
    """The sign-in that a mailbox is read with, as far as the owner should know about its end."""

    issued_at: datetime | None = None
    """When the owner signed in (aware)."""
    ends_at: datetime | None = None
    """When it dies by itself, where that is known (aware)."""
    note: str = ""
    """What to do about it, as a sentence; empty if nothing."""


@dataclass(frozen=True, slots=True)
class FoldersFound:
    """The folders that a provider had to look for, by the mailbox's own names for them."""

    sent: str
    """Empty where there is none: nothing that the owner sends is read then (B7)."""
    drafts: str
    """Empty where there is none yet: the first draft makes one."""
    made_drafts: bool = False
    """Whether this object made the folder for drafts, since it found none."""
    others: tuple[str, ...] = ()
    """Where one is missing or was made, the folders of unknown use: what is missing may be among them."""


class Fate(StrEnum):
    """What became of a draft (the four outcomes)."""

    UNTOUCHED = "untouched"
    EDITED = "edited"
    SENT = "sent"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A draft's fate; for SENT the key of the sent copy and its time, where known."""

    fate: Fate
    sent_key: MessageKey | None = None
    sent_at: datetime | None = None
    ref: DraftRef | None = None
    """For UNTOUCHED, the handle to use from now on, if the provider moved the draft without changing it (a flag
    renamed its file); for EDITED, the edited draft's own handle, where known."""


class ProviderError(Exception):
    """Base of all errors of this port. `next_step` tells the owner what to do, where they can do anything."""

    def __init__(self, what: str, *, next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step


class Unreachable(ProviderError):
    """The service does not answer properly just now."""


class RateLimited(ProviderError):
    """The service asks to wait until `retry_at` (aware)."""

    def __init__(self, what: str, *, retry_at: datetime, next_step: str = "") -> None:
        super().__init__(what, next_step=next_step)
        self.retry_at = retry_at


class SignInRequired(ProviderError):
    """The login was refused or the token is dead."""


class SecretMissing(SignInRequired):
    """The owner's own command, file or keyring gives no secret now: no line yet after a sleep, a keyring still locked.
    No mail service was asked."""


class PermissionMissing(ProviderError):
    """The account lacks a permission (scope, file mode) that the agent needs."""


class MailboxMissing(ProviderError):
    """The configured account, folder or path does not exist."""


class DraftChanged(ProviderError):
    """The draft is not ours and untouched any more; it was left alone."""


class Gone(ProviderError):
    """A message, conversation or draft vanished."""


class Refused(ProviderError):
    """The service will never accept this request."""


class ProtocolViolation(ProviderError):
    """The service's answer makes no sense."""


def rank(draft_id: str) -> tuple[str | int, ...]:
    """An order of drafts that is the same for all who look, from their ids alone; numbers in an id count as numbers,
    so that where ids grow what was written last ranks highest."""
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d+)", draft_id))


class Provider(ABC):
    """One mailbox. Every method may raise `ProviderError` subclasses and nothing else.

    There is no way to send here, by design. Reading never marks anything read, moved or answered.
    Not thread-safe, `wait_for_news` and `close` excepted: one instance is used by one cycle at a time. A call that is
    under way when another thread closes the provider fails as if the line had dropped.
    """

    @abstractmethod
    def check(self) -> None:
        """Raise the `ProviderError` that would stop a cycle, if any; cost little."""

    @abstractmethod
    def changes(self, cursor: Cursor | None, since: datetime, interest: Interest) -> Page:
        """Messages of Inbox and Sent that are new since `cursor`.

        With `cursor` None, and after an expired one (`Page.reset`), those received at or after `since` (aware).
        """

    @abstractmethod
    def save_draft(self, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        """Put a new draft into Drafts, in the conversation of `anchor` if given. `mime` carries its own Message-ID."""

    @abstractmethod
    def replace_draft(self, ref: DraftRef, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        """Put `mime` in the place of our untouched draft. Raises `DraftChanged` or `Gone`; then nothing was written."""

    @abstractmethod
    def delete_draft(self, ref: DraftRef) -> None:
        """Remove our untouched draft. Raises `DraftChanged` if somebody edited it, `Gone` if it is not there."""

    @abstractmethod
    def find_draft(self, message_id: str) -> DraftRef | None:
        """The draft that carries this Message-ID, or None (look before you write). Of several, the one that ranks
        highest (`rank`), or was written last."""

    @abstractmethod
    def read_draft(self, ref: DraftRef) -> bytes:
        """The draft as it is in the mailbox now, whoever touched it. Raises `Gone`."""

    @abstractmethod
    def find_sent(self, message_id: str) -> MessageKey | None:
        """The sent message that carries this Message-ID, or None."""

    @abstractmethod
    def outcome(self, ref: DraftRef) -> Outcome:
        """What became of a draft we placed."""

    def double_of(self, ref: DraftRef) -> DraftRef | None:
        """Another draft with this one's Message-ID, which is to stay in its place; None if this one stays.

        Two agents that looked at the same moment may both have written. Only the lower of the two may go, and only
        where the higher was seen, so never both.
        """
        found = self.find_draft(ref.message_id)
        return found if found is not None and rank(found.id) > rank(ref.id) else None

    def written_at(self, ref: DraftRef) -> datetime | None:
        """When our draft was written by the mailbox's own clock (aware), without asking for it; None where the handle
        does not tell."""
        return None

    def wait_for_news(self, seconds: float) -> bool:
        """Wait `seconds` at most; true as soon as something may have arrived in the inbox. True too often is harmless.

        The one verb that another thread may call while a cycle uses this object. Raises `Refused` where the service
        does not tell of new mail: then it is looked for by polling alone, as it is beside this in any case.
        """
        raise Refused("This mailbox does not tell when mail arrives.")

    def permit(self) -> Permit | None:
        """The sign-in it is read with, without asking the service; None where there is none (Maildir)."""
        return None

    def folders(self) -> FoldersFound | None:
        """Which folders stand for sent mail and drafts; None where the service itself says so (Gmail, Outlook)."""
        return None

    def close(self) -> None:  # noqa: B027 - nothing to release is a fine default
        """Release connections; the object is not used afterwards."""
