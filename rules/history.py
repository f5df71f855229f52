"""Whose mail a message quotes: what the owner wrote is answered, the writer's own is only gone on from.

"Use the south lot, gate 4." above the writer's own invitation sets no interview, and "Yes, that works." says yes to
what stands nowhere. Only an attribution or header block tells it ("On Monday Dana Cole <dana@…> wrote:").
"""

from __future__ import annotations

import re

from rules import people
from rules.message import Message
from rules.pieces import fold
from rules.quoting import author_of

_MOST_LINES = 4
"""Lines over which an attribution is wrapped at most."""
_FEWEST_NAMES = 2
_NAME = re.compile(r"[^\W\d_]{3,}")
_COLONS = (":", "：")


def quotes_own(message: Message) -> bool:
    """Say whether the newest mail that a message quotes is by the same writer, by address or by the whole name."""
    sender = message.sender
    if sender is None or not message.quoted_text:
        return False
    author = fold(_attributed(message.quoted_text))
    if sender.email and sender.email.lower() in author:
        return True
    names = _NAME.findall(fold(people.bare(sender.name))) if sender.name and author else []
    return len(names) >= _FEWEST_NAMES and set(names) <= set(_NAME.findall(author))


def _attributed(quoted: str) -> str:
    """What says by whom the quoted mail is: the author of its headers, or its attribution; "" where nothing does."""
    lines = [line.strip() for line in quoted[:_LONGEST].split("\n")]
    filled = [line for line in lines if line]
    if author := author_of(filled):
        return author
    end = next((at for at, line in enumerate(filled[:_MOST_LINES]) if line.endswith(_COLONS)), None)
    return "" if end is None else " ".join(filled[: end + 1])


_LONGEST = 1_000  # characters
