"""The laws of the state table, and its picture in agent/README.md (B12, B13)."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path

import pytest

from agent.lifecycle import BEFORE, TRANSITIONS, CloseReason, Event, Position, State, advance, mermaid

ROOT = Path(__file__).parents[2]
PAIRS = list(itertools.product(Position, Event))
CLOSED = [p for p in Position if p.value.startswith("closed")]


@pytest.mark.parametrize(("position", "event"), PAIRS, ids=str)
def test_every_event_leads_somewhere_from_everywhere(position: Position, event: Event) -> None:
    """B12, B13: `advance` is total, and what a row does not name changes nothing."""
    target = advance(position, event, State.THANKED)

    assert isinstance(target, Position)
    assert target is not Position.NEW or position is Position.NEW
    if event not in TRANSITIONS[position]:
        assert target is position


def test_every_position_has_a_row() -> None:
    """B12."""
    assert set(TRANSITIONS) == set(Position)
    assert {p.state for p in Position if p is not Position.NEW} == set(State)
    assert {p.reason for p in CLOSED} == set(CloseReason)


def test_a_thread_comes_back_to_the_state_it_had() -> None:
    """B13: the one before it was closed; `arranging` where that is not known."""
    assert advance(Position.CLOSED_NO_ANSWER, Event.EMPLOYER_WROTE, State.NUDGED) is Position.NUDGED
    assert advance(Position.CLOSED_NO_ANSWER, Event.EMPLOYER_WROTE) is Position.ARRANGING


def test_from_every_open_position_the_four_intents_lead_where_the_contract_says() -> None:
    """B13: time set, time wanted or called off, rejection, offer."""
    for position in (p for p in Position if p.value not in ("new", "rejected") and p not in CLOSED):
        assert advance(position, Event.TIME_SET) is Position.SCHEDULED
        assert advance(position, Event.TIME_WANTED) is Position.ARRANGING
        assert advance(position, Event.CALLED_OFF) is Position.ARRANGING
        assert advance(position, Event.REJECTED) is Position.REJECTED
        assert advance(position, Event.OFFERED) is Position.CLOSED_OFFER


def test_only_a_new_interview_or_the_owner_reopens_what_is_closed_for_another_reason() -> None:
    """B13: nor does time or the fate of a draft."""
    for position in (p for p in CLOSED if p is not Position.CLOSED_NO_ANSWER):
        leaving = {e for e in Event if advance(position, e, State.THANKED) not in CLOSED}
        assert leaving == {Event.TIME_SET, Event.TIME_WANTED, Event.REJECTED, Event.REOPENED}


def test_time_alone_moves_a_thread_forward_only() -> None:
    """B12: the order of the states when nobody writes."""
    path = [Position.SCHEDULED]
    for event in (Event.ROUND_ENDED, Event.THANKED, Event.CHECKED_IN, Event.NUDGED, Event.SILENCE):
        path.append(advance(path[-1], event))

    assert [p.value for p in path] == [
        "scheduled",
        "interviewed",
        "thanked",
        "checked_in",
        "nudged",
        "closed (no_answer)",
    ]


def test_the_diagram_shows_every_arrow_of_the_table() -> None:
    """B12."""
    lines = [line for line in mermaid().splitlines() if "-->" in line]

    assert len(lines) == sum(len(row) for row in TRANSITIONS.values())
    back = sum(t == BEFORE for row in TRANSITIONS.values() for t in row.values())
    assert sum(f"--> {BEFORE}:" in line for line in lines) == back


def test_the_diagram_in_the_readme_is_the_table() -> None:
    """B12: rewritten by `python -m tests.agent.state_diagram`."""
    text = (ROOT / "agent" / "README.md").read_text(encoding="utf-8")
    shown = text.partition("<!-- states:begin -->")[2].partition("<!-- states:end -->")[0]

    assert shown.strip() == f"```mermaid\n{mermaid()}\n```"


def test_no_other_module_sets_a_state() -> None:
    """B12: only the table leads from one position to another; a thread begins as `new`."""
    for path in sorted((ROOT / "agent").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "position":
                value = ast.unparse(node.value)
                assert value in ("Position.NEW", "position"), (path.name, value)


def test_every_module_of_the_folder_stands_in_the_map() -> None:
    """The map in agent/README.md names every module once."""
    text = (ROOT / "agent" / "README.md").read_text(encoding="utf-8")
    table = text.partition("<!-- map:begin -->")[2].partition("<!-- map:end -->")[0]
    named = [name for line in table.splitlines() if line.startswith("| `") for name in line.split("`")[1::2]]
    modules = {p.stem for p in (ROOT / "agent").glob("*.py")} - {"__init__"}

    assert sorted(n for n in named if "/" not in n and "." not in n) == sorted(modules)
