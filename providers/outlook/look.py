"""Finding drafts of ours and what became of them, whatever the service keeps when a draft is sent.

Sources disagree whether the id, the Message-ID and the hidden property survive sending (docs/outlook.md), so all of
them are asked, in one request, and the conversation last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, timedelta
from urllib.parse import quote, urlencode

from providers.interface import DraftRef, Fate, Gone, MessageKey, Outcome, ReplyAnchor, rank
from providers.outlook.fetch import message_path
from providers.outlook.graph import Graph
from providers.outlook.resource import Resource, rows, text
from providers.outlook.stored import BEGUN, FIELDS, MARKER, Mark, Stored, is_untouched, mark_of, ref_of

_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
SLACK = timedelta(minutes=2)
"""A mail program's clock, which dates the sent copy, may be behind the service's, which dates the draft."""
MOST_FOUND = 50
ANSWERED = "isDraft,isRead"
SAFE = "$,:()/'="
"""What stands in a query as it is."""


class Look:
    """Looks into one mailbox; changes nothing."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def at(self, ref: DraftRef) -> Stored | None:
        """The message under a draft's id, wherever it is by now."""
        try:
            return Stored(self._graph.read(f"{message_path(ref.id)}?{_shown()}"))
        except Gone:
            return None

    def draft(self, message_id: str) -> Stored | None:
        """The draft that carries this Message-ID or is marked with it; one that is not complete only if somebody has
        written in it."""
        by_id, marked, begun = self._found(message_id, "drafts", begun=True)
        found = [*by_id, *marked] or [one for one in begun if not one.is_blank]
        return max(found, key=lambda one: rank(one.id), default=None)

    def sent(self, message_id: str) -> Stored | None:
        """The sent message that carries this Message-ID or is marked with it."""
        by_id, marked, _ = self._found(message_id, "sentitems")
        return next(iter([*by_id, *marked]), None)

    def answered(self, anchor: ReplyAnchor, message_id: str) -> tuple[Resource | None, Stored | None]:
        """The mail that a draft answers (None if this mailbox has it not), with its id and whether it is read; and a
        reply to it that was begun under `message_id` and has none of our words yet."""
        by_key = [f"{message_path(anchor.key)}?$select={ANSWERED}"] if anchor.key else []
        answers = self._graph.read_many([_list("drafts", _marked(BEGUN + message_id)), *by_key])
        listed = (one for one in _stored(self._graph.object(answers[0])) if one.is_draft and one.is_blank)
        begun = next((one for one in listed if one.marker == BEGUN + message_id), None)
        gone = not by_key or answers[1].status in (404, 410)
        found = self._by_message_id(anchor.message_id) if gone else self._graph.object(answers[1])
        return (None if found is None or found.get("isDraft") is True else found), begun

    def _by_message_id(self, message_id: str) -> Resource | None:
        """A mail of this Message-ID that is no draft, in whichever folder."""
        if not _MESSAGE_ID.fullmatch(message_id):
            return None
        query = {"$select": f"{ANSWERED},internetMessageId", "$filter": _named(message_id)}
        found = rows(self._graph.read(f"/me/messages?{urlencode(query, safe=SAFE, quote_via=quote)}"))
        exact = (one for one in found if text(one, "internetMessageId") == message_id)
        return next((one for one in exact if one.get("isDraft") is not True), None)

    def in_drafts(self, ref: DraftRef) -> Stored:
        """The draft, where we put it. Raises `Gone` if it is not there any more."""
        stored = self.at(ref)
        if stored is None or not stored.is_draft or stored.folder != mark_of(ref).folder:
            raise Gone(f"The draft {ref.message_id} is not in Drafts any more.")
        return stored

    def outcome(self, ref: DraftRef) -> Outcome:
        """See `Provider.outcome`."""
        mark, stored = mark_of(ref), self.at(ref)
        if stored is not None and not stored.is_draft:
            return _sent(stored)
        if stored is not None and stored.folder == mark.folder:
            return _alive(stored, mark, ref)
        sent = self._sent_copy(ref, mark)
        if sent is not None:
            return _sent(sent)
        moved = self.draft(ref.message_id)
        return _alive(moved, mark, ref) if moved else Outcome(Fate.GONE)

    def _sent_copy(self, ref: DraftRef, mark: Mark) -> Stored | None:
        names = dict.fromkeys((ref.message_id, mark.internet_message_id or ref.message_id))
        paths = [_list("sentitems", _named(name)) for name in names]
        paths.append(_list("sentitems", _marked(ref.message_id)))
        paths += [_list("sentitems", condition) for condition in _in_conversation(ref, mark)]
        answers = [_stored(self._graph.object(answer)) for answer in self._graph.read_many(paths)]
        exact = [one for found in answers[: len(names)] for one in found if one.internet_message_id in names]
        exact += [one for one in answers[len(names)] if one.marker == ref.message_id]
        likely = (one for found in answers[len(names) + 1 :] for one in found if _is_likely(one, ref, mark))
        created = mark.created_at
        return next(iter(exact), None) or min(
            likely, key=lambda one: (created and one.sent_at and one.sent_at < created, one.sent_at), default=None
        )

    def _found(self, message_id: str, folder: str, *, begun: bool = False) -> tuple[list[Stored], ...]:
        """By Message-ID, by the property, and, if wanted, by the property of those begun only."""
        if not _MESSAGE_ID.fullmatch(message_id):
            return [], [], []
        conditions = [_named(message_id), _marked(message_id), *([_marked(BEGUN + message_id)] if begun else ())]
        answers = self._graph.read_many([_list(folder, one) for one in conditions])
        wants_draft = folder == "drafts"
        lists = [
            [one for one in _stored(self._graph.object(answer)) if one.is_draft == wants_draft] for answer in answers
        ]
        # the service compares such values without case
        return (
            [one for one in lists[0] if one.internet_message_id == message_id],
            [one for one in lists[1] if one.marker == message_id],
            [one for one in lists[2] if one.marker == BEGUN + message_id] if begun else [],
        )


