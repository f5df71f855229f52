"""A Graph mailbox on loopback as others use it: the outside world of `Outlook` in tests."""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import formataddr, getaddresses
from pathlib import Path
from typing import Any

from providers.interface import Permit
from providers.outlook import Outlook
from tests.providers.servers.faults import Fault
from tests.providers.servers.graph import ALWAYS, TOKEN, GraphServer, refusal
from tests.providers.servers.graph_items import Item
from tests.providers.servers.graph_mailbox import GraphMailbox, Variants, quote_of

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)
ADDRESS = "jordan@mail.example"
PATIENCE_SECONDS = (2.0, 0.25)


class FixedTokens:
    """Tokens for tests; a renewed one is the next of the list."""

    def __init__(self, *tokens: str) -> None:
        self.left = list(tokens) or [TOKEN]
        self.claims: list[str | None] = []

    def token(self, *, renew: bool = False, claims: str | None = None) -> str:
        if renew:
            self.claims.append(claims)
            if len(self.left) > 1:
                self.left.pop(0)
        return self.left[0]

    def permit(self) -> Permit | None:
        return None


class GraphBox:
    """`Outlook` and the people and programs around it."""

    pace = timedelta(minutes=3)

    def __init__(self, variants: Variants | None = None, *, patience: tuple[float, float] = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._at = NOW
        self.server = GraphServer(GraphMailbox(variants=variants or Variants(), clock=self._tick)).start()
        self.box = self.server.mailbox
        self.endpoint = self.server.url
        self._opened: list[Outlook] = []
        self.slept: list[float] = []

    def begin_anew(self, endpoint: str) -> None:
        """An empty mailbox, reached through `endpoint`."""
        self.server.reset(GraphMailbox(variants=self.box.variants, clock=self._tick), endpoint)
        self.box, self.endpoint = self.server.mailbox, endpoint

    def close(self) -> None:
        """Stop the server and whatever was opened on it."""
        for provider in self._opened:
            provider.close()
        self.server.close()

    def open(self, *, tokens: FixedTokens | None = None) -> Outlook:
        provider = Outlook(
            ADDRESS,
            graph_endpoint=self.endpoint,
            page_size=10,
            now=self.now,
            sleep=self.slept.append,
            timeout=self._patience,
            tokens=tokens or FixedTokens(),
        )
        self._opened.append(provider)
        return provider

    def now(self) -> datetime:
        return self._at

    def _tick(self) -> datetime:
        """The owner is in no hurry: minutes pass from one thing to the next."""
        self._at += self.pace
        return self._at

    def settle(self) -> None:
        pass

    def deliver(self, mime: bytes, *, received_at: datetime | None = None) -> None:
        self.box.deliver(mime, received_at)

    def owner_sends(self, mime: bytes) -> None:
        self.box.owner_sends(mime)

    def owner_saves_draft(self, mime: bytes) -> None:
        self.box.owner_saves_draft(mime)

    def owner_edits_draft(self, message_id: str, new_mime: bytes) -> None:
        new = parsed(new_mime)
        to = tuple(formataddr(pair) for pair in getaddresses([str(new["To"])]))
        self.box.owner_edits(self.draft(message_id), str(new["Subject"]), to, text_of(new))

    def owner_sends_draft(self, message_id: str, *, changes_message_id: bool = False) -> None:
        self.box.owner_sends_draft(self.draft(message_id), new_message_id=changes_message_id)

    def owner_deletes_draft(self, message_id: str) -> None:
        self.box.move(self.draft(message_id), "deleteditems")

    def drafts(self) -> list[bytes]:
        return [_own(item) for item in self.box.inside("drafts")]

    def marks(self) -> object:
        return [(item.folder, item.is_read, item.version, item.subject) for item in self.box.items]

    def old_cursors(self) -> list[bytes]:
        old = {"v": 0, "mailbox": "", "links": {}, "first": [], "unfinished": [], "drafts_changed": False, "listed": []}
        return [json.dumps(old).encode(), b'{"v": 1}', b"null", b'{"v": 1, "mailbox": "another"}']

    def faults(self) -> Mapping[str, AbstractContextManager[None]]:
        page = {"Content-Type": "text/html"}
        faults = {
            "the server fails": Fault(500, times=ALWAYS),
            "a maintenance page": Fault(503, b"<html>maintenance", page, times=ALWAYS),
            "no permission": refusal(403, "ErrorAccessDenied", times=ALWAYS),
            "the sign-in is refused": Fault(401, times=ALWAYS),
            "a network's own page": Fault(200, b"<html>sign in", page, times=ALWAYS),
            "garbage": Fault(200, b"\xff\x00[", times=ALWAYS),
            "no object": Fault(200, b"[1, 2]", times=ALWAYS),
            "another object": Fault(200, b'{"value": 7, "responses": {"id": 1}}', times=ALWAYS),
            "throttled": Fault(429, b"", {"Retry-After": "7"}, times=ALWAYS),
            "the connection breaks": Fault(times=ALWAYS),
            "elsewhere": Fault(302, b"", {"Location": "https://elsewhere.example/"}, times=ALWAYS),
        }
        return {"no server": self._no_server(), **{name: self.failing(fault) for name, fault in faults.items()}}

    @contextmanager
    def failing(self, fault: Fault) -> Iterator[None]:
        """The service fails so while the context lasts."""
        self.server.faults.add(fault)
        yield
        self.server.faults.clear()

    @contextmanager
    def _no_server(self) -> Iterator[None]:
        with ExitStack() as stack:
            for provider in self._opened:
                root = provider._graph.root
                provider._graph.root = "http://127.0.0.1:9/v1.0"
                stack.callback(setattr, provider._graph, "root", root)
            yield

    def draft(self, message_id: str) -> Item:
        """The draft of this Message-ID, or, where the service gave its own, the one marked with it."""
        drafts = self.box.inside("drafts")
        return next(i for i in drafts if message_id in (i.internet_message_id, *i.properties.values()))


def parsed(mime: bytes) -> EmailMessage:
    """A mail of our own making."""
    message = message_from_bytes(mime, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    """Its text."""
    part = message.get_body(("plain", "html"))
    return str(part.get_content()) if part else ""


def _own(item: Item) -> bytes:
    """A draft as the owner sees it in Outlook, without what it quotes."""
    if item.raw is not None:
        return item.raw
    quote = quote_of(item)
    shown = item.body["content"].removesuffix(quote)
    if item.body["contentType"] == "html":
        lines = re.sub(r"<br></div>|</div>|<br>", "\n", re.sub(r"(?s)<head>.*?</head>", "", shown))
        shown = html.unescape(re.sub(r"<[^>]+>", "", lines))
    return replace(item, body={"contentType": "text", "content": f"{shown.strip()}\n"}).mime()


class CrashGraph(GraphBox):
    """The mailbox on which the agent is killed (`tests.system.crash_mailboxes`): its server stays in this process."""

    pace = timedelta(seconds=1)

    def __init__(self, folder: Path) -> None:
        super().__init__()

    def set_now(self, moment: datetime) -> None:
        self._at = moment

    def sent_mail(self) -> list[bytes]:
        return [_own(item) for item in self.box.inside("sentitems")]

    def saved(self) -> object:
        return copy.deepcopy((self.box.items, self.box.history, self.server.routes.deltas.rounds))

    def restore(self, saved: Any) -> None:
        self.box.items, self.box.history, self.server.routes.deltas.rounds = copy.deepcopy(saved)
