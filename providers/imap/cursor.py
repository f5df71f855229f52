"""The point to resume from: how far Inbox and Sent were read, and how Sent and Drafts stood then."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from providers.imap.line import FolderState
from providers.interface import Cursor, Folder

_FORM = "imap-1"
_NUMBERS = 4


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one folder was read."""

    validity: int
    """UIDVALIDITY: UIDs under another one mean nothing (RFC 3501, 2.3.1.1)."""
    next_uid: int = 1
    """The first UID that was not looked at."""
    scan_since: float | None = None
    """Unix seconds; set while a first look or a rescan is under way: what was received earlier is not news."""
    state: FolderState | None = None
    """The folder when all of it had been read; None while something is left."""


@dataclass(frozen=True, slots=True)
class Point:
    """A cursor, unpacked."""

    place: str
    """Hash of account and folders: another mailbox's cursor is worth nothing here."""
    read: dict[Folder, Progress] = field(default_factory=dict)
    watched: tuple[FolderState | None, ...] = ()
    """Sent and Drafts as they stood when the agent last looked at its drafts; None where there is no such folder."""
    watched_at: float = 0.0
    """Unix seconds of that."""


def pack(point: Point) -> Cursor:
    read = {
        folder.value: [one.validity, one.next_uid, one.scan_since, _numbers(one.state)]
        for folder, one in point.read.items()
    }
    watched = [_numbers(state) for state in point.watched]
    return Cursor(json.dumps([_FORM, point.place, read, watched, point.watched_at]).encode())


def unpack(cursor: Cursor, place: str) -> Point | None:
    """The point in `cursor`; None if this version did not write it, or not for this place."""
    try:
        form, its_place, read, watched, watched_at = json.loads(cursor)
        if form != _FORM or its_place != place:
            return None
        progress = {Folder(name): _progress(*parts) for name, parts in read.items()}
        return Point(place, progress, tuple(_state(numbers) for numbers in watched), float(watched_at))
    except (ValueError, TypeError, AttributeError):
        return None


def place_of(parts: Sequence[str]) -> str:
    return blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()


def _progress(validity: int, next_uid: int, since: float | None, numbers: list[int] | None) -> Progress:
    return Progress(int(validity), int(next_uid), None if since is None else float(since), _state(numbers))


def _numbers(state: FolderState | None) -> list[int] | None:
    return [state.validity, state.next_uid, state.messages, state.modseq] if state else None


def _state(numbers: list[int] | None) -> FolderState | None:
    if numbers is None:
        return None
    if len(numbers) != _NUMBERS:
        raise ValueError("a folder's state has four numbers")
    return FolderState(*map(int, numbers))
