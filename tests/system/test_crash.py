"""The crash harness in a shortened form (B34); `python -m tests.system.crash` kills at every boundary."""

from __future__ import annotations

import subprocess
import sys


def test_no_kill_loses_or_doubles_anything() -> None:
    """Every 9th boundary of the two months, in processes of their own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.system.crash", "--every", "9"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, f"{done.stdout[-2000:]}{done.stderr[-2000:]}"
    assert "lives that came out different 0" in done.stdout
