"""How the interview is held (B3)."""

from __future__ import annotations

from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Medium, Owner


def find(message: Message, owner: Owner, clues: Clues) -> Medium | None:
    """Video, phone or on site, None where the message does not tell."""
    return None
