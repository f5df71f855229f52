"""Signing in: what a provider that needs the owner's consent asks of the terminal (`followthrough connect`)."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

SIGN_INS: dict[str, str] = {
    "gmail": "providers.gmail.sign_in:sign_in",
    "outlook": "providers.outlook.signing:sign_in",
}
"""Name in the configuration → "module:function" for providers that are signed in to by hand; a function has the
signature of `SignIn`."""


class Screen(Protocol):
    """The owner's terminal."""

    can_ask: bool
    """Whether somebody is there to answer."""

    def say(self, line: str) -> None:
        """Show one line."""

    def ask(self, question: str) -> str:
        """The owner's answer, stripped; raises `EOFError` if there is none."""

    def open_browser(self, url: str) -> bool:
        """Show a page to the owner; False where there is no browser."""


class SignIn(Protocol):
    """Signs in with a mailbox's settings, keeps what it was given, and names the address it signed in; None where there
    is nothing to sign in to (a `token_command`).

    Raises `ProviderError` with the next step.
    """

    def __call__(self, screen: Screen, **settings: Any) -> str | None: ...


def sign_in_of(provider: str) -> Callable[..., str | None] | None:
    """The sign-in of the provider called so, or None if its mailboxes need none."""
    if provider not in SIGN_INS:
        return None
    module, _, name = SIGN_INS[provider].partition(":")
    found: Callable[..., str | None] = getattr(import_module(module), name)
    return found
