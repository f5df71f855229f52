"""Where an Outlook mailbox is read on: a link for each folder, and what was listed and not yet fetched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from providers.interface import Cursor, Folder

CURSOR_VERSION = 1
WATCHED = ("inbox", "sentitems", "drafts")
"""Well-known folder names; Drafts is watched only to know whether something happened there."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A message that a folder's list named."""

    key: str
    folder: Folder
    conversation: str = ""
    received_at: datetime | None = None
    """None where the row told only what changed."""
    is_large: bool = False
    """Whether it has attachments, and is better fetched alone."""


@dataclass(frozen=True, slots=True)
class Point:
    """A cursor, unpacked."""

    links: Mapping[str, str]
    """For each folder the path, below the root, of what to ask next."""
    first: frozenset[str] = frozenset(WATCHED)
    """Folders in their first round, or in one begun anew: what they list may be old."""
    listed: tuple[Listed, ...] = ()
    unfinished: frozenset[str] = frozenset(WATCHED)
    """Folders whose round goes on."""
    drafts_changed: bool = True
    """Whether something happened in Drafts or Sent since the round began."""


def mailbox_mark(root: str, address: str) -> str:
    """Tells cursors of other accounts and services apart."""
    return hashlib.sha256(f"{root} {address.lower()}".encode()).hexdigest()[:16]


def packed(point: Point, mark: str) -> Cursor:
    listed = [
        [one.key, one.folder.value, one.conversation, one.received_at and one.received_at.isoformat(), one.is_large]
        for one in point.listed
    ]
    values = {
        "v": CURSOR_VERSION,
        "mailbox": mark,
        "links": dict(point.links),
        "first": sorted(point.first),
        "unfinished": sorted(point.unfinished),
        "drafts_changed": point.drafts_changed,
        "listed": listed,
    }
    return Cursor(json.dumps(values).encode())


def unpacked(cursor: Cursor, mark: str) -> Point | None:
    """The point in `cursor`; None if another version wrote it, or it is of another mailbox, or no cursor at all."""
    try:
        values = json.loads(cursor)
        if (values["v"], values["mailbox"]) != (CURSOR_VERSION, mark):
            return None
        return _point(values)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _point(values: Mapping[str, Any]) -> Point | None:
    links = {name: str(values["links"][name]) for name in WATCHED}
    listed = tuple(
        Listed(str(key), Folder(folder), str(conversation), datetime.fromisoformat(at) if at else None, bool(large))
        for key, folder, conversation, at, large in values["listed"]
    )
    first, unfinished = frozenset(values["first"]), frozenset(values["unfinished"])
    if not (first | unfinished) <= set(WATCHED):
        return None
    return Point(links, first, listed, unfinished, bool(values["drafts_changed"]))
