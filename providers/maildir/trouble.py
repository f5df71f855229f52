"""What the disk says, in the words of the port."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from providers.interface import MailboxMissing, PermissionMissing, ProviderError, Unreachable

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FORBIDDEN = {errno.EACCES, errno.EPERM}
_ABSENT = {errno.ENOENT, errno.ENOTDIR}


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Let only `ProviderError` out of a block that works on `path`."""
    try:
        yield
    except OSError as error:
        raise translated(error, path) from error


def translated(error: OSError, path: Path) -> ProviderError:
    """The decision behind an error of the disk.

    A full disk passes by itself once space is made, so it is `Unreachable` and tried again; a read-only one or a
    wrong owner needs a hand, so it is `PermissionMissing` and the mailbox pauses.
    """
    place = error.filename if isinstance(error.filename, str) else str(path)
    reason = error.strerror or type(error).__name__
    if error.errno in _FULL:
        return Unreachable(f"No space is left for {place}.", next_step=f"Free some space on the disk of {path}.")
    if error.errno == errno.EROFS:
        return PermissionMissing(
            f"{place} is on a read-only disk.", next_step=f"Mount the disk of {path} so that it can be written."
        )
    if error.errno in _FORBIDDEN:
        return PermissionMissing(
            f"{place} may not be used: {reason}.",
            next_step=f"Give the account that runs followthrough read and write access to {path}.",
        )
    if error.errno in _ABSENT:
        return MailboxMissing(
            f"{place} is not there.", next_step=f"Check that {path} exists and is the `path` of this mailbox."
        )
    return Unreachable(f"{place} cannot be used just now: {reason}.")
