"""Which of the persons that a letter names will interview the owner, its writer among them.

Every person is described in plain features: what the wordings of rules/interviewer_words.yaml say of them, the words
beside their name, and for the writer what the letter says of "I" and "we". Learnt weights add them
up (rules/learnt.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

from rules import people
from rules.facts.hosting import Hosting
from rules.facts.mentions import Mention
from rules.learnt import Weights, weights_of
from rules.letters import Letter
from rules.lexicon import words_of
from rules.pieces import fold, is_word, pieces

_US = words_of("i i'll i'm i'd i've me my myself mine we we'll we're our ours us ich mir wir uns unser je moi nous")
_YOU = words_of("you your yours you'll sie ihnen dich dir vous tu te usted le lo lei la voce u je")
Signs = Callable[[], Iterable[str]]
_MOST = 30
_LOOKED_AT = 3000  # characters


@dataclass(frozen=True, slots=True)
class Naming:
    """One place where a person is named: `by` says which of the rules took the person for an interviewer there."""

    name: str
    sentence: str = ""
    begin: int = 0
    end: int = 0
    size: int = 1
    known: bool = True
    by: tuple[str, ...] = ()


@dataclass(slots=True)
class Figure:
    """A person who may interview; what is said of them is only gathered when it must decide."""

    name: str
    by_rule: bool
    """The rules take the person for an interviewer."""
    is_open: bool
    """What the rules do not say may be learnt; it may not where somebody else is plainly meant."""
    is_writer: bool
    features: Callable[[], set[str]]

    @property
    def interviews(self) -> bool:
        """Whether a rule says so, or more speaks for it than against."""
        who = "writer" if self.is_writer else "interviewer"
        return self.by_rule or (self.is_open and _weights(who).score(self.features()) > 0)


@cache
def _weights(who: str) -> Weights:
    return weights_of(who)


def others(namings: Iterable[Naming], writer: str | None) -> list[Figure]:
    """All persons but the writer, each once by the fullest form of the name."""
    found: list[list[Naming]] = []
    for naming in namings:
        if writer and people.same(naming.name, writer):
            continue
        known = next((one for one in found if people.same(one[0].name, naming.name)), None)
        if known is not None:
            known.append(naming)
            known.sort(key=lambda one: -len(one.name))
        elif len(found) < _MOST:
            found.append([naming])
    ruled = sum(any(one.by for one in group) for group in found)
    return [
        Figure(group[0].name, any(one.by for one in group), True, False, partial(_of_person, group, len(found), ruled))
        for group in found
    ]


def writer_among(
    name: str,
    named: bool,
    others: Sequence[Figure],
    letter: Letter,
    hosting: Hosting,
    signs: Callable[[], Iterable[str]],
) -> Figure:
    """The writer as one who may interview: `named` as such, or by what the rules (`hosting`) and `signs` say."""
    ruled, counts = sum(one.by_rule for one in others), named or hosting.counts

    def features() -> set[str]:
        counted = {f"others by rule={min(ruled, 2)}", f"others named={min(len(others), 3)}"}
        return {
            *signs(),
            *_of_letter(letter),
            *counted,
            "counts by rule" if hosting.counts else "does not count by rule",
        }

    return Figure(name, counts, hosting.is_open and not ruled, True, features)


def _of_person(group: Sequence[Naming], count: int, ruled: int) -> set[str]:
    name, by = group[0].name, {rule for naming in group for rule in naming.by}
    return {
        *(feature for naming in group for feature in _of_naming(naming)),
        *(f"by {rule}" for rule in by),
        "by rule" if by else f"not by rule, {min(ruled, 2)} others are",
        f"others={min(count - 1, 4)}",
        f"names={min(len(name.split()), 3)}",
        "given" if people.may_be_given(name.split()[0]) else "not given",
    }


def naming_of(mention: Mention, sentence: str, size: int, by: tuple[str, ...]) -> Naming:
    """The naming that a mention in a sentence is."""
    return Naming(mention.name, sentence, mention.begin, mention.end, size, mention.known, by)


def _of_naming(naming: Naming) -> Iterator[str]:
    before, after = naming.sentence[max(0, naming.begin - 60) : naming.begin], naming.sentence[naming.end :][:60]
    left = [_sign(piece) for piece in reversed(pieces(before)) if piece != " "][:3]
    right = [_sign(piece) for piece in pieces(after) if piece != " "][:3]
    left, right = [*left, *["^"] * (3 - len(left))], [*right, *["$"] * (3 - len(right))]
    yield from (f"left={left[0]}", f"left={left[1]} {left[0]}", f"right={right[0]}", f"right={right[0]} {right[1]}")
    yield f"{left[0]} … {right[0]}"
    yield from (f"near={word}" for word in {*left, *right})
    words = {fold(piece) for piece in pieces(naming.sentence[:400]) if is_word(piece)}
    yield from ("of us",) if words & _US else ()
    yield from ("to you",) if words & _YOU else ()
    yield f"list of {min(naming.size, 4)}"


def _sign(piece: str) -> str:
    return "¶" if piece[0] == "\n" else "0" if piece[0].isdigit() else fold(piece)


def _of_letter(letter: Letter) -> Iterator[str]:
    """What is said of "I" and "we", and how the writer signs."""
    words = [fold(piece) for piece in pieces(letter.body[:_LOOKED_AT]) if is_word(piece)]
    for at, word in enumerate(words):
        if word in _US:
            yield f"{word} {words[at + 1] if at + 1 < len(words) else '$'}"
            yield f"{words[at - 1] if at else '^'} {word}"
    tail = {fold(word) for line in letter.tail[:6] for word in re.findall(r"[^\W\d_]{2,}", line)}
    yield from (f"signs {word}" for word in tail)
    yield f"words={min(6, len(words) // 25)}"
