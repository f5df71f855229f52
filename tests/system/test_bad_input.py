"""What goes wrong around the agent: a clear error with the next step, and nothing lost."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.database import migrate
from agent.errors import StateError
from agent.store import Store
from rules.reading import Intent
from tests.agent.world import PRIYA, World, interview
from tests.system.home import CONFIG, PROGRAM, make_home, run


class FullDisk(Store):
    """A store whose n-th decision meets a full disk at its commit."""

    def __init__(self, fails_at: int) -> None:
        super().__init__(":memory:")
        self.decisions, self.fails_at = 0, fails_at

    @contextmanager
    def decision(self) -> Iterator[None]:
        with super().decision():
            yield
            self.decisions += 1
            if self.decisions == self.fails_at:
                raise sqlite3.OperationalError("database or disk is full")


def life(fails_at: int) -> tuple[World, FullDisk]:
    """An interview, its thank-you sent, a check-in withdrawn; every cycle that fails is run again."""
    store = FullDisk(0)
    world = World(open_store=lambda path: store)
    store.decisions, store.fails_at = 0, fails_at
    run = world.cycle.run

    def stubborn() -> object:
        try:
            return run()
        except StateError:
            return run()

    world.cycle.run = stubborn  # type: ignore[method-assign,assignment]
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    world.owner_sends_drafts("2026-05-11 17:00")
    world.employer("2026-05-18 10:00", Intent.STATUS_UPDATE, reply_to="<1@northwind.example>")
    world.until("2026-05-27 12:00")
    return world, store


def test_a_full_disk_at_any_write_loses_nothing_and_doubles_nothing() -> None:
    """B34: each decision in turn cannot be kept; the next cycle makes up for it."""
    expected, unharmed = life(fails_at=0)
    assert unharmed.decisions > 20
    for number in range(1, unharmed.decisions + 1):
        world, _ = life(number)

        assert [d.message_id for d in world.drafts()] == [d.message_id for d in expected.drafts()], number
        assert world.thread().position == expected.thread().position, number
        assert sorted(world.placed()) == sorted(expected.placed()), number


def test_a_full_disk_is_called_by_its_name() -> None:
    """With the next step."""
    store = FullDisk(fails_at=1)

    with pytest.raises(StateError, match=r"the disk is full") as caught, store.decision():
        store.put_entries([])
    assert "Free some space" in caught.value.next_step


def test_a_damaged_database_is_named_and_not_touched(tmp_path: Path) -> None:
    """The owner decides what becomes of it."""
    path = tmp_path / "followthrough.db"
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 4000)
    before = path.read_bytes()

    with pytest.raises(StateError, match=r"damaged|malformed|not a database") as caught:
        Store(path)
    assert "move it away" in caught.value.next_step
    assert path.read_bytes() == before


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """A downgrade must not guess at what it does not know."""
    path = tmp_path / "followthrough.db"
    Store(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.commit()
    db.close()

    with pytest.raises(StateError, match="newer version"):
        Store(path)


def test_a_database_that_another_program_holds_is_waited_for_and_then_named(tmp_path: Path) -> None:
    """Locked for longer than the patience."""
    path = tmp_path / "followthrough.db"
    store = Store(path)
    store._db.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StateError, match="locked") as caught, store.decision():
        store.put_entries([])
    other.close()
    assert "Stop the other program" in caught.value.next_step


def test_the_database_is_private(tmp_path: Path) -> None:
    """0600."""
    path = tmp_path / "followthrough.db"
    Store(path).close()

    assert path.stat().st_mode & 0o777 == 0o600


def test_mail_from_1970_and_2099_moves_nothing_out_of_its_time() -> None:
    """B6: the time of a message is when it was received, and a time in the future is not believed."""
    world = World()
    for moment in (datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)):
        mail, _ = world._mail(PRIYA, PRIYA, "Interview", None)
        mail.set_content('{"intent": "status_update", "company": "Northwind"}')
        world.mailbox.deliver(mail.as_bytes(), received_at=moment)
        world.cycle.run()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    world.mailbox.deliver(
        world._mail(PRIYA, PRIYA, "x", "<3@northwind.example>")[0].as_bytes(),
        received_at=datetime(2099, 1, 1, tzinfo=UTC),
    )
    world.until("2026-05-12 12:00")

    assert world.placed() == [("2026-05-11 15:45", "thank_you")]


def test_a_thread_of_hostile_names_is_kept_and_shown_harmlessly() -> None:
    """B6, B32: markup, line breaks and template syntax in a company's name."""
    world = World()
    world.employer(
        "2026-05-05 10:00",
        Intent.INTERVIEW_SCHEDULED,
        company="{{ 7 * 7 }}\nBcc: x@evil.example [bold]",
        role="{% raise %} Engineer",
        interview=interview("2026-05-11 14:00", "14:45", PRIYA),
    )
    world.until("2026-05-12 12:00")

    (draft,) = world.drafts()
    assert b"{{" not in draft.mime
    assert b"\nBcc:" not in draft.mime
    assert b" 49" not in draft.mime


