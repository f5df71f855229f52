"""The crash harness in a shortened form (B34); `python -m tests.system.crash` kills at every boundary."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.providers.servers.dovecot import why_not
from tests.system.crash_mailboxes import CRASH_MAILBOXES

FEWER = {"imap": "193", "gmail-contrary": "101"}


@pytest.mark.parametrize("name", sorted(CRASH_MAILBOXES))
def test_no_kill_loses_or_doubles_anything(name: str) -> None:
    """Every 15th boundary of the two months, in processes of their own; where that takes long, fewer."""
    if name == "imap" and (reason := why_not()):
        pytest.skip(reason)
    every = FEWER.get(name, "15")
    done = subprocess.run(
        [sys.executable, "-m", "tests.system.crash", "--mailbox", name, "--every", every],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, f"{done.stdout[-2000:]}{done.stderr[-2000:]}"
    assert "lives that came out different 0" in done.stdout
