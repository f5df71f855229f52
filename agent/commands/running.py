"""`run`: the daemon, or one cycle over every mailbox."""

from __future__ import annotations

import logging
import os
import random
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from agent import daemon, health, log_lines, wiring
from agent.clock import Clock, SystemClock
from agent.commands.chores import Chores
from agent.commands.loading import load, memory
from agent.commands.telling import logged, printer
from agent.config_schema import Config
from agent.cycle import Cycle, Report
from agent.errors import ConfigError, Problem, StateError
from agent.freshness import stale_after
from agent.glance import resume_command
from agent.holiday_tables import HolidayTables
from agent.notes_files import NotesFolder
from agent.observing import Observed
from agent.own_templates import NONE as NO_TEMPLATES
from agent.safe_text import plain
from agent.screens import progress
from agent.spoken import Told, mistake_in, where
from agent.store import Store
from providers.interface import Permit, ProviderError
from rules.workdays import ask_for_holidays

log = logging.getLogger("followthrough")


def run(
    config_path: Path | None, *, once: bool, observe: bool, as_json: bool, logs: log_lines.Logging | None = None
) -> int:
    """Watch until told to stop, or once. 0 if every mailbox was read, 1 if one failed (`--once`)."""
    config = _with_mailboxes(load(config_path))
    log_lines.begin((logs or log_lines.Logging()).beside(as_json=as_json))
    how = _How(observe, as_json, is_watched=once or observe or as_json or sys.stdout.isatty())
    with daemon.only_instance(wiring.data_dir(config)):
        _report_templates(config)
        if once:
            chores = Chores(config, config_path, SystemClock(), is_observing=observe)
            return _once(_mailboxes(config, config_path, threading.Event(), how), chores)
        _watch(config, config_path, how)
    return 0


def _report_templates(config: Config) -> None:
    """Mistakes in the owner's own texts are told at the start; the built-in words are used meanwhile."""
    templates = wiring.rulebook_of(config).templates
    if templates == NO_TEMPLATES:
        return
    from agent import template_check  # its sample texts are not needed while the agent runs

    for problem in template_check.problems(templates):
        log.warning("%s The built-in words are used meanwhile.", plain(str(problem)))


@dataclass(frozen=True, slots=True)
class _How:
    observe: bool
    as_json: bool
    is_watched: bool
    """Somebody wants to see what happens on standard output; else it is logged."""

    def listener(self, zone: ZoneInfo) -> Callable[[Told], None]:
        return printer(zone, everything=self.observe, as_json=self.as_json) if self.is_watched else logged


def _with_mailboxes(config: Config) -> Config:
    if config.mailboxes:
        return config
    raise ConfigError(
        [Problem("config.yaml", 0, 0, "mailboxes", "names no mailbox to watch.")],
        next_step="Add one; config.example.yaml shows how.",
    )


def _watch(config: Config, config_path: Path | None, how: _How) -> None:
    """The daemon: until a signal stops it, with the configuration read anew at every SIGHUP (if it is right)."""
    asked = daemon.wishes()
    ask_for_holidays(HolidayTables())
    _begin(config, config_path)
    wish = daemon.Wish.RELOAD
    while wish is daemon.Wish.RELOAD:
        stop, reloading = threading.Event(), _Reloading(config, config_path)
        mailboxes = _mailboxes(config, config_path, stop, how)
        permits = partial(_permits, mailboxes)
        chores = Chores(config, config_path, SystemClock(), is_observing=how.observe, permits=permits)
        jobs: list[Callable[[], object]] = [*(m.cycle for m in mailboxes), chores.run]
        log.info("watching %s", ", ".join(m.name for m in config.mailboxes))
        wish = daemon.run_until(asked, jobs, config.poll, SystemClock(), stop, reloading.is_right, listened=mailboxes)
        if wish is daemon.Wish.LEAVE:
            _leave()
        chores.close()
        for mailbox in mailboxes:
            mailbox.close()
        config = reloading.config


def _permits(mailboxes: list[_Mailbox]) -> dict[str, Permit]:
    """The sign-ins of the mailboxes that are open."""
    return {m.name: permit for m in mailboxes if (permit := m.permit()) is not None}


def _begin(config: Config, config_path: Path | None) -> None:
    """From now on only what is read now shows that the agent is well (`status --check`)."""
    store = memory(config_path, config)
    try:
        with store.decision():
            store.put_began(SystemClock().now())
    finally:
        store.close()


def _leave() -> NoReturn:
    """At once, without waiting for a mail service that does not answer; what was not kept is done at the next start."""
    log.warning("a cycle under way was cut short")
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)


class _Reloading:
    """The configuration, read anew when asked for; it is only taken over if it is right."""

    def __init__(self, config: Config, config_path: Path | None) -> None:
        self.config, self._path = config, config_path

    def is_right(self) -> bool:
        """Read it; a wrong one is told, line by line, and the one before stays in force."""
        try:
            new = _with_mailboxes(load(self._path))
        except ConfigError as error:
            log.error("the configuration was not taken over; the one before stays in force:")
            for line in str(error).splitlines():
                log.error("%s", plain(line))
            return False
        if new.data_dir != self.config.data_dir:
            log.error("data_dir was changed: that needs a stop and a start. The configuration before stays in force.")
            return False
        self.config = new
        _report_templates(new)
        log.info("the configuration was read anew")
        return True


def _mailboxes(config: Config, config_path: Path | None, stop: threading.Event, how: _How) -> list[_Mailbox]:
    listen, observed = how.listener(config.me.calendar.zone), Observed() if how.observe else None
    return [_Mailbox(config, config_path, m.name, SystemClock(), stop, listen, observed) for m in config.mailboxes]


