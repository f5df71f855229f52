"""Whatever mail comes, observing leaves no trace: a real run afterwards does what it would have done (B25, B28)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.reading import Intent
from tests.agent.world import PRIYA, World, at, interview

INTENTS = [
    Intent.REPLY,
    Intent.STATUS_UPDATE,
    Intent.INFORMATION_REQUEST,
    Intent.SCHEDULING_REQUEST,
    Intent.INTERVIEW_SCHEDULED,
    Intent.INTERVIEW_CANCELLED,
    Intent.REJECTION,
    Intent.OFFER,
]
MAIL = st.lists(st.tuples(st.integers(1, 400), st.sampled_from(INTENTS), st.integers(0, 20)), max_size=6)
END = "2026-06-10 12:00"


def deliver(world: World, mail: list[tuple[int, Intent, int]], *, watches: bool) -> World:
    """An interview, then mail so many hours after one another; the program watches, or sleeps to the end."""
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    common: dict[str, Any] = {"company": "Northwind", "role": "Data Engineer"}
    world.clock.set(at("2026-05-05 10:00"))
    root = world._deliver(PRIYA, "Interview", None, None, intent="interview_scheduled", interview=talk, **common)
    for hours, intent, days in mail:
        moment = world.clock.now() + timedelta(hours=hours)
        if moment >= at(END):
            break
        if watches:
            world.until(f"{moment.astimezone(at(END).tzinfo):%Y-%m-%d %H:%M}")
        world.clock.set(moment)
        facts = dict(common)
        if intent is Intent.INTERVIEW_SCHEDULED:
            start = moment + timedelta(days=days)
            facts["interview"] = interview(f"{start:%Y-%m-%d} 10:00", "10:45", PRIYA)
        elif intent is Intent.STATUS_UPDATE:
            facts["decision_by"] = (moment + timedelta(days=days)).date().isoformat()
        world._deliver(PRIYA, "Interview", root, None, intent=intent.value, **facts)
    return world


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(MAIL)
def test_a_real_run_after_observing_is_as_if_nobody_had_observed(mail: list[tuple[int, Intent, int]]) -> None:
    """B28, B25: the same drafts are placed at the same times as after a sleep of the same length."""
    observed = deliver(World(observe=True), mail, watches=True).until(END)
    assert observed.drafts() == []
    assert observed.store._db.execute("SELECT count(*) FROM drafts").fetchone()[0] == 0
    shown = Counter(
        (t.entry.at, t.entry.data["kind"], t.entry.data["body"])
        for t in observed.told
        if t.entry.event == "draft_placed"
    )
    assert all(count == 1 for count in shown.values())
    observed.observe = False
    observed.restart()
    observed.told.clear()
    slept = deliver(World(), mail, watches=False).sleep_until(END)
    before = len(slept.told)

    observed.run()
    assert observed.thread().state == slept.thread().state
    for world in (observed, slept):
        world.until("2026-07-20 12:00")
    assert before
    assert observed.placed() == slept.placed()
    assert observed.thread().state == slept.thread().state
