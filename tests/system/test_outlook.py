"""Outlook from a configuration file to a draft, with the real program: signed in, read, drafted, sent, ended.

Its requests go through Prism where that is installed (`tests/providers/servers/prism.py`).
"""

from __future__ import annotations

import json
import stat
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.providers.servers.graph import GraphServer
from tests.providers.servers.graph_items import Item
from tests.providers.servers.graph_mailbox import GraphMailbox, Variants
from tests.providers.servers.microsoft_login import CLIENT, MicrosoftLogin
from tests.providers.servers.prism import is_installed, prism
from tests.providers.test_outlook_prism import description
from tests.system.home import PROGRAM, confirmation, rejection, zone_of_the_afternoon
from tests.system.test_cli import environment

ADDRESS = "jordan@mail.example"
CONFIG = """me: {{name: Jordan Ellis, addresses: [{address}], timezone: {zone}, country: US}}
data_dir: ./data
mailboxes:
  - name: work
    provider: outlook
    address: {address}
    client_id: {client}
    graph_endpoint: {endpoint}
    authority: {login}
"""
FORGETFUL = Variants(id_survives_sending=False, property_reaches_sent=False)


@dataclass
class Home:
    """A folder with a configuration, and the services it names."""

    folder: Path
    graph: GraphServer
    login: MicrosoftLogin

    @property
    def box(self) -> GraphMailbox:
        return self.graph.mailbox

    def run(self, *arguments: str, status: int = 0) -> str:
        done = subprocess.run(
            [PROGRAM, *arguments], cwd=self.folder, capture_output=True, text=True, check=False, env=environment()
        )
        assert done.returncode == status, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def state(self) -> str:
        (row,) = [json.loads(line) for line in self.run("status", "--json").splitlines()]
        return str(row["state"])

    def drafts(self) -> list[Item]:
        return self.box.inside("drafts")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with ExitStack() as stack:
        login = MicrosoftLogin(interval_seconds=0).start()
        stack.callback(login.close)
        graph = GraphServer(GraphMailbox(variants=FORGETFUL), tokens=login.granted).start()
        stack.callback(graph.close)
        endpoint = stack.enter_context(prism(description(), graph.url, tmp_path)) if is_installed() else graph.url
        graph.reset(graph.mailbox, endpoint)
        zone = zone_of_the_afternoon()
        settings = {"address": ADDRESS, "zone": zone, "client": CLIENT, "endpoint": endpoint, "login": login.url}
        (tmp_path / "config.yaml").write_text(CONFIG.format(**settings))
        yield Home(tmp_path, graph, login)
        assert graph.routes.sending_attempts == []
        assert not any("Mail.Send" in scope for scope in login.scopes)


def test_an_owner_signs_in_and_finds_the_thank_you_in_its_conversation(home: Home) -> None:
    """The whole way, and what the owner reads when Microsoft ends the sign-in."""
    asked = home.box.deliver(confirmation(1))

    said = home.run("connect", "work", "--no-browser")
    assert "https://microsoft.com/devicelogin" in said
    assert "ABCD-EFGH" in said
    assert "Signed in as jordan@mail.example." in said
    kept = home.folder / "data" / "work-token.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert "signed in" in home.run("doctor")

    home.run("run", "--once")
    (draft,) = home.drafts()
    assert draft.to == ("Priya Raman <priya@northwind.example>",)
    assert (draft.in_reply_to, draft.conversation) == ("<1@northwind.example>", asked.conversation)
    assert home.state() == "interviewed"

    home.run("run", "--once")
    assert len(home.drafts()) == 1

    home.box.owner_sends_draft(draft)
    home.run("run", "--once")
    assert home.state() == "thanked"

    home.box.deliver(rejection(1))
    home.run("run", "--once")
    assert home.state() == "rejected"

    home.login.revoke("invalid_grant", 50173)
    said = home.run("run", "--once", status=1)
    assert "the password was changed" in said
    assert "followthrough connect" in said

    home.run("connect", "work", "--no-browser")
    home.run("run", "--once")
    assert [item.is_read for item in home.box.inside("inbox")] == [False, False]  # reading marks nothing


def test_a_declined_sign_in_says_so_and_ends_with_the_next_step(home: Home) -> None:
    home.login.decision = "decline"
    said = home.run("connect", "work", "--no-browser", status=1)
    assert "work: The sign-in was declined." in said
    assert "followthrough connect" in said
