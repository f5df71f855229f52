"""Who is not what they say: signs that a message is forged or a job scam (B8), and the owner's own proof (B7)."""

from __future__ import annotations

from rules.message import Message
from rules.reading import Owner


def warnings(message: Message, owner: Owner, known_domains: frozenset[str]) -> tuple[str, ...]:
    """Plain sentences for the owner, one for each sign; empty for honest mail."""
    results = message.headers.get("authentication-results", ())
    if results and "dmarc=fail" in results[0].lower().replace(" ", ""):
        return ("The sender failed your provider's authentication check.",)
    return ()


def is_authenticated(message: Message, owner: Owner) -> bool:
    """Say whether the owner's own provider vouches for a message that claims to be from the owner (B7)."""
    results = message.headers.get("authentication-results", ())
    return bool(results) and "dmarc=pass" in results[0].lower().replace(" ", "")
