"""Faults that a stand-in server plays: refusals, garbage, silence, cut connections, before or after the effect."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """What happens to the next requests that fit.

    With `status`, the answer is that status and `body`; with `is_silent`, there is none until the client gives up; else
    the connection is cut. `after_effect` lets the request do its work first.
    """

    status: int | None = None
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False
    after_effect: bool = False
    method: str = ""
    path: str = ""
    """A regular expression, searched in the path; "" fits all."""
    times: int = 1

    def fits(self, method: str, path: str) -> bool:
        """Whether this request is meant."""
        return self.method in ("", method) and bool(re.search(self.path, path))


class Faults:
    """The faults still to come, in order."""

    def __init__(self) -> None:
        self._waiting: list[list[Any]] = []

    def add(self, fault: Fault) -> None:
        """One more; it lasts for `fault.times` requests that fit."""
        self._waiting.append([fault, fault.times])

    def clear(self) -> None:
        """From now on all is well."""
        self._waiting.clear()

    def next_for(self, method: str, path: str) -> Fault | None:
        """The fault for this request, taken from those that wait."""
        for entry in self._waiting:
            if entry[0].fits(method, path):
                entry[1] -= 1
                if entry[1] == 0:
                    self._waiting.remove(entry)
                return entry[0]  # type: ignore[no-any-return]
        return None


def refusal(status: int, reason: str = "", message: str = "", *, newer: bool = False, **named: Any) -> Fault:
    """A refusal in Google's words: the older shape with `errors`, or the newer one with `details`."""
    error: dict[str, Any] = {"code": status, "message": message or reason or "Backend Error", "status": "REFUSED"}
    if newer:
        kind = "type.googleapis.com/google.rpc.ErrorInfo"
        error["details"] = [{"@type": kind, "reason": reason, "domain": "googleapis.com"}]
    else:
        error["errors"] = [{"message": error["message"], "domain": "global", "reason": reason}]
    return Fault(status, json.dumps({"error": error}).encode(), **named)
