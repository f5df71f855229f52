"""`replay`: the real engine over past mail, its events printed in order of time."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from agent import mail_files
from agent.commands.loading import duration, instant, load
from agent.cycle import Told
from agent.replay import Replay, Span
from agent.safe_text import plain
from agent.wiring import rulebook_of


def replay(
    path: Path, config_path: Path | None, start: str | None, until: str | None, send_after: str | None, *, as_json: bool
) -> int:
    """Print what the agent would have done. Raises `ConfigError` or `UsageError`."""
    config = load(config_path)
    rulebook = rulebook_of(config)
    span = Span(instant(start, config, "--from"), instant(until, config, "--until"))
    mail = mail_files.timeline([path], rulebook.owner.addresses)
    show = _printer(config.me.calendar.zone, as_json=as_json)
    Replay(mail, rulebook, config.look_back, span, duration(send_after, "--send-after"), show).run()
    return 0


def as_object(told: Told, zone: ZoneInfo) -> dict[str, object]:
    """The contract's JSON object of one event."""
    entry = told.entry
    head = {
        "at": entry.at.astimezone(zone).isoformat(timespec="seconds"),
        "thread": entry.thread,
        "company": told.company,
        "role": told.role,
    }
    return {**head, "event": entry.event, **{name: value for name, value in entry.data.items() if name != "about"}}


def as_line(told: Told, zone: ZoneInfo) -> str:
    """One event for a person."""
    entry, data = told.entry, told.entry.data
    at = entry.at.astimezone(zone).strftime("%a %d %b %Y %H:%M")
    what = {
        "message_read": lambda: f"read: {data['intent']}",
        "state_changed": lambda: f"{data['from'] or 'new'} → {data['to']}  ({data['why']})",
        "draft_placed": lambda: f"draft placed: {data['kind']} to {', '.join(data['to']) or 'nobody yet'}",
        "draft_updated": lambda: f"draft reworded: {data['kind']}",
        "draft_withdrawn": lambda: f"draft withdrawn: {data['kind']}  ({data['why']})",
        "draft_sent": lambda: f"sent by you: {data['kind']}",
        "step_skipped": lambda: f"skipped: {data['kind']}  ({data['why']})",
        "notified": lambda: f"note: {data['text']}",
    }.get(entry.event, lambda: entry.event)()
    return f"{at}  {plain(told.company or '-'):24.24}  {plain(what)}"


def _printer(zone: ZoneInfo, *, as_json: bool) -> Callable[[Told], None]:
    def show(told: Told) -> None:
        line = json.dumps(as_object(told, zone), ensure_ascii=False) if as_json else as_line(told, zone)
        sys.stdout.write(f"{line}\n")

    return show
