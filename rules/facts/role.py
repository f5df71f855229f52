"""The title of the job (B3): titles are found by their grammar, and weighed by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules import titles
from rules.facts.clues import Clues
from rules.message import Message
from rules.organisations import COMPANY_WORDS, label_of, spelt_out
from rules.people import is_given, may_be_given
from rules.pieces import fold, is_capital, is_word, joined, pieces, squash, word_sets
from rules.reading import Intent, Owner

_WORDS = word_sets("role_words.yaml")
_PLACES = word_sets("places.yaml")["places"]
_OWN, _SIDE, _QUOTED = 6000, 600, 3000  # characters looked at
_LEAST = 1.6
_LISTS = re.compile(
    r"^\W*(?:similar|other|more|recommended|related|jobs? you|you may also|people also)\b.{0,60}$", re.I | re.M
)


@dataclass(slots=True)
class _Vote:
    text: str
    best: float
    total: float


def find(message: Message, owner: Owner, clues: Clues) -> str | None:
    """The title as written, with markers and specialities in brackets; None where only a field of work is left."""
    if clues.intent is Intent.UNRELATED:
        return None
    own = message.own_text[:_OWN]
    if (cut := _LISTS.search(own)) is not None:
        own = own[: cut.start()]
    label = label_of(message.sender.email if message.sender else None)
    votes: dict[str, _Vote] = {}
    regions = [(message.subject[:300], 2.0), (own, 0.0), (message.signature[:_SIDE], -2.5)]
    for text, base in regions:
        _count(votes, text, base, label, clues.language)
    if not any(vote.best >= _LEAST for vote in votes.values()):
        _count(votes, message.quoted_text[:_QUOTED], -0.5, label, clues.language)
        for subject in message.returned_headers.get("subject", ())[:1]:
            _count(votes, subject[:300], 2.0, label, clues.language)
    return _chosen(votes)


def _chosen(votes: dict[str, _Vote]) -> str | None:
    likely = [vote for vote in votes.values() if vote.best >= _LEAST]
    if not likely:
        return None
    best = max(likely, key=lambda vote: (vote.best + min(vote.total - vote.best, 2.0), len(vote.text)))
    fuller = [v for v in votes.values() if v.best >= best.best - 3.5 and v.best > 0 and _holds(v.text, best.text)]
    return max([best, *fuller], key=lambda vote: len(vote.text)).text


def _holds(long: str, short: str) -> bool:
    return len(long) > len(short) and re.search(rf"(?<!\w){re.escape(fold(short))}(?!\w)", fold(long)) is not None


def _count(votes: dict[str, _Vote], text: str, base: float, label: str, language: str | None) -> None:
    if not text:
        return
    parts = pieces(text)
    for begin, end, weight in _weighed(parts, base, label, language):
        name = _clean(joined(parts[begin:end]))
        key = squash(name)
        if len(key) < 2 or len(name) > 120:
            continue
        if (vote := votes.get(key)) is None:
            votes[key] = _Vote(name, weight, weight)
        else:
            vote.total += max(weight, 0.0)
            vote.text = name if weight > vote.best else vote.text
            vote.best = max(vote.best, weight)


def _clean(name: str) -> str:
    if name.count("(") > name.count(")"):
        name += ")"
    return name


def _weighed(parts: Sequence[str], base: float, label: str, language: str | None) -> Iterator[tuple[int, int, float]]:
    edge = 0
    for title in titles.titles_in(parts, language):
        end = title.reach if title.reach > title.end and _belongs(parts, title, label) else title.end
        begin = _without_company(parts, title.begin, end, label)
        yield begin, end, base + _around(parts, begin, end)
        edge = end
    if edge == 0 or base == 0.0:
        yield from _labelled(parts, base)


def _belongs(parts: Sequence[str], title: titles.Title, label: str) -> bool:
    tail = joined(parts[title.end : title.reach])
    words = re.split(r"[\s,/&-]+", tail)
    if not words or any(fold(word) in _PLACES for word in words) or (is_given(words[0]) and len(words) < 4):
        return False
    if (label and spelt_out(words, label) > 0.6) or (
        fold(words[-1]) in COMPANY_WORDS and parts[title.end] != " " and _after(parts, title.reach) in ("", "\n")
    ):
        return False
    return _after(parts, title.reach) not in ("'s", "will", "has", "would")


def _without_company(parts: Sequence[str], begin: int, end: int, label: str) -> int:
    if not label:
        return begin
    at, words = begin, []
    while at < end - 2 and is_word(parts[at]):
        words.append(parts[at])
        if len(squash(parts[at])) > 2 and spelt_out(words, label) >= 0.99:
            return at + 2 if at + 2 < end else begin
        at += 2
    return begin


def _word_before(parts: Sequence[str], at: int, steps: int = 3) -> list[str]:
    """Up to `steps` words and marks before a piece, nearest first, line breaks included."""
    found: list[str] = []
    at -= 1
    while at >= 0 and len(found) < steps:
        if parts[at] != " ":
            found.append("\n" if parts[at][0] == "\n" else parts[at])
        at -= 1
    return found


def _after(parts: Sequence[str], at: int) -> str:
    while at < len(parts) and parts[at] in (" ", '"', "”", "»", "“", "*", ")"):
        at += 1
    return "" if at >= len(parts) else ("\n" if parts[at][0] == "\n" else parts[at])


_QUOTES = frozenset("\"“”„«»'*‘’(")


def _around(parts: Sequence[str], begin: int, end: int) -> float:
    before = [word for word in _word_before(parts, begin, 6) if word not in _QUOTES or word == "("]
    after = fold(_after(parts, end))
    weight = _before(before) + _behind(after)
    words = [fold(piece) for piece in parts[begin:end] if is_word(piece)]
    weight += 0.6 if len(words) > 1 else -0.3
    weight += 0.4 if is_capital(parts[begin]) or parts[begin][0].isdigit() else -0.2
    if "(" in parts[begin:end]:
        weight += 0.8
    if titles.GENERIC.intersection(words) or words[:2] in (["hiring", "manager"], ["hiring", "lead"]):
        weight -= 3.0
    if after and after != "\n" and may_be_given(after) and _next_is_name(parts, end):
        weight -= 3.0
    return weight


def _next_is_name(parts: Sequence[str], end: int) -> bool:
    at = end
    while at < len(parts) and parts[at] in (" ", ","):
        at += 1
    return at < len(parts) and is_capital(parts[at]) and is_given(parts[at])


def _before(before: list[str]) -> float:
    lows = [fold(word) for word in before] + [""] * 6
    if lows[0] == ":" or (lows[0] == "\n" and lows[1] == ":"):
        named = lows[1] if lows[0] == ":" else lows[2]
        return 5.0 if named in _WORDS["nouns"] else 0.5
    if lows[0] in (",", "(", "-", "–", "|", "/"):
        return _apposition(before[1:])
    at = 0
    while lows[at] in _WORDS["articles"] and at < 2:
        at += 1
    article, link, noun = (lows[0] if at else ""), lows[at], lows[at + 1]
    if link in _WORDS["nouns"]:
        return 4.0
    if link in _WORDS["links"]:
        if noun in _WORDS["articles"]:
            noun = lows[at + 2]
        if noun in _WORDS["nouns"] or noun in _WORDS["acts"]:
            return 4.5
        return 2.2 if link in _WORDS["strong"] else 1.2
    if link in _WORDS["people"]:
        return -2.5
    if article in ("our", "my", "their", "his", "her", "unser", "notre", "nuestro", "nostro"):
        return -1.0
    if link in ("", "\n"):
        return 0.8
    return 0.9 if article else 0.2


def _apposition(before: list[str]) -> float:
    """After a comma, bracket or dash: a person's own title ("Wanda Reyes, Controller") or a piece of a heading."""
    words = [word for word in before[:3] if is_word(word)]
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


