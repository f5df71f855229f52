"""The state of a Gmail account: messages, drafts, conversations, history. No HTTP; `gmail.py` speaks it.

Where sources disagree about the real service, a variant says which way this one goes (`Variants`).
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message as Parsed
from enum import StrEnum
from typing import Any

from providers.headers import read_headers, with_message_id

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_ID = 0x18C0_0000_0000_0000
HISTORY_GAP = 17
"""History ids ascend with gaps."""


class OnSend(StrEnum):
    """What becomes of a well-formed Message-ID when a draft is sent."""

    KEPT = "kept"
    REPLACED = "replaced"
    REPLACED_AND_NOTED = "replaced, and noted in X-Google-Original-Message-ID"


class Delayed(StrEnum):
    """What shows of a mail that waits for its time after "schedule send"."""

    NOTHING = "nothing"
    A_MESSAGE = "a message that is neither draft nor sent"


@dataclass(frozen=True)
class Variants:
    """How this Gmail behaves where the real one is not settled."""

    on_send: OnSend = OnSend.KEPT
    sending_keeps_the_id: bool = False
    """The sent message is the draft's message with another label, instead of a new message."""
    editing_rewrites: bool = False
    """The web page writes the draft anew: own headers are gone, the Message-ID is another one."""
    history_has_labels: bool = True
    """Messages in the history carry their labels; else only ids."""
    history_repeats: bool = False
    """Each page of the history begins with records that were given before, and names each message twice."""
    delayed: Delayed = Delayed.NOTHING
    search_lags: bool = False
    """What was written since the last `settle` is not found by searching."""


@dataclass
class Message:
    """One message. `at` is when Google took it."""

    id: str
    thread_id: str
    mime: bytes
    labels: set[str]
    at: datetime
    history_id: int
    is_indexed: bool = True

    @property
    def parsed(self) -> Parsed:
        return message_from_bytes(self.mime)


