"""What the words around a title say about its being the job that the mail is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rules import title_words as titles
from rules.organisations import COMPANY_WORDS, spelt_out
from rules.people import is_given, may_be_given
from rules.pieces import fold, is_capital, is_word, squash, word_sets

_WORDS = word_sets("role_words.yaml")


@dataclass(frozen=True, slots=True)
class Near:
    """What may stand beside a title without being part of it: the company, by its domain and by its name."""

    label: str
    company: str
    company_key: str
    owner: str
    language: str | None

    def is_company(self, words: Sequence[str]) -> bool:
        key = squash("".join(words))
        if self.company_key and len(key) > 2 and (self.company_key.startswith(key) or key.startswith(self.company_key)):
            return True
        return bool(self.label) and spelt_out(words, self.label) > 0.6


def word_before(parts: Sequence[str], at: int, steps: int = 3) -> list[str]:
    """Up to `steps` words and marks before a piece, nearest first, line breaks included."""
    found: list[str] = []
    at -= 1
    while at >= 0 and len(found) < steps:
        if parts[at] != " ":
            found.append("\n" if parts[at][0] == "\n" else parts[at])
        at -= 1
    return found


def after_piece(parts: Sequence[str], at: int) -> str:
    while at < len(parts) and parts[at] in (" ", '"', "”", "»", "“", "*", ")"):
        at += 1
    return "" if at >= len(parts) else ("\n" if parts[at][0] == "\n" else parts[at])


_SAID_AS_THE_JOB = 4.0
_QUOTES = frozenset("\"“”„«»'*‘’(")


def around(parts: Sequence[str], begin: int, end: int, near: Near) -> float:
    before = [word for word in word_before(parts, begin, 6) if word not in _QUOTES or word == "("]
    after = fold(after_piece(parts, end))
    behind = _behind(after)
    after_is_role = behind >= 3.0
    ahead = _before(before, near)
    weight = behind + (max(ahead, 0.0) if after_is_role else ahead)
    words = [fold(piece) for piece in parts[begin:end] if is_word(piece)]
    weight += 0.6 if len(words) > 1 else -0.2
    weight += 0.5 if is_capital(parts[begin]) or parts[begin][0].isdigit() else -0.9 if len(words) == 1 else -0.2
    if len(words) == 1 and words[0].endswith("s") and words[0] not in titles.HEADS and not after_is_role:
        weight -= 1.5
    if "(" in parts[begin:end]:
        weight += 0.8
    if words[0] in _WORDS["addressed"] and _is_addressed(parts, begin, end, words):
        weight -= 4.0
    if len(words) == 1 and before and before[0] in (".", "!", "?"):
        weight -= 0.7
    if before and fold(before[0]) == "hiring":
        weight -= 4.0
    if words[-1] in _WORDS["vague"] and (
        len(words) == 1 or (not is_capital(parts[end - 1]) and words[-1] not in ("manager", "lead", "guy", "boss"))
    ):
        weight -= 1.2
    if titles.GENERIC.intersection(words) or words[:2] in (
        ["hiring", "manager"],
        ["hiring", "lead"],
        ["talent", "partner"],
    ):
        weight -= 1.0 if ahead >= _SAID_AS_THE_JOB else 5.0
    if after and after != "\n" and may_be_given(after) and _next_is_name(parts, end):
        weight -= 3.0
    return weight


def _is_addressed(parts: Sequence[str], begin: int, end: int, words: list[str]) -> bool:
    """ "Director Zhao", "Dean Whitlow": a person by title and surname."""
    if len(words) == 1:
        return (
            "".join(parts[end : end + 1]) == " "
            and end + 1 < len(parts)
            and is_capital(parts[end + 1])
            and fold(parts[end + 1]) not in titles.COMMON
        )
    known = titles.TRADES | COMPANY_WORDS | _WORDS["fields"] | titles.RANKS
    return len(words) == 2 and is_capital(parts[end - 1]) and words[1] not in known and not titles.is_head(words[1])


def _next_is_name(parts: Sequence[str], end: int) -> bool:
    at = end
    while at < len(parts) and parts[at] in (" ", ","):
        at += 1
    return at < len(parts) and is_capital(parts[at]) and is_given(parts[at])


def _before(before: list[str], near: Near) -> float:
    lows = [fold(word) for word in before] + [""] * 6
    if lows[0] == ":" or (lows[0] == "\n" and lows[1] == ":"):
        named = lows[1] if lows[0] == ":" else lows[2]
        return 5.0 if named in _WORDS["nouns"] else 0.5
    if lows[0] in (",", "("):
        return _apposition(before[1:], near)
    at = 0
    while lows[at] in _WORDS["articles"] and at < 2:
        at += 1
    article, link, noun = (lows[0] if at else ""), lows[at], lows[at + 1]
    if near.language not in (None, "en"):
        for joint, post in ((lows[0], lows[1]), (link, noun)):
            if joint in _WORDS["joints"] and post in _WORDS["posts"]:
                return 4.0
    if link in _WORDS["nouns"]:
        return 4.0
    if link in _WORDS["links"]:
        if noun in _WORDS["articles"]:
            noun = lows[at + 2]
        if noun in _WORDS["nouns"] or noun in _WORDS["acts"]:
            return 4.5
        return 2.2 if link in _WORDS["strong"] else 1.2
    if link == "with" and noun == "connection":
        return 4.0
    if link in _WORDS["people"]:
        return -2.5 if link not in ("and", "und", "et", "y", "e") else 0.0 if article else -0.6
    if article in ("our", "my", "their", "his", "her", "unser", "notre", "nuestro", "nostro"):
        return -1.0
    if link in _WORDS["needs"] or (noun in _WORDS["needs"] and link == "for"):
        return 2.5
    if link in ("", "\n", ".", "!", "?"):
        return 0.8
    return 0.9 if article else 0.2


def _apposition(before: list[str], near: Near) -> float:
    """After a comma, bracket or dash: a person's own title ("Wanda Reyes, Controller") or a piece of a heading."""
    words = [word for word in before[:3] if is_word(word)]
    if words and fold(words[0]) in near.owner.split():
        return 1.5
    if len(words) > 1 and fold(words[1]) in _WORDS["greetings"]:
        return 0.5
    if words and is_capital(words[0]) and (may_be_given(words[0]) or (len(words) > 1 and may_be_given(words[1]))):
        return -3.5
    if words and fold(words[0]) in _WORDS["acts"]:
        return 1.5
    return 0.0


def _behind(after: str) -> float:
    if after in _WORDS["after"]:
        return 3.0
    if after in ("at", "bei", "chez", "with"):
        return 1.0
    return 0.3 if after in ("", "\n", ".", ",", ")", ":", "!", "–", "-", "|") else 0.0
