"""The memory on a bad day (B34): disk full, read-only, locked, killed in a migration, damaged, older or newer.

The disk here is really full (SQLite is held to so many pages), processes are real and really killed, and files really
belong to somebody else.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest

from agent.database import _migrations, _statements, migrate, open_database
from agent.errors import StateError
from agent.store import SHELF_FOR, Store
from agent.store_rows import Look
from rules.reading import Intent
from tests.agent.world import PRIYA, World, interview

FORK = multiprocessing.get_context("fork")
NOBODY = 65534
LIVES_UNTIL = "2026-05-27 12:00"


def lived(store: Store) -> World:
    """An interview, its thank-you sent, a check-in withdrawn by an answer; a cycle that fails is run again."""
    world = World(open_store=lambda path: store)
    run = world.cycle.run

    def stubborn() -> object:
        for _ in range(60):
            try:
                return run()
            except StateError as error:
                if not (isinstance(store, SmallDisk) and "disk is full" in error.what and error.next_step):
                    raise
                store.grow()
        raise AssertionError("it never gets through")

    world.cycle.run = stubborn  # type: ignore[method-assign,assignment]
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    world.owner_sends_drafts("2026-05-11 17:00")
    world.employer("2026-05-18 10:00", Intent.STATUS_UPDATE, reply_to="<1@northwind.example>")
    return world.until(LIVES_UNTIL)


class SmallDisk(Store):
    """A store on a disk with no room beyond what is written, which grows by one page whenever it was too small."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.failures = 0
        for pragma in ("journal_mode = DELETE", "page_size = 1024"):  # small pages: one is needed more often
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._pages = self._db.execute("PRAGMA page_count").fetchone()[0]
        self._limit()

    def grow(self) -> None:
        self.failures += 1
        self._pages += 1
        self._limit()

    def _limit(self) -> None:
        self._db.execute(f"PRAGMA max_page_count = {self._pages}")


def test_a_disk_that_is_full_again_and_again_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    """B34: SQLite's own error at whatever statement needs a new page."""
    expected = lived(Store(":memory:"))
    disk = SmallDisk(tmp_path / "small.db")
    world = lived(disk)

    assert disk.failures >= 10
    assert [d.message_id for d in world.drafts()] == [d.message_id for d in expected.drafts()]
    assert world.thread().position == expected.thread().position
    assert sorted(world.placed()) == sorted(expected.placed())


def _open_when_told(path: Path, ready: object, answers: object) -> None:
    ready.wait()  # type: ignore[attr-defined]
    try:
        store = Store(path)
        answers.put(store._db.execute("PRAGMA user_version").fetchone()[0])  # type: ignore[attr-defined]
        store.close()
    except BaseException as error:
        answers.put(repr(error))  # type: ignore[attr-defined]


@pytest.mark.parametrize("version", [0, 1])
def test_programs_that_open_an_older_memory_at_the_same_instant_bring_it_up_to_date_once(
    tmp_path: Path, version: int
) -> None:
    """The daemon, `status` and `note` after an update."""
    newest, programs = len(_migrations()), 4
    for attempt in range(8):
        path = tmp_path / f"{attempt}.db"
        if version:
            _older(path, version)
        ready, answers = FORK.Barrier(programs), FORK.Queue()
        children = [FORK.Process(target=_open_when_told, args=(path, ready, answers)) for _ in range(programs)]
        for child in children:
            child.start()
        assert [answers.get(timeout=60) for _ in children] == [newest] * programs
        for child in children:
            child.join()


def _older(path: Path, version: int) -> None:
    """A memory as a program left it that knew so many migrations."""
    db = open_database(path)
    for number, script in enumerate(_migrations()[:version], start=1):
        db.executescript(f"BEGIN;{script};PRAGMA user_version = {number};COMMIT")
    db.close()


def _migrate_until_killed(path: Path, kill_at: int) -> None:
    db = open_database(path)
    seen = 0

    def count(statement: str) -> None:
        nonlocal seen
        seen += 1
        if seen == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    db.set_trace_callback(count)
    migrate(db, str(path))
    os._exit(0)


def test_a_program_killed_anywhere_in_a_migration_leaves_a_memory_that_the_next_one_opens(tmp_path: Path) -> None:
    """Each migration is one transaction; SIGKILL before every statement of all of them."""
    expected = _schema(tmp_path / "unharmed.db")
    kill_at, is_killed = 0, True
    while is_killed:
        kill_at += 1
        path = tmp_path / f"{kill_at}.db"
        child = FORK.Process(target=_migrate_until_killed, args=(path, kill_at))
        child.start()
        child.join()
        is_killed = child.exitcode == -signal.SIGKILL
        assert _schema(path) == expected, f"killed before statement {kill_at}"
    assert kill_at > sum(1 for script in _migrations() for _ in _statements(script))


def _schema(path: Path) -> list[str]:
    Store(path).close()
    with sqlite3.connect(path) as db:
        rows = db.execute("SELECT coalesce(sql, name) FROM sqlite_master ORDER BY name").fetchall()
    db.close()
    return [row[0] for row in rows]


