"""More than one at work: two agents on a data directory, two on one mailbox, the owner's commands beside the daemon."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

from agent import corrections
from agent.clock import ManualClock
from agent.cycle import Cycle
from agent.daemon import only_instance
from agent.errors import StateError
from agent.handles import ref_from_text
from agent.store import Store
from agent.threads import DraftStatus
from providers.interface import DraftId, Provider, Unreachable
from rules.reading import Intent
from tests.agent.world import PRIYA, World, interview, said
from tests.providers.watched import Watched
from tests.system.crash_life import People, rulebook, snapshot
from tests.system.crash_mailboxes import PlainMemory
from tests.system.two_months import LIFE

T = TypeVar("T")
FORK = multiprocessing.get_context("fork")


# One data directory


def _hold(folder: Path, holding: object) -> None:
    with only_instance(folder):
        holding.set()  # type: ignore[attr-defined]
        signal.pause()


def test_a_second_agent_on_a_data_directory_refuses_and_may_start_once_the_first_is_dead(tmp_path: Path) -> None:
    """However it died: the lock goes with the process."""
    holding = FORK.Event()
    first = FORK.Process(target=_hold, args=(tmp_path, holding), daemon=True)
    first.start()
    assert holding.wait(30)
    with pytest.raises(StateError, match="another followthrough is running") as caught, only_instance(tmp_path):
        pass
    assert first.pid
    os.kill(first.pid, signal.SIGKILL)
    first.join()

    assert "Stop it first" in caught.value.next_step
    with only_instance(tmp_path):
        pass


# One mailbox


class Interrupted(Watched):
    """A provider that lets something else happen before its `number`-th call of that kind."""

    def __init__(self, inner: Provider, call: str, number: int, happens: Callable[[], None]) -> None:
        super().__init__(inner)
        self._call, self._number, self._happens, self.uses = call, number, happens, 0

    def around(self, call: str, do: Callable[[], T]) -> T:
        if call == self._call:
            self.uses += 1
            if self.uses == self._number:
                self._happens()
        return do()


def agent_on(mailbox: PlainMemory, provider: Provider, clock: ManualClock) -> Cycle:
    """An agent with a memory of its own."""
    long = timedelta(days=3650)
    store = Store(":memory:")
    return Cycle("main", provider, store, rulebook(), clock, look_back=long, judge=said, judge_again=lambda j, o: j)


@cache
def lived_by(agents: int, call: str = "", number: int = 0) -> tuple[dict[str, Counter[str]], list[str]]:
    """What lies in the mailbox after two months with so many agents, and which drafts were there twice at some time.

    Before the `number`-th `call` of the first agent, the last one has a whole cycle.
    """
    mailbox, clock, twice = PlainMemory(), ManualClock(LIFE[0].at), []
    people = People(mailbox)
    cycles: list[Cycle] = []
    first = Interrupted(mailbox.memory, call, number, lambda: cycles[-1].run() and None)
    cycles += [agent_on(mailbox, first if n == 0 else mailbox.memory, clock) for n in range(agents)]
    for move in LIFE:
        clock.set(move.at)
        mailbox.set_now(move.at)
        move.act(people)
        for _ in range(move.cycles):
            for cycle in cycles:
                cycle.run()
        twice += [message_id for message_id, count in named(mailbox).items() if count > 1]
    return snapshot(cycles[0].store, people).mailbox, twice


def test_two_agents_on_one_mailbox_find_each_others_drafts() -> None:
    """The draft's Message-ID follows from thread, step and person, so each looks for it before it writes (B34)."""
    assert lived_by(2) == lived_by(1)
    assert lived_by(1)[1] == []


@pytest.mark.parametrize("call", ["changes", "outcome", "find_draft", "delete_draft", "replace_draft"])
def test_two_agents_that_poll_at_the_same_moment_double_nothing(call: str) -> None:
    """The other one's whole cycle falls before any call of this one, but for the moment named in agent/README.md."""
    for number in (1, 4, 9):
        assert lived_by(2, call, number) == lived_by(1), number


@pytest.mark.parametrize("number", [1, 2, 5, 8])
def test_two_agents_that_write_at_the_same_moment_leave_one_draft_at_the_next_poll(number: int) -> None:
    """B34: the other one's whole cycle falls between this one's look and its writing, so both write."""
    ended, twice = lived_by(2, "save_draft", number)

    assert ended == lived_by(1)[0]
    assert len(twice) <= 1, "it was there twice for one cycle only"


def two_that_wrote(owner_then: Callable[[PlainMemory, list[DraftId]], None] = lambda box, ids: None) -> Doubled:
    """The first thank-you, written by both; then the owner does something, and both poll twice."""
    mailbox, clock = PlainMemory(), ManualClock(LIFE[0].at)
    people, cycles = People(mailbox), []
    cycles.append(agent_on(mailbox, Interrupted(mailbox.memory, "save_draft", 1, lambda: cycles[1].run()), clock))
    cycles.append(agent_on(mailbox, mailbox.memory, clock))
    for move in LIFE:
        clock.set(move.at)
        mailbox.set_now(move.at)
        move.act(people)
        cycles[0].run()
        if twice := [name for name, count in named(mailbox).items() if count > 1]:
            break
        cycles[1].run()
    ids = [draft.id for draft in mailbox.memory.drafts() if draft.message_id in twice]
    owner_then(mailbox, ids)
    for cycle in (*cycles, *cycles):
        with contextlib.suppress(Unreachable):
            cycle.run()
    return Doubled(mailbox, ids, cycles)


def named(mailbox: PlainMemory) -> Counter[str]:
    """How many drafts bear each Message-ID."""
    return Counter(draft.message_id for draft in mailbox.memory.drafts())


