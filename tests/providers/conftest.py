"""What the tests of this folder share. Assertions in the shared suite explain themselves as those in test files do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from providers.maildir import Maildir

pytest.register_assert_rewrite("tests.providers.conformance", "tests.providers.scripted_life")

from tests.providers.imap_driver import ImapMailbox  # noqa: E402
from tests.providers.maildir_driver import PLUS, DiskMailbox  # noqa: E402 - after the registration above
from tests.providers.servers.dovecot import Dovecot, why_not  # noqa: E402


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