def test_what_is_deleted_from_the_memory_is_overwritten_in_the_file(tmp_path: Path) -> None:
    """Trouble on the shelf is thrown away after a while, and must not linger between the pages."""
    path, secret = tmp_path / "followthrough.db", "the words of a mail that nobody shall find"
    store = Store(path)
    now = datetime(2026, 5, 4, tzinfo=UTC)
    with store.decision():
        store.shelve("main", "old", secret, "1", now)
    with store.decision():
        store.shelve("main", "new", "other trouble", "1", now + 2 * SHELF_FOR)
    store.close()

    assert secret.encode() not in path.read_bytes()


def test_a_memory_damaged_in_the_middle_is_named_wherever_it_is_met(tmp_path: Path) -> None:
    """Pages full of nonsense behind a good header: no error of SQLite's own reaches the owner."""
    path = tmp_path / "followthrough.db"
    lived(Store(path)).store.close()
    whole = path.read_bytes()
    met = 0
    for page, nonsense in product(range(1, len(whole) // 4096), (b"\xa5", b"x")):
        path.write_bytes(whole[: page * 4096 + 2048] + nonsense * 2048 + whole[(page + 1) * 4096 :])
        complaint = _complaint(path)
        met += complaint is not None
        assert complaint is None or ("damaged" in complaint and "move it away" in complaint)
    assert met >= 3


def _complaint(path: Path) -> str | None:
    """What is said of the damage; None where it lies on no way that is gone (a page of an index)."""
    try:
        _read_everything(path)
    except StateError as error:
        return str(error)
    return None


def _read_everything(path: Path) -> None:
    store = Store(path)
    try:
        for thread in store.threads():
            store.thread_journal(thread.id)
            store.thread_readings(thread.id)
        store.letters(), store.looks(), store.shelf(), store.mailboxes()
        store.notices(datetime(2026, 1, 1, tzinfo=UTC))
    finally:
        store.close()


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder that another user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="followthrough-storage-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def _open_as_another_user(path: Path, answers: object) -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        Store(path)
        answers.put("opened")  # type: ignore[attr-defined]
    except BaseException as error:
        answers.put(f"{type(error).__name__}: {error}")  # type: ignore[attr-defined]


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o400, 0o755), (0o444, 0o755), (0o600, 0o555)])
def test_a_memory_that_may_not_be_written_is_named_with_what_to_give(
    elsewhere: Path, file_mode: int, folder_mode: int
) -> None:
    """A read-only file, one of another owner, and a folder in which nothing can be made."""
    folder = elsewhere / "data"
    folder.mkdir()
    path = folder / "followthrough.db"
    Store(path).close()
    if os.geteuid() == 0 and file_mode != 0o444:
        os.chown(path, NOBODY, NOBODY)
    path.chmod(file_mode)
    folder.chmod(folder_mode)
    answers = FORK.Queue()
    child = FORK.Process(target=_open_as_another_user, args=(path, answers))
    child.start()
    answer = answers.get(timeout=60)
    child.join()
    folder.chmod(0o755)

    assert answer.startswith("StateError")
    assert "cannot be written" in answer
    assert "write permission" in answer


NOW = datetime(2026, 5, 8, 12, tzinfo=UTC)


def _look(key: str) -> Look:
    at = datetime(2026, 5, 5, 10, int(key), tzinfo=UTC)
    return Look("personal", key, at, "it could not be read with confidence", (), "{}")


def _numbers(store: Store) -> dict[str, int]:
    return {look.key: look.number for look in store.looks()}


def test_the_number_of_a_mail_that_needs_a_look_stays_when_another_is_settled_b4(tmp_path: Path) -> None:
    """Whoever settles 1 and then 2 means the two that were listed so. A list that is empty begins with 1 again."""
    store = Store(tmp_path / "followthrough.db")
    for key in ("1", "2", "3"):
        store.put_look(_look(key))
    store.settle_look("personal", "1", NOW)
    assert _numbers(store) == {"2": 2, "3": 3}

    store.put_look(_look("4"))
    store.put_look(_look("2"))  # read once more
    assert _numbers(store) == {"2": 2, "3": 3, "4": 4}

    for key in ("2", "3", "4"):
        store.settle_look("personal", key, NOW)
    store.put_look(_look("5"))
    assert _numbers(store) == {"5": 1}
    store.close()


def test_mail_that_needed_a_look_before_numbers_were_kept_is_numbered_by_its_time_b4(tmp_path: Path) -> None:
    path = tmp_path / "followthrough.db"
    _older(path, 10)
    db = sqlite3.connect(path)
    for key, at in (("later", "2026-05-06"), ("settled", "2026-05-01"), ("earlier", "2026-05-05")):
        settled = "2026-05-07" if key == "settled" else None
        values = ("personal", key, f"{at}T10:00:00+00:00", "", "[]", "{}", settled)
        db.execute("INSERT INTO looks VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", values)
    db.commit()
    db.close()
    store = Store(path)
    assert _numbers(store) == {"earlier": 1, "later": 2}
    store.close()
