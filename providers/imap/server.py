"""Which server a mailbox is on, and how private the line to it is."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from providers.imap.presets import MICROSOFT_DOMAINS, preset_for
from providers.interface import MailboxMissing, PermissionMissing
from providers.loopback import is_loopback

IMAPS_PORT = 993
"""RFC 8314, 3.2: TLS from the first byte."""


class Privacy(StrEnum):
    """How the line is encrypted."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Server:
    """An IMAP server as it is connected to."""

    host: str
    port: int
    privacy: Privacy = Privacy.TLS
    ca_file: Path | None = None
    """Certificates (PEM) to trust instead of the system's."""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def context(self) -> ssl.SSLContext:
        """TLS with the certificate and the host's name checked. Raises `PermissionMissing` for an unusable CA file."""
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise PermissionMissing(
                f"The certificates in {self.ca_file} cannot be used: {_reason(error)}.",
                next_step="Write the path of a PEM file as `ca_file`.",
            ) from error


def server_for(
    address: str,
    host: str | None,
    port: int | None,
    *,
    tls: bool = True,
    starttls: bool = False,
    ca_file: Path | None = None,
) -> Server:
    """The server as configured; what is not said comes from the address.

    Raises `MailboxMissing` if no server is known, and `PermissionMissing` where the password would travel in the clear
    to another machine.
    """
    privacy = Privacy.NONE if not tls else Privacy.STARTTLS if starttls else Privacy.TLS
    host = host or _known_host(address)
    if privacy is Privacy.NONE and not is_loopback(host):
        raise PermissionMissing(
            f"Without tls the password for {host} could be read on its way; that is done on this machine only.",
            next_step="Write `tls: true`, with `starttls: true` if the server begins in plain text.",
        )
    return Server(host, port or IMAPS_PORT, privacy, ca_file)


def _known_host(address: str) -> str:
    preset = preset_for(address)
    if preset is not None:
        return preset.host
    if address.rpartition("@")[2].lower() in MICROSOFT_DOMAINS:
        raise MailboxMissing(
            "Microsoft takes no passwords over IMAP any more.", next_step="Write `provider: outlook` for this mailbox."
        )
    raise MailboxMissing(
        f"The server of {address} is not known.", next_step="Write its name as `host`; your mail service's help has it."
    )


def _reason(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()
