"""Which of the names in a message is the employer's: each is described in plain features, which learnt weights add up
(rules/learnt.py); what the votes alone would choose is one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from rules import title_words as titles
from rules.facts.company_votes import PLACES, Scene, Sighting, Vote
from rules.learnt import weights_of
from rules.organisations import COMPANY_WORDS, SMALL
from rules.people import is_desk, is_given, may_be_given
from rules.pieces import fold, is_capital, is_word, squash, word_sets

_WORDS = word_sets("company_cues.yaml")
_MOST_CANDIDATES = 40
_BLANK = frozenset({" ", '"', "“", "”", "„", "*", "«", "»"})


@dataclass(slots=True)
class Candidate:
    """One name that may be the company's, with all that is known of it."""

    text: str
    key: str
    count: int = 0
    regions: set[str] = field(default_factory=set)
    features: set[str] = field(default_factory=set)


def chosen(candidates: Sequence[Candidate]) -> str | None:
    """The candidate with the most weight; None where none outweighs that no company is named."""
    weights = weights_of("company")
    scored = [(weights.score(candidate.features), -at) for at, candidate in enumerate(candidates)]
    best = max(scored, default=(0.0, 0))
    return candidates[-best[1]].text if best[0] > 0 else None


def candidates(scene: Scene, by_rule: str | None) -> list[Candidate]:
    """All names in a message; `by_rule` is what the votes alone would choose."""
    found: dict[str, Candidate] = {}
    for sighting in scene.sightings:
        if sighting.parts and _says_nothing(sighting.name):
            continue
        for name in _forms(sighting.name):
            text, key, _fit, _kind = scene.judge(name, sighting.sure)
            if not key or (key not in found and len(found) >= _MOST_CANDIDATES):
                continue
            candidate = found.setdefault(key, Candidate(text, key))
            _note(candidate, sighting, name, text)
    if by_rule and (key := squash(by_rule)) not in found:
        found[key] = Candidate(by_rule, key, regions={"rule"})
    _describe(found, scene, squash(by_rule or ""))
    return list(found.values())


def _says_nothing(name: str) -> bool:
    """A lone given name or common word in a text: if it is the company all the same, the votes know."""
    return " " not in name and (may_be_given(name) or (low := fold(name)) in titles.COMMON or low in _WORDS["never"])


def _forms(name: str) -> Iterator[str]:
    """The name, and without a given name that runs into it ("Mariana Durrës Shoes")."""
    yield name
    first, _, rest = name.partition(" ")
    if " " in rest and is_given(first):
        yield rest


def _note(candidate: Candidate, sighting: Sighting, name: str, text: str) -> None:
    candidate.count += 1
    candidate.regions.add(sighting.region.partition(" ")[0])
    note = candidate.features.add
    note(f"at {sighting.region}")
    if len(text) < len(name):
        note("with a desk or form")
    if name != sighting.name:
        note("behind a given name")
    if sighting.parts:
        candidate.features.update(_beside(sighting))


def _beside(one: Sighting) -> Iterator[str]:
    """The nearest words and marks to either side."""
    parts = one.parts
    left = _nearest(parts, range(one.begin - 1, max(-1, one.begin - 9), -1), 3)
    right = _nearest(parts, range(one.end, min(len(parts), one.end + 6)), 2)
    yield from _signs(left[0], left[1], right[0], right[1])
    if left[0] in ("¶", "^") and right[0] in ("¶", "$"):
        yield f"whole line of {one.region}"
    if left[0] in ("¶", "^"):
        yield f"begins a line of {one.region}"
    if right[0] in ("¶", "$"):
        yield f"ends a line of {one.region}"
    if titles.is_head(left[1]) or titles.is_head(left[2]):
        yield f"behind a title {left[0]}"
    if left[0] == "^" or (left[0] == "¶" and left[1] == "^"):
        yield f"first in {one.region}"
    if right[0] == "$":
        yield f"last in {one.region}"


@lru_cache(maxsize=4096)
def _signs(one: str, two: str, after: str, next_but_one: str) -> tuple[str, ...]:
    return (
        *(f"left={one}", f"left={two} {one}", f"right={after}", f"right={after} {next_but_one}"),
        *(f"{_kind(two)} {one} _", f"_ {_kind(after)}"),
    )


def _nearest(parts: Sequence[str], spots: range, count: int) -> list[str]:
    found: list[str] = []
    for at in spots:
        if parts[at] not in _BLANK:
            found.append("¶" if parts[at][0] == "\n" else fold(parts[at]))
            if len(found) == count:
                return found
    edge = "^" if spots.step < 0 else "$"
    return [*found, *[edge] * (count - len(found))]


@cache
def _kinds() -> dict[str, str]:
    lists = ("labels", "acts", "desks", "reports", "verbs", "news", "articles", "at", "of", "with")
    return {word: name for name in reversed(lists) for word in _WORDS[name]}


