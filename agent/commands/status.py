"""`status`: the board."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from agent import board, wiring
from agent.clock import SystemClock
from agent.commands.loading import load
from agent.config_schema import Config
from agent.lifecycle import State
from agent.rulebook import Rulebook
from agent.safe_text import plain
from agent.store import Look, MailboxRow, Store
from agent.threads import Thread

ORDER = {state: number for number, state in enumerate(State)}


def status(config_path: Path | None, *, as_json: bool) -> int:
    """Print every thread. Raises `ConfigError` or `StateError`."""
    config = load(config_path)
    store, rulebook, now = wiring.open_store(config), wiring.rulebook_of(config), SystemClock().now()
    looks = store.looks()
    looked = frozenset(t for look in looks for t in look.threads)
    threads = sorted(store.threads(), key=lambda t: (ORDER[t.state], t.company or "", t.id))
    if as_json:
        for thread in threads:
            sys.stdout.write(f"{json.dumps(board.row(thread, looked, rulebook, now), ensure_ascii=False)}\n")
        return 0
    _print(config, store, threads, looks, looked, rulebook)
    return 0


def _print(
    config: Config, store: Store, threads: list[Thread], looks: list[Look], looked: frozenset[str], rulebook: Rulebook
) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    now = SystemClock().now()
    console = Console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("Company", "Role", "State", "Next", ""):
        table.add_column(heading, overflow="ellipsis", no_wrap=heading == "State")
    for thread in threads:
        state = thread.state.value + (f" ({thread.reason.value})" if thread.reason else "")
        cells = (
            thread.company or "?",
            thread.role or "",
            state,
            board.next_words(thread, rulebook, now),
            ", ".join(board.flags(thread, looked)),
        )
        table.add_row(*(Text(plain(cell)) for cell in cells))
    console.print(table if threads else Text("No thread yet. One begins with a mail about an interview."))
    for look in looks:
        console.print(Text(f"needs a look: {plain(look.key)}: {plain(look.reason)}"))
    for mailbox in config.mailboxes:
        console.print(Text(_health(store.mailbox(mailbox.name), rulebook)))


def _health(row: MailboxRow, rulebook: Rulebook) -> str:
    if row.paused_why:
        return f"{row.name}: paused: {plain(row.paused_why)} {plain(row.paused_next_step or '')}".rstrip()
    if row.failing_since:
        since = f"{rulebook.calendar.local(row.failing_since):%a %H:%M}"
        return f"{row.name}: failing since {since}: {plain(row.failure or '')}"
    if row.read_at:
        return f"{row.name}: read {rulebook.calendar.local(row.read_at):%a %d %b %H:%M}"
    return f"{row.name}: not read yet. Run: followthrough run"
