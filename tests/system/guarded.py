"""The program with every door to the network and to other programs watched by Python's audit events.

    python -m tests.system.guarded COMMAND ...        # `followthrough COMMAND …`, under guard
    python -m tests.system.guarded --judge FILE ...   # read and judge these mails, under guard
    python -m tests.system.guarded --connect          # try the guard itself

Any door that is touched is named on stderr, and the status is 9.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

DOORS = (
    *("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg", "socket.bind"),
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn"),
    *("urllib.Request", "ftplib.connect", "http.client.connect", "smtplib.connect", "webbrowser.open"),
)
CAUGHT = 9


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """End the process at once, whatever catches exceptions on the way."""
    if event in DOORS:
        os.write(2, f"the guard caught {event} {arguments!r:.300}\n".encode())
        os._exit(CAUGHT)


def main() -> int:
    """Run under guard."""
    from agent.cli import main as program
    from tests.system import fuzz

    words = sys.argv[1:]
    sys.addaudithook(watch)
    if words[:1] == ["--connect"]:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    elif words[:1] == ["--judge"]:
        for name in words[1:]:
            fuzz.read_one(Path(name).read_bytes())
    else:
        sys.argv = ["followthrough", *words]
        program()
    return 0


if __name__ == "__main__":
    sys.exit(main())
