"""The judge on the labelled corpus: floors that only go up, and a table of what it reads today.

The figures of unseen writers are in rules/README.md; this corpus is the smaller check that runs every time.
"""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from rules.engine import judge
from rules.parsing import read
from rules.reading import Intent, Owner, Reading

CORPUS = Path(__file__).parents[1] / "data" / "corpus-dev"
OWNER = Owner(
    "Jordan Ellis",
    frozenset({"jordan.ellis.work@gmail.com", "jordan@ellis-family.net"}),
    "America/New_York",
    "US",
)
IGNORED = {Intent.APPLICATION_RECEIVED, Intent.RECRUITER_OUTREACH, Intent.UNRELATED}
DATED = {Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED}
NO_INTERVIEW = IGNORED | {
    Intent.AUTO_REPLY,
    Intent.DELIVERY_FAILURE,
    Intent.REJECTION,
    Intent.INTERVIEW_CANCELLED,
}
FLOORS = {"intent accuracy": 0.92, "macro-F1": 0.925, "sure": 0.75, "right when sure": 0.985}
MOST_CRITICAL_ERRORS = 0

Pair = tuple[Intent, Reading]


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    """What each message of the corpus means, and how it was read."""
    rows = [json.loads(line) for line in (CORPUS / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    return [(Intent(row["intent"]), judge(read((CORPUS / row["file"]).read_bytes()), OWNER)) for row in rows]


def same_effect(wanted: Intent, got: Intent) -> bool:
    return wanted is got or {wanted, got} <= IGNORED


def is_critical(wanted: Intent, reading: Reading) -> bool:
    """A sure reading that could end a live thread or put a wrong draft before an employer."""
    got = reading.intent
    if not reading.sure or got is wanted:
        return False
    return got in (Intent.REJECTION, Intent.OFFER) or (got in DATED and wanted in NO_INTERVIEW)


def macro_f1(pairs: Iterable[Pair]) -> float:
    right: Counter[Intent] = Counter()
    seen: Counter[Intent] = Counter()
    wanted: set[Intent] = set()
    for want, reading in pairs:
        wanted.add(want)
        right[want] += want is reading.intent
        seen.update((want, reading.intent))
    return sum(2 * right[intent] / seen[intent] for intent in wanted) / len(wanted)


def test_intents_are_read_no_worse_than_before(pairs: list[Pair]) -> None:
    """B1, B4: the floors go up with the judge, never down."""
    sure = [pair for pair in pairs if pair[1].sure]
    figures = {
        "intent accuracy": sum(want is reading.intent for want, reading in pairs) / len(pairs),
        "macro-F1": macro_f1(pairs),
        "sure": len(sure) / len(pairs),
        "right when sure": sum(same_effect(want, reading.intent) for want, reading in sure) / len(sure),
    }
    print(*(f"{name:16} {value:.3f}" for name, value in figures.items()), sep="\n")
    assert {name: value for name, value in figures.items() if value < FLOORS[name]} == {}


def test_no_sure_reading_could_harm_the_owner(pairs: list[Pair]) -> None:
    """B4: a wrong draft or a wrong end is worse than a missed one."""
    assert sum(is_critical(want, reading) for want, reading in pairs) <= MOST_CRITICAL_ERRORS
