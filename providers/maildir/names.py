"""File names of a Maildir: what stays the same for a message's whole life, and what does not (maildir(5))."""

from __future__ import annotations

import os
import re
import secrets
import socket
import time
from itertools import count

_FIELDS = re.compile(r"(?:,[A-Z][A-Z0-9]*=[^,:]*)+$")
"""`,U=7` of mbsync, `,S=123,W=130` of Dovecot, `,FMD5=…` of OfflineIMAP: added after delivery, so not part of it."""
_deliveries = count(1)


def base_of(file_name: str) -> str:
    """The part of a file name that survives flags, reading and syncing: the message's key.

    Bytes that are no UTF-8 come out as backslash escapes, so that the key is always storable text.
    """
    unique, _, _ = file_name.partition(":")
    return os.fsencode(_FIELDS.sub("", unique)).decode("utf-8", "backslashreplace")


def flags_of(file_name: str) -> str:
    """The flag letters after `:2,`; "" where there are none."""
    _, _, info = file_name.partition(":")
    return info[2:] if info.startswith("2,") else ""


def unique_base() -> str:
    """A new base name: seconds, then microseconds, process, delivery and random parts, then the host (maildir(5))."""
    now = time.time_ns()
    micros = now // 1000 % 1_000_000
    middle = f"M{micros:06}P{os.getpid()}Q{next(_deliveries)}R{secrets.token_hex(4)}"
    return f"{now // 1_000_000_000}.{middle}.{_host()}"


def _host() -> str:
    name = socket.gethostname() or "localhost"
    # maildir(5) writes / and : as octal escapes; a comma would look like a field.
    return name.replace("/", r"\057").replace(":", r"\072").replace(",", r"\054")
