"""The first day on which the writer of an automatic reply is back at work (B16)."""

from __future__ import annotations

from datetime import date

from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Owner


def find(message: Message, owner: Owner, clues: Clues) -> date | None:
    """The writer's first day back; None where the automatic reply names none."""
    return None
