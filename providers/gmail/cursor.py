"""The point to resume from, kept as JSON behind the name of its form."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from providers.interface import Cursor

_FORM = b"FT-gmail-1\n"


@dataclass(frozen=True, slots=True)
class Point:
    """Where reading goes on: first the messages that wait, then what happened after the history id `at`."""

    at: str
    token: str = ""
    """The next page of that history, if one is begun."""
    waiting: tuple[str, ...] = ()
    """Ids still to fetch, in order."""
    looks_back: bool = False
    """They come from a look-back, whose mail may be too old; else from the history."""
    drafts_changed: bool = True
    """What to say of drafts while these are fetched."""
    fetched: int = 0
    """How many of a look-back were fetched, for progress."""


def packed(point: Point) -> Cursor:
    """As bytes."""
    return Cursor(_FORM + json.dumps(asdict(point), separators=(",", ":")).encode("ascii"))


def unpacked(cursor: Cursor) -> Point | None:
    """The point in a cursor; None if this version of the adapter did not write it."""
    form, fields = bytes(cursor)[: len(_FORM)], bytes(cursor)[len(_FORM) :]
    if form != _FORM:
        return None
    try:
        point = Point(**json.loads(fields))
    except (ValueError, TypeError, RecursionError):
        return None
    is_whole = isinstance(point.at, str) and point.at.isdecimal() and isinstance(point.token, str)
    waiting = point.waiting
    if not is_whole or not isinstance(waiting, list) or not all(isinstance(one, str) for one in waiting):
        return None
    return Point(point.at, point.token, tuple(waiting), bool(point.looks_back), bool(point.drafts_changed), 0)
