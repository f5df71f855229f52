"""A Microsoft Graph of our own for mail, over HTTP on loopback: counters, faults, batches, bearer tokens.

Real Graph mailboxes cannot be had in tests; this one follows the vendor's pages and what others found, and where they
disagree it can do either (`Variants`). It offers no way to send: such a request is noted and refused.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.providers.servers.faults import Fault, Faults
from tests.providers.servers.graph_mailbox import GraphMailbox
from tests.providers.servers.graph_routes import Reply, Request, Routes, error
from tests.providers.servers.loopback import Answer, Asked, Loopback

TOKEN = "graph-access-token"
MOST_PARTS = 20
ALWAYS = 10_000


@dataclass
class GraphServer:
    """A server with one mailbox."""

    mailbox: GraphMailbox = field(default_factory=GraphMailbox)
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    faults: Faults = field(default_factory=Faults)
    """They meet requests, and parts of a batch by their own path; a part knows faults with a status only."""
    counts: Counter[str] = field(default_factory=Counter)
    """HTTP requests by method and path."""
    parts: Counter[str] = field(default_factory=Counter)
    """Parts of batches, likewise."""
    asked_parts: list[str] = field(default_factory=list)
    claims: str = ""
    """A claims challenge that comes with 401."""

    part_bytes: Callable[[bytes], str] = lambda content: base64.b64encode(content).decode()
    """How a part of a batch holds what is no JSON, of which Microsoft's pages show no example."""

    def __post_init__(self) -> None:
        self._loopback = Loopback(self)
        self.url = self._loopback.url
        self.routes = Routes(self.mailbox, f"{self.url}/v1.0")

    def start(self) -> GraphServer:
        """Begin to answer."""
        self._loopback.start()
        return self

    def close(self) -> None:
        """Stop."""
        self._loopback.close()

    def reset(self, mailbox: GraphMailbox, root: str) -> None:
        """Another mailbox, which clients reach through `root`: links lead there."""
        self.mailbox, self.routes = mailbox, Routes(mailbox, f"{root}/v1.0")
        for counted in (self.counts, self.parts, self.asked_parts):
            counted.clear()

    @property
    def requests_made(self) -> int:
        """HTTP requests until now."""
        return self.counts.total()

    def answer(self, asked: Asked) -> Answer:
        """See `Site`."""
        path = asked.path.removeprefix("/v1.0")
        query = {name: values[0] for name, values in asked.query.items()}
        request = Request(asked.method, path, query, dict(asked.headers.items()), asked.body)
        self.counts[request.template] += 1
        reply = self._authorised(request, asked)
        return Answer(reply.status, reply.body, dict(reply.headers))

    def _authorised(self, request: Request, asked: Asked) -> Reply:
        given = request.header("authorization").removeprefix("Bearer ")
        if given not in self.tokens:
            challenge = 'Bearer realm="", error="invalid_token"'
            if self.claims:
                packed = base64.b64encode(self.claims.encode()).decode()
                challenge = f'Bearer realm="", error="insufficient_claims", claims="{packed}"'
            headers = {"WWW-Authenticate": challenge}
            return error(401, "InvalidAuthenticationToken", "Access token has expired or is not yet valid.", headers)
        return self._batch(asked.json["requests"]) if request.path == "/$batch" else self.routes.answer(request)

    def _batch(self, asked: list[Mapping[str, Any]]) -> Reply:
        if not 0 < len(asked) <= MOST_PARTS:
            return error(400, "BadRequest", f"Number of batch request steps exceeds the maximum value of {MOST_PARTS}.")
        parts = [self._part(one) for one in asked]
        return Reply(200, {"responses": list(reversed(parts))})  # the order is not that of the requests

    def _part(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        split = urlsplit(asked["url"])
        query = dict(parse_qsl(split.query, keep_blank_values=True))
        request = Request(asked["method"], split.path, query, asked.get("headers", {}))
        self.parts[request.template] += 1
        self.asked_parts.append(asked["url"])
        fault = self.faults.next_for(request.method, request.path)
        reply = _failed(fault) if fault is not None else self.routes.answer(request)
        body = self.part_bytes(reply.body) if isinstance(reply.body, bytes) else reply.body
        return {"id": asked["id"], "status": reply.status, "headers": dict(reply.headers), "body": body}


def _failed(fault: Fault) -> Reply:
    assert fault.status is not None
    return Reply(fault.status, fault.body or None, fault.headers)


def refusal(status: int, code: str, message: str = "Refused.", **named: Any) -> Fault:
    """A refusal in Graph's words."""
    reply = error(status, code, message)
    return Fault(status, Answer(status, reply.body).content, **named)
