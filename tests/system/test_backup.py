"""`backup` while others write, and putting it back as docs/backup.md says."""

from __future__ import annotations

import json
import multiprocessing
import re
import shutil
import sqlite3
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.store import Store
from tests.system.home import CONFIG, drafts, make_home, run, zone_of_the_afternoon

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 5, 4, tzinfo=UTC)


def _write_pairs(path: Path, stop: object) -> None:
    store, number = Store(path), 0
    while not stop.is_set():  # type: ignore[attr-defined]
        number += 1
        with store.decision():
            store.shelve("one", "key", str(number), "1", NOW)
            store.shelve("other", "key", str(number), "1", NOW)


def test_a_backup_taken_while_another_process_writes_is_one_moment(tmp_path: Path) -> None:
    """Each decision writes two rows that agree; a copy in which they do not would be torn."""
    path, fork = tmp_path / "followthrough.db", multiprocessing.get_context("fork")
    store, stop = Store(path), fork.Event()
    writer = fork.Process(target=_write_pairs, args=(path, stop))
    writer.start()
    seen = set()
    for number in range(30):
        store.copy_to(copy := tmp_path / f"copy-{number}.db")
        with sqlite3.connect(copy) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.close()
        seen.add(tuple(what for _, _, _, what in Store(copy).shelf()))
    stop.set()
    writer.join()

    assert all(len(set(pair)) <= 1 for pair in seen)
    assert len(seen) > 1


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program has read the confirmation and placed nothing yet; its memory lies where it lies by default."""
    config = CONFIG.replace("data_dir: ./data\n", "").replace("UTC", zone_of_the_afternoon())
    home = make_home(tmp_path_factory.mktemp("home"), config)
    assert run(home, "run", "--observe", "--once").returncode == 0
    assert run(home, "backup", "followthrough-backup.db").returncode == 0
    return home


@pytest.fixture
def home(backed_up: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(backed_up, tmp_path / "home", copy_function=shutil.copy2))


def put_back(home: Path) -> None:
    """The shell lines of the documentation, as they stand there."""
    text = (ROOT / "docs" / "backup.md").read_text()
    (lines,) = re.findall(r"```sh\n(cd .*?)```", text, re.DOTALL)
    subprocess.run(["sh", "-ec", lines], env={"HOME": str(home), "PATH": "/usr/bin:/bin"}, check=True)


def test_a_backup_put_back_places_no_draft_a_second_time(home: Path) -> None:
    """B34: the draft was placed after the backup was made, so the restored memory does not know of it."""
    run(home, "run", "--once")
    placed = drafts(home)
    put_back(home)
    assert run(home, "run", "--once").returncode == 0

    assert len(placed) == 1
    assert drafts(home) == placed
    assert json.loads(run(home, "status", "--json").stdout)["drafts"][0]["kind"] == "thank_you"


def test_a_backup_put_back_learns_that_a_draft_was_sent_since(home: Path) -> None:
    """B33: it lies in Sent now; nothing is written beside it."""
    run(home, "run", "--once")
    (placed,) = drafts(home)
    placed.rename(home / "Mail" / ".Sent" / "cur" / placed.name.replace(":2,DS", ":2,S"))
    put_back(home)
    assert run(home, "run", "--once").returncode == 0

    assert drafts(home) == []
    assert json.loads(run(home, "status", "--json").stdout)["state"] == "thanked"


def test_a_backup_can_be_read_by_its_owner_alone_and_is_one_file(home: Path) -> None:
    """0600, nothing beside it."""
    assert (home / "followthrough-backup.db").stat().st_mode & 0o777 == 0o600
    assert [p.name for p in home.iterdir() if "backup" in p.name] == ["followthrough-backup.db"]


def test_a_backup_overwrites_nothing(home: Path) -> None:
    """Not even another backup."""
    before = (home / "config.yaml").read_bytes()
    done = run(home, "backup", "config.yaml")

    assert done.returncode == 2
    assert "is there already" in done.stderr
    assert (home / "config.yaml").read_bytes() == before


def test_a_backup_where_nothing_can_be_written_says_so(home: Path) -> None:
    """With the next step."""
    done = run(home, "backup", "no/such/folder/backup.db")

    assert done.returncode == 1
    assert "cannot be written: no such file or directory. Name another file." in done.stderr


def test_there_is_nothing_to_back_up_before_the_first_run(tmp_path: Path) -> None:
    """And no empty memory is made by asking."""
    done = run(make_home(tmp_path), "backup", "backup.db")

    assert done.returncode == 2
    assert "There is no memory" in done.stderr
    assert not (tmp_path / "backup.db").exists()