@dataclass(frozen=True)
class Doubled:
    """What two agents that wrote the same draft made of it; `ids` are those of the two, the lower first."""

    mailbox: PlainMemory
    ids: list[DraftId]
    cycles: list[Cycle]

    @property
    def left(self) -> list[DraftId]:
        """Which of them are there still."""
        return [draft.id for draft in self.mailbox.memory.drafts() if draft.id in self.ids]

    @property
    def known_as(self) -> list[tuple[DraftStatus, str]]:
        """For each agent, what it takes its draft for, and which one it is."""
        drafts = [d for c in self.cycles for t in c.store.threads() for d in t.drafts]
        known = [(d.status, ref_from_text(d.ref).id) for d in drafts if d.ref]
        return [(status, name) for status, name in known if name in self.ids]


def test_of_two_drafts_the_lower_gives_way_and_both_agents_hold_the_other() -> None:
    """B34."""
    both = two_that_wrote()

    assert both.left == both.ids[1:]
    assert both.known_as == [(DraftStatus.LIVE, both.ids[1])] * 2


def test_of_two_drafts_none_that_the_owner_edited_is_taken_out() -> None:
    """B33: neither the one that would have given way, nor the one that stays."""
    lower = two_that_wrote(lambda box, ids: edit(box, ids[0]))
    higher = two_that_wrote(lambda box, ids: edit(box, ids[1]))

    assert lower.left == lower.ids
    assert higher.left == higher.ids[1:]
    assert higher.known_as == [(DraftStatus.EDITED, higher.ids[1])] * 2


def test_of_two_drafts_one_stays_where_the_answer_to_taking_one_out_is_lost() -> None:
    """The higher one is not taken for deleted, and its step not for skipped."""
    lost = Unreachable("no answer")
    both = two_that_wrote(lambda box, ids: box.memory.fail_next("delete_draft", lost, after_effect=True))

    assert both.left == both.ids[1:]
    assert both.known_as == [(DraftStatus.LIVE, both.ids[1])] * 2


def edit(box: PlainMemory, draft_id: DraftId) -> None:
    """The owner adds a line."""
    (draft,) = [d for d in box.memory.drafts() if d.id == draft_id]
    box.memory.owner_edits(draft_id, draft.mime + b"\r\nOne more line.\r\n")


# Commands beside the daemon


class InterruptedStore(Store):
    """A memory in which something else happens just before the `number`-th decision from now on."""

    happens: Callable[[], None] | None = None
    number = 0

    @contextmanager
    def decision(self) -> Iterator[None]:
        self.number -= 1
        if self.number == 0 and self.happens:
            self.happens()
        with super().decision():
            yield


def owner_closes(path: Path, now: datetime) -> None:
    """`followthrough close`, in another process."""
    store = Store(path)
    with store.decision():
        (thread,) = store.threads()
        change = corrections.close(thread, now)
        store.put_thread(change.thread, now, now, rulebook().calendar.local_date)
        store.put_entries(change.entries)
    store.close()


def about_to_place(path: Path) -> World:
    """The interview is over, and the thank-you due with the next cycle."""
    world = World(path=str(path), open_store=InterruptedStore)
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    world.until("2026-05-11 15:00")
    world.clock.set(world.clock.now() + timedelta(hours=1))
    return world


def expect_closed(world: World) -> None:
    """Over, and nothing lies in Drafts or waits to be put there."""
    world.run()
    world.run()
    assert world.drafts() == []
    assert world.thread().is_over
    assert not [d for d in world.thread().drafts if d.status in (DraftStatus.LIVE, DraftStatus.PLANNED)]


@pytest.mark.parametrize("call", ["changes", "find_draft", "save_draft"])
def test_a_thread_closed_while_its_draft_is_being_placed_keeps_no_draft(tmp_path: Path, call: str) -> None:
    """The owner's word, said while the agent talks to the mail service."""
    world = about_to_place(path := tmp_path / "followthrough.db")
    now = world.clock.now()
    world.cycle.provider = Interrupted(world.mailbox, call, 1, lambda: owner_closes(path, now))

    expect_closed(world)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_thread_closed_between_two_decisions_keeps_no_draft(tmp_path: Path, number: int) -> None:
    """What a cycle read before the owner's word does not overwrite it."""
    world = about_to_place(path := tmp_path / "followthrough.db")
    now, store = world.clock.now(), world.store
    assert isinstance(store, InterruptedStore)
    store.number, store.happens = number, lambda: owner_closes(path, now)

    expect_closed(world)
    assert store.number <= 0


def _notes(path: Path, writer: int, number: int) -> None:
    store = Store(path)
    for count in range(number):
        with store.decision():
            (thread,) = store.threads()
            now = datetime(2026, 5, 6, writer, count, tzinfo=UTC)
            change = corrections.note(thread, f"about: topic {writer} {count}", now, rulebook())
            store.put_thread(change.thread, now, now, rulebook().calendar.local_date)
    store.close()


def test_notes_taken_by_several_commands_at_once_are_all_kept(tmp_path: Path) -> None:
    """Each reads and writes its thread under one lock."""
    path = tmp_path / "followthrough.db"
    world = World(path=str(path))
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    writers = [FORK.Process(target=_notes, args=(path, writer, 8)) for writer in range(3)]
    for process in writers:
        process.start()
    for _ in range(10):
        world.run()
    for process in writers:
        process.join()

    said_so = str(world.thread().notes)
    assert [w.exitcode for w in writers] == [0, 0, 0]
    assert all(f"topic {writer} {count}" in said_so for writer in range(3) for count in range(8))
