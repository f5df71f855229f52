"""An Outlook mailbox as a provider: the port's verbs, each done by a module of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from providers.interface import (
    Cursor,
    DraftRef,
    Interest,
    MessageKey,
    Outcome,
    Page,
    Permit,
    Provider,
    ReplyAnchor,
)
from providers.outlook.clouds import CLOUDS, checked_address
from providers.outlook.drafts import Drafts
from providers.outlook.graph import CONNECT_SECONDS, READ_SECONDS, Graph
from providers.outlook.look import Look
from providers.outlook.stored import ref_of
from providers.outlook.sync import Sync
from providers.outlook.tokens import Tokens, open_tokens

PAGE_SIZE = 50


class Outlook(Provider):
    """One mailbox at Outlook.com or Microsoft 365.

    The settings are those of the configuration; `graph_endpoint` and `authority` lead to stand-ins in tests. Signing in
    is needed for the first call, not for making one. Raises `PermissionMissing` for an address without encryption.
    """

    def __init__(
        self,
        address: str,
        client_id: str | None = None,
        tenant: str = "common",
        cloud: str = "global",
        token_cache: Path | None = None,
        token_command: str | Sequence[str] | None = None,
        graph_endpoint: str | None = None,
        authority: str | None = None,
        *,
        page_size: int = PAGE_SIZE,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
        tokens: Tokens | None = None,
    ) -> None:
        root = checked_address(graph_endpoint or CLOUDS[cloud].graph, "graph_endpoint")
        self._tokens = tokens or open_tokens(
            address=address,
            client_id=client_id,
            tenant=tenant,
            cloud=cloud,
            token_cache=token_cache,
            token_command=token_command,
            authority=authority,
        )
        root = root if root.endswith("/v1.0") else f"{root}/v1.0"
        by_command = bool(token_command)
        self._graph = Graph(root, self._tokens, now=now, sleep=sleep, timeout=timeout, by_command=by_command)
        self._sync = Sync(self._graph, address, page_size)
        self._look = Look(self._graph)
        self._drafts = Drafts(self._graph, self._look)

    def check(self) -> None:
        """One request, which needs the permission to read mail."""
        self._graph.read("/me/mailFolders/inbox?$select=id")

    def changes(self, cursor: Cursor | None, since: datetime, interest: Interest) -> Page:
        return self._sync.changes(cursor, since, interest)

    def save_draft(self, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        return self._drafts.save(mime, anchor)

    def replace_draft(self, ref: DraftRef, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        return self._drafts.replace(ref, mime)

    def delete_draft(self, ref: DraftRef) -> None:
        self._drafts.delete(ref)

    def find_draft(self, message_id: str) -> DraftRef | None:
        found = self._look.draft(message_id)
        return ref_of(found, message_id) if found else None

    def read_draft(self, ref: DraftRef) -> bytes:
        """Its own words, without the mail it quotes."""
        return self._look.in_drafts(ref).mime()

    def find_sent(self, message_id: str) -> MessageKey | None:
        found = self._look.sent(message_id)
        return MessageKey(found.id) if found else None

    def outcome(self, ref: DraftRef) -> Outcome:
        return self._look.outcome(ref)

    def permit(self) -> Permit | None:
        return self._tokens.permit()

    def close(self) -> None:
        self._graph.close()
