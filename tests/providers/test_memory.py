"""The memory mailbox conforms, costs little, and fails when told to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from providers.interface import Cursor, DraftId, Fate, Interest, Provider, RateLimited, SignInRequired, Unreachable
from providers.memory import Memory
from tests.providers.conformance import KeepsDraftBytes, ProviderConformance, read_all
from tests.providers.mailbox_driver import Mailbox
from tests.providers.provider_mail import draft, mail

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SINCE = NOW - timedelta(days=30)


class MemoryMailbox:
    """`Memory` seen from outside."""

    def __init__(self) -> None:
        self.memory = Memory(self.now, page_size=10)

    def open(self) -> Provider:
        self.memory = self.memory.reopened()
        return self.memory

    def now(self) -> datetime:
        return NOW

    def settle(self) -> None:
        pass

    def deliver(self, mime: bytes, *, received_at: datetime | None = None) -> None:
        self.memory.deliver(mime, received_at=received_at)

    def owner_sends(self, mime: bytes) -> None:
        self.memory.owner_sends(mime)

    def owner_saves_draft(self, mime: bytes) -> None:
        self.memory.owner_saves_draft(mime)

    def owner_edits_draft(self, message_id: str, new_mime: bytes) -> None:
        self.memory.owner_edits(self._draft(message_id), new_mime)

    def owner_sends_draft(self, message_id: str, *, changes_message_id: bool = False) -> None:
        self.memory.owner_sends_draft(self._draft(message_id), changes_message_id=changes_message_id)

    def owner_deletes_draft(self, message_id: str) -> None:
        self.memory.owner_deletes(self._draft(message_id))

    def drafts(self) -> list[bytes]:
        return [stored.mime for stored in self.memory.drafts()]

    def marks(self) -> object:
        return self.memory.drafts()

    def old_cursors(self) -> list[bytes]:
        return [b"[0, 0, 0, 0, 0, null, null]", b"[1, 0, 99, 0, 0, null, null]", b'[1, 0, "x", 0, 0, null, null]']

    def faults(self) -> Mapping[str, AbstractContextManager[None]]:
        return {"every verb fails": self._every_verb_fails()}

    @contextmanager
    def _every_verb_fails(self) -> Iterator[None]:
        for verb in Provider.__abstractmethods__:
            self.memory.fail_next(verb, Unreachable("the line dropped"))
        yield

    def _draft(self, message_id: str) -> DraftId:
        return next(stored.id for stored in self.memory.drafts() if stored.message_id == message_id)


class TestMemory(ProviderConformance, KeepsDraftBytes):
    @pytest.fixture
    def mailbox(self) -> Mailbox:
        return MemoryMailbox()


@pytest.fixture
def memory() -> Memory:
    return Memory(lambda: NOW)


def test_a_failure_before_the_effect_leaves_nothing_behind(memory: Memory) -> None:
    memory.fail_next("save_draft", Unreachable("the line dropped"))
    with pytest.raises(Unreachable):
        memory.save_draft(draft("a@mail.example"), None)
    assert memory.drafts() == []
    memory.save_draft(draft("a@mail.example"), None)
    assert len(memory.drafts()) == 1


def test_a_failure_after_the_effect_leaves_a_draft_that_looking_finds(memory: Memory) -> None:
    """B34: the answer was lost, the draft was not."""
    memory.fail_next("save_draft", Unreachable("the answer was lost"), after_effect=True)
    with pytest.raises(Unreachable):
        memory.save_draft(draft("a@mail.example"), None)
    assert memory.find_draft("<a@mail.example>") is not None


def test_failures_queue_up_verb_by_verb(memory: Memory) -> None:
    memory.fail_next("changes", RateLimited("slow down", retry_at=NOW + timedelta(minutes=5)))
    memory.fail_next("changes", SignInRequired("the token is dead"))
    memory.check()
    with pytest.raises(RateLimited):
        memory.changes(None, SINCE, Interest())
    with pytest.raises(SignInRequired):
        memory.changes(None, SINCE, Interest())
    assert memory.changes(None, SINCE, Interest()).messages == ()


def test_a_verb_that_the_port_does_not_know_cannot_fail(memory: Memory) -> None:
    with pytest.raises(ValueError, match="send"):
        memory.fail_next("send", Unreachable("no"))


def test_expired_cursors_begin_a_rescan(memory: Memory) -> None:
    memory.deliver(mime := mail("a@marlowfinch.example"))
    _, page = read_all(memory, None, SINCE)
    memory.expire_cursors()
    again = memory.changes(page.cursor, SINCE, Interest())
    assert (again.reset, [message.mime for message in again.messages]) == (True, [mime])
    assert not memory.changes(again.cursor, SINCE, Interest()).reset


def test_conversations_are_those_that_the_mailbox_was_given(memory: Memory) -> None:
    memory.deliver(mail("a@marlowfinch.example"), conversation_id="c1", received_at=NOW - timedelta(hours=1))
    (message,), _ = read_all(memory, None, SINCE)
    assert (message.conversation_id, message.received_at) == ("c1", NOW - timedelta(hours=1))


def test_read_bodies_are_given_back_once_the_cursor_has_passed() -> None:
    memory = Memory(lambda: NOW, page_size=2, release_read=True)
    keys = [memory.deliver(mail(f"{number}@marlowfinch.example")) for number in range(3)]
    first = memory.changes(None, SINCE, Interest())
    assert len(first.messages) == 2
    rest = memory.changes(first.cursor, SINCE, Interest())
    assert [message.key for message in rest.messages] == keys[2:]
    rescan = memory.changes(None, SINCE, Interest())
    assert [trouble.key for trouble in rescan.troubles] == keys[:2]


def test_a_poll_of_a_full_mailbox_touches_only_what_is_new() -> None:
    """100,000 messages read in 1,000 polls: if a poll walked the mailbox, this would visit 50 million entries."""
    memory = Memory(lambda: NOW, release_read=True)
    entries = memory._contents.entries
    cursor: Cursor | None = None
    read = 0
    for _ in range(1000):
        for _ in range(100):
            memory.deliver(b"Subject: x\n\n")
        page = memory.changes(cursor, SINCE, Interest())
        cursor = page.cursor
        read += len(page.messages)
    assert (read, len(entries)) == (100_000, 100_000)
    assert sum(entry.mime is not None for entry in entries) == 100


def test_progress_counts_down(memory: Memory) -> None:
    small = Memory(lambda: NOW, page_size=10)
    for number in range(25):
        small.deliver(mail(f"{number}@marlowfinch.example"))
    first = small.changes(None, SINCE, Interest())
    second = small.changes(first.cursor, SINCE, Interest())
    assert (first.total, second.total) == (25, 15)


def test_drafts_count_as_changed_until_the_last_page_is_read() -> None:
    """A stop between two pages must not hide what the owner did."""
    small = Memory(lambda: NOW, page_size=10)
    _, page = read_all(small, None, SINCE)
    for number in range(15):
        small.deliver(mail(f"{number}@marlowfinch.example"))
    small.save_draft(draft("a@mail.example"), None)
    first = small.changes(page.cursor, SINCE, Interest())
    second = small.changes(first.cursor, SINCE, Interest())
    third = small.changes(second.cursor, SINCE, Interest())
    assert [one.drafts_changed for one in (first, second, third)] == [True, True, False]


def test_old_mail_that_arrives_later_is_news(memory: Memory) -> None:
    _, page = read_all(memory, None, SINCE)
    memory.deliver(mail("late@marlowfinch.example"), received_at=SINCE - timedelta(days=5))
    assert len(read_all(memory, page.cursor, SINCE)[0]) == 1


def test_the_owner_can_send_at_a_chosen_time(memory: Memory) -> None:
    ref = memory.save_draft(draft("a@mail.example"), None)
    memory.owner_sends_draft(ref.id, at=NOW + timedelta(hours=2))
    outcome = memory.outcome(ref)
    assert (outcome.fate, outcome.sent_at) == (Fate.SENT, NOW + timedelta(hours=2))
