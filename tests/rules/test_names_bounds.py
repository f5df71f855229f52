"""Names cost little, whatever the text: linear patterns on bounded input (B6), and gates that hide nothing."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from rules import impostors
from rules.facts import bounce, company, contact, interviewers, medium, phone, role, stage
from rules.message import Message
from rules.pieces import data
from rules.reading import Intent, Person
from rules.wordings import wording
from tests.rules.letter_builder import OWNER, clues, invitation, letter

FACTS = [company, role, contact, interviewers, stage, medium, phone, bounce]
CORPUS = Path(__file__).parents[1] / "data" / "corpus-train"
SECONDS = 0.5  # for one 1 MB message and one fact, on a slow machine
ADVERSARIAL = [
    "a" * 1_000_000,
    "A " * 500_000,
    "Dana Cole and " * 70_000,
    "with me and " * 80_000,
    "(" * 500_000,
    "@" * 300_000 + ".com",
    "a@" * 300_000,
    "1-" * 400_000,
    "Senior " * 140_000 + "Engineer",
    "Engineer, " * 100_000,
    "\n" * 500_000 + "x",
    "application for the " * 50_000,
    "x'" * 400_000,
    " - " * 300_000,
    "é" * 400_000,
    "{{ 7 * 7 }} %s {0} \\1 (?P<x>a+)+$ " * 20_000,
]


@pytest.mark.parametrize("text", ADVERSARIAL, ids=lambda text: text[:12].strip() or "blank")
def test_hostile_text_takes_a_bounded_time(text: str) -> None:
    """B6: never takes more than a bounded time, and is never evaluated."""
    event = invitation("x@y.example", organiser="o@y.example", summary=text[:5000], description=text[:50_000])
    message: Message = letter(
        text,
        "x@y.example",
        text[:2000],
        quoted_text=text,
        signature=text,
        footer=text,
        delivery_status=text,
        calendar=(event,),
    )
    message = replace(message, sender=Person(text[:2000], f"x@{'a' * 60}.example"))
    for fact in FACTS:
        for intent in (Intent.INTERVIEW_RESCHEDULED, Intent.DELIVERY_FAILURE):
            begun = time.perf_counter()
            fact.find(message, OWNER, clues(message, intent))
            assert time.perf_counter() - begun < SECONDS, fact.__name__
    begun = time.perf_counter()
    impostors.warnings(message, OWNER, frozenset({"acme.example"}))
    assert time.perf_counter() - begun < SECONDS


def texts() -> list[str]:
    rows = [
        json.loads(line) for file in sorted(CORPUS.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()
    ]
    return [f" {' '.join(row['text'].lower().split())} " for row in rows]


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("stage_words.yaml", stage_)
        for stage_ in ("final", "onsite", "panel", "hiring_manager", "technical", "screen", "other")
    ]
    + [("medium_words.yaml", key) for key in ("video", "phone", "onsite")]
    + [("interviewer_words.yaml", key) for key in ("surely", "self")],
)
def test_the_keys_of_wordings_hide_no_match(file: str, key: str) -> None:
    """Each pattern holds one of its set's keys, else the search near the keys would miss it."""
    words = wording(data(file)[key])
    missed = [text for text in texts() if words.pattern.search(text) and not any(one in text for one in words.keys)]

    assert missed == []
