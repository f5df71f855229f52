"""Which of the words that may name the job is its title: what the grammar found, a little more or less of it, or what
stands where a title must. Each is described in plain features, which learnt weights add up (rules/learnt.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from rules import title_words as titles
from rules.facts.role_context import Near
from rules.learnt import Weights, weights_of
from rules.organisations import COMPANY_WORDS
from rules.people import is_given
from rules.pieces import fold, is_capital, is_word, joined, squash, word_sets

_LISTS = word_sets("role_words.yaml")
_PLACES = word_sets("places.yaml")["places"]
_NOUNS, _ARTICLES, _FIELDS = _LISTS["nouns"], _LISTS["articles"], _LISTS["fields"]
_OF_THE_TALK = _LISTS["talks"] | _LISTS["acts"] | _NOUNS
_LINKS, _OPENERS = _LISTS["linking"], _LISTS["opening"]
_CLOSERS = _LISTS["closing"] | _NOUNS
_ENDS, _MARKS = frozenset(".!?;"), frozenset(",(–—|-/:")
_BOUNDS = _ENDS | _MARKS | frozenset(')"”')
_MOST_WORDS, _MOST_CANDIDATES, _UNKNOWN = 5, 60, -9.0
_WORD = re.compile(r"[^\W_][\w'’/&+.-]*")


class Sighting(NamedTuple):
    """Where a title may stand in a text: its pieces from `begin` to `end`, and what the grammar gives for it."""

    region: str
    parts: Sequence[str]
    begin: int
    end: int
    weight: float
    kind: str = "hand"


@dataclass(slots=True)
class Ballot:
    """The texts that were looked at, by region, and what the grammar saw in them."""

    texts: dict[str, Sequence[str]] = field(default_factory=dict)
    sightings: list[Sighting] = field(default_factory=list)


@dataclass(slots=True)
class Candidate:
    """One way to read the title, with all that is known of it."""

    text: str
    best: float
    total: float = 0.0
    count: int = 0
    by_grammar: bool = False
    features: set[str] = field(default_factory=set)


def chosen(candidates: Sequence[Candidate]) -> str | None:
    """The candidate with the most weight; None where none outweighs that no title is named."""
    weights = _weights()
    scored = [(weights.score(candidate.features), -at) for at, candidate in enumerate(candidates)]
    best = max(scored, default=(0.0, 0))
    return candidates[-best[1]].text if best[0] > 0 else None


@cache
def _weights() -> Weights:
    return weights_of("role")


def described(
    ballot: Ballot, by_rule: str | None, subject: str, near: Near, clean: Callable[[str, Near], str]
) -> list[Candidate]:
    """All candidates; `by_rule` is what the grammar's own weights would choose, `clean` cuts off what is no title."""
    found: dict[str, Candidate] = {}
    every = [*_around(ballot.sightings), *(() if by_rule else _places(ballot.texts))]
    for sighting in every[: _MOST_CANDIDATES * 4]:
        text = clean(joined(sighting.parts[sighting.begin : sighting.end]), near)
        if len(key := squash(text)) < 2 or len(text) > 120 or (key not in found and len(found) >= _MOST_CANDIDATES):
            continue
        _note(found.setdefault(key, Candidate(text, sighting.weight)), text, sighting)
    key = squash(by_rule or "")
    if by_rule and key not in found:
        found[key] = Candidate(by_rule, 3.0, 3.0, 1, features={"kind=chosen"})
    known = [key for key, candidate in found.items() if candidate.by_grammar]
    for own, candidate in found.items():
        candidate.features.update(_standing(candidate, own, key, known), _inside(candidate.text, near))
        if fold(candidate.text) == subject:
            candidate.features.add("whole subject")
    return list(found.values())


def _note(candidate: Candidate, text: str, sighting: Sighting) -> None:
    candidate.count += 1
    candidate.total += max(sighting.weight, 0.0)
    candidate.by_grammar |= sighting.kind == "hand"
    if sighting.weight > candidate.best:
        candidate.best, candidate.text = sighting.weight, text
    candidate.features.update((f"region={sighting.region}", f"kind={sighting.kind}"))
    candidate.features.update(_beside(sighting.parts, sighting.begin, sighting.end))


def _around(sightings: Sequence[Sighting]) -> Iterator[Sighting]:
    """What the grammar found, and the same with a little more or less to either side."""
    yield from sightings
    for one in sightings:
        seen = {(one.begin, one.end)}
        for begin, end, kind in (*_less(one), *_more(one)):
            if (begin, end) not in seen:
                seen.add((begin, end))
                yield Sighting(one.region, one.parts, begin, end, one.weight, kind)


def _less(one: Sighting) -> Iterator[tuple[int, int, str]]:
    parts, begin, end = one.parts, one.begin, one.end
    mark = next((at for at in range(begin + 1, end) if parts[at] in _MARKS), None)
    if mark is not None and (cut := mark - 1 if parts[mark - 1] == " " else mark) > begin:
        yield begin, cut, "cut at a mark"
    link = next((at for at in range(begin + 2, end - 1) if fold(parts[at]) in _CLOSERS and parts[at - 1] == " "), None)
    if link is not None:
        yield begin, link - 1, "cut at a small word"
    if end - begin >= 3:
        if parts[end - 2] == " ":
            yield begin, end - 2, "without its last word"
        if parts[begin + 1] == " ":
            yield begin + 2, end, "without its first word"


