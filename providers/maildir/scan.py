"""What is new in Inbox and Sent: told from directory times and base names, opening only what was never seen.

- Nothing changed: six `stat` calls, no listing, no open, and the cursor comes back as it was.
- A directory changed: it is listed, and what bears an unknown base name is read. Flags and new → cur are no news.
- First scan (and rescan): a file last written before `since` is passed over without opening it. That is safe because
  the file of a message is written when it arrives here and never again (flags only rename it), so its time is never
  earlier than the time of receipt; tools that set it to the time of receipt (mbsync's CopyArrivalDate) keep this true.
  The rest are opened, and passed over if their topmost Received (else Date) is older.
- A flood of unknown names at once is no arriving mail but a mailbox copied anew: it is read like a first scan.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from providers.headers import read_headers
from providers.interface import Cursor, Folder, MessageKey, Page, RawMessage, Trouble
from providers.maildir.cursor import Point, hash_of, pack, pack_names, place_of, unpack, unpack_names
from providers.maildir.folder import DirectoryPrint, MaildirFolder, MessageFile, directory_print, list_directory
from providers.maildir.trouble import translated

RESOLUTION_SECONDS = 2.0
"""The coarsest directory time of common disks (FAT): a younger change may hide a second one, so it is listed again."""
RELIST_SECONDS = 3600.0
"""Everything is listed this often, for disks that do not keep directory times and drafts rewritten in place."""
FLOOD = 1000
SCAN_PAGE_FACTOR = 5
PAGE_LIMIT_BYTES = 32 * 1024 * 1024
OPENED_LIMIT = 2000
"""Files opened for one page, so that a scan shows progress even where nothing is recent."""
GHOSTS_KEPT = 1000
"""Names remembered beyond twice the names present: a message put back is no news, and the cursor stays bounded."""

_NO_PRINT: DirectoryPrint = (0, 0)
_INBOX_DIRECTORIES = 2
_MAIL_DIRECTORIES = 4


@dataclass(frozen=True, slots=True)
class _Unseen:
    folder: Folder
    file: MessageFile
    name_hash: int
    written_at: float


@dataclass(frozen=True, slots=True)
class _Glance:
    """The directories as they were just before listing, and the indices of those to list."""

    prints: tuple[DirectoryPrint, ...]
    changed: frozenset[int]
    now: float

    @property
    def covers_all_mail(self) -> bool:
        return self.changed.issuperset(range(_MAIL_DIRECTORIES))

    @property
    def covers_everything(self) -> bool:
        return len(self.changed) == len(self.prints)


@dataclass(slots=True)
class _Harvest:
    """What one page gathers."""

    messages: list[RawMessage] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    opened: int = 0
    size: int = 0


class Scan:
    """Pages of changes of one mailbox. `now` gives Unix seconds by the clock of the disk."""

    def __init__(
        self,
        inbox: MaildirFolder,
        sent: MaildirFolder,
        drafts: MaildirFolder,
        *,
        page_size: int,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._folders = {Folder.INBOX: inbox, Folder.SENT: sent}
        self._directories = (*inbox.directories, *sent.directories, *drafts.directories)
        self._place = place_of(str(folder.path) for folder in (inbox, sent, drafts))
        self._page_size = page_size
        self._now = now

    def page(self, cursor: Cursor | None, since: datetime, is_known: Callable[[MessageKey], bool]) -> Page:
        """The next page (see `Provider.changes`). Raises `OSError` where a whole directory cannot be read."""
        now = self._now()
        point = unpack(cursor) if cursor is not None else None
        if point is not None and point.place != self._place:
            point = None
        reset = cursor is not None and point is None
        point = point or Point(self._place, scan_since=since.timestamp())
        prints = tuple(directory_print(directory) for directory in self._directories)
        changed = _changed(point, prints, now)
        if cursor is not None and not reset and not changed:
            return Page((), cursor, drafts_changed=False, total=0)
        return replace(self._read_changes(point, _Glance(prints, changed, now), since, is_known), reset=reset)

    def _read_changes(
        self, point: Point, glance: _Glance, since: datetime, is_known: Callable[[MessageKey], bool]
    ) -> Page:
        seen = unpack_names(point.packed_names)
        unseen, present = self._list(glance.changed, seen)
        if len(unseen) > FLOOD and point.scan_since is None:
            point = replace(point, scan_since=since.timestamp())
        before = len(seen)
        unseen = _recent(unseen, point.scan_since, seen)
        harvest = _Harvest()
        more = self._read(unseen, point.scan_since, seen, is_known, harvest)
        names = point.packed_names if len(seen) == before else pack_names(seen)
        if glance.covers_all_mail and len(seen) > 2 * len(present) + GHOSTS_KEPT:
            names = pack_names(seen & present)
        return Page(
            messages=tuple(harvest.messages),
            cursor=pack(_after(point, glance, more, names)),
            more=more,
            drafts_changed=any(index >= _INBOX_DIRECTORIES for index in glance.changed),
            troubles=tuple(harvest.troubles),
            total=len(unseen),
        )

    def _list(self, changed: frozenset[int], seen: set[int]) -> tuple[list[_Unseen], set[int]]:
        """The unknown messages in the changed directories, and the hashes of all names there."""
        unseen: dict[int, _Unseen] = {}
        present: set[int] = set()
        for index in sorted(changed):
            if index >= _MAIL_DIRECTORIES:
                continue
            folder = Folder.INBOX if index < _INBOX_DIRECTORIES else Folder.SENT
            for file in list_directory(self._directories[index]):
                name_hash = hash_of(file.base)
                present.add(name_hash)
                if name_hash not in seen and not _is_passed_over(folder, file):
                    unseen[name_hash] = _Unseen(folder, file, name_hash, _written_at(file))
        return sorted(unseen.values(), key=lambda one: (one.written_at, one.file.base)), present

    def _read(
        self,
        unseen: list[_Unseen],
        scan_since: float | None,
        seen: set[int],
        is_known: Callable[[MessageKey], bool],
        harvest: _Harvest,
    ) -> bool:
        """Fill `harvest` and `seen` until the page is full; true if something is left over."""
        page_size = self._page_size * (SCAN_PAGE_FACTOR if scan_since is not None else 1)
        for one in unseen:
            if len(harvest.messages) >= page_size or harvest.size >= PAGE_LIMIT_BYTES or harvest.opened >= OPENED_LIMIT:
                return True
            if is_known(MessageKey(one.file.base)) or self._open(one, scan_since, harvest):
                seen.add(one.name_hash)
        return False

    def _open(self, one: _Unseen, scan_since: float | None, harvest: _Harvest) -> bool:
        """Read one message; false if it is not there any more, or no mail by now, and must stay unknown."""
        key = MessageKey(one.file.base)
        harvest.opened += 1
        try:
            found = self._folders[one.folder].read(one.file)
        except OSError as error:
            harvest.troubles.append(Trouble(key, translated(error, Path(one.file.path)).what))
            return True
        if found is None or _is_passed_over(one.folder, found.file):
            return False
        if scan_since is None or _received_at(found.mime) >= scan_since:
            harvest.messages.append(RawMessage(key, one.folder, found.mime))
            harvest.size += len(found.mime)
        return True


def _changed(point: Point, prints: tuple[DirectoryPrint, ...], now: float) -> frozenset[int]:
    """Indices of the directories to list."""
    indices = range(len(prints))
    is_due = not 0 <= now - point.listed_at < RELIST_SECONDS
    if is_due or len(point.prints) != len(prints):
        return frozenset(indices)
    return frozenset(index for index in indices if prints[index] != point.prints[index])


def _after(point: Point, glance: _Glance, more: bool, names: bytes) -> Point:
    """Where the next page begins. With more to come everything is listed again, and Drafts stay "changed" until the
    last page: a stop between two pages must not hide it."""
    return Point(
        place=point.place,
        prints=() if more else tuple(_settled(print_, glance.now) for print_ in glance.prints),
        listed_at=glance.now if glance.covers_everything else point.listed_at,
        scan_since=point.scan_since if more else None,
        packed_names=names,
    )


def _is_passed_over(folder: Folder, file: MessageFile) -> bool:
    """Trashed mail, and drafts that lie in the inbox. In Sent a left-over draft flag means nothing."""
    return "T" in file.flags or (folder is Folder.INBOX and "D" in file.flags)


def _recent(unseen: list[_Unseen], scan_since: float | None, seen: set[int]) -> list[_Unseen]:
    """What a scan must open; files written before its bound become known unopened."""
    if scan_since is None:
        return unseen
    seen.update(one.name_hash for one in unseen if one.written_at < scan_since)
    return [one for one in unseen if one.written_at >= scan_since]


def _written_at(file: MessageFile) -> float:
    try:
        return file.stat().st_mtime
    except OSError:  # renamed since the listing: reading will find it, or say why not
        return math.inf


def _received_at(mime: bytes) -> float:
    headers = read_headers(mime)
    when = headers.received_at or headers.date
    return when.timestamp() if when else math.inf


def _settled(print_: DirectoryPrint, now: float) -> DirectoryPrint:
    return print_ if now - print_[0] / 1e9 > RESOLUTION_SECONDS else _NO_PRINT
