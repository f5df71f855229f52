"""The `$filter` expressions that the adapter uses, and no others: anything else is an error, as on the service."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from tests.providers.servers.graph_items import Item

Condition = Callable[[Item], bool]


def matching(items: Iterable[Item], expression: str) -> list[Item]:
    """The messages for which it holds. Raises ValueError for an expression that is not understood."""
    if not expression:
        return list(items)
    whole = _property(expression)
    conditions = [whole] if whole else [_condition(part) for part in expression.split(" and ")]
    return [item for item in items if all(holds(item) for holds in conditions)]


def _property(expression: str) -> Condition | None:
    """Values of extended properties are compared without case (singlevaluelegacyextendedproperty-get)."""
    pattern = r"singleValueExtendedProperties/[Aa]ny\(ep: ep/id eq '([^']+)' and ep/value eq '((?:[^']|'')*)'\)"
    found = re.fullmatch(pattern, expression)
    if found is None:
        return None
    name, value = found[1], found[2].replace("''", "'").casefold()
    return lambda item: item.properties.get(name, "").casefold() == value


def _condition(part: str) -> Condition:
    text = re.fullmatch(r"(internetMessageId|conversationId) eq '((?:[^']|'')*)'", part)
    if text:
        value = text[2].replace("''", "'")
        if text[1] == "internetMessageId":
            return lambda item: item.internet_message_id == value
        return lambda item: item.conversation == value
    time = re.fullmatch(r"receivedDateTime ge (\S+)", part)
    if time:
        since = datetime.fromisoformat(time[1].replace("Z", "+00:00"))
        return lambda item: item.received_at >= since
    raise ValueError(f"Invalid filter clause: {part}")
