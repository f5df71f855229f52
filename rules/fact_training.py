"""Learns how to choose among the candidates of a fact: `python -m rules.fact_training [--report]`.

Not used when mail is read.
Needs the `train` extra (numpy, scipy). Reads the compact mail under tests/data, writes rules/fact_weights.gz; the same
data makes the same weights. `--report` measures instead, each message by weights that saw none of its writers.
"""

from __future__ import annotations

import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy import optimize, sparse  # type: ignore[import-untyped]

from rules import people
from rules.facts import company, decision_by, interview_time, interviewers, role
from rules.facts.clues import Clues
from rules.features import view_of
from rules.learnt import NOTHING, WEIGHTS, Weights, dumped, forget, weights_of
from rules.message import Message
from rules.parsing import read
from rules.pieces import squash
from rules.reading import Intent, Owner
from rules.senders import system_of, system_rows
from rules.training_mail import DATA, OWNER_ADDRESS, compact_mail
from rules.training_processes import side_by_side

FOLDERS = ("corpus-train", "voices")
LATEST = "z-39"
"""The file from which on only who interviews is learnt: with the newest mail too, six sentences about companies and
promises that the tests hold are read wrong, titles of the labelled corpus get worse, and unseen mail no better."""
_ODD = frozenset(f"z-{number:02}" for number in (5, *range(9, 18)))
"""Earlier files, by the beginnings of their names, for which the same held."""
_FROM_MORE = frozenset({"interviewer", "writer", "start"})
_LEFT_OPEN = ("z-89", "z-9s")
"""From the first of these files on and before the last, it is too often left open that the sender interviews: what is
learnt from them are the rows that name somebody."""
PENALTY, PENALTY_OF_WRITER = 2.0, 10.0
"""L2 penalty: from 1 to 4 unseen writers are read alike, but where all words of a letter speak of its writer, 8 to 12
are better."""
PENALTY_OF_START = 8.0
_TOLD, _SHOWN = "told: ", "shown: "
TRUST = {"G": 2.0, _TOLD: 8.0}
"""What a message counts that careful readers from outside labelled, and a sentence that must be read so: who interviews
is the hardest label. A sentence that shows a construction counts as a message does: with 3, as many more are named
rightly as wrongly."""
RAREST, RAREST_OF_START = 3, 30
"""A feature that fewer candidates have tells nothing about other writers; with 3 to 30 starts are chosen alike, so the
weights may be few."""
UNNAMED_WEIGHT = 0.4
"""What a message without the fact counts: many of those are labelled so because a title is too vague to be one."""
EAGERNESS = {"company": 1.5, "role": 0.8, "interviewer": 0.2, "writer": 0.0, "promise": 0.0, "start": 0.0}
"""Taken off what speaks for choosing none: to leave a fact open costs more than these messages say."""
FAINTEST = 0.035
"""Weights below are left out: two thirds of all, and they decide nothing."""
FOLDS = 4
_ANY_DAY = "2026-06-09T09:00:00+00:00"
_ANYBODY = "Dana Cole <dana@acmerobotics.example>"
_FIRST = ("company",)
"""Learnt before the others, whose candidates are described by the company that is read."""
_TIMED = frozenset({Intent.INTERVIEW_SCHEDULED.value, Intent.INTERVIEW_RESCHEDULED.value})
_WITHOUT_COMPANY = frozenset({Intent.UNRELATED, Intent.DELIVERY_FAILURE})
"""Mail of which the company is not chosen by weights."""

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Question:
    """The candidates of a fact in one message, and which of them are right (none: the fact is not told)."""

    group: str
    features: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    weight: float = 1.0


