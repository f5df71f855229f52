"""The Maildir adapter: the port's verbs on folders of a disk."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from providers.fingerprint import Fingerprint, content_of
from providers.folder_names import checked_roles
from providers.headers import read_headers
from providers.interface import (
    Cursor,
    DraftChanged,
    DraftId,
    DraftRef,
    Fate,
    FoldersFound,
    Gone,
    Interest,
    MessageKey,
    Outcome,
    Page,
    PermissionMissing,
    Provider,
    ReplyAnchor,
)
from providers.maildir.folder import FOLLOW_TRIES, Content, MaildirFolder, MessageFile
from providers.maildir.layout import Layout, find_layout, is_maildir, other_folders
from providers.maildir.look import NS, Found, HeaderLook
from providers.maildir.scan import Scan
from providers.maildir.trouble import disk_errors

DRAFT_FLAGS = "DS"
SKEW_NS = 300 * NS
"""How far the times that a syncing tool gives to files in Sent may lag behind the clock of the disk."""
_REMOVE_TRIES = 3


class Maildir(Provider):
    """A mailbox on disk, shared with mail programs and syncing tools that write at the same time.

    `path` is its root ("~" allowed); `folders` names Inbox, Sent and Drafts in it ("." is the root), and what it does
    not name is guessed from what is there. A Drafts folder that is not there yet is made with the first draft.
    A message's key is the base name of its file; `page_size` counts messages. `now` (Unix seconds) is the clock of the
    disk. Raises `ValueError` for folders that cannot be meant.
    """

    def __init__(
        self,
        path: str | Path,
        folders: Mapping[str, str] | None = None,
        *,
        page_size: int = 200,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._root = Path(path).expanduser()
        self._folders = checked_roles(folders, os.path.normpath)
        self._page_size = page_size
        self._now = now
        self._layout: Layout | None = None
        self._made_drafts = False
        self._look = HeaderLook()

    def check(self) -> None:
        with disk_errors(self._root):
            layout = self._find()
            for directory in MaildirFolder(layout.inbox).directories:
                _require(directory, os.R_OK | os.X_OK)
            drafts = MaildirFolder(layout.drafts)
            writable = (*drafts.directories, layout.drafts / "tmp") if drafts.is_complete() else (self._root,)
            for directory in writable:
                _require(directory, os.R_OK | os.W_OK | os.X_OK)

    def changes(self, cursor: Cursor | None, since: datetime, interest: Interest) -> Page:
        """See `Provider.changes` and `providers.maildir.scan`. A message is news once, by the base name of its file;
        trashed ones are no mail. `Page.total` is an upper bound: of the files still to open some may prove too old.
        """
        with self._opened() as layout:
            folders = (MaildirFolder(path) for path in (layout.inbox, layout.sent, layout.drafts))
            return Scan(*folders, page_size=self._page_size, now=self._now).page(cursor, since, interest.is_known)

    def save_draft(self, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        with self._opened() as layout:
            return self._save(layout, mime)

    def replace_draft(self, ref: DraftRef, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        """The new draft is written first, then the old one removed; an earlier try that got half-way is completed."""
        with self._opened() as layout:
            drafts = MaildirFolder(layout.drafts)
            copy = self._draft_with(layout, read_headers(mime).message_id)
            is_written = copy is not None and copy.id != ref.id and _content(copy.version) == content_of(mime)
            if copy is not None and is_written and drafts.find(ref.id) is None:
                return copy
            self._untouched(drafts, ref)
            new = copy if copy is not None and is_written else self._save(layout, mime)
            try:
                self._remove(drafts, ref)
            except (DraftChanged, Gone):
                self._remove(drafts, new)
                raise
            return new

    def delete_draft(self, ref: DraftRef) -> None:
        with self._opened() as layout:
            self._remove(MaildirFolder(layout.drafts), ref)

    def find_draft(self, message_id: str) -> DraftRef | None:
        """The newest draft that carries this Message-ID (angle brackets and all, letter case as written).

        Looks at the headers of the 2,000 newest files in Drafts; a draft marked as trashed is not there.
        """
        with self._opened() as layout:
            return self._draft_with(layout, message_id)

    def read_draft(self, ref: DraftRef) -> bytes:
        with self._opened() as layout:
            drafts = MaildirFolder(layout.drafts)
            file = drafts.find(ref.id)
            found = drafts.read(file) if file is not None and "T" not in file.flags else None
            if found is None:
                raise Gone(f"The draft {ref.message_id} is not in Drafts any more.")
            return found.mime

    def find_sent(self, message_id: str) -> MessageKey | None:
        """The newest message of the 2,000 newest files in Sent that carries this Message-ID."""
        with self._opened() as layout:
            found = self._sent_with(layout, message_id, since_ns=0)
            return MessageKey(found.file.base) if found else None

    def written_at(self, ref: DraftRef) -> datetime | None:
        """The time of its file, which a network disk gives by its own clock."""
        ours = Fingerprint.unpacked(ref.version)
        return datetime.fromtimestamp(ours.written_ns // NS, UTC) if ours else None

    def folders(self) -> FoldersFound:
        """A configured folder that is not there yet counts as found, unless another one may be meant."""
        with self._opened() as layout:
            is_settled = self._layout is not None and not self._made_drafts
            others = () if is_settled else other_folders(self._root, layout)
            sent, drafts = (
                os.path.relpath(path, self._root) if is_maildir(path) or (role in self._folders and not others) else ""
                for role, path in (("sent", layout.sent), ("drafts", layout.drafts))
            )
            return FoldersFound(sent, drafts, self._made_drafts, others)

    def outcome(self, ref: DraftRef) -> Outcome:
        """What became of a draft, the surest sign first:

        1. Sent holds its Message-ID: sent.
        2. Its file is there, under whatever flags: untouched if the content is ours, else edited.
        3. Another draft carries its Message-ID: the same, by content (programs store a draft anew on saving).
        4. Sent holds, since it was placed, a message like it under another Message-ID: sent.
        5. Drafts hold, since it was placed, a draft like it under another Message-ID: edited.
        6. Else it is gone.

        "Like it" is `Fingerprint.resembles`. Only headers of files newer than the draft are read for 1, 4 and 5.
        Several drafts of ours may resemble one sent message; whoever asks lets each `sent_key` count once.
        """
        with self._opened() as layout:
            folders = MaildirFolder(layout.sent), MaildirFolder(layout.drafts)
            for _ in range(FOLLOW_TRIES):
                before = [folder.prints() for folder in folders]
                outcome = self._fate(layout, ref)
                # Gone is said only of folders that stood still: a draft on its way to Sent is in neither listing.
                if outcome.fate is not Fate.GONE or before == [folder.prints() for folder in folders]:
                    break
            return outcome

    # Inside

    @contextmanager
    def _opened(self) -> Iterator[Layout]:
        with disk_errors(self._root):
            yield self._find()

    def _find(self) -> Layout:
        """The layout, kept once all its folders are there; until then a folder may still turn up elsewhere.

        That the inbox is there is looked at every time: a disk that is not mounted must not look like a mailbox whose
        mail and drafts were deleted.
        """
        if self._layout is not None and is_maildir(self._layout.inbox):
            return self._layout
        layout = find_layout(self._root, self._folders)
        is_whole = all(MaildirFolder(path).is_complete() for path in (layout.inbox, layout.sent, layout.drafts))
        self._layout = layout if is_whole else None
        return layout

    def _save(self, layout: Layout, mime: bytes) -> DraftRef:
        drafts = MaildirFolder(layout.drafts)
        if not drafts.is_complete():
            drafts.create()
            self._made_drafts = True
        return _ref(drafts.deliver(mime, DRAFT_FLAGS))

    def _draft_with(self, layout: Layout, message_id: str) -> DraftRef | None:
        if not message_id:
            return None
        drafts = MaildirFolder(layout.drafts)
        found = self._look.first(drafts, lambda headers: headers.message_id == message_id, ignored="T")
        return self._read_ref(drafts, found.file) if found else None

    def _sent_with(self, layout: Layout, message_id: str, since_ns: int) -> Found | None:
        if not message_id:
            return None
        return self._look.first(
            MaildirFolder(layout.sent), lambda headers: headers.message_id == message_id, since_ns=since_ns
        )

    def _read_ref(self, drafts: MaildirFolder, file: MessageFile | None) -> DraftRef | None:
        """The present handle of a draft file; None if it is trashed or vanished."""
        if file is None or "T" in file.flags:
            return None
        found = drafts.read(file)
        return _ref(found) if found else None

    def _fate(self, layout: Layout, ref: DraftRef) -> Outcome:
        sent = self._sent_with(layout, ref.message_id, _placed_ns(ref) - SKEW_NS)
        if sent is not None:
            return _sent(sent, ref)
        drafts = MaildirFolder(layout.drafts)
        own = self._read_ref(drafts, drafts.find(ref.id)) or self._draft_with(layout, ref.message_id)
        if own is not None:
            is_ours = _content(own.version) == _content(ref.version)
            return Outcome(Fate.UNTOUCHED if is_ours else Fate.EDITED, ref=own)
        return self._later_form(layout, ref)

    def _later_form(self, layout: Layout, ref: DraftRef) -> Outcome:
        ours = Fingerprint.unpacked(ref.version)
        if ours is None:
            return Outcome(Fate.GONE)
        sent = self._look.first(MaildirFolder(layout.sent), ours.resembles, ours.written_ns)
        if sent is not None:
            return _sent(sent, ref)
        drafts = MaildirFolder(layout.drafts)
        similar = self._look.first(drafts, ours.resembles, ours.written_ns, ignored="T")
        edited = self._read_ref(drafts, similar.file) if similar else None
        return Outcome(Fate.EDITED, ref=edited) if edited else Outcome(Fate.GONE)

    def _untouched(self, drafts: MaildirFolder, ref: DraftRef) -> MessageFile:
        """The file of our draft, its content compared just now. Raises `DraftChanged` or `Gone`."""
        file = drafts.find(ref.id)
        found = drafts.read(file) if file is not None and "T" not in file.flags else None
        if found is None:
            raise Gone(f"The draft {ref.message_id} is not in Drafts any more.")
        if content_of(found.mime) != _content(ref.version):
            raise DraftChanged(f"The draft {ref.message_id} was edited.")
        return found.file

    def _remove(self, drafts: MaildirFolder, ref: DraftRef) -> None:
        for _ in range(_REMOVE_TRIES):
            file = self._untouched(drafts, ref)
            try:
                drafts.remove(file)
            except FileNotFoundError:  # renamed between the two steps: look again
                continue
            return
        raise DraftChanged(f"The draft {ref.message_id} is being changed by another program.")


def _require(directory: Path, mode: int) -> None:
    if not os.access(directory, mode):
        raise PermissionMissing(
            f"{directory} may not be {'written' if mode & os.W_OK else 'read'}.",
            next_step=f"Give the account that runs followthrough access to {directory}.",
        )


def _ref(draft: Content) -> DraftRef:
    version = Fingerprint.of(draft.mime, draft.written_ns).packed()
    return DraftRef(DraftId(draft.file.base), version, read_headers(draft.mime).message_id)


def _content(version: str) -> str:
    fingerprint = Fingerprint.unpacked(version)
    return fingerprint.content if fingerprint else ""


def _placed_ns(ref: DraftRef) -> int:
    fingerprint = Fingerprint.unpacked(ref.version)
    return fingerprint.written_ns if fingerprint else 0


def _sent(found: Found, ref: DraftRef) -> Outcome:
    return Outcome(Fate.SENT, sent_key=MessageKey(found.file.base), sent_at=found.sent_at(_placed_ns(ref)))
