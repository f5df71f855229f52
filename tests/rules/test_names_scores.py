"""How well names are read on the labelled corpus, compared as tests/data/check/score_corpus.py does."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rules import senders
from rules.facts import company, contact, interviewers, medium, role, stage
from rules.facts.clues import Clues
from rules.parsing import read
from rules.reading import Intent, Owner

DATA = Path(__file__).parents[1] / "data"
OWNER = Owner(
    "Jordan Ellis", frozenset({"jordan.ellis.work@gmail.com", "jordan@ellis-family.net"}), "America/New_York", "US"
)
NO_HIRING = {"unrelated", "recruiter_outreach"}
NO_CONTACT = NO_HIRING | {"auto_reply", "delivery_failure", "application_received"}
LEAST = {"company": 0.97, "role": 0.95, "contact": 0.95, "stage": 0.9, "medium": 0.95, "interviewers": 0.93}


def score_corpus() -> Any:
    spec = importlib.util.spec_from_file_location("score_corpus", DATA / "check" / "score_corpus.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def key(name: str | None, norm: Any) -> str:
    return (norm(name) or "").replace(" ", "")


@cache
def scores() -> dict[str, float]:
    check, hit, of = score_corpus(), Counter[str](), Counter[str]()
    true = false = missed = 0
    for line in (DATA / "corpus-dev" / "labels.jsonl").read_text("utf-8").splitlines():
        want = json.loads(line)
        message = read((DATA / "corpus-dev" / want["file"]).read_bytes())
        clues = Clues(Intent(want["intent"]), want["language"], senders.system_of(message))
        if want["company"] and want["intent"] not in NO_HIRING:
            one, other = key(want["company"], check.norm), key(company.find(message, OWNER, clues), check.norm)
            of["company"] += 1
            hit["company"] += bool(other) and (one == other or (len(other) > 3 and (one in other or other in one)))
        if want["role"] and want["intent"] not in NO_HIRING:
            of["role"] += 1
            hit["role"] += check.norm(want["role"]) == check.norm(role.find(message, OWNER, clues))
        if want["intent"] not in NO_CONTACT:
            found = contact.find(message, OWNER, clues)
            of["contact"] += 1
            hit["contact"] += ((want["contact"] or {}).get("email") or "") == ((found.email if found else "") or "")
        interview = want["interview"] or {}
        for name, fact in (("stage", stage), ("medium", medium)):
            if interview.get(name):
                of[name] += 1
                hit[name] += interview[name] == fact.find(message, OWNER, clues)
        if interview:
            people = [{"name": one.name, "email": one.email} for one in interviewers.find(message, OWNER, clues)]
            wanted, given = check.people(want), check.people({"interview": {"interviewers": people}})
            true += len(wanted & given)
            false += len(given - wanted)
            missed += len(wanted - given)
    rates = {name: hit[name] / of[name] for name in of}
    return {**rates, "interviewers": 2 * true / (2 * true + false + missed)}


@pytest.mark.parametrize("fact", LEAST)
def test_names_on_the_labelled_corpus_are_read_well_enough(fact: str) -> None:
    """B3: figures that may not fall."""
    assert scores()[fact] >= LEAST[fact]
