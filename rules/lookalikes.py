"""Domains made to be taken for another: letters that look alike, punycode, one letter off, a word more."""

from __future__ import annotations

import unicodedata

from rules import senders

_SHORTEST = 5  # letters of a label below which one letter off proves nothing
_LONG = 10  # letters from which two letters off still look alike
# Letters that are read as another, after Unicode's confusables (TR 39), the common ones.
_SAME = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "i": "l",
        "|": "l",
        "3": "e",
        "5": "s",
        "а": "a",
        "с": "c",
        "ԁ": "d",
        "е": "e",
        "һ": "h",
        "і": "l",
        "ј": "j",
        "ӏ": "l",
        "ο": "o",
        "о": "o",
        "р": "p",
        "ѕ": "s",
        "υ": "u",
        "ν": "v",
        "х": "x",
        "у": "y",
        "ı": "l",
        "ɡ": "g",
    }
)
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def resembles(domain: str, known: str) -> bool:
    """Say whether a domain could be taken for the known one without belonging to the same organisation."""
    other, one = senders.organisation(_shown(domain)), senders.organisation(_shown(known))
    if other == one or senders.is_mail_provider(one) or senders.is_mail_provider(other):
        return False
    label, original = other.partition(".")[0], one.partition(".")[0]
    if len(original) < _SHORTEST - 1:
        return False
    if skeleton(label) == skeleton(original):
        return True
    bare, root = label.replace("-", ""), original.replace("-", "")
    if len(root) >= _SHORTEST and bare != root and (root in bare or skeleton(root) in skeleton(bare)):
        return True
    return len(root) >= _SHORTEST and _distance(skeleton(bare), skeleton(root)) <= (2 if len(root) >= _LONG else 1)


def skeleton(label: str) -> str:
    """The letters of a label as the eye takes them: "calendIy" and "calendly" are one."""
    text = unicodedata.normalize("NFKD", label.lower())
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).translate(_SAME)
    for pair, single in _PAIRS:
        text = text.replace(pair, single)
    return text.replace("-", "")


def _shown(domain: str) -> str:
    """A domain as programs show it: punycode labels decoded (RFC 3492)."""
    parts = []
    for part in domain.lower().strip(".").split(".")[:8]:
        if part.startswith("xn--") and len(part) < 64:
            try:
                part = part[4:].encode("ascii").decode("punycode")
            except UnicodeError:
                parts.append(part)
                continue
        parts.append(part)
    return ".".join(parts)


def _distance(one: str, other: str) -> int:
    """Letters to add, drop, change or swap (Damerau), at most 3 counted."""
    if abs(len(one) - len(other)) > 2 or len(one) > 63 or len(other) > 63:
        return 3
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, mate in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != mate))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == mate:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
