"""The human to write to (B3)."""

from __future__ import annotations

from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Owner, Person
from rules.senders import is_no_reply


def find(message: Message, owner: Owner, clues: Clues) -> Person | None:
    """The human who wrote or signed; their `email` is None where no address reaches them."""
    sender = message.sender
    if sender is None or clues.system is not None or is_no_reply(sender.email or ""):
        return None
    return sender
