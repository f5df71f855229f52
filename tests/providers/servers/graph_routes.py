"""What the stand-in answers to each request on mail, without HTTP: method, path, query, headers, body → answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.providers.servers.graph_delta import Deltas, StateLost
from tests.providers.servers.graph_filters import matching
from tests.providers.servers.graph_items import FOLDERS, Item, folder_id
from tests.providers.servers.graph_mailbox import GraphMailbox

PAGE = 10
"""Rows of a page unless the request prefers otherwise."""
SENDING = re.compile(r"/(?:sendMail|send|reply|replyAll|forward)$", re.IGNORECASE)


@dataclass(frozen=True)
class Request:
    """One request, alone or as a part of a batch."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, wanted: str) -> str:
        """A header's value, "" where it is absent."""
        return next((value for name, value in self.headers.items() if name.lower() == wanted), "")

    @property
    def prefers(self) -> str:
        """The Prefer header."""
        return self.header("prefer")

    @property
    def template(self) -> str:
        """Method and path without ids, for counting."""
        path = re.sub(r"/messages/(?!delta)[^/]+", "/messages/{id}", self.path)
        return f"{self.method} {re.sub(r'(?i)/mailFolders/[^/]+', '/mailFolders/{id}', path)}"


@dataclass(frozen=True)
class Reply:
    """Status, headers and body; a body that is no bytes is sent as JSON."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def error(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Reply:
    """An error as Graph words it."""
    return Reply(status, {"error": {"code": code, "message": message}}, headers or {})


class Routes:
    """Answers requests on one mailbox."""

    def __init__(self, mailbox: GraphMailbox, root: str) -> None:
        self.mailbox, self.root = mailbox, root
        self.deltas = Deltas(mailbox)
        self.sending_attempts: list[str] = []

    def answer(self, request: Request) -> Reply:
        """What the service says."""
        path = re.sub(r"\('([^']*)'\)", r"/\1", unquote(request.path))
        if SENDING.search(path):
            self.sending_attempts.append(path)
            return error(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        parts = path.strip("/").split("/")
        if parts[:1] != ["me"]:
            return error(400, "BadRequest", f"Resource not found for the segment '{parts[0]}'.")
        if parts[1:2] and parts[1].lower() == "mailfolders" and len(parts) >= 3:
            return self._folder(request, parts[2], parts[3:])
        if parts[1:2] == ["messages"]:
            return self._messages(request, parts[2:])
        return error(404, "ResourceNotFound", "Resource could not be discovered.")

    def _folder(self, request: Request, name: str, rest: list[str]) -> Reply:
        folder = next((f for f in FOLDERS if name.lower() in (f, folder_id(f).lower())), None)
        if folder is None:
            return error(404, "ErrorItemNotFound", "The specified object was not found in the store.")
        if not rest and request.method == "GET":
            return Reply(200, {"id": folder_id(folder)})
        if rest == ["messages"] and request.method == "GET":
            return self._list(request, self.mailbox.inside(folder))
        if rest == ["messages", "delta"] and request.method == "GET":
            return self._delta(request, folder)
        return error(405, "ErrorInvalidRequest", "The method is not allowed here.")

    def _messages(self, request: Request, rest: list[str]) -> Reply:
        if not rest and request.method == "GET":
            return self._list(request, self.mailbox.items)
        if not rest and request.method == "POST":
            return self._shown(request, self.mailbox.create(json.loads(request.body)), 201)
        item = self.mailbox.find(rest[0]) if rest else None
        if item is None:
            return error(404, "ErrorItemNotFound", "The specified object was not found in the store.")
        if rest[1:] == ["$value"]:
            return Reply(200, item.mime(), {"Content-Type": "text/plain"})
        if rest[1:] == ["createReply"] and request.method == "POST":
            return self._reply(request, item)
        if rest[1:] == ["attachments"]:
            return self._attachments(request, item)
        if not rest[1:]:
            return self._message(request, item)
        return error(404, "ResourceNotFound", "Resource could not be discovered.")

    def _attachments(self, request: Request, item: Item) -> Reply:
        if request.method == "GET":
            shown = [{"id": f"{item.number}-{n}", "name": one["name"]} for n, one in enumerate(item.attachments)]
            return Reply(200, {"value": shown})
        resource = json.loads(request.body)
        if resource.get("@odata.type") != "#microsoft.graph.fileAttachment" or not item.is_draft:
            return error(400, "ErrorInvalidRequest", "No attachment can be made of this.")
        self.mailbox.attach(item, resource)
        return Reply(201, {"id": f"{item.number}-{len(item.attachments)}", "name": resource["name"]})

    def _message(self, request: Request, item: Item) -> Reply:
        if request.method == "GET":
            return self._shown(request, item)
        if self._is_stale(request, item):
            return error(412, "ErrorIrresolvableConflict", "The change key does not match the current change key.")
        if request.method == "DELETE":
            self.mailbox.destroy(item) if item.folder == "deleteditems" else self.mailbox.move(item, "deleteditems")
            return Reply(204)
        return self._patched(request, item)

    def _patched(self, request: Request, item: Item) -> Reply:
        resource = json.loads(request.body)
        if not item.is_draft and set(resource) - {"isRead", "categories", "flag"}:
            return error(400, "ErrorInvalidPropertySet", "The property can be set on drafts only.")
        if "internetMessageHeaders" in resource:
            return error(400, "InvalidInternetMessageHeader", "The header name should start with 'x-' or 'X-'.")
        self.mailbox.update(item, resource)
        return self._shown(request, item)

    def _is_stale(self, request: Request, item: Item) -> bool:
        asked = request.header("if-match")
        return self.mailbox.variants.heeds_if_match and asked not in ("", "*", f'W/"{item.change_key}"')

    def _reply(self, request: Request, item: Item) -> Reply:
        resource = json.loads(request.body) if request.body else {}
        if item.is_draft:
            return error(400, "ErrorInvalidReferenceItem", "Reply to a draft is not possible.")
        if "comment" in resource and "body" in resource.get("message", {}):
            return error(400, "ErrorInvalidRequest", "Specify either comment or body.")
        if self.mailbox.variants.reply_refuses_properties and resource.get("message"):
            return error(400, "ErrorInvalidRequest", "Message properties are not supported here.")
        return self._shown(request, self.mailbox.create_reply(item, resource), 201)

    def _shown(self, request: Request, item: Item, status: int = 200) -> Reply:
        return Reply(status, self._as_json(request, item))

    def _as_json(self, request: Request, item: Item) -> dict[str, Any]:
        select = request.query.get("$select")
        asked = re.search(r"\$filter=id eq '([^']+)'", request.query.get("$expand", ""))
        fields = select.split(",") if select else None
        expanded = asked[1] if asked else None
        return item.as_json(immutable=_is_immutable(request), fields=fields, expanded=expanded)

    def _list(self, request: Request, items: list[Item]) -> Reply:
        try:
            found = matching(items, request.query.get("$filter", ""))
        except ValueError as problem:
            return error(400, "ErrorInvalidUrlQueryFilter", str(problem))
        top = int(request.query.get("$top", PAGE))
        return Reply(200, {"value": [self._as_json(request, item) for item in found[:top]]})

    def _delta(self, request: Request, folder: str) -> Reply:
        found = re.search(r"odata\.maxpagesize=(\d+)", request.prefers)
        size = int(found[1]) if found else PAGE
        try:
            page = self.deltas.answer(
                folder, dict(request.query), size, immutable=_is_immutable(request), root=self.root
            )
        except StateLost:
            location = f"{self.root}/me/mailFolders('{folder}')/messages/delta?$skiptoken=anew"
            return error(410, "SyncStateNotFound", "The sync state generation is not found.", {"Location": location})
        return Reply(200, page)


def _is_immutable(request: Request) -> bool:
    return 'idtype="immutableid"' in request.prefers.lower()
