"""Access tokens: from a command of the owner's, or from the sign-in that `followthrough connect` kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from providers.interface import Permit
from providers.secrets import command_output


class Tokens(Protocol):
    """A source of tokens for one mailbox."""

    def token(self, *, renew: bool = False, claims: str | None = None) -> str:
        """See `providers.outlook.graph.Bearer`."""

    def permit(self) -> Permit | None:
        """What is known of the sign-in, without asking anybody."""


class CommandTokens:
    """Tokens that a command prints; one is used until the service refuses it."""

    def __init__(self, command: str | Sequence[str]) -> None:
        self._command = command
        self._token = ""

    def token(self, *, renew: bool = False, claims: str | None = None) -> str:
        if renew or not self._token:
            self._token = command_output(self._command, what="the access token").strip()
        return self._token

    def permit(self) -> Permit | None:
        return None


def open_tokens(
    *,
    address: str,
    client_id: str | None,
    tenant: str,
    cloud: str,
    token_cache: Path | None,
    token_command: str | Sequence[str] | None,
    authority: str | None,
) -> Tokens:
    """The source that the settings name; `msal` is loaded only where it is needed."""
    if token_command:
        return CommandTokens(token_command)
    from providers.outlook.signed_in import SignedIn

    return SignedIn(address, client_id, tenant, cloud, token_cache, authority)
