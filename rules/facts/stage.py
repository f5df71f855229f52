"""The kind of interview (B3)."""

from __future__ import annotations

from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Owner, Stage


def find(message: Message, owner: Owner, clues: Clues) -> Stage | None:
    """The most specific stage that the wording states."""
    return None
