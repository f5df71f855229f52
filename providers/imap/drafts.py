"""Drafts of ours on the server: known by UID, and after others touched them by their headers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from providers.fingerprint import Fingerprint, content_of
from providers.headers import read_headers
from providers.imap.bodies import aware
from providers.imap.folders import Folders
from providers.imap.handle import NS, Mark, Version, id_of, normal, place_of
from providers.imap.line import FolderState, Line
from providers.imap.look import Found, HeaderLook
from providers.imap.reading import key_of
from providers.imap.search import since_day
from providers.interface import DraftRef, Fate, Folder, Gone, MailboxMissing, MessageKey, Outcome

SKEW = timedelta(minutes=5)
"""How far the times that a mail program gives to its copies in Sent may lag behind the server's clock."""
RECENT = 200
"""Messages of Sent that are looked at one by one where the server's search finds nothing: some index new mail late."""
STAND_STILL_TRIES = 5


class Drafts:
    """The draft verbs that read. `line` is signed in; the folder that is open on it changes."""

    def __init__(self) -> None:
        self._look = HeaderLook()

    def find(self, line: Line, folders: Folders, message_id: str, *, but: str = "") -> DraftRef | None:
        """The newest draft that carries this Message-ID and is not the one with the id `but`."""
        if not message_id or not folders.drafts:
            return None
        opened = line.examine(folders.drafts)

        def is_wanted(found: Found) -> bool:
            return found.headers.message_id == message_id and id_of(opened.validity, found.uid) != but

        found = self._look.first(line, folders.drafts, opened, is_wanted)
        return self.handle(line, folders, opened.validity, found.uid) if found else None

    def handle(self, line: Line, folders: Folders, validity: int, uid: int) -> DraftRef:
        """The handle on one message of Drafts, made from what the server has. Raises `Gone` if it vanished."""
        opened = line.examine(folders.drafts)
        item = line.fetch([uid], ["INTERNALDATE", "BODY.PEEK[]"]).get(uid) if opened.validity == validity else None
        mime = item.get(b"BODY[]") if item else None
        if item is None or not isinstance(mime, bytes):
            raise Gone("The draft is not in Drafts any more.")
        written_at = aware(item.get(b"INTERNALDATE"))
        fingerprint = Fingerprint.of(normal(mime), int(written_at.timestamp()) * NS if written_at else 0)
        version = Version(self._mark(line, folders), fingerprint)
        return DraftRef(id_of(validity, uid), version.packed(), read_headers(mime).message_id)

    def read(self, line: Line, folders: Folders, ref: DraftRef) -> bytes:
        """The draft as it is now: under its UID, else the newest with its Message-ID. Raises `Gone`."""
        place = place_of(ref) if self.is_there(line, folders, ref) else None
        if place is None:
            current = self.find(line, folders, ref.message_id)
            place = place_of(current) if current else None
        item = line.fetch([place[1]], ["BODY.PEEK[]"]).get(place[1]) if place else None
        mime = item.get(b"BODY[]") if item else None
        if not isinstance(mime, bytes):
            raise Gone(f"The draft {ref.message_id} is not in Drafts any more.")
        return mime

    def is_there(self, line: Line, folders: Folders, ref: DraftRef) -> bool:
        """Whether our draft is in Drafts under the UID that we know, so that nobody changed it. Opens Drafts."""
        validity, uid = place_of(ref)
        if not folders.drafts or line.examine(folders.drafts).validity != validity:
            return False
        return uid in line.search(f"UID {uid} UNDELETED")

    def find_sent(self, line: Line, folders: Folders, message_id: str) -> MessageKey | None:
        """The message in Sent that carries this Message-ID: asked of the server's search, then looked for in what is
        recent."""
        if not message_id.isascii() or not message_id or not folders.sent:
            return None
        opened = line.examine(folders.sent)
        quoted = message_id.replace("\\", "\\\\").replace('"', '\\"')
        for criteria, limit in ((f'UNDELETED HEADER Message-ID "{quoted}"', RECENT), ("UNDELETED", RECENT)):
            found = self._look.first(
                line,
                folders.sent,
                opened,
                lambda one: one.headers.message_id == message_id,
                criteria=criteria,
                limit=limit,
            )
            if found is not None:
                return key_of(Folder.SENT, opened.validity, found.uid)
        return None

    def outcome(self, line: Line, folders: Folders, ref: DraftRef) -> Outcome:
        """What became of a draft, the surest sign first:

        1. Sent holds its Message-ID: sent.
        2. Its UID is in Drafts: untouched, since messages never change under a UID.
        3. Another draft carries its Message-ID: the same, by content (the folder was made anew), else edited.
        4. Sent holds, since it was placed, a message like it under another Message-ID: sent.
        5. Drafts hold, since it was placed, a draft like it under another Message-ID: edited.
        6. Else it is gone; said only of folders that stood still, since a draft on its way to Sent may be in neither.

        "Like it" is `Fingerprint.resembles`. Raises `MailboxMissing` if there is no Drafts folder any more.
        """
        for _ in range(STAND_STILL_TRIES):
            before = self._standing(line, folders)
            outcome = self._fate(line, folders, ref, Version.unpacked(ref.version))
            if outcome.fate is not Fate.GONE or before == self._standing(line, folders):
                break
        return outcome

    def _fate(self, line: Line, folders: Folders, ref: DraftRef, ours: Version | None) -> Outcome:
        sent = self._in_sent(line, folders, ours, lambda one: one.headers.message_id == ref.message_id)
        if sent is not None:
            return sent
        if not folders.drafts:
            raise MailboxMissing(
                "There is no Drafts folder any more.", next_step="Make one, or name it as drafts under `folders`."
            )
        if self.is_there(line, folders, ref):
            return Outcome(Fate.UNTOUCHED)
        current = self.find(line, folders, ref.message_id)
        if current is not None:
            is_same = _content(current) == _content(ref)
            return Outcome(Fate.UNTOUCHED if is_same else Fate.EDITED, ref=current)
        if ours is None:
            return Outcome(Fate.GONE)
        sent = self._in_sent(line, folders, ours, lambda one: ours.fingerprint.resembles(one.headers))
        return sent or self._edited(line, folders, ref, ours) or Outcome(Fate.GONE)

    def _in_sent(
        self, line: Line, folders: Folders, ours: Version | None, is_wanted: Callable[[Found], bool]
    ) -> Outcome | None:
        if not folders.sent:
            return None
        opened = line.examine(folders.sent)
        mark = ours.mark if ours else Mark()
        found = self._later(line, folders.sent, opened, mark.validity, mark.next_uid, ours, is_wanted)
        if found is None:
            return None
        sent_at = found.sent_at(ours.placed_at if ours else None)
        return Outcome(Fate.SENT, sent_key=key_of(Folder.SENT, opened.validity, found.uid), sent_at=sent_at)

    def _edited(self, line: Line, folders: Folders, ref: DraftRef, ours: Version) -> Outcome | None:
        opened = line.examine(folders.drafts)
        validity, uid = place_of(ref)
        found = self._later(
            line, folders.drafts, opened, validity, uid + 1, ours, lambda one: ours.fingerprint.resembles(one.headers)
        )
        if found is None:
            return None
        return Outcome(Fate.EDITED, ref=self.handle(line, folders, opened.validity, found.uid))

    def _later(
        self,
        line: Line,
        folder: str,
        opened: FolderState,
        validity: int,
        next_uid: int,
        ours: Version | None,
        is_wanted: Callable[[Found], bool],
    ) -> Found | None:
        """The newest wanted message that came after our draft: by UID, else by the server's clock."""
        if validity == opened.validity and next_uid:
            return self._look.first(line, folder, opened, is_wanted, first_uid=next_uid)
        if ours is None:
            return self._look.first(line, folder, opened, is_wanted)
        earliest = ours.placed_at - SKEW
        return self._look.first(
            line,
            folder,
            opened,
            lambda one: one.received_at >= earliest and is_wanted(one),
            criteria=f"UNDELETED {since_day(earliest)}",
        )

    def _mark(self, line: Line, folders: Folders) -> Mark:
        if not folders.sent:
            return Mark()
        state = line.state(folders.sent)
        return Mark(state.validity, state.next_uid)

    def _standing(self, line: Line, folders: Folders) -> list[FolderState]:
        return [line.state(name) for name in (folders.sent, folders.drafts) if name]


def is_same(ref: DraftRef, mime: bytes) -> bool:
    """Whether a draft holds just these bytes, whatever the line ends."""
    return _content(ref) == content_of(normal(mime))


def _content(ref: DraftRef) -> str:
    version = Version.unpacked(ref.version)
    return version.fingerprint.content if version else ref.version
