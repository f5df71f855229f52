"""Gmail conforms, and reads its mailbox by history: what is special to reading."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.providers.conformance import KeepsDraftBytes, ProviderConformance
from tests.providers.gmail_driver import GmailMailbox
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account


@pytest.fixture
def mailbox() -> Iterator[GmailMailbox]:
    server = GmailServer(Account()).start()
    box = GmailMailbox(server)
    yield box
    box.close()
    server.close()
    assert server.sendings == 0


class TestGmail(ProviderConformance, KeepsDraftBytes):
    @pytest.fixture
    def mailbox(self, mailbox: GmailMailbox) -> GmailMailbox:
        return mailbox
