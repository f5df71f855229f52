"""Whether the owner can be told: the services are known, and nothing is stuck on its way. Nothing is told."""

from __future__ import annotations

from collections.abc import Iterator

from agent import wiring
from agent.checkup.findings import Finding, error, ok, warning
from agent.config_schema import Config
from agent.errors import StateError
from agent.store import Store

STUCK_AFTER = 3
"""Attempts; a service may be down for a minute."""


def notifications(config: Config) -> Iterator[Finding]:
    """One finding a service."""
    try:
        services = wiring.services_of(config)
    except StateError as problem:
        yield error("notifications", problem.what, problem.next_step)
        return
    if not services:
        yield ok("notifications", "none are configured (docs/notifications.md)")
    for service in services:
        if service.is_known():
            yield ok("notifications", f"{service.name} is known; see whether it arrives: followthrough notify-test")
        else:
            text = f"{service.name} is no service that Apprise knows, or its address is not complete."
            yield error("notifications", text, "See docs/notifications.md, then: followthrough notify-test")


def stuck(store: Store) -> Iterator[Finding]:
    """What could not be told several times."""
    count, attempts = store.unsettled_notices()
    if attempts >= STUCK_AFTER:
        text = f"{count} could not be told, after {attempts} attempts."
        yield warning("notifications", text, "See what is wrong: followthrough notify-test")
