"""A Gmail account on loopback, and its owner at the web page."""

from __future__ import annotations

import copy
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from providers.gmail import Gmail
from tests.providers.servers.faults import Fault, refusal
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account, OnSend, Variants

TOKEN_COMMAND = f"{shlex.quote(sys.executable)} -c 'print(\"token\")'"
ALWAYS = 1000


class GmailMailbox:
    """`Mailbox` for the conformance suite. `endpoint` is the server's own, or that of something in front of it."""

    def __init__(self, server: GmailServer, endpoint: str = "") -> None:
        self.server, self.account = server, server.account
        self._endpoint = endpoint or server.url
        self._opened: list[Gmail] = []

    def open(self, **named: Any) -> Gmail:
        settings: dict[str, Any] = {"page_size": 10, "now": self.now, "sleep": lambda seconds: None, **named}
        provider = Gmail(self.account.address, token_command=TOKEN_COMMAND, api_endpoint=self._endpoint, **settings)
        provider._token._last = "token"  # type: ignore[attr-defined]  # a process for each open costs more than the rest
        self._opened.append(provider)
        return provider

    def close(self) -> None:
        for provider in self._opened:
            provider.close()

    def now(self) -> datetime:
        return self.account.now

    def settle(self) -> None:
        self.account.settle()

    def deliver(self, mime: bytes, *, received_at: datetime | None = None) -> None:
        self.account.deliver(mime, at=received_at)

    def owner_sends(self, mime: bytes) -> None:
        self.account.owner_sends(mime)

    def owner_saves_draft(self, mime: bytes) -> None:
        self.account.new_draft(mime)

    def owner_edits_draft(self, message_id: str, new_mime: bytes) -> None:
        self.account.edit(self.account.draft_with(message_id), new_mime)

    def owner_sends_draft(self, message_id: str, *, changes_message_id: bool = False) -> None:
        self.account.send(self.account.draft_with(message_id), new_id=changes_message_id)

    def owner_deletes_draft(self, message_id: str) -> None:
        self.account.discard(self.account.draft_with(message_id))

    def drafts(self) -> list[bytes]:
        return self.account.whole_drafts()

    def marks(self) -> object:
        held = [(m.id, m.thread_id, m.mime, frozenset(m.labels)) for m in self.account.messages.values()]
        return held, dict(self.account.drafts), self.account.history_id

    def old_cursors(self) -> list[bytes]:
        return [b'{"at":"1"}', b'FT-gmail-0\n{"at":"100000"}', b'FT-gmail-1\n{"at":"x"}', b'FT-gmail-1\n{"at":"1"}']

    def faults(self) -> Mapping[str, AbstractContextManager[None]]:
        faults = {
            "the server fails": refusal(503, "backendError", times=ALWAYS),
            "the sign-in is refused": refusal(401, "authError", times=ALWAYS),
            "the quota is spent": refusal(403, "userRateLimitExceeded", times=ALWAYS),
            "the answer is garbage": Fault(200, b"<html>", times=ALWAYS),
            "the answer is another object": Fault(200, b'{"kind": "x"}', times=ALWAYS),
            "the connection breaks": Fault(times=ALWAYS),
        }
        return {name: self._failing(fault) for name, fault in faults.items()}

    @contextmanager
    def _failing(self, fault: Fault) -> Iterator[None]:
        self.server.faults.add(fault)
        yield
        self.server.faults.clear()


class CrashGmail(GmailMailbox):
    """The mailbox on which the agent is killed (`tests.system.crash_mailboxes`): its server stays in this process."""

    def __init__(self, folder: Path) -> None:
        super().__init__(GmailServer(Account()).start())

    def set_now(self, moment: datetime) -> None:
        self.account.now = moment

    def sent_mail(self) -> list[bytes]:
        return [message.mime for message in self.account.messages.values() if "SENT" in message.labels]

    def saved(self) -> Account:
        return copy.deepcopy(self.account)

    def restore(self, saved: Account) -> None:
        self.account = self.server.account = copy.deepcopy(saved)

    def close(self) -> None:
        super().close()
        self.server.close()


class CrashContraryGmail(CrashGmail):
    """The same where Gmail goes the other way in all that is not settled, and its search never catches up."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.account.variants = Variants(
            on_send=OnSend.REPLACED,
            sending_keeps_the_id=True,
            editing_rewrites=True,
            history_has_labels=False,
            history_repeats=True,
            search_lags=True,
        )