# The real program


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return make_home(tmp_path)


def test_a_mailbox_that_disappears_and_comes_back_loses_nothing(home: Path) -> None:
    """Said with the next step; read on where it was."""
    (home / "Mail").rename(home / "Elsewhere")
    gone = run(home, "run", "--once")
    (home / "Elsewhere").rename(home / "Mail")
    back = run(home, "run", "--once")

    assert gone.returncode == 1
    assert "is not there" in gone.stderr
    assert back.returncode == 0
    assert "local: read" in run(home, "status").stdout


UNDO = {
    11: "ALTER TABLE looks DROP COLUMN number",
    10: "DROP TABLE voice_lines",
    9: """CREATE TABLE before (mailbox TEXT NOT NULL, key TEXT NOT NULL, thread_id TEXT, at TEXT NOT NULL,
              document TEXT NOT NULL, PRIMARY KEY (mailbox, key)) WITHOUT ROWID;
          INSERT INTO before SELECT * FROM readings; DROP TABLE readings; ALTER TABLE before RENAME TO readings""",
    8: "DROP TABLE outbox; DROP TABLE told",
    7: "DROP TABLE voice; DROP TABLE voice_choices",
    6: "ALTER TABLE glance DROP COLUMN began_at",
    5: "DROP TABLE pauses",
    4: "ALTER TABLE looks DROP COLUMN conversation_id",
    3: "DROP TABLE letters",
    2: "ALTER TABLE threads DROP COLUMN card; DROP TABLE glance",
}
"""How each migration is taken back, newest first: what a program from before it left behind."""


@pytest.mark.parametrize("version", [1, 4, 7, 8])
def test_a_database_of_an_older_version_is_brought_up_to_date_and_remembers_everything(
    home: Path, version: int
) -> None:
    """B34: an update neither loses a thread nor places its draft a second time."""
    run(home, "run", "--once")
    before = run(home, "status", "--json").stdout
    assert json.loads(before)["company"] == "Northwind"
    db = sqlite3.connect(home / "data" / "followthrough.db")
    for number, script in UNDO.items():
        if number > version:
            db.executescript(script)
    db.execute(f"PRAGMA user_version = {version}")
    db.commit()
    db.close()

    placed = sorted((home / "Mail" / ".Drafts" / "cur").iterdir())
    assert run(home, "run", "--once").returncode == 0
    assert run(home, "status", "--json").stdout == before
    assert sorted((home / "Mail" / ".Drafts" / "cur").iterdir()) == placed


def test_every_migration_can_be_taken_back_here() -> None:
    """A migration that this file forgets is not tested."""
    db = sqlite3.connect(":memory:")
    migrate(db, ":memory:")
    assert db.execute("PRAGMA user_version").fetchone()[0] == max(UNDO)


def test_a_wrong_key_is_reported_with_its_line_and_the_nearest_known_one(home: Path) -> None:
    """Exit status 2."""
    (home / "config.yaml").write_text(CONFIG + "pol: 3m\n")
    done = run(home, "run", "--once")

    assert done.returncode == 2
    assert "config.yaml:4:1: pol: there is no such key. Did you mean 'poll'?" in done.stderr


def test_a_data_directory_that_cannot_be_made_is_named(home: Path) -> None:
    """A file stands in its place."""
    (home / "data").write_text("not a folder")
    done = run(home, "run", "--once")

    assert done.returncode == 1
    assert "data_dir" in done.stderr


def test_a_second_instance_on_one_data_directory_refuses(home: Path) -> None:
    """One agent a data directory."""
    first = subprocess.Popen([PROGRAM, "run", "--config", "config.yaml"], cwd=home, stderr=subprocess.PIPE, text=True)
    try:
        lock = home / "data" / "running.lock"
        for _ in range(200):
            if lock.exists():
                break
            subprocess.run(["sleep", "0.1"], check=True)
        second = run(home, "run", "--once")
        first.terminate()
        assert first.wait(timeout=5) == 0
    finally:
        first.kill()
        assert first.stderr
        first.stderr.close()

    assert second.returncode == 1
    assert "another followthrough is running" in second.stderr
