"""What a message answers: the newest mail that it quotes, and whether it says yes or no to it.

"Done." moves an interview if the owner asked for another day, sets one if they chose among the first times, and is
small talk if they asked about parking. A linear model cannot know this from the answer and the quote side by side; it
is told what was asked together with how it was answered. Training (rules/training.py) and judging share this.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from rules.circumstances import Circumstances
from rules.features import View, blocks_of
from rules.moves import Moves, features_of_moves
from rules.pieces import word_sets
from rules.sentences import Sentence

_WORDS = word_sets("answer_words.yaml")
_YES, _NO = _WORDS["granted"], _WORDS["refused"]

LONGEST_ANSWER = 70
"""Tokens; a longer message says itself what it is about."""
_FIRST_SENTENCES = 4
"""Where an answer says yes or no: behind the greeting, perhaps a word of thanks."""
_SENTENCES_ASKED = 10
_TAKES_UP = frozenset({"is", "then", "suits", "works", "it"})
"""Beside a weekday: "Thursday it is", "Friday then"."""
_QUOTED_MOVE, _QUOTED_FACT = "m:quoted ", "f:quote"


def answer_of(view: View) -> str | None:
    """Say how a short message answers what it quotes: "yes", "no", "both", "other"; None where nothing is answered."""
    if not view.asked or sum(len(sentence.tokens) for sentence in view.body) > LONGEST_ANSWER:
        return None
    first = view.body[:_FIRST_SENTENCES]
    words = {token for sentence in first for token in sentence.tokens}
    says_yes = not words.isdisjoint(_YES) or any(map(_takes_up, first))
    if words.isdisjoint(_NO):
        return "yes" if says_yes else "other"
    return "both" if says_yes else "no"


def _takes_up(sentence: Sentence) -> bool:
    return "#day" in sentence.tokens and not _TAKES_UP.isdisjoint(sentence.tokens)


def features_of(view: View, around: Circumstances, moves: Moves) -> dict[str, Sequence[str]]:
    """All that the model of messages looks at, by block."""
    blocks = {**blocks_of(view, around), **features_of_moves(moves)}
    return {**blocks, **features_of_answers(view, blocks["facts"], blocks["moves"])}


def features_of_answers(view: View, facts: Sequence[str], moves: Sequence[str]) -> dict[str, Sequence[str]]:
    """What was asked, and the same together with the answer. `facts`, `moves`: the features of these two blocks."""
    answer = answer_of(view)
    if answer is None:
        return {"asked": [], "granted": []}
    told = [word for word in moves if word.startswith(_QUOTED_MOVE)]
    told += [word for word in facts if word.startswith(_QUOTED_FACT)]
    return {
        "asked": list(dict.fromkeys(_asked(view.asked[:_SENTENCES_ASKED], answer))),
        "granted": [f"g:{answer}", *(f"g:{answer} {word}" for word in told)],
    }


def _asked(sentences: Sequence[Sentence], answer: str) -> Iterator[str]:
    for sentence in sentences:
        for token in sentence.tokens:
            yield f"a:{token}"
            yield f"a:{answer} {token}"
        yield from (f"a:{one} {two}" for one, two in pairwise(sentence.tokens))
        yield from (f"a:{answer} k:{mark.concept}" for mark in sentence.marks)
