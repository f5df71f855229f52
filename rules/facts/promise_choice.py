"""Which of the days ahead that a message names is the one by which the owner will hear, or none (B21).

Every day is described in plain features: the words before and behind it, those of its sentence and its neighbours, the
kinds of phrases of rules/promises.yaml around it, what kind of day it is and where it stands, and what the phrases by
themselves say. Learnt weights add them up (rules/learnt.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from itertools import pairwise

from rules.facts.promise_phrases import PhraseReader, Span, joined
from rules.facts.signs import clause_of, plain
from rules.learnt import Weights, weights_of
from rules.periods import DueDay
from rules.sentences import concepts_of
from rules.time_words import Text

FACT = "promise"
_KINDS = tuple(
    "hear duty internal anchor void loose owner latest broken same_day next_day silence asks away".split()  # noqa: SIM905
)
"""Kinds of phrases of rules/promises.yaml that are looked for around a day."""
_MOST = 14
"""Days that are looked at in one message."""
_LEANING = {"same_day": 0, "next_day": 1, "same_week": 0, "next_week": 1}
"""Phrases for a day (or the Friday of a week) by one named before, and how many days or weeks it lies behind it."""
_FARTHEST_WORD = 40
_DAY, _OTHER_DAY = "#it", "#day"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A day that the message might promise; what is said of it is only gathered when it must decide."""

    day: date
    features: Callable[[], set[str]]
    is_plain: bool = False
    """It is promised in words of which there is little mail, but which the phrases know."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A day at words `start` to `end` (exclusive), and how the text names it."""

    start: int
    end: int
    day: date
    is_day: bool
    kind: str


def best_of(candidates: Sequence[Candidate]) -> Candidate | None:
    """The day that most speaks for, the first of equals; None where more speaks for none."""
    if not candidates:
        return None
    weights = _weights()
    score, at = max((weights.score(one.features()), -at) for at, one in enumerate(candidates))
    return candidates[-at] if score > 0 else next((one for one in candidates if one.is_plain), None)


@cache
def _weights() -> Weights:
    return weights_of(FACT)


def candidates_of(reader: PhraseReader) -> list[Candidate]:
    """Every day ahead that the text names, in order, and those it names by another one ("the day after")."""
    named = _named(reader)[:_MOST]
    if not named:
        return []
    letter = _Letter(reader, named)
    return [
        Candidate(one.day, partial(letter.features, at), letter.is_plain(one))
        for at, one in enumerate(named)
        if not letter.is_barred(one)
    ]


def _named(reader: PhraseReader) -> list[_Named]:
    """The days as they are named, "Thursday or Friday" as one, and behind them those that another day tells."""
    text, by_sentence = reader.text, dict[int, list[DueDay]]()
    for day in reader.due:
        by_sentence.setdefault(text.sentence[day.start], []).append(day)
    by_name = [
        _Named(day.start, day.end, day.day, day.is_day, "named" if day in days else "joint")
        for days in by_sentence.values()
        for day in joined(text, days)
    ]
    told = [
        _Named(start, end, _shifted(before[-1].day, kind, shift), True, kind)
        for left in reader.first.values()
        for start, end, shift, kind in _references(reader, left, text.bounds(left)[1])
        if (before := [day for day in by_name if day.end <= start and day.is_day])
    ]
    return sorted([*by_name, *told], key=lambda day: day.start)


def _references(reader: PhraseReader, left: int, right: int) -> Iterator[tuple[int, int, int, str]]:
    """Where a sentence leans on a day named before: first and past-the-last word, how far behind it, and the way."""
    words = " ".join(reader.text.low[left:right])
    for kind, shift in _LEANING.items():
        for span in reader.spans(kind, words, left):
            yield span.start, span.end, shift, kind
    for span, days in reader.days_later(words, left):
        yield span.start, span.end, days, "days_later"


def _shifted(base: date, kind: str, shift: int) -> date:
    if kind in {"same_week", "next_week"}:
        return base + timedelta(days=7 * shift + 5 - base.isoweekday())
    return base + timedelta(days=shift)


