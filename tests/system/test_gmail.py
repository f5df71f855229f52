"""Gmail from a configuration file to a draft, with the real program: signed in, read, drafted, sent, ended.

The long way goes through Prism where that is installed (`tests/providers/servers/prism.py`).
"""

from __future__ import annotations

import json
import stat
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
import requests

from tests.providers.servers.discovery import gmail_description
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account, OnSend, Variants
from tests.providers.servers.google_sign_in import Consent, GoogleSignIn
from tests.providers.servers.prism import is_installed, prism
from tests.system.home import PROGRAM, confirmation, rejection, zone_of_the_afternoon
from tests.system.test_cli import environment

ADDRESS = "jordan@mail.example"
CONFIG = """me: {{name: Jordan Ellis, addresses: [{address}], timezone: {zone}, country: US}}
data_dir: ./data
mailboxes:
  - name: personal
    provider: gmail
    address: {address}
    credentials_file: {client}
    api_endpoint: {endpoint}
"""


@dataclass
class Home:
    """A folder with a configuration, and the services it names."""

    folder: Path
    gmail: GmailServer
    google: GoogleSignIn

    def run(self, *arguments: str, status: int = 0) -> str:
        done = subprocess.run(
            [PROGRAM, *arguments], cwd=self.folder, capture_output=True, text=True, check=False, env=_environment()
        )
        assert done.returncode == status, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def connect(self, status: int = 0) -> str:
        """`connect --no-browser`, answered by the owner in a browser elsewhere on this machine."""
        command = [PROGRAM, "connect", "personal", "--no-browser"]
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        with subprocess.Popen(command, cwd=self.folder, text=True, env=_environment(), **pipes) as process:  # type: ignore[call-overload]
            said = []
            for line in process.stdout:
                said.append(line)
                if line.startswith("http"):
                    requests.get(self.google.browse(line.strip()), timeout=10)
        assert process.returncode == status, "".join(said)
        return "".join(said)

    def state(self) -> str:
        (row,) = [json.loads(line) for line in self.run("status", "--json").splitlines()]
        return str(row["state"])

    def drafts(self) -> list[Message]:
        return [message_from_bytes(mime) for mime in self.gmail.account.whole_drafts()]


def _environment() -> dict[str, str]:
    return {**environment(), "OAUTHLIB_INSECURE_TRANSPORT": "1"}  # the stand-in speaks plain HTTP


@pytest.fixture
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    with ExitStack() as stack:
        gmail = GmailServer(Account(ADDRESS, Variants(on_send=OnSend.REPLACED)), "nobody").start()
        stack.callback(gmail.close)
        google = GoogleSignIn(gmail).start()
        stack.callback(google.close)
        checked = is_installed() and "finds_the_thank_you" in request.node.name
        endpoint = stack.enter_context(prism(gmail_description(), gmail.url, tmp_path)) if checked else gmail.url
        client = google.client_file(tmp_path / "client.json")
        settings = {"address": ADDRESS, "zone": zone_of_the_afternoon(), "client": client, "endpoint": endpoint}
        (tmp_path / "config.yaml").write_text(CONFIG.format(**settings))
        yield Home(tmp_path, gmail, google)
        assert gmail.sendings == 0


def test_an_owner_signs_in_and_finds_the_thank_you_in_its_conversation(home: Home) -> None:
    """The whole way, and what the owner reads when Google ends the sign-in."""
    account = home.gmail.account
    asked = account.deliver(confirmation(1))

    assert "Signed in as jordan@mail.example." in home.connect()
    token = home.folder / "data" / "personal-token.json"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert "signed in 0 days ago" in home.run("doctor")

    home.run("run", "--once")
    (draft,) = home.drafts()
    assert "priya@northwind.example" in str(draft["To"])
    assert draft["In-Reply-To"] == "<1@northwind.example>"
    (draft_id,) = account.drafts
    assert account.messages[account.drafts[draft_id]].thread_id == account.messages[asked].thread_id
    assert home.state() == "interviewed"

    home.run("run", "--once")
    assert len(home.drafts()) == 1

    account.send(draft_id)
    home.run("run", "--once")
    assert home.state() == "thanked"

    account.deliver(rejection(1))
    home.run("run", "--once")
    assert home.state() == "rejected"

    home.google.end_everything()
    said = home.run("run", "--once", status=1)
    assert "Google has ended this sign-in" in said
    assert "followthrough connect" in said

    home.connect()
    home.run("run", "--once")
    unread = [message for message in account.messages.values() if "UNREAD" in message.labels]
    assert len(unread) == 2  # both of the employer's mails: reading marks nothing


def test_what_is_missing_on_googles_page_is_named(home: Home) -> None:
    home.google.consent = Consent(unticks=("readonly",))
    said = home.connect(status=1)
    assert "reading mail (gmail.readonly)" in said
    assert "tick every box" in said
    assert not (home.folder / "data" / "personal-token.json").exists()


def test_a_sign_in_that_ends_soon_is_told_of_before_it_does(home: Home) -> None:
    """An app in "Testing", a day before Google ends its sign-in."""
    home.google.lives_for = 86_400
    home.connect()
    home.run("run", "--once")
    assert "Google ends this sign-in on" in " ".join(home.run("status").split())


def test_an_account_that_is_not_the_configured_one_is_refused(home: Home) -> None:
    home.gmail.account.address = "robin@mail.example"
    said = home.connect(status=1)
    assert "robin@mail.example" in said
    assert ADDRESS in said


def test_before_the_sign_in_the_owner_is_told_to_sign_in(home: Home) -> None:
    assert "followthrough connect" in home.run("run", "--once", status=1)
