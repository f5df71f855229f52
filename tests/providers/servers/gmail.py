"""A Gmail API on loopback over `gmail_mailbox.Account`: the methods the adapter uses, sending, and what each costs.

server = GmailServer(Account()).start()      # server.url is the api_endpoint
server.requests, server.units                # what was asked, and its quota units
server.faults.add(refusal(403, "userRateLimitExceeded"))
python -m tests.providers.servers.gmail      # one to play with by hand
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.providers.servers.faults import Faults
from tests.providers.servers.gmail_mailbox import Account, Message
from tests.providers.servers.gmail_search import BadQuery, matches
from tests.providers.servers.loopback import Answer, Asked, Loopback

UNITS = {
    "getProfile": 1,
    "history.list": 2,
    "messages.list": 5,
    "messages.get": 20,
    "messages.send": 100,
    "threads.get": 40,
    "drafts.list": 5,
    "drafts.get": 20,
    "drafts.create": 10,
    "drafts.update": 15,
    "drafts.delete": 10,
    "drafts.send": 100,
}
"""Google's table of May 2026."""
DEFAULT_AT_ONCE, MOST_AT_ONCE = 100, 500
PREFIX = "/gmail/v1/users/me"


class _Refused(Exception):
    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.answer = error(status, reason, message)


def error(status: int, reason: str, message: str) -> Answer:
    """An error as Google words it."""
    inner = {"message": message, "domain": "global", "reason": reason}
    return Answer(status, {"error": {"code": status, "message": message, "errors": [inner], "status": reason}})


