"""`pause` and `resume`: leave a mailbox, or all, alone for a while. The running agent heeds it at its next poll."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from agent.commands.desk import Desk
from agent.errors import UsageError
from agent.glance import EVERYTHING
from agent.screens.words import near
from agent.store import Store


def pause(mailbox: str | None, config: Path | None) -> int:
    """Read nothing and place nothing there until `resume`. Raises `UsageError` for a mailbox that is not configured."""
    desk = Desk(config)
    name = _configured(desk, mailbox)
    with desk.store.decision():
        desk.store.put_pause(name, desk.now)
    since = near(desk.store.pauses()[name], desk.now, desk.zone)
    go_on = f"followthrough resume {name}".rstrip()
    sys.stdout.write(
        f"{name or 'Everything'}: paused since {since}. Nothing is read or placed until: {go_on}\n"
        "Drafts that lie in Drafts stay there; what comes due meanwhile is caught up with afterwards.\n"
    )
    return 0


def resume(mailbox: str | None, config: Path | None) -> int:
    """Go on; without a mailbox, with everything. Raises `UsageError` for a mailbox that is not configured."""
    desk = Desk(config)
    name = _configured(desk, mailbox)
    with desk.store.decision():
        was_paused = _drop(desk.store, name)
    sys.stdout.write(_outcome(name, was_paused, desk.store.pauses()))
    return 0


def _drop(store: Store, name: str) -> bool:
    """`EVERYTHING` ends the pauses of single mailboxes too."""
    names = list(store.pauses()) if name == EVERYTHING else [name]
    return sum(store.drop_pause(n) for n in names) > 0


def _outcome(name: str, was_paused: bool, left: dict[str, datetime]) -> str:
    what = name or "Everything"
    if EVERYTHING in left:
        return f"{what}: everything is still paused. Go on with all of it: followthrough resume\n"
    return f"{what}: goes on at the next poll.\n" if was_paused else f"{what}: was not paused.\n"


def _configured(desk: Desk, mailbox: str | None) -> str:
    names = [m.name for m in desk.config.mailboxes]
    if mailbox is not None and mailbox not in names:
        raise UsageError(f"There is no mailbox {mailbox!r}.", next_step=f"Configured: {', '.join(names) or 'none'}.")
    return mailbox or EVERYTHING
