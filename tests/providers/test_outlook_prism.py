"""The adapter and our stand-in server keep to Microsoft's own description: the conformance suite once more, through
Prism. The description is built from Graph's metadata (`tests/data/servers/graph`).

Prism does not look into a batch, so each part of one is asked once more by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from providers.interface import ProviderError
from tests.providers.conformance import ProviderConformance
from tests.providers.graph_driver import GraphBox
from tests.providers.provider_mail import draft
from tests.providers.servers.faults import Fault
from tests.providers.servers.graph import ALWAYS, TOKEN
from tests.providers.servers.graph_mailbox import Variants
from tests.providers.servers.prism import WHY_NOT, is_installed, prism
from tests.providers.test_outlook_faults import TABLE

pytestmark = pytest.mark.skipif(not is_installed(), reason=WHY_NOT)
DESCRIPTION = Path(__file__).parent.parent / "data" / "servers" / "graph" / "mail.openapi.json"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Prefer": 'IdType="ImmutableId"'}
DESCRIBED = (200, 404, 410)

ANSWERS = (400, 401, 403, 404, 410, 412, 429, 503)
"""Statuses that the description knows beside success."""
DESCRIBED_FAULTS = [row for row in TABLE if row[0].status in ANSWERS and row[0].body.startswith(b"{")]


def description() -> dict[str, Any]:
    """Microsoft's, save that answers have every header of a mail and not only those that a client may set."""
    whole: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    whole["paths"] = {f"/v1.0{path}": verbs for path, verbs in whole["paths"].items()}
    whole["servers"] = [{"url": "https://graph.microsoft.com"}]
    del whole["components"]["schemas"]["internetMessageHeader"]["properties"]["name"]["pattern"]
    return whole


@pytest.fixture(scope="module")
def served() -> Iterator[GraphBox]:
    box = GraphBox(Variants(), patience=(5.0, 20.0))
    yield box
    box.close()


@pytest.fixture(scope="module")
def address(served: GraphBox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with prism(description(), served.server.url, tmp_path_factory.mktemp("prism")) as url:
        yield url


class TestOutlookThroughPrism(ProviderConformance):
    @pytest.fixture
    def mailbox(self, served: GraphBox, address: str) -> Iterator[GraphBox]:
        served.begin_anew(address)
        yield served
        unlike = [path for path in dict.fromkeys(served.server.asked_parts) if _status(address, path) not in DESCRIBED]
        assert unlike == []
        assert served.server.routes.sending_attempts == []

    def test_bytes_come_as_they_are(self) -> None:  # type: ignore[override]
        pytest.skip("Prism hands bodies on as UTF-8, so bytes that are none are lost in it")


def _status(address: str, path: str) -> int:
    return requests.get(f"{address}/v1.0{path}", headers=HEADERS, timeout=10).status_code


def _posted(address: str, path: str, body: dict[str, Any]) -> int:
    return requests.post(f"{address}/v1.0{path}", json=body, headers=HEADERS, timeout=10).status_code


@pytest.mark.parametrize(
    ("fault", "expected", "step"), DESCRIBED_FAULTS, ids=lambda value: getattr(value, "status", "")
)
def test_each_described_failure_is_told_for_what_it_is(
    served: GraphBox, address: str, fault: Fault, expected: type[ProviderError], step: str
) -> None:
    """The fault table once more, as far as the description has such answers."""
    served.begin_anew(address)
    provider = served.open()
    with served.failing(replace(fault, times=ALWAYS)), pytest.raises(ProviderError) as failure:
        provider.save_draft(draft("thanks@mail.example"), None)
    assert type(failure.value) is expected
    assert step in failure.value.next_step


def test_what_is_not_described_does_not_pass(address: str) -> None:
    """Prism is awake: a misspelt property, a header that may not be set, and every way to send."""
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("/me/messages", {"subjekt": "x"}),
        ("/me/messages", {"toRecipients": [{"emailAddress": {"adress": "x"}}]}),
        ("/me/sendMail", {}),
        ("/me/messages/x/send", {}),
        ("/me/messages/x/reply", {}),
    ]
    assert [_posted(address, path, body) for path, body in wrong] == [422, 422, 404, 404, 404]
    assert _status(address, "/me/mailFolders/inbox?$select=id") == 200
