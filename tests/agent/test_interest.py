"""What the agent asks of a mailbox's past (B18)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.interest import interest_in
from agent.store import Store
from providers.interface import MessageKey
from rules.reading import Intent
from tests.agent.world import PRIYA, World

NEWSLETTER = b"List-Unsubscribe: <https://x.example/u>\r\nSubject: Our picnic\r\nFrom: "


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "followthrough.db")
    yield store
    store.close()


def test_mass_mail_is_left_unless_it_comes_from_somebody_in_a_thread(empty: Store) -> None:
    from_priya = NEWSLETTER + f"{PRIYA.name} <{PRIYA.email}>\r\n".encode()
    assert not interest_in(empty, "main").may_matter(from_priya)

    world = World()
    world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST)
    interest = interest_in(world.store, "main")

    assert interest.may_matter(from_priya)
    assert PRIYA.email in interest.people()
    assert not interest.may_matter(NEWSLETTER + b"Shop <news@shop.example>\r\n")


def test_a_service_that_searches_is_given_words_and_senders(empty: Store) -> None:
    interest = interest_in(empty, "main")

    assert "interview" in interest.words
    assert "greenhouse.io" in interest.people()
    assert not interest.is_known(MessageKey("a"))
