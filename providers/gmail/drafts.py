"""Our drafts in Gmail: placed in their conversation, changed only while they are ours, and what became of them.

A draft's id stays; the message in it gets a new id with every save, by whomever. So the message id we saw last says
whether it is still as we left it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from providers.gmail import search
from providers.gmail.answers import DraftItem, Item
from providers.gmail.api import Api
from providers.gmail.sync import NO_MAIL, SeenDrafts
from providers.gmail.trace import Trace, ref_of, trace_of
from providers.headers import Headers, read_headers
from providers.interface import (
    ConversationId,
    DraftChanged,
    DraftRef,
    Fate,
    Gone,
    MessageKey,
    Outcome,
    Refused,
    ReplyAnchor,
    rank,
)

COPIES_LOOKED_AT = 10


class Drafts:
    """The draft verbs of the port on one mailbox."""

    def __init__(self, api: Api, seen: SeenDrafts) -> None:
        self._api, self._seen = api, seen

    def save(self, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        """Place a draft in the conversation of the mail it answers, and read it back."""
        conversation = self._conversation(anchor)
        try:
            made = self._api.create_draft(mime, conversation)
        except (Gone, Refused):
            if not conversation:
                raise
            made = self._api.create_draft(mime, "")  # the conversation is no more: nothing was written yet
        return self._read_back(made, mime)

    def replace(self, ref: DraftRef, mime: bytes) -> DraftRef:
        """Write our untouched draft anew; one that already says so was written by an earlier try."""
        now = self._api.whole_draft(ref.id)
        if _is_trashed(now):
            raise _gone(ref)
        if now.message.id != trace_of(ref).message:
            if _is_same(now.mime, mime):
                return ref_of(now)
            raise _changed(ref)
        return self._read_back(self._api.update_draft(ref.id, mime, now.message.thread_id), mime)

    def delete(self, ref: DraftRef) -> None:
        """Delete our untouched draft."""
        now = self._api.draft(ref.id)
        if _is_trashed(now):
            raise _gone(ref)
        if now.message.id != trace_of(ref).message:
            raise _changed(ref)
        self._api.delete_draft(ref.id)

    def read(self, ref: DraftRef) -> bytes:
        """The draft's bytes as they are now."""
        now = self._api.whole_draft(ref.id)
        if _is_trashed(now):
            raise _gone(ref)
        return now.mime

    def find(self, message_id: str) -> DraftRef | None:
        """The draft with this Message-ID, the highest of several: by search, then among those that the search may not
        know yet."""
        query = search.by_message_id(message_id)
        if not query:
            return None
        for draft in sorted(self._api.drafts(query), key=lambda one: rank(one.id), reverse=True):
            found = self._with_message_id(draft, message_id)
            if found is not None:
                return found
        return self._found_among_seen(message_id)

    def find_sent(self, message_id: str) -> MessageKey | None:
        """The sent mail with this Message-ID."""
        found = self._sent_with(message_id)
        return MessageKey(found.id) if found else None

    def outcome(self, ref: DraftRef) -> Outcome:
        """What became of a draft, the surest sign first:

        1. The draft is there: untouched if it holds the message we left, else edited.
        2. A sent mail carries its Message-ID: sent.
        3. Its conversation, or any mail to its recipients since, holds a sent mail like it (`Trace.resembles`): sent.
        4. Else it is gone, deleted or waiting to be sent at a chosen time; asked again it may prove sent.
        """
        try:
            now = self._api.draft(ref.id)
        except Gone:
            return self._sent_or_gone(ref)
        if _is_trashed(now):
            return self._sent_or_gone(ref)
        if now.message.id == trace_of(ref).message:
            return Outcome(Fate.UNTOUCHED)
        return Outcome(Fate.EDITED, ref=ref_of(now, ref.message_id))

    # Placing

    def _conversation(self, anchor: ReplyAnchor | None) -> str:
        """Where a reply belongs: the conversation of the employer's message as it is now, none if it was thrown away.

        A draft that hangs on a message in the trash is shown nowhere.
        """
        if anchor is None:
            return ""
        if anchor.key is None:
            return anchor.conversation_id or ""
        try:
            item = self._api.labels(anchor.key)
        except Gone:
            return ""
        return "" if item.labels is not None and item.labels & NO_MAIL else item.thread_id

    def _read_back(self, written: DraftItem, mime: bytes) -> DraftRef:
        try:
            return ref_of(self._api.draft(written.id), read_headers(mime).message_id)
        except Gone:  # deleted already; what became of it is found out in its turn
            return ref_of(DraftItem(written.id, written.message, mime))

    # Looking

    def _with_message_id(self, draft: DraftItem, message_id: str) -> DraftRef | None:
        try:
            now = self._api.draft(draft.id)
        except Gone:
            return None
        is_it = read_headers(now.mime).message_id == message_id and not _is_trashed(now)
        return ref_of(now) if is_it else None

    def _found_among_seen(self, message_id: str) -> DraftRef | None:
        keys = {key for key in list(self._seen.message_ids) if self._seen_message_id(key) == message_id}
        if not keys:
            return None
        drafts = (draft for draft in self._api.drafts() if draft.message.id in keys)
        return next((ref for draft in drafts if (ref := self._with_message_id(draft, message_id))), None)

    def _seen_message_id(self, key: str) -> str | None:
        known = self._seen.message_ids.get(key)
        if known is None:
            try:
                known = read_headers(self._api.message_headers(key)[1]).message_id
            except Gone:
                self._seen.drop(key)
                return None
            self._seen.add(key, known)
        return known

    def _sent_or_gone(self, ref: DraftRef) -> Outcome:
        trace = trace_of(ref)
        sent = self._sent_with(ref.message_id) or self._alike_in(ref.conversation_id, trace) or self._alike(trace)
        if sent is None:
            return Outcome(Fate.GONE)
        return Outcome(Fate.SENT, sent_key=MessageKey(sent.id), sent_at=sent.received_at)

    def _sent_with(self, message_id: str) -> Item | None:
        query = search.by_message_id(message_id)
        if not query:
            return None
        found = self._api.messages(f"in:sent {query}", most=COPIES_LOOKED_AT)
        return self._first(found, lambda headers: headers.message_id == message_id)

    def _alike_in(self, conversation: ConversationId | None, trace: Trace) -> Item | None:
        try:
            messages = self._api.thread(conversation) if conversation and trace.message else []
        except Gone:
            return None
        since = trace.written_at
        alike = [item for item, head in messages if _is_sent(item, since) and trace.resembles(read_headers(head))]
        return alike[-1] if alike else None

    def _alike(self, trace: Trace) -> Item | None:
        if not trace.to:
            return None
        since = trace.written_at
        found = self._api.messages(search.sent_since(since, trace.to), most=COPIES_LOOKED_AT)
        return self._first(found, trace.resembles, since)

    def _first(
        self, items: list[Item], is_wanted: Callable[[Headers], bool], since: datetime | None = None
    ) -> Item | None:
        for found in items:
            try:
                item, head = self._api.message_headers(found.id)
            except Gone:
                continue
            if _is_sent(item, since) and is_wanted(read_headers(head)):
                return item
        return None


def _is_sent(item: Item, since: datetime | None) -> bool:
    is_sent = item.labels is not None and "SENT" in item.labels and not item.labels & NO_MAIL
    return is_sent and (since is None or item.received_at is None or item.received_at >= since)


def _is_trashed(draft: DraftItem) -> bool:
    return draft.message.labels is not None and "TRASH" in draft.message.labels


def _is_same(one: bytes, other: bytes) -> bool:
    """The same mail, line ends aside."""
    return one.replace(b"\r\n", b"\n").strip() == other.replace(b"\r\n", b"\n").strip()


def _gone(ref: DraftRef) -> Gone:
    return Gone(f"The draft {ref.message_id} is not in Drafts any more.")


def _changed(ref: DraftRef) -> DraftChanged:
    return DraftChanged(f"The draft {ref.message_id} was edited.")
