"""What is forgotten leaves no trace in the file; the rest is as it was. Away means away. Upgrades keep a copy."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from agent import config
from agent.database import COPY_MARK, migrate, open_database
from agent.errors import ConfigError
from agent.messenger import Messenger
from agent.notices import Wishes
from agent.store import Store
from rules.reading import Intent, Person
from tests.agent.phone import Phone
from tests.agent.world import PRIYA, World, interview

HELD = interview("2026-05-11 14:00", "14:45", PRIYA)
GRACE = Person("Grace Okafor", "grace@halden.example")


def lived(folder: Path) -> World:
    """Two threads with drafts, a look, notices that could not be told, and notes."""
    world = World(path=str(folder / "followthrough.db"))
    phone = Phone()
    phone.is_off = True
    messenger = Messenger([phone], Wishes(details=True), world.rulebook)
    for sender, company in ((PRIYA, "Northwind"), (GRACE, "Halden")):
        world.employer(
            "2026-05-05 10:00",
            Intent.INTERVIEW_SCHEDULED,
            sender=sender,
            company=company,
            role="Data Engineer",
            interview=interview("2026-05-11 14:00", "14:45", sender),
        )
    messenger.run(world.store, world.clock.now())
    world.until("2026-05-11 17:00")
    messenger.run(world.store, world.clock.now())
    world.employer("2026-05-12 10:00", Intent.REJECTION, subject="About Northwind", sure=False)
    messenger.run(world.store, world.clock.now())
    return world


def test_a_forgotten_thread_leaves_no_trace_in_the_file_and_the_other_is_whole(tmp_path: Path) -> None:
    """Names, addresses, words of drafts, evidence, notices: nothing of it is in any file of the memory."""
    world = lived(tmp_path)
    other = world.of("Halden")
    with world.store.decision():
        world.store.forget_thread(world.of("Northwind"))
    world.store.tidy()
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir()).lower()

    assert world.of("Halden") == other
    assert world.store.thread_journal(other.id)
    assert b"grace" in left
    for trace in (b"northwind", b"priya", b"raman"):
        assert trace not in left


def test_the_mail_of_a_forgotten_thread_is_not_read_again(tmp_path: Path) -> None:
    """Its ids stay, so that the next reading does not begin the thread anew."""
    world = lived(tmp_path)
    with world.store.decision():
        world.store.forget_thread(world.of("Northwind"))
    for _ in range(3):
        world.run()

    assert [t.company for t in world.store.threads()] == ["Halden"]


def test_while_the_owner_is_away_nothing_but_thank_yous_is_placed() -> None:
    """The check-in due on 18 May waits for the first day back; the thank-you does not."""
    away = World(settings={"away": (date(2026, 5, 11), date(2026, 5, 22))})
    away.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    away.owner_sends_drafts("2026-05-11 18:00")
    row = away.row()
    away.until("2026-06-01 09:00")

    assert row["due_at"] == "2026-05-26T09:00:00-04:00"  # 25 May is Memorial Day
    assert away.placed() == [("2026-05-11 15:45", "thank_you"), ("2026-05-26 09:00", "check_in")]


def test_a_step_that_was_due_before_the_absence_is_not_caught_up_within_it() -> None:
    """B25: the machine slept over the due day and wakes while the owner is away."""
    away = World(settings={"away": (date(2026, 5, 20), date(2026, 5, 22))})
    away.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    away.owner_sends_drafts("2026-05-11 18:00")
    away.sleep_until("2026-05-20 10:00")
    assert away.placed()[1:] == []
    away.until("2026-05-28 09:00")

    assert away.placed()[1:] == [("2026-05-26 09:00", "check_in")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[2026-07-06]", "a first and a last day"),
        ("[2026-07-06, soon]", "two days"),
        ("[2026-07-06, 2026-07-01]", "first"),
    ],
)
def test_days_away_are_two_in_their_order(text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=f"away: .*{says}"):
        config.parse(f"me: {{name: J, addresses: [j@mail.example], timezone: UTC}}\naway: {text}\n")


def test_a_memory_that_is_brought_up_to_date_leaves_a_private_copy_of_its_old_form(tmp_path: Path) -> None:
    """Only the latest: the copy of an earlier upgrade goes."""
    place = tmp_path / "followthrough.db"
    Store(place).close()
    older = tmp_path / f"followthrough.db{COPY_MARK}1"
    older.touch()
    db = open_database(place)
    for table in ("outbox", "told", "voice_lines"):
        db.execute(f"DROP TABLE {table}")
    db.execute("ALTER TABLE looks DROP COLUMN number")
    db.execute("PRAGMA user_version = 7")
    migrate(db, str(place))
    db.close()
    copy = tmp_path / f"followthrough.db{COPY_MARK}7"

    assert copy.stat().st_mode & 0o777 == 0o600
    assert not older.exists()
    with sqlite3.connect(copy) as kept:
        assert kept.execute("PRAGMA user_version").fetchone() == (7,)
    kept.close()
