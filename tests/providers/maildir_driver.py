"""A Maildir on disk as others use it, with Python's `mailbox` module as the other program."""

from __future__ import annotations

import mailbox
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from providers.headers import with_message_id
from providers.maildir import Maildir

SINCE = datetime.now(UTC) - timedelta(days=30)
PLUS = {"inbox": ".", "sent": ".Sent", "drafts": ".Drafts"}
PLAIN = {"inbox": "Inbox", "sent": "Sent", "drafts": "Drafts"}


class DiskMailbox:
    """A Maildir on disk and the mail program that shares it."""

    def __init__(self, root: Path, folders: Mapping[str, str]) -> None:
        self.root, self.folders = root, folders
        self.inbox, self.sent, self.own_drafts = (_box(root / folders[role]) for role in ("inbox", "sent", "drafts"))

    def open(self) -> Maildir:
        return Maildir(self.root, self.folders, page_size=10)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def settle(self) -> None:
        for path in self.directories():
            os.utime(path, (time.time() - 60, time.time() - 60))

    def directories(self) -> Iterator[Path]:
        for box in (self.inbox, self.sent, self.own_drafts):
            for name in ("new", "cur"):
                yield Path(box._path) / name

    def deliver(self, mime: bytes, *, received_at: datetime | None = None) -> None:
        key = self.inbox.add(mime)
        if received_at is not None:
            path = Path(self.inbox._path) / "new" / key
            os.utime(path, (received_at.timestamp(), received_at.timestamp()))

    def owner_sends(self, mime: bytes) -> None:
        add_file(self.sent, mime, "S")

    def owner_saves_draft(self, mime: bytes) -> None:
        add_file(self.own_drafts, mime, "D")

    def owner_edits_draft(self, message_id: str, new_mime: bytes) -> None:
        self.own_drafts[self._key(message_id)] = new_mime

    def owner_sends_draft(self, message_id: str, *, changes_message_id: bool = False) -> None:
        key = self._key(message_id)
        mime = self.own_drafts.get_bytes(key)
        self.owner_sends(with_message_id(mime, f"<sent-{key[:12]}@mail.example>") if changes_message_id else mime)
        self.own_drafts.remove(key)
        time.sleep(0.02)  # nobody sends a mail and gets the next draft within one tick of the disk's clock

    def owner_deletes_draft(self, message_id: str) -> None:
        self.own_drafts.remove(self._key(message_id))

    def drafts(self) -> list[bytes]:
        return [self.own_drafts.get_bytes(key) for key in sorted(self.own_drafts.keys())]

    def marks(self) -> object:
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in self.root.rglob("*") if path.is_file()}

    def old_cursors(self) -> list[bytes]:
        return [b"FT-maildir-0\n\x00\x00\x00\x02[]", b"FT-maildir-1\n\x00\x00\x00\x02[]", b"FT-maildir-1\n\xff"]

    def faults(self) -> Mapping[str, AbstractContextManager[None]]:
        return {
            "the disk is gone": self._moved_away(self.root),
            "the inbox is gone": self._moved_away(self.inbox._path),
        }

    @contextmanager
    def _moved_away(self, path: Path | str) -> Iterator[None]:
        away = self.root.parent / "away"
        os.rename(path, away)
        yield
        os.rename(away, path)

    def _key(self, message_id: str) -> str:
        return next(key for key in self.own_drafts.iterkeys() if self.own_drafts[key]["Message-ID"] == message_id)


def _box(path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(path, create=True)


def add_file(box: mailbox.Maildir, mime: bytes, flags: str) -> str:
    """Add the very bytes (a message object would be parsed and written anew), then flag them."""
    key = box.add(mime)
    name = Path(box._path) / "new" / key
    name.rename(Path(box._path) / "cur" / f"{key}:2,{flags}")
    return key


def names_in(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def raiser(error: BaseException) -> Callable[..., None]:
    def fail(*arguments: object, **named: object) -> None:
        raise error

    return fail
