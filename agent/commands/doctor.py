"""`doctor`: everything that the agent needs, looked at once, each with its next step."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from agent import config as configuration
from agent import wiring
from agent.checkup import memory, surroundings
from agent.checkup.findings import Finding, Level, error, ok, warning, worst
from agent.checkup.language_model import language_model
from agent.checkup.mailbox import mailbox
from agent.checkup.notifications import notifications
from agent.clock import SystemClock
from agent.config_schema import Config
from agent.errors import ConfigError, StateError
from agent.screens import doctor as screen
from agent.screens import page
from providers.interface import ProviderError
from providers.server_clock import server_time


def doctor(config_path: Path | None, *, writes: bool, as_json: bool) -> int:
    """Print every finding as it is found. 0 if nothing is wrong, 1 if something is, 2 for a wrong configuration."""
    found = []
    for finding in findings(config_path, SystemClock().now(), writes=writes):
        found.append(finding)
        _print(finding, as_json=as_json)
    if not as_json:
        page.show([page.line(), screen.summary(found)])
    if any(f.check == "config" and f.level is Level.ERROR for f in found):
        return 2
    return 1 if worst(found) is Level.ERROR else 0


def _print(finding: Finding, *, as_json: bool) -> None:
    if as_json:
        row = {"check": finding.check, "level": finding.level, "text": finding.text, "next_step": finding.next_step}
        sys.stdout.write(f"{json.dumps(row, ensure_ascii=False)}\n")
    else:
        page.show(screen.finding(finding))
    sys.stdout.flush()


def findings(config_path: Path | None, now: datetime, *, writes: bool) -> Iterator[Finding]:
    """Everything that is looked at, in this order; with `writes` a draft is written into each mailbox and removed."""
    try:
        place = config_path or configuration.find()
        config = configuration.load(place)
    except ConfigError as problem:
        step = problem.next_step or "Change the line, then run doctor again."
        yield from (error("config", str(p), step) for p in problem.problems)
        yield from surroundings.templates()
        return
    yield from surroundings.config_file(place, config)
    yield from surroundings.zone_data(config, now)
    yield from surroundings.templates()
    yield from own_templates(config)
    yield from language_model(config)
    yield from _data_dir(config)
    yield from notifications(config)
    for box in config.mailboxes:
        yield from _mailbox(config, box.name, writes=writes)


def own_templates(config: Config) -> Iterator[Finding]:
    """The owner's own texts: each mistake with its file and line; the built-in words are used meanwhile (B32)."""
    from agent.template_check import problems

    templates = wiring.rulebook_of(config).templates
    found = problems(templates)
    yield from (
        warning("your templates", str(p), "The built-in words are used meanwhile; docs/own-words.md says how.")
        for p in found
    )
    if templates.templates and not found:
        yield ok("your templates", f"{', '.join(t.name for t in templates.templates)} can be used")


def _data_dir(config: Config) -> Iterator[Finding]:
    try:
        folder = wiring.data_dir(config)
    except StateError as problem:
        yield error("disk", problem.what, problem.next_step)
        return
    yield from surroundings.disk(folder)
    try:
        told = surroundings.disk_time(folder)
    except OSError:
        return  # the line before says what is wrong with the disk
    yield surroundings.clock("the disk", told, SystemClock().now())
    yield from memory.memory(folder)
    yield from memory.is_running(folder)


def _mailbox(config: Config, name: str, *, writes: bool) -> Iterator[Finding]:
    box = next(m for m in config.mailboxes if m.name == name)
    address = getattr(box, "address", config.me.addresses[0])
    yield from mailbox(name, address, lambda: wiring.open_mailbox(config, name), SystemClock().now, writes=writes)
    if endpoint := wiring.web_address(config, name):
        try:
            yield surroundings.clock(f"the servers of {name}", server_time(endpoint), SystemClock().now())
        except ProviderError:
            return  # the mailbox's own line says that it cannot be reached
