"""What the agent wants of a mailbox: what it does not have yet, and of the past only what can matter (B18)."""

from __future__ import annotations

from agent.store import Store
from providers.interface import Interest, MessageKey
from rules import relevance


def interest_in(store: Store, mailbox: str) -> Interest:
    """The interest in `mailbox`. Threads are looked at only if a provider asks who takes part in them."""
    known: list[frozenset[str]] = []

    def taking_part() -> frozenset[str]:
        if not known:
            known.append(_taking_part(store))
        return known[0]

    def is_known(key: MessageKey) -> bool:
        return store.knows(mailbox, key)

    def may_matter(headers: bytes) -> bool:
        return relevance.may_matter(headers, taking_part())

    def people() -> tuple[str, ...]:
        return (*sorted(taking_part()), *relevance.known_senders())

    return Interest(is_known, may_matter, relevance.search_words(), people)


def _taking_part(store: Store) -> frozenset[str]:
    """Addresses of everybody in a thread, and their employers' own domains."""
    addresses = {contact.email.lower() for thread in store.threads() for contact in thread.contacts}
    return frozenset(addresses | {relevance.own_domain(address) for address in addresses}) - {""}
