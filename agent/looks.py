"""Take up what was kept aside for the owner, once they have said what it is (B4, B8). Runs inside a decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from agent import documents
from agent.happenings import Change, Incoming
from agent.intake import SUSPECT, Intake
from agent.linking import Place
from agent.rulebook import Rulebook
from agent.store import Store
from agent.store_rows import Look
from agent.threads import Thread
from rules.reading import Reading


@dataclass(frozen=True, slots=True)
class Looks:
    """What needs a look in one memory, as of `now`; `record` keeps a change."""

    store: Store
    rulebook: Rulebook
    now: datetime
    record: Callable[[Change], None]

    def reading(self, look: Look) -> Reading:
        """What the mail was taken for when it was kept aside."""
        return documents.reading_from_json(self.store.reading_document(look.mailbox, look.key))

    def take_up(self, look: Look, thread: Thread | None, reading: Reading) -> Thread:
        """The thread (a new one if None) with the mail in it, at the mail's own time."""
        self.store.settle_look(look.mailbox, look.key, self.now)
        intake = Intake(look.mailbox, self.store, self.rulebook, self.now, self.record, lambda *_: None)
        message = documents.message_from_json(look.document)
        place = Place(look.mailbox, look.conversation_id)
        return intake.apply(thread, Incoming(place, look.key, message, reading, look.at))

    def believe(self, thread: Thread) -> Thread:
        """The thread with everything in it that was kept aside as suspect, in its order: the owner trusts it."""
        for look in self._suspect():
            if look.threads == (thread.id,):
                thread = self.take_up(look, thread, self.reading(look))
        return thread

    def disbelieved(self, look: Look, thread: Thread) -> Thread:
        """The thread without the warnings of mail that the owner called nothing, once no suspect mail of it waits any
        more; those of mail that is part of it stay."""
        if any(thread.id in other.threads for other in self._suspect() if other.key != look.key):
            return thread
        waiting = {other.key for other in self.store.looks() if other.key != look.key}
        stay = waiting | self.store.message_ids(thread.id).keys()
        return replace(thread, warnings=tuple(w for w in thread.warnings if w.message in stay))

    def _suspect(self) -> list[Look]:
        return [look for look in self.store.looks() if look.reason == SUSPECT]
