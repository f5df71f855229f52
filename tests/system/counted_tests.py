"""The tests of some files, run in a process of their own and counted by their sentences.

Two halves: `count` starts the process; the hooks below are what pytest loads there (`-p tests.system.counted_tests`).
Its own, since a table may be asked for where the modules of the tests were imported already, and pytest must be the
first to import them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOLD = 400
"""So many characters of a failure are kept, its end."""
RAN = (0, 1)
"""The exit statuses of pytest that mean: all were run, and none or some failed."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Sentence → how often it was tried, and what was found wrong; `trouble` where the tests could not be run."""

    tried: Mapping[str, int]
    failed: Mapping[str, list[str]]
    trouble: str = ""


def count(*files: Path) -> Counted:
    """Run the tests of these files."""
    with tempfile.TemporaryDirectory(prefix="followthrough-counts-") as folder:
        counts = Path(folder) / "counts.json"
        command = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", __name__, f"--counts={counts}")
        done = subprocess.run([*command, *files], cwd=ROOT, capture_output=True, text=True, check=False)
        found = json.loads(counts.read_text(encoding="utf-8")) if counts.exists() else {"tried": {}, "failed": {}}
    was_run = done.returncode in RAN and found["tried"]
    return Counted(**found, trouble="" if was_run else f"{done.stdout}{done.stderr}"[-2000:] or "nothing was tried")


@dataclass(eq=False)
class Gathered:
    """What pytest is told in the other process, kept as JSON when it ends."""

    kept_in: Path
    tried: Counter[str] = field(default_factory=Counter)
    failed: dict[str, list[str]] = field(default_factory=dict)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest for each phase of each test."""
        sentence = report.location[2].partition("[")[0].removeprefix("test_").replace("_", " ")
        if report.when == "call" and not report.skipped:
            self.tried[sentence] += 1
        if report.failed:
            self.failed.setdefault(sentence, []).append(f"{report.nodeid}: {report.longreprtext[-TOLD:]}")

    def pytest_sessionfinish(self) -> None:
        """Called by pytest at the end."""
        self.kept_in.write_text(json.dumps({"tried": self.tried, "failed": self.failed}), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Called by pytest where this is loaded as a plug-in."""
    parser.addoption("--counts", type=Path, help="keep how often each sentence was tried, and failed, in this file")


def pytest_configure(config: pytest.Config) -> None:
    """Called by pytest where this is loaded as a plug-in."""
    if kept_in := config.getoption("--counts"):
        config.pluginmanager.register(Gathered(kept_in))
