"""Searches in Gmail's own language (https://support.google.com/mail/answer/7190), made so that nothing in them acts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import quote

LONGEST_QUERY = 1400
"""In the form it travels in. Google's client turns a request with a longer address (2,048) into another one."""
BULK = "-category:promotions -category:social -category:forums"
"""Gmail's tabs for mass mail; confirmations and notices of hiring systems are in none of these."""

_UNSAFE = re.compile(r"[^\w .@+'-]")
_ID = re.compile(r"<[^<>\s\"(){}]+>")


def received_since(since: datetime) -> str:
    """All mail but drafts and chats. Days would be counted in Pacific time, so it is given in epoch seconds."""
    return f"after:{int(since.timestamp()) - 1} -in:drafts -in:chats"


def with_words(scope: str, words: Iterable[str]) -> Iterator[str]:
    """Searches that together find everything in `scope` with one of the words."""
    return _grouped(scope, (f'"{clean}"' if " " in clean else clean for word in words if (clean := _clean(word))))


def with_people(scope: str, addresses: Iterable[str]) -> Iterator[str]:
    """Searches that together find everything in `scope` from or to one of the addresses."""
    cleaned = (clean for address in addresses if (clean := _clean(address).replace(" ", "")))
    return _grouped(scope, (f"{way}:{address}" for address in cleaned for way in ("from", "to")))


def by_message_id(message_id: str) -> str:
    """The search for one Message-ID (given with its angle brackets); "" for what is none."""
    return f"rfc822msgid:{message_id[1:-1]}" if _ID.fullmatch(message_id) else ""


def sent_since(moment: datetime, addresses: Iterable[str]) -> str:
    """The owner's mail to one of these addresses since then."""
    to = " ".join(f"to:{clean}" for address in addresses if (clean := _clean(address).replace(" ", "")))
    return f"in:sent after:{int(moment.timestamp()) - 1} {{{to}}}"


def _grouped(scope: str, terms: Iterable[str]) -> Iterator[str]:
    group: list[str] = []
    for term in terms:
        if group and len(quote(f"{scope} {{{' '.join([*group, term])}}}")) > LONGEST_QUERY:
            yield f"{scope} {{{' '.join(group)}}}"
            group = []
        group.append(term)
    if group:
        yield f"{scope} {{{' '.join(group)}}}"


def _clean(word: str) -> str:
    return " ".join(_UNSAFE.sub(" ", word).split())
