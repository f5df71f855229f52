"""Our drafts that lie in Drafts: which they are, and taking back those that nobody changed."""

from __future__ import annotations

from datetime import datetime

from agent import wiring
from agent.config_schema import Config
from agent.errors import FollowthroughError
from agent.happenings import Change, withdraw
from agent.perform import Performer
from agent.screens.uninstall import Lying
from agent.store import Store
from agent.threads import DraftStatus
from providers.interface import ProviderError

WHY = "Followthrough was uninstalled"


def lying(store: Store) -> Lying:
    """What was placed and neither sent nor withdrawn, as far as is known; edited drafts among them."""
    on_the_way = (DraftStatus.LIVE, DraftStatus.EDITED, DraftStatus.WITHDRAWING)
    return [(t, d) for t in store.threads() for d in t.drafts if d.status in on_the_way and (d.placed_at or d.begun_at)]


def take_back(config: Config, now: datetime) -> Lying:
    """Remove what nobody changed from every mailbox; what stays. Raises `FollowthroughError` for a mailbox that cannot
    be reached."""
    store = wiring.open_store(config)
    try:
        _decide(store, config, now)
        for mailbox in config.mailboxes:
            _perform(store, config, mailbox.name, now)
        return lying(store)
    finally:
        store.close()


def _decide(store: Store, config: Config, now: datetime) -> None:
    with store.decision():
        for thread in store.threads():
            out = thread
            for draft in thread.open_drafts():
                out = withdraw(out, draft, WHY, now)
            store.put_thread(out, now, now, config.me.calendar.local_date)


def _perform(store: Store, config: Config, name: str, now: datetime) -> None:
    def record(change: Change) -> None:
        store.put_thread(change.thread, now, now, config.me.calendar.local_date)

    if not store.drafts_in(name, DraftStatus.WITHDRAWING):
        return
    try:
        provider = wiring.open_mailbox(config, name)
        try:
            Performer(name, provider, store, wiring.rulebook_of(config), record, store.decision).withdraw(now)
        finally:
            provider.close()
    except ProviderError as error:
        step = f"{error.next_step} Or leave --drafts out: drafts then stay.".strip()
        raise FollowthroughError(f"{name}: {error.what} Nothing was deleted yet.", next_step=step) from error
