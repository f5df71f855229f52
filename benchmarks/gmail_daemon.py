"""The memory of the idle agent with Gmail mailboxes, each against a server of our own.

    PYTHONPATH=. python benchmarks/gmail_daemon.py [MAILBOXES]

Starts `followthrough run` on a configuration with one mailbox, then with MAILBOXES more (10), and prints what is
resident after a dozen polls.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account

PROGRAM = Path(sys.executable).with_name("followthrough")
POLLS = 12


def main(more: int) -> None:
    one = _resident_mb(1)
    print(f"idle with one mailbox: {one:.0f} MB")
    many = _resident_mb(1 + more)
    print(f"with {more} more: {many:.0f} MB, each {(many - one) / more:.2f} MB")


def _resident_mb(mailboxes: int) -> float:
    server = GmailServer(Account()).start()
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.yaml").write_text(_config(mailboxes, server.url, folder), encoding="utf-8")
        with subprocess.Popen([PROGRAM, "run"], cwd=folder, env={**os.environ, "HOME": folder}) as process:
            while server.requests["history.list"] < POLLS * mailboxes:
                time.sleep(0.2)
            resident = _resident_kb(process.pid) / 1024
            process.terminate()
    server.close()
    return resident


def _config(mailboxes: int, endpoint: str, folder: str) -> str:
    command = f"{sys.executable} -c \\\"print('token')\\\""
    lines = [
        "me: {name: Jordan Ellis, addresses: [jordan@mail.example], timezone: UTC, country: US}",
        f"data_dir: {folder}/data",
        "poll: 1s",
        "mailboxes:",
    ]
    lines += [
        f'  - {{name: m{number}, provider: gmail, address: jordan@mail.example, token_command: "{command}",'
        f" api_endpoint: {endpoint}}}"
        for number in range(mailboxes)
    ]
    return "\n".join(lines) + "\n"


def _resident_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
