"""The few header fields by which a provider recognises a draft, read from raw bytes and nothing else of the mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime

HEADERS_LIMIT_BYTES = 64 * 1024
"""Nothing that identifies a draft stands further down than this."""

_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:[ \t]*(.*(?:\r?\n[ \t]+.*)*)", re.MULTILINE)
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_REPLY_PREFIX = re.compile(r"^\s*(?:re|aw|sv|antw|rv|tr|wg|fwd?)\s*(?:\[\d+\])?\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Headers:
    """What a draft and its later forms have in common. Empty where a field is absent or unreadable; never raises."""

    message_id: str = ""
    """With its angle brackets."""
    in_reply_to: str = ""
    to: frozenset[str] = frozenset()
    """Addresses of To, lower-case."""
    subject: str = ""
    """Decoded, white space collapsed, reply prefixes taken off, lower-case: for comparing only."""
    date: datetime | None = None
    """The Date header, aware; a value without a zone is taken as UTC."""
    received_at: datetime | None = None
    """The time of the topmost Received, which the owner's own server wrote; aware."""


def read_headers(mime: bytes) -> Headers:
    """Read the identifying fields of `mime` (its first 64 KB); the first of repeated fields counts."""
    fields = _fields(mime[:HEADERS_LIMIT_BYTES])
    return Headers(
        message_id=_first_id(fields.get("message-id", "")),
        in_reply_to=_first_id(fields.get("in-reply-to", "")),
        to=frozenset(address.lower() for _, address in getaddresses([fields.get("to", "")]) if "@" in address),
        subject=plain_subject(fields.get("subject", "")),
        date=_date(fields.get("date", "")),
        received_at=_date(fields.get("received", "").rpartition(";")[2]),
    )


def with_message_id(mime: bytes, message_id: str) -> bytes:
    """The same bytes under another Message-ID, as a server does that gives its own on sending."""
    end = _END_OF_HEADERS.search(mime)
    head, rest = (mime, b"") if end is None else (mime[: end.start()], mime[end.start() :])
    field = b"Message-ID: " + message_id.encode("ascii")
    changed, count = re.subn(rb"(?im)^message-id[ \t]*:.*(?:\r?\n[ \t]+.*)*", lambda _: field, head, count=1)
    return changed + rest if count else field + b"\n" + mime


def _fields(start: bytes) -> dict[str, str]:
    end = _END_OF_HEADERS.search(start)
    head = start if end is None else start[: end.start()]
    fields: dict[str, str] = {}
    for match in _FIELD.finditer(head):
        fields.setdefault(match[1].decode("ascii").lower(), _unfolded(match[2]))
    return fields


def _unfolded(value: bytes) -> str:
    return " ".join(value.decode("utf-8", "replace").split())


def _first_id(value: str) -> str:
    match = _MESSAGE_ID.search(value)
    return match[0] if match else ""


def plain_subject(value: str) -> str:
    """A subject for comparing: decoded, white space collapsed, reply prefixes taken off, lower-case."""
    text = " ".join(_decoded(value).split())
    while (bare := _REPLY_PREFIX.sub("", text)) != text:
        text = bare
    return text.strip().lower()


def _decoded(value: str) -> str:
    try:
        return "".join(
            part.decode(charset or "ascii", "replace") if isinstance(part, bytes) else part
            for part, charset in decode_header(value)
        )
    except (LookupError, ValueError, HeaderParseError):  # an unknown charset or broken base64: compare the raw form
        return value


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
