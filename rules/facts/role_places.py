"""Where a text must name a job though no noun of a title is known: the pieces of a subject, what stands before
"interview" or "job", and short runs of words behind an opener.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from rules import title_words as titles
from rules.pieces import fold, is_word, word_sets

_LISTS = word_sets("role_words.yaml")
_NOUNS, _ARTICLES, _OPENERS = _LISTS["nouns"], _LISTS["articles"], _LISTS["opening"]
CLOSERS = _LISTS["closing"] | _NOUNS
ENDS, MARKS = frozenset(".!?;"), frozenset(",(–—|-/:")
_BOUNDS = ENDS | MARKS | frozenset(')"”')
MOST_WORDS, UNKNOWN = 5, -9.0


class Sighting(NamedTuple):
    """Where a title may stand in a text: its pieces from `begin` to `end`, and what the grammar gives for it."""

    region: str
    parts: Sequence[str]
    begin: int
    end: int
    weight: float
    kind: str = "hand"


def segments(parts: Sequence[str]) -> Iterator[Sighting]:
    """What a subject is made of, between its dashes, colons and bars ("Interview: Setting out engineer - Thursday")."""
    edges = [0, *(at for at, piece in enumerate(parts) if piece in _SEVERS and _severs(parts, at)), len(parts)]
    for number, (start, stop) in enumerate(pairwise(edges)):
        begin, end = start, stop
        while begin < end and not (is_word(parts[begin]) or parts[begin] == "("):
            begin += 1
        words = [at for at in range(begin, end) if is_word(parts[at])]
        if not words or len(words) > _LONGEST_SEGMENT:
            continue
        kind = f"segment {min(number, 2)} of {min(len(edges) - 1, 3)}"
        head = next((at for at in words if fold(parts[at]) not in _BEFORE_TITLE), None)
        last = next((at for at in reversed(words) if fold(parts[at]) not in _BEHIND_TITLE), None)
        if head is None or last is None or head > last:
            continue
        closed = next((at + 1 for at in range(last + 1, min(last + 3, end)) if parts[at] == ")"), last + 1)
        begins, ends = {words[0], head}, {end, closed, *_commas(parts, head, closed)}
        yield from (
            Sighting("subject", parts, one, other, UNKNOWN, kind) for one in begins for other in ends if one < other
        )
        bracket = next((at for at in range(begin, end) if parts[at] == "("), None)
        if bracket is not None and bracket + 1 < end:
            shut = next((at for at in range(end - 1, bracket, -1) if parts[at] == ")"), end)
            yield Sighting("subject", parts, bracket + 1, shut, UNKNOWN, "segment in brackets")


def _commas(parts: Sequence[str], begin: int, end: int) -> Iterator[int]:
    return (at for at in range(begin + 1, end) if parts[at] in (",", "("))


def _severs(parts: Sequence[str], at: int) -> bool:
    """Whether a mark parts a subject: a colon always, a dash or a bar only between blanks."""
    return parts[at] in ":;|" or (at > 0 and parts[at - 1] == " ")


_SEVERS = frozenset(":;|-–—/·")
_LONGEST_SEGMENT = 9
_BEFORE_TITLE = _LISTS["talks"] | _LISTS["acts"] | _NOUNS | _LISTS["articles"] | _LISTS["links"] | _LISTS["before"]
_BEHIND_TITLE = _LISTS["acts"] | _NOUNS | _LISTS["after"] | _LISTS["behind"]


def named_before(texts: dict[str, Sequence[str]]) -> Iterator[Sighting]:
    """What stands between a small word and "interview", "job" or the like ("your loader interview", "the RMT hire")."""
    for region, parts in texts.items():
        for at in range(2, len(parts)):
            if fold(parts[at]) not in _HOLDERS or parts[at - 1] != " ":
                continue
            for count in range(1, _MOST_BEFORE + 1):
                begin = at - 2 * count
                if begin < 0 or not is_word(parts[begin]) or (count > 1 and parts[begin + 1] != " "):
                    break
                low = fold(parts[begin])
                if low in titles.COMMON or low in _OPENERS or low in _ARTICLES or low.endswith(("'s", "n't")):
                    break
                opens = begin < 2 or parts[begin - 1] != " " or not is_word(parts[begin - 2])
                before = "" if opens else fold(parts[begin - 2])
                closed = opens or before in _OPENERS or before in _ARTICLES or before.endswith("'s")
                kind = "before a holder" if closed or before in titles.COMMON else "before a holder, cut"
                yield Sighting(region, parts, begin, at - 1, UNKNOWN, kind)


_HOLDERS = _LISTS["holders"]
_MOST_BEFORE = 4


def places(texts: dict[str, Sequence[str]]) -> Iterator[Sighting]:
    """What stands where a title must: every short run of words behind an opener."""
    for region, parts in texts.items():
        for at, piece in enumerate(parts):
            if is_word(piece) and _may_begin(fold(piece)) and _opens(parts, at):
                yield from (Sighting(region, parts, at, end, UNKNOWN, "place") for end in _ends(parts, at))


def named(texts: dict[str, Sequence[str]]) -> Iterator[Sighting]:
    """The same only behind a word that names a job, or says that somebody is to be something ("the post laborant",
    "tjänsten som kock")."""
    for region, parts in texts.items():
        for at in [at + 2 for at, piece in enumerate(parts) if piece != " " and fold(piece) in _NAMING]:
            if at < len(parts) and parts[at - 1] == " " and is_word(parts[at]) and _may_begin(fold(parts[at])):
                yield from (Sighting(region, parts, at, end, UNKNOWN, "place") for end in _ends(parts, at))


_NAMING = _LISTS["naming"]


def _may_begin(low: str) -> bool:
    return low not in _ARTICLES and (low not in titles.COMMON or low in titles.TRADES)


def _opens(parts: Sequence[str], at: int) -> bool:
    if at == 0 or parts[at - 1] != " ":
        return at == 0 or parts[at - 1][0] == "\n" or parts[at - 1] in _BOUNDS
    return at >= 2 and (parts[at - 2] in _BOUNDS or fold(parts[at - 2]) in _OPENERS)


def _ends(parts: Sequence[str], begin: int) -> Iterator[int]:
    end = begin
    for count in range(MOST_WORDS):
        if end >= len(parts) or not is_word(parts[end]) or (count and fold(parts[end]) in CLOSERS):
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
        if after in CLOSERS or after in titles.COMMON or after in MARKS:
            yield end
        end += 1
