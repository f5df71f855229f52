"""How far a first reading is (B18)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from agent.clock import ManualClock
from agent.cycle import Cycle
from agent.screens import progress
from agent.store import Store
from providers.memory import Memory
from tests.agent.world import DANA, at, mail_of, said
from tests.system.crash_life import rulebook


def test_a_long_reading_says_how_far_it_is(tmp_path: Path) -> None:
    """Each page counts towards the same whole."""
    clock, heard = ManualClock(at("2026-05-05 10:00")), list[tuple[int, int | None]]()
    memory = Memory(clock.now, page_size=10)
    for number in range(25):
        memory.deliver(mail_of(DANA, f"<{number}@x.example>", clock.now(), {"intent": "unrelated"}))
    store = Store(tmp_path / "followthrough.db")
    around = {"look_back": timedelta(days=30), "judge": said, "judge_again": lambda judged, owner: judged}

    Cycle("main", memory, store, rulebook(), clock, progress=lambda *told: heard.append(told), **around).run()  # type: ignore[arg-type]
    store.close()

    assert heard == [(10, 25), (20, 25), (25, 25)]


def test_the_bar_fills_and_ends_its_line() -> None:
    lines = [progress.line("personal", done, 40) for done in (0, 10, 40)]

    assert [line.count("#") for line in lines] == [0, 6, 24]
    assert lines[1] == "\rpersonal: [######------------------] 10 of 40 messages"
    assert lines[2].endswith("40 of 40 messages\n")
    assert "0 of 0" in progress.line("empty", 0, 0)
