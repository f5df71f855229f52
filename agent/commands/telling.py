"""How an event is told, and what `run` says: all that happened to whoever asked to see it, else a line of log without
words of mail."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable
from zoneinfo import ZoneInfo

from agent.safe_text import plain
from agent.spoken import Told

log = logging.getLogger("followthrough")
SEEN = {
    "draft_placed": "draft placed",
    "draft_updated": "draft reworded",
    "draft_withdrawn": "draft withdrawn",
    "notified": "a note for you, see `followthrough status`",
}
"""What is told without `--observe`; everything stands in the journal."""


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


def printer(zone: ZoneInfo, *, everything: bool, as_json: bool) -> Callable[[Told], None]:
    """Prints each event on standard output; `everything` with those that only `--observe` and programs want."""
    lock = threading.Lock()

    def show(told: Told) -> None:
        if everything or as_json or told.entry.event in SEEN:
            line = json.dumps(as_object(told, zone), ensure_ascii=False) if as_json else as_line(told, zone)
            with lock:
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()

    return show


def logged(told: Told) -> None:
    """A line of log that names thread and step: no person, no address, no word of a mail or a draft."""
    entry = told.entry
    if entry.event in SEEN:
        about = {"event": entry.event, "thread": entry.thread, "step": entry.data.get("kind")}
        about = {name: value for name, value in about.items() if value}
        step = f": {about['step']}" if "step" in about else ""
        log.info("%s: %s%s", entry.thread or "mail", SEEN[entry.event], step, extra={"about": about})
