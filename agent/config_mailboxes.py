"""The `mailboxes` section: one account each, told apart by its provider.

A section's keys, `name` and `provider` aside, are the settings its adapter is opened with.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from agent.config_section import Section, key, needed
from agent.config_types import Address, Command, FilePath, Line, MailboxName, Url
from providers.folder_names import checked_roles
from providers.imap.presets import preset_for, preset_of
from providers.loopback import is_loopback


class Folders(Section):
    """Names of the folders, where they are not found by themselves."""

    inbox: Line | None = key("The inbox.", "INBOX")
    sent: Line | None = key("Where your sent mail is.", "Sent")
    drafts: Line | None = key("Where drafts are placed.", "Drafts")

    def must_differ(self, place: Callable[[str], str], **known: str) -> Self:
        """Itself. Raises `ValueError` where two of them, or of those that are `known` unnamed, are one folder."""
        try:
            checked_roles(known | self.model_dump(exclude_none=True), place)
        except ValueError as error:
            raise ValueError(f"{error} Name each folder once, and leave out what is found by itself") from error
        return self


class _Account(Section):
    name: MailboxName = needed("What you call this mailbox.", "personal")
    provider: str

    @property
    def wants_html(self) -> bool:
        """Whether its drafts say the same in HTML beside the plain text."""
        return False

    def settings(self) -> dict[str, Any]:
        """What its adapter is opened with: all that is known but `name`, `provider` and how drafts are written."""
        return self.model_dump(exclude={"name", "provider", "html_drafts"}, exclude_none=True)

    def _needs_one_of(self, *keys: str) -> Self:
        if all(getattr(self, name) is None for name in keys):
            raise ValueError(f"gives no way to sign in. Add {_alternatives(keys)}")
        return self


class MaildirMailbox(_Account):
    """A Maildir on this machine, as mbsync, offlineimap or a mail program keeps it."""

    provider: Literal["maildir"]
    path: FilePath = needed("Its directory.", "~/Mail")
    folders: Folders | None = key(
        "Its folders, relative to `path`; found by their usual names if not given.",
        "{inbox: ., sent: .Sent, drafts: .Drafts}",
    )

    @field_validator("folders")
    @classmethod
    def _folders_differ(cls, folders: Folders | None) -> Folders | None:
        return folders and folders.must_differ(os.path.normpath)


class GmailMailbox(_Account):
    """A Gmail or Google Workspace account, through the Gmail API."""

    provider: Literal["gmail"]
    address: Address = needed("Its address.", "jordan@gmail.example")
    credentials_file: FilePath | None = key(
        "The OAuth client (JSON) you made in the Google console.", "gmail-client.json"
    )
    token_file: FilePath | None = key("Where the sign-in is kept; in `data_dir` if not given.", "gmail-token.json")
    token_command: Command | None = key(
        "A command that prints an access token, instead.", "oama access jordan", repr=False
    )
    api_endpoint: Url | None = key("Another address of the API.", "https://gmail.googleapis.com")

    @property
    def wants_html(self) -> bool:
        """Gmail's compose window would keep the short lines of plain text."""
        return True

    @model_validator(mode="after")
    def _can_sign_in(self) -> Self:
        return self._needs_one_of("credentials_file", "token_file", "token_command")


class OutlookMailbox(_Account):
    """An Outlook.com or Microsoft 365 account, through Microsoft Graph."""

    provider: Literal["outlook"]
    address: Address = needed("Its address.", "jordan@outlook.example")
    client_id: Line | None = key("The application you registered.", "00000000-0000-0000-0000-000000000000")
    tenant: Line = key("Directory: common, consumers, organizations, or an id.", "common", "common")
    cloud: Literal["global", "usgov", "usgov-dod", "china"] = key("Which Microsoft cloud.", "global", "global")
    token_cache: FilePath | None = key("Where the sign-in is kept; in `data_dir` if not given.", "outlook-token.json")
    token_command: Command | None = key(
        "A command that prints an access token, instead.", "oama access jordan", repr=False
    )
    graph_endpoint: Url | None = key("Another address of Graph.", "https://graph.microsoft.com")
    authority: Url | None = key("Another address to sign in at.", "https://login.microsoftonline.com")

    @model_validator(mode="after")
    def _can_sign_in(self) -> Self:
        return self._needs_one_of("client_id", "token_command", "token_cache")


