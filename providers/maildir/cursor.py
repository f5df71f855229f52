"""The point to resume from in a Maildir: which names were seen, and how the directories looked then.

Layout: the magic with its version, four bytes of header length, a JSON header, then the seen base names as sorted
8-byte hashes (50,000 messages: 400 kB; two of a million names share a hash once in 37 million mailboxes). An idle
cycle reads the header alone.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from providers.interface import Cursor
from providers.maildir.folder import DirectoryPrint

MAGIC = b"FT-maildir-1\n"
_LENGTH_BYTES = 4
_HASH_BYTES = 8


@dataclass(frozen=True, slots=True)
class Point:
    """A cursor, unpacked but for its names."""

    place: str
    """Hash of the folders' paths: another mailbox's cursor is worth nothing here."""
    prints: tuple[DirectoryPrint, ...] = ()
    """Of Inbox, Sent and Drafts, cur and new each; (0, 0) where the directory must be listed again."""
    listed_at: float = 0.0
    """Unix seconds of the last time that everything was listed."""
    scan_since: float | None = None
    """Unix seconds; set while a first scan or rescan is under way: what was received earlier is not news."""
    packed_names: bytes = b""


def pack(point: Point) -> Cursor:
    header = json.dumps([point.place, point.prints, point.listed_at, point.scan_since]).encode()
    return Cursor(MAGIC + len(header).to_bytes(_LENGTH_BYTES, "big") + header + point.packed_names)


def unpack(cursor: Cursor) -> Point | None:
    """The point in `cursor`; None if this version did not write it."""
    if not cursor.startswith(MAGIC):
        return None
    start = len(MAGIC) + _LENGTH_BYTES
    end = start + int.from_bytes(cursor[len(MAGIC) : start], "big")
    try:
        place, prints, listed_at, since = json.loads(cursor[start:end])
        checked = tuple((int(mtime), int(inode)) for mtime, inode in prints)
        point = Point(str(place), checked, float(listed_at), None if since is None else float(since), cursor[end:])
    except (ValueError, TypeError):
        return None
    return point if len(point.packed_names) % _HASH_BYTES == 0 else None


def hash_of(base: str) -> int:
    return int.from_bytes(blake2b(base.encode(), digest_size=_HASH_BYTES).digest(), "little")


def pack_names(hashes: Iterable[int]) -> bytes:
    return _little_endian(array("Q", sorted(hashes))).tobytes()


def unpack_names(packed: bytes) -> set[int]:
    names = array("Q")
    names.frombytes(packed)
    return set(_little_endian(names))


def place_of(paths: Iterable[str]) -> str:
    return blake2b("\0".join(paths).encode("utf-8", "surrogateescape"), digest_size=_HASH_BYTES).hexdigest()


def _little_endian(names: array[int]) -> array[int]:
    if sys.byteorder == "big":
        names.byteswap()
    return names
