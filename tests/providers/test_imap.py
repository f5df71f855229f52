"""A mailbox on a real IMAP server conforms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from providers.interface import Provider
from tests.providers.conformance import KeepsDraftBytes, ProviderConformance, read_all
from tests.providers.imap_driver import ImapMailbox
from tests.providers.mailbox_driver import Mailbox
from tests.providers.servers.dovecot import Dovecot


class TestImap(ProviderConformance, KeepsDraftBytes):
    @pytest.fixture
    def mailbox(self, dovecot: Dovecot) -> Iterator[Mailbox]:
        box = ImapMailbox(dovecot)
        yield box
        box.close()

    def test_bytes_come_as_they_are(self, mailbox: Mailbox, provider: Provider, since: datetime) -> None:
        """B6. No zero byte and no bare line feed can travel over IMAP (RFC 3501, 9: CHAR8)."""
        ugly = (
            b"Subject: =?utf-8?b?!!!?=\r\nMessage-ID: <u@x.example>\r\nContent-Type: text/x; charset=x\r\n\r\n\xff\r\n"
        )
        mailbox.deliver(ugly)
        (message,), _ = read_all(provider, None, since)
        assert message.mime == ugly