def _once(mailboxes: list[_Mailbox], chores: Chores) -> int:
    """Two passes where there are several mailboxes: what one brings may be placed in another."""
    results = [m.once() for m in mailboxes]
    if len(mailboxes) > 1:
        results = [m.once() for m in mailboxes]
    waited = [m.is_polished() for m in mailboxes]
    if any(waited):
        results = [m.once() for m in mailboxes]
    chores.run()
    return 0 if all(results) else 1


class _Mailbox:
    """One mailbox with its own store connection; its provider is opened when it is first needed, and again after a
    failure."""

    def __init__(
        self,
        config: Config,
        config_path: Path | None,
        name: str,
        clock: Clock,
        stop: threading.Event,
        listen: Callable[[Told], None],
        observed: Observed | None,
    ) -> None:
        self.name = name
        self._config, self._config_path = config, config_path
        self._turn = threading.Lock()
        self._is_well = False
        self._retry_at: datetime | None = None
        self._clock, self._stop = clock, stop
        self._listen, self._observed = listen, observed
        self._store: Store | None = None
        self._cycle: Cycle | None = None
        self._trouble = ""
        self._shows_bar = False
        self._polisher = None if observed else wiring.polisher_of(config)

    def once(self) -> bool:
        """A cycle that says on stderr what failed, whatever the health was before."""
        store = self._opened()
        if store.is_paused(self.name):
            sys.stderr.write(f"{self.name}: paused by you. Go on: {resume_command(store.pauses(), self.name)}\n")
            return True
        with store.decision():
            row = store.mailbox(self.name)
            store.put_mailbox(type(row)(row.name, row.cursor, row.started_at, row.read_at))
        if self._cycled() is not None:
            return True
        row = store.mailbox(self.name)
        sys.stderr.write(
            f"{self.name}: {plain(row.failure or 'failed')} {plain(row.paused_next_step or '')}\n".rstrip() + "\n"
        )
        return False

    def permit(self) -> Permit | None:
        """The sign-in that it is read with; None where there is none, or it cannot be seen now."""
        try:
            return self._cycle.provider.permit() if self._cycle else None
        except ProviderError:
            return None

    def is_polished(self) -> bool:
        """Wait, for `--once` alone, until the language model has answered; whether there was anything to wait for."""
        model = self._config.drafting.model
        return bool(model and self._polisher and self._polisher.wait(model.timeout.total_seconds()))

    def cycle(self) -> Report | None:
        """One cycle of the daemon, after the one that is under way; None if it failed or had to wait."""
        with self._turn:
            report = None if self._stop.is_set() else self._cycle_of_daemon()
            self._is_well = report is not None
            self._retry_at = None if report is not None else self._time_to_retry()
            return report

    def _time_to_retry(self) -> datetime | None:
        try:
            return self._opened().mailbox(self.name).retry_at
        except StateError:  # the cycle said so already; the next poll tries again
            return None

    def wait_for_news(self, seconds: float) -> bool:
        """Listened to only while it can be read: a mailbox that is paused is left alone, and one that failed until it
        is to be tried again."""
        if self._cycle is None or not self._is_well:
            self._stop.wait(seconds)
            return self._retry_at is not None and self._clock.now() >= self._retry_at
        return self._cycle.provider.wait_for_news(seconds)

    def _cycle_of_daemon(self) -> Report | None:
        """A memory that cannot be written is said once, and tried again; so is a mistake of our own, which must not end
        the thread that listens. What was not decided stays undecided, and `status` says since when."""
        try:
            report = self._cycled()
        except StateError as error:
            self._say_once(f"{error.what} {error.next_step}")
            return None
        except Exception as error:
            self._say_once(f"a mistake of Followthrough's own, please report it: {where(error)}")
            return None
        if self._trouble:
            log.info("%s: it works again", self.name)
        self._trouble = ""
        return report

    def _say_once(self, trouble: str) -> None:
        if self._trouble != trouble:
            log.error("%s: %s", self.name, trouble)
        self._trouble = trouble

    def close(self) -> None:
        """Release the provider and the memory; the next reading would open them again."""
        if self._cycle is not None:
            self._cycle.provider.close()
        if self._store is not None:
            self._store.close()
        self._cycle = self._store = None

    def _cycled(self) -> Report | None:
        store = self._opened()
        try:
            if self._cycle is None:
                if health.is_waiting(store.mailbox(self.name), self._clock.now()):
                    return None  # a refused sign-in must not be repeated at every poll
                self._cycle = self._made(store)
        except ProviderError as error:
            health.failed(store, self.name, error, self._clock.now(), random.random())  # noqa: S311 - spreads retries
            return None
        return daemon.cycle_once(self._cycle, store, self._clock)

    def _made(self, store: Store) -> Cycle:
        config = self._config
        return Cycle(
            self.name,
            wiring.open_mailbox(config, self.name),
            store,
            wiring.rulebook_of(config),
            self._clock,
            look_back=config.look_back,
            listen=self._listen,
            progress=self._progress,
            observe=self._observed is not None,
            observed=self._observed or Observed(),
            expected=[m.name for m in config.mailboxes],
            stale_after=stale_after(config.poll),
            version=version("followthrough"),
            polisher=self._polisher,
            notes=NotesFolder(wiring.notes_folder(config)).changed,
            stopping=self._stop.is_set,
            guard=mistake_in,
        )

    def _progress(self, done: int, total: int | None) -> None:
        if total is not None and sys.stderr.isatty() and (done < total or self._shows_bar):
            sys.stderr.write(progress.line(self.name, done, total))
            sys.stderr.flush()
            self._shows_bar = done < total
        elif total and total > done:
            log.info("%s: %d messages read, %d to go", self.name, done, total - done)

    def _opened(self) -> Store:
        self._store = self._store or memory(self._config_path, self._config)
        return self._store
