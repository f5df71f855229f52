"""What a writer does with each sentence: calls off, sets a time, asks, softens, turns down … or nothing that decides.

A message is read by its sentences, not by its words in one heap: "we won't be making an offer" outweighs three lines
about a call to talk it over. A second small linear model, learnt from sentences that people read one by one
(tests/data/moves.jsonl), gives each sentence a chance for each move; the statistical layer of the message gets the
strongest moves as plain words beside its other features. The same functions feed training (rules/training_moves.py)
and judging, so the two cannot drift apart.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

from rules.features import SHORTEST_WORD_WITH_PARTS, View, concept_pairs
from rules.model import Model, shipped
from rules.sentences import Sentence

WEIGHTS = "move_weights.gz"

STEPS = (0.15, 0.3, 0.5, 0.7, 0.9)
"""The strongest chance of a move is told to the statistical layer in these steps."""

_LENGTH_STEP, _MOST_STEPS, _LAST_PLACE = 4, 5, 3


class Move(StrEnum):
    """What a sentence does. The values are the words that features and explanations use."""

    SETS_A_TIME = "sets a time"
    MOVES_A_TIME = "moves a time"
    CALLS_OFF = "calls off"
    ASKS_TO_MEET = "asks to meet"
    ASKS_FOR_SOMETHING = "asks for something"
    PUTS_OFF = "leaves a decision open"
    TURNS_DOWN = "turns down"
    OFFERS = "offers the job"
    ACKNOWLEDGES = "acknowledges an application"
    IS_AWAY = "says the writer is away"
    BOUNCES = "says delivery failed"
    APPROACHES = "approaches a stranger"
    SEES_TO_DETAILS = "sees to details"
    IS_ELSEWHERE = "is about something else"
    SOFTENS = "softens"
    SUPPOSES = "only supposes"
    IS_BOILERPLATE = "is boilerplate"
    NOTHING = "decides nothing"


MOVES = tuple(Move)
_DECIDING = frozenset(MOVES) - {Move.SOFTENS, Move.SUPPOSES, Move.IS_BOILERPLATE, Move.NOTHING}

Chances = Sequence[float]
"""The chance of each move for one sentence, in the order of `MOVES`. Each is a yes or no of its own."""


@dataclass(frozen=True, slots=True)
class Moves:
    """The moves of a message, sentence by sentence: the writer's own, and those of the newest mail that is quoted."""

    own: Sequence[Chances]
    quoted: Sequence[Chances]


def moves_in(view: View) -> Moves:
    """Say what each sentence of a message does, by the model that ships with the program."""
    return Moves(
        [_chances(known_moves(), blocks) for blocks in own_blocks(view)],
        [_chances(known_moves(), blocks) for blocks in quoted_blocks(view.asked)],
    )


@cache
def known_moves() -> Model:
    """The model that ships with the program; read once, when first asked for."""
    return shipped(WEIGHTS)


def own_blocks(view: View) -> Iterator[dict[str, Sequence[str]]]:
    """The features of each of the writer's own sentences, by block."""
    rules: dict[int, list[str]] = defaultdict(list)
    for sentence, hit in view.hits[view.subject_hits :]:
        rules[id(sentence)].append(f"r:{hit.rule.id}{' if' if hit.is_conditional else ''}")
    return _blocks(view.body, rules)


def quoted_blocks(sentences: Sequence[Sentence]) -> Iterator[dict[str, Sequence[str]]]:
    """The features of sentences that are quoted: what they did is what the answer goes on from."""
    return _blocks(sentences, {})


def _blocks(sentences: Sequence[Sentence], rules: dict[int, list[str]]) -> Iterator[dict[str, Sequence[str]]]:
    before: list[str] = ["v:none"]
    for place, sentence in enumerate(sentences):
        tokens = sentence.tokens
        words = dict.fromkeys(tokens)
        concepts = dict.fromkeys(mark.concept for mark in sentence.marks)
        yield {
            "words": [f"u:{word}" for word in words],
            "word pairs": list(dict.fromkeys(f"b:{a} {b}" for a, b in pairwise(("^", *tokens, "$")))),
            "parts": [word for word in words if len(word) >= SHORTEST_WORD_WITH_PARTS],
            "concepts": [f"k:{concept}" for concept in concepts],
            "concept pairs": list(dict.fromkeys(concept_pairs(sentence))),
            "rules": list(dict.fromkeys(rules.get(id(sentence), ()))),
            "shape": _shape(sentence, place, is_last=place == len(sentences) - 1),
            "before": before,
        }
        before = [f"v:{concept}" for concept in concepts]


def _shape(sentence: Sentence, place: int, *, is_last: bool) -> list[str]:
    length = min(_MOST_STEPS, len(sentence.tokens) // _LENGTH_STEP)
    asks = "q:?" if sentence.is_question else "q:."
    return [asks, f"q:length {length}", f"q:place {min(place, _LAST_PLACE)}", *(["q:last"] if is_last else [])]


def _chances(model: Model, blocks: dict[str, Sequence[str]]) -> list[float]:
    return [1 / (1 + math.exp(-score)) for score in model.scores(blocks)]


def features_of_moves(moves: Moves) -> dict[str, list[str]]:
    """What the statistical layer is told of a message's moves: how strong each is at most, the first and the last."""
    own, quoted = _strongest(moves.own), _strongest(moves.quoted)
    told = [*_steps("m:", own), *_steps("m:quoted ", quoted), *_order(moves.own)]
    told += [f"m:{place} none" for place, found in (("own", moves.own), ("quoted", moves.quoted)) if not found]
    return {"moves": told}


def _strongest(sentences: Sequence[Chances]) -> list[float]:
    return [max(chances) for chances in zip(*sentences, strict=True)]


def _steps(prefix: str, strongest: Sequence[float]) -> Iterator[str]:
    for move, chance in zip(MOVES, strongest, strict=False):
        if move is not Move.NOTHING:
            yield from (f"{prefix}{move} {step}" for step in STEPS if chance >= step)


def _order(sentences: Sequence[Chances]) -> list[str]:
    """The first and the last sentence that decides something: news comes first, the next step last."""
    best = (MOVES[max(range(len(MOVES)), key=chances.__getitem__)] for chances in sentences)
    deciding = [move for move in best if move in _DECIDING]
    return [f"m:first {deciding[0]}", f"m:last {deciding[-1]}"] if deciding else ["m:undecided"]
