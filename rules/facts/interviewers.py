"""Who will interview the owner (B3)."""

from __future__ import annotations

from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Owner, Person


def find(message: Message, owner: Owner, clues: Clues) -> tuple[Person, ...]:
    """The people who will interview, with every address that the message gives for them."""
    return ()
