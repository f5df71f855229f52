"""The hiring company (B3)."""

from __future__ import annotations

from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Owner


def find(message: Message, owner: Owner, clues: Clues) -> str | None:
    """The company that hires, None where the message does not tell."""
    return None
