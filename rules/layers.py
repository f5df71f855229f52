"""A body in its layers: own words, signature, footer, quoted history (B2)."""

from __future__ import annotations

from dataclasses import dataclass

from rules.mime import Budget
from rules.quoting import split
from rules.reading import Person
from rules.signatures import signed


@dataclass(frozen=True, slots=True)
class Layers:
    """The four layers of one body, as text."""

    own: str
    signature: str
    footer: str
    quoted: str


def layered(text: str, sender: Person | None, budget: Budget) -> Layers:
    """Split the cleaned `text` of a body; a mail that is nothing but a forward has the forwarded words as its own."""
    parts = split(text)
    runs = [signed(run, sender) for run in parts.runs]
    return Layers(
        own="\n\n".join(filter(None, (run.own for run in runs))),
        signature="\n".join(filter(None, (run.signature for run in runs))),
        footer="\n".join(filter(None, (run.footer for run in runs))),
        quoted="\n".join(parts.quoted).strip(),
    )
