"""Text from mail, made harmless for a terminal: no control or formatting character acts (B6)."""

from __future__ import annotations

import unicodedata

_ACTIVE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def plain(text: str) -> str:
    """The text on one line, with every character that could act on a terminal replaced."""
    shown = "".join(
        " " if c in "\r\n\t" else "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in _ACTIVE else c for c in text
    )
    return " ".join(shown.split())
