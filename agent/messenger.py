"""Tell the owner what stands in the outbox: each thing once to each service, nothing in quiet hours, nothing stale.

Telling is announced in the store before it is done. After a crash in that very moment nobody can know whether it was
told; then it is told again, and says so. Nothing is lost.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from agent.notices import Waiting, Wishes
from agent.outbox import NO_PERMITS, plan
from agent.retry import backoff
from agent.rulebook import Rulebook
from agent.store import Store
from providers.interface import Permit

log = logging.getLogger("followthrough")
GIVEN_UP_AFTER = timedelta(days=1)
AGAIN = "(You may have had this already.)"


class CannotTell(Exception):
    """A service did not take it; the text says why, without the service's secrets."""


class Service(Protocol):
    """Somewhere the owner is told."""

    name: str
    """Tells services apart, without their secrets; the same at every start."""

    def tell(self, title: str, body: str) -> None:
        """Tell it. Raises `CannotTell`."""


class Messenger:
    """Plans and tells. One object a process; it remembers only what it has complained of."""

    def __init__(self, services: Sequence[Service], wishes: Wishes, rulebook: Rulebook) -> None:
        self._services, self._wishes, self._rulebook = services, wishes, rulebook
        self._trouble = ""

    def run(self, store: Store, now: datetime, permits: Mapping[str, Permit] = NO_PERMITS) -> None:
        """Plan what is to be told by `now` and tell it; `permits` are the mailboxes' sign-ins. Raises `StateError`."""
        plan(store, self._rulebook, self._wishes, now, permits)
        waiting = [w for w in store.waiting_notices(now) if not self._is_stale(store, w, now)]
        if waiting and not self._wishes.is_quiet(self._rulebook.calendar.local(now)):
            self._tell(store, waiting, now)

    def _is_stale(self, store: Store, waiting: Waiting, now: datetime) -> bool:
        """No longer true or of use: it is settled without a word."""
        notice = waiting.notice
        thread = store.thread(notice.thread) if notice.thread else None
        is_late = notice.until is not None and notice.until <= now
        is_gone = notice.thread is not None and thread is None
        is_sent = notice.draft is not None and not (thread and thread.draft(notice.draft) in thread.open_drafts())
        if is_late or is_gone or is_sent:
            with store.decision():
                store.settle_notice(notice.key, now)
        return is_late or is_gone or is_sent

    def _tell(self, store: Store, waiting: Sequence[Waiting], now: datetime) -> None:
        with store.decision():
            for item in waiting:
                store.begin_notice(item.notice.key, now)
        failed: dict[str, str] = {}
        for service in self._services:
            mine = [w for w in waiting if service.name not in w.told_to]
            if mine and (trouble := self._told(store, service, mine)):
                failed[service.name] = trouble
        self._close(store, waiting, failed, now)

    def _told(self, store: Store, service: Service, mine: Sequence[Waiting]) -> str:
        try:
            service.tell(*words(mine))
        except CannotTell as error:
            return str(error)
        with store.decision():
            for item in mine:
                store.put_told_to(item.notice.key, service.name)
        return ""

    def _close(self, store: Store, waiting: Sequence[Waiting], failed: dict[str, str], now: datetime) -> None:
        """Done with, or tried again later; after a day it is given up."""
        with store.decision():
            for item in waiting:
                left = set(failed) - item.told_to
                if not left or (now - item.notice.at > GIVEN_UP_AFTER and item.attempts):
                    store.settle_notice(item.notice.key, now)
                else:
                    again = now + backoff(item.attempts + 1, random.random())  # noqa: S311 - spreads retries
                    store.retry_notice(item.notice.key, again)
        self._complain("; ".join(f"{name}: {why}" for name, why in failed.items()))

    def _complain(self, trouble: str) -> None:
        """Once while it lasts, and once when it is over."""
        if trouble and not self._trouble:
            log.warning("you could not be told: %s. It is tried again. See: followthrough notify-test", trouble)
        elif self._trouble and not trouble:
            log.info("you can be told again")
        self._trouble = trouble


def words(waiting: Sequence[Waiting]) -> tuple[str, str]:
    """Title and body: of one notice its own, of several one message with a paragraph each, the same words once."""
    texts = list(dict.fromkeys((w.notice.title, _body(w)) for w in waiting))
    if len(texts) == 1:
        return texts[0]
    return f"{len(texts)} things in your search", "\n\n".join(f"{title}\n{body}" for title, body in texts)


def _body(waiting: Waiting) -> str:
    return f"{waiting.notice.body}\n{AGAIN}" if waiting.begun_at else waiting.notice.body