def rows(fact: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every labelled message that a fact is learnt from, and the writers' group that it must not be parted from."""
    for folder in FOLDERS:
        for file in sorted((DATA / folder).glob("*.jsonl")):
            if fact not in _FROM_MORE and (file.stem >= LATEST or file.stem[:4] in _ODD):
                continue
            for line in filter(str.strip, file.read_text(encoding="utf-8").splitlines()):
                row = json.loads(line)
                yield (row["id"] if folder == "corpus-train" else file.stem), row


def shown() -> Iterator[tuple[str, dict[str, Any]]]:
    """The examples of the known systems, as rows: what each writes to whoever applied."""
    for name, entry in system_rows()["systems"].items():
        yield name, {**entry["example"], "id": name, "intent": "application_received", "date": _ANY_DAY}


def told() -> Iterator[tuple[str, dict[str, Any]]]:
    """Single sentences of who interviews, as rows (tests/data/names): what of all mail must never be read otherwise,
    and what shows how people tell it."""
    for name, kind in (("interviewers.yaml", _TOLD), ("interviewers_told.yaml", _SHOWN)):
        for row in yaml.safe_load((DATA / "names" / name).read_text(encoding="utf-8")):
            if set(row) <= {"says", "text", "who", "intent", "from", "language"}:
                people_told = [person.partition(" <")[0] for person in row["who"]]
                base = {"from": _ANYBODY, "intent": Intent.INTERVIEW_SCHEDULED.value, "date": _ANY_DAY}
                yield (
                    row["says"],
                    {**base, **row, "start": _ANY_DAY, "id": kind + row["says"], "interviewers": people_told},
                )


def told_times() -> Iterator[tuple[str, dict[str, Any]]]:
    """The phrasings of tests/data/times, as rows: times that must never be read otherwise."""
    for file in sorted((DATA / "times").glob("interviews*.yaml")):
        for voice in yaml.safe_load(file.read_text(encoding="utf-8")):
            for case in voice["cases"]:
                row = case if isinstance(case, dict) else dict(zip(("text", "start"), case, strict=False))
                quoted = "".join(f"\n> {line}" for line in row.get("quoted", "").splitlines())
                intent = Intent.INTERVIEW_RESCHEDULED if row.get("moved") else Intent.INTERVIEW_SCHEDULED
                base = {"from": _ANYBODY, "subject": row.get("subject"), "date": voice["written"]}
                told_so = {"id": _TOLD, "intent": intent.value, "text": row["text"] + quoted}
                yield f"{file.stem} {voice['voice']}", {**base, **told_so, "start": str(row["start"])}


def asked(row: dict[str, Any]) -> tuple[Message, Owner, Clues]:
    """What a fact is asked with: the message, its owner in the zone of its date, and the labelled intent."""
    message = read(compact_mail(row))
    offset = message.received_at.utcoffset()
    hours = round((offset.total_seconds() if offset else 0) / 3600)
    owner = Owner("", frozenset({OWNER_ADDRESS}), f"Etc/GMT{-hours:+d}" if hours else "UTC")
    return message, owner, Clues(Intent(row["intent"]), view_of(message).language, system_of(message))


def role_questions() -> Iterator[Question]:
    """Which candidate is the title; rows whose title is no candidate teach nothing."""
    for group, row in chain(rows("role"), shown()):
        found = role.candidates(*asked(row))
        wanted = _plain(row.get("role"))
        right = tuple(bool(wanted) and _plain(candidate.text) == wanted for candidate in found)
        if found and (any(right) or not wanted):
            features = tuple(tuple(sorted(candidate.features)) for candidate in found)
            yield Question(group, features, right, 1.0 if wanted else UNNAMED_WEIGHT)


def company_questions() -> Iterator[Question]:
    """Which candidate is the company; rows whose company is no candidate teach nothing."""
    for group, row in chain(rows("company"), shown()):
        if Intent(row["intent"]) in _WITHOUT_COMPANY:
            continue
        found = company.candidates(*asked(row))
        right = _right_names([candidate.text for candidate in found], row.get("company"))
        if found and (any(right) or not row.get("company")):
            features = tuple(tuple(sorted(candidate.features)) for candidate in found)
            yield Question(group, features, right, 1.0 if row.get("company") else UNNAMED_WEIGHT)


def _right_names(names: Sequence[str], wanted: str | None) -> tuple[bool, ...]:
    """Which names are the company's; where none is the whole of it, those that are its better half."""
    key = squash(wanted or "")
    whole = tuple(bool(key) and squash(name) == key for name in names)
    if any(whole) or not key:
        return whole
    return tuple(2 * len(squash(name)) > len(key) and squash(name) in key for name in names)


def _plain(text: str | None) -> str:
    return re.sub(r"[\W_]+", " ", text or "").strip().lower()


def person_questions(*, of_writer: bool) -> Iterator[Question]:
    """Whether a person will interview: each is a question by itself."""
    for group, row in chain(rows("writer" if of_writer else "interviewer"), told()):
        is_left_open = _LEFT_OPEN[0] <= group < _LEFT_OPEN[1] and not row["interviewers"]
        if not row.get("start") or is_left_open:
            continue
        trust = next((trust for name, trust in TRUST.items() if row["id"].startswith(name)), 1.0)
        wanted = [people.bare(name) for name in row["interviewers"] if name]
        for figure in interviewers.candidates(*asked(row)):
            if figure.is_writer is of_writer:
                right = any(people.same(figure.name, name) for name in wanted)
                yield Question(group, (tuple(sorted(figure.features())),), (right,), trust)


def promise_questions() -> Iterator[Question]:
    """Which day ahead is the promise; rows whose promise is no candidate teach nothing."""
    for group, row in rows("promise"):
        found = decision_by.candidates(*asked(row))
        wanted = row.get("decision_by")
        right = tuple(candidate.day.isoformat() == wanted for candidate in found)
        if found and (any(right) or not wanted):
            yield Question(group, tuple(tuple(sorted(candidate.features())) for candidate in found), right)


def start_questions() -> Iterator[Question]:
    """Which time told is the start; rows whose start is none of them teach nothing."""
    for group, row in chain(rows("start"), told_times()):
        if row["intent"] not in _TIMED or not row.get("start"):
            continue
        found = interview_time.told_starts(*asked(row))
        wanted = datetime.fromisoformat(row["start"])
        right = tuple(_is_moment(candidate.start, wanted) for candidate in found)
        if any(right):
            trust = TRUST[_TOLD] if row["id"] == _TOLD else 1.0
            yield Question(group, tuple(tuple(sorted(candidate.features)) for candidate in found), right, trust)


def _is_moment(start: datetime, wanted: datetime) -> bool:
    """Whether two times are the same by the world's clock, or as they are written: labels may leave out the zone."""
    return start == wanted or start.replace(tzinfo=None) == wanted.replace(tzinfo=None)


QUESTIONS: dict[str, Callable[[], Iterator[Question]]] = {
    "company": company_questions,
    "role": role_questions,
    "interviewer": partial(person_questions, of_writer=False),
    "writer": partial(person_questions, of_writer=True),
    "promise": promise_questions,
    "start": start_questions,
}


def fitted(questions: Sequence[Question], penalty: float = PENALTY, rarest: int = RAREST) -> dict[str, float]:
    """Weights by which the right candidate, or none, is the most likely one (a conditional logit with L2 penalty)."""
    spread = Counter(feature for one in questions for features in one.features for feature in features)
    index = {feature: at for at, feature in enumerate(sorted(f for f, count in spread.items() if count >= rarest))}
    cells = [
        (row, index[feature])
        for row, features in enumerate(features for one in questions for features in one.features)
        for feature in features
        if feature in index
    ]
    down, across = (np.array(column) for column in zip(*cells, strict=True))
    sizes = np.array([len(one.features) for one in questions])
    values = sparse.csr_matrix((np.ones(len(cells)), (down, across)), (int(sizes.sum()), len(index)))
    found = optimize.minimize(
        _loss(values, questions, sizes, penalty),
        np.zeros(len(index) + 1),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 150},
    ).x
    return {**dict(zip(index, map(float, found), strict=False)), NOTHING: float(found[-1])}


