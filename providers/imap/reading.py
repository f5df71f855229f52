"""One folder's share of a page: what is new, or what of the past may matter.

A scan of the past lets the server search by its internal date, reads headers in ranges, and fetches a body only where
the headers may matter to the agent: of a large mailbox little is transferred, and a page's worth is held in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from providers.headers import read_headers
from providers.imap.bodies import HEADERS_AT_ONCE, Body, Glimpse, bodies, glimpses
from providers.imap.cursor import Progress
from providers.imap.line import FolderState, Line
from providers.imap.search import since_day, uids_from
from providers.interface import Folder, Interest, MessageKey, RawMessage, Trouble, Unreachable

FLOOD = 1000
"""More new messages than this at once are no arriving mail, but a mailbox copied anew."""
PAGE_BYTES = 8 * 1024 * 1024
LOOKED_AT_LIMIT = 2000
"""Headers read for one page, so that a scan shows progress even where nothing matters."""


@dataclass(slots=True)
class Harvest:
    """What one page gathers; `room` counts the messages that it still takes."""

    room: int
    messages: list[RawMessage] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    size: int = 0
    looked_at: int = 0

    @property
    def is_full(self) -> bool:
        return self.room <= 0 or self.size >= PAGE_BYTES or self.looked_at >= LOOKED_AT_LIMIT

    def fitting(self, wanted: Sequence[Glimpse]) -> list[Glimpse]:
        """As many of `wanted` as there is room for."""
        fitting: list[Glimpse] = []
        size = self.size
        for one in wanted[: max(self.room, 0)]:
            if size > 0 and size + one.size > PAGE_BYTES:
                break
            fitting.append(one)
            size += one.size
        return fitting

    def take(self, body: Body, key: MessageKey, folder: Folder) -> None:
        self.room -= 1
        if body.mime is None:
            self.troubles.append(Trouble(key, body.what))
            return
        self.size += len(body.mime)
        self.messages.append(RawMessage(key, folder, body.mime, received_at=body.glimpse.received_at))


@dataclass(frozen=True, slots=True)
class Left:
    """What a page left over in a folder."""

    progress: Progress
    """What the cursor says of it; another cursor has no use for this."""
    uids: list[int]
    end: int
    """The UID that comes after the last one searched."""
    state: FolderState
    """The folder as it stood before the search: what comes later changes it."""


def key_of(folder: Folder, validity: int, uid: int) -> MessageKey:
    """UIDs count anew in each folder, so its role is part of the key."""
    return MessageKey(f"{folder.value}:{validity}.{uid}")


class FolderReader:
    """Fills `harvest` from one folder."""

    def __init__(
        self, line: Line, folder: Folder, name: str, since: datetime, interest: Interest, harvest: Harvest
    ) -> None:
        self._line, self._folder, self._name = line, folder, name
        self._since, self._interest, self._harvest = since, interest, harvest

    def read(self, start: Progress, state: FolderState, left: Left | None) -> tuple[Progress, Left | None]:
        """How far the folder is read after this page, and what is left over. `state` is the folder as it stood when
        the page was begun: what comes later is found by the next one."""
        if start.state is not None and _came(start.state) == _came(state):
            return replace(start, state=state), None
        is_resumed = left is not None and left.progress == start
        work = left if is_resumed and left is not None else self._search(start, self._opened(start), state)
        if not self._line.is_open(self._name):
            self._opened(start)
        progress, uids = work.progress, work.uids
        while uids and not self._harvest.is_full:
            ahead = HEADERS_AT_ONCE if progress.scan_since is not None else min(HEADERS_AT_ONCE, self._harvest.room)
            done = self._portion(progress, uids[:ahead])
            progress, uids = replace(progress, next_uid=done + 1), [uid for uid in uids if uid > done]
        if uids:
            return progress, replace(work, progress=progress, uids=uids)
        read = Progress(progress.validity, max(progress.next_uid, work.end), None, work.state)
        return self.read(read, self._line.state(self._name), None) if is_resumed else (read, None)

    def _opened(self, start: Progress) -> FolderState:
        opened = self._line.examine(self._name)
        if opened.validity != start.validity:
            raise Unreachable(f"The folder {self._name} was made anew while it was being read.")
        return opened

    def _search(self, start: Progress, opened: FolderState, state: FolderState) -> Left:
        """In the inbox drafts are no mail; in Sent a left-over draft flag means nothing."""
        criteria = "UNDELETED UNDRAFT" if self._folder is Folder.INBOX else "UNDELETED"
        if start.scan_since is None:
            uids = uids_from(self._line, opened, start.next_uid, criteria)
            if len(uids) <= FLOOD:
                return Left(start, uids, start.next_uid, state)
            start = replace(start, scan_since=self._since.timestamp(), state=None)
        day = since_day(datetime.fromtimestamp(start.scan_since or 0.0, UTC))
        # What is older than the look-back is passed over for good, so reading goes on behind the last UID there is.
        uids = uids_from(self._line, opened, start.next_uid, f"{criteria} {day}")
        return Left(start, uids, opened.next_uid, state)

    def _portion(self, progress: Progress, uids: Sequence[int]) -> int:
        """Fetch what is wanted of `uids`; the last UID that is dealt with."""
        keys = {uid: key_of(self._folder, progress.validity, uid) for uid in uids}
        unknown = [uid for uid in uids if not self._interest.is_known(keys[uid])]
        since = progress.scan_since
        seen = glimpses(self._line, unknown, with_headers=since is not None)
        if since is not None:
            self._harvest.looked_at += len(seen)
            seen = [one for one in seen if self._matters(one, since)]
        fitting = self._harvest.fitting(seen)
        for body in bodies(self._line, fitting):
            self._harvest.take(body, keys[body.glimpse.uid], self._folder)
        return uids[-1] if len(fitting) == len(seen) else seen[len(fitting)].uid - 1

    def _matters(self, one: Glimpse, since: float) -> bool:
        """Received within the look-back, by the server's clock and by the mail's own account (a mailbox that was moved
        has all its mail from the day of the move), and about what the agent looks for."""
        headers = read_headers(one.headers)
        moments = (one.received_at, headers.received_at or headers.date)
        if any(moment is not None and moment.timestamp() < since for moment in moments):
            return False
        return self._interest.may_matter(one.headers)


def _came(state: FolderState) -> tuple[int, int, int]:
    return state.validity, state.next_uid, state.messages
