"""Graph's message resource, read with care: what is not as it should be is taken as absent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import formataddr
from typing import Any

from providers.interface import ProtocolViolation

Resource = Mapping[str, Any]


def text(resource: Resource, name: str) -> str:
    """A property that is text; "" where it is not."""
    value = resource.get(name)
    return value if isinstance(value, str) else ""


def moment(resource: Resource, name: str) -> datetime | None:
    """A time, aware; None where there is none."""
    try:
        at = datetime.fromisoformat(text(resource, name).replace("Z", "+00:00"))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def rows(answer: Resource) -> list[Resource]:
    """The messages of a list. Raises `ProtocolViolation` where it is none."""
    values = answer.get("value")
    if not isinstance(values, list) or not all(isinstance(one, dict) and text(one, "id") for one in values):
        raise ProtocolViolation("Outlook's list of messages makes no sense.")
    return values


def addresses(resource: Resource, name: str) -> tuple[str, ...]:
    """The recipients of a kind as a header writes them."""
    values = resource.get(name)
    found = (_written(one) for one in values if isinstance(one, dict)) if isinstance(values, list) else ()
    return tuple(one for one in found if one)


def sender(resource: Resource) -> str:
    """The From as a header writes it."""
    value = resource.get("from")
    return _written(value) if isinstance(value, dict) else ""


def body(resource: Resource) -> tuple[str, str]:
    """Content type (`html` or `text`) and content."""
    value = resource.get("body")
    held = value if isinstance(value, dict) else {}
    return text(held, "contentType").lower() or "text", text(held, "content")


def header_block(resource: Resource) -> bytes:
    """The headers as they stand in the message; where the service does not give them, the most telling ones, made
    from what it does give."""
    named = resource.get("internetMessageHeaders")
    pairs = [
        (text(one, "name"), text(one, "value"))
        for one in (named if isinstance(named, list) else ())
        if isinstance(one, dict)
    ]
    if not pairs:
        pairs = [
            ("From", sender(resource)),
            ("To", ", ".join(addresses(resource, "toRecipients"))),
            ("Subject", text(resource, "subject")),
        ]
    lines = [f"{name}: {' '.join(value.split())}" for name, value in pairs if name.isascii() and name.isprintable()]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "replace")


def _written(recipient: Mapping[str, Any]) -> str:
    held = recipient.get("emailAddress")
    address = " ".join(text(held, "address").split()) if isinstance(held, dict) else ""
    if not address or not isinstance(held, dict):
        return ""
    name = " ".join(text(held, "name").split())
    try:
        return formataddr((name if name != address else "", address))
    except UnicodeError:  # an address that no header can hold
        return ""
