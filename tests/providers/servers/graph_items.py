"""What a stand-in for a Graph mailbox keeps of one message, and how it shows it: as JSON and as MIME."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, getaddresses
from typing import Any

FOLDERS = ("inbox", "sentitems", "drafts", "deleteditems")
SMTP = policy.SMTP.clone(linesep="\n")


@dataclass
class Item:
    """One message. `raw` is what came from outside; a draft has none, its MIME is made when asked for."""

    number: int
    folder: str
    subject: str = ""
    sender: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    body: dict[str, str] = field(default_factory=lambda: {"contentType": "text", "content": ""})
    internet_message_id: str = ""
    in_reply_to: str = ""
    references: str = ""
    conversation: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()
    is_draft: bool = False
    is_read: bool = False
    has_attachments: bool = False
    attachments: list[dict[str, str]] = field(default_factory=list)
    """Those of a draft, as clients gave them."""
    created_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    received_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    sent_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    version: int = 1
    generation: int = 1
    """Grows where the service gives a new id on sending."""
    raw: bytes | None = None

    def id(self, *, immutable: bool) -> str:
        """Its id of either kind; the other kind changes with every move."""
        place = f"I{self.generation}" if immutable else f"F{FOLDERS.index(self.folder)}-{self.generation}"
        return f"{'AAkALg' if immutable else 'AAMkAD'}{self.number:06d}{place}="

    @property
    def change_key(self) -> str:
        """Another one after every change."""
        return f"CQAAA{self.number}v{self.version}"

    def mime(self) -> bytes:
        """What `$value` gives."""
        return self.raw if self.raw is not None else _rendered(self)

    def as_json(self, *, immutable: bool, fields: Iterable[str] | None, expanded: str | None) -> dict[str, Any]:
        """The message resource; only `fields` if given, with the extended property called `expanded`."""
        shown = {
            "changeKey": self.change_key,
            "createdDateTime": stamp(self.created_at),
            "receivedDateTime": stamp(self.received_at),
            "sentDateTime": stamp(self.sent_at),
            "subject": self.subject,
            "body": dict(self.body),
            "bodyPreview": self.body["content"][:50],
            "conversationId": self.conversation,
            "from": recipient(self.sender),
            "sender": recipient(self.sender),
            "toRecipients": [recipient(one) for one in self.to],
            "ccRecipients": [recipient(one) for one in self.cc],
            "bccRecipients": [recipient(one) for one in self.bcc],
            "replyTo": [recipient(one) for one in self.reply_to],
            "hasAttachments": self.has_attachments or bool(self.attachments),
            "internetMessageId": self.internet_message_id,
            "isDraft": self.is_draft,
            "isRead": self.is_read,
            "parentFolderId": folder_id(self.folder),
        }
        chosen = set(fields) if fields is not None else set(shown)
        out: dict[str, Any] = {name: value for name, value in shown.items() if name in chosen}
        if "internetMessageHeaders" in chosen and self.headers:
            out["internetMessageHeaders"] = [{"name": name, "value": value} for name, value in self.headers]
        if expanded and expanded in self.properties:
            out["singleValueExtendedProperties"] = [{"id": expanded, "value": self.properties[expanded]}]
        return {"@odata.etag": f'W/"{self.change_key}"', "id": self.id(immutable=immutable), **out}


def item_of_mime(number: int, folder: str, mime: bytes, at: datetime) -> Item:
    """A message that came from outside, or that the owner's program sent, as the service reads it."""
    message = message_from_bytes(mime, policy=policy.compat32)
    fields = {name.lower(): str(value) for name, value in reversed(message.items())}
    headers = tuple((name, " ".join(str(value).split())) for name, value in message.items())
    return Item(
        number,
        folder,
        subject=_decoded(mime, "subject"),
        sender=_decoded(mime, "from"),
        to=_addresses(_decoded(mime, "to")),
        cc=_addresses(_decoded(mime, "cc")),
        reply_to=_addresses(_decoded(mime, "reply-to")),
        body=_body_of(mime),
        internet_message_id=fields.get("message-id", "").strip(),
        in_reply_to=fields.get("in-reply-to", "").strip(),
        references=" ".join(fields.get("references", "").split()),
        headers=headers if folder == "inbox" else (),  # Sent Items have none (microsoft-graph-docs/issues/18761)
        has_attachments=b"Content-Disposition: attachment" in mime,
        created_at=at,
        received_at=at,
        sent_at=at,
        raw=mime,
    )


def recipient(written: str) -> dict[str, Any]:
    """An address as Graph writes it."""
    ((name, address),) = getaddresses([written or "nobody@mail.example"])
    return {"emailAddress": {"name": name or address, "address": address}}


def written(resource: Mapping[str, Any]) -> str:
    """An address as a header writes it."""
    address = resource["emailAddress"]
    name = address.get("name", "")
    return formataddr((name if name != address["address"] else "", address["address"]))


def stamp(at: datetime) -> str:
    """A time as Graph writes it, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def folder_id(name: str) -> str:
    """The id behind a well-known folder name."""
    return f"AQMkFolder-{name}"


def _rendered(item: Item) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = item.sender, " ".join(item.subject.split())
    if item.to:
        message["To"] = ", ".join(item.to)
    message["Message-ID"], message["Date"] = item.internet_message_id, format_datetime(item.sent_at)
    if item.in_reply_to:
        message["In-Reply-To"] = item.in_reply_to
        message["References"] = f"{item.references} {item.in_reply_to}".strip()
    message.set_content(item.body["content"], subtype="html" if item.body["contentType"] == "html" else "plain")
    return message.as_bytes(policy=SMTP)


def _addresses(field_value: str) -> tuple[str, ...]:
    return tuple(formataddr(pair) for pair in getaddresses([field_value]) if pair[1])


def _decoded(mime: bytes, name: str) -> str:
    try:
        return " ".join(str(message_from_bytes(mime, policy=policy.default).get(name, "")).split())
    except (ValueError, IndexError, LookupError):
        return ""


def _body_of(mime: bytes) -> dict[str, str]:
    message = message_from_bytes(mime, policy=policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("html", "plain"))
    try:
        content = str(part.get_content()) if part else ""
    except (LookupError, ValueError):
        content = ""
    is_html = part is not None and part.get_content_subtype() == "html"
    return {"contentType": "html" if is_html else "text", "content": content}
