"""The secret that a mailbox is opened with: read anew at every login, kept nowhere."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from providers.interface import SecretMissing
from providers.secrets import command_output, read_private


@dataclass(frozen=True, slots=True)
class Credentials:
    """Where name and secret come from; the first source that is given counts."""

    username: str
    token_command: str | Sequence[str] | None = field(default=None, repr=False)
    """Prints an access token, for services that want OAuth (XOAUTH2)."""
    password_command: str | Sequence[str] | None = field(default=None, repr=False)
    password_file: Path | None = None
    password_env: str | None = None
    password_keyring: str | None = None
    """The service under which the system's keyring keeps it, for this username."""

    @property
    def is_token(self) -> bool:
        return self.token_command is not None

    def secret(self) -> str:
        """The access token or password. Raises `SecretMissing` or `PermissionMissing`."""
        if self.token_command is not None:
            return command_output(_line(self.token_command), what="the access token")
        if self.password_command is not None:
            return command_output(_line(self.password_command), what="the password")
        if self.password_file is not None:
            return _from_file(self.password_file)
        if self.password_env is not None:
            return _from_environment(self.password_env)
        if self.password_keyring is not None:
            return _from_keyring(self.password_keyring, self.username)
        raise SecretMissing(
            "There is no password for this mailbox.",
            next_step="Name one of password_command, password_file, password_env, password_keyring.",
        )


def _line(command: str | Sequence[str]) -> str:
    return command if isinstance(command, str) else shlex.join(command)


def _from_file(path: Path) -> str:
    try:
        text = read_private(path, what="the password")
    except FileNotFoundError as error:
        raise SecretMissing(
            f"The password file {path} is not there.", next_step="Put the password into it, readable by you alone."
        ) from error
    password = next(iter(text.splitlines()), "")
    if not password.strip():
        raise SecretMissing(f"The password file {path} is empty.", next_step="Put the password into its first line.")
    return password


def _from_environment(name: str) -> str:
    password = os.environ.get(name, "")
    if not password:
        raise SecretMissing(
            f"The environment variable {name} holds no password.",
            next_step=f"Set {name} where followthrough is started.",
        )
    return password


def _from_keyring(service: str, username: str) -> str:
    try:
        import keyring  # an extra that few need
    except ImportError as error:
        raise SecretMissing(
            "password_keyring needs the keyring library, which is not installed.",
            next_step="Install it: pip install 'followthrough[keyring]'. Or use password_file.",
        ) from error
    try:
        password = keyring.get_password(service, username)
    except Exception as error:  # each kind of keyring has errors of its own
        raise SecretMissing(
            "The system's keyring cannot be read: it is locked, or there is none where followthrough runs.",
            next_step="Unlock it and try again. On a machine without a desktop, use password_file.",
        ) from error
    if not password:
        raise SecretMissing(
            f"The keyring holds no password of {username} for {service}.",
            next_step=f"Put it there: keyring set {shlex.quote(service)} {shlex.quote(username)}",
        )
    return password
