"""What `run` says of what happened: all of it to whoever asked to see it, else a line of log without words of mail."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable
from zoneinfo import ZoneInfo

from agent.commands.replaying import as_line, as_object
from agent.cycle import Told

log = logging.getLogger("followthrough")
SEEN = {
    "draft_placed": "draft placed",
    "draft_updated": "draft reworded",
    "draft_withdrawn": "draft withdrawn",
    "notified": "a note for you, see `followthrough status`",
}
"""What is told without `--observe`; everything stands in the journal."""


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
