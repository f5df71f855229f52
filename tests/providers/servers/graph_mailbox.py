"""A mailbox as Graph keeps it, in memory, with what is disputed about the service as `Variants`.

Beside what clients may ask it has the verbs of other people: mail arrives, the owner writes, edits, sends, deletes.
Sources of every behaviour: docs/outlook.md.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.providers.servers.graph_items import Item, item_of_mime, recipient, stamp, written

QUOTE_HTML = '<div id="appendonsend"></div><hr tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">'
QUOTE_TEXT = "________________________________\n"


@dataclass(frozen=True)
class Variants:
    """What sources disagree on, or what some accounts do and others do not."""

    id_survives_sending: bool = True
    message_id_survives_sending: bool = True
    property_reaches_sent: bool = True
    reply_takes_properties: bool = True
    """Whether createReply heeds the properties of `message`."""
    reply_refuses_properties: bool = False
    reply_marks_read: bool = False
    message_id_can_be_set: bool = True
    writes_html: bool = True
    """Whether drafts of replies are HTML even where the mail was plain text."""
    rewrites_html: bool = True
    """Whether a body comes back wrapped in a document of the service's own."""
    heeds_if_match: bool = True
    replays: bool = False
    """Whether a delta round begins with what was told in the round before."""
    empty_pages: bool = False
    partial_updates: bool = True
    """Whether a change of a flag comes as a row of few properties (microsoft-graph-docs/issues/7776)."""
    gives_headers: bool = True
    links_as_documented: bool = False
    """Whether links say `mailfolders('AQMk…')`, as on Microsoft's page (delta-query-messages), or as requests do."""


@dataclass
class Change:
    """One row of the mailbox's own history."""

    folder: str
    item: Item
    is_removed: bool = False
    is_flag: bool = False
    id_then: tuple[str, str] = ("", "")


