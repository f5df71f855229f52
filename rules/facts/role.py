"""The title of the job (B3)."""

from __future__ import annotations

from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Owner


def find(message: Message, owner: Owner, clues: Clues) -> str | None:
    """The title as written, None where the message names none."""
    return None
