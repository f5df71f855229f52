"""A mailbox on a real Dovecot, and the owner's mail program on it: a second client that edits, sends and deletes."""

from __future__ import annotations

import itertools
import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from providers.headers import read_headers, with_message_id
from providers.imap.provider import Imap
from providers.imap.session import Patience, Session
from tests.providers.servers.dovecot import PASSWORD, Dovecot
from tests.providers.servers.proxy import Proxy

INBOX, SENT, DRAFTS = "INBOX", "Sent", "Drafts"
PATIENT = Patience(connect=5, answer=5, pauses=0.01)
QUICK = Patience(connect=0.3, answer=0.3, pauses=0.01)
"""What a stalled line exhausts at once."""
_USERS = itertools.count(1)


class ImapMailbox:
    """One user of a server, whom the adapter reaches over a line that can fail."""

    def __init__(self, server: Dovecot, *, patience: Patience = PATIENT) -> None:
        self.server = server
        self.user = f"jordan{next(_USERS)}.{os.getpid()}"
        self.proxy = Proxy(server.port)
        self._patience = patience
        self._opened: list[Imap] = []
        self._sessions: list[Session] = []
        self.client = OwnersProgram(server.port, self.user)

    def open(self, **settings: Any) -> Imap:
        os.environ["FOLLOWTHROUGH_TEST_PASSWORD"] = PASSWORD
        settings = {"port": self.proxy.port, "patience": self._patience, "page_size": 10} | settings
        provider = Imap(
            f"{self.user}@mail.example",
            "127.0.0.1",
            tls=False,
            username=self.user,
            password_env="FOLLOWTHROUGH_TEST_PASSWORD",
            **settings,
        )
        self._opened.append(provider)
        return provider

    def session(self, **settings: Any) -> Session:
        """A connection such as the adapter has."""
        session = self.open(**settings)._new_session()
        self._sessions.append(session)
        return session

    def close(self) -> None:
        for session in self._sessions:
            session.close()
        for provider in self._opened:
            provider.close()
        self.client.close()
        self.proxy.close()

    def home(self) -> Path:
        return self.server.home(self.user)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def settle(self) -> None:
        pass

    def deliver(self, mime: bytes, *, received_at: datetime | None = None) -> None:
        self.client.store(INBOX, mime, received_at=received_at)

    def owner_sends(self, mime: bytes) -> None:
        self.client.store(SENT, mime, ("\\Seen",))

    def owner_saves_draft(self, mime: bytes) -> None:
        self.client.store(DRAFTS, mime, ("\\Draft",))

    def owner_edits_draft(self, message_id: str, new_mime: bytes) -> None:
        uid = self.client.uid_of(DRAFTS, message_id)
        self.owner_saves_draft(new_mime)
        self.client.remove(DRAFTS, uid)

    def owner_sends_draft(self, message_id: str, *, changes_message_id: bool = False) -> None:
        uid = self.client.uid_of(DRAFTS, message_id)
        mime = self.client.read(DRAFTS, uid)
        self.owner_sends(with_message_id(mime, f"<sent-{uid}@mail.example>") if changes_message_id else mime)
        self.client.remove(DRAFTS, uid)

    def owner_deletes_draft(self, message_id: str) -> None:
        self.client.remove(DRAFTS, self.client.uid_of(DRAFTS, message_id))

    def drafts(self) -> list[bytes]:
        return [self.client.read(DRAFTS, uid) for uid in self.client.uids(DRAFTS)]

    def marks(self) -> object:
        return {folder: self.client.flags(folder) for folder in (INBOX, SENT, DRAFTS)}

    def old_cursors(self) -> list[bytes]:
        return [b'["imap-0", "x", {}, [], 0]', b'["imap-1", "elsewhere", {}, [], 0]', b'["imap-1", "x", {"inbox": 1}]']

    def faults(self) -> Mapping[str, AbstractContextManager[None]]:
        return {"the server lets nobody in": self.proxy.refusing()}


class OwnersProgram:
    """Another mail program on the same account."""

    def __init__(self, port: int, user: str) -> None:
        self._port, self._user = port, user
        self._client: Any = None

    def close(self) -> None:
        if self._client is not None:
            self._client.shutdown()
            self._client = None

    def store(self, folder: str, mime: bytes, flags: tuple[str, ...] = (), received_at: datetime | None = None) -> None:
        self._connected().append(folder, mime, flags, received_at)

    def uids(self, folder: str) -> list[int]:
        self._connected().select_folder(folder, readonly=True)
        return sorted(self._client.search("UNDELETED"))

    def read(self, folder: str, uid: int) -> bytes:
        self._connected().select_folder(folder, readonly=True)
        return bytes(self._client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"])

    def uid_of(self, folder: str, message_id: str) -> int:
        return next(uid for uid in self.uids(folder) if read_headers(self.read(folder, uid)).message_id == message_id)

    def remove(self, folder: str, uid: int) -> None:
        self._connected().select_folder(folder)
        self._client.delete_messages([uid], silent=True)
        self._client.uid_expunge([uid])

    def flags(self, folder: str) -> dict[int, tuple[bytes, ...]]:
        self._connected().select_folder(folder, readonly=True)
        uids = self._client.search("ALL")
        return {uid: tuple(sorted(item[b"FLAGS"])) for uid, item in self._client.fetch(uids, ["FLAGS"]).items()}

    def connected(self) -> Any:
        """The connection, for what no test program needs twice."""
        return self._connected()

    def _connected(self) -> Any:
        if self._client is None:
            self._client = IMAPClient("127.0.0.1", self._port, ssl=False, timeout=10)
            self._client.login(self._user, PASSWORD)
        return self._client
