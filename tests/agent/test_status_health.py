"""What `status` says of a mailbox that was not read: why, and what to do."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agent import health
from agent.database import state_error
from agent.glance import Glance, MailboxGlance
from agent.screens.page import printed
from agent.screens.status import board
from agent.store import MailboxRow, Store
from providers.interface import RateLimited, Unreachable
from tests.agent.world import at

NOW = at("2026-05-08 10:00")
LONG_AGO = NOW - timedelta(hours=3)


def said(mailbox: MailboxGlance, *, began_hours_ago: int | None = None) -> str:
    """The line of the board."""
    began_at = None if began_hours_ago is None else NOW - timedelta(hours=began_hours_ago)
    seen = Glance(ZoneInfo("UTC"), timedelta(minutes=2), (), (), (mailbox,), (), 0, began_at)
    text = printed(board(seen, NOW, 400), width=400, colour=False)
    return text.partition("personal: ")[2].strip()


def of(row: MailboxRow) -> MailboxGlance:
    return MailboxGlance(row.name, row.read_at, row.failing_since, row.failure, row.paused_why, row.paused_next_step)


def failed(folder: Path, error: Unreachable | RateLimited) -> MailboxGlance:
    """A mailbox that was well for long, and then failed so."""
    store = Store(folder / "followthrough.db")
    with store.decision():
        store.put_mailbox(MailboxRow("personal", b"x", LONG_AGO, LONG_AGO))
    row = health.failed(store, "personal", error, NOW, 0)
    store.close()
    return of(row)


def test_a_failure_is_shown_with_what_to_do_about_it(tmp_path: Path) -> None:
    error = Unreachable("The certificate has expired.", next_step="Is the clock right?")

    assert said(failed(tmp_path, error)).endswith(
        "The certificate has expired. Is the clock right? It is tried again by itself."
    )
    assert said(failed(tmp_path, Unreachable("It does not answer."))).endswith(
        "It does not answer. It is tried again by itself."
    )


def test_an_agent_that_waits_as_the_service_asks_is_not_taken_for_one_that_stopped(tmp_path: Path) -> None:
    waits = failed(tmp_path, RateLimited("Google asks to slow down.", retry_at=NOW + timedelta(hours=4)))

    assert said(waits) == "last read 3 hours ago: Google asks to slow down. It goes on by itself."


def test_an_agent_that_reads_a_mailbox_for_the_first_time_is_not_asked_to_be_started() -> None:
    unread = MailboxGlance("personal", None, None, None, None, None)

    assert said(unread) == "not read yet. Run: followthrough run"
    assert "started 1 hour ago" in said(unread, began_hours_ago=1)
    assert "Run:" not in said(unread, began_hours_ago=1)


def test_a_mailbox_that_is_not_read_and_nobody_knows_why_sends_to_doctor() -> None:
    """Stopped, a full disk, a mistake of ours: all of these `doctor` tells."""
    assert "followthrough doctor" in said(MailboxGlance("personal", LONG_AGO, None, None, None, None))


def test_what_waits_for_a_mailbox_that_was_never_read_is_said() -> None:
    """B18: nothing is placed before each was read once, and "due" alone would say nothing."""
    well = MailboxGlance("work", NOW, None, None, None, None)
    unread = MailboxGlance("personal", None, LONG_AGO, "It does not answer.", None, None)
    seen = Glance(ZoneInfo("UTC"), timedelta(minutes=2), (), (), (well, unread), (), 0)

    assert "Nothing is placed before personal was read once" in printed(board(seen, NOW, 400), width=400, colour=False)
    assert "Nothing is placed" not in printed(
        board(replace(seen, mailboxes=(well, replace(unread, read_at=LONG_AGO))), NOW, 400), width=400, colour=False
    )


@pytest.mark.parametrize("trouble", ["database or disk is full", "database is locked", "attempt to write a readonly x"])
def test_trouble_with_the_memory_is_told_in_whole_sentences(trouble: str) -> None:
    """`what` and `next_step` are printed one after the other."""
    error = state_error("memory", sqlite3.OperationalError(trouble))

    assert error.what.endswith(".")
