"""A stand-in for an OpenAI-compatible server on this machine: it answers as a test wants it to, well or with malice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Behaviour = Callable[["Handler", dict[str, Any]], None]


class Handler(BaseHTTPRequestHandler):
    """One request; what comes of it is the server's `behaviour`."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server: Any = self.server
        server.asked.append((self.path, dict(self.headers), question))
        server.behaviour(self, question)
        self.close_connection = True

    def says(self, body: bytes, status: int = 200, **headers: str) -> None:
        """A whole answer."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


class Server(ThreadingHTTPServer):
    """What was asked, and how it is answered. `over` is set when the test ends."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, behaviour: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviour, self.over = behaviour, Event()
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[Server]:
    """The server, while the test runs."""
    server = Server(behaviour)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


def answering(words: Callable[[str], str]) -> Behaviour:
    """Answers properly: `words` of the draft that it was given."""

    def behave(handler: Handler, question: dict[str, Any]) -> None:
        draft = json.loads(question["messages"][1]["content"])["draft"]
        body = {"choices": [{"message": {"role": "assistant", "content": words(draft)}}]}
        handler.says(json.dumps(body).encode())

    return behave


def endless(handler: Handler, _: dict[str, Any]) -> None:
    """An answer without an end."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(10**12))
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b" " * 65536)
    except OSError:
        return


def dripping(handler: Handler, _: dict[str, Any]) -> None:
    """An answer that comes in drops, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    server: Any = handler.server
    try:
        while not server.over.wait(0.02):
            handler.wfile.write(b" ")
    except OSError:
        return


def silent(handler: Handler, _: dict[str, Any]) -> None:
    """No answer at all."""
    server: Any = handler.server
    server.over.wait()
