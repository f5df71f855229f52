"""What is remembered and said of a mailbox's health."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from agent import health
from agent.store import MailboxRow, Store
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
