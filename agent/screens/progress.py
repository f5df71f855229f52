"""How far a long reading is, as one line of a terminal that is written over."""

from __future__ import annotations

BAR_WIDTH = 24


def line(name: str, done: int, total: int) -> str:
    """`personal: [######------------------] 90 of 355 messages`, from the start of the line; ends it when done."""
    share = min(done / total, 1.0) if total else 1.0
    filled = round(share * BAR_WIDTH)
    bar = "#" * filled + "-" * (BAR_WIDTH - filled)
    return f"\r{name}: [{bar}] {done} of {total} messages" + ("\n" if done >= total else "")
