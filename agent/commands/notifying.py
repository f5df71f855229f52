"""`notify-test`: tell the owner something through every service, and say which of them took it."""

from __future__ import annotations

import sys
from pathlib import Path

from agent import wiring
from agent.commands.loading import load
from agent.errors import UsageError
from agent.messenger import CannotTell

TITLE = "Followthrough can reach you"
BODY = "This is what `followthrough notify-test` sends. Nothing is wrong."


def notify_test(config_path: Path | None) -> int:
    """0 if every service took it, else 1. Raises `UsageError` where none is configured."""
    services = wiring.services_of(load(config_path))
    if not services:
        step = "Set notifications.services, like [ntfy://ntfy.sh/a-word-only-you-know]; docs/notifications.md has more."
        raise UsageError("No service is configured.", next_step=step)
    failed = 0
    for service in services:
        try:
            service.tell(TITLE, BODY)
        except CannotTell as error:
            failed += 1
            sys.stdout.write(f"{service.name}: {error}. Check its address.\n")
        else:
            sys.stdout.write(f"{service.name}: took it. Did it arrive?\n")
    return 1 if failed else 0
