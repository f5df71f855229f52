"""Gmail's answers as values. What is not as described is a `ProtocolViolation`, never a surprise further up."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from providers.interface import ProtocolViolation

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """One message as an answer names it. `labels` is None where the answer does not tell."""

    id: str
    thread_id: str = ""
    labels: frozenset[str] | None = None
    received_at: datetime | None = None
    """Gmail's `internalDate` (epoch milliseconds): when Google took it."""


@dataclass(frozen=True, slots=True)
class DraftItem:
    """A draft: its own id, which stays, and the message it holds now, which every save replaces."""

    id: str
    message: Item
    mime: bytes = b""
    """The whole draft, or its header block only, as it was asked for."""


def item_of(answer: object) -> Item:
    """A message resource."""
    fields = fields_of(answer)
    labels = fields.get("labelIds")
    return Item(
        id=text_of(fields, "id"),
        thread_id=str(fields.get("threadId") or ""),
        labels=frozenset(map(str, labels)) if isinstance(labels, list) else None,
        received_at=_moment(fields.get("internalDate")),
    )


def mime_of(answer: object) -> bytes:
    """The bytes of a message that was asked for in format `raw` (base64url, with or without its padding)."""
    return _decoded(text_of(fields_of(answer), "raw"))


def header_block_of(answer: object) -> bytes:
    """The header fields of a message that was asked for in format `metadata`, as a header block."""
    payload = fields_of(fields_of(answer).get("payload") or {})
    lines = (f"{field.get('name', '')}: {field.get('value', '')}\r\n" for field in records_of(payload, "headers"))
    return "".join(lines).encode("utf-8", "surrogateescape") + b"\r\n"


def records_of(fields: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects; Google leaves empty lists out."""
    found = fields.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ProtocolViolation(f"Gmail's answer has no proper {name!r}.")
    return found


def fields_of(answer: object) -> dict[str, Any]:
    """An answer that is an object."""
    if not isinstance(answer, dict):
        raise ProtocolViolation("Gmail's answer is not what its description says.")
    return answer


def text_of(fields: Mapping[str, Any], name: str) -> str:
    """A field that must be there."""
    value = fields.get(name)
    if not isinstance(value, str) or not value:
        raise ProtocolViolation(f"Gmail's answer has no {name!r}.")
    return value


def _decoded(raw: str) -> bytes:
    try:
        return base64.b64decode(raw + "=" * (-len(raw) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ProtocolViolation("Gmail's answer holds a message that cannot be decoded.") from error


def _moment(milliseconds: object) -> datetime | None:
    try:
        return EPOCH + timedelta(milliseconds=int(str(milliseconds)))
    except (ValueError, OverflowError):
        return None
