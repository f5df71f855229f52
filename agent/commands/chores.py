"""What is done beside the mailboxes at every poll: the calendar file is kept fresh, the owner is told."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path

from agent import wiring
from agent.calendar_feed import Feed
from agent.clock import Clock
from agent.commands.loading import memory
from agent.config_schema import Config
from agent.errors import StateError
from agent.messenger import Messenger
from agent.rulebook import Rulebook
from agent.store import Store
from providers.interface import Permit

log = logging.getLogger("followthrough")


class Chores:
    """One job of the daemon, with its own connection to the memory, opened when it is first needed.

    While observing, nothing is written and nobody is told (B28).
    """

    def __init__(
        self,
        config: Config,
        config_path: Path | None,
        clock: Clock,
        *,
        is_observing: bool,
        permits: Callable[[], Mapping[str, Permit]] = dict,
    ) -> None:
        self._permits = permits
        self._config, self._config_path, self._clock = config, config_path, clock
        self._rulebook = wiring.rulebook_of(config)
        self._feed = Feed(config.calendar_file) if config.calendar_file and not is_observing else None
        self._messenger = None if is_observing else _messenger(config, self._rulebook)
        self._store: Store | None = None

    def run(self) -> None:
        """Do them all; a memory that cannot be used is the mailboxes' to tell of."""
        if self._feed is None and self._messenger is None:
            return
        try:
            self._store = self._store or memory(self._config_path, self._config)
            if self._feed is not None:
                self._feed.refresh(self._store, self._rulebook, self._clock.now())
            if self._messenger is not None:
                self._messenger.run(self._store, self._clock.now(), self._permits())
        except (StateError, sqlite3.Error) as error:
            log.debug("the chores were put off: %s", error)

    def close(self) -> None:
        """Release the memory."""
        if self._store is not None:
            self._store.close()
        self._store = None


def _messenger(config: Config, rulebook: Rulebook) -> Messenger | None:
    """None where nobody is to be told, or the services' file cannot be used (which is said)."""
    try:
        services = wiring.services_of(config)
    except StateError as error:
        log.warning("you are not told of anything: %s %s", error.what, error.next_step)
        return None
    return Messenger(services, wiring.wishes_of(config), rulebook) if services else None
