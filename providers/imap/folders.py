"""Which folders of a server are Inbox, Sent and Drafts: as configured, else by their special use (RFC 6154), else by
their names in many languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from providers.folder_names import NAMES
from providers.interface import MailboxMissing

Listed = tuple[frozenset[str], str, str]
"""Attributes in lower case, delimiter, name."""
INBOX = "INBOX"
_USES = {"sent": "\\sent", "drafts": "\\drafts"}
_NO_MAIL = frozenset({"\\noselect", "\\nonexistent"})
_MARKED = frozenset({"\\all", "\\archive", "\\drafts", "\\flagged", "\\important", "\\junk", "\\sent", "\\trash"})
"""Special uses (RFC 6154, RFC 8457): what such a folder is for is no question."""


@dataclass(frozen=True, slots=True)
class Folders:
    """The names of the three folders; empty where there is none (yet)."""

    inbox: str
    sent: str
    drafts: str
    drafts_to_be: str
    """What a Drafts folder would be called, where nobody made one yet."""
    others: tuple[str, ...] = ()
    """Folders of which nothing tells what they are for."""


def find_folders(listed: Sequence[Listed], named: Mapping[str, str]) -> Folders:
    """The folders among those `listed`. Raises `MailboxMissing` if a configured one is not there."""
    names = {name for attributes, _, name in listed if not attributes & _NO_MAIL}
    for role, name in named.items():
        if name not in names and name.upper() != INBOX:
            raise _missing(role, name, listed, names)
    found = {role: named.get(role) or _by_use(listed, role) or _by_name(listed, role) for role in _USES}
    inbox = named.get("inbox", INBOX)
    taken = {INBOX, inbox, *found.values()}
    marked = {name for attributes, _, name in listed if attributes & _MARKED}
    others = tuple(sorted(name for name in names - taken - marked if name.upper() != INBOX))
    return Folders(inbox, found["sent"], found["drafts"], _place_for(listed, "Drafts"), others)


def _by_use(listed: Sequence[Listed], role: str) -> str:
    return next((name for attributes, _, name in listed if _USES[role] in attributes and not attributes & _NO_MAIL), "")


def _by_name(listed: Sequence[Listed], role: str) -> str:
    """The folder with the likeliest name, the one nearest to the top among equals."""
    ranks = {name: rank for rank, name in enumerate(NAMES[role])}
    known = [
        (ranks[last], name.count(delimiter) if delimiter else 0, name)
        for attributes, delimiter, name in listed
        if not attributes & _NO_MAIL and (last := _last_part(name, delimiter)) in ranks
    ]
    return min(known)[2] if known else ""


def _last_part(name: str, delimiter: str) -> str:
    last = name.rpartition(delimiter)[2] if delimiter else name
    return unicodedata.normalize("NFC", last).casefold()


def _place_for(listed: Sequence[Listed], name: str) -> str:
    """Beside the other folders: some servers keep all of them below INBOX."""
    others = [(delimiter, other) for _, delimiter, other in listed if other.upper() != INBOX]
    for delimiter, other in others:
        prefix = f"{INBOX}{delimiter}"
        if not delimiter or not other.upper().startswith(prefix):
            return name
    return f"{INBOX}{others[0][0]}{name}" if others else name


def _missing(role: str, name: str, listed: Sequence[Listed], names: set[str]) -> MailboxMissing:
    other = _by_use(listed, role) or _by_name(listed, role) if role in _USES else INBOX
    if other:
        step = f"Write {role}: {other} under `folders` of this mailbox, or leave the line out."
    else:
        step = f"Write one of these under `folders`: {', '.join(sorted(names)[:8])}."
    return MailboxMissing(f"The server has no folder {name!r}.", next_step=step)
