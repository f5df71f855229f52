"""The first steps of a new user, as docs/getting-started.md tells them, with a real IMAP server for their mailbox.

    python -m tests.system.first_steps      # from an empty environment, with the seconds of each step

The page's own commands are run, in their order, in an empty home. Only what is the reader's own is put in the place of
the examples: the server's name, and the command that prints the password. Dovecot listens on this machine without TLS,
which `init` is told.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.providers.imap_driver import ImapMailbox
from tests.providers.servers.dovecot import PASSWORD, Dovecot
from tests.system.home import confirmation, zone_of_the_afternoon

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "getting-started.md"
WATCHES = "followthrough run"
ASKS = "followthrough init"
"""Asks at a terminal; the same with options follows it on the page."""


@dataclass(frozen=True)
class Step:
    """One command of the page, what it printed, and how long it took."""

    command: str
    said: str
    seconds: float


def commands(*, installs: bool) -> list[str]:
    """The page's commands; without `installs`, those that install are left out."""
    text = PAGE.read_text()
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line for line in lines if installs or line.startswith("followthrough")]


def walked(server: Dovecot, home: Path, *, installs: bool) -> Iterator[Step]:
    """Go through the page in `home`. Raises `AssertionError` at the first command that fails."""
    mailbox = ImapMailbox(server)
    mailbox.deliver(confirmation(1))
    path = _environment(home)
    try:
        for command in commands(installs=installs):
            if command == ASKS:
                continue
            line = command.replace(
                "--host imap.mail.example", f"--host 127.0.0.1 --port {server.port} --encryption none"
            )
            line = line.replace("jordan@mail.example", f"jordan@mail.example --username {mailbox.user}")
            line = line.replace("America/New_York", zone_of_the_afternoon())
            began = time.monotonic()
            if command == WATCHES:
                yield Step(command, _watched(path, home, mailbox), time.monotonic() - began)
                continue
            if line.startswith("export PATH="):
                path = f"{home}/.venv/bin:{path}"
            done = subprocess.run(
                ["bash", "-c", line], cwd=home, env=_variables(path, home), capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            yield Step(command, done.stdout + done.stderr, time.monotonic() - began)
    finally:
        mailbox.close()


def _environment(home: Path) -> str:
    """The reader's source, and their keyring; gives the PATH."""
    tools = home / "tools"
    tools.mkdir()
    (tools / "pass").write_text(f"#!/bin/sh\necho {PASSWORD}\n")
    (tools / "pass").chmod(0o755)
    for name in ("agent", "providers", "rules", "pyproject.toml", "README.md", "LICENSE"):
        (home / name).symlink_to(ROOT / name)
    return f"{tools}:{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"


def _variables(path: str, home: Path) -> dict[str, str]:
    passed = {n: v for n, v in os.environ.items() if n.startswith(("PIP_", "SSL_", "REQUESTS_"))}
    return {**passed, "PATH": path, "HOME": str(home), "NO_COLOR": "1", "PYTHONUNBUFFERED": "1", "COLUMNS": "100"}


def _watched(path: str, home: Path, mailbox: ImapMailbox) -> str:
    """Let it watch until the first draft lies in Drafts, then stop it."""
    with subprocess.Popen(
        ["bash", "-c", f"exec {WATCHES}"], cwd=home, env=_variables(path, home), stdout=subprocess.DEVNULL
    ) as process:
        until = time.monotonic() + 60
        while not mailbox.drafts() and time.monotonic() < until:
            time.sleep(0.1)
        process.terminate()
        assert process.wait(20) == 0
    return b"\n".join(mailbox.drafts()).decode()


def main() -> None:
    """From an empty environment."""
    server, home = Dovecot(), Path(tempfile.mkdtemp(prefix="first-steps-"))
    server.start()
    began = time.monotonic()
    try:
        for step in walked(server, home, installs=True):
            sys.stdout.write(f"{step.seconds:6.1f} s  {step.command}\n")
            sys.stdout.flush()
        sys.stdout.write(f"{time.monotonic() - began:6.1f} s  from nothing to the first draft\n")
    finally:
        server.remove()
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
