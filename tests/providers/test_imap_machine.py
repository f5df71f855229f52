"""Whatever other programs do on a server between two pages, and whatever becomes of the line, every message is reported
exactly once, and every draft has the fate that it had."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, rule, run_state_machine_as_test

from providers.fingerprint import Fingerprint
from providers.headers import read_headers
from providers.imap.handle import Mark, Version
from providers.imap.provider import Imap
from providers.interface import Cursor, DraftRef, Fate, Interest, Page
from tests.providers.imap_driver import INBOX, SENT, ImapMailbox
from tests.providers.provider_mail import draft, mail
from tests.providers.servers.dovecot import Dovecot

SINCE = datetime.now(UTC) - timedelta(days=30)
NEVER = {Fate.EDITED, Fate.SENT, Fate.GONE}


class ImapMachine(RuleBasedStateMachine):
    """Deliver, read, flag, delete, move away, send, write and edit drafts, drop the line, restart, poll in pages."""

    server: ClassVar[Dovecot]
    present = Bundle("present")
    drafted = Bundle("drafted")

    @initialize()
    def begin(self) -> None:
        self.box = ImapMailbox(self.server)
        self.provider: Imap = self.box.open(page_size=3)
        self.cursor: Cursor | None = None
        self.count = 0
        self.expected: set[str] = set()
        self.reported: list[str] = []
        self.fates: dict[str, tuple[DraftRef, Fate]] = {}

    def teardown(self) -> None:
        self.all_pages_are_read()
        if hasattr(self, "box"):
            self.box.close()

    @rule(target=present, is_sent=st.booleans(), is_young=st.booleans())
    def delivered(self, is_sent: bool, is_young: bool) -> str:
        """Old mail is news too once the past was read; before that it may be left out."""
        message_id = self._next_id()
        folder = SENT if is_sent else INBOX
        age = timedelta(days=1 if is_young or self.cursor is None else 90)
        self.box.client.store(folder, mail(message_id[1:-1]), (), self.box.now() - age)
        self.expected.add(message_id)
        return message_id

    @rule(message_id=present)
    def read_and_flagged(self, message_id: str) -> None:
        client, uid = self._opened(message_id)
        if uid:
            client.add_flags([uid], ["\\Seen", "\\Flagged"])

    @rule(message_id=consumes(present))
    def is_deleted(self, message_id: str) -> None:
        """Before it was read it may be missed, and after it was read nothing becomes of it."""
        client, uid = self._opened(message_id)
        if uid:
            client.delete_messages([uid], silent=True)
            client.uid_expunge([uid])
        self.expected.discard(message_id)

    @rule(target=drafted)
    def a_draft_is_placed(self) -> str:
        message_id = self._next_id()
        mime = draft(message_id[1:-1], to=f"p{self.count}@marlowfinch.example")
        self.fates[message_id] = (self.provider.save_draft(mime, None), Fate.UNTOUCHED)
        return message_id

    @rule(message_id=drafted)
    def a_draft_is_reworded(self, message_id: str) -> None:
        ref, fate = self.fates[message_id]
        if fate is Fate.UNTOUCHED:
            mime = self.provider.read_draft(ref) + f"Once more, {self.count}.\r\n".encode()
            self.fates[message_id] = (self.provider.replace_draft(ref, mime, None), fate)

    @rule(message_id=consumes(drafted), fate=st.sampled_from(sorted(NEVER)), under_new_id=st.booleans())
    def the_owner_takes_a_draft(self, message_id: str, fate: Fate, under_new_id: bool) -> None:
        ref, _ = self.fates[message_id]
        if fate is Fate.EDITED:
            self.box.owner_edits_draft(message_id, self.provider.read_draft(ref) + b"By hand.\r\n")
        elif fate is Fate.GONE:
            self.box.owner_deletes_draft(message_id)
        else:
            before = set(self.box.client.uids(SENT))
            self.box.owner_sends_draft(message_id, changes_message_id=under_new_id)
            (uid,) = set(self.box.client.uids(SENT)) - before
            self.expected.add(read_headers(self.box.client.read(SENT, uid)).message_id)
        self.fates[message_id] = (ref, fate)

    @rule()
    def the_line_drops(self) -> None:
        self.box.proxy.cut()

    @rule()
    def the_program_restarts(self) -> None:
        self.provider.close()
        self.provider = self.box.open(page_size=3)

    @rule()
    def a_page_is_read(self) -> None:
        self._take(self.provider.changes(self.cursor, SINCE, Interest()))

    @rule()
    def a_page_is_read_and_lost(self) -> None:
        """The program stopped before it was kept: the same must come again."""
        self.provider.changes(self.cursor, SINCE, Interest())

    @rule()
    def all_pages_are_read(self) -> None:
        if not hasattr(self, "box"):
            return
        more = True
        while more:
            page = self.provider.changes(self.cursor, SINCE, Interest())
            more = page.more
            self._take(page)
        assert self.expected <= set(self.reported)

    @rule()
    def every_draft_has_its_fate(self) -> None:
        for ref, fate in self.fates.values():
            assert self.provider.outcome(ref).fate is fate

    def _take(self, page: Page) -> None:
        self.cursor = page.cursor
        self.reported += [read_headers(message.mime).message_id for message in page.messages]
        assert page.troubles == ()
        assert len(set(self.reported)) == len(self.reported)

    def _next_id(self) -> str:
        self.count += 1
        return f"<{self.count}@machine.example>"

    def _opened(self, message_id: str) -> tuple[Any, int]:
        client = self.box.client.connected()
        for folder in (INBOX, SENT):
            for uid in self.box.client.uids(folder):
                if read_headers(self.box.client.read(folder, uid)).message_id == message_id:
                    client.select_folder(folder)
                    return client, uid
        return client, 0


@pytest.fixture
def machine(dovecot: Dovecot) -> type[ImapMachine]:
    ImapMachine.server = dovecot
    return ImapMachine


def test_nothing_is_lost_or_doubled_in_any_order(machine: type[ImapMachine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )


@given(validity=st.integers(0, 2**32 - 1), next_uid=st.integers(0, 2**32 - 1), seconds=st.integers(0, 2**33))
def test_a_handle_survives_being_kept_as_text(validity: int, next_uid: int, seconds: int) -> None:
    fingerprint = Fingerprint.of(draft("a@mail.example"), seconds * 10**9)
    version = Version(Mark(validity, next_uid), fingerprint)
    assert Version.unpacked(version.packed()) == version
