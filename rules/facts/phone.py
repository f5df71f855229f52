"""A number at which the employer can be reached, and whether calls are wanted (B3)."""

from __future__ import annotations

from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Owner


def find(message: Message, owner: Owner, clues: Clues) -> str | None:
    """The employer's number as written, None without one."""
    return None


def forbids_calls(message: Message) -> bool:
    """Say whether the employer asks not to be called."""
    return "no phone calls" in message.own_text.lower()
