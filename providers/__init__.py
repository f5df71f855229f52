"""Mail services: bytes in, drafts out.

`PROVIDERS` names what is built in; a provider's module is imported only when one of its mailboxes is opened.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from providers.interface import Provider

PROVIDERS: dict[str, str] = {
    "gmail": "providers.gmail:Gmail",
    "imap": "providers.imap.provider:Imap",
    "maildir": "providers.maildir:Maildir",
    "memory": "providers.memory:Memory",
    "outlook": "providers.outlook:Outlook",
}
"""Name in the configuration → "module:Class"; the settings of a mailbox are the parameters of its class."""


class UnknownProvider(ValueError):
    """No adapter goes by this name; the text says which ones there are."""


def open_provider(name: str, **settings: Any) -> Provider:
    """Make the provider called `name` from its mailbox's settings. Raises `UnknownProvider`; touches no mail yet."""
    known = ", ".join(sorted(PROVIDERS))
    if name not in PROVIDERS:
        raise UnknownProvider(f"There is no provider {name!r}. Built in: {known}.")
    module, _, class_name = PROVIDERS[name].partition(":")
    provider = getattr(import_module(module), class_name)(**settings)
    if not isinstance(provider, Provider):
        raise TypeError(f"{PROVIDERS[name]} is not a Provider")
    return provider
