"""One logged-in connection: the commands of RFC 3501 that this adapter uses, and none that could send or mark mail.

IMAPClient speaks the protocol; here its answers get types, its buffers get bounds, and what servers do differently is
evened out. The methods raise what `trouble.ERRORS` lists; `Session` translates.
"""

from __future__ import annotations

import imaplib
import logging
import re
import selectors
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient, SocketTimeout
from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS

from providers.imap.server import Privacy, Server
from providers.interface import Unreachable

logging.getLogger("imapclient").setLevel(logging.WARNING)  # at lower levels it tells of every line, mail included

LITERAL_LIMIT = 32 * 1024 * 1024
"""No answer of ours is longer: bodies are asked for in pieces. A server that announces more is lying."""
CONNECT_SECONDS = 15.0
ANSWER_SECONDS = 30.0
"""A server that works answers sooner; a dead line is noticed by this."""
_APPENDUID = re.compile(rb"\[APPENDUID (\d+) (\d+)\]", re.IGNORECASE)
_STATUS_ITEMS = ("MESSAGES", "UIDNEXT", "UIDVALIDITY")

Item = Mapping[bytes, Any]
"""What the server told of one message, by data item."""


@dataclass(frozen=True, slots=True)
class FolderState:
    """How a folder stands. Equal states mean that no message came or went; with `modseq` also that no flag changed."""

    validity: int
    next_uid: int
    """0 where the server does not say."""
    messages: int
    modseq: int = 0
    """HIGHESTMODSEQ (RFC 7162), 0 where the server keeps none."""


class _Bounded(imaplib.IMAP4):
    def read(self, size: int) -> bytes:
        if size > LITERAL_LIMIT:
            raise self.abort(f"unexpected literal of {size} bytes")
        return super().read(size)


class _BoundedPlain(_Bounded, IMAP4WithTimeout):  # type: ignore[misc]
    pass


class _BoundedTls(_Bounded, IMAP4_TLS):  # type: ignore[misc]
    pass


class _Client(IMAPClient):  # type: ignore[misc]
    """IMAPClient on a connection whose literals are bounded."""

    def _create_IMAP4(self) -> imaplib.IMAP4:
        if self.ssl:
            return _BoundedTls(self.host, self.port, self.ssl_context, self._timeout.connect)  # type: ignore[call-arg]
        return _BoundedPlain(self.host, self.port, self._timeout.connect)


