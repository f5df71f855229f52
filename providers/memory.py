"""A whole mailbox in memory: what `replay` and `demo` run on, and the fake that tests stand in for any provider.

Beside the port it has the verbs of the other people: mail arrives, the owner writes, edits, sends and deletes.
A poll costs as much as there is new, however full the mailbox is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from providers.headers import read_headers, with_message_id
from providers.interface import (
    ConversationId,
    Cursor,
    DraftChanged,
    DraftId,
    DraftRef,
    Fate,
    Folder,
    Gone,
    Interest,
    MessageKey,
    Outcome,
    Page,
    Provider,
    RawMessage,
    ReplyAnchor,
    Trouble,
    rank,
)
from providers.memory_contents import Contents, Entry, Point, StoredDraft, packed, unpacked

__all__ = ["Memory", "StoredDraft"]


@dataclass(frozen=True, slots=True)
class _Failure:
    error: Exception
    after_effect: bool


class Memory(Provider):
    """A mailbox of this process.

    `now` is the clock (aware datetimes). With `release_read`, a message's bytes are dropped once a later cursor has
    passed it, so that a long replay holds only what is unread; asking for such a message again gives a `Trouble`.
    `contents` takes over the mailbox of another `Memory` (see `reopened`).
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        page_size: int = 100,
        release_read: bool = False,
        contents: Contents | None = None,
    ) -> None:
        self._now = now
        self._page_size = page_size
        self._release_read = release_read
        self._contents = contents if contents is not None else Contents()
        self._failures: dict[str, list[_Failure]] = {}

    def reopened(self) -> Memory:
        """A new provider on the same mailbox, as after a restart of the program."""
        return Memory(self._now, page_size=self._page_size, release_read=self._release_read, contents=self._contents)

    # What other people do

    def deliver(
        self, mime: bytes, *, received_at: datetime | None = None, conversation_id: str | None = None
    ) -> MessageKey:
        """A mail arrives in the inbox, at `received_at` or now."""
        return self._append(Folder.INBOX, mime, received_at, conversation_id)

    def owner_sends(self, mime: bytes, *, at: datetime | None = None, conversation_id: str | None = None) -> MessageKey:
        """A mail of the owner's own appears in Sent, at `at` or now."""
        key = self._append(Folder.SENT, mime, at, conversation_id)
        self._contents.sent_by_message_id.setdefault(read_headers(mime).message_id, key)
        self._contents.revision += 1
        return key

    def owner_saves_draft(self, mime: bytes) -> DraftId:
        """The owner begins a draft of their own."""
        return self._store_draft(mime, None).id

    def owner_edits(self, draft_id: DraftId, new_mime: bytes) -> None:
        """The owner rewrites a draft in place. Raises `KeyError` if there is none."""
        self._rewrite(self._contents.drafts[draft_id], new_mime, self._contents.drafts[draft_id].anchor)

    def owner_sends_draft(
        self, draft_id: DraftId, *, at: datetime | None = None, changes_message_id: bool = False
    ) -> MessageKey:
        """The owner presses send: the draft moves to Sent, under a new Message-ID if the service gives its own."""
        draft = self._contents.drafts.pop(draft_id)
        mime = draft.mime
        if changes_message_id:
            mime = with_message_id(mime, f"<sent-{len(self._contents.entries) + 1}@memory.example>")
        key = self.owner_sends(mime, at=at, conversation_id=draft.conversation_id)
        self._contents.sent_drafts[draft_id] = key
        return key

    def owner_deletes(self, draft_id: DraftId) -> None:
        """The owner throws a draft away. Raises `KeyError` if there is none."""
        del self._contents.drafts[draft_id]
        self._contents.revision += 1

    def drafts(self) -> list[StoredDraft]:
        """Everything in Drafts, oldest first, whoever wrote it."""
        return list(self._contents.drafts.values())

    def fail_next(self, verb: str, error: Exception, after_effect: bool = False) -> None:
        """Let the next call of this method of the port raise `error`: before doing anything, or after having done it
        (an answer lost on the way). Repeated calls queue up."""
        if verb not in Provider.__abstractmethods__:
            raise ValueError(f"{verb!r} is no method of the port")
        self._failures.setdefault(verb, []).append(_Failure(error, after_effect))

    def expire_cursors(self) -> None:
        """The service forgets every cursor it ever gave out; the next page is a `reset`."""
        self._contents.era += 1

    # The port

    def check(self) -> None:
        with self._failing("check"):
            return

    def changes(self, cursor: Cursor | None, since: datetime, interest: Interest) -> Page:
        """See `Provider.changes`. `interest` is not asked, so that whoever uses this fake must cope with repeats."""
        with self._failing("changes"):
            point = unpacked(cursor, self._contents) if cursor is not None else None
            reset = cursor is not None and point is None
            return self._page(point or self._beginning(since), reset)

    def save_draft(self, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        with self._failing("save_draft"):
            return _ref(self._store_draft(mime, anchor))

    def replace_draft(self, ref: DraftRef, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        with self._failing("replace_draft"):
            return _ref(self._rewrite(self._untouched(ref), mime, anchor))

    def delete_draft(self, ref: DraftRef) -> None:
        with self._failing("delete_draft"):
            self.owner_deletes(self._untouched(ref).id)

    def find_draft(self, message_id: str) -> DraftRef | None:
        with self._failing("find_draft"):
            drafts = self._contents.drafts.values() if message_id else ()
            found = [draft for draft in drafts if draft.message_id == message_id]
            return _ref(max(found, key=lambda draft: rank(draft.id))) if found else None

    def read_draft(self, ref: DraftRef) -> bytes:
        with self._failing("read_draft"):
            draft = self._contents.drafts.get(ref.id)
            if draft is None:
                raise Gone(f"The draft {ref.message_id} is not in Drafts any more.")
            return draft.mime

    def find_sent(self, message_id: str) -> MessageKey | None:
        with self._failing("find_sent"):
            return self._contents.sent_by_message_id.get(message_id) if message_id else None

    def outcome(self, ref: DraftRef) -> Outcome:
        with self._failing("outcome"):
            draft = self._contents.drafts.get(ref.id)
            if draft is not None:
                fate = Fate.UNTOUCHED if str(draft.version) == ref.version else Fate.EDITED
                return Outcome(fate, ref=_ref(draft))
            by_message_id = self._contents.sent_by_message_id.get(ref.message_id)
            key = self._contents.sent_drafts.get(ref.id, by_message_id)
            if key is None:
                return Outcome(Fate.GONE)
            sent = self._contents.entries[self._contents.position_of[key]]
            return Outcome(Fate.SENT, sent_key=key, sent_at=sent.received_at)

    # Inside

    @contextmanager
    def _failing(self, verb: str) -> Iterator[None]:
        waiting = self._failures.get(verb)
        failure = waiting.pop(0) if waiting else None
        if failure and not failure.after_effect:
            raise failure.error
        yield
        if failure:
            raise failure.error

    def _append(
        self, folder: Folder, mime: bytes, received_at: datetime | None, conversation_id: str | None
    ) -> MessageKey:
        entries = self._contents.entries
        key = MessageKey(f"m{len(entries) + 1}")
        conversation = ConversationId(conversation_id) if conversation_id else None
        self._contents.position_of[key] = len(entries)
        entries.append(Entry(key, folder, received_at or self._now(), mime, conversation))
        return key

    def _store_draft(self, mime: bytes, anchor: ReplyAnchor | None) -> StoredDraft:
        self._contents.drafts_made += 1
        new = StoredDraft(DraftId(f"d{self._contents.drafts_made}"), mime, "", version=0)
        return self._rewrite(new, mime, anchor)

    def _rewrite(self, draft: StoredDraft, mime: bytes, anchor: ReplyAnchor | None) -> StoredDraft:
        written = replace(
            draft,
            mime=mime,
            message_id=read_headers(mime).message_id,
            version=draft.version + 1,
            conversation_id=anchor.conversation_id if anchor else draft.conversation_id,
            anchor=anchor,
            written_at=self._now(),
        )
        self._contents.drafts[draft.id] = written
        self._contents.revision += 1
        return written

    def _untouched(self, ref: DraftRef) -> StoredDraft:
        draft = self._contents.drafts.get(ref.id)
        if draft is None:
            raise Gone(f"The draft {ref.message_id} is not in Drafts any more.")
        if str(draft.version) != ref.version:
            raise DraftChanged(f"The draft {ref.message_id} was edited.")
        return draft

    def _beginning(self, since: datetime) -> Point:
        entries = self._contents.entries
        remaining = sum(entry.received_at >= since for entry in entries)
        return Point(rescan_end=len(entries), since=since, remaining=remaining)

    def _page(self, point: Point, reset: bool) -> Page:
        entries = self._contents.entries
        self._release_below(point.position)
        found: list[Entry] = []
        position = point.position
        while position < len(entries) and len(found) < self._page_size:
            entry = entries[position]
            if point.since is None or position >= point.rescan_end or entry.received_at >= point.since:
                found.append(entry)
            position += 1
        return self._packed_page(point, found, position, reset)

    def _packed_page(self, point: Point, found: list[Entry], position: int, reset: bool) -> Page:
        more = position < len(self._contents.entries)
        remaining = point.remaining if point.remaining is not None else len(self._contents.entries) - point.position
        after = replace(
            point,
            position=position,
            # Until the last page is read the drafts stay "changed": a stop between two pages must not hide it.
            revision=point.revision if more else self._contents.revision,
            remaining=max(remaining - len(found), 0) if more else None,
        )
        return Page(
            messages=tuple(_raw(entry, entry.mime) for entry in found if entry.mime is not None),
            cursor=packed(after, self._contents.era),
            more=more,
            reset=reset,
            drafts_changed=point.revision != self._contents.revision,
            troubles=tuple(Trouble(entry.key, "its bytes were released") for entry in found if entry.mime is None),
            total=remaining,
        )

    def _release_below(self, position: int) -> None:
        if self._release_read:
            for entry in self._contents.entries[self._contents.released : position]:
                entry.mime = None
            self._contents.released = max(self._contents.released, position)


def _raw(entry: Entry, mime: bytes) -> RawMessage:
    return RawMessage(entry.key, entry.folder, mime, entry.conversation_id, entry.received_at)


def _ref(draft: StoredDraft) -> DraftRef:
    return DraftRef(draft.id, str(draft.version), draft.message_id, draft.conversation_id)
