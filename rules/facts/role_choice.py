"""Which of the words that may name the job is its title: what the grammar found, a little more or less of it, or what
stands where a title must. Each is described in plain features, which learnt weights add up (rules/learnt.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from rules import title_words as titles
from rules.agent_nouns import LANGUAGES, is_agent, is_inclusive
from rules.facts.role_context import Near
from rules.facts.role_places import CLOSERS, ENDS, MARKS, MOST_WORDS, Sighting, named, named_before, places, segments
from rules.facts.role_trades import trades
from rules.learnt import Weights, weights_of
from rules.organisations import COMPANY_WORDS
from rules.people import is_given, may_be_given
from rules.pieces import fold, is_capital, is_word, joined, squash, word_sets

_LISTS = word_sets("role_words.yaml")
_PLACES = word_sets("places.yaml")["places"]
_NOUNS, _ARTICLES, _FIELDS = _LISTS["nouns"], _LISTS["articles"], _LISTS["fields"]
_OF_THE_TALK = _LISTS["talks"] | _LISTS["acts"] | _NOUNS
_LINKS = _LISTS["linking"]
_HOUSES = tuple(_LISTS["house_endings"])
_KNOWN = _FIELDS | titles.TRADES | titles.RANKS | titles.COMMON | titles.HEADS | COMPANY_WORDS | _PLACES
_MOST_CANDIDATES = 60
_WORD = re.compile(r"[^\W_][\w'’/&+.·-]*(?:\([a-zà-ÿ]{1,6}\))?")


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
    is_somebodys: bool = True
    """It only stands behind a person's name ("Tom Bell, Director of Sales")."""


def chosen(candidates: Sequence[Candidate]) -> str | None:
    """The candidate with the most weight; None where none outweighs that no title is named."""
    weights = _weights()
    scored = [
        (weights.score(candidate.features), -at)
        for at, candidate in enumerate(candidates)
        if not (candidate.is_somebodys and candidate.best < 0)
    ]
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
    every = [
        *_around(ballot.sightings, near.language not in (None, "en")),
        *segments(ballot.texts.get("subject", ())),
        *named_before(ballot.texts),
        *named(ballot.texts),
        *trades(ballot.texts, near.language),
        *(() if by_rule else places(ballot.texts)),
    ]
    for sighting in every[: _MOST_CANDIDATES * 4]:
        text = clean(joined(sighting.parts[sighting.begin : sighting.end]), near)
        key, is_odd = squash(text), "@" in text or text.count(")") > text.count("(")
        if len(key) < 2 or len(text) > 120 or is_odd or (key not in found and len(found) >= _MOST_CANDIDATES):
            continue
        _note(found.setdefault(key, Candidate(text, sighting.weight)), text, sighting)
    key = squash(by_rule or "")
    if by_rule and key not in found:
        found[key] = Candidate(by_rule, 3.0, 3.0, 1, features={"kind=chosen"}, is_somebodys=False)
    known = [key for key, candidate in found.items() if candidate.by_grammar]
    texts = {region: fold("".join(parts)) for region, parts in ballot.texts.items()}
    for own, candidate in found.items():
        standing = set(_standing(candidate, own, key, known))
        candidate.features.update(standing, _inside(candidate.text, near), _elsewhere(candidate.text, texts))
        candidate.features.update(_against(candidate.text, by_rule or ""), _tails(candidate.text))
        if fold(candidate.text) == subject:
            head = "no head" in candidate.features
            candidate.features.update(("whole subject", f"whole subject {'without' if head else 'with'} a head"))
    return list(found.values())


def _note(candidate: Candidate, text: str, sighting: Sighting) -> None:
    candidate.count += 1
    candidate.total += max(sighting.weight, 0.0)
    candidate.by_grammar |= sighting.kind == "hand"
    if _is_behind_person(sighting.parts, sighting.begin):
        candidate.features.add("title of a person")
    else:
        candidate.is_somebodys = False
    if sighting.weight > candidate.best:
        candidate.best, candidate.text = sighting.weight, text
    candidate.features.update(
        (f"region={sighting.region}", f"kind={sighting.kind}"), _beside(sighting.parts, sighting.begin, sighting.end)
    )


def _around(sightings: Sequence[Sighting], is_foreign: bool) -> Iterator[Sighting]:
    """What the grammar found, and the same with a little more or less to either side."""
    yield from sightings
    for one in sightings:
        seen = {(one.begin, one.end)}
        for begin, end, kind in (*_less(one, is_foreign), *_more(one)):
            if (begin, end) not in seen:
                seen.add((begin, end))
                yield Sighting(one.region, one.parts, begin, end, one.weight, kind)