class Line:
    """A connection to `server`, open and not yet signed in. `connect` and `answer` are time limits in seconds."""

    def __init__(self, server: Server, *, connect: float = CONNECT_SECONDS, answer: float = ANSWER_SECONDS) -> None:
        context = None if server.privacy is Privacy.NONE else server.context()
        is_tls = server.privacy is Privacy.TLS
        self._client: Any = _Client(
            server.host, server.port, ssl=is_tls, ssl_context=context, timeout=SocketTimeout(connect, answer)
        )
        self._client.normalise_times = False
        # IMAPClient sends a command in two pieces: without this the second one waits for the first to be acknowledged.
        self._client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._client._imap.debug = 0  # IMAPClient would format every line for a log that nobody reads
        self._selected = ""
        try:
            if server.privacy is Privacy.STARTTLS:
                self._begin_tls(context)
        except BaseException:
            self.cut()
            raise

    def _begin_tls(self, context: ssl.SSLContext | None) -> None:
        if not self.has("STARTTLS"):
            raise Unreachable(
                f"{self._client.host} offers no STARTTLS: the password was not sent in the clear.",
                next_step="Is `port` right? Most servers speak TLS from the start, on port 993: remove `starttls`.",
            )
        self._client.starttls(context)

    def log_in(self, username: str, secret: str, *, is_token: bool) -> None:
        """Sign in. Raises `imapclient.exceptions.LoginError`, also for a line that broke meanwhile."""
        if is_token:
            mechanism = "XOAUTH2" if self.has("AUTH=XOAUTH2") or not self.has("AUTH=OAUTHBEARER") else ""
            if mechanism:
                self._client.oauth2_login(username, secret)
            else:
                self._client.oauthbearer_login(username, secret)
        elif (username + secret).isascii() and not self.has("LOGINDISABLED"):
            self._client.login(username, secret)
        else:
            self._client.plain_login(username, secret)

    def has(self, capability: str) -> bool:
        return bool(self._client.has_capability(capability))

    def introduce(self, name: str) -> None:
        """Tell the server who we are, where it asks for that (RFC 2971); some refuse programs that do not."""
        if self.has("ID"):
            self._client.id_({"name": name})

    # Folders

    def folders(self) -> list[tuple[frozenset[str], str, str]]:
        """(attributes in lower case, delimiter, name) of every folder, special uses marked where the server can."""
        listed = [
            (frozenset(_text(flag).lower() for flag in flags), _text(delimiter or b""), _text(name))
            for flags, delimiter, name in self._client.list_folders()
        ]
        if not listed:
            raise ValueError("an account without any folder")
        return listed

    def create(self, folder: str) -> None:
        self._client.create_folder(folder)
        with suppress(imaplib.IMAP4.error):
            self._client.subscribe_folder(folder)

    def state(self, folder: str) -> FolderState:
        """STATUS. It need not be true of the folder that is open (RFC 3501, 6.3.10): that one is closed first, or
        opened anew where it cannot be closed as it is (no UNSELECT, RFC 3691)."""
        if folder == self._selected:
            if not self.has("UNSELECT"):
                return self.examine(folder)
            self._selected = ""
            self._client.unselect_folder()
        items = (*_STATUS_ITEMS, "HIGHESTMODSEQ") if self.has("CONDSTORE") else _STATUS_ITEMS
        status = self._client.folder_status(folder, items)
        return _state(status, b"MESSAGES")

    def examine(self, folder: str) -> FolderState:
        """Open a folder for reading alone: nothing that is done there can mark a message."""
        self._selected = ""
        opened = self._client.select_folder(folder, readonly=True)
        self._selected = folder
        return _state(opened, b"EXISTS")

    def is_open(self, folder: str) -> bool:
        """Whether this folder was opened for reading last, so that its UIDs mean what they meant then."""
        return folder == self._selected

    def select(self, folder: str) -> FolderState:
        """Open a folder for writing."""
        self._selected = ""
        opened = self._client.select_folder(folder)
        return _state(opened, b"EXISTS")

    # Messages of the open folder

    def search(self, criteria: str) -> list[int]:
        """The UIDs that match, ascending; an answer may be out of order or hold one twice."""
        return sorted(set(self._client.search(criteria)))

    def fetch(self, uids: Sequence[int], items: Sequence[str]) -> dict[int, Item]:
        """What the server tells of these messages; those that vanished are left out."""
        found: dict[int, Item] = self._client.fetch(uids, items)
        return {uid: item for uid, item in found.items() if uid in set(uids)}

    # Drafts

    def append(self, folder: str, mime: bytes, flags: Sequence[str]) -> tuple[int, int] | None:
        """Store a message; its (UIDVALIDITY, UID) where the server tells (UIDPLUS, RFC 4315)."""
        answer = self._client.append(folder, mime, flags)
        match = _APPENDUID.search(answer if isinstance(answer, bytes) else str(answer).encode())
        return (int(match[1]), int(match[2])) if match else None

    def remove(self, uid: int) -> None:
        """Delete one message of the folder that was selected. Without UIDPLUS it is only marked as deleted: a plain
        EXPUNGE would remove what others marked."""
        self._client.add_flags([uid], ["\\Deleted"], silent=True)
        if self.has("UIDPLUS"):
            self._client.uid_expunge([uid])

    # News

    def idle(self) -> list[tuple[Any, ...]]:
        """Begin IDLE; what the server said before it agreed. IMAPClient's own `idle` takes that for an error."""
        imap = self._client._imap
        tag = imap._command("IDLE")
        said: list[tuple[Any, ...]] = []
        while (answer := imap._get_response()) is not None:
            if imap.tagged_commands[tag]:
                raise imaplib.IMAP4.error(f"idle failed: {_text(answer)}")
            said.append(tuple(answer.split()[1:]))
        self._client._idle_tag = tag
        return said

    def idle_answers(self, seconds: float) -> list[tuple[Any, ...]]:
        """What the server said while idling, waited for at most so long. Nothing, too early, may be a dead line.

        IMAPClient's own `idle_check` asks the socket alone, and so misses what came in one piece with "+ idling".
        """
        if not self._has_more():
            with selectors.DefaultSelector() as selector:
                selector.register(self._client.socket(), selectors.EVENT_READ)
                selector.select(seconds)
        said: list[tuple[Any, ...]] = []
        while self._has_more():
            said.append(tuple(self._client._imap._get_line().split()[1:]))
        return said

    def _has_more(self) -> bool:
        """Whether something can be read without waiting. False too where the other end hung up."""
        self._client.socket().setblocking(False)
        try:
            return bool(self._client._imap.file.peek(1))
        except OSError:  # TLS says so where a record is not complete yet
            return False
        finally:
            self._client._set_read_timeout()

    def idle_done(self) -> list[tuple[Any, ...]]:
        """End IDLE; what came in the meantime. Raises if the line is dead."""
        return list(self._client.idle_done()[1])

    # The end

    def log_out(self) -> None:
        with suppress(*_FAREWELL):
            self._client.logout()
        self.cut()

    def cut(self) -> None:
        """Drop the connection without a word; also from another thread, whose command then fails."""
        with suppress(*_FAREWELL):
            self._client.socket().shutdown(2)
        with suppress(*_FAREWELL):
            self._client.shutdown()


_FAREWELL = (imaplib.IMAP4.error, OSError, ValueError, AttributeError)
"""A line that is given up may be broken already; nothing depends on a polite end."""


def _state(answer: Mapping[bytes, Any], count: bytes) -> FolderState:
    if answer.get(count) is None:
        raise ValueError("a folder without a number of messages")
    return FolderState(*(_number(answer.get(n)) for n in (b"UIDVALIDITY", b"UIDNEXT", count, b"HIGHESTMODSEQ")))


def _number(value: Any) -> int:
    """0 for what was not told; nonsense must not pass for an empty folder."""
    if value is None:
        return 0
    if not isinstance(value, int) or value < 0:
        raise ValueError("a number was expected")
    return value


def _text(value: bytes | str) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
