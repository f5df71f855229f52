"""The few calls of the Gmail API that the adapter makes: counted against the budget, errors in the port's words.

Reading is tried again within the call (`providers.retrying`); writing never is, since its answer may have been lost
after its effect.
"""

from __future__ import annotations

import base64
import logging
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from googleapiclient.errors import Error as ClientError
from googleapiclient.errors import HttpError

from providers.gmail.answers import DraftItem, Item, fields_of, header_block_of, item_of, mime_of, records_of, text_of
from providers.gmail.budget import Budget
from providers.gmail.line import Line
from providers.gmail.methods import request_for
from providers.gmail.trouble import Refusal, error_of, own_wait
from providers.interface import ProtocolViolation, ProviderError, RateLimited
from providers.retrying import repeated

ENDPOINT = "https://gmail.googleapis.com"
LIST_AT_ONCE = 500
"""The most that a list gives at once."""
logging.getLogger("googleapiclient").setLevel(logging.CRITICAL)
"""It warns of each refusal, and may quote what came back; what matters is in the error, and nothing else is logged."""
HISTORY_KINDS = ["messageAdded", "messageDeleted", "labelAdded"]


class Api:
    """One mailbox's calls. `now` is aware; `chance` gives a random number from 0 to 1; `by_command` is whether tokens
    come from the owner's `token_command`."""

    def __init__(
        self,
        line: Line,
        *,
        endpoint: str = ENDPOINT,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
        monotonic: Callable[[], float] = time.monotonic,
        by_command: bool = False,
    ) -> None:
        self._line, self._endpoint = line, endpoint.rstrip("/")
        self._now, self._sleep, self._chance = now, sleep, chance
        self.budget = Budget(monotonic, sleep)
        self._rate_limits, self._by_command = 0, by_command

    # Reading

    def profile(self) -> tuple[str, str]:
        """The account's address and the mailbox's present history id."""
        answer = self._read("getProfile")
        return text_of(answer, "emailAddress"), text_of(answer, "historyId")

    def history(self, start: str, token: str) -> dict[str, Any]:
        """One page of what happened after `start`. Raises `Gone` if Gmail does not know it any more."""
        page = {"pageToken": token} if token else {}
        return self._read(
            "history.list", startHistoryId=start, historyTypes=HISTORY_KINDS, maxResults=LIST_AT_ONCE, **page
        )

    def messages(self, query: str, *, most: int | None = None) -> list[Item]:
        """Ids of the messages that a search finds, newest first; spam and trash are never among them."""
        found: list[Item] = []
        token = ""
        while True:
            page = {"pageToken": token} if token else {}
            answer = self._read("messages.list", q=query, maxResults=most or LIST_AT_ONCE, **page)
            found += map(item_of, records_of(answer, "messages"))
            token = str(answer.get("nextPageToken") or "")
            if not token or (most is not None and len(found) >= most):
                return found

    def message(self, key: str) -> tuple[Item, bytes]:
        """A whole message. Raises `Gone`."""
        answer = self._read("messages.get", id=key, format="raw")
        return item_of(answer), mime_of(answer)

    def message_headers(self, key: str) -> tuple[Item, bytes]:
        """A message's labels, time and header block; costs as much as the whole. Raises `Gone`."""
        answer = self._read("messages.get", id=key, format="metadata")
        return item_of(answer), header_block_of(answer)

    def labels(self, key: str) -> Item:
        """A message's labels and conversation. Raises `Gone`."""
        return item_of(self._read("messages.get", id=key, format="minimal"))

    def thread(self, conversation: str) -> list[tuple[Item, bytes]]:
        """The messages of a conversation with their header blocks. Raises `Gone`."""
        answer = self._read("threads.get", id=conversation, format="metadata")
        return [(item_of(one), header_block_of(one)) for one in records_of(answer, "messages")]

    # Drafts

    def draft(self, draft_id: str) -> DraftItem:
        """A draft as it is now, with its header block. Raises `Gone`."""
        answer = self._read("drafts.get", id=draft_id, format="metadata")
        return _draft_of(answer, header_block_of(answer.get("message")))

    def whole_draft(self, draft_id: str) -> DraftItem:
        """A draft as it is now, with all its bytes. Raises `Gone`."""
        answer = self._read("drafts.get", id=draft_id, format="raw")
        return _draft_of(answer, mime_of(answer.get("message")))

    def drafts(self, query: str = "") -> list[DraftItem]:
        """The drafts that a search finds, or the newest five hundred."""
        narrowed = {"q": query} if query else {}
        answer = self._read("drafts.list", maxResults=LIST_AT_ONCE, **narrowed)
        return [_draft_of(one) for one in records_of(answer, "drafts")]

    def create_draft(self, mime: bytes, conversation: str) -> DraftItem:
        """Write a new draft."""
        return _draft_of(self._ask("drafts.create", _body(mime, conversation)))

    def update_draft(self, draft_id: str, mime: bytes, conversation: str) -> DraftItem:
        """Write a draft anew, under another message id. Raises `Gone`."""
        return _draft_of(self._ask("drafts.update", _body(mime, conversation), id=draft_id))

    def delete_draft(self, draft_id: str) -> None:
        """Delete a draft for good: nothing of it is in the trash afterwards. Raises `Gone`."""
        self._ask("drafts.delete", id=draft_id)

    # Inside

    def _read(self, method: str, **parameters: Any) -> dict[str, Any]:
        return repeated(lambda: fields_of(self._ask(method, **parameters)), self._sleep)

    def _ask(self, method: str, body: object = None, **parameters: Any) -> object:
        self.budget.spend(method)
        request = request_for(self._endpoint, method, body, **parameters)
        try:
            answer: object = request.execute(http=self._line)
        except HttpError as error:
            raise self._refusal(error) from error
        except (ClientError, ValueError) as error:
            raise ProtocolViolation("Gmail's answer cannot be read.") from error
        self._rate_limits = 0
        return answer

    def _refusal(self, error: HttpError) -> ProviderError:
        refusal = Refusal.of(int(error.resp.status), error.resp, error.content)
        wait = own_wait(self._rate_limits + 1, self._chance())
        found = error_of(refusal, self._now(), wait, by_command=self._by_command)
        self._rate_limits += isinstance(found, RateLimited)
        return found


def _draft_of(answer: object, mime: bytes = b"") -> DraftItem:
    fields = fields_of(answer)
    return DraftItem(text_of(fields, "id"), item_of(fields.get("message")), mime)


def _body(mime: bytes, conversation: str) -> dict[str, Any]:
    message: dict[str, Any] = {"raw": base64.urlsafe_b64encode(mime).decode("ascii")}
    if conversation:
        message["threadId"] = conversation
    return {"message": message}
