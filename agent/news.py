"""Mail that is heard of the moment it arrives: mailboxes whose service tells are listened to, one thread each, and read
at once. Polling goes on beside it, so nothing depends on being told."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Iterable
from typing import Protocol

from agent.retry import backoff
from providers.interface import ProviderError, Refused

log = logging.getLogger("followthrough")
LISTEN_SECONDS = 2.0
"""One call of `wait_for_news`: how soon a listener notices that it should stop. The connection outlives it."""
PATIENCE = 3
"""Failures in a row after which the owner is told; a line that drops now and then is no news."""


class Listened(Protocol):
    """A mailbox that can be listened to."""

    name: str

    def wait_for_news(self, seconds: float) -> bool:
        """See `Provider.wait_for_news`; false at once, after a pause, while the mailbox is not well."""

    def cycle(self) -> object:
        """Read it; one call at a time is worked on."""


def listeners(mailboxes: Iterable[Listened], stop: threading.Event) -> list[threading.Thread]:
    """One started thread for each mailbox; they end soon after `stop` is set."""
    threads = [
        threading.Thread(target=listen, args=(mailbox, stop), name=f"listening to {mailbox.name}", daemon=True)
        for mailbox in mailboxes
    ]
    for thread in threads:
        thread.start()
    return threads


def listen(mailbox: Listened, stop: threading.Event) -> None:
    """Run the mailbox's cycle whenever it has news, until `stop`. A failure brings a cycle too: if the service is
    down, that finds out, and says so."""
    failures = 0
    while not stop.is_set():
        try:
            has_news = mailbox.wait_for_news(LISTEN_SECONDS)
        except Refused as error:
            log.debug("%s: %s It is looked at by polling.", mailbox.name, error.what)
            return
        except ProviderError as error:
            failures += 1
            if failures == PATIENCE:
                log.warning("%s: new mail is found by polling alone for now. %s", mailbox.name, error.what)
            has_news = True
            stop.wait(backoff(failures, random.random()).total_seconds() if failures > 1 else 0)  # noqa: S311
        else:
            if failures >= PATIENCE:
                log.info("%s: new mail is heard of at once again", mailbox.name)
            failures = 0
        if has_news and not stop.is_set():
            mailbox.cycle()
