"""What is new in Inbox and Sent, page by page.

- Nothing came or went: three STATUS commands, and the cursor comes back as it was.
- New UIDs: they are fetched whole. Flags and moves of old messages are no news.
- First look, a changed UIDVALIDITY, or a flood of new UIDs (a mailbox copied anew): a scan as far back as `since`, see
  `providers.imap.reading`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from providers.imap.cursor import Point, Progress, pack, place_of, unpack
from providers.imap.folders import Folders
from providers.imap.line import FolderState, Line
from providers.imap.reading import FolderReader, Harvest, Left
from providers.interface import Cursor, Folder, Interest, Page

RELOOK_SECONDS = 3600.0
"""Drafts are looked at this often on servers without CONDSTORE, where a flag that deletes changes no number."""


class Scan:
    """Pages of changes of one mailbox. Between two pages it remembers which UIDs are left to look at; the cursor alone
    is enough to go on without that. `clock` gives Unix seconds."""

    def __init__(self, account: str, *, page_size: int, clock: Callable[[], float] = time.time) -> None:
        self._account, self._page_size, self._clock = account, page_size, clock
        self._left: dict[Folder, Left] = {}
        self._stood: tuple[Cursor, dict[Folder, FolderState], FolderState | None] | None = None

    def page(self, line: Line, folders: Folders, cursor: Cursor | None, since: datetime, interest: Interest) -> Page:
        """The next page (see `Provider.changes`)."""
        place = place_of((self._account, folders.inbox, folders.sent))
        point = unpack(cursor, place) if cursor is not None else None
        is_reset = cursor is not None and point is None
        before = point or Point(place)
        names = {Folder.INBOX: folders.inbox} | ({Folder.SENT: folders.sent} if folders.sent else {})
        states, drafts = self._standing(line, names, folders.drafts, cursor)
        watched = (states.get(Folder.SENT), drafts)
        harvest = Harvest(self._page_size)
        read: dict[Folder, Progress] = {}
        left = 0
        for folder, name in names.items():
            known, state = before.read.get(folder), states[folder]
            is_anew = known is not None and known.validity != state.validity
            is_reset = is_reset or is_anew
            start = known if known is not None and not is_anew else _beginning(state, since)
            reader = FolderReader(line, folder, name, since, interest, harvest)
            read[folder], rest = reader.read(start, state, self._left.pop(folder, None))
            if rest is not None:
                self._left[folder] = rest
                left += len(rest.uids)
        after, is_changed = self._watching(before, read, watched, more=left > 0)
        new_cursor = cursor if cursor is not None and after == before else pack(after)
        self._stood = (new_cursor, states, drafts) if left else None
        return Page(
            messages=tuple(harvest.messages),
            cursor=new_cursor,
            more=left > 0,
            reset=is_reset,
            drafts_changed=is_changed,
            troubles=tuple(harvest.troubles),
            total=left + len(harvest.messages),
        )

    def _standing(
        self, line: Line, names: dict[Folder, str], drafts: str, cursor: Cursor | None
    ) -> tuple[dict[Folder, FolderState], FolderState | None]:
        """How the folders stand now; for a page that goes on where the last one ended, how they stood when the first
        one began. To ask again for every page would cost a large folder more than its headers do."""
        stood, self._stood = self._stood, None  # once only: a page that fails is tried again with what is true then
        if stood is not None and stood[0] == cursor:
            return stood[1], stood[2]
        states = {folder: line.state(name) for folder, name in names.items()}
        return states, line.state(drafts) if drafts else None

    def _watching(
        self, before: Point, read: dict[Folder, Progress], watched: tuple[FolderState | None, ...], *, more: bool
    ) -> tuple[Point, bool]:
        """The point after this page, and whether Sent or Drafts changed: that stays so until the last page, since a
        stop between two pages must not hide it."""
        now = self._clock()
        keeps_no_modseq = any(state is not None and not state.modseq for state in watched)
        is_due = keeps_no_modseq and not 0 <= now - before.watched_at < RELOOK_SECONDS
        is_changed = watched != before.watched or is_due
        if more or not is_changed:
            return Point(before.place, read, before.watched, before.watched_at), is_changed
        return Point(before.place, read, watched, now), True


def _beginning(state: FolderState, since: datetime) -> Progress:
    return Progress(state.validity, scan_since=since.timestamp())
