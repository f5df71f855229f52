"""The part of `init` that is about the mailbox: guess from the address, ask what the guess leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from agent.commands.asking import Asking
from agent.config_types import line, one_of
from agent.first_account import PROVIDERS, Guess, employers_warning, guess, server_of
from agent.first_config import Account
from providers.secrets import write_private

IMAP_PORT = 993


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
        return "imap" if self.host or self.password_command or self.password_file else None


def account_for(address: str, given: MailboxAnswers, ask: Asking, folder: Path) -> Account:
    """The mailbox of this address; a password that is typed goes into a file of its own in `folder`."""
    guessed = guess(address)
    provider = _provider(guessed, given, ask)
    if provider != "maildir" and (warning := employers_warning(address)):
        ask.say(f"Note: {warning}")
    match provider:
        case "gmail":
            return _gmail(address, given, ask)
        case "outlook":
            return _outlook(address, given, ask)
        case "imap":
            return _imap(address, given, ask, guessed, folder)
    path = ask.for_("Your Maildir", "--mailbox", given.maildir, line, "~/Mail")
    return Account("local", "maildir", [("path", path, "")])


def _provider(guessed: Guess, given: MailboxAnswers, ask: Asking) -> str:
    if given.implied is None and not guessed.is_certain and ask.can_ask:
        ask.offer("How is it read?", PROVIDERS)
    implied = given.implied or (guessed.provider if guessed.is_certain else None)
    return ask.for_("One of these", "--provider", implied, one_of(PROVIDERS), guessed.provider)


def _gmail(address: str, given: MailboxAnswers, ask: Asking) -> Account:
    question = "The OAuth client (JSON) you made in the Google console (docs/gmail.md)"
    client = ask.for_(question, "--credentials-file", given.credentials_file, line, "gmail-client.json")
    return Account("gmail", "gmail", [("address", address, ""), ("credentials_file", client, "")])


def _outlook(address: str, given: MailboxAnswers, ask: Asking) -> Account:
    if given.client_id is None:
        ask.say("Microsoft lets a program in by an application id; docs/outlook.md says who can get one today.")
    question = "The application (client) id (docs/outlook.md)"
    client = ask.for_(question, "--client-id", given.client_id, line)
    return Account("outlook", "outlook", [("address", address, ""), ("client_id", client, "")])


def _imap(address: str, given: MailboxAnswers, ask: Asking, guessed: Guess, folder: Path) -> Account:
    host = ask.for_("The IMAP server", "--host", given.host or server_of(address)[0], line, guessed.host)
    keys: list[tuple[str, str | int, str]] = [("address", address, ""), ("host", host, "")]
    if given.port and given.port != IMAP_PORT:
        keys.append(("port", given.port, ""))
    if given.username:
        keys.append(("username", given.username, ""))
    keys.append(_password(given, ask, guessed, folder))
    return Account("imap", "imap", keys)


def _password(given: MailboxAnswers, ask: Asking, guessed: Guess, folder: Path) -> tuple[str, str, str]:
    if given.password_command:
        return ("password_command", given.password_command, "A command that prints the password.")
    if given.password_file:
        return ("password_file", given.password_file, "It holds the password; only you may be able to read it.")
    if guessed.password_hint:
        ask.say(guessed.password_hint)
    password = ask.secret("The password (not shown)", "--password-command or --password-file")
    place = folder / "imap-password"
    write_private(place, f"{password}\n")
    return ("password_file", place.name, "It holds the password; only you can read it.")