class ImapMailbox(_Account):
    """Any other account, through IMAP."""

    provider: Literal["imap"]
    address: Address = needed("Its address.", "jordan@icloud.example")
    host: Line | None = key("The server; known for iCloud, Fastmail, Yahoo, Gmail and others.", "imap.mail.example")
    port: int | None = key(
        "Its port; if not given, 993, and 143 where the line begins in plain text.", "993", ge=1, le=65535
    )
    tls: bool = key("Encrypt the connection; false only for a server on this machine.", "true", True)
    starttls: bool = key("The line begins in plain text, and is encrypted before the password.", "false", False)
    ca_file: FilePath | None = key("Certificates (PEM) to trust, for a server with one of its own.", "server.pem")
    username: Line | None = key("The name to sign in with; the address if not given.", "jordan")
    password_command: Command | None = key("A command that prints the (app) password.", "pass show mail", repr=False)
    password_file: FilePath | None = key("A file that holds it, instead.", "~/.config/followthrough/password")
    password_env: Line | None = key("An environment variable that holds it, instead.", "FOLLOWTHROUGH_PASSWORD")
    password_keyring: Line | None = key(
        "The service under which the system's keyring keeps it (the extra `keyring`), instead.", "followthrough"
    )
    token_command: Command | None = key(
        "A command that prints an access token, for servers that want XOAUTH2.", "oama access jordan", repr=False
    )
    folders: Folders | None = key("Its folders; found by their marks if not given.", "{sent: Sent, drafts: Drafts}")
    html_drafts: bool | None = key(
        "The same words in HTML beside the plain text, for writing on the service's web page; false for a mail program"
        " of plain text, such as mutt. Not given: true for services known by their address.",
        "true",
    )

    @property
    def wants_html(self) -> bool:
        """Public services have a web page to write on, and its window would keep the short lines of plain text."""
        if self.html_drafts is not None:
            return self.html_drafts
        return bool(preset_of(self.host) if self.host else preset_for(self.address))

    def settings(self) -> dict[str, Any]:
        """With the port that follows from the encryption, where none is given."""
        return {"port": usual_port(tls=self.tls, starttls=self.starttls), **super().settings()}

    @field_validator("folders")
    @classmethod
    def _folders_differ(cls, folders: Folders | None) -> Folders | None:
        return folders and folders.must_differ(_imap_folder, inbox="INBOX")

    @model_validator(mode="after")
    def _knows_its_server(self) -> Self:
        if self.host is None and preset_for(self.address) is None:
            from agent.first_account import guess

            if guess(self.address).provider == "outlook":
                raise ValueError("Microsoft takes no passwords over IMAP any more. Write provider: outlook")
            raise ValueError("names no server. Add host: your mail service's help has its name")
        return self

    @model_validator(mode="after")
    def _can_sign_in(self) -> Self:
        return self._needs_one_of(
            "password_command", "password_file", "password_env", "password_keyring", "token_command"
        )

    @model_validator(mode="after")
    def _keeps_the_password_private(self) -> Self:
        if not self.tls and not (self.host and is_loopback(self.host)):
            raise ValueError(
                "would send the password unencrypted, which is done on this machine only. Remove tls: false"
            )
        return self


Mailbox = Annotated[
    MaildirMailbox | GmailMailbox | OutlookMailbox | ImapMailbox,
    Field(discriminator="provider"),
]


def usual_port(*, tls: bool, starttls: bool) -> int:
    """Where servers listen for a line that is encrypted from its first byte (RFC 8314, 3.2), and for any other."""
    return 993 if tls and not starttls else 143


def _imap_folder(name: str) -> str:
    """INBOX alone is the same in upper and lower case (RFC 3501, 5.1)."""
    return name.upper() if name.upper() == "INBOX" else name


def _alternatives(words: tuple[str, ...]) -> str:
    return ", ".join(words[:-1]) + f" or {words[-1]}"
