"""Months of invented mail, end to end: what `replay` does with each scenario is what its `expect.json` asks for.

A scenario is a folder with `mail.mbox`, `config.yaml` and `expect.json`. Their format is told at the top of
`tests/data/check/score_scenarios.py`, whose `matches` is the judge here too; every entry carries the derivation of
its moment from the rules of the contract. The command runs in this process, since starting one a scenario would take
most of the time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from agent.command_line import app

DATA = Path(__file__).parents[1] / "data"
FOLDERS = [
    path.parent for kind in ("dev", "own") for path in sorted((DATA / f"scenarios-{kind}").glob("*/expect.json"))
]

OPEN: dict[str, str] = json.loads((DATA / "scenarios-own" / "open.json").read_text(encoding="utf-8"))
"""Scenarios that do not hold yet, with what is in the way. The list only gets shorter: one that holds must leave it."""

Event = dict[str, Any]


def _judge() -> Callable[[Event, Event], bool]:
    spec = spec_from_file_location("score_scenarios", DATA / "check" / "score_scenarios.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    matches: Callable[[Event, Event], bool] = module.matches
    return matches


matches = _judge()


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.name for folder in FOLDERS])
def test_the_agent_does_what_the_scenario_asks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = json.loads((folder / "expect.json").read_text(encoding="utf-8"))

    events = _replayed(folder, wanted["args"], capsys)

    faults = [
        *_unmet(wanted.get("expect", []), events),
        *_broken(wanted.get("forbid", []), events),
        *_unfinished(wanted.get("final", []), events),
    ]
    if folder.name in OPEN:
        assert faults, f"{folder.name} holds now: take it off open.json"
        return
    assert not faults, "\n".join([wanted["title"], *faults])


def _replayed(folder: Path, args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> list[Event]:
    mail, config = str(folder / "mail.mbox"), str(folder / "config.yaml")
    status = app(["replay", mail, "--config", config, "--json", *args], standalone_mode=False)
    printed = capsys.readouterr()
    assert not status, printed.err
    return [json.loads(line) for line in printed.out.splitlines()]


def _unmet(entries: Sequence[Event], events: Sequence[Event]) -> list[str]:
    faults = []
    for entry in entries:
        seen = sum(matches(event, entry) for event in events)
        if seen != entry["count"] if "count" in entry else not seen:
            faults.append(f"  expected {entry.get('count', 'some')}, saw {seen}: {_short(entry)}")
    return faults


def _broken(entries: Sequence[Event], events: Sequence[Event]) -> list[str]:
    hits = ((entry, next((event for event in events if matches(event, entry)), None)) for entry in entries)
    return [f"  forbidden, seen at {event['at']}: {_short(entry)}" for entry, event in hits if event]


def _unfinished(entries: Sequence[Event], events: Sequence[Event]) -> list[str]:
    faults = []
    for entry in entries:
        of_thread: Event = {"event": "state_changed"}
        of_thread |= {key: entry[key] for key in ("company", "role") if key in entry}
        last = next((event["to"] for event in reversed(events) if matches(event, of_thread)), None)
        if last != entry["state"]:
            faults.append(f"  ended in {last}, not in {entry['state']}: {_short(entry)}")
    return faults


def _short(entry: Event) -> str:
    return json.dumps({key: value for key, value in entry.items() if key != "derivation"}, ensure_ascii=False) + (
        f"\n      because {entry['derivation']}" if "derivation" in entry else ""
    )
