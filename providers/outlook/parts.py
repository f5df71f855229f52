"""Several questions in one request, and their answers taken apart (https://learn.microsoft.com/en-us/graph/json-batching).
Pure."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection, Mapping
from typing import Any

from providers.interface import ProtocolViolation
from providers.outlook.trouble import Answer

UNUSABLE = 406
"""The status given here to a part that cannot be made out, so that it is asked for by itself."""


def questions(paths: Mapping[int, str], prefer: str) -> dict[str, Any]:
    """The body of a batch of GETs, each with the same Prefer header."""
    headers = {"Prefer": prefer}
    return {"requests": [{"id": str(n), "method": "GET", "url": path, "headers": headers} for n, path in paths.items()]}


def answers_in(whole: Mapping[str, Any], wanted: Collection[int]) -> dict[int, Answer]:
    """The parts by their numbers, whatever their order. Raises `ProtocolViolation` where one is missing."""
    parts = whole.get("responses")
    try:
        found = {int(part["id"]): _answer(part) for part in parts}  # type: ignore[union-attr]
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise ProtocolViolation("Outlook's answer to several questions makes no sense.") from error
    if not set(wanted) <= set(found):
        raise ProtocolViolation("Outlook left questions unanswered.")
    return {number: found[number] for number in wanted}


def _answer(part: Mapping[str, Any]) -> Answer:
    """A part's body is an object, or text in base64 where it is no JSON."""
    body, status = part.get("body"), int(part["status"])
    headers = {str(name).lower(): str(value) for name, value in (part.get("headers") or {}).items()}
    if not isinstance(body, str):
        return Answer(status, headers, b"" if body is None else json.dumps(body).encode())
    content = _unpacked(body)
    return Answer(UNUSABLE, headers, b"") if content is None else Answer(status, headers, content)


def _unpacked(text: str) -> bytes | None:
    """Base64 of either alphabet, with or without padding and line breaks; None where it is none."""
    try:
        whole = "".join(text.split()).translate(str.maketrans("-_", "+/"))
        return base64.b64decode(whole + "=" * (-len(whole) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
