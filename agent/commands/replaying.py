"""`replay`: the real engine over past mail, its events printed in order of time."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from agent import mail_files
from agent.commands.loading import duration, instant, load
from agent.commands.telling import as_line, as_object
from agent.errors import UsageError
from agent.replay import Replay, Span
from agent.spoken import Told
from agent.wiring import rulebook_of


def replay(
    path: Path, config_path: Path | None, start: str | None, until: str | None, send_after: str | None, *, as_json: bool
) -> int:
    """Print what the agent would have done. Raises `ConfigError` or `UsageError`."""
    config = load(config_path)
    rulebook = rulebook_of(config)
    span = Span(instant(start, config, "--from"), instant(until, config, "--until"))
    if span.start and span.until and span.until < span.start:
        raise UsageError("--until lies before --from.", next_step="Name a later --until, or an earlier --from.")
    mail = mail_files.timeline([path], rulebook.owner.addresses)
    show = _printer(config.me.calendar.zone, as_json=as_json)
    Replay(mail, rulebook, config.look_back, span, duration(send_after, "--send-after"), show).run()
    return 0


def _printer(zone: ZoneInfo, *, as_json: bool) -> Callable[[Told], None]:
    def show(told: Told) -> None:
        line = json.dumps(as_object(told, zone), ensure_ascii=False) if as_json else as_line(told, zone)
        sys.stdout.write(f"{line}\n")

    return show
