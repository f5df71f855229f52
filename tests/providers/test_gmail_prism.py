"""The adapter and our stand-in server keep to Google's own description: the conformance suite once more, through Prism.

Neither the client nor the server can then misspell a field without a test that fails.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from tests.providers.conformance import ProviderConformance
from tests.providers.gmail_driver import GmailMailbox
from tests.providers.servers.discovery import gmail_description
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account
from tests.providers.servers.prism import WHY_NOT, is_installed, prism

pytestmark = pytest.mark.skipif(not is_installed(), reason=WHY_NOT)


@pytest.fixture(scope="module")
def server() -> Iterator[GmailServer]:
    server = GmailServer(Account()).start()
    yield server
    server.close()


@pytest.fixture(scope="module")
def address(server: GmailServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with prism(gmail_description(), server.url, tmp_path_factory.mktemp("prism")) as url:
        yield url


class TestGmailThroughPrism(ProviderConformance):
    @pytest.fixture
    def mailbox(self, server: GmailServer, address: str) -> Iterator[GmailMailbox]:
        server.account = Account()
        box = GmailMailbox(server, address)
        yield box
        box.close()
        assert server.sendings == 0


def test_what_is_not_described_does_not_pass(address: str) -> None:
    """Prism is awake: a misspelt field."""
    token = {"Authorization": "Bearer token"}
    drafts = f"{address}/gmail/v1/users/me/drafts"
    misspelt = requests.post(drafts, json={"message": {"raw": "QQ==", "threadID": "1"}}, headers=token, timeout=10)
    right = requests.get(f"{drafts}?maxResults=5", headers=token, timeout=10)
    assert (misspelt.status_code, right.status_code) == (422, 200)
