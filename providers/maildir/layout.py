"""Where a mailbox on disk keeps Inbox, Sent and Drafts: as configured, else as found.

Two layouts are common: Maildir++ (the inbox is the root, other folders are `.Name` in it) and plain folders
(`Inbox/`, `Sent/`, `Drafts/`), as mbsync writes them. A folder is known by the last part of its name, in the languages
that mail programs use for it, also in the modified UTF-7 of IMAP servers (RFC 3501, 5.1.3).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from providers.folder_names import NAMES, ROLES, decoded
from providers.interface import MailboxMissing


@dataclass(frozen=True, slots=True)
class Layout:
    """The three folders; Sent and Drafts need not exist yet."""

    inbox: Path
    sent: Path
    drafts: Path


def find_layout(root: Path, folders: Mapping[str, str] | None) -> Layout:
    """Where the folders are. `folders` names some or all of them relative to `root`, "." being the root itself.

    Raises `MailboxMissing` if there is no inbox, or if a configured folder is absent while another one bears a name
    of its kind: writing beside the folder that the owner looks at would help nobody.
    """
    if not root.is_dir():
        raise MailboxMissing(f"{root} is not there.", next_step="Write the mailbox's directory as its `path`.")
    named = dict(folders or {})
    found = {role: _configured(root, role, named[role]) if role in named else _guess(root, role) for role in ROLES}
    if not is_maildir(found["inbox"]):
        raise MailboxMissing(f"{found['inbox']} is no Maildir: it has no `cur` and `new`.", next_step=_advice(root))
    return Layout(found["inbox"], found["sent"], found["drafts"])


def other_folders(root: Path, layout: Layout) -> tuple[str, ...]:
    """The folders of which nothing tells what they are for, relative to `root`."""
    taken = {layout.inbox, layout.sent, layout.drafts}
    return tuple(sorted(os.path.relpath(path, root) for _, path in _folders(root) if path not in taken))


def is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and (path / "new").is_dir()


def _configured(root: Path, role: str, name: str) -> Path:
    path = root / name
    if is_maildir(path) or role == "inbox":
        return path
    if (other := _known_folder(root, role)) is not None:
        label = os.path.relpath(other, root)
        raise MailboxMissing(
            f"There is no folder {name!r} in {root}, but a folder {label!r}.",
            next_step=f"Write {role}: {label} under `folders` of this mailbox.",
        )
    return path


def _guess(root: Path, role: str) -> Path:
    is_plus = is_maildir(root)
    if role == "inbox" and is_plus:
        return root
    if (known := _known_folder(root, role)) is not None:
        return known
    if role == "inbox":
        return root
    return root / f"{'.' if is_plus else ''}{role.capitalize()}"


def _known_folder(root: Path, role: str) -> Path | None:
    ranks = {name: rank for rank, name in enumerate(NAMES[role])}
    known = [(ranks[name], len(path.parts), str(path), path) for name, path in _folders(root) if name in ranks]
    return min(known)[3] if known else None


def _folders(root: Path) -> Iterator[tuple[str, Path]]:
    """Folders up to two levels down (`[Gmail]/Sent Mail`), each with the last part of its name."""
    for path in _directories(root):
        if is_maildir(path):
            yield _last_part(path.name), path
        elif not path.name.startswith("."):
            yield from ((_last_part(inner.name), inner) for inner in _directories(path) if is_maildir(inner))


def _directories(parent: Path) -> list[Path]:
    with os.scandir(parent) as entries:
        return [Path(entry.path) for entry in entries if entry.is_dir() and entry.name not in ("cur", "new", "tmp")]


def _last_part(name: str) -> str:
    readable = decoded(name).casefold()
    return readable.rsplit(".", 1)[-1] if name.startswith(".") else readable


def _advice(root: Path) -> str:
    found = sorted(os.path.relpath(path, root) for _, path in _folders(root))
    if not found:
        return "Write the directory that holds `cur`, `new` and `tmp` as the mailbox's `path`."
    return f"Write the inbox under `folders` of this mailbox; there are: {', '.join(found[:8])}."
