"""The promise: the last day by which the employer said the owner would hear (B3, B21; docs/corpus.md).

A sentence promises when it says that the owner will hear (rules/promises.yaml) and names a day (`rules.deadlines`) for
that, not for something the owner has to do, and not for what the employer does among itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

import yaml

from rules.dates import Frame
from rules.deadlines import DueDay, due_days_in
from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Intent, Owner
from rules.time_words import Text, cut
from rules.zones import zone_named

_SILENT = frozenset(
    {
        Intent.REJECTION,
        Intent.OFFER,
        Intent.AUTO_REPLY,
        Intent.DELIVERY_FAILURE,
        Intent.RECRUITER_OUTREACH,
        Intent.UNRELATED,
    }
)
_ARRANGED = frozenset({Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED, Intent.SCHEDULING_REQUEST})
_OUTCOME = re.compile(
    r"either way|outcome|result|decision|answer|decid|hear\b|hears|know\b|inform|whether|yes or no|one way or|candidates|everyone|feedback|"
    r"ergebnis|entscheid|bescheid|résultat|décision|réponse|resultado|decisión|respuesta|decisão|resposta|uitslag|resultaat|besluit|esito|risposta"
)


@dataclass(frozen=True, slots=True)
class _Patterns:
    hear: re.Pattern[str]
    latest: re.Pattern[str] | None
    duty: re.Pattern[str]
    internal: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int


def find(message: Message, owner: Owner, clues: Clues) -> date | None:
    """The last day of the promise, in the owner's zone; None where nothing is promised."""
    if clues.intent in _SILENT:
        return None
    text = cut(message.own_text, clues.language)
    written = message.date or message.received_at
    frame = _frame(written, owner, clues.language)
    due = [d for d in due_days_in(text, frame) if d.day >= frame.today] if text.low else []
    if not due:
        return None
    best: tuple[float, date] | None = None
    for left, right in _sentences(text, due):
        here = [d for d in due if left <= d.start < right]
        scored = _promise(text, left, right, here, clues)
        if scored is not None and (best is None or scored[0] > best[0]):
            best = scored
    return best[1] if best else None


def _frame(written: datetime, owner: Owner, language: str | None) -> Frame:
    today = written.astimezone(zone_named(owner.timezone)).date()
    hours = written.utcoffset() or written.astimezone(zone_named(owner.timezone)).utcoffset()
    american = hours is not None and -11 * 3600 <= hours.total_seconds() <= -4 * 3600
    return Frame(today, language not in {None, "en"} or not american)


def _sentences(text: Text, due: list[DueDay]) -> list[tuple[int, int]]:
    numbers = sorted({text.sentence[d.start] for d in due}) if text.sentence else []
    return [text.bounds(text.sentence.index(number)) for number in numbers]


def _promise(text: Text, left: int, right: int, due: list[DueDay], clues: Clues) -> tuple[float, date] | None:
    words = text.low[left:right]
    sentence = " ".join(words)
    patterns = _patterns(clues.language)
    hears = _spans(patterns.hear, sentence, left)
    if not hears:
        return _promise_beside(text, left, right, due, clues, sentence, patterns)
    duties = _spans(patterns.duty, sentence, left)
    inner = _spans(patterns.internal, sentence, left) if patterns.internal else []
    if clues.intent in _ARRANGED and not _OUTCOME.search(sentence):
        return None
    best: tuple[float, date] | None = None
    for day in due:
        score = _closeness(day, hears) - max(_closeness(day, duties), _closeness(day, inner) - 2)
        if score > 0 and (best is None or score > best[0]):
            best = (score, day.day)
    return best


def _promise_beside(
    text: Text, left: int, right: int, due: list[DueDay], clues: Clues, sentence: str, patterns: _Patterns
) -> tuple[float, date] | None:
    """A day whose promise stands in the next sentence: "I need ten days. Then every one of you gets a call."""
    if patterns.latest is None or clues.intent in _ARRANGED or not patterns.latest.search(sentence):
        return None
    if patterns.duty.search(sentence):
        return None
    if "latest" in sentence or sentence.startswith("within"):
        return (1.0, due[-1].day)
    following = " ".join(text.low[right : right + 30])
    return (1.0, due[-1].day) if patterns.hear.search(following) else None


def _closeness(day: DueDay, spans: list[_Span]) -> float:
    """How close the nearest of `spans` stands to the day; what is said before the day counts more."""
    best = 0.0
    for span in spans:
        gap = (
            day.start - span.end
            if span.end <= day.start
            else (span.start - day.end) * 1.5
            if span.start >= day.end
            else 0
        )
        best = max(best, 40.0 - max(gap, 0))
    return best


def _spans(pattern: re.Pattern[str], sentence: str, offset: int) -> list[_Span]:
    found = []
    for match in pattern.finditer(sentence):
        start = offset + sentence.count(" ", 0, match.start())
        found.append(_Span(start, offset + sentence.count(" ", 0, match.end()) + 1))
    return found


@cache
def _patterns(language: str | None) -> _Patterns:
    data = _data()
    names = ["en"] if language == "en" or language not in data else ["en", language]
    if language is None:
        names = list(data)

    def joined(key: str) -> re.Pattern[str] | None:
        rows = [row for name in names for row in data[name].get(key, ())]
        return re.compile("|".join(f"(?:{row})" for row in rows)) if rows else None

    hear, duty = joined("hear"), joined("duty")
    assert hear is not None and duty is not None
    return _Patterns(hear, joined("latest"), duty, joined("internal"))


@cache
def _data() -> Mapping[str, Any]:
    text = resources.files("rules").joinpath("promises.yaml").read_text("utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)  # noqa: S506
