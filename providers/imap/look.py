"""Looking for one message in a folder by its headers, newest first. A message never changes under its UID, so what was
read once is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from providers.headers import Headers, read_headers
from providers.imap.bodies import aware
from providers.imap.line import FolderState, Line
from providers.imap.search import uids_from

LOOK_LIMIT = 2000
"""Messages looked at in one look; the newest, so what was written last is always found."""
AT_ONCE = 250
_CACHE_LIMIT = 4 * LOOK_LIMIT
_ITEMS = ("INTERNALDATE", "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO TO SUBJECT DATE)]")


@dataclass(frozen=True, slots=True)
class Found:
    """A message, its identifying headers, and when the server took it in."""

    uid: int
    headers: Headers
    received_at: datetime

    def sent_at(self, placed_at: datetime | None) -> datetime:
        """When it was sent: its Date, unless that is still the draft's own, then when it came into the folder."""
        date = self.headers.date
        if date is not None and (placed_at is None or date > placed_at):
            return date
        return self.received_at


class HeaderLook:
    """Looks into the folder that is open on a line."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, int, int], Found] = {}

    def first(
        self,
        line: Line,
        folder: str,
        opened: FolderState,
        is_wanted: Callable[[Found], bool],
        *,
        first_uid: int = 1,
        criteria: str = "UNDELETED",
        limit: int = LOOK_LIMIT,
    ) -> Found | None:
        """The newest message from `first_uid` on, among those that meet the search `criteria`, that is wanted."""
        if len(self._read) > _CACHE_LIMIT:
            self._read.clear()
        uids = uids_from(line, opened, first_uid, criteria)[-limit:]
        return next(filter(is_wanted, self._newest(line, folder, opened.validity, uids)), None)

    def _newest(self, line: Line, folder: str, validity: int, uids: Sequence[int]) -> Iterator[Found]:
        for end in range(len(uids), 0, -AT_ONCE):
            portion = uids[max(0, end - AT_ONCE) : end]
            self._fill(line, folder, validity, [uid for uid in portion if (folder, validity, uid) not in self._read])
            for uid in reversed(portion):
                if (found := self._read.get((folder, validity, uid))) is not None:
                    yield found

    def _fill(self, line: Line, folder: str, validity: int, uids: Sequence[int]) -> None:
        for uid, item in line.fetch(uids, _ITEMS).items() if uids else ():
            fields = next((value for name, value in item.items() if name.startswith(b"BODY[HEADER")), None)
            received_at = aware(item.get(b"INTERNALDATE")) or datetime.fromtimestamp(0, UTC)
            headers = read_headers(fields if isinstance(fields, bytes) else b"")
            self._read[folder, validity, uid] = Found(uid, headers, received_at)
