"""Text from mail, made harmless for a terminal: no control or formatting character acts (B6)."""

from __future__ import annotations

import unicodedata

_ACTIVE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def harmless(text: str) -> str:
    """The text on one line, every character that could act on a terminal replaced; spaces stay as they are."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if c in "\r\n\t" else "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in _ACTIVE else c for c in text
    )


def plain(text: str) -> str:
    """`harmless`, with its spaces tidied."""
    return " ".join(harmless(text).split())
