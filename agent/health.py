"""A mailbox's present ability to be read and written: kept in the store, spoken of only when it changes."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from agent.retry import NeedsOwner, decide
from agent.store import MailboxRow, Store
from providers.interface import ProviderError

log = logging.getLogger("followthrough")


def failed(store: Store, mailbox: str, error: ProviderError, now: datetime, jitter: float) -> MailboxRow:
    """Note a failure; one line of log at the first, none while it lasts."""
    row = store.mailbox(mailbox)
    decision = decide(error, row.attempts + 1, now, jitter)
    is_paused = isinstance(decision, NeedsOwner)
    new = replace(
        row,
        attempts=row.attempts + 1,
        failing_since=row.failing_since or now,
        failure=error.what,
        retry_at=decision.recheck_at if isinstance(decision, NeedsOwner) else decision.at,
        paused_why=error.what if is_paused else None,
        paused_next_step=error.next_step if is_paused else None,
    )
    with store.decision():
        store.put_mailbox(new)
    if row.failing_since is None or (is_paused and row.paused_why is None):
        step = f" {error.next_step}" if error.next_step else ""
        log.warning("%s: %s%s", mailbox, "paused: " + error.what if is_paused else error.what, step)
    return new


def recovered(mailbox: str, before: MailboxRow) -> None:
    """Say once that a mailbox works again."""
    if before.failing_since is not None:
        log.info("%s: works again", mailbox)


def is_waiting(row: MailboxRow, now: datetime) -> bool:
    """Whether a mailbox is left alone for now."""
    if row.paused_why is not None and row.retry_at is None:
        return True
    return row.retry_at is not None and now < row.retry_at
