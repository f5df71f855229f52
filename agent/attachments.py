"""Files that go with a draft: read when it is placed, as they are then. Says what cannot be attached, and why."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from agent.mime import Attachment

MAX_BYTES = 2_000_000
"""All files of one draft together. Microsoft Graph takes a file below 3 MB and 4 MB of JSON in one request, in base64
(4/3 of the file); the other services take more."""


def trouble(path: str) -> str:
    """Why a file cannot be attached, "" if it can."""
    try:
        size = Path(path).stat().st_size
        with Path(path).open("rb"):
            pass
    except OSError as error:
        return f"{Path(path).name} cannot be read ({(error.strerror or str(error)).lower()})"
    if not Path(path).is_file():
        return f"{Path(path).name} is not a file"
    if size > MAX_BYTES:
        return f"{Path(path).name} has {size / 1e6:.1f} MB, and {MAX_BYTES / 1e6:.0f} MB are the most"
    return "" if size else f"{Path(path).name} is empty"


def read(paths: Sequence[str]) -> tuple[Attachment, ...]:
    """The files with their names and kinds; without those that cannot be attached."""
    found = []
    for path in paths:
        if not trouble(path):
            with suppress(OSError):  # gone since it was looked at: the next look says so
                found.append(Attachment(Path(path).name, _kind(path), Path(path).read_bytes()))
    return tuple(found)


def _kind(path: str) -> str:
    kind, packing = mimetypes.guess_type(path)
    return kind if kind and not packing and not kind.startswith(("multipart/", "message/")) else _UNKNOWN


_UNKNOWN = "application/octet-stream"
