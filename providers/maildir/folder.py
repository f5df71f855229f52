"""One folder of a Maildir: listing, reading and safe delivery, while other programs do the same (maildir(5))."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from providers.maildir.names import base_of, flags_of, unique_base

MESSAGE_LIMIT_BYTES = 64 * 1024 * 1024
"""No more than this is read of one file; a cut message is still readable mail."""
_NO_HARD_LINKS = {errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK}
FOLLOW_TRIES = 5
"""How often a file that other programs keep renaming is looked for."""

DirectoryPrint = tuple[int, int]
"""(mtime in ns, inode) of a directory: equal prints mean that no name in it changed; (0, 0) if it is not there."""


@dataclass(frozen=True, slots=True)
class MessageFile:
    """A message as it was named when the folder was listed; the file may move on at any time."""

    path: str
    base: str
    flags: str

    def stat(self) -> os.stat_result:
        return os.stat(self.path)


@dataclass(frozen=True, slots=True)
class Content:
    """A message file, its bytes, and when these were written (nanoseconds, by the disk's clock)."""

    file: MessageFile
    mime: bytes
    written_ns: int


class MaildirFolder:
    """A directory with `cur`, `new` and `tmp`. Its methods raise `OSError`, which callers translate."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # `new` first: a message that is read meanwhile moves to `cur` and is met twice rather than missed.
        self.directories = (path / "new", path / "cur")

    def is_complete(self) -> bool:
        return all((self.path / name).is_dir() for name in ("tmp", "new", "cur"))

    def create(self) -> None:
        """Make what is missing of the folder: three private directories, and Maildir++'s mark in a sub-folder."""
        for name in ("tmp", "new", "cur"):
            (self.path / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.path.name.startswith("."):
            (self.path / "maildirfolder").touch(mode=0o600)

    def files(self) -> Iterator[MessageFile]:
        """Every message of the folder, in no order."""
        for directory in self.directories:
            yield from list_directory(directory)

    def find(self, base: str) -> MessageFile | None:
        """The file with this base name, whatever its flags are by now.

        A listing may miss a file that is renamed meanwhile, so a vain one counts only if nothing changed around it.
        """
        for _ in range(FOLLOW_TRIES):
            before = self.prints()
            found = next((file for file in self.files() if file.base == base), None)
            if found is not None or self.prints() == before:
                return found
        return None

    def prints(self) -> tuple[DirectoryPrint, ...]:
        return tuple(map(directory_print, self.directories))

    def read(self, file: MessageFile, limit: int = MESSAGE_LIMIT_BYTES) -> Content | None:
        """What `file` holds, followed to its present name if another program renamed it; None if it vanished."""
        current: MessageFile | None = file
        for _ in range(FOLLOW_TRIES):
            if current is None:
                return None
            try:
                with open(current.path, "rb") as stream:
                    return Content(current, stream.read(limit), os.fstat(stream.fileno()).st_mtime_ns)
            except FileNotFoundError:
                current = self.find(file.base)
        return None

    def deliver(self, mime: bytes, flags: str) -> Content:
        """Write a message so that nobody ever sees half of it: complete in `tmp`, on the disk, then named in `cur`."""
        base = unique_base()
        draft = self.path / "tmp" / base
        target = self.path / "cur" / f"{base}:2,{flags}"
        try:
            written_ns = _write_new(draft, mime)
            _link(draft, target)
        finally:
            with suppress(FileNotFoundError):
                draft.unlink()
        _flush_directory(target.parent)
        return Content(MessageFile(str(target), base_of(target.name), flags), mime, written_ns)

    def remove(self, file: MessageFile) -> None:
        """Take one file away for good. Raises `FileNotFoundError` if it moved on."""
        os.unlink(file.path)
        _flush_directory(Path(file.path).parent)


def list_directory(directory: Path) -> Iterator[MessageFile]:
    """The messages in one directory: regular files that do not begin with a dot; an absent directory is empty."""
    try:
        entries = os.scandir(directory)
    except FileNotFoundError:
        return
    with entries:
        for entry in entries:
            if not entry.name.startswith(".") and _is_file(entry):
                yield MessageFile(entry.path, base_of(entry.name), flags_of(entry.name))


def directory_print(directory: Path) -> DirectoryPrint:
    """The print of a directory as it is now."""
    try:
        state = os.stat(directory)
    except FileNotFoundError:
        return (0, 0)
    return (state.st_mtime_ns, state.st_ino)


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # it vanished, or is a link that leads nowhere allowed
        return False


def _write_new(path: Path, mime: bytes) -> int:
    """Write and flush a file that was not there; its modification time in nanoseconds."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(mime)
        stream.flush()
        os.fsync(descriptor)
        return os.fstat(descriptor).st_mtime_ns


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)  # unlike rename, never replaces a file that is there
    except OSError as error:
        if error.errno not in _NO_HARD_LINKS:
            raise
        os.rename(source, target)


def _flush_directory(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:  # some network disks cannot flush a directory
            raise
    finally:
        os.close(descriptor)