class _Letter:
    """What a message says around its days; each sentence is looked at once."""

    def __init__(self, reader: PhraseReader, named: Sequence[_Named]) -> None:
        self.reader, self.named, self.text = reader, named, reader.text
        self.by_phrases, self.said = reader.best()
        self.signs = _signs(self.text, named)
        self.last_sentence = max(reader.first)
        self.sentences: dict[int, _Sentence] = {}

    def features(self, at: int) -> set[str]:
        """All that is said of the `at`-th day."""
        one = self.named[at]
        number = self.text.sentence[one.start]
        return {
            *self._of_words(one),
            *self._of_kinds(one, number),
            *self._of_day(one, at),
            *self._of_phrases(one, number),
            *(f"before {feature}" for feature in self._sentence(number - 1).around),
            *(f"next {feature}" for feature in self._sentence(number + 1).around),
        }

    def is_barred(self, one: _Named) -> bool:
        """Say whether a sentence plainly means something else, of which there is too little mail to learn it.

        "Without news by Friday you may take it that others were chosen"; what the employer decides or the owner has to
        do by then, and not a word of news, nor in the next sentence.
        """
        number = self.text.sentence[one.start]
        here, following = self._sentence(number).spans, self._sentence(number + 1).spans
        if "silence" in here or ("asks" in here and number not in self.said):
            return True
        if "away" in here and "hear" not in here:
            return True
        if number in self.said or "hear" in here or "hear" in following:
            return False
        return "duty" in here or ("internal" in here and "owner" not in here)

    def is_plain(self, one: _Named) -> bool:
        """Say whether the phrases put the result on the evening of the interview, or a new day in the place of a broken
        one."""
        number = self.text.sentence[one.start]
        _, day = self.said.get(number, (0.0, None))
        is_new_day = day == one.day and "hear" not in self._sentence(number).spans
        return is_new_day or (one.kind == "same_day" and day == one.day == self.reader.after)

    def _sentence(self, number: int) -> _Sentence:
        if number not in self.sentences:
            self.sentences[number] = _sentence(self.reader, number, self.signs)
        return self.sentences[number]

    def _of_words(self, one: _Named) -> Iterator[str]:
        left, right = self.text.bounds(one.start)
        before = self.signs[max(left, one.start - _FARTHEST_WORD) : one.start]
        after = self.signs[one.end : min(max(right, one.end), one.end + _FARTHEST_WORD)]
        l3, l2, l1 = ["^", "^", "^", *before][-3:]
        r1, r2, r3 = [*after, "$", "$", "$"][:3]
        yield from (f"l={l1}", f"l={l2} {l1}", f"l={l3} {l2} {l1}", f"r={r1}", f"r={r1} {r2}", f"{l1} … {r1}")
        yield from (f"near< {word}" for word in (l1, l2, l3))
        yield from (f"near> {word}" for word in (r1, r2, r3))
        clause_before, clause_after = clause_of(before[::-1])[::-1], clause_of(after)
        yield from (f"clause< {word}" for word in clause_before)
        yield from (f"clause> {word}" for word in clause_after)
        yield from (f"clause {a} {b}" for a, b in pairwise((*clause_before, _DAY, *clause_after)))
        whole = [*before, _DAY, *after]
        yield from (f"said {word}" for word in whole)
        yield from (f"said {a} {b}" for a, b in pairwise(whole))
        yield from (f"is< {c}" for word in before for c in concepts_of(word))
        yield from (f"is> {c}" for word in after for c in concepts_of(word))

    def _reach(self, one: _Named) -> tuple[int, int]:
        """How many words the day's clause has before it and behind it."""
        first, last = self.text.bounds(one.start)
        return len(clause_of(self.signs[first : one.start][::-1])), len(clause_of(self.signs[one.end : last]))

    def _of_kinds(self, one: _Named, number: int) -> Iterator[str]:
        intent, (left, right) = self.reader.clues.intent.value, self._reach(one)
        for kind in _KINDS:
            spans = self._sentence(number).spans.get(kind, ())
            before = [one.start - span.end for span in spans if span.end <= one.start + 1]
            after = [span.start - one.end for span in spans if span.end > one.start + 1]
            if before:
                yield from (f"{kind} before", f"{kind} before {_step(min(before))}")
            if after:
                yield from (f"{kind} after", f"{kind} after {_step(min(after))}")
            if not spans:
                yield f"no {kind}"
            elif any(span.start < one.end + right and span.end > one.start - left for span in spans):
                yield f"{kind} in the clause"
            yield f"{kind} {bool(spans)}, {intent}"
        hears, duties = (self._sentence(number).spans.get(kind, ()) for kind in ("hear", "duty"))
        yield f"hear {bool(hears)}, duty {bool(duties)}, internal {bool(self._sentence(number).spans.get('internal'))}"

    def _of_day(self, one: _Named, at: int) -> Iterator[str]:
        reader = self.reader
        intent, days = reader.clues.intent.value, (one.day - reader.today).days
        yield from (f"intent {intent}", f"way {one.kind}", f"language {reader.clues.language}")
        yield f"ahead {_far(days)}"
        yield from ("single day" if one.is_day else "span", f"{'single' if one.is_day else 'span'}, {intent}")
        if one.kind in {"named", "joint"}:
            words = " ".join(plain(word) for word in self.text.low[one.start : one.end][-5:])
            yield f"day {words}"
        yield f"weekend {one.day.isoweekday() > 5}"
        yield f"named {min(len(self.named), 5)}"
        yield from ("first",) if at == 0 else ()
        yield from ("last named",) if at == len(self.named) - 1 else ()
        yield from ("only", f"only, {intent}") if len({other.day for other in self.named}) == 1 else ()
        yield from ("latest of all",) if one.day == max(other.day for other in self.named) else ()
        yield f"named {min(3, sum(other.day == one.day for other in self.named))} times"
        number = self.text.sentence[one.start]
        yield f"others here {min(3, sum(self.text.sentence[other.start] == number for other in self.named) - 1)}"
        yield f"place {4 * number // (self.last_sentence + 1)}"
        if reader.after is not None:
            place = _beside(one.day, reader.after)
            yield from (place, f"{place}, {one.kind}")
        elif intent.startswith("interview"):
            yield "no interview day"
        if reader.is_asked:
            yield from ("asked when", f"asked when, named {len(self.named)}")
        yield from ("hear elsewhere",) if self._hears_elsewhere(number) else ()

    def _hears_elsewhere(self, number: int) -> bool:
        return any(
            "hear" in self._sentence(n).spans for n in range(number + 2, min(number + 5, self.last_sentence + 1))
        )

    def _of_phrases(self, one: _Named, number: int) -> Iterator[str]:
        """What the phrases say, of the message and of the sentence, and beside what they say it."""
        says = "none" if self.by_phrases is None else "this" if self.by_phrases == one.day else "another"
        here, spans = self.said.get(number), self._sentence(number).spans
        yield from (f"phrases: {says}", f"phrases: {says}, {self.reader.clues.intent.value}")
        yield from (f"phrases: {says}, {kind}" for kind in ("hear", "duty", "void", "internal") if kind in spans)
        if here is None:
            hears, decides = (
                "hear" if "hear" in spans else "no hear",
                "internal" if "internal" in spans else "not internal",
            )
            yield from ("sentence: none", f"sentence: none, {hears}", f"sentence: none, {hears}, {decides}")
            return
        who = "this" if here[1] == one.day else "another"
        yield from (f"sentence: {who}", f"sentence: {who} {min(4, int(here[0] // 10))}")
        if self.reader.after is not None:
            yield f"sentence: {who}, {_beside(one.day, self.reader.after)}, {one.kind}"


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The phrases of a sentence by kind, and what is told of it to its neighbours."""

    spans: dict[str, list[Span]]
    around: frozenset[str] = frozenset()


def _sentence(reader: PhraseReader, number: int, signs: Sequence[str]) -> _Sentence:
    if number not in reader.first:
        return _Sentence({}, frozenset({"$"}))
    left, right = reader.text.bounds(reader.first[number])
    words = " ".join(reader.text.low[left:right])
    spans = {kind: found for kind in _KINDS if (found := reader.spans(kind, words, left))}
    told = {word for word in signs[left:right] if word[0].isalpha() or word[0] in "#?"}
    concepts = {f"is {concept}" for word in told for concept in concepts_of(word)}
    return _Sentence(spans, frozenset({*told, *concepts, *spans}))


def _signs(text: Text, named: Sequence[_Named]) -> list[str]:
    """The words of the text, numbers and days each made one sign."""
    signs = [plain(word) for word in text.low]
    for one in named:
        if one.kind in {"named", "joint"}:
            signs[one.start : one.end] = [_OTHER_DAY] * (one.end - one.start)
    return signs


def _beside(day: date, interview: date) -> str:
    return f"{'before' if day < interview else 'on' if day == interview else 'after'} the interview"


def _step(gap: int) -> str:
    return "0" if gap <= 0 else "1-3" if gap <= 3 else "4-8" if gap <= 8 else "9+"


def _far(days: int) -> str:
    return (
        str(days) if days <= 1 else "2-7" if days <= 7 else "8-14" if days <= 14 else "15-31" if days <= 31 else "32+"
    )
