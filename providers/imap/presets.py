"""Servers of well-known mail services by the domain of an address, and what these want as a password.

Which hosts and steps were confirmed on which page, and when it was read, stands in docs/imap.md; the rest are the hosts
in common use and were not looked up again. All of them speak TLS on port 993.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """One mail service."""

    name: str
    host: str
    domains: tuple[str, ...]
    password_page: str = ""
    """Where its owner makes an app password, or allows programs to sign in."""
    is_app_password: bool = True
    """It refuses the password of the website over IMAP."""


PRESETS: tuple[Preset, ...] = (
    Preset(
        "iCloud",
        "imap.mail.me.com",
        ("icloud.com", "me.com", "mac.com"),
        "https://account.apple.com, Sign-In and Security, App-Specific Passwords",
    ),
    Preset(
        "Fastmail",
        "imap.fastmail.com",
        ("fastmail.com", "fastmail.fm", "fastmail.net", "fastmail.org", "sent.com", "messagingengine.com"),
        "https://app.fastmail.com, Settings, Privacy & Security, App passwords",
    ),
    Preset(
        "Yahoo",
        "imap.mail.yahoo.com",
        (
            *("yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.it", "yahoo.es", "yahoo.ca", "yahoo.com.br"),
            *("yahoo.com.au", "yahoo.co.in", "yahoo.in", "ymail.com", "rocketmail.com"),
        ),
        "https://login.yahoo.com/account/security, Generate app password",
    ),
    Preset(
        "AOL",
        "imap.aol.com",
        ("aol.com", "aim.com"),
        "https://login.aol.com/account/security, Generate app password",
    ),
    Preset(
        "Gmail",
        "imap.gmail.com",
        ("gmail.com", "googlemail.com"),
        "https://myaccount.google.com/apppasswords (it wants 2-Step Verification to be on)",
    ),
    Preset(
        "GMX",
        "imap.gmx.net",
        ("gmx.de", "gmx.net", "gmx.at", "gmx.ch"),
        "GMX on the web, Settings, POP3/IMAP: allow access",
        is_app_password=False,
    ),
    Preset("GMX", "imap.gmx.com", ("gmx.com", "gmx.us", "gmx.co.uk", "gmx.fr"), is_app_password=False),
    Preset(
        "WEB.DE",
        "imap.web.de",
        ("web.de",),
        "WEB.DE on the web, Settings, POP3/IMAP: allow access",
        is_app_password=False,
    ),
    Preset("mail.com", "imap.mail.com", ("mail.com", "email.com"), is_app_password=False),
    Preset("mailbox.org", "imap.mailbox.org", ("mailbox.org",), is_app_password=False),
    Preset("Posteo", "posteo.de", ("posteo.de", "posteo.net", "posteo.org"), is_app_password=False),
    Preset("T-Online", "secureimap.t-online.de", ("t-online.de", "magenta.de"), is_app_password=False),
    Preset("Zoho", "imap.zoho.com", ("zoho.com", "zohomail.com"), "https://accounts.zoho.com, Security, App Passwords"),
    Preset(
        "Yandex",
        "imap.yandex.com",
        ("yandex.com", "yandex.ru", "ya.ru"),
        "https://id.yandex.com/security/app-passwords",
    ),
    Preset("Orange", "imap.orange.fr", ("orange.fr", "wanadoo.fr"), is_app_password=False),
    Preset("Free", "imap.free.fr", ("free.fr",), is_app_password=False),
    Preset("Libero", "imapmail.libero.it", ("libero.it",), is_app_password=False),
    Preset("Comcast", "imap.comcast.net", ("comcast.net", "xfinity.com"), is_app_password=False),
)

PASSWORDLESS: Mapping[str, str] = {
    "outlook.office365.com": "outlook",
    "imap-mail.outlook.com": "outlook",
}
"""Servers that take no password over IMAP any more → the provider to use instead."""

MICROSOFT_DOMAINS = frozenset({"outlook.com", "hotmail.com", "live.com", "msn.com", "hotmail.co.uk", "outlook.de"})

_BY_DOMAIN = {domain: preset for preset in PRESETS for domain in preset.domains}
_BY_HOST = {preset.host: preset for preset in PRESETS}


def preset_for(address: str) -> Preset | None:
    """The service that an address belongs to, if its domain says so."""
    return _BY_DOMAIN.get(address.rpartition("@")[2].strip().lower())


def preset_of(host: str) -> Preset | None:
    """The service behind a server's name."""
    return _BY_HOST.get(host.strip().lower())
