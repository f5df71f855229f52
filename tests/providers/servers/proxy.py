"""A line that fails: a TCP proxy on this machine that can stall, refuse and cut the connections it carries."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_PIECE = 65536


class Proxy:
    """Listens on a free port and passes on to `target`; `carried` counts bytes by direction."""

    def __init__(self, target: int) -> None:
        self.target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._flows = threading.Event()
        self._flows.set()
        self._refuses = False
        self._fatal = b""
        self._is_fatal = False
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self.sent: list[bytes] = []
        """What clients sent, piece by piece."""
        self.received_bytes = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Drop every connection, as a router does that restarts."""
        pairs, self._pairs = self._pairs, []
        for line in (line for pair in pairs for line in pair):
            _close(line)

    def drop_answers_to(self, command: bytes) -> None:
        """Cut the line when the server answers the next such command: it was carried out, and nobody hears of it."""
        self._fatal = command

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Nobody is let in, and who is in is thrown out."""
        self._refuses = True
        self.cut()
        yield
        self._refuses = False

    @contextmanager
    def stalling(self) -> Iterator[None]:
        """Connections stay open and carry nothing: half-open lines, a server that hangs."""
        self._flows.clear()
        yield
        self.cut()
        self._flows.set()

    def close(self) -> None:
        self._flows.set()
        self.cut()
        _close(self._listener)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self._refuses:
                _close(client)
                continue
            try:
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                _close(client)
                continue
            self._pairs.append((client, server))
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self._carry, args=(one, other, one is client), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket, is_client: bool) -> None:
        with suppress(OSError):
            while piece := one.recv(_PIECE):
                self._flows.wait()
                if is_client:
                    self.sent.append(piece)
                    self._is_fatal = self._is_fatal or bool(self._fatal and self._fatal in piece)
                elif self._is_fatal and not piece.startswith(b"+"):
                    self._fatal, self._is_fatal = b"", False
                    break
                else:
                    self.received_bytes += len(piece)
                other.sendall(piece)
        _close(one)
        _close(other)


def _close(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
    line.close()