def _kind(low: str) -> str:
    """What sort of word it is: one of the lists of cues, a title, a small word, a mark."""
    if (kind := _kinds().get(low)) is not None:
        return kind
    if not low or not low[0].isalnum():
        return low
    return (
        "title"
        if titles.is_head(low)
        else "small"
        if low in titles.COMMON
        else "number"
        if low[0].isdigit()
        else "word"
    )


def _describe(found: dict[str, Candidate], scene: Scene, by_rule: str) -> None:
    sender = _sender(scene)
    best = max((vote.best for vote in scene.votes.values()), default=0.0)
    for key, candidate in found.items():
        vote = scene.votes.get(key)
        candidate.text = vote.text if vote else candidate.text.rstrip(".")
        mine = {*_by_votes(vote, key, by_rule, best), *_places(candidate), *_own(candidate, vote, scene)}
        others = [other for other in found if other != key]
        if any(key in other for other in others):
            mine.add("part of a longer one")
        if any(len(other) > 3 and other in key for other in others):
            mine.add("holds a shorter one")
        if len(found) == 1:
            mine.add("the only one")
        candidate.features.update(mine, _inside(candidate.text), (f"{sender}: {feature}" for feature in mine))


def _sender(scene: Scene) -> str:
    """What kind of sender it is."""
    if scene.agency:
        return f"agency {scene.agency}{' relayed' if scene.relayed else ''}"
    if scene.relayed:
        return "known system" if not scene.labels else "system"
    if not scene.labels:
        return "free mailbox"
    return "person" if scene.by_person else "machine" if scene.display else "desk"


def _by_votes(vote: Vote | None, key: str, by_rule: str, best: float) -> Iterator[str]:
    if not by_rule:
        yield "none by rule"
    elif key == by_rule:
        yield "by rule"
    else:
        yield "more than by rule" if by_rule in key else "less than by rule" if key in by_rule else "unlike by rule"
    if vote is None:
        yield "no vote"
        return
    yield f"best={max(-2, min(10, round(vote.best)))}"
    yield f"below best={min(6, round(best - vote.best))}"
    yield f"votes={min(vote.times, 4)}"
    said = {"third": vote.third, "heads": vote.heads, "placed": vote.placed, "guessed": vote.guessed}
    yield from (name for name, is_so in said.items() if is_so)


def _places(candidate: Candidate) -> Iterator[str]:
    """Where it stands: a name in the letter and below it, or in the subject too, is more than one in passing."""
    yield "in " + " ".join(sorted(candidate.regions))
    yield f"count={min(candidate.count, 5)}"


def _own(candidate: Candidate, vote: Vote | None, scene: Scene) -> Iterator[str]:
    """How it stands to the sender's domain and to the name the mail is sent under."""
    fit = scene.spelling(candidate.text)
    own = "own" if fit >= 5.0 or (vote is not None and vote.own) else "partly own" if fit else "not own"
    yield own
    if "display" in candidate.regions:
        yield f"{own} display"
    if own != "not own" and scene.labels:
        label = scene.labels[0]
        yield from (f"{own}, label …{label[-4:]}", f"{own}, label {label[:4]}…")
    yield f"{own}, by {scene.local}"


def _inside(text: str) -> Iterator[str]:
    """What a candidate looks like by itself."""
    words = text.split()
    lows = [fold(word).strip(".,()'\"") or word for word in words]
    yield f"words={min(len(words), 6)}"
    yield "shape=" + "-".join(dict.fromkeys("&" if not is_word(word) else _shape(word) for word in words))
    yield from (f"first={lows[0]}", f"last={lows[-1]}", f"ending={lows[-1][-3:]}")
    said = {
        "company word last": lows[-1] in COMPANY_WORDS, "company word first": lows[0] in COMPANY_WORDS,
        "company word": not COMPANY_WORDS.isdisjoint(lows), "place": not PLACES.isdisjoint(lows),
        "all places": PLACES.issuperset(lows), "given first": may_be_given(words[0]),
        "given": any(map(is_given, words)), "common first": lows[0] in titles.COMMON,
        "title": any(map(titles.is_head, words)), "title last": titles.is_head(words[-1]),
        "common": any(low in titles.COMMON and low not in SMALL for low in lows),
        "never": any(low in _WORDS["never"] for low in lows), "act": any(low in _WORDS["acts"] for low in lows),
        "desk": is_desk(text), "institution": any(low in _WORDS["institutions"] for low in lows),
        "number": any(letter.isdigit() for letter in text), "mark": _MARKS.search(text) is not None,
        "small word inside": any(low in SMALL for low in lows[1:-1]),
    }  # fmt: skip
    alone = len(words) == 1
    yield from (f"{name}, alone" if alone else name for name, is_so in said.items() if is_so)


_MARKS = re.compile(r"[_→@#/=:]|\.\w{2,4}$")


def _shape(word: str) -> str:
    if word.isupper() and len(word) > 1:
        return "A"
    return "C" if is_capital(word) else "d" if word[0].isdigit() else "l"
