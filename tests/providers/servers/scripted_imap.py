"""A small IMAP server that says what a test tells it to: refusals, lies, farewells. Left alone it is an empty mailbox.

An answer is bytes with `TAG` in the place of the command's tag; `HANG_UP` ends the connection.
"""

from __future__ import annotations

import base64
import re
import socket
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import suppress

HANG_UP = b""
_LITERAL = re.compile(rb"\{(\d+)(\+?)\}\r\n$")
_STATUS = b"(MESSAGES 0 UIDNEXT 1 UIDVALIDITY 7 HIGHESTMODSEQ 1)"
_DEFAULTS: dict[str, bytes] = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE UIDPLUS CONDSTORE SPECIAL-USE\r\nTAG OK done\r\n",
    "LOGIN": b"TAG OK done\r\n",
    "LIST": (b'* LIST () "/" INBOX\r\n* LIST (\\Sent) "/" Sent\r\n* LIST (\\Drafts) "/" Drafts\r\nTAG OK done\r\n'),
    "STATUS": b"* STATUS x " + _STATUS + b"\r\nTAG OK done\r\n",
    "EXAMINE": b"* 0 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 1] x\r\nTAG OK done\r\n",
    "SELECT": b"* 0 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 1] x\r\nTAG OK done\r\n",
    "SEARCH": b"* SEARCH\r\nTAG OK done\r\n",
    "IDLE": b"+ idling\r\n",
    "LOGOUT": b"* BYE bye\r\nTAG OK done\r\n",
}


class ScriptedImap:
    """Listens on a free port. `answers` are given once each, in order, to the commands they are filed under (`LOGIN`,
    `STATUS`, `FETCH` …); `always` are given whenever nothing else is left. `heard` is every command so far."""

    def __init__(
        self,
        answers: Mapping[str, Iterable[bytes]] | None = None,
        *,
        always: Mapping[str, bytes] | None = None,
        greeting: bytes = b"* OK ready\r\n",
        accepts_tokens: bool = False,
    ) -> None:
        self._answers = {command: deque(given) for command, given in (answers or {}).items()}
        self._always = _DEFAULTS | dict(always or {})
        self._greeting, self._accepts_tokens = greeting, accepts_tokens
        self.tokens: list[bytes] = []
        """What was said after AUTHENTICATE, decoded."""
        self.heard: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with suppress(OSError), line, line.makefile("rb") as stream:
            line.sendall(self._greeting)
            while command := stream.readline():
                while literal := _LITERAL.search(command):
                    if not literal[2]:
                        line.sendall(b"+ go on\r\n")
                    command = command[: literal.start()] + stream.read(int(literal[1])) + stream.readline()
                if not self._answer(line, command):
                    return
                if self._accepts_tokens and self.heard[-1] == "AUTHENTICATE":
                    self.tokens.append(base64.b64decode(stream.readline()))
                    line.sendall(command.split()[0] + b" OK done\r\n")

    def _answer(self, line: socket.socket, command: bytes) -> bool:
        tag, _, rest = command.partition(b" ")
        words = rest.upper().split()
        name = (words[1] if words[:1] == [b"UID"] else words[0] if words else tag.strip()).decode()
        self.heard.append(name)
        left = self._answers.get(name)
        answer = left.popleft() if left else self._always.get(name, b"TAG OK done\r\n")
        if name == "DONE":
            answer = b"%s OK idle ended\r\n" % self._idling
        self._idling = tag if name == "IDLE" else b""
        line.sendall(answer.replace(b"TAG", tag))
        return answer != HANG_UP
