"""The promise: the last day by which the employer said the owner would hear (B3, B21; docs/corpus.md)."""

from __future__ import annotations

from datetime import date

from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Owner


def find(message: Message, owner: Owner, clues: Clues) -> date | None:
    """The last day of the promise, in the owner's zone; None where nothing is promised."""
    return None
