"""How well facts are read from the mail of people in many voices (B3; invented mail in tests/data/people).

The mail was written before the rules were changed for it; what was measured then and now is in rules/README.md.
"""

from __future__ import annotations

import json

import pytest

from tests.rules.fact_scores import DATA, Half, compared, facts_of


@pytest.fixture(scope="module")
def half() -> Half:
    """The counts over every message, with the true intent given."""
    found = Half()
    for file in sorted((DATA / "people").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for fact, truth, read in compared(row, facts_of(row, read_intent=False)):
                found.counts[fact].note(truth, read)
    return found


def test_no_interview_of_people_in_many_voices_is_read_at_a_wrong_time_b3(half: Half) -> None:
    start = half.counts["start"]
    assert (start.right, start.missed, start.wrong) == (34, 0, 0)


def test_interviewers_and_promises_of_people_in_many_voices_are_read_as_measured_b3(half: Half) -> None:
    assert half.counts["interviewers"].f1 >= 0.929
    assert half.counts["decision_by"].f1 >= 0.936
