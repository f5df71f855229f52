"""Prism between a client and a stand-in server: it holds each request and answer against a service's own description.

    with prism(document, server.url, tmp_path) as url: ...

What leaves the description is refused: a request with 4xx, an answer with 500. It is a Node program; where it is not
installed, tests say so and are skipped. To install it (Node 20 or later):

    npm install --prefix tests/providers/servers/prism --no-package-lock --no-audit --no-fund
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parent / "prism" / "node_modules" / ".bin" / "prism"
WHY_NOT = "Prism is not installed: npm install --prefix tests/providers/servers/prism --no-package-lock"
START_SECONDS = 60
"""A slow machine may take this long; usually it is two."""


def is_installed() -> bool:
    """Whether Prism can be started here."""
    return PROGRAM.exists()


@contextmanager
def prism(description: Mapping[str, Any], upstream: str, folder: Path) -> Iterator[str]:
    """Prism in front of `upstream`, by an OpenAPI 3 `description`, at the address it yields; notes go to `folder`."""
    file, port = folder / "openapi.json", _free_port()
    file.write_text(json.dumps(description), encoding="utf-8")
    command = [str(PROGRAM), "proxy", str(file), upstream, "--host", "127.0.0.1", "--port", str(port), "--errors"]
    with (folder / "prism.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        try:
            _await_start(process, port, folder / "prism.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=10)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def _await_start(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"Prism did not start: {log.read_text(encoding='utf-8')[-2000:]}")