class GmailServer:
    """Counts requests by method, and units. `tokens` are the access tokens it accepts."""

    def __init__(self, account: Account, *tokens: str) -> None:
        self.account, self.tokens = account, set(tokens or ("token",))
        self.faults = Faults()
        self.requests: Counter[str] = Counter()
        self.largest_page = MOST_AT_ONCE
        self._loopback = Loopback(self)
        self.url = self._loopback.url

    @property
    def units(self) -> int:
        """Quota units spent so far."""
        return sum(UNITS[method] * count for method, count in self.requests.items())

    @property
    def sendings(self) -> int:
        """How often somebody asked to send."""
        return self.requests["messages.send"] + self.requests["drafts.send"]

    def start(self) -> GmailServer:
        """Begin to answer."""
        self._loopback.start()
        return self

    def close(self) -> None:
        """Stop."""
        self._loopback.close()

    def answer(self, asked: Asked) -> Answer:
        """One request of the API."""
        method, act, found = self._method(asked)
        if not method:
            return Answer(404, b"<html>Not Found</html>", {"Content-Type": "text/html"})
        self.requests[method] += 1
        if asked.headers.get("Authorization", "").removeprefix("Bearer ") not in self.tokens:
            return error(401, "authError", "Request had invalid authentication credentials.")
        try:
            return act(asked, *found)
        except _Refused as refused:
            return refused.answer

    def _method(self, asked: Asked) -> tuple[str, Callable[..., Answer], tuple[str, ...]]:
        for verb, form, name, act in _METHODS:
            if verb == asked.method and (match := re.fullmatch(PREFIX + form, asked.path)):
                return name, getattr(self, act), match.groups()
        return "", self._profile, ()

    # Reading

    def _profile(self, asked: Asked) -> Answer:
        account = self.account
        counts = {"messagesTotal": len(account.messages), "threadsTotal": len(account.messages)}
        return Answer(200, {"emailAddress": account.address, "historyId": str(account.history_id), **counts})

    def _history(self, asked: Asked) -> Answer:
        account, start = self.account, int(asked.one("startHistoryId") or 0)
        if start < account.oldest_history_id or start > account.history_id:
            raise _Refused(404, "notFound", "Requested entity was not found.")
        wanted = {
            f"{kind.replace('Added', 'sAdded').replace('Deleted', 'sDeleted')}" for kind in asked.query["historyTypes"]
        }
        repeats = account.variants.history_repeats
        since = start - 40 * 17 if repeats else start
        records = [record for number, record in account.history if number > since and wanted & set(record)]
        page, token = self._paged(records, asked)
        if account.variants.history_repeats:
            page = [twice for record in page for twice in (record, record)]
        history = {"history": page} if page else {}
        return Answer(200, {**history, **token, "historyId": str(account.history_id)})

    def _list_messages(self, asked: Asked) -> Answer:
        hidden = set() if asked.one("includeSpamTrash") == "true" else {"SPAM", "TRASH"}
        shown = [m for m in self._found(asked, list(self.account.messages.values())) if not m.labels & hidden]
        page, token = self._paged(_newest_first(shown), asked)
        named = [{"id": m.id, "threadId": m.thread_id} for m in page]
        return Answer(200, {**({"messages": named} if named else {}), **token, "resultSizeEstimate": len(shown)})

    def _message(self, asked: Asked, key: str) -> Answer:
        return Answer(200, self.account.resource(self._held(key), asked.one("format", "full")))

    def _thread(self, asked: Asked, thread_id: str) -> Answer:
        members = [m for m in self.account.messages.values() if m.thread_id == thread_id]
        if not members:
            raise _Refused(404, "notFound", "Requested entity was not found.")
        form = asked.one("format", "full")
        shown = [self.account.resource(m, form) for m in sorted(members, key=lambda m: m.at)]
        return Answer(200, {"id": thread_id, "historyId": str(self.account.history_id), "messages": shown})

    # Drafts

    def _list_drafts(self, asked: Asked) -> Answer:
        held = {key: draft for draft, key in self.account.drafts.items()}
        found = self._found(asked, [self.account.messages[key] for key in held])
        page, token = self._paged(_newest_first(found), asked)
        named = [{"id": held[m.id], "message": {"id": m.id, "threadId": m.thread_id}} for m in page]
        return Answer(200, {**({"drafts": named} if named else {}), **token, "resultSizeEstimate": len(found)})

    def _draft(self, asked: Asked, draft_id: str) -> Answer:
        message = self._held(self._draft_key(draft_id))
        return Answer(200, {"id": draft_id, "message": self.account.resource(message, asked.one("format", "full"))})

    def _create(self, asked: Asked) -> Answer:
        mime, thread_id = self._written(asked)
        return self._shown(self.account.new_draft(mime, thread_id))

    def _update(self, asked: Asked, draft_id: str) -> Answer:
        self._draft_key(draft_id)
        mime, thread_id = self._written(asked)
        self.account.save_draft(draft_id, mime, thread_id or "-")
        return self._shown(draft_id)

    def _delete(self, asked: Asked, draft_id: str) -> Answer:
        self._draft_key(draft_id)
        self.account.discard(draft_id)
        return Answer(204)

    def _send_draft(self, asked: Asked) -> Answer:
        key = self.account.send(asked.json["id"])
        return Answer(200, self.account.resource(self._held(key), "minimal"))

    def _send(self, asked: Asked) -> Answer:
        key = self.account.owner_sends(self._written(asked)[0])
        return Answer(200, self.account.resource(self._held(key), "minimal"))

    # Inside

    def _written(self, asked: Asked) -> tuple[bytes, str]:
        message: dict[str, Any] = asked.json.get("message", asked.json)
        try:
            mime = base64.b64decode(message["raw"], altchars=b"-_", validate=True)
        except (KeyError, binascii.Error) as wrong:
            raise _Refused(400, "invalidArgument", "'raw' RFC822 payload message string required.") from wrong
        thread_id = message.get("threadId", "")
        if thread_id and not self.account.has_thread(thread_id):
            raise _Refused(404, "notFound", "Requested entity was not found.")
        return mime, thread_id

    def _shown(self, draft_id: str) -> Answer:
        message = self._held(self.account.drafts[draft_id])
        named = {"id": message.id, "threadId": message.thread_id, "labelIds": sorted(message.labels)}
        return Answer(200, {"id": draft_id, "message": named})

    def _held(self, key: str) -> Message:
        if key not in self.account.messages:
            raise _Refused(404, "notFound", "Requested entity was not found.")
        return self.account.messages[key]

    def _draft_key(self, draft_id: str) -> str:
        if draft_id not in self.account.drafts:
            raise _Refused(404, "notFound", "Requested entity was not found.")
        return self.account.drafts[draft_id]

    def _found(self, asked: Asked, messages: list[Message]) -> list[Message]:
        try:
            return [message for message in messages if matches(message, asked.one("q"))]
        except (BadQuery, KeyError, ValueError) as wrong:
            raise _Refused(400, "invalidArgument", f"Invalid query: {wrong}") from wrong

    def _paged(self, things: list[Any], asked: Asked) -> tuple[list[Any], dict[str, str]]:
        token = asked.one("pageToken", "0")
        if not token.isdecimal():
            raise _Refused(400, "invalidArgument", "Invalid pageToken")
        start = int(token)
        size = min(int(asked.one("maxResults") or DEFAULT_AT_ONCE), self.largest_page)
        rest = start + size < len(things)
        return things[start : start + size], {"nextPageToken": str(start + size)} if rest else {}


def _newest_first(messages: list[Message]) -> list[Message]:
    return sorted(messages, key=lambda message: (message.at, message.id), reverse=True)


_METHODS = (
    ("GET", "/profile", "getProfile", "_profile"),
    ("GET", "/history", "history.list", "_history"),
    ("GET", "/messages", "messages.list", "_list_messages"),
    ("GET", r"/messages/([\w-]+)", "messages.get", "_message"),
    ("POST", "/messages/send", "messages.send", "_send"),
    ("GET", r"/threads/([\w-]+)", "threads.get", "_thread"),
    ("GET", "/drafts", "drafts.list", "_list_drafts"),
    ("POST", "/drafts", "drafts.create", "_create"),
    ("POST", "/drafts/send", "drafts.send", "_send_draft"),
    ("GET", r"/drafts/([\w-]+)", "drafts.get", "_draft"),
    ("PUT", r"/drafts/([\w-]+)", "drafts.update", "_update"),
    ("DELETE", r"/drafts/([\w-]+)", "drafts.delete", "_delete"),
)

if __name__ == "__main__":
    playground = GmailServer(Account()).start()
    print(f"{playground.url}, token: token; Return stops it.")
    input()
    playground.close()
