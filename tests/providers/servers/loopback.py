"""A small HTTP server on loopback, in threads of this process, for stand-ins of mail services."""

from __future__ import annotations

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from tests.providers.servers.faults import Fault, Faults

SILENCE_SECONDS = 5.0
"""How long a silent answer is held back at most: longer than any client under test waits."""


class Asked:
    """One request."""

    def __init__(self, method: str, target: str, headers: Any, body: bytes) -> None:
        parts = urlsplit(target)
        self.method, self.path, self.headers, self.body = method, parts.path, headers, body
        self.query: dict[str, list[str]] = parse_qs(parts.query, keep_blank_values=True)

    def one(self, name: str, default: str = "") -> str:
        """The first value of a query parameter."""
        return self.query.get(name, [default])[0]

    @property
    def json(self) -> Any:
        """The body, as JSON."""
        return json.loads(self.body)


class Answer:
    """Status, headers and body."""

    def __init__(self, status: int, body: object = None, headers: dict[str, str] | None = None) -> None:
        self.status, self.headers = status, headers or {}
        self.content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()


class Site(Protocol):
    """What answers. `faults` come before it; `answer` is called by one thread at a time."""

    faults: Faults

    def answer(self, asked: Asked) -> Answer: ...


class Loopback:
    """`site` at http://127.0.0.1:PORT, from `start` to `close`."""

    def __init__(self, site: Site) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site, self._server.lock = site, threading.Lock()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> Loopback:
        """Begin to answer."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop, and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    site: Site
    lock: threading.Lock

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # the client ended in the middle of it: no request at all
            self.close_connection = True
            return
        asked = Asked(self.command, self.path, self.headers, body)
        with self.server.lock:
            fault = self.server.site.faults.next_for(asked.method, asked.path)
            answer = self.server.site.answer(asked) if fault is None or fault.after_effect else None
        if fault is not None:
            self._play(fault)
        elif answer is not None:
            self._write(answer)

    def _play(self, fault: Fault) -> None:
        if fault.status is not None:
            self._write(Answer(fault.status, fault.body, fault.headers))
            return
        if fault.is_silent:
            self.connection.settimeout(SILENCE_SECONDS)
            try:
                self.connection.recv(1)  # returns when the client hangs up
            except OSError:
                time.sleep(0)
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.connection.close()

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        headers = {"Content-Type": "application/json; charset=UTF-8", **answer.headers}
        if answer.status != 204:
            headers["Content-Length"] = str(len(answer.content))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if answer.status != 204:
            self.wfile.write(answer.content)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _serve

    def log_message(self, format: str, *arguments: Any) -> None:
        """Tests are quiet."""
