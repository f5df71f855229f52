"""What is new in Inbox and Sent Items: delta queries of three folders in one request, then the messages themselves.

https://learn.microsoft.com/en-us/graph/delta-query-messages. Rows may come twice, in any order and with few properties
(delta-query-overview, "replays"); a token that is not known any more makes that folder begin anew. An idle poll is one
HTTP request.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from providers.interface import (
    Cursor,
    Folder,
    Interest,
    MessageKey,
    Page,
    ProtocolViolation,
    Unreachable,
)
from providers.outlook.cursor import WATCHED, Listed, Point, mailbox_mark, packed, unpacked
from providers.outlook.fetch import Fetch
from providers.outlook.graph import READABLE, Graph
from providers.outlook.resource import Resource, header_block, moment, rows, text
from providers.outlook.trouble import Answer

ROWS = 100
"""Rows of a list in one answer (`odata.maxpagesize`)."""
FIELDS = (
    "conversationId",
    "from",
    "hasAttachments",
    "internetMessageHeaders",
    "isDraft",
    "receivedDateTime",
    "subject",
    "toRecipients",
)
DIRECTIONS = {"inbox": Folder.INBOX, "sentitems": Folder.SENT}


class Sync:
    """Reads one mailbox on from a cursor; pages of at most `page_size` messages."""

    def __init__(self, graph: Graph, address: str, page_size: int) -> None:
        self._graph, self._page_size = graph, page_size
        self._mark = mailbox_mark(graph.root, address)
        self._fetch = Fetch(graph)

    def changes(self, cursor: Cursor | None, since: datetime, interest: Interest) -> Page:
        """See `Provider.changes`."""
        known = unpacked(cursor, self._mark) if cursor is not None else None
        point = known or beginning(since)
        has_lost_state = False
        if not point.listed:
            point, has_lost_state = self._listed(point, since, interest)
        messages, troubles, taken = self._fetch.take(point.listed[: self._page_size])
        left = replace(point, listed=point.listed[taken:])
        more = bool(left.listed or left.unfinished)
        after = left if more else replace(left, drafts_changed=False)
        return Page(
            messages=messages,
            cursor=packed(after, self._mark),
            more=more,
            reset=(cursor is not None and known is None) or has_lost_state,
            drafts_changed=point.drafts_changed or bool(point.unfinished - {"inbox"}),  # an empty page tells nothing
            troubles=troubles,
            total=None if point.unfinished else len(point.listed),
        )

    def _listed(self, point: Point, since: datetime, interest: Interest) -> tuple[Point, bool]:
        """One answer of each folder whose round goes on; of all, where a new round begins."""
        asked = [name for name in WATCHED if name in point.unfinished] or list(WATCHED)
        answers = self._graph.read_many([point.links[name] for name in asked], prefer=f"odata.maxpagesize={ROWS}")
        has_lost_state = False
        for name, answer in zip(asked, answers, strict=True):
            if answer.is_state_lost:
                point, has_lost_state = _begun_anew(point, name, since), True
            else:
                point = self._advanced(point, name, answer, interest)
        return point, has_lost_state

    def _advanced(self, point: Point, name: str, answer: Answer, interest: Interest) -> Point:
        value = self._graph.object(answer)
        found = rows(value)
        link, is_done = self._link(value, point.links[name])
        is_first = name in point.first
        listed = () if name == "drafts" else _wanted(found, name, is_first, interest, point.listed)
        return replace(
            point,
            links={**point.links, name: link},
            listed=point.listed + listed,
            first=point.first - {name} if is_done else point.first,
            unfinished=point.unfinished - {name} if is_done else point.unfinished | {name},
            drafts_changed=point.drafts_changed or (bool(found) and name != "inbox"),
        )

    def _link(self, value: Resource, used: str) -> tuple[str, bool]:
        """Where to go on, and whether the round is over. Links that lead elsewhere would take the token along; one that
        cannot be followed must not get into a cursor, where it would stay."""
        onward, over = text(value, "@odata.nextLink"), text(value, "@odata.deltaLink")
        link = onward or over
        path = link.removeprefix(self._graph.root)
        if path == link or not READABLE.fullmatch(path):
            raise ProtocolViolation("Outlook's answer leads to another place than the mailbox.")
        if onward and path == used:
            raise ProtocolViolation("Outlook's list of messages leads back to itself.")
        return path, not onward


def beginning(since: datetime) -> Point:
    """The point before everything that was received at or after `since`."""
    return Point({name: first_link(name, since) for name in WATCHED})


def first_link(name: str, since: datetime) -> str:
    """The first request of a folder. Of Drafts only ids are asked for. With a filter the service lists at most 5,000
    messages (delta-query-messages), so the newest come first."""
    query = {"$select": "id"}
    if name in DIRECTIONS:
        stamp = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = {
            "$select": ",".join(FIELDS),
            "$filter": f"receivedDateTime ge {stamp}",
            "$orderby": "receivedDateTime desc",
        }
    return f"/me/mailFolders/{name}/messages/delta?{urlencode(query, safe='$,:', quote_via=quote)}"


def _begun_anew(point: Point, name: str, since: datetime) -> Point:
    link = first_link(name, since)
    if "token=" not in point.links[name]:
        raise Unreachable("Outlook forgets where it was while a folder is listed.")
    return replace(
        point,
        links={**point.links, name: link},
        first=point.first | {name},
        unfinished=point.unfinished | {name},
        drafts_changed=point.drafts_changed or name != "inbox",
    )


def _wanted(
    found: list[Resource], name: str, is_first: bool, interest: Interest, before: tuple[Listed, ...]
) -> tuple[Listed, ...]:
    """What is to be fetched: no drafts, nothing that left the folder, nothing known, and of old mail only what may
    concern a search for work."""
    seen = {one.key for one in before}
    wanted = []
    for row in found:
        key = text(row, "id")
        if "@removed" in row or row.get("isDraft") is True or key in seen or interest.is_known(MessageKey(key)):
            continue
        if is_first and not interest.may_matter(header_block(row)):
            continue
        seen.add(key)
        at = moment(row, "receivedDateTime")
        wanted.append(
            Listed(key, DIRECTIONS[name], text(row, "conversationId"), at, row.get("hasAttachments") is not False)
        )
    return tuple(wanted)
