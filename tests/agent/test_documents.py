"""What is kept as a document comes back as it was, also from before defaults were left out."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from agent import documents
from agent.threads import Thread
from rules.reading import Intent
from tests.agent.world import PRIYA, World, interview


def test_a_thread_comes_back_as_it_was_from_its_short_form_and_from_the_full_one() -> None:
    """The full form is what earlier programs wrote; the short one is kept, since a page of the memory is 4 KB."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    world.until("2026-05-11 17:00")
    thread, adapter = world.thread(), _adapter()
    full, short = adapter.dump_json(thread).decode(), documents.thread_to_json(thread)

    assert thread.drafts
    assert documents.thread_from_json(short) == documents.thread_from_json(full) == thread
    assert len(short) < len(full)
    assert '"pin"' in full
    assert '"pin"' not in short


def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(Thread)
