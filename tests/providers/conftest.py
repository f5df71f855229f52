"""What the tests of this folder share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from providers.maildir import Maildir
from tests.providers.imap_driver import ImapMailbox
from tests.providers.maildir_driver import PLUS, DiskMailbox
from tests.providers.servers.dovecot import Dovecot, why_not


@pytest.fixture
def disk(tmp_path: Path) -> DiskMailbox:
    return DiskMailbox(tmp_path / "Mail", PLUS)


@pytest.fixture
def provider(disk: DiskMailbox) -> Maildir:
    return disk.open()


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A server for all tests; each of them uses an account of its own."""
    if reason := why_not():
        pytest.skip(reason)
    server = Dovecot()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def box(dovecot: Dovecot) -> Iterator[ImapMailbox]:
    """An account of one test on that server."""
    box = ImapMailbox(dovecot)
    yield box
    box.close()
