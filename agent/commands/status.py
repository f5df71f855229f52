"""`status`: the board. Quick: the cards kept beside the threads are shown, and made anew only where they must be."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from agent import glance
from agent.board import row_of
from agent.clock import SystemClock, first_process_began
from agent.config_places import find
from agent.glance import Glance, MailboxGlance
from agent.screens import page
from agent.screens.status import board
from agent.screens.words import STATES, ago

ATTEMPTS = 5
"""A running agent that was started with other settings may put its own cards in between."""


def status(config_path: Path | None, *, as_json: bool, check: bool = False, hide_rejected: bool = False) -> int:
    """Print every thread, or with `check` only whether all mailboxes are well (0, else 1).

    Raises `ConfigError` or `StateError`.
    """
    place, now = config_path or find(), SystemClock().now()
    seen = glance.read(place, now) or _made_anew(place, now)
    if check:
        return _check(_of_this_container(seen, now), now)
    if as_json:
        _print_rows(seen, hide_rejected)
    else:
        page.show(board(seen, now, page.terminal_width(), hide_rejected=hide_rejected))
    return 0


def _made_anew(place: Path, now: datetime) -> Glance:
    from agent.commands import loading
    from agent.errors import StateError

    config = loading.load(place)
    store = loading.memory(place, config)
    try:
        for _ in range(ATTEMPTS):
            seen = glance.read(place, now, loading.renew_cards(place, config, store))
            if seen is not None:
                return seen
    finally:
        store.close()
    raise StateError("The memory cannot be shown.", next_step="Is the data directory writable, and the disk not full?")


def _print_rows(seen: Glance, hide_rejected: bool) -> None:
    order = list(STATES)
    for card in sorted(seen.cards, key=lambda c: (order.index(c["state"]), c["company"] or "", c["thread"])):
        if not (hide_rejected and card["state"] == "rejected"):
            row = row_of(card, seen.looked_at, seen.zone)
            sys.stdout.write(f"{json.dumps(row, ensure_ascii=False)}\n")


def _of_this_container(seen: Glance, now: datetime) -> Glance:
    """What was read before the container (or the machine) was started shows nothing, not even for the moment in which
    the agent still loads and has not said that it begins."""
    began = [at for at in (seen.began_at, first_process_began(now)) if at]
    return replace(seen, began_at=max(began, default=None))


def _check(seen: Glance, now: datetime) -> int:
    held = [m for m in seen.mailboxes if m.held_since]
    for mailbox in held:
        page.show([page.line(f"{mailbox.name}: paused by you. Go on: {mailbox.goes_on_with}")])
    ill = [m for m in seen.mailboxes if not seen.is_well(m, now)]
    for mailbox in ill:
        why = mailbox.paused_why or mailbox.failure or _unread(mailbox, seen, now)
        step = f" {mailbox.paused_next_step}" if mailbox.paused_next_step else ""
        page.show([page.line(f"{mailbox.name}: {why}{step}")])
    if not ill and len(held) < len(seen.mailboxes):
        which = "every other mailbox" if held else "every mailbox"
        page.show([page.line(f"well: {which} was read within the last three polls.")])
    return 1 if ill or not seen.mailboxes else 0


def _unread(mailbox: MailboxGlance, seen: Glance, now: datetime) -> str:
    if mailbox.read_at is None:
        return "not read yet."
    if seen.began_at and mailbox.read_at < seen.began_at:
        return f"not read yet since the agent was started {ago(seen.began_at, now)}."
    return f"last read {ago(mailbox.read_at, now)}."
