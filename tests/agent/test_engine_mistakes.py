"""A mistake of the program's own in one message, thread or draft stops that one alone (B6, B34)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from agent import planning
from agent.judging import Judged, Unreadable
from agent.plan import plan
from agent.spoken import mistake_in
from agent.store import Store
from agent.threads import Thread
from providers.interface import DraftRef, ReplyAnchor
from providers.memory import Memory
from rules.reading import Intent, Owner
from tests.agent.world import DANA, PRIYA, Person, World, interview, said

BROKEN = "Broken"


def judged_so_that_one_breaks(raw: Any, owner: Owner) -> Judged | Unreadable:
    """A mail of the employer `BROKEN` carries a company that no code of ours can work with."""
    judged = said(raw, owner)
    if isinstance(judged, Judged) and judged.reading and judged.reading.company == BROKEN:
        return replace(judged, reading=replace(judged.reading, company=7))  # type: ignore[arg-type]
    return judged


def announce(world: World, moment: str, company: str, person: Person = PRIYA) -> None:
    world.employer(
        moment,
        Intent.INTERVIEW_SCHEDULED,
        sender=person,
        subject=f"Interview at {company}",
        company=company,
        interview=interview("2026-05-06 14:00", "14:45", person),
    )


def companies(world: World) -> list[str | None]:
    return sorted(thread.company or "" for thread in world.store.threads())


def test_a_message_that_breaks_the_intake_is_put_aside_and_the_next_ones_are_taken_b6() -> None:
    world = World(judge=judged_so_that_one_breaks, guard=mistake_in)

    announce(world, "2026-05-04 10:00", BROKEN, DANA)
    announce(world, "2026-05-04 11:00", "Northwind")

    assert companies(world) == ["Northwind"]
    ((_, _, _, what),) = world.store.shelf()
    assert "Error in" in what
    assert "Interview at" not in what


def test_it_is_not_met_again_at_the_next_poll_b6() -> None:
    world = World(judge=judged_so_that_one_breaks, guard=mistake_in)
    announce(world, "2026-05-04 10:00", BROKEN)

    report = world.cycle.run()

    assert (report.messages, report.shelved, report.mistakes) == (0, 0, [])


def test_nothing_of_a_broken_message_is_kept_or_told_b34() -> None:
    world = World(judge=judged_so_that_one_breaks, guard=mistake_in)
    told_before = len(world.told)

    announce(world, "2026-05-04 10:00", BROKEN)

    assert world.told[told_before:] == []
    assert world.store.threads() == []


def test_a_thread_that_breaks_planning_leaves_the_others_their_drafts_b34(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(guard=mistake_in)
    announce(world, "2026-05-04 10:00", BROKEN, DANA)
    announce(world, "2026-05-04 11:00", "Northwind")

    def planned(thread: Thread, *around: Any) -> Any:
        if thread.company == BROKEN:
            raise KeyError(BROKEN)
        return plan(thread, *around)

    monkeypatch.setattr(planning, "plan", planned)
    world.until("2026-05-06 20:00")

    (draft,) = world.drafts()
    assert "Priya" in draft.mime.decode()


def test_a_broken_thread_is_tried_again_within_the_day_b34(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(guard=mistake_in)
    announce(world, "2026-05-04 10:00", "Northwind")

    def broken(*around: Any) -> Any:
        raise KeyError(BROKEN)

    with monkeypatch.context() as patched:
        patched.setattr(planning, "plan", broken)
        world.until("2026-05-06 20:00")
    assert world.drafts() == []

    world.until("2026-05-07 12:00")

    assert len(world.drafts()) == 1


class Choosy(Memory):
    """A mailbox whose adapter has a mistake in it for mail to one person."""

    def save_draft(self, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        if DANA.email and DANA.email.encode() in mime:
            raise IndexError("list index out of range")
        return super().save_draft(mime, anchor)


def test_a_draft_that_cannot_be_made_leaves_the_others_theirs_b34() -> None:
    world = World(guard=mistake_in, is_started=False)
    world.boxes = {"main": Choosy(world.clock.now)}
    world._open()
    world.run()
    announce(world, "2026-05-04 10:00", "Southwind", DANA)
    announce(world, "2026-05-04 11:00", "Northwind")

    world.until("2026-05-06 20:00")

    (draft,) = world.drafts()
    assert "Priya" in draft.mime.decode()


def test_elsewhere_than_in_the_daemon_a_mistake_is_raised() -> None:
    world = World(judge=judged_so_that_one_breaks)

    with pytest.raises(Exception, match="int"):
        announce(world, "2026-05-04 10:00", BROKEN)


def test_what_is_taken_back_alone_leaves_the_rest_of_the_decision_b34() -> None:
    store = World().store
    now = datetime.fromisoformat("2026-05-04T10:00:00+00:00")

    with store.decision():
        store.shelve("main", "kept", "before", "1", now)
        with pytest.raises(KeyError):
            _fail_after(store, now)
        store.shelve("main", "kept too", "after", "1", now)

    assert sorted(key for _, key, _, _ in store.shelf()) == ["kept", "kept too"]


def _fail_after(store: Store, now: datetime) -> None:
    with store.attempt():
        store.shelve("main", "lost", "inside", "1", now)
        raise KeyError("inside")
