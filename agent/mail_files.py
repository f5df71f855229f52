"""Past mail in files: .eml, mbox and Maildir, read for `classify` and `replay` without touching them."""

from __future__ import annotations

import mailbox
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from agent.errors import UsageError
from rules import parsing


@dataclass(frozen=True, slots=True)
class MailFile:
    """One message in a file: `name` as shown, and where its bytes are."""

    name: str
    path: Path
    start: int = 0
    length: int | None = None
    """Bytes from `start`; None: the whole file."""
    is_mbox: bool = False

    def read(self) -> bytes:
        """The message. Raises OSError."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            raw = file.read() if self.length is None else file.read(self.length)
        return raw.replace(b"\n>From ", b"\nFrom ") if self.is_mbox else raw


@dataclass(frozen=True, slots=True)
class Filed:
    """A message with its time and direction."""

    file: MailFile
    at: datetime
    is_sent: bool

    def read(self) -> bytes:
        """Its bytes."""
        return self.file.read()


def find(paths: Iterable[Path]) -> Iterator[MailFile]:
    """The messages of every path, in order. Raises `UsageError` for a path that holds no mail."""
    for path in paths:
        yield from _at(path)


def timeline(paths: Iterable[Path], addresses: frozenset[str]) -> list[Filed]:
    """All messages in order of their time (B6); only headers are kept in mind."""
    filed = [_filed(file, addresses) for file in find(paths)]
    return sorted(filed, key=lambda f: f.at)


def _filed(file: MailFile, addresses: frozenset[str]) -> Filed:
    head = parsing.read(_head(file.read()))
    sent = bool(head.sender and head.sender.email in addresses)
    return Filed(file, head.received_at, sent)


def _head(raw: bytes) -> bytes:
    ends = [i for i in (raw.find(b"\n\n"), raw.find(b"\r\n\r\n")) if i >= 0]
    return raw[: min(ends) + 1] if ends else raw[:65536]


def _at(path: Path) -> Iterator[MailFile]:
    if path.is_dir():
        yield from _directory(path)
    elif not path.is_file():
        raise UsageError(f"{path} does not exist.", next_step="Give an .eml file, an mbox file or a Maildir.")
    elif _is_mbox(path):
        yield from _mbox(path)
    else:
        yield MailFile(str(path), path)


def _directory(path: Path) -> Iterator[MailFile]:
    """A Maildir with its folders, else a plain folder of .eml files."""
    maildirs = [path, *sorted(p for p in path.iterdir() if p.is_dir())] if path.exists() else []
    found = [
        p for folder in maildirs for sub in ("cur", "new") for p in sorted((folder / sub).glob("*")) if p.is_file()
    ]
    found = [p for p in found if not p.name.startswith(".")] or sorted(path.glob("*.eml"))
    if not found and not (path / "cur").is_dir():
        raise UsageError(f"{path} holds no mail.", next_step="Give an .eml file, an mbox file or a Maildir.")
    yield from (MailFile(str(p), p) for p in found)


def _is_mbox(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"From "


def _mbox(path: Path) -> Iterator[MailFile]:
    box = mailbox.mbox(path, create=False)
    try:
        # `_generate_toc` only notes offsets: the bytes are read when their time comes.
        box.keys()
        for number, (start, stop) in box._toc.items():  # type: ignore[attr-defined]
            first = _line_end(path, start)
            yield MailFile(f"{path}:{number + 1}", path, first, stop - first, is_mbox=True)
    finally:
        box.close()


def _line_end(path: Path, start: int) -> int:
    with path.open("rb") as file:
        file.seek(start)
        file.readline()
        return file.tell()
