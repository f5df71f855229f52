"""What most commands begin with: the configuration."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from agent import config as configuration
from agent.config_schema import Config
from agent.errors import UsageError
from rules.pacing import Wait


def load(path: Path | None) -> Config:
    """The configuration at `path`, else the one that is found. Raises `ConfigError`."""
    return configuration.load(path or configuration.find())


def instant(text: str | None, config: Config, option: str) -> datetime | None:
    """An ISO 8601 time; one without an offset is the owner's. Raises `UsageError`."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{option}: {text!r} is no time.", next_step="Write it like 2026-06-30T00:00:00-04:00."
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=config.me.calendar.zone)


def duration(text: str | None, option: str) -> timedelta | None:
    """A duration like `2h`. Raises `UsageError`."""
    if text is None:
        return None
    try:
        return Wait.parse(text).length
    except ValueError as error:
        raise UsageError(f"{option}: {error}.") from error
