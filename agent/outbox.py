"""From what is remembered to what is told: notices are planned over the whole memory and kept in its outbox.

A notice is planned in the same transaction that notes how far the journal was looked through, so that a crash neither
loses one nor plans it twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from agent import notices
from agent.happenings import Entry
from agent.notices import NEWS_FOR, Notice, Wishes
from agent.rulebook import Rulebook
from agent.safe_text import harmless
from agent.store import Store
from agent.store_rows import Look
from providers.interface import Permit

NO_PERMITS: Mapping[str, Permit] = MappingProxyType({})


def plan(
    store: Store, rulebook: Rulebook, wishes: Wishes, now: datetime, permits: Mapping[str, Permit] = NO_PERMITS
) -> None:
    """Put everything into the outbox that is to be told by now and is not in it yet. `permits` are the mailboxes'
    sign-ins, as far as they are known."""
    with store.decision():
        known = store.told_until()
        seq, since = known or (0, now)
        entries = store.journal_after(seq)
        found = [
            *_of_journal(store, entries, rulebook, wishes, _Past(store, since, now)),
            *_of_state(store, rulebook, wishes, _Past(store, since, now)),
            *_of_permits(permits, rulebook, now),
        ]
        for notice in found:
            if notice.kind in wishes.kinds:
                store.put_notice(notice)
        if entries or known is None:
            store.put_told_until(entries[-1][0] if entries else seq, since)


@dataclass(frozen=True, slots=True)
class _Past:
    """What happened before telling began, or before a mailbox was read for the first time, is history (B18)."""

    store: Store
    since: datetime
    now: datetime

    def is_news(self, mailbox: str, at: datetime) -> bool:
        started_at = self.store.mailbox(mailbox).started_at
        return started_at is not None and at >= max(self.since, started_at) and self.is_fresh(at)

    def is_fresh(self, at: datetime) -> bool:
        return self.now - at <= NEWS_FOR


def _of_journal(
    store: Store, entries: list[tuple[int, Entry]], rulebook: Rulebook, wishes: Wishes, past: _Past
) -> Iterator[Notice]:
    """A draft that waits is worth telling even if it comes of history; one that waits no more is not."""
    for number, entry in entries:
        thread = store.thread(entry.thread) if entry.thread else None
        if thread is None or not (
            past.is_fresh(entry.at) if entry.event == "draft_placed" else past.is_news(thread.mailbox, entry.at)
        ):
            continue
        notice = notices.of_entry(entry, number, thread, rulebook, wishes)
        if notice:
            yield notice


def _of_state(store: Store, rulebook: Rulebook, wishes: Wishes, past: _Past) -> Iterator[Notice]:
    looks, threads, paused, now = store.looks(), store.threads(), [], past.now
    for look in looks:
        if past.is_news(look.mailbox, look.at):
            yield notices.of_look(look.mailbox, look.key, look.at, _about(look), wishes)
    for row in store.mailboxes():
        if row.paused_why and row.failing_since and (not rulebook.mailboxes or row.name in rulebook.mailboxes):
            paused.append(row.name)
            yield notices.of_mailbox(row.name, row.failing_since, row.paused_why, row.paused_next_step or "")
    for thread in threads:
        yield from notices.around_interviews(thread, rulebook, wishes, now)
    daily = notices.digest(threads, len(looks), paused, rulebook, wishes, now)
    if daily:
        yield daily


def _of_permits(permits: Mapping[str, Permit], rulebook: Rulebook, now: datetime) -> Iterator[Notice]:
    for name, permit in permits.items():
        ending = permit.ends_at and notices.of_sign_in(name, permit.ends_at, permit.note, rulebook, now)
        if ending:
            yield ending


def _about(look: Look) -> str:
    """Sender and subject, from what is kept for settling it."""
    message = json.loads(look.document)
    sender = message.get("sender") or {}
    return harmless(f"{sender.get('name') or sender.get('email') or 'Somebody'}: {message.get('subject') or ''}")
