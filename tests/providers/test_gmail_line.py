"""What may leave for Gmail: a short list without sending, over a line that keeps its token to itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.gmail.line import MAY_GO_OUT, Line
from providers.interface import Folder, Interest, ProtocolViolation, Refused
from tests.providers.gmail_driver import GmailMailbox
from tests.providers.servers.discovery import gmail_description
from tests.providers.servers.faults import Fault
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account

SENDING = ("messages/send", "drafts/send", "messages/import", "messages", "messages/batchModify", "messages/1/modify")
ALLOWED = {
    ("GET", "profile"),
    ("GET", "history"),
    ("GET", "messages"),
    ("GET", "messages/{id}"),
    ("GET", "threads/{id}"),
    ("GET", "drafts"),
    ("GET", "drafts/{id}"),
    ("POST", "drafts"),
    ("PUT", "drafts/{id}"),
    ("DELETE", "drafts/{id}"),
}


@pytest.fixture
def server() -> Iterator[GmailServer]:
    server = GmailServer(Account()).start()
    yield server
    server.close()


@pytest.mark.parametrize("path", SENDING)
@pytest.mark.parametrize("prefix", ["", "/upload"])
def test_nothing_is_ever_sent(server: GmailServer, path: str, prefix: str) -> None:
    """The agent never sends: what is not on the list does not reach the network."""
    line = Line(lambda renew: "token")
    with pytest.raises(Refused):
        line.request(f"{server.url}{prefix}/gmail/v1/users/me/{path}", "POST", body="{}")
    assert server.requests.total() == 0


def test_of_all_that_google_describes_only_this_may_go_out() -> None:
    """Reading, and drafts."""
    found = set()
    for path, methods in gmail_description()["paths"].items():
        real = path.replace("{userId}", "me").replace("{messageId}", "m1").replace("{id}", "m1")
        for method in methods:
            if any(method.upper() == verb and form.fullmatch(real) for verb, form in MAY_GO_OUT):
                found.add((method.upper(), path.partition("{userId}/")[2]))
    assert found == ALLOWED


@given(st.text(max_size=60))
def test_no_path_that_ends_in_sending_is_on_the_list(text: str) -> None:
    for ending in ("messages/send", "drafts/send"):
        path = f"/gmail/v1/users/me/{text}{ending}"
        assert not any(verb != "GET" and form.fullmatch(path) for verb, form in MAY_GO_OUT)


def test_a_netrc_of_this_machine_does_not_take_the_tokens_place(
    server: GmailServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    GmailMailbox(server).open().check()


def test_a_token_does_not_follow_a_redirect(server: GmailServer) -> None:
    other = GmailServer(Account()).start()
    server.faults.add(Fault(302, b"", {"Location": f"{other.url}/gmail/v1/users/me/profile"}, times=9))
    with pytest.raises(ProtocolViolation):
        GmailMailbox(server).open().check()
    assert other.requests.total() == 0
    other.close()


def test_a_message_without_labels_is_mail(server: GmailServer) -> None:
    """Archived mail may carry none at all, and Google then leaves the field out."""
    box = GmailMailbox(server)
    key = box.account.deliver(b"Subject: x\n\nx\n")
    box.account.messages[key].labels = set()
    page = box.open().changes(None, box.now() - timedelta(days=1), Interest())
    assert [(message.key, message.folder) for message in page.messages] == [(key, Folder.INBOX)]
