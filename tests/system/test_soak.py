"""The daemon runs for months: nothing in it grows while nothing happens. Longer: `python -m tests.system.soak`."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.system.soak import Phase, soaking

FEW_BLOCKS = 12
"""Objects a cycle that may be noise: far less than one message, thread or connection that is not let go."""


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Phase:
    """Idle cycles, through the real scheduler, after a few with mail; no step is due meanwhile."""
    with soaking(tmp_path_factory.mktemp("soak"), interviews_in=timedelta(days=5)) as soak:
        warm = soak.run("warm", 40, mail_every=4)
        assert warm.mails == 10
        return soak.run("idle", 90, sample_every=5)


def test_every_cycle_was_run(idle: Phase) -> None:
    """Else the rest would say nothing."""
    assert [s.cycle for s in idle.samples] == list(range(45, 131, 5))


@pytest.mark.parametrize("what", ["files", "threads", "store_kb"])
def test_idle_cycles_hold_on_to_nothing(idle: Phase, what: str) -> None:
    """File handles, threads, pages of the database."""
    assert idle.growth(what) == 0


def test_idle_cycles_leave_no_objects_behind(idle: Phase) -> None:
    """What Python has allocated stays what it was."""
    assert idle.growth("blocks") / 60 < FEW_BLOCKS
