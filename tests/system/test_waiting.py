"""Why a step that is due is not placed, where a mailbox of several is the reason: `why` and `show` say it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.system.home import drafts, make_home, run, zone_of_the_afternoon

CONFIG = f"""me: {{name: Jordan Ellis, addresses: [jordan@mail.example], timezone: {zone_of_the_afternoon()}}}
data_dir: ./data
mailboxes:
  - {{name: local, provider: maildir, path: ./Mail}}
  - {{name: second, provider: maildir, path: ./Other}}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A thank-you is due, and of two mailboxes one is not there."""
    return make_home(tmp_path, CONFIG)


def held_by(home: Path) -> str | None:
    done = run(home, "why", "northwind", "--json")
    assert done.returncode == 0, done.stderr
    held: str | None = json.loads(done.stdout)["held_by"]
    return held


def test_a_mailbox_that_was_never_read_is_named_where_it_holds_a_step_up_b18(home: Path) -> None:
    assert run(home, "run", "--once").returncode == 1
    assert drafts(home) == []

    assert "second was never read" in (held_by(home) or "")
    assert "second was never read" in run(home, "show", "northwind").stdout
    assert "Nothing is placed before second was read once" in run(home, "status").stdout

    shutil.copytree(home / "Mail" / ".Sent", home / "Other")
    assert run(home, "run", "--once").returncode == 0
    assert len(drafts(home)) == 1
    assert held_by(home) is None
    assert "Nothing is placed" not in run(home, "status").stdout