def _less(one: Sighting, is_foreign: bool) -> Iterator[tuple[int, int, str]]:
    parts, begin, end = one.parts, one.begin, one.end
    mark = next((at for at in range(begin + 1, end) if parts[at] in MARKS), None)
    if mark is not None and (cut := mark - 1 if parts[mark - 1] == " " else mark) > begin:
        yield begin, cut, "cut at a mark"
    link = next((at for at in range(begin + 2, end - 1) if fold(parts[at]) in CLOSERS and parts[at - 1] == " "), None)
    if link is not None:
        yield begin, link - 1, "cut at a small word"
    if end - begin >= 3:
        if parts[end - 2] == " ":
            yield begin, end - 2, "without its last word"
        if parts[begin + 1] == " ":
            yield begin + 2, end, "without its first word"
    for end in range(one.end - 4, begin, -2) if is_foreign else ():
        if parts[end] != " " or not is_word(parts[end - 1]):
            break
        yield begin, end, "without its last words"


def _more(one: Sighting) -> Iterator[tuple[int, int, str]]:
    parts, at = one.parts, one.end
    for count in range(1, MOST_WORDS + 1):
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
    return is_word(piece) or piece[0] == "\n" or piece in ENDS


def _beside(parts: Sequence[str], begin: int, end: int) -> Iterator[str]:
    """The nearest words and marks to either side."""
    left = [_sign(piece) for piece in parts[max(0, begin - 4) : begin] if piece != " "][-2:]
    right = [_sign(piece) for piece in parts[end : end + 3] if piece != " "][:1]
    two, one, after = ("^", *left)[-2] if left else "^", ("^", *left)[-1], (*right, "$")[0]
    yield from _left(two, one)
    yield from _right(after)
    if one in ("¶", "^"):
        yield "whole line" if after in ("¶", "$") else f"begins a line, {after}"
    mark = next((at for at in range(end, min(end + 2, len(parts))) if parts[at] in (",", "(")), None)
    if mark is not None:
        yield from (f"leaves out {sign}" for sign in _of_tail("".join(parts[mark : mark + 10]).split("\n")[0]))


@lru_cache(maxsize=2048)
def _left(two: str, one: str) -> tuple[str, ...]:
    return f"left={one}", f"left={two} {one}", f"{_kind(two)} {one} _", f"{_kind(two)} {_kind(one)} _"


@lru_cache(maxsize=2048)
def _right(after: str) -> tuple[str, ...]:
    return f"right={after}", f"_ {_kind(after)}"


@lru_cache(maxsize=2048)
def _kind(low: str) -> str:
    """What sort of word it is: one of the lists of cues, a title, a small word, a mark."""
    for name in ("nouns", "talks", "acts", "articles", "people", "needs", "links", "after"):
        if low in _LISTS[name]:
            return name
    if not low or not low[0].isalnum():
        return low
    if titles.is_head(low):
        return "head"
    return "given" if may_be_given(low) else "small" if low in titles.COMMON else "word"


def _is_behind_person(parts: Sequence[str], begin: int) -> bool:
    """ "Tom Bell, Director of Sales", "Marion (churchwarden)"."""
    before = [piece for piece in parts[max(0, begin - 6) : begin] if piece != " "]
    if not before or before[-1] not in (",", "("):
        return False
    words = [piece for piece in before if is_word(piece)][-2:]
    return bool(words) and is_capital(words[-1]) and any(map(may_be_given, words))


def _of_tail(text: str) -> Iterator[str]:
    """What a bracket or a comma behind a title holds: its speciality, or a place, a house, a kind of contract."""
    mark, words = text[0], _WORD.findall(re.split(r"[)|;:.]| [-–] ", text)[0])
    if not words:
        return
    lows = [fold(word) for word in words]
    yield f"{mark} {_shape(words[0])}"
    yield f"{mark} {lows[0]}"
    yield f"{mark} … {lows[-1]}"
    said = {
        "place": not _PLACES.isdisjoint(lows), "field": not _FIELDS.isdisjoint(lows),
        "trade": not titles.TRADES.isdisjoint(lows), "house": not COMPANY_WORDS.isdisjoint(lows),
        "given": is_given(words[0]), "small": any(low in titles.COMMON for low in lows),
        "number": any(word[0].isdigit() for word in words), "head": any(map(titles.is_head, words)),
        "single": len(words) == 1, "house ending": any(low.endswith(_HOUSES) for low in lows),
        "unknown first": lows[0] not in _KNOWN,
    }  # fmt: skip
    yield from (f"{mark} {name}" for name, is_so in said.items() if is_so)


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


