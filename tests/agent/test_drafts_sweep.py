"""Every step, tone, language and form of address, over facts, notes and panels: no draft is at fault (B30 to B32)."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from agent import blotting
from agent.draft_request import TONES
from agent.material import languages
from rules.pacing import Step
from tests.agent import sweep
from tests.agent.drafting import request


def test_no_combination_is_at_fault() -> None:
    """B32: a few rows of each combination; `python -m tests.agent.sweep` looks at hundreds."""
    found = [f"{f.request.step} {f.request.tone} {f.request.language}: {f.why}" for f in sweep.sweep(1)]
    assert found == []


def test_the_rows_are_spread_over_all_facts() -> None:
    """What the sweep says of every combination is worth something only if every fact comes and is missing."""
    seen = list(sweep.rows(len(list(product(Step, TONES, languages(), range(2))))))
    for name, values in sweep.COLUMNS.items():
        assert {repr(row[name]) for row in seen} == set(map(repr, values)), name


def test_the_sweep_finds_what_is_wrong() -> None:
    one = request(language="de")
    composed = sweep.draft(one)
    assert list(sweep._faults(one, composed)) == []
    assert list(sweep._faults(one, replace(composed, body=composed.body.replace("Guten Tag", "Hey"))))
    assert list(sweep._alike(one, [composed, composed]))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Thank you for Acme Inc. And more.", 2),
        ("Il mio interesse per Acme Inc. è immutato.", 1),
        ("Escribo a Acme Inc. ¿Hay novedades?", 2),
        ("We met at Acme Inc. again.", 1),
    ],
)
def test_a_company_that_ends_with_a_full_stop_may_end_its_sentence_or_not(text: str, sentences: int) -> None:
    assert len(blotting.sentences_of(blotting.blotted(text, {"company": "Acme Inc."}))) == sentences