def _loss(values: Any, questions: Sequence[Question], sizes: Any, penalty: float) -> Any:
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    of = np.repeat(np.arange(len(sizes)), sizes)
    right = np.concatenate([one.right for one in questions]).astype(float)
    told = np.array([any(one.right) for one in questions])
    weight = np.array([one.weight for one in questions])

    def loss(flat: Vector) -> tuple[float, Vector]:
        scores, nothing = values @ flat[:-1], flat[-1]
        top = np.maximum(np.maximum.reduceat(scores, first), nothing)
        odds, none = np.exp(scores - top[of]), np.exp(nothing - top)
        whole = np.add.reduceat(odds, first) + none
        good = np.add.reduceat(odds * right, first) + np.where(told, 0.0, none) + 1e-300
        value = (weight * (np.log(whole) - np.log(good))).sum() + penalty / 2 * (flat[:-1] @ flat[:-1])
        slope = weight[of] * (odds / whole[of] - odds * right / good[of])
        rest = (weight * (none / whole - np.where(told, 0.0, none / good))).sum()
        return float(value), np.concatenate([values.T @ slope + penalty * flat[:-1], [rest]])

    return loss


def penalty_of(fact: str) -> float:
    """The L2 penalty that a fact is learnt with."""
    return {"writer": PENALTY_OF_WRITER, "start": PENALTY_OF_START}.get(fact, PENALTY)


