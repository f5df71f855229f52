"""A mailbox's present ability to be read and written: kept in the store, spoken of only when it changes."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from importlib.metadata import version

from agent.retry import TRIES_OF_NONSENSE, NeedsOwner, decide
from agent.store import Store
from agent.store_rows import MailboxRow
from providers.interface import ProtocolViolation, ProviderError, RateLimited

log = logging.getLogger("followthrough")
SPOKEN_OF_AT = TRIES_OF_NONSENSE + 1
"""The failure in a row (some three minutes after the first) at which the owner hears of what may pass by itself."""


def failed(store: Store, mailbox: str, error: ProviderError, now: datetime, jitter: float) -> MailboxRow:
    """Note a failure, and say it once: at once if the owner has to act, else when it lasts. Waiting because the service
    asks for it is no failure, and not spoken of."""
    row = _righted(store.mailbox(mailbox), now)
    if isinstance(error, RateLimited):
        return _kept(store, replace(row, failure=error.what, retry_at=max(error.retry_at, now)))
    decision = decide(error, row.attempts + 1, now, jitter)
    is_paused = isinstance(decision, NeedsOwner)
    new = replace(
        row,
        attempts=max(row.attempts + 1, SPOKEN_OF_AT) if is_paused else row.attempts + 1,
        failing_since=row.failing_since or now,
        failure=error.what,
        retry_at=decision.recheck_at if isinstance(decision, NeedsOwner) else decision.at,
        paused_why=error.what if is_paused else None,
        paused_next_step=_next_step(error) if is_paused else error.next_step or None,
    )
    _kept(store, new)
    if is_paused and row.paused_why is None:
        log.warning("%s: %s", mailbox, f"paused: {error.what} {_next_step(error)}".rstrip())
    elif new.attempts == SPOKEN_OF_AT and not is_paused:
        log.warning("%s: %s", mailbox, f"{error.what} {error.next_step}".rstrip())
    return new


def recovered(store: Store, mailbox: str, to_do: str = "") -> None:
    """Note that a whole cycle went well; say once that a mailbox works again whose failure was spoken of.

    `to_do` is what the owner should do before it fails (a sign-in that ends soon): kept, and said once.
    """
    row = store.mailbox(mailbox)
    if row.failure is None and (row.paused_next_step or "") == to_do:
        return
    _kept(store, MailboxRow(row.name, row.cursor, row.started_at, row.read_at, paused_next_step=to_do or None))
    if to_do and to_do != row.paused_next_step:
        log.warning("%s: %s", mailbox, to_do)
    if row.failure is None:
        return
    if row.paused_why is not None or row.attempts >= SPOKEN_OF_AT:
        log.info("%s: works again", mailbox)


def _kept(store: Store, row: MailboxRow) -> MailboxRow:
    with store.decision():
        store.put_mailbox(row)
    return row


def _next_step(error: ProviderError) -> str:
    if error.next_step or not isinstance(error, ProtocolViolation):
        return error.next_step
    return f"Please report this as a fault of followthrough {version('followthrough')}; it is tried again by itself."


def is_waiting(row: MailboxRow, now: datetime) -> bool:
    """Whether a mailbox is left alone for now."""
    if row.paused_why is not None and row.retry_at is None:
        return True
    return row.retry_at is not None and now < row.retry_at and row == _righted(row, now)


def _righted(row: MailboxRow, now: datetime) -> MailboxRow:
    """Without times that lie ahead: this machine's clock was, when they and any time to try again were noted."""
    read_at = min(row.read_at, now) if row.read_at else None
    failing_since = min(row.failing_since, now) if row.failing_since else None
    return replace(row, read_at=read_at, failing_since=failing_since)
