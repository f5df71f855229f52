"""The messages themselves, as bytes: small ones several in a request, those with attachments one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from providers.interface import (
    ConversationId,
    Gone,
    MessageKey,
    ProviderError,
    RawMessage,
    Refused,
    Trouble,
)
from providers.outlook.cursor import Listed
from providers.outlook.graph import MOST_PARTS, Graph
from providers.outlook.resource import moment, text

ENOUGH_BYTES = 8 * 1024 * 1024
"""A page is full with this much mail in it, so that large mails do not pile up in memory."""
PLACE_FIELDS = "conversationId,isDraft,receivedDateTime"
UNREADABLE = frozenset({"errormimecontentconversionfailed", "erroritemcorrupt", "errorcorruptdata"})
"""Codes that concern one message for good (EWS response codes, which Graph passes on)."""


def message_path(key: str) -> str:
    """A message's place; the id is quoted, so that no id leads elsewhere."""
    return f"/me/messages/{quote(key, safe='=')}"


class Fetch:
    """Fetches listed messages in their order."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def take(self, listed: Sequence[Listed]) -> tuple[tuple[RawMessage, ...], tuple[Trouble, ...], int]:
        """As many as make a page: messages, troubles, and how many of `listed` are dealt with. What vanished in the
        meantime is left out."""
        messages: list[RawMessage] = []
        troubles: list[Trouble] = []
        taken = size = 0
        while taken < len(listed) and size < ENOUGH_BYTES:
            chosen = _together(listed[taken:])
            for one, got in zip(chosen, self._bytes(chosen), strict=True):
                if isinstance(got, bytes):
                    size += len(got)
                    messages += self._message(one, got)
                elif not isinstance(got, Gone):
                    troubles.append(Trouble(MessageKey(one.key), got.what))
            taken += len(chosen)
        return tuple(messages), tuple(troubles), taken

    def _bytes(self, chosen: Sequence[Listed]) -> list[bytes | ProviderError]:
        if len(chosen) == 1:
            return [self._alone(chosen[0])]
        try:
            answers = self._graph.read_many([f"{message_path(one.key)}/$value" for one in chosen])
        except Refused:  # together they are too large, or the service gives no bytes this way
            return [self._alone(one) for one in chosen]
        return [
            answer.content if answer.is_fine else self._alone(one) for one, answer in zip(chosen, answers, strict=True)
        ]

    def _alone(self, one: Listed) -> bytes | ProviderError:
        """The message's bytes, or why it will never be had. Raises what concerns the whole mailbox."""
        try:
            return self._graph.read_bytes(f"{message_path(one.key)}/$value")
        except (Gone, Refused) as error:
            return error
        except ProviderError as error:
            if any(code in error.what.lower() for code in UNREADABLE):
                return error
            raise

    def _message(self, one: Listed, mime: bytes) -> list[RawMessage]:
        """The message with its place, which a row about a mere change does not tell."""
        known = one if one.received_at is not None else self._placed(one)
        if known is None:
            return []
        conversation = ConversationId(known.conversation) if known.conversation else None
        return [RawMessage(MessageKey(known.key), known.folder, mime, conversation, known.received_at)]

    def _placed(self, one: Listed) -> Listed | None:
        """None where it turns out to be a draft or vanished."""
        try:
            found = self._graph.read(f"{message_path(one.key)}?$select={PLACE_FIELDS}")
        except Gone:
            return None
        if found.get("isDraft") is True:
            return None
        return replace(one, conversation=text(found, "conversationId"), received_at=moment(found, "receivedDateTime"))


def _together(listed: Sequence[Listed]) -> Sequence[Listed]:
    """The first message, with those after it that can come in the same request."""
    if listed[0].is_large:
        return listed[:1]
    count = 1
    while count < min(len(listed), MOST_PARTS) and not listed[count].is_large:
        count += 1
    return listed[:count]