@dataclass
class Account:
    """One account's mailbox. `now` is moved by whoever plays with it."""

    address: str = "jordan@mail.example"
    variants: Variants = field(default_factory=Variants)
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    messages: dict[str, Message] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    """Draft id → the id of its message."""
    history: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    oldest_history_id: int = 0
    history_id: int = 100_000
    made: int = 0

    # What others do

    def deliver(self, mime: bytes, *, at: datetime | None = None, labels: frozenset[str] = frozenset()) -> str:
        """A mail arrives, in the inbox unless `labels` say otherwise (`{"SPAM"}`, a filter's own label)."""
        own = set(labels) or {"INBOX"}
        if "INBOX" in own or not own & {"SPAM", "TRASH"}:
            own.add("UNREAD")
        return self._add(mime, own, at=at).id

    def owner_sends(self, mime: bytes, *, at: datetime | None = None, thread_id: str = "") -> str:
        """A mail of the owner's own appears in Sent; one to themselves is in the inbox as well."""
        is_to_self = self.address in read_headers(mime).to
        return self._add(mime, {"SENT", "INBOX"} if is_to_self else {"SENT"}, at=at, thread_id=thread_id).id

    def draft_with(self, message_id: str) -> str:
        """The id of the draft that carries this Message-ID."""
        return next(
            draft
            for draft, key in self.drafts.items()
            if read_headers(self.messages[key].mime).message_id == message_id
        )

    def edit(self, draft_id: str, mime: bytes) -> str:
        """The owner saves a draft on the web page, which may rewrite it; another subject is another conversation."""
        old = self.messages[self.drafts[draft_id]]
        if self.variants.editing_rewrites:
            mime = with_message_id(_without_own_headers(mime), f"<CA{self._next_number()}@mail.example>")
        same = read_headers(mime).subject == read_headers(old.mime).subject
        return self.save_draft(draft_id, mime, old.thread_id if same else "-")

    def send(self, draft_id: str, *, new_id: bool = False) -> str:
        """The owner presses send. `new_id` gives it another Message-ID whatever the variant."""
        key = self.drafts.pop(draft_id)
        draft = self.messages[key]
        mime = self._on_send(draft.mime, new_id)
        if self.variants.sending_keeps_the_id:
            draft.mime, draft.labels, draft.at = mime, {"SENT"}, self.now
            self._record(draft, "labelsAdded", ["SENT"])
            return draft.id
        self._remove(key)
        return self._add(mime, {"SENT"}, thread_id=draft.thread_id).id

    def schedule(self, draft_id: str) -> Message:
        """The owner chooses a later time to send it; `send_scheduled` is that time."""
        key = self.drafts.pop(draft_id)
        draft = self.messages[key]
        self._remove(key)
        if self.variants.delayed is Delayed.A_MESSAGE:
            return self._add(draft.mime, {"SCHEDULED"}, thread_id=draft.thread_id)
        return draft

    def send_scheduled(self, waiting: Message) -> str:
        """The chosen time has come."""
        if waiting.id in self.messages:
            waiting.labels, waiting.at = {"SENT"}, self.now
            waiting.mime = self._on_send(waiting.mime, False)
            self._record(waiting, "labelsAdded", ["SENT"])
            return waiting.id
        return self._add(self._on_send(waiting.mime, False), {"SENT"}, thread_id=waiting.thread_id).id

    def discard(self, draft_id: str) -> None:
        """The owner deletes a draft."""
        self._remove(self.drafts.pop(draft_id))

    def relabel(self, key: str, *, add: frozenset[str] = frozenset(), remove: frozenset[str] = frozenset()) -> None:
        """The owner moves a message: out of spam, into the trash."""
        message = self.messages[key]
        message.labels = (message.labels | add) - remove
        if add:
            self._record(message, "labelsAdded", sorted(add))
        if remove:
            self._record(message, "labelsRemoved", sorted(remove))

    def delete_conversation(self, thread_id: str) -> None:
        """The owner deletes a whole conversation for good."""
        for key in [m.id for m in self.messages.values() if m.thread_id == thread_id]:
            self.drafts = {draft: held for draft, held in self.drafts.items() if held != key}
            self._remove(key)

    def forget_history(self) -> None:
        """Every history id that was given out so far is too old."""
        self.oldest_history_id = self.history_id = self.history_id + HISTORY_GAP

    def settle(self) -> None:
        """The search catches up."""
        for message in self.messages.values():
            message.is_indexed = True

    def whole_drafts(self) -> list[bytes]:
        """The drafts of everybody, oldest first."""
        return [self.messages[key].mime for key in self.drafts.values()]

    # What the API does

    def save_draft(self, draft_id: str, mime: bytes, thread_id: str = "") -> str:
        """Write a draft, a new one if the id is new: its message is destroyed and another takes its place."""
        old = self.drafts.get(draft_id)
        wanted = thread_id or (self.messages[old].thread_id if old else "")
        if old:
            self._remove(old)
        message = self._add(mime, {"DRAFT"}, thread_id="" if wanted == "-" else wanted, joins=wanted != "-")
        self.drafts[draft_id] = message.id
        return message.id

    def new_draft(self, mime: bytes, thread_id: str = "") -> str:
        """A new draft's id. A conversation is joined only by threadId, References and the same subject together."""
        draft_id = f"r{self._next_number()}"
        fits = thread_id and self._fits(mime, thread_id)
        self.save_draft(draft_id, mime, thread_id if fits else "-")
        return draft_id

    def has_thread(self, thread_id: str) -> bool:
        """Whether there is such a conversation."""
        return any(message.thread_id == thread_id for message in self.messages.values())

    def resource(self, message: Message, form: str) -> dict[str, Any]:
        """A message as the API shows it in `form` (minimal, metadata, raw)."""
        shown: dict[str, Any] = {
            "id": message.id,
            "threadId": message.thread_id,
            **({"labelIds": sorted(message.labels)} if message.labels else {}),
            "snippet": "",
            "historyId": str(message.history_id),
            "internalDate": str(int((message.at - EPOCH) / timedelta(milliseconds=1))),
            "sizeEstimate": len(message.mime),
        }
        if form == "raw":
            shown["raw"] = base64.urlsafe_b64encode(message.mime).decode("ascii")
        if form in ("metadata", "full"):
            headers = [{"name": name, "value": " ".join(str(value).split())} for name, value in message.parsed.items()]
            shown["payload"] = {"partId": "", "mimeType": "text/plain", "headers": headers}
        return shown

    # Inside

    def _fits(self, mime: bytes, thread_id: str) -> bool:
        headers = read_headers(mime)
        members = [read_headers(m.mime) for m in self.messages.values() if m.thread_id == thread_id]
        ids = {member.message_id for member in members}
        return headers.in_reply_to in ids and any(member.subject == headers.subject for member in members)

    def _on_send(self, mime: bytes, new_id: bool) -> bytes:
        if self.variants.on_send is OnSend.KEPT and not new_id:
            return mime
        old = read_headers(mime).message_id
        changed = with_message_id(mime, f"<CAsent{self._next_number()}@mail.example>")
        if self.variants.on_send is OnSend.REPLACED_AND_NOTED:
            return f"X-Google-Original-Message-ID: {old}\n".encode("ascii") + changed
        return changed

    def _add(
        self, mime: bytes, labels: set[str], *, at: datetime | None = None, thread_id: str = "", joins: bool = True
    ) -> Message:
        self.now += timedelta(seconds=1)
        key = f"{FIRST_ID + self._next_number():x}"
        thread_id = thread_id or (self._thread_of(mime) if joins else "") or key
        message = Message(key, thread_id, mime, labels, at or self.now, 0, not self.variants.search_lags)
        self.messages[key] = message
        self._record(message, "messagesAdded")
        return message

    def _thread_of(self, mime: bytes) -> str:
        answered = read_headers(mime).in_reply_to
        found = (m for m in self.messages.values() if answered and read_headers(m.mime).message_id == answered)
        return next((message.thread_id for message in found), "")

    def _remove(self, key: str) -> None:
        message = self.messages.pop(key)
        self._record(message, "messagesDeleted")

    def _record(self, message: Message, kind: str, label_ids: list[str] | None = None) -> None:
        self.history_id += HISTORY_GAP
        message.history_id = self.history_id
        named: dict[str, Any] = {"id": message.id, "threadId": message.thread_id}
        if self.variants.history_has_labels:
            named["labelIds"] = sorted(message.labels)
        change = {"message": named, **({"labelIds": label_ids} if label_ids is not None else {})}
        record = {"id": str(self.history_id), "messages": [{"id": message.id, "threadId": message.thread_id}]}
        self.history.append((self.history_id, {**record, kind: [change]}))

    def _next_number(self) -> int:
        self.made += 1
        return self.made


def _without_own_headers(mime: bytes) -> bytes:
    head, gap, body = mime.partition(b"\n\n")
    return re.sub(rb"(?im)^X-[^\n]*\n(?:[ \t][^\n]*\n)*", b"", head + b"\n").rstrip(b"\n") + gap + body


def with_variants(account: Account, **named: Any) -> Account:
    """The same account, behaving otherwise from now on."""
    account.variants = replace(account.variants, **named)
    return account