def _elsewhere(text: str, texts: dict[str, str]) -> Iterator[str]:
    """In which texts the same words stand: what subject and letter both name is the job."""
    low = fold(text)
    places = [region for region in ("subject", "own", "tail", "quoted") if low in texts.get(region, "")]
    yield "in " + " ".join(places)
    if "own" in places:
        yield f"in own {min(3, texts['own'].count(low))} times"


def _against(text: str, by_rule: str) -> Iterator[str]:
    """What a candidate has more, or less, than what the grammar's own weights would choose."""
    longer, shorter, sign = (text, by_rule, "+") if len(text) > len(by_rule) else (by_rule, text, "-")
    if not shorter or longer == shorter or (at := longer.find(shorter)) < 0:
        return
    before, after = longer[:at].strip(), longer[at + len(shorter) :].strip()
    if before:
        yield from (f"{sign}before", f"{sign}before {fold(before.split()[-1])}", f"{sign}before {_shape(before)}")
    if after:
        words = after.split()
        yield from (
            f"{sign}behind {after[0] if not after[0].isalnum() else _shape(after)}",
            f"{sign}behind {min(4, len(words))}",
        )
        yield f"{sign}behind {after[0] if not after[0].isalnum() else 'word'} {fold(words[-1])}"
        if any(fold(word.strip("(),")) in _PLACES for word in words):
            yield f"{sign}behind a place"


def _inside(text: str, near: Near) -> Iterator[str]:
    """What a candidate looks like by itself."""
    words = _WORD.findall(_TAIL.split(text, maxsplit=1)[0]) or _WORD.findall(text)
    if not words:
        yield "no word"
        return
    lows = [fold(word) for word in words]
    last = max((at for at, word in enumerate(words) if titles.is_head(word)), default=None)
    yield f"words={min(len(words), 7)}"
    yield "shape=" + "-".join(dict.fromkeys(map(_shape, words)))
    yield from (f"first={lows[0]}", f"last={lows[-1]}", f"ending={lows[-1][-3:]}", f"ending={lows[-1][-2:]}")
    yield f"ending={lows[-1][-4:]}"
    yield from (f"word={low}" for low in lows[1:-1])
    if last is None:
        yield from (f"no head, ending={lows[-1][-2:]}", f"no head, words={min(len(words), 7)}")
    yield "no head" if last is None else f"words behind head={min(3, len(words) - 1 - last)}"
    said = {
        "common first": lows[0] in titles.COMMON, "common last": lows[-1] in titles.COMMON,
        "common": not titles.COMMON.isdisjoint(lows), "place": not _PLACES.isdisjoint(lows),
        "given": any(map(is_given, words)), "given first": is_given(words[0]),
        "company word": not COMPANY_WORDS.isdisjoint(lows), "field last": lows[-1] in _FIELDS,
        "company": near.is_company(words), "bracket": " (" in text, "comma": "," in text,
        "dash": any(mark in text for mark in (" - ", " – ", " — ", " | ")), "talk": not _OF_THE_TALK.isdisjoint(lows),
    }  # fmt: skip
    yield from (name for name, is_so in said.items() if is_so)
    if near.language in LANGUAGES:
        yield from _of_trade(words, near.language, last is None)


def _of_trade(words: Sequence[str], language: str, is_headless: bool) -> Iterator[str]:
    """Whether a noun of an agent, or a form for all genders, heads the candidate."""
    at = next((at for at, word in enumerate(words) if is_agent(word, language)), None)
    sign = (
        "no agent" if at is None else "agent only" if len(words) == 1 else "agent first" if at == 0 else "agent later"
    )
    yield from (sign, f"{sign} {language}", f"no head, {sign}" if is_headless else f"head, {sign}")
    if any(map(is_inclusive, words)):
        yield from ("form for all", "form for all last" if is_inclusive(words[-1]) else "form for all and more")


_TAIL = re.compile(r"(?<=\S),\s|(?<=\S)\s\(|(?<=\S)\((?![a-zà-ÿ]{1,6}\))")


def _tails(text: str) -> Iterator[str]:
    """What the candidate's own bracket or comma holds."""
    for mark in (", ", " ("):
        if (at := text.find(mark)) > 0:
            yield from (f"keeps {sign}" for sign in _of_tail(text[at:].strip()))


def _shape(word: str) -> str:
    if word.isupper() and len(word) > 1:
        return "A"
    return "C" if word[0].isupper() else "d" if word[0].isdigit() else "l"
