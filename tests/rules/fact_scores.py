"""How well the facts are read from training mail, with the true intent given, so that a fact is judged by itself.

    python -m tests.rules.fact_scores [--read-intent] [--errors FACT] [--only NAME]

The mail is cut in two: errors are shown of the half that rules may be written from; of the other half only totals are
printed, so that a change that helps no other writer shows. `--only` keeps the files whose name holds NAME.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Any

from rules.engine import judge
from rules.facts import company, decision_by, interview_time, interviewers, role
from rules.facts.clues import Clues
from rules.features import view_of
from rules.parsing import read
from rules.reading import Intent
from rules.senders import system_of
from tests.rules import unseen_scores

FACTS = ("company", "role", "start", "end", "interviewers", "decision_by")
DATA = unseen_scores.DATA
FOLDERS = ("corpus-train", "voices")
UNNAMED = frozenset(unseen_scores.UNNAMED)
TIMED = frozenset({Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED})


@dataclass
class Count:
    """Right, missed and wrongly given values of one fact."""

    right: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def f1(self) -> float:
        """Of what is labelled and what was read."""
        total = 2 * self.right + self.missed + self.wrong
        return 2 * self.right / total if total else 1.0

    def note(self, truth: set[str], found: set[str]) -> None:
        """One message."""
        self.right += len(truth & found)
        self.missed += len(truth - found)
        self.wrong += len(found - truth)


@dataclass
class Half:
    """The counts of one half, by fact; exact share for single values, F1 for people and promises."""

    counts: dict[str, Count] = field(default_factory=lambda: {fact: Count() for fact in FACTS})

    def line(self) -> str:
        """One row of figures."""
        shares = []
        for fact, count in self.counts.items():
            labelled = count.right + count.missed
            exact = count.right / labelled if labelled else 1.0
            value = count.f1 if fact in ("interviewers", "decision_by") else exact
            shares.append(f"{fact} {value:.3f} of {labelled}")
        return "  ".join(shares)


def rows(only: str = "") -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """Name of the file, whether rules may be written from it, and the row. Files of others are cut row by row."""
    for folder in FOLDERS:
        for number, file in enumerate(sorted((DATA / folder).glob("*.jsonl"))):
            for at, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
                if line.strip() and only in f"{folder}/{file.stem}":
                    yield file.stem, (at if folder == "corpus-train" else number) % 2 == 0, json.loads(line)


def facts_of(row: dict[str, Any], *, read_intent: bool) -> dict[str, Any]:
    """What is read in a row: the plain values of its facts."""
    message, owner = read(unseen_scores.eml(row)), unseen_scores.owner_of(row)
    if read_intent:
        got = judge(message, owner)
        names = [person.name for person in got.interview.interviewers] if got.interview else []
        times = (got.interview.start, got.interview.end) if got.interview else (None, None)
        return _values(got.company, got.role, times, names, got.decision_by)
    intent = Intent(row["intent"])
    clues = Clues(intent, view_of(message).language, system_of(message))
    when = interview_time.find(message, owner, clues) if intent in TIMED else None
    names = [person.name for person in interviewers.find(message, owner, clues)] if intent in TIMED else []
    return _values(
        company.find(message, owner, clues),
        role.find(message, owner, clues),
        (when.start, when.end) if when else (None, None),
        names,
        decision_by.find(message, owner, clues),
    )


def _values(employer: str | None, title: str | None, times: Any, names: list[str | None], due: Any) -> dict[str, Any]:
    start, end = (time.isoformat() if time else None for time in times)
    by = due.isoformat() if due else None
    return dict(zip(FACTS, (employer, title, start, end, names, by), strict=True))


def compared(row: dict[str, Any], found: dict[str, Any]) -> Iterator[tuple[str, set[str], set[str]]]:
    """Truth and reading of each fact that the row can be asked for, as tests/data/check/score_corpus.py compares."""
    norms = _norms()
    if row.get("company") and row["intent"] not in UNNAMED:
        a, b = ((norms.norm(name) or "").replace(" ", "") for name in (row["company"], found["company"]))
        yield "company", {a}, {a if b and (a == b or (len(b) > 3 and (a in b or b in a))) else b} - {""}
    if row.get("role") and row["intent"] not in UNNAMED:
        yield "role", {norms.norm(row["role"])}, {norms.norm(found["role"])} - {None}
    if row.get("start"):
        yield "start", {norms.instant(row["start"])}, {norms.instant(found["start"])} - {None}
        if row.get("end"):
            yield "end", {norms.instant(row["end"])}, {norms.instant(found["end"])} - {None}
        people = (
            {norms.norm(norms.TITLE.sub("", n)) for n in names if n}
            for names in (row.get("interviewers") or [], found["interviewers"])
        )
        yield ("interviewers", *people)
    yield (
        "decision_by",
        {row["decision_by"]} if row.get("decision_by") else set(),
        ({found["decision_by"]} if found["decision_by"] else set()),
    )


@cache
def _norms() -> ModuleType:
    return unseen_scores.comparisons()


def main() -> None:
    """Print the two halves' figures, and the errors that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--read-intent", action="store_true", help="take the intent that is read, not the labelled one")
    parser.add_argument("--errors", choices=FACTS, default=None, help="show the wrong messages of the seen half")
    parser.add_argument("--only", default="", help="part of a file's name")
    asked = parser.parse_args()
    halves = {True: Half(), False: Half()}
    for file, is_seen, row in rows(asked.only):
        for fact, truth, found in compared(row, values := facts_of(row, read_intent=asked.read_intent)):
            halves[is_seen].counts[fact].note(truth, found)
            if is_seen and fact == asked.errors and truth != found:
                print(f"--- {file} {row['id']} {row['intent']}: is {row[fact]!r}, read {values[fact]!r}")
                print(row["date"], "|", row["from"], "|", row.get("subject"))
                print(row["text"], "\n")
    print("seen:", halves[True].line(), sep="\n")
    print("kept:", halves[False].line(), sep="\n")


if __name__ == "__main__":
    main()
