"""What is remembered and said of a mailbox's health."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from agent import health
from agent.store import MailboxRow, Store
from providers.interface import RateLimited, Unreachable
from tests.agent.world import at

SOON = "Google ends this sign-in on 10 May 2026. Sign in again: followthrough connect."


def test_a_sign_in_that_ends_soon_is_kept_and_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    store, now = Store(tmp_path / "followthrough.db"), at("2026-05-08 10:00")
    with store.decision():
        store.put_mailbox(MailboxRow("personal", b"x", now - timedelta(days=1), now))

    with caplog.at_level(logging.INFO, "followthrough"):
        health.recovered(store, "personal", SOON)
        health.recovered(store, "personal", SOON)
    assert [record.getMessage() for record in caplog.records] == [f"personal: {SOON}"]
    row = store.mailbox("personal")
    assert (row.cursor, row.paused_why, row.paused_next_step) == (b"x", None, SOON)

    health.recovered(store, "personal")
    assert store.mailbox("personal").paused_next_step is None
    store.close()


def test_a_wait_that_was_noted_while_the_clock_was_ahead_holds_nothing_up(tmp_path: Path) -> None:
    """B34: the machine began with a clock a day ahead, and without a network; then both were put right."""
    store, now = Store(tmp_path / "followthrough.db"), at("2026-05-08 10:00")
    tomorrow = now + timedelta(days=1)
    with store.decision():
        store.put_mailbox(MailboxRow("personal", b"x", now - timedelta(days=30), tomorrow))
    health.failed(store, "personal", RateLimited("slowly", retry_at=tomorrow + timedelta(minutes=5)), tomorrow, 0)
    health.failed(store, "personal", Unreachable("no network"), tomorrow, 0)

    assert health.is_waiting(store.mailbox("personal"), tomorrow)
    assert not health.is_waiting(store.mailbox("personal"), now)

    health.failed(store, "personal", Unreachable("no network yet"), now, 0)
    assert health.is_waiting(store.mailbox("personal"), now)
    assert store.mailbox("personal").failing_since == now
    assert store.mailbox("personal").cursor == b"x"
    store.close()


def test_a_failure_without_a_next_step_is_said_without_a_blank_at_its_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store, now = Store(tmp_path / "followthrough.db"), at("2026-05-08 10:00")
    for _ in range(health.SPOKEN_OF_AT):
        health.failed(store, "personal", Unreachable("It does not answer."), now, 0)

    assert [record.getMessage() for record in caplog.records] == ["personal: It does not answer."]
    store.close()
