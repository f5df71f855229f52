"""What a mailbox in memory holds, and the points from which it can be read on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from providers.interface import ConversationId, Cursor, DraftId, Folder, MessageKey, ReplyAnchor

CURSOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A draft as it lies in the mailbox. `version` grows with every change, whoever makes it."""

    id: DraftId
    mime: bytes
    message_id: str
    version: int
    conversation_id: ConversationId | None = None
    anchor: ReplyAnchor | None = None
    written_at: datetime | None = None


@dataclass(slots=True)
class Entry:
    """One message of Inbox or Sent; `mime` is None once its bytes were released."""

    key: MessageKey
    folder: Folder
    received_at: datetime
    mime: bytes | None
    conversation_id: ConversationId | None


@dataclass(slots=True)
class Contents:
    """What the mailbox holds; it outlives the `Memory` object that looks at it."""

    entries: list[Entry] = field(default_factory=list)
    drafts: dict[DraftId, StoredDraft] = field(default_factory=dict)
    sent_by_message_id: dict[str, MessageKey] = field(default_factory=dict)
    sent_drafts: dict[DraftId, MessageKey] = field(default_factory=dict)
    position_of: dict[MessageKey, int] = field(default_factory=dict)
    released: int = 0
    """Entries below this position have given their bodies back."""
    revision: int = 0
    """Grows with every change in Drafts or Sent."""
    drafts_made: int = 0
    era: int = 0
    """Cursors of an earlier era have expired."""


@dataclass(frozen=True, slots=True)
class Point:
    """A cursor, unpacked. Entries below `rescan_end` count only if received at or after `since`."""

    position: int = 0
    revision: int = -1
    rescan_end: int = 0
    since: datetime | None = None
    remaining: int | None = None


def packed(point: Point, era: int) -> Cursor:
    since = point.since.isoformat() if point.since else None
    values = [CURSOR_VERSION, era, point.position, point.revision, point.rescan_end, since, point.remaining]
    return Cursor(json.dumps(values).encode())


def unpacked(cursor: Cursor, contents: Contents) -> Point | None:
    """The point in `cursor`; None if it expired, or is not of this mailbox, or another version wrote it."""
    try:
        version, era, position, revision, rescan_end, since, remaining = json.loads(cursor)
        is_known = (version, era) == (CURSOR_VERSION, contents.era) and 0 <= position <= len(contents.entries)
        when = datetime.fromisoformat(since) if since else None
    except (ValueError, TypeError):
        return None
    return Point(position, revision, rescan_end, when, remaining) if is_known else None
