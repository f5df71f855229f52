"""The part of `init` that is about the mailbox: guess from the address, ask what the guess leaves open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from types import MappingProxyType

from agent.commands.asking import Asking
from agent.config_mailboxes import usual_port
from agent.config_types import line, one_of
from agent.first_account import PROVIDERS, Guess, employers_warning, guess, server_of
from agent.first_config import Account
from providers.imap.presets import preset_of
from providers.loopback import is_loopback

ENCRYPTIONS = MappingProxyType(
    {
        "tls": "from the first byte (port 993)",
        "starttls": "it begins in plain text and is encrypted before the password is sent (Proton's Bridge)",
        "none": "not at all; only for a server on this machine",
    }
)
Key = tuple[str, str | int, str]
"""(key, value, comment)."""


@dataclass(frozen=True, slots=True)
class MailboxAnswers:
    """What was given as options about the mailbox; None is asked for."""

    provider: str | None = None
    maildir: str | None = None
    host: str | None = None
    port: int | None = None
    username: str | None = None
    password_command: str | None = None
    password_file: str | None = None
    password_env: str | None = None
    password_keyring: str | None = None
    encryption: str | None = None
    ca_file: str | None = None
    credentials_file: str | None = None
    client_id: str | None = None

    @property
    def implied(self) -> str | None:
        """The provider that the other options name between the lines."""
        if self.provider:
            return self.provider
        if self.maildir:
            return "maildir"
        if self.credentials_file:
            return "gmail"
        if self.client_id:
            return "outlook"
        return "imap" if self.host or self.password_option else None

    @property
    def password_option(self) -> str | None:
        """Whatever says where the password is."""
        return self.password_command or self.password_file or self.password_env or self.password_keyring


PATHS = MappingProxyType(
    {
        "path": "let your mail program keep its mail in it",
        "credentials_file": "put the client there",
        "password_file": "write the password into it, readable by you alone",
        "ca_file": "put the certificate there",
    }
)
"""Keys whose values are paths, and what to do where nothing is there."""


def account_for(address: str, given: MailboxAnswers, ask: Asking, folder: Path) -> Account:
    """The mailbox of this address, for a configuration in `folder`."""
    guessed = guess(address)
    provider = _provider(guessed, given, ask)
    if provider != "maildir" and (warning := employers_warning(address)):
        ask.say(f"Note: {warning}")
    match provider:
        case "gmail":
            return _gmail(address, given, ask, folder)
        case "outlook":
            return _outlook(address, given, ask)
        case "imap":
            return _imap(address, given, ask, guessed, folder)
    path = ask.for_("Your Maildir", "--mailbox", given.maildir, line, "~/Mail")
    return Account("local", "maildir", [("path", _as_written(path, folder), "")])


def _as_written(path: str, folder: Path) -> str:
    """A path that was typed, for a file in `folder`, where relative ones begin beside it. At a terminal they begin in
    the current folder; only what lies beside the file alone is meant there (in a container these two differ)."""
    if path.startswith("~"):
        return path
    base = folder.resolve()
    is_beside = not Path(path).exists() and (base / path).exists()
    full = Path(os.path.abspath((base if is_beside else Path.cwd()) / path))
    return str(full.relative_to(base) if full.is_relative_to(base) else full)


def _provider(guessed: Guess, given: MailboxAnswers, ask: Asking) -> str:
    if given.implied is None and not guessed.is_certain and ask.can_ask:
        ask.offer("How is it read?", PROVIDERS)
    implied = given.implied or (guessed.provider if guessed.is_certain else None)
    return ask.for_("One of these", "--provider", implied, one_of(PROVIDERS), guessed.provider)


def _gmail(address: str, given: MailboxAnswers, ask: Asking, folder: Path) -> Account:
    question = "The OAuth client (JSON) you made in the Google console (docs/gmail.md)"
    beside = str(folder.absolute() / "gmail-client.json")
    client = ask.for_(question, "--credentials-file", given.credentials_file, line, beside)
    keys = [("address", address, ""), ("credentials_file", _as_written(client, folder), "")]
    return Account("gmail", "gmail", keys)


def _outlook(address: str, given: MailboxAnswers, ask: Asking) -> Account:
    if given.client_id is None:
        ask.say("Microsoft lets a program in by an application id; docs/outlook.md says who can get one today.")
    question = "The application (client) id (docs/outlook.md)"
    client = ask.for_(question, "--client-id", given.client_id, line)
    return Account("outlook", "outlook", [("address", address, ""), ("client_id", client, "")])


def _imap(address: str, given: MailboxAnswers, ask: Asking, guessed: Guess, folder: Path) -> Account:
    if guessed.password_hint and not given.password_option:
        ask.say(guessed.password_hint)
    said = ask.for_("The IMAP server", "--host", given.host or server_of(address)[0], line, guessed.host)
    host, port = _host_and_port(said)
    keys: list[Key] = [("address", address, ""), ("host", host, "")]
    keys += _line(host, given.port or port, given, ask, folder)
    username = given.username
    if username is None and ask.can_ask and not guessed.is_certain and preset_of(host) is None:
        username = ask.for_("Your user name there", "--username", None, line, address)
    if username and username != address:
        keys.append(("username", username, ""))
    if password_key := _password(given, folder):
        return Account("imap", "imap", [*keys, password_key])
    options = "--password-command, --password-file, --password-env or --password-keyring"
    password = ask.secret("The password (not shown)", options)
    keys.append(("password_file", _free_name(folder), "It holds the password; only you can read it."))
    return Account("imap", "imap", keys, password)


def _host_and_port(text: str) -> tuple[str, int | None]:
    """As people copy it: `mail.example:1993`."""
    host, _, port = text.rpartition(":")
    return (host, int(port)) if port.isdecimal() and host and ":" not in host else (text, None)


def _line(host: str, port: int | None, given: MailboxAnswers, ask: Asking, folder: Path) -> Iterator[Key]:
    """Port and encryption: asked only of a server on this machine, such as Proton's Bridge; others are encrypted from
    the first byte unless an option says otherwise."""
    is_bridge = is_loopback(host) and ask.can_ask
    if port is None and is_bridge:
        port = int(ask.for_("Its port", "--port", None, _port, "1143"))
    how = given.encryption or (None if is_bridge else "tls")
    if how is None:
        ask.offer("How is the line encrypted?", ENCRYPTIONS)
    how = ask.for_("One of these", "--encryption", how, one_of(ENCRYPTIONS), "starttls")
    if port and port != usual_port(tls=how != "none", starttls=how == "starttls"):
        yield ("port", port, "")
    if how != "tls":
        yield ("starttls", True, "") if how == "starttls" else ("tls", False, "It does not leave this machine.")
    certificate = given.ca_file
    if certificate is None and is_bridge and how != "none":
        certificate = ask.for_("Its certificate, exported (PEM); - for none", "--ca-file", None, line, "-")
    if certificate not in (None, "-"):
        yield ("ca_file", _as_written(str(certificate), folder), "It signs its own certificate.")


def _port(text: str) -> str:
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise ValueError(f"{text!r} is no port")
    return text


def _password(given: MailboxAnswers, folder: Path) -> Key | None:
    """Where an option says that the password is."""
    if given.password_command:
        return ("password_command", given.password_command, "A command that prints the password.")
    if given.password_file:
        named = _as_written(given.password_file, folder)
        return ("password_file", named, "It holds the password; only you may be able to read it.")
    if given.password_env:
        return ("password_env", given.password_env, "The environment variable that holds the password.")
    if given.password_keyring:
        return ("password_keyring", given.password_keyring, "The service that the system's keyring keeps it under.")
    return None


def _free_name(folder: Path) -> str:
    """For a password's file: another configuration in this folder may have one."""
    names = (f"imap-password{f'-{number}' if number > 1 else ''}" for number in count(1))
    return next(name for name in names if not os.path.lexists(folder / name))
