"""Reads one raw message, once: MIME bytes in, a `Message` out (B2, B6).

Never raises and never takes long, whatever the bytes: everything is looked at up to a bound, and what was wrong is
listed in `Message.defects`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from rules import mime
from rules.bodies import bodies_of
from rules.calendar import events_of
from rules.charsets import cleaned, decoded
from rules.headers import Headers, header_lines, message_ids, moment, people, unencoded
from rules.layers import layered
from rules.message import CalendarEvent, Message
from rules.mime import Budget, Part
from rules.reading import Person

_T = TypeVar("_T")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of a message that carries none at all; its `defects` say so."""

_DAEMON = re.compile(r"(?:mailer-daemon|postmaster|mail-?daemon|bounces?)\b")
_RETURNED = re.compile(r"^(?:return-path|received|message-id|from|date|to|subject):", re.IGNORECASE | re.MULTILINE)

MAX_CALENDAR_BYTES = 262_144
MAX_REPORT_BYTES = 65_536
MAX_ATTACHED_BYTES = 1_048_576
MAX_REFERENCES = 200


def read(raw: bytes, received_at: datetime | None = None) -> Message:
    """The message in `raw`. `received_at` is the provider's own time (aware), where it keeps one. Raises nothing."""
    budget = Budget()
    root = mime.tree(raw, budget)
    headers = root.headers
    parts = list(_leaves(root))
    sender = _first(people(headers.get("from", [])))
    calendar = _calendar(parts, budget)
    text, is_attached = _text(root, parts, calendar, budget)
    body = layered(text, None if is_attached else sender)
    in_reply_to = _first(message_ids(" ".join(headers.get("in-reply-to", []))))
    return Message(
        message_id=_first(message_ids(" ".join(headers.get("message-id", [])))),
        sender=sender,
        received_at=_received_at(headers, received_at, budget),
        date=_date(headers),
        subject=unencoded(" ".join(headers.get("subject", [])[:1]))[:2_000],
        own_text=body.own,
        signature=body.signature,
        footer=body.footer,
        quoted_text=body.quoted,
        to=people(headers.get("to", [])),
        cc=people(headers.get("cc", [])),
        reply_to=people(headers.get("reply-to", [])),
        on_behalf_of=_on_behalf_of(headers, sender),
        in_reply_to=in_reply_to,
        references=_references(headers, in_reply_to),
        calendar=calendar,
        headers={name: tuple(values) for name, values in headers.items()},
        delivery_status=_delivery_status(parts, budget),
        returned_headers=_returned_headers(parts, root, budget) or _returned_in_text(sender, headers, body.quoted),
        attachments=_attachments(parts),
        is_forward=body.is_forward or is_attached,
        size=len(raw),
        defects=tuple(budget.defects),
    )


def _text(root: Part, parts: list[Part], calendar: tuple[CalendarEvent, ...], budget: Budget) -> tuple[str, bool]:
    """The body, and whether it is that of a message attached to an empty one.

    Where an invitation is the whole mail, its description is what the organiser wrote.
    """
    text = bodies_of(root, budget)
    if text.strip():
        return text, False
    if calendar:
        return cleaned(calendar[0].description), False
    attached = _first([part for part in parts if part.kind == "message/rfc822"])
    if attached is None or root.kind == "multipart/report":
        return text, False
    inner = mime.tree(mime.content(attached, budget, MAX_ATTACHED_BYTES), budget, depth=1)
    return bodies_of(inner, budget), True


def _first(values: Sequence[_T]) -> _T | None:
    return values[0] if values else None


def _leaves(part: Part) -> Iterator[Part]:
    if not part.children:
        yield part
    for child in part.children:
        yield from _leaves(child)


def _received_at(headers: Headers, given: datetime | None, budget: Budget) -> datetime:
    """B6: the provider's time, else the topmost Received, else Date."""
    if given is not None:
        return given if given.tzinfo else given.replace(tzinfo=UTC)
    for value in headers.get("received", [])[:1]:
        found = moment(value.rpartition(";")[2].strip())
        if found:
            return found
    found = _date(headers)
    if found is None:
        budget.note("no readable date")
    return found or EPOCH


def _date(headers: Headers) -> datetime | None:
    values = headers.get("date", [])
    return moment(values[0]) if values else None


def _on_behalf_of(headers: Headers, sender: Person | None) -> Person | None:
    found = _first(people(headers.get("sender", [])[:1]))
    return found if found and (sender is None or found.email != sender.email) else None


def _references(headers: Headers, in_reply_to: str | None) -> tuple[str, ...]:
    """References and In-Reply-To, oldest first; of an endless list, the newest."""
    ids = message_ids(" ".join(headers.get("references", [])))
    if in_reply_to:
        ids.append(in_reply_to)
    newest_first = dict.fromkeys(reversed(ids))
    return tuple(reversed(list(newest_first)[:MAX_REFERENCES]))


def _calendar(parts: list[Part], budget: Budget) -> tuple[CalendarEvent, ...]:
    """The events of all calendar parts; the same invitation is often there twice, inline and attached."""
    events: list[CalendarEvent] = []
    for part in parts:
        if not _is_calendar(part):
            continue
        text, _ = decoded(mime.content(part, budget, MAX_CALENDAR_BYTES), part.charset)
        for event in events_of(text, part.parameters.get("method", "")):
            if not any(event.uid == known.uid and event.start == known.start for known in events):
                events.append(event)
    return tuple(events)


def _is_calendar(part: Part) -> bool:
    if part.kind in ("text/calendar", "application/ics", "text/x-vcalendar", "application/x-ics"):
        return True
    name = part.filename() if part.kind.startswith(("application/", "text/")) else None
    return bool(name and name.lower().endswith((".ics", ".vcs")))


def _delivery_status(parts: list[Part], budget: Budget) -> str:
    """RFC 3464: the fields about the message and about each recipient."""
    reports = [part for part in parts if part.kind in ("message/delivery-status", "message/global-delivery-status")]
    texts = (decoded(mime.content(part, budget, MAX_REPORT_BYTES), part.charset)[0] for part in reports)
    return "\n".join(cleaned(text).strip() for text in texts)


def _returned_headers(parts: list[Part], root: Part, budget: Budget) -> dict[str, tuple[str, ...]]:
    """The headers of the returned message in a bounce (RFC 3462, RFC 3464)."""
    for part in parts:
        is_returned = part.kind in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
        if is_returned or (part.kind == "message/rfc822" and root.kind == "multipart/report"):
            headers, _ = mime.split(mime.content(part, budget, mime.MAX_HEADER_BYTES).lstrip(), budget)
            return {name: tuple(values) for name, values in headers.items()}
    return {}


def _returned_in_text(sender: Person | None, headers: Headers, quoted: str) -> dict[str, tuple[str, ...]]:
    """The same from a bounce of the old kind (qmail, Exim), which returns the message inside its text."""
    is_bounce = "x-failed-recipients" in headers or bool(sender and sender.email and _DAEMON.match(sender.email))
    begin = _RETURNED.search(quoted[:MAX_REPORT_BYTES]) if is_bounce else None
    if begin is None:
        return {}
    found, _ = header_lines(quoted[begin.start() : MAX_REPORT_BYTES].partition("\n\n")[0].encode("utf-8"))
    return {name: tuple(values) for name, values in found.items()}


def _attachments(parts: list[Part]) -> tuple[str, ...]:
    names = (part.filename() for part in parts if not part.kind.startswith("multipart/"))
    return tuple(unencoded(name)[:255] for name in names if name)
