"""Messages as they are, fetched in bounded portions, with BODY.PEEK alone: nothing becomes read."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from providers.imap.line import Item, Line
from providers.imap.trouble import is_refusal

MESSAGE_LIMIT_BYTES = 8 * 1024 * 1024
"""No more than this is fetched of one message; a cut one is still readable mail."""
PORTION_BYTES = 4 * 1024 * 1024
"""Bodies asked for by one command."""
PORTION_MESSAGES = 50
HEADERS_AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What is known of a message before its body is fetched."""

    uid: int
    size: int
    received_at: datetime | None
    headers: bytes = b""
    """The header block, where it was asked for."""


@dataclass(frozen=True, slots=True)
class Body:
    """A message's bytes, or why there are none."""

    glimpse: Glimpse
    mime: bytes | None
    what: str = ""


def glimpses(line: Line, uids: Sequence[int], *, with_headers: bool) -> list[Glimpse]:
    """Size, time and, where asked for, headers of these messages, ascending; what vanished is left out."""
    items = ["RFC822.SIZE", "INTERNALDATE"]
    if with_headers:
        items.append("BODY.PEEK[HEADER]")
    found = line.fetch(uids, items)
    return [_glimpse(uid, item) for uid, item in sorted(found.items())]


def bodies(line: Line, wanted: Sequence[Glimpse]) -> Iterator[Body]:
    """Each message of `wanted`, but for those that vanished."""
    for portion in _portions(wanted):
        yield from _portion(line, portion)


def _portions(wanted: Sequence[Glimpse]) -> Iterator[list[Glimpse]]:
    portion: list[Glimpse] = []
    size = 0
    for one in wanted:
        if portion and (size + one.size > PORTION_BYTES or len(portion) >= PORTION_MESSAGES):
            yield portion
            portion, size = [], 0
        portion.append(one)
        size += one.size
    if portion:
        yield portion


def _portion(line: Line, portion: Sequence[Glimpse]) -> Iterator[Body]:
    """One command for all; one for each where the server refuses them together (a message that it cannot read)."""
    is_cut = any(one.size > MESSAGE_LIMIT_BYTES for one in portion)
    item = f"BODY.PEEK[]<0.{MESSAGE_LIMIT_BYTES}>" if is_cut else "BODY.PEEK[]"
    try:
        found = line.fetch([one.uid for one in portion], [item])
    except imaplib.IMAP4.error as error:
        if not is_refusal(error):
            raise
        if len(portion) > 1:
            for one in portion:
                yield from _portion(line, [one])
        else:
            yield Body(portion[0], None, f"The server cannot give it: {error}")
        return
    missing = [one.uid for one in portion if one.uid not in found]
    present = set(line.search(f"UID {','.join(map(str, missing))}")) if missing else set()
    for one in portion:
        if one.uid in found:
            mime = _mime(found[one.uid])
            yield Body(one, mime, "" if mime is not None else "The server gave nothing for it.")
        elif one.uid in present:
            yield Body(one, None, "The server left it out of its answer.")


def _mime(item: Item) -> bytes | None:
    for name in (b"BODY[]", b"BODY[]<0>"):
        if isinstance(item.get(name), bytes):
            return bytes(item[name])
    return None


def _glimpse(uid: int, item: Item) -> Glimpse:
    headers = item.get(b"BODY[HEADER]")
    size: Any = item.get(b"RFC822.SIZE")
    return Glimpse(
        uid,
        size if isinstance(size, int) else MESSAGE_LIMIT_BYTES,
        aware(item.get(b"INTERNALDATE")),
        headers if isinstance(headers, bytes) else b"",
    )


def aware(moment: object) -> datetime | None:
    """The server's internal date, in UTC; None where it gave none that can be read."""
    if not isinstance(moment, datetime):
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:  # the first or last day that there is, in another zone
        return None
