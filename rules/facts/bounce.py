"""What a delivery failure is about (B16)."""

from __future__ import annotations

from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Bounce, Owner


def find(message: Message, owner: Owner, clues: Clues) -> Bounce | None:
    """The failed address and the returned message, None if the message is no delivery report."""
    return None
