"""`connect`: what it says of a mailbox, in the terminal of its owner."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path

import pytest

from agent.commands.connecting import Terminal, connect
from agent.errors import FollowthroughError
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account

CONFIG = """me: {name: Jordan Ellis, addresses: [jordan@mail.example], timezone: Europe/Berlin, country: DE}
data_dir: ./data
mailboxes:
  - %s
"""


def configured(folder: Path, mailbox: str) -> Path:
    """A configuration with this mailbox."""
    place = folder / "config.yaml"
    place.write_text(CONFIG % mailbox)
    place.chmod(0o600)
    return place


@pytest.mark.parametrize(
    ("platform", "screen", "opens"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"BROWSER": "w3m"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_without_a_screen_no_text_browser_takes_the_terminal(
    monkeypatch: pytest.MonkeyPatch, platform: str, screen: dict[str, str], opens: bool
) -> None:
    """On a server Python would start w3m or lynx, which hides the code that is to be entered; one that the owner names
    is what they want."""
    opened: list[str] = []
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(webbrowser, "open", lambda url: opened.append(url) is None)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    for name, value in screen.items():
        monkeypatch.setenv(name, value)

    assert Terminal(use_browser=True).open_browser("https://login.example/") is opens
    assert not Terminal(use_browser=False).open_browser("https://login.example/")
    assert opened == (["https://login.example/"] if opens else [])


def test_nobody_is_said_to_be_signed_in_before_a_commands_token_was_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = GmailServer(Account("jordan@gmail.com"), "good").start()
    kept = tmp_path / "token"
    asked = f"token_command: [cat, {kept}], api_endpoint: {server.url}"
    place = configured(tmp_path, f"{{name: g, provider: gmail, address: jordan@gmail.com, {asked}}}")
    kept.write_text("expired")

    with pytest.raises(FollowthroughError, match="the token that `token_command` printed"):
        connect(place, "g", use_browser=False)
    kept.write_text("good")
    assert connect(place, "g", use_browser=False) == 0
    server.close()
    assert "Signed in" not in capsys.readouterr().out


def test_a_folder_for_sent_mail_that_was_not_found_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """B7: the owner's own mail would not be read."""
    for name in ("cur", "new", "tmp"):
        for folder in (".", ".Postausgang", ".Drafts"):
            (tmp_path / "Mail" / folder / name).mkdir(parents=True)
    place = configured(tmp_path, f"{{name: local, provider: maildir, path: {tmp_path / 'Mail'}}}")

    assert connect(place, "local", use_browser=False) == 0
    said = capsys.readouterr().out
    assert "No folder for sent mail was found" in said
    assert "there are: .Postausgang." in said
    assert "local can be read." in said
