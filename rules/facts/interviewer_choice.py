"""Which of the persons that a letter names will interview the owner, its writer among them.

Every person is described in plain features: what the wordings of rules/interviewer_words.yaml say of them, the words
beside their name, and for the writer what the letter says of "I" and "we". Learnt weights add them
up (rules/learnt.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise

from rules import people
from rules import title_words as titles
from rules.facts.hosting import Hosting
from rules.facts.mentions import Mention
from rules.learnt import Weights, weights_of
from rules.letters import Letter
from rules.lexicon import words_of
from rules.pieces import fold, is_word, pieces
from rules.word_classes import kin_of

_US = words_of("i i'll i'm i'd i've me my myself mine we we'll we're our ours us ich mir wir uns unser je moi nous")
_YOU = words_of("you your yours you'll sie ihnen dich dir vous tu te usted le lo lei la voce u je")
Signs = Callable[[], Iterable[str]]
_MOST = 30
PASSING = "in passing"
"""The sign of a name that words before it give to another matter ("the notes from your chat with …")."""
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
    line: tuple[str, ...] = ("",)
    """What it stands under in a list, and signs of the lines around it."""
    is_loose: bool = False


@dataclass(slots=True)
class Figure:
    """A person who may interview; what is said of them is only gathered when it must decide."""

    name: str
    by_rule: bool
    """The rules take the person for an interviewer, which speaks for them but does not decide."""
    is_writer: bool
    features: Callable[[], set[str]]
    is_loose: bool = False
    """Nothing but a capital says that it is a person at all."""
    is_beside: bool = False
    """Named in one breath with the writer ("Tasha and me")."""
    is_barred: bool = False
    """Somebody else is plainly meant: the client of an agency, a panel; or the name only falls in passing."""

    @property
    def interviews(self) -> bool:
        """Whether more speaks for it than against."""
        return not self.is_barred and _weights("writer" if self.is_writer else "interviewer").score(self.features()) > 0


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
    count = sum(not all(one.is_loose for one in group) for group in found)
    return [
        Figure(
            group[0].name,
            any(one.by for one in group),
            False,
            partial(_of_person, group, count, ruled),
            all(one.is_loose for one in group),
            any(map(_is_beside_writer, group)),
            all(PASSING in one.line and not _is_beside_writer(one) for one in group),
        )
        for group in found
    ]


_BESIDE_BEFORE = re.compile(
    r"\b(?:me|myself|self|i|moi|ich|mir)(?:\s?[,+&/]|\s(?:n|'n'|and|plus|und|et|y|e|en)\b)\s(?:\w+\s){0,3}$", re.I
)
_BESIDE_AFTER = re.compile(
    r"^(?:\s?\([^()]{1,60}\)|,[^,.;!?]{1,50},)?(?: (?:from|in|of) [\w ]{2,20}?)?,?\s?"
    r"(?:[+&/]\s?|(?:n|'n'|and|plus|as well as|und|et|y|e|en)\s)"
    r"(?:also |then )?(?:me|myself|self|i|i'll|we|ich|moi|yo|ik|io|eu)\b",
    re.I,
)


def _is_beside_writer(naming: Naming) -> bool:
    before, after = naming.sentence[max(0, naming.begin - 40) : naming.begin], naming.sentence[naming.end :][:90]
    return bool(_BESIDE_BEFORE.search(before) or _BESIDE_AFTER.match(after))


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
    by = "named" if named else "counts" if hosting.counts else "open" if hosting.is_open else "elsewhere"
    known = [one for one in others if not one.is_loose]
    beside = [one for one in others if one.is_beside]

    def features() -> set[str]:
        told = {*signs(), *_of_letter(letter)}
        return {
            *told,
            f"others by rule={min(ruled, 2)}",
            f"others named={min(len(known), 3)}",
            f"{by} by rule",
            f"{by} by rule, others={min(ruled, 2)}",
            f"beside={min(len(beside), 2)}",
            f"beside by rule={any(one.by_rule for one in beside)}",
        }

    return Figure(name, counts, True, features, is_barred=by == "elsewhere" and not beside)


def _of_person(group: Sequence[Naming], count: int, ruled: int) -> set[str]:
    name, by = group[0].name, {rule for naming in group for rule in naming.by}
    return {
        *(feature for naming in group for feature in _of_naming(naming)),
        *(f"by {rule}" for rule in by),
        "by rule" if by else f"not by rule, {min(ruled, 2)} others are",
        f"others={min(count - 1, 4)}",
        f"names={min(len(name.split()), 3)}",
        "given" if people.may_be_given(name.split()[0]) else "not given",
        *(("beside the writer",) if any(map(_is_beside_writer, group)) else ()),
    }


def naming_of(
    mention: Mention, sentence: str, group: Sequence[Mention], by: tuple[str, ...], line: tuple[str, ...]
) -> Naming:
    """The naming that a mention in a sentence is."""
    one = mention
    naming = Naming(one.name, sentence, one.begin, one.end, len(group), one.known, by, line)
    return replace(naming, is_loose=one.is_loose and by != ("small",) and not _is_beside_writer(naming))


def _of_naming(naming: Naming) -> Iterator[str]:
    if not naming.sentence:
        return
    before, after = naming.sentence[max(0, naming.begin - 60) : naming.begin], naming.sentence[naming.end :][:60]
    left = [_sign(piece) for piece in reversed(pieces(before)) if piece != " "][:3]
    right = [_sign(piece) for piece in pieces(after) if piece != " "][:3]
    left, right = [*left, *["^"] * (3 - len(left))], [*right, *["$"] * (3 - len(right))]
    yield from (f"left={left[0]}", f"left={left[1]} {left[0]}", f"right={right[0]}", f"right={right[0]} {right[1]}")
    yield f"{left[0]} … {right[0]}"
    yield from (f"right={' '.join(right)}", f"left={left[2]} {left[1]} {left[0]}")
    yield from (f"near={word}" for word in {*left, *right})
    yield from _by_kin(left, right)
    words = {fold(piece) for piece in pieces(naming.sentence[:400]) if is_word(piece)}
    yield from (f"said {word}" for word in words)
    yield from ("of us",) if words & _US else ()
    yield from ("to you",) if words & _YOU else ()
    yield f"list of {min(naming.size, 4)}"
    if any(map(titles.is_head, _HEADING_WORD.findall(after[:_EXPLAINED]) if after[:2] in (", ", " (") else ())):
        yield "explained by a title"
    heading, *signs = naming.line
    yield from filter(None, signs)
    if heading:
        yield f"under {heading}"
        yield from (f"under … {word}" for word in _HEADING_WORD.findall(heading)[:4])
    if naming.sentence.strip(" •*-\t") == naming.name:
        yield from ("whole line", *(f"whole line {sign}" for sign in signs))
    elif naming.sentence[: naming.begin].strip(" •*-\t") == "":
        yield from ("begins the line", *(f"begins the line {sign}" for sign in signs))
    if naming.is_loose:
        yield from ("loose", f"loose, left={left[0]}", f"loose, right={right[0]}")


def _by_kin(left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    """The words on both sides of a name, the nearest first, by their classes (rules/word_classes.py)."""
    (near, coarse), (_, second), (_, third) = kin_of(left)
    (near_right, coarse_right), (_, second_right), (_, third_right) = kin_of(right)
    yield from (f"kin left={near}", f"kin right={near_right}", f"kin {near} … {near_right}")
    yield from (f"kin left={second} {coarse}", f"kin right={coarse_right} {second_right}")
    yield from (f"kin left={third} {second} {coarse}", f"kin right={coarse_right} {second_right} {third_right}")
    yield f"kin {second} {coarse} … {coarse_right} {second_right}"


_EXPLAINED = 40  # characters behind a name in which its title stands
_HEADING_WORD = re.compile(r"[^\W_]+")


def _sign(piece: str) -> str:
    return "¶" if piece[0] == "\n" else "0" if piece[0].isdigit() else fold(piece)


def _of_letter(letter: Letter) -> Iterator[str]:
    """The words of a letter and pairs of them, what is said of "I" and "we", and how the writer signs."""
    words = [fold(piece) for piece in pieces(letter.body[:_LOOKED_AT]) if is_word(piece)]
    yield from (f"word {word}" for word in set(words))
    yield from (f"{one} {two}" for one, two in pairwise(("^", *words, "$")))
    yield from (" ".join(words[at : at + 3]) for at, word in enumerate(words) if word in _US)
    tail = {fold(word) for line in letter.tail[:6] for word in re.findall(r"[^\W\d_]{2,}", line)}
    yield from (f"signs {word}" for word in tail)
    yield f"words={min(6, len(words) // 25)}"