def _labelled(parts: Sequence[str], base: float) -> Iterator[tuple[int, int, float]]:
    """Titles without a known noun, where the text says that a title follows ("Position: GET – Mechanical")."""
    for at, piece in enumerate(parts):
        low = fold(piece) if piece[0].isalpha() else ""
        if low not in _WORDS["nouns"]:
            continue
        begin = at + 1
        if begin < len(parts) and parts[begin] == ":" and _starts_line(parts, at):
            begin += 1
            while begin < len(parts) and (parts[begin] == " "):
                begin += 1
            end = begin
            while (
                end < len(parts)
                and parts[end][0] != "\n"
                and parts[end] not in (",", ";", "|", "(", ".")
                and end - begin < 24
            ):
                end += 1
            if end > begin and parts[begin][0].isalpha():
                yield begin, end, base + 3.0
        elif (
            begin + 3 < len(parts)
            and parts[begin] == " "
            and fold(parts[begin + 1]) in ("of", "as", "als", "de", "di")
            and parts[begin + 2] == " "
        ):
            start = begin + 3
            if fold(parts[start]) in _WORDS["articles"] and start + 2 < len(parts):
                start += 2
            end = _capitals(parts, start)
            if end > start:
                yield start, end, base + 2.5


def _starts_line(parts: Sequence[str], at: int) -> bool:
    back = at - 1
    while back >= 0 and parts[back][0] != "\n" and at - back < 6:
        if parts[back] in (".", ",", ":"):
            return False
        back -= 1
    return back < 0 or parts[back][0] == "\n"


def _capitals(parts: Sequence[str], start: int) -> int:
    at, end = start, start
    while at < len(parts) and is_word(parts[at]) and is_capital(parts[at]) and fold(parts[at]) not in titles.COMMON:
        end = at + 1
        if end >= len(parts) or parts[end] != " ":
            break
        at = end + 1
        if at < len(parts) and parts[at] in ("&", "and", "-", "–", "of") and at + 2 < len(parts):
            at += 2
    return end