@dataclass
class GraphMailbox:
    """The contents. `now` is the service's clock."""

    owner: str = "Jordan Ellis <jordan@mail.example>"
    variants: Variants = field(default_factory=Variants)
    clock: Any = lambda: datetime.now(UTC)
    items: list[Item] = field(default_factory=list)
    history: list[Change] = field(default_factory=list)

    # What other people do

    def deliver(self, mime: bytes, received_at: datetime | None = None) -> Item:
        """A mail arrives."""
        return self._add(item_of_mime(len(self.items) + 1, "inbox", mime, received_at or self.clock()))

    def owner_sends(self, mime: bytes, at: datetime | None = None) -> Item:
        """A mail of the owner's own appears in Sent Items."""
        item = item_of_mime(len(self.items) + 1, "sentitems", mime, at or self.clock())
        item.is_read = True
        return self._add(item)

    def owner_saves_draft(self, mime: bytes) -> Item:
        """The owner begins a draft of their own."""
        item = item_of_mime(len(self.items) + 1, "drafts", mime, self.clock())
        item.is_draft = item.is_read = True
        return self._add(item)

    def owner_edits(self, item: Item, subject: str, to: tuple[str, ...], text: str) -> None:
        """The owner rewrites a draft's own words, above the quoted mail."""
        item.subject, item.to, item.raw = subject, to, None
        is_html = item.body["contentType"] == "html"
        shown = "<br>".join(html.escape(line) for line in text.splitlines()) if is_html else text
        self._set_body(item, {"contentType": item.body["contentType"], "content": shown + quote_of(item)})
        self._changed(item)

    def owner_sends_draft(self, item: Item, at: datetime | None = None, *, new_message_id: bool = False) -> None:
        """The owner presses send."""
        kept = self.variants
        self._log(item, is_removed=True)
        if new_message_id or not kept.message_id_survives_sending:
            item.internet_message_id = f"<sent-{item.number}@mail.example>"
        if not kept.id_survives_sending:
            item.generation += 1
        if not kept.property_reaches_sent:
            item.properties = {}
        item.folder, item.is_draft, item.is_read = "sentitems", False, True
        item.sent_at = item.received_at = at or self.clock()
        item.version += 1
        self._log(item)

    def owner_reads(self, item: Item) -> None:
        """The owner opens a mail."""
        item.is_read, item.version = True, item.version + 1
        self._log(item, is_flag=True)

    def move(self, item: Item, folder: str) -> None:
        """Into another folder, Deleted Items among them."""
        self._log(item, is_removed=True)
        item.folder, item.version = folder, item.version + 1
        self._log(item)

    def destroy(self, item: Item) -> None:
        """For good."""
        self._log(item, is_removed=True)
        self.items.remove(item)

    # What a client may do

    def find(self, name: str) -> Item | None:
        """The message with this id, of either kind."""
        return next((i for i in self.items if name in (i.id(immutable=True), i.id(immutable=False))), None)

    def inside(self, folder: str) -> list[Item]:
        """A folder's messages, oldest first."""
        return [item for item in self.items if item.folder == folder]

    def create(self, resource: Mapping[str, Any]) -> Item:
        """POST /me/messages."""
        at = self.clock()
        item = Item(len(self.items) + 1, "drafts", sender=self.owner, is_draft=True, is_read=True, created_at=at)
        item.received_at = item.sent_at = at
        item.internet_message_id = f"<{item.number}.graph@mail.example>"
        self._write(item, resource)
        return self._add(item)

    def create_reply(self, answered: Item, resource: Mapping[str, Any]) -> Item:
        """POST createReply: the answer with the quoted mail, to replyTo where the mail has one, else to its sender."""
        at = self.clock()
        item = Item(len(self.items) + 1, "drafts", sender=self.owner, is_draft=True, is_read=True, created_at=at)
        item.received_at = item.sent_at = at
        item.internet_message_id = f"<{item.number}.graph@mail.example>"
        bare = re.sub(r"^(?:re|aw)\s*:\s*", "", answered.subject, flags=re.IGNORECASE)
        item.subject, item.to = f"Re: {bare}", answered.reply_to or (answered.sender,)
        item.in_reply_to, item.references = answered.internet_message_id, answered.references
        item.conversation = answered.conversation
        is_html = self.variants.writes_html or answered.body["contentType"] == "html"
        self._set_body(item, {"contentType": "html" if is_html else "text", "content": _quoted(answered, is_html)})
        if self.variants.reply_takes_properties:
            self._write(item, resource.get("message", {}))
        if self.variants.reply_marks_read and not answered.is_read:
            self.owner_reads(answered)
        return self._add(item)

    def update(self, item: Item, resource: Mapping[str, Any]) -> None:
        """PATCH."""
        is_flag = set(resource) <= {"isRead"}
        self._write(item, resource)
        item.version += 1
        self._log(item, is_flag=is_flag)

    def attach(self, item: Item, resource: dict[str, str]) -> None:
        """POST attachments."""
        item.attachments.append(resource)
        self._changed(item)

    # Inside

    def _write(self, item: Item, resource: Mapping[str, Any]) -> None:
        if "body" in resource:
            self._set_body(item, {**resource["body"], "contentType": resource["body"]["contentType"].lower()})
        item.subject = resource.get("subject", item.subject)
        for name, attribute in (("toRecipients", "to"), ("ccRecipients", "cc"), ("bccRecipients", "bcc")):
            if name in resource:
                setattr(item, attribute, tuple(written(one) for one in resource[name]))
        if "internetMessageId" in resource and self.variants.message_id_can_be_set:
            item.internet_message_id = resource["internetMessageId"]
        item.is_read = resource.get("isRead", item.is_read)
        item.attachments += resource.get("attachments", ())
        for one in resource.get("singleValueExtendedProperties", ()):
            self._write_property(item, one["id"], one["value"])

    def _write_property(self, item: Item, name: str, value: str) -> None:
        if name == "String 0x1042":
            item.in_reply_to = value
        elif name == "String 0x1039":
            item.references = value
        else:
            item.properties[name] = value

    def _set_body(self, item: Item, body: dict[str, str]) -> None:
        content = body["content"]
        if body["contentType"] == "html" and self.variants.rewrites_html and "<html" not in content:
            head = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
            content = f"<html><head>\r\n{head}</head><body>{content}</body></html>"
        item.body = {"contentType": body["contentType"], "content": content}

    def _add(self, item: Item) -> Item:
        item.conversation = item.conversation or self._conversation_of(item)
        self.items.append(item)
        self._log(item)
        return item

    def _conversation_of(self, item: Item) -> str:
        known = {other.internet_message_id: other.conversation for other in self.items}
        names = [item.in_reply_to, *reversed(item.references.split())]
        return next((known[name] for name in names if name in known), f"AAQkConversation-{item.number}=")

    def _changed(self, item: Item) -> None:
        item.version += 1
        self._log(item)

    def _log(self, item: Item, *, is_removed: bool = False, is_flag: bool = False) -> None:
        ids = (item.id(immutable=True), item.id(immutable=False))
        self.history.append(Change(item.folder, item, is_removed, is_flag, ids))


def quote_of(item: Item) -> str:
    """The quoted mail at the end of a draft, empty where there is none."""
    content = item.body["content"]
    for mark in (QUOTE_HTML, QUOTE_TEXT):
        _, found, rest = content.partition(mark)
        if found:
            return ("" if mark == QUOTE_HTML else "\n") + found + rest
    return ""


def _quoted(answered: Item, is_html: bool) -> str:
    name = recipient(answered.sender)["emailAddress"]
    lines = [f"From: {name['name']} <{name['address']}>", f"Sent: {stamp(answered.sent_at)}"]
    lines.append(f"Subject: {answered.subject}")
    content = answered.body["content"]
    if not is_html:
        return QUOTE_TEXT + "\n".join([*lines, "", content])
    shown = content if answered.body["contentType"] == "html" else f"<pre>{html.escape(content)}</pre>"
    return QUOTE_HTML + "<br>".join(html.escape(line) for line in lines) + f"</div><div>{shown}</div>"
