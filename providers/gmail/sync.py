"""What is new in the mailbox: by history id, and on a first start or after a gap by a search in the look-back.

The history id is taken before the first list, so nothing falls between the two; what is seen twice is told apart by its
id. Labels say what a message is: DRAFT and what lies in spam or trash is no mail, SENT is the owner's, all else came
from others, wherever a filter has put it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from providers.gmail import search
from providers.gmail.answers import Item, item_of, records_of
from providers.gmail.api import Api
from providers.gmail.cursor import Point, packed, unpacked
from providers.headers import read_headers
from providers.interface import (
    ConversationId,
    Cursor,
    Folder,
    Gone,
    Interest,
    MessageKey,
    Page,
    ProtocolViolation,
    ProviderError,
    RawMessage,
    Refused,
    Trouble,
)

NO_MAIL = frozenset({"DRAFT", "SPAM", "TRASH", "CHAT", "SCHEDULED"})
"""SCHEDULED is not described anywhere; should Gmail show mail that waits to be sent, it is not sent yet."""
OWNERS = frozenset({"DRAFT", "SENT", "SCHEDULED"})
ARRIVALS = frozenset({"INBOX", "SENT"})
"""Labels that make news of a message when they are added: taken out of spam, or sent at last."""
REMEMBERED_DRAFTS = 200


class SeenDrafts:
    """Drafts that the history told of since this process began: the search may not know them yet.

    Message id → Message-ID, or None where it was not looked at.
    """

    def __init__(self) -> None:
        self.message_ids: dict[str, str | None] = {}

    def add(self, key: str, message_id: str | None = None) -> None:
        """One more; the oldest are forgotten."""
        self.message_ids[key] = message_id or self.message_ids.get(key)
        while len(self.message_ids) > REMEMBERED_DRAFTS:
            del self.message_ids[next(iter(self.message_ids))]

    def drop(self, key: str) -> None:
        """It was saved anew, sent or deleted."""
        self.message_ids.pop(key, None)


@dataclass
class _News:
    """What one page of the history tells."""

    labels: dict[str, frozenset[str] | None] = field(default_factory=dict)
    """Message → its labels, None where the history does not tell."""
    deleted: set[str] = field(default_factory=set)
    drafts_changed: bool = False

    def waiting(self) -> tuple[str, ...]:
        return tuple(
            key
            for key, labels in self.labels.items()
            if key not in self.deleted and not (labels is not None and labels & NO_MAIL)
        )


class Sync:
    """Reads pages of one mailbox. `profile` gives the present history id of the right account."""

    def __init__(self, api: Api, seen_drafts: SeenDrafts, profile: Callable[[], str], page_size: int) -> None:
        self._api, self._seen, self._profile, self._page_size = api, seen_drafts, profile, page_size

    def page(self, cursor: Cursor | None, since: datetime, interest: Interest) -> Page:
        """The next page; see `Provider.changes`."""
        point = unpacked(cursor) if cursor is not None else None
        if point is None:
            return self._fetched(self._look_back(since, interest), since, interest, reset=cursor is not None)
        if point.waiting:
            return self._fetched(point, since, interest)
        try:
            news, after = self._history(point)
        except Gone:  # older than Gmail remembers: some hours or weeks
            return self._fetched(self._look_back(since, interest), since, interest, reset=True)
        waiting = tuple(key for key in news.waiting() if not interest.is_known(MessageKey(key)))
        return self._fetched(
            replace(after, waiting=waiting, drafts_changed=news.drafts_changed), since, interest, more=bool(after.token)
        )

    # Finding

    def _look_back(self, since: datetime, interest: Interest) -> Point:
        """The ids of all that may matter, oldest first: what a search finds, and the conversations that is part of."""
        at = self._profile()
        scope = search.received_since(since)
        everything = self._api.messages(scope)
        queries = search.queries(scope, interest.words, interest.people())
        found = [item for query in queries for item in self._api.messages(query)]
        picked, conversations = {item.id for item in found}, {item.thread_id for item in found} - {""}
        waiting = tuple(
            item.id
            for item in reversed(everything)
            if (item.id in picked or item.thread_id in conversations) and not interest.is_known(MessageKey(item.id))
        )
        return Point(at, waiting=waiting, looks_back=True)

    def _history(self, point: Point) -> tuple[_News, Point]:
        """One page of the history, and the point behind it. Raises `Gone` if it begins too long ago."""
        try:
            answer = self._api.history(point.at, point.token)
        except Refused:
            if not point.token:
                raise
            answer = self._api.history(point.at, "")  # a page's token dies sooner than the id: from the start again
        news = _News()
        for record in records_of(answer, "history"):
            self._take(record, news)
        token = str(answer.get("nextPageToken") or "")
        at = point.at if token else str(answer.get("historyId") or point.at)
        return news, Point(at, token)

    def _take(self, record: Mapping[str, Any], news: _News) -> None:
        for change in records_of(record, "messagesAdded"):
            self._added(item_of(change.get("message")), news)
        for change in records_of(record, "labelsAdded"):
            item, added = item_of(change.get("message")), frozenset(map(str, change.get("labelIds") or ()))
            news.drafts_changed |= bool(added & (OWNERS | {"TRASH"})) and _may_be_owners(item)
            if added & ARRIVALS:
                self._added(item, news)
            elif added & NO_MAIL and item.id in news.labels:
                news.labels[item.id] = added
        for change in records_of(record, "messagesDeleted"):
            item = item_of(change.get("message"))
            news.deleted.add(item.id)
            news.drafts_changed |= _may_be_owners(item)
            self._seen.drop(item.id)

    def _added(self, item: Item, news: _News) -> None:
        news.deleted.discard(item.id)
        news.labels[item.id] = item.labels
        news.drafts_changed |= item.labels is not None and bool(item.labels & OWNERS)
        if item.labels is not None and "DRAFT" in item.labels:
            self._seen.add(item.id)

    # Fetching

    def _fetched(
        self, point: Point, since: datetime, interest: Interest, *, reset: bool = False, more: bool = False
    ) -> Page:
        """Fetch the next messages that wait. What fails after the first few ends the page early, and is met again."""
        batch = _Batch(self._api, self._seen, since if point.looks_back else None)
        done = 0
        for key in point.waiting[: self._page_size]:
            if not interest.is_known(MessageKey(key)):
                try:
                    batch.fetch(key)
                except ProviderError:
                    if not batch.messages:
                        raise
                    break
            done += 1
        rest = point.waiting[done:]
        drafts_changed = point.drafts_changed or batch.saw_owners
        after = replace(point, waiting=rest, drafts_changed=drafts_changed) if rest else Point(point.at, point.token)
        return Page(
            messages=tuple(batch.messages),
            cursor=packed(after),
            more=bool(rest) or more or point.looks_back or bool(point.token),
            reset=reset,
            drafts_changed=drafts_changed,
            troubles=tuple(batch.troubles),
            total=len(point.waiting) or None,
        )


class _Batch:
    """Messages fetched one after the other; those received before `since`, if given, are left out."""

    def __init__(self, api: Api, seen: SeenDrafts, since: datetime | None) -> None:
        self._api, self._seen, self._since = api, seen, since
        self.messages: list[RawMessage] = []
        self.troubles: list[Trouble] = []
        self.saw_owners = False

    def fetch(self, key: str) -> None:
        """One message. One that vanished is passed over, one that cannot be decoded is a trouble of its own."""
        try:
            item, mime = self._api.message(key)
        except Gone:
            return
        except ProtocolViolation as error:
            self.troubles.append(Trouble(MessageKey(key), error.what))
            return
        labels = item.labels or frozenset()
        self.saw_owners |= bool(labels & OWNERS)
        if "DRAFT" in labels:
            self._seen.add(key, read_headers(mime).message_id)
        is_too_old = self._since is not None and item.received_at is not None and item.received_at < self._since
        if not labels & NO_MAIL and not is_too_old:
            folder = Folder.SENT if "SENT" in labels else Folder.INBOX
            conversation = ConversationId(item.thread_id) if item.thread_id else None
            self.messages.append(RawMessage(MessageKey(key), folder, mime, conversation, item.received_at))


def _may_be_owners(item: Item) -> bool:
    return item.labels is None or bool(item.labels & OWNERS)
