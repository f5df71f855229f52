"""What most commands begin with: the configuration, the memory, and times that the owner writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from agent import card, config, glance, wiring
from agent.config_schema import Config
from agent.errors import UsageError
from agent.store import Store
from agent.threads import Thread
from rules.pacing import Wait


def load(path: Path | None) -> Config:
    """The configuration at `path`, else the one that is found. Raises `ConfigError`."""
    return config.load(path or config.find())


def memory(path: Path | None, settings: Config) -> Store:
    """The agent's memory, which keeps a card beside every thread from now on (`agent.card`). Raises `StateError`."""
    store, made_from = wiring.open_store(settings), glance.fingerprint(path or config.find())
    store.card_of = _card_maker(settings, made_from)
    if store.made_from() != made_from:
        with store.decision():
            store.put_settings(made_from, _settings_text(settings))
    return store


def renew_cards(path: Path | None, settings: Config, store: Store) -> str:
    """Make the cards of all threads anew, keep the settings they are shown with, and give their fingerprint."""
    made_from = glance.fingerprint(path or config.find())
    made = _card_maker(settings, made_from)
    with store.decision():
        store.put_settings(made_from, _settings_text(settings))
        for thread in store.threads():
            store.put_card(thread.id, made(thread))
    return made_from


def _settings_text(settings: Config) -> str:
    names = [mailbox.name for mailbox in settings.mailboxes]
    return glance.settings_text(settings.me.timezone, settings.poll, names, settings.away)


def _card_maker(settings: Config, made_from: str) -> Callable[[Thread], str]:
    rulebook = wiring.rulebook_of(settings)
    return lambda thread: glance.card_text(card.card_of(thread, rulebook), made_from)


def instant(text: str | None, settings: Config, option: str) -> datetime | None:
    """An ISO 8601 time; one without an offset is the owner's. Raises `UsageError`."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"{option}: {text!r} is no time.", next_step="Write it like 2026-06-30T00:00:00-04:00."
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=settings.me.calendar.zone)


def duration(text: str | None, option: str) -> timedelta | None:
    """A duration like `2h`. Raises `UsageError`."""
    if text is None:
        return None
    try:
        return Wait.parse(text).length
    except ValueError as error:
        raise UsageError(f"{option}: {error}.") from error
