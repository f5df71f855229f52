"""Planning 1,000 open threads against reading 200 messages, and what an idle cycle does, in one run.

    python benchmarks/planning.py

Prints the ratio of the two times (the aim is below 1), and the queries of an idle cycle beside 1,000 open threads.
"""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

from agent.cycle import Cycle, Report
from agent.judging import judge
from agent.planning import Round, plan_one
from agent.spoken import loudly
from providers.interface import Folder, MessageKey, RawMessage
from rules.reading import Intent, Person
from tests.agent.world import World, at, interview

THREADS, MESSAGES = 1_000, 200
CORPUS = Path(__file__).parents[1] / "tests" / "data" / "corpus-dev"


def open_threads() -> World:
    """So many threads whose interview ended and whose check-in lies ahead."""
    world = World(settings={"drafts_a_day": 10**6})
    for number in range(THREADS):
        person = Person(f"Pat{number} Lee", f"pat@company{number}.example")
        meeting = interview("2026-05-11 14:00", "14:45", person)
        world._deliver(
            person,
            "Interview",
            None,
            None,
            intent=Intent.INTERVIEW_SCHEDULED.value,
            company=f"Company{number}",
            interview=meeting,
        )
    world.clock.set(at("2026-05-05 09:00"))
    world.cycle.run()
    world.until("2026-05-11 20:00")
    return world


def plan_again(world: World) -> float:
    """Seconds to bring every thread up to now and plan it."""
    now = world.clock.now()
    with world.store.decision():
        world.store._db.execute("UPDATE threads SET wake_at = '2026-05-01'")
    begun = time.perf_counter()
    with world.store.decision():
        threads = world.store.threads_to_wake(now)
        around = Round(world.store, world.rulebook, now, lambda thread: True, lambda change: None, loudly)
        around.over(threads, plan_one)
    return time.perf_counter() - begun


def read(world: World) -> float:
    """Seconds to judge 200 messages of the corpus (all 170, the first ones again)."""
    files = sorted(CORPUS.glob("*.eml"))
    mimes = [file.read_bytes() for file in (files * 2)[:MESSAGES]]
    owner = world.rulebook.owner
    judge(RawMessage(MessageKey("warm"), Folder.INBOX, mimes[0]), owner)
    begun = time.perf_counter()
    for number, mime in enumerate(mimes):
        judge(RawMessage(MessageKey(str(number)), Folder.INBOX, mime), owner)
    return time.perf_counter() - begun


def idle_queries(cycle: Cycle, world: World) -> Counter[str]:
    """What an idle cycle asks the store."""
    seen: Counter[str] = Counter()
    world.store._db.set_trace_callback(lambda query: seen.update([query.split(" WHERE")[0][:60].strip()]))
    cycle.plan_and_perform(Report())
    world.store._db.set_trace_callback(None)
    return seen


def main() -> None:
    """Measure, and print."""
    world = open_threads()
    planning = min(plan_again(world) for _ in range(3))
    reading = min(read(world) for _ in range(3))
    print(f"planning {THREADS} threads / reading {MESSAGES} messages: {planning / reading:.2f}")
    world.cycle.run()
    begun = time.perf_counter()
    world.cycle.run()
    print(f"an idle cycle / reading one message: {(time.perf_counter() - begun) / (reading / MESSAGES):.2f}")
    for query, count in idle_queries(world.cycle, world).items():
        print(f"  {count} × {query}")


if __name__ == "__main__":
    main()
