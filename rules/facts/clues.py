"""What is already known about a message when a fact is looked for."""

from __future__ import annotations

from dataclasses import dataclass

from rules.reading import Intent
from rules.senders import System


@dataclass(frozen=True, slots=True)
class Clues:
    """The intent (or the best guess), the language of the own words, and the system that sent the message, if known."""

    intent: Intent
    language: str | None
    system: System | None
