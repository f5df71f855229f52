"""What the address alone says about a mailbox: who keeps it, how it is read, and whether it may be an employer's. Pure.

The servers of well-known services are `providers.imap.presets`'.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from providers.imap.presets import MICROSOFT_DOMAINS, preset_for
from rules.senders import is_mail_provider

PROVIDERS = MappingProxyType(
    {
        "gmail": "Gmail by Google's own API; its client is made once, in a quarter of an hour (docs/gmail.md)",
        "outlook": "Outlook.com or Microsoft 365, by Microsoft's API (an application id is needed: docs/outlook.md)",
        "imap": "anything else, and Gmail in two minutes, with an (app) password",
        "maildir": "mail that another program already keeps on this machine",
    }
)
"""Each provider, and whom it is for."""

_GOOGLE = frozenset({"gmail.com", "googlemail.com"})
_PROTON = frozenset({"proton.me", "protonmail.com", "protonmail.ch", "pm.me"})
_BRIDGE = (
    "Proton is read through its Bridge, which runs on this machine: it shows port, user name and password, and exports "
    "its certificate (docs/imap.md)."
)
_MICROSOFT_NAMES = ("outlook.", "hotmail.", "live.")
"""National domains: outlook.de, hotmail.co.uk, live.nl."""


@dataclass(frozen=True, slots=True)
class Guess:
    """How a mailbox is probably read."""

    provider: str
    is_certain: bool
    """The domain says so; otherwise the owner should be asked."""
    host: str | None = None
    """The IMAP server, where the provider is `imap`."""
    password_hint: str = ""
    """What its password is, as a sentence; empty where nothing is special about it."""


def guess(address: str) -> Guess:
    """How mail at this address is probably read."""
    domain = address.rpartition("@")[2].lower()
    host, hint = server_of(address)
    if domain in _GOOGLE:  # the API and IMAP both do; the owner chooses
        return Guess("gmail", is_certain=False, host=host or "imap.gmail.com", password_hint=hint)
    if domain in MICROSOFT_DOMAINS or domain.startswith(_MICROSOFT_NAMES):
        return Guess("outlook", is_certain=True)
    if domain in _PROTON:
        return Guess("imap", is_certain=True, host="127.0.0.1", password_hint=_BRIDGE)
    return Guess("imap", is_certain=bool(host), host=host or f"imap.{domain}", password_hint=hint)


def server_of(address: str) -> tuple[str | None, str]:
    """The IMAP server of a well-known service, and what it wants as a password."""
    preset = preset_for(address)
    if preset is None:
        return None, ""
    kind = "an app password, not that of the website" if preset.is_app_password else "a password"
    page = f": {preset.password_page}" if preset.password_page else ""
    return preset.host, f"{preset.name} wants {kind}{page}."


def employers_warning(address: str) -> str | None:
    """What to consider where the domain is no public mail service's; None where it is one."""
    domain = address.rpartition("@")[2].lower()
    if is_mail_provider(domain) or domain in _GOOGLE | MICROSOFT_DOMAINS or server_of(address)[0]:
        return None
    return (
        f"{domain} is no public mail service. If it is your employer's or your school's: its administrators can read "
        "Drafts, and what you plan. A private address is the better one for a search."
    )