def rarest_of(fact: str) -> int:
    """How many candidates must have a feature of a fact."""
    return RAREST_OF_START if fact == "start" else RAREST


def train(facts: Sequence[str]) -> dict[str, Weights]:
    """Learn some facts' weights from all mail."""
    tables = {}
    for fact in facts:
        table = fitted(list(QUESTIONS[fact]()), penalty_of(fact), rarest_of(fact))
        kept = {feature: weight for feature, weight in table.items() if abs(weight) >= FAINTEST}
        tables[fact] = Weights.of({**kept, NOTHING: table[NOTHING] - EAGERNESS[fact]})
    return tables


def report(facts: Sequence[str] = ()) -> Iterator[str]:
    """How often the right candidate is chosen for writers that the weights have not seen."""
    for fact, questions in QUESTIONS.items():
        if facts and fact not in facts:
            continue
        known, right, asked_of, given, untold = list(questions()), 0, 0, 0, 0
        for fold in range(FOLDS):
            apart = [one for one in known if zlib.crc32(one.group.encode()) % FOLDS == fold]
            rest = [one for one in known if zlib.crc32(one.group.encode()) % FOLDS != fold]
            table = fitted(rest, penalty_of(fact), rarest_of(fact))
            for one in apart:
                picked = _picked(table, one, EAGERNESS[fact])
                if any(one.right):
                    asked_of, right = asked_of + 1, right + (picked is not None and one.right[picked])
                else:
                    untold, given = untold + 1, given + (picked is not None)
        yield f"{fact}: right {right / asked_of:.3f} of {asked_of}; given where untold {given / untold:.3f} of {untold}"


def _picked(table: dict[str, float], question: Question, eagerness: float) -> int | None:
    scores = [sum(table.get(feature, 0.0) for feature in features) for features in question.features]
    best = max(range(len(scores)), key=lambda at: scores[at])
    return best if scores[best] > table[NOTHING] - eagerness else None


def main(arguments: Sequence[str]) -> None:
    """Learn from everything and write the weights; with --report, measure on unseen writers instead."""
    if "--report" in arguments:
        print("\n".join(report(arguments[1:])))
        return
    tables = {fact: weights_of(fact) for fact in QUESTIONS}
    for facts in (_FIRST, [fact for fact in QUESTIONS if fact not in _FIRST]):
        for learnt in side_by_side(train, [([fact],) for fact in facts]):
            tables |= learnt
        Path(__file__).with_name(WEIGHTS).write_bytes(dumped(tables))
        forget()


if __name__ == "__main__":
    main(sys.argv[1:])
