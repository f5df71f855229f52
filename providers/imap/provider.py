"""The IMAP adapter: the port's verbs on a server."""

from __future__ import annotations

import imaplib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from providers.folder_names import checked_roles
from providers.headers import read_headers
from providers.imap.credentials import Credentials
from providers.imap.drafts import Drafts, is_same
from providers.imap.folders import INBOX, Folders, find_folders
from providers.imap.handle import Version, normal, place_of
from providers.imap.line import Line
from providers.imap.listening import Ear
from providers.imap.scan import Scan
from providers.imap.server import Server, server_for
from providers.imap.session import Patience, Session
from providers.imap.trouble import code_of, is_refusal
from providers.interface import (
    Cursor,
    DraftChanged,
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
    Refused,
    ReplyAnchor,
)

DRAFT_FLAGS = ("\\Draft", "\\Seen")
T = TypeVar("T")


class Imap(Provider):
    """A mailbox on an IMAP server. What is not given follows from `address` (`providers.imap.presets`).

    The password comes from the first of `token_command` (XOAUTH2), `password_command`, `password_file` and
    `password_env` that is given, anew at every login. `folders` names Inbox, Sent and Drafts where they are not found
    by themselves. `page_size` counts messages; `now` gives aware times.
    """

    def __init__(
        self,
        address: str,
        host: str | None = None,
        port: int | None = None,
        *,
        tls: bool = True,
        starttls: bool = False,
        ca_file: str | Path | None = None,
        username: str | None = None,
        password_command: str | Sequence[str] | None = None,
        password_file: str | Path | None = None,
        password_env: str | None = None,
        password_keyring: str | None = None,
        token_command: str | Sequence[str] | None = None,
        folders: Mapping[str, str] | None = None,
        page_size: int = 200,
        patience: Patience | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._named = checked_roles(folders)
        self._server: Callable[[], Server] = lambda: server_for(
            address, host, port, tls=tls, starttls=starttls, ca_file=Path(ca_file).expanduser() if ca_file else None
        )
        self._credentials = Credentials(
            username or address,
            token_command,
            password_command,
            Path(password_file).expanduser() if password_file else None,
            password_env,
            password_keyring,
        )
        self._patience, self._now = patience or Patience(), now
        self._session: Session | None = None
        self._listening: Session | None = None
        self._ear: Ear | None = None
        self._found: tuple[int, Folders] | None = None
        self._made_drafts = False
        self._scan = Scan(f"{username or address}@{host or ''}", page_size=page_size, clock=lambda: now().timestamp())
        self._drafts = Drafts()

    def check(self) -> None:
        def look(line: Line) -> None:
            folders = self._folders(line)
            line.state(folders.inbox)

        self._reading(look)

    def changes(self, cursor: Cursor | None, since: datetime, interest: Interest) -> Page:
        """See `Provider.changes` and `providers.imap.scan`. A message is news once, by folder, UIDVALIDITY and UID."""
        return self._reading(lambda line: self._scan.page(line, self._folders(line), cursor, since, interest))

    def save_draft(self, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        """By APPEND with the flags of a draft; conversations follow from the headers of `mime`. A server that does not
        tell the UID (no UIDPLUS) is asked for the newest draft with its Message-ID."""
        mime = normal(mime)
        folders = self._reading(self._with_drafts)
        stored = self._opened_session().once(lambda line: _append(line, folders.drafts, mime))

        def handle(line: Line) -> DraftRef:
            if stored is not None:
                return self._drafts.handle(line, folders, *stored)
            found = self._drafts.find(line, folders, read_headers(mime).message_id)
            if found is None:
                raise Gone("The server took the draft, but does not show it.")
            return found

        return self._reading(handle)

    def replace_draft(self, ref: DraftRef, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        """The new draft is written first, then the old one removed; an earlier try that got half-way is completed."""
        message_id = read_headers(mime).message_id
        copy = self._reading(lambda line: self._drafts.find(line, self._folders(line), message_id, but=ref.id))
        written = copy if copy is not None and is_same(copy, mime) else None
        if written is not None and not self._is_there(ref):
            return written
        current = self._untouched(ref)
        new = written or self.save_draft(mime, anchor)
        try:
            self._remove(current)
        except (DraftChanged, Gone):
            self._remove(new)
            raise
        return new

    def delete_draft(self, ref: DraftRef) -> None:
        self._remove(self._untouched(ref))

    def find_draft(self, message_id: str) -> DraftRef | None:
        """The newest draft that carries this Message-ID, among the 2,000 newest. Headers are compared here: some
        servers index new mail late for their searches, and a draft that is missed would be written twice."""
        return self._reading(lambda line: self._drafts.find(line, self._folders(line), message_id))

    def read_draft(self, ref: DraftRef) -> bytes:
        return self._reading(lambda line: self._drafts.read(line, self._folders(line), ref))

    def find_sent(self, message_id: str) -> MessageKey | None:
        return self._reading(lambda line: self._drafts.find_sent(line, self._folders(line), message_id))

    def outcome(self, ref: DraftRef) -> Outcome:
        """See `providers.imap.drafts.Drafts.outcome`."""
        return self._reading(lambda line: self._drafts.outcome(line, self._folders(line), ref))

    def written_at(self, ref: DraftRef) -> datetime | None:
        """INTERNALDATE: the server's time, since APPEND is given none (RFC 3501, 6.3.11)."""
        ours = Version.unpacked(ref.version)
        return ours.placed_at if ours and ours.fingerprint.written_ns else None

    def folders(self) -> FoldersFound:
        """As they were last found."""
        found = self._found[1] if self._found else self._reading(self._folders)
        return FoldersFound(found.sent, found.drafts, self._made_drafts, found.others)

    def wait_for_news(self, seconds: float) -> bool:
        """By IDLE on the inbox, on a second connection that is opened with the first call."""
        if self._ear is None:
            self._listening = self._new_session()
            self._ear = Ear(self._listening, self._named.get("inbox", INBOX))
        return self._ear.wait(seconds)

    def close(self) -> None:
        for session in (self._session, self._listening):
            if session is not None:
                session.close()

    # Inside

    def _opened_session(self) -> Session:
        self._session = self._session or self._new_session()
        return self._session

    def _new_session(self) -> Session:
        return Session(self._server(), self._credentials, self._now, patience=self._patience)

    def _reading(self, read: Callable[[Line], T]) -> T:
        def look(line: Line) -> T:
            try:
                return read(line)
            except imaplib.IMAP4.error:  # a folder may have been renamed: the next try looks for it again
                self._found = None
                raise

        return self._opened_session().reading(look)

    def _folders(self, line: Line) -> Folders:
        """Where the folders are, found once for every login and whenever one of them is missing."""
        logins = self._opened_session().logins
        if self._found is None or self._found[0] != logins or not (self._found[1].sent and self._found[1].drafts):
            self._found = (logins, find_folders(line.folders(), self._named))
        return self._found[1]

    def _with_drafts(self, line: Line) -> Folders:
        folders = self._folders(line)
        if not folders.drafts:
            line.create(folders.drafts_to_be)
            self._found, self._made_drafts = None, True
            folders = self._folders(line)
        line.state(folders.drafts)  # a dead line is noticed here, where trying again is safe
        return folders

    def _is_there(self, ref: DraftRef) -> bool:
        return self._reading(lambda line: self._drafts.is_there(line, self._folders(line), ref))

    def _untouched(self, ref: DraftRef) -> DraftRef:
        """The present handle on our draft. Raises `DraftChanged` or `Gone`."""
        if self._is_there(ref):
            return ref
        outcome = self.outcome(ref)
        if outcome.fate is Fate.EDITED:
            raise DraftChanged(f"The draft {ref.message_id} was edited.")
        if outcome.fate is not Fate.UNTOUCHED:
            raise Gone(f"The draft {ref.message_id} is not in Drafts any more.")
        return outcome.ref or ref

    def _remove(self, ref: DraftRef) -> None:
        """Delete a draft that is still there under its UID: messages never change under one, so it is what we know."""

        def remove(line: Line) -> None:
            validity, uid = place_of(ref)
            opened = line.select(self._folders(line).drafts)
            if opened.validity != validity or uid not in line.search(f"UID {uid} UNDELETED"):
                raise Gone(f"The draft {ref.message_id} is not in Drafts any more.")
            line.remove(uid)

        self._opened_session().once(remove)


def _append(line: Line, folder: str, mime: bytes) -> tuple[int, int] | None:
    try:
        return line.append(folder, mime, DRAFT_FLAGS)
    except imaplib.IMAP4.error as error:
        if not is_refusal(error):
            raise
        if code_of(error) == "OVERQUOTA":
            raise PermissionMissing(
                "The mailbox is full: no draft can be placed.", next_step="Delete some mail, or get more room."
            ) from error
        if code_of(error) in ("TOOBIG", "LIMIT", "CANNOT"):
            raise Refused(f"The server does not take this draft: {code_of(error)}.") from error
        raise
