"""An open memory and the owner's rules, for one command; and what it knows of one thread."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from agent import documents, passing, reasons, timeline
from agent.clock import SystemClock
from agent.commands.loading import load, memory
from agent.config_schema import Config
from agent.freshness import awaited, stale_after
from agent.happenings import Change
from agent.naming import find_thread
from agent.reasons import Reason
from agent.screens.thread import Known
from agent.store import Store
from agent.threads import Thread
from agent.timeline import Mail
from agent.voice import NO_VOICE, voice_of
from agent.wiring import rulebook_of


class Desk:
    """Opens configuration and memory. Raises `ConfigError`, `StateError`."""

    def __init__(self, config_path: Path | None) -> None:
        self.config: Config = load(config_path)
        self.store: Store = memory(config_path, self.config)
        rulebook = rulebook_of(self.config)
        learnt = NO_VOICE
        if rulebook.learns_voice:
            learnt = voice_of(self.store.voice(), self.store.voice_choices(), self.store.voice_lines())
        self.rulebook = replace(rulebook, voice=learnt)
        self.now = SystemClock().now()

    @property
    def zone(self) -> ZoneInfo:
        """The owner's time zone."""
        return self.rulebook.calendar.zone

    def thread(self, name: str) -> Thread:
        """The thread that the name means. Raises `UsageError`."""
        return find_thread(name, self.store.threads())

    def known(self, name: str) -> Known:
        """All that `show` and `why` tell of a thread, as it is at this moment."""
        thread = passing.until(self.thread(name), self.now, self.rulebook).thread
        names = {c.email: c.name for c in thread.contacts if c.name}
        story = timeline.items(self.store.thread_journal(thread.id), self.mails(thread), names)
        return Known(thread, self.reason(thread), story, self.rulebook, self.now)

    def reason(self, thread: Thread) -> Reason:
        """Why its next step is what it is, and what a step that is due waits for."""
        reason = reasons.explained(thread, self.rulebook, self.now)
        item = reason.item
        if reason.held_by or item is None or item.at > self.now or thread.open_drafts(item.step):
            return reason
        names = [m.name for m in self.config.mailboxes]
        waits = awaited(thread, self.store.mailboxes(), names, self.now, stale_after(self.config.poll))
        return replace(reason, held_by=waits.words(self.now)) if waits else reason

    def mails(self, thread: Thread) -> list[Mail]:
        """The thread's mail from others, oldest first."""
        rows = [(at, key, documents.reading_from_json(d)) for at, key, d in self.store.thread_readings(thread.id)]
        return timeline.mails_of(rows, self.store.message_ids(thread.id))

    def keep(self, change: Change) -> None:
        """Remember a change; the running agent plans anew in its next cycle."""
        self.store.put_thread(change.thread, self.now, self.now, self.rulebook.calendar.local_date)
        self.store.put_entries(change.entries)
