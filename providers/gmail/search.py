"""Searches in Gmail's own language (https://support.google.com/mail/answer/7190), made so that nothing in them acts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import quote

LONGEST_QUERY = 1400
"""In the form it travels in. Google's client turns a request with a longer address (2,048) into another one."""
MASS = "-category:promotions -category:social -category:forums"
"""Gmail's tabs for mass mail. Notices, those of hiring systems among them, are in "updates"."""

_UNSAFE = re.compile(r"[^\w .@+'-]")
_ID = re.compile(r"<[^<>\s\"(){}]+>")


def received_since(since: datetime) -> str:
    """All mail but drafts and chats. Days would be counted in Pacific time, so it is given in epoch seconds."""
    return f"after:{int(since.timestamp()) - 1} -in:drafts -in:chats"


def queries(scope: str, words: Iterable[str], senders: Iterable[str]) -> list[str]:
    """Searches that together find what may matter in `scope`: all that Gmail takes for mail between people, notices
    ("updates") with one of the words or an invitation, and everything from the `senders` (addresses and domains).

    Without words, all notices too.
    """
    terms = [f'"{word}"' if " " in word else word for word in map(_clean, words) if word]
    if not terms:
        return [f"{scope} {MASS}"]
    notices = f"{scope} {MASS} category:updates"
    cleaned = (clean for sender in senders if (clean := _clean(sender).replace(" ", "")))
    return [
        f"{scope} {MASS} -category:updates",
        *_grouped(notices, [*terms, "filename:ics"]),
        *_grouped(scope, (f"from:{sender}" for sender in cleaned)),
    ]


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
