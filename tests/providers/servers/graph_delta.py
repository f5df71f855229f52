"""Delta queries of the stand-in: rounds per folder, in pages, with tokens that can be used again and can expire."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tests.providers.servers.graph_items import folder_id
from tests.providers.servers.graph_mailbox import Change, GraphMailbox

FEWEST = ("isRead", "parentFolderId")


class StateLost(Exception):
    """The token is not known any more."""


@dataclass(frozen=True)
class _Round:
    """What a token stands for: where the round goes on, and what the first request asked for."""

    folder: str
    fields: tuple[str, ...] | None
    since: datetime | None
    position: int = 0
    """In the mailbox's history, for the next round."""
    waiting: tuple[Change, ...] = ()
    told: tuple[Change, ...] = ()
    """The round before this one, for replays."""
    is_begun: bool = False


class Deltas:
    """All tokens given out for one mailbox."""

    def __init__(self, mailbox: GraphMailbox) -> None:
        self._mailbox = mailbox
        self.rounds: dict[str, _Round] = {}

    def expire(self, folder: str | None = None) -> None:
        """Forget the tokens of a folder, or all."""
        self.rounds = {name: one for name, one in self.rounds.items() if folder not in (None, one.folder)}

    def answer(self, folder: str, query: dict[str, str], size: int, *, immutable: bool, root: str) -> dict[str, Any]:
        """One page. Raises `StateLost`."""
        token = query.get("$skiptoken") or query.get("$deltatoken")
        one = self._round(folder, query) if token is None else self.rounds.get(token)
        if one is None or one.folder != folder:
            raise StateLost
        if not one.is_begun:
            one = self._begun(one)
            if self._mailbox.variants.empty_pages and one.waiting:
                return self._page(one, (), "next", immutable, root)
        rows, rest = one.waiting[:size], one.waiting[size:]
        left = replace(one, waiting=rest, told=one.told + rows)
        return self._page(left, rows, "next" if rest else "delta", immutable, root)

    def _round(self, folder: str, query: dict[str, str]) -> _Round:
        select = query.get("$select")
        found = re.fullmatch(r"receivedDateTime (?:ge|gt) (\S+)", query.get("$filter", ""))
        since = datetime.fromisoformat(found[1].replace("Z", "+00:00")) if found else None
        items = [item for item in self._mailbox.inside(folder) if since is None or item.received_at >= since]
        ordered = sorted(items, key=lambda item: item.received_at, reverse=True)
        position = len(self._mailbox.history)
        rows = tuple(Change(folder, item) for item in ordered)
        fields = tuple(select.split(",")) if select else None
        return _Round(folder, fields, since, position, rows, is_begun=True)

    def _begun(self, one: _Round) -> _Round:
        """A new round from a deltaLink: what changed since, newest first and each message once."""
        history = self._mailbox.history
        latest: dict[int, Change] = {}
        for change in history[one.position :]:
            if change.folder == one.folder and self._is_wanted(change, one.since):
                former = latest.get(change.item.number)
                is_flag = change.is_flag and (former is None or former.is_flag)
                latest[change.item.number] = replace(change, is_flag=is_flag)
        rows = tuple(reversed(latest.values()))
        replayed = one.told if self._mailbox.variants.replays else ()
        begun = replace(one, position=len(history), waiting=(*replayed, *rows), told=(), is_begun=True)
        return begun if rows or replayed else replace(begun, told=one.told)

    def _is_wanted(self, change: Change, since: datetime | None) -> bool:
        return since is None or change.is_removed or change.item.received_at >= since

    def _page(self, one: _Round, rows: tuple[Change, ...], kind: str, immutable: bool, root: str) -> dict[str, Any]:
        done = kind == "delta"
        token = f"{one.folder}-{len(self.rounds) + 1}"
        self.rounds[token] = replace(one, is_begun=not done)
        name = "$deltatoken" if done else "$skiptoken"
        path = f"mailFolders('{one.folder}')"
        if self._mailbox.variants.links_as_documented:
            path = f"mailfolders('{folder_id(one.folder)}')"
        return {
            "@odata.context": f"{root}/$metadata#Collection(message)",
            f"@odata.{kind}Link": f"{root}/me/{path}/messages/delta?{name}={token}",
            "value": [self._row(change, one, immutable) for change in rows],
        }

    def _row(self, change: Change, one: _Round, immutable: bool) -> dict[str, Any]:
        item = change.item
        is_here = item in self._mailbox.items and item.folder == one.folder
        if change.is_removed or not is_here:
            name = change.id_then[0 if immutable else 1] or item.id(immutable=immutable)
            return {"id": name, "@removed": {"reason": "deleted" if item not in self._mailbox.items else "changed"}}
        is_partial = change.is_flag and self._mailbox.variants.partial_updates
        fields = one.fields if not is_partial else FEWEST
        row = item.as_json(immutable=immutable, fields=fields, expanded=None)
        if not self._mailbox.variants.gives_headers:
            row.pop("internetMessageHeaders", None)
        return {"@odata.type": "#microsoft.graph.message", **row}
