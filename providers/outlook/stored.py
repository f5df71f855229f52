"""A draft as it lies in the mailbox, and the handle on it that tells later whether anybody touched it.

Two marks tell a touched draft: its changeKey, and a hash of what it says. Only where both are others has somebody
edited it, since services give new change keys for reasons of their own.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from email.utils import getaddresses
from typing import Any

from providers.interface import ConversationId, DraftId, DraftRef
from providers.outlook.letter import as_mime, own_words
from providers.outlook.resource import Resource, addresses, body, moment, sender, text

MARKER = "String {6f0b2c5e-52a3-4c0e-9d0e-3f3c3f1d7a41} Name FollowthroughDraft"
"""A hidden property of our drafts (extended-properties-overview); it never leaves the mailbox with the mail. Its value
is the draft's Message-ID, preceded by `BEGUN` until the draft is complete."""
BEGUN = "begun "
FIELDS = (
    "bccRecipients,body,ccRecipients,changeKey,conversationId,createdDateTime,from,internetMessageId,isDraft,"
    "parentFolderId,receivedDateTime,sentDateTime,subject,toRecipients"
)


@dataclass(frozen=True, slots=True)
class Stored:
    """What Graph tells of one message of our mailbox."""

    resource: Resource

    @property
    def id(self) -> str:
        return text(self.resource, "id")

    @property
    def is_draft(self) -> bool:
        return self.resource.get("isDraft") is True

    @property
    def folder(self) -> str:
        return text(self.resource, "parentFolderId")

    @property
    def change_key(self) -> str:
        return text(self.resource, "changeKey")

    @property
    def etag(self) -> str:
        return text(self.resource, "@odata.etag")

    @property
    def internet_message_id(self) -> str:
        return text(self.resource, "internetMessageId")

    @property
    def conversation(self) -> str:
        return text(self.resource, "conversationId")

    @property
    def body(self) -> tuple[str, str]:
        """Kind and content."""
        return body(self.resource)

    @property
    def sent_at(self) -> datetime | None:
        return moment(self.resource, "sentDateTime")

    @property
    def recipients(self) -> frozenset[str]:
        """Addresses of To, lower-case."""
        return frozenset(a.lower() for _, a in getaddresses(list(addresses(self.resource, "toRecipients"))))

    @property
    def marker(self) -> str:
        """The value of our hidden property, where it was asked for and is there."""
        held = self.resource.get("singleValueExtendedProperties")
        values = [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []
        return next((text(one, "value") for one in values if text(one, "id").lower() == MARKER.lower()), "")

    @property
    def is_blank(self) -> bool:
        """Whether nobody has written above the quoted mail yet."""
        return not own_words(*self.body)

    def digest(self) -> str:
        """Of everything that the recipient would see."""
        lists = [sorted(addresses(self.resource, f"{kind}Recipients")) for kind in ("to", "cc", "bcc")]
        said = json.dumps([text(self.resource, "subject"), *self.body, *lists])
        return hashlib.sha256(said.encode()).hexdigest()[:24]

    def mime(self) -> bytes:
        """The draft as MIME, without the mail it quotes."""
        return as_mime(
            sender=sender(self.resource),
            to=", ".join(addresses(self.resource, "toRecipients")),
            cc=", ".join(addresses(self.resource, "ccRecipients")),
            subject=text(self.resource, "subject"),
            message_id=self.internet_message_id,
            text=own_words(*self.body),
        )


@dataclass(frozen=True, slots=True)
class Mark:
    """What `DraftRef.version` holds."""

    change_key: str
    digest: str
    folder: str = ""
    """Drafts, by its id: a draft elsewhere was deleted or is being sent."""
    internet_message_id: str = ""
    """As the service has it, which need not be ours."""
    created: str = ""
    recipients: tuple[str, ...] = ()

    @property
    def created_at(self) -> datetime | None:
        return moment({"at": self.created}, "at")


def ref_of(stored: Stored, message_id: str) -> DraftRef:
    """The handle on a draft as it is now."""
    values = {
        "key": stored.change_key,
        "digest": stored.digest(),
        "folder": stored.folder,
        "id": stored.internet_message_id,
        "created": text(stored.resource, "createdDateTime"),
        "to": sorted(stored.recipients),
    }
    version = json.dumps(values, sort_keys=True)
    return DraftRef(DraftId(stored.id), version, message_id, ConversationId(stored.conversation) or None)


def mark_of(ref: DraftRef) -> Mark:
    """What the handle remembers; empty where another version wrote it, so that the draft counts as edited."""
    try:
        values: Any = json.loads(ref.version)
        return Mark(
            str(values["key"]),
            str(values["digest"]),
            str(values["folder"]),
            str(values["id"]),
            str(values["created"]),
            tuple(map(str, values["to"])),
        )
    except (ValueError, TypeError, KeyError):
        return Mark("", "")


def is_untouched(stored: Stored, mark: Mark) -> bool:
    """Whether a draft still says what we wrote."""
    return bool(mark.digest) and (stored.change_key == mark.change_key or stored.digest() == mark.digest)
