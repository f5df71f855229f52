"""A notification service of our own, as Apprise's json:// speaks to it."""

from __future__ import annotations

import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, HTTPServer


class Post(HTTPServer):
    """Takes every message, in a thread of its own; the last ones can be read in `heard`, `count` counts all."""

    def __init__(self) -> None:
        self.heard: deque[dict[str, object]] = deque(maxlen=100)
        self.count = 0
        super().__init__(("127.0.0.1", 0), _Taking)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Its address as Apprise writes it, with something secret in it."""
        return f"json://127.0.0.1:{self.server_port}/a-secret"

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        self.server_close()


class _Taking(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(json.loads(body))  # type: ignore[attr-defined]
        self.server.count += 1  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass
