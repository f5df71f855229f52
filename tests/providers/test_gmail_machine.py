"""Anything in any order at Gmail: every mail is reported exactly once, no draft ever, whatever breaks in between."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from providers.interface import Cursor, Folder, Interest, MessageKey, ProviderError
from tests.providers.gmail_driver import GmailMailbox
from tests.providers.provider_mail import draft, mail
from tests.providers.servers.faults import Fault, refusal
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account, Variants

NO_MAIL = {"DRAFT", "SPAM", "TRASH"}
TRASH, INBOX = frozenset({"TRASH"}), frozenset({"INBOX"})


class GmailMachine(RuleBasedStateMachine):
    """The mailbox and what a reader was told of it."""

    messages: Bundle[str] = Bundle("messages")
    drafts: Bundle[str] = Bundle("drafts")

    def __init__(self) -> None:
        super().__init__()
        self.server = GmailServer(Account()).start()
        self.box = GmailMailbox(self.server)
        self.provider = self.box.open()
        self.cursor: Cursor | None = None
        self.told: dict[str, Folder] = {}
        self.since = self.box.now() - timedelta(days=30)
        self.number = 0

    @initialize(labels=st.booleans(), repeats=st.booleans(), keeps=st.booleans(), page=st.sampled_from([2, 500]))
    def behaves(self, labels: bool, repeats: bool, keeps: bool, page: int) -> None:
        self.box.account.variants = Variants(
            history_has_labels=labels, history_repeats=repeats, sending_keeps_the_id=keeps
        )
        self.server.largest_page = page

    @rule(target=messages, label=st.sampled_from(["INBOX", "SPAM", "Label_1"]))
    def arrives(self, label: str) -> str:
        return self.box.account.deliver(mail(f"{self._next()}@marlowfinch.example"), labels=frozenset({label}))

    @rule(target=messages)
    def owner_writes(self) -> str:
        return self.box.account.owner_sends(draft(f"{self._next()}@mail.example"))

    @rule(target=drafts)
    def owner_begins(self) -> str:
        return self.box.account.new_draft(draft(f"{self._next()}@mail.example"))

    @rule(held=drafts)
    def autosave(self, held: str) -> None:
        if held in self.box.account.drafts:
            self.box.account.edit(held, draft(f"{self._next()}@mail.example"))

    @rule(target=messages, held=drafts)
    def owner_sends(self, held: str) -> object:
        return self.box.account.send(held) if held in self.box.account.drafts else multiple()

    @rule(key=messages, back=st.booleans())
    def moves(self, key: str, back: bool) -> None:
        """Into the trash, or out of spam and trash into the inbox."""
        if key not in self.box.account.messages:
            return
        if back:
            self.box.account.relabel(key, add=INBOX, remove=frozenset({"SPAM", "TRASH"}))
        else:
            self.box.account.relabel(key, add=TRASH, remove=INBOX)

    @rule(key=messages)
    def reads_it(self, key: str) -> None:
        if key in self.box.account.messages:
            self.box.account.relabel(key, remove=frozenset({"UNREAD"}))

    @rule()
    def history_is_forgotten(self) -> None:
        self.box.account.forget_history()

    @rule()
    def restarts(self) -> None:
        self.provider.close()
        self.provider = self.box.open()

    @rule(fault=st.sampled_from([refusal(503), refusal(403, "rateLimitExceeded"), Fault(), Fault(200, b"?")]))
    def breaks(self, fault: Fault) -> None:
        self.server.faults.add(fault)

    @rule(pages=st.integers(1, 3))
    def polls(self, pages: int) -> None:
        with suppress(ProviderError):
            for _ in range(pages):
                self._page()

    @invariant()
    def drafts_are_no_mail(self) -> None:
        held = set(self.box.account.drafts.values())
        assert held.isdisjoint(self.told)

    def teardown(self) -> None:
        self.server.faults.clear()
        while self._page():
            pass
        account = self.box.account
        mails = {key: m for key, m in account.messages.items() if not m.labels & NO_MAIL}
        assert mails.keys() <= self.told.keys()
        assert all(self.told[key] is (Folder.SENT if "SENT" in m.labels else Folder.INBOX) for key, m in mails.items())
        assert self.server.sendings == 0
        self.box.close()
        self.server.close()

    def _page(self) -> bool:
        page = self.provider.changes(self.cursor, self.since, Interest(is_known=self._is_known))
        for message in page.messages:
            assert message.key not in self.told
            self.told[message.key] = message.folder
        self.cursor = page.cursor
        return page.more

    def _is_known(self, key: MessageKey) -> bool:
        return key in self.told

    def _next(self) -> int:
        self.number += 1
        return self.number


TestGmailMachine = GmailMachine.TestCase
TestGmailMachine.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