def _more(one: Sighting) -> Iterator[tuple[int, int, str]]:
    parts, at = one.parts, one.end
    for count in range(1, _MOST_WORDS + 1):
        word = next((spot for spot in range(at, min(at + 4, len(parts))) if _stops(parts[spot])), None)
        if word is None or not is_word(parts[word]):
            break
        at = word + 1 + ("".join(parts[word + 1 : word + 2]) == ")")
        low = fold(parts[word])
        is_small = low in titles.COMMON and not is_capital(parts[word]) and parts[word - 1] != "("
        if low in _NOUNS or (is_small and low not in _LINKS and low not in _ARTICLES):
            break
        if low not in _LINKS and low not in _ARTICLES:
            yield one.begin, at, f"with {count} more"
    for count in (1, 2):
        at = one.begin - 2 * count
        if at < 0 or parts[at + 1] != " " or not is_word(parts[at]):
            break
        if fold(parts[at]) in _ARTICLES or (fold(parts[at]) in titles.COMMON and not is_capital(parts[at])):
            break
        yield at, one.end, f"with {count} before"


def _stops(piece: str) -> bool:
    return is_word(piece) or piece[0] == "\n" or piece in _ENDS


def _places(texts: dict[str, Sequence[str]]) -> Iterator[Sighting]:
    """What stands where a title must: every short run of words behind an opener."""
    for region, parts in texts.items():
        for at, piece in enumerate(parts):
            low = fold(piece) if is_word(piece) else ""
            if not low or low in _ARTICLES or (low in titles.COMMON and low not in titles.TRADES):
                continue
            if _opens(parts, at):
                yield from (Sighting(region, parts, at, end, _UNKNOWN, "place") for end in _ends(parts, at))


def _opens(parts: Sequence[str], at: int) -> bool:
    if at == 0 or parts[at - 1] != " ":
        return at == 0 or parts[at - 1][0] == "\n" or parts[at - 1] in _BOUNDS
    return at >= 2 and (parts[at - 2] in _BOUNDS or fold(parts[at - 2]) in _OPENERS)


def _ends(parts: Sequence[str], begin: int) -> Iterator[int]:
    end = begin
    for count in range(_MOST_WORDS):
        if end >= len(parts) or not is_word(parts[end]) or (count and fold(parts[end]) in _CLOSERS):
            return
        end += 1
        if end >= len(parts):
            yield end
            return
        if parts[end] != " ":
            if parts[end][0] == "\n" or parts[end] in _BOUNDS:
                yield end
            return
        after = fold(parts[end + 1]) if end + 1 < len(parts) else "\n"
        if after in _CLOSERS or after in titles.COMMON or after in _MARKS:
            yield end
        end += 1


def _beside(parts: Sequence[str], begin: int, end: int) -> Iterator[str]:
    """The nearest words and marks to either side."""
    left = [_sign(piece) for piece in reversed(parts[max(0, begin - 4) : begin]) if piece != " "][:2]
    right = [_sign(piece) for piece in parts[end : end + 3] if piece != " "][:1]
    one, two, after = (*left, "^", "^")[0], (*left, "^", "^")[1], (*right, "$")[0]
    yield from (f"left={one}", f"left={two} {one}", f"right={after}")


def _sign(piece: str) -> str:
    return "¶" if piece[0] == "\n" else fold(piece)


def _standing(candidate: Candidate, own: str, by_rule: str, known: Sequence[str]) -> Iterator[str]:
    """How a candidate compares with the others, and with what the grammar's own weights would choose."""
    best = f"best={max(-10, min(12, round(candidate.best)))}"
    yield best
    if not candidate.by_grammar:
        yield f"no grammar, {best}"
    yield f"total={round(min(candidate.total, 12.0))}"
    yield f"count={min(candidate.count, 4)}"
    others = [other for other in known if other != own]
    yield f"longer={min(2, len([other for other in others if own in other]))}"
    yield f"shorter={min(2, len([other for other in others if other in own]))}"
    if not by_rule:
        yield "none by rule"
    elif own == by_rule:
        yield "by rule"
    else:
        yield "more than by rule" if by_rule in own else "less than by rule" if own in by_rule else "unlike by rule"


def _inside(text: str, near: Near) -> Iterator[str]:
    """What a candidate looks like by itself."""
    words = _WORD.findall(text)
    if not words:
        yield "no word"
        return
    lows = [fold(word) for word in words]
    last = max((at for at, word in enumerate(words) if titles.is_head(word)), default=None)
    yield f"words={min(len(words), 7)}"
    yield "shape=" + "-".join(dict.fromkeys(map(_shape, words)))
    yield from (f"first={lows[0]}", f"last={lows[-1]}", f"ending={lows[-1][-3:]}", f"ending={lows[-1][-2:]}")
    yield "no head" if last is None else f"words behind head={min(3, len(words) - 1 - last)}"
    said = {
        "common first": lows[0] in titles.COMMON, "common last": lows[-1] in titles.COMMON,
        "common": not titles.COMMON.isdisjoint(lows), "place": not _PLACES.isdisjoint(lows),
        "given": any(map(is_given, words)), "given first": is_given(words[0]),
        "company word": not COMPANY_WORDS.isdisjoint(lows), "field last": lows[-1] in _FIELDS,
        "company": near.is_company(words), "bracket": "(" in text, "comma": "," in text,
        "dash": any(mark in text for mark in (" - ", " – ", " — ", " | ")), "talk": not _OF_THE_TALK.isdisjoint(lows),
    }  # fmt: skip
    yield from (name for name, is_so in said.items() if is_so)


def _shape(word: str) -> str:
    if word.isupper() and len(word) > 1:
        return "A"
    return "C" if word[0].isupper() else "d" if word[0].isdigit() else "l"