def _alive(stored: Stored, mark: Mark, ref: DraftRef) -> Outcome:
    fate = Fate.UNTOUCHED if is_untouched(stored, mark) else Fate.EDITED
    return Outcome(fate, ref=ref_of(stored, ref.message_id))


def _sent(stored: Stored) -> Outcome:
    return Outcome(Fate.SENT, sent_key=MessageKey(stored.id), sent_at=stored.sent_at)


def _in_conversation(ref: DraftRef, mark: Mark) -> Iterable[str]:
    if ref.conversation_id and mark.created_at:
        since = (mark.created_at - SLACK).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        yield f"receivedDateTime ge {since} and conversationId eq '{_literal(ref.conversation_id)}'"


def _is_likely(stored: Stored, ref: DraftRef, mark: Mark) -> bool:
    """Whether a sent mail of the draft's conversation is its copy: to the same people, not before it, and not another
    draft of ours. A conversation alone says little: the service files unrelated mail of one subject together."""
    is_anothers = stored.marker not in ("", ref.message_id)
    since = mark.created_at
    is_later = stored.sent_at is not None and since is not None and stored.sent_at >= since - SLACK
    return is_later and not is_anothers and bool(stored.recipients & set(mark.recipients) or not mark.recipients)


def _stored(answer: object) -> list[Stored]:
    assert isinstance(answer, dict)
    return [Stored(row) for row in rows(answer)]


def _list(folder: str, condition: str) -> str:
    return f"/me/mailFolders/{folder}/messages?{_shown(condition)}"


def _shown(condition: str = "") -> str:
    query = {"$select": FIELDS, "$expand": f"singleValueExtendedProperties($filter=id eq '{MARKER}')"}
    if condition:
        query |= {"$filter": condition, "$top": str(MOST_FOUND)}
    return urlencode(query, safe=SAFE, quote_via=quote)


def _named(message_id: str) -> str:
    return f"internetMessageId eq '{_literal(message_id)}'"


def _marked(value: str) -> str:
    return f"singleValueExtendedProperties/Any(ep: ep/id eq '{MARKER}' and ep/value eq '{_literal(value)}')"


def _literal(text: str) -> str:
    """As an OData string; quoting for the address comes once, later."""
    return text.replace("'", "''")
