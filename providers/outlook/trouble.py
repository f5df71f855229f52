"""What Graph's refusals mean, as errors of the port. Pure.

https://learn.microsoft.com/en-us/graph/errors; codes are compared without case, since both spellings are seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from providers.interface import (
    DraftChanged,
    Gone,
    MailboxMissing,
    PermissionMissing,
    ProviderError,
    RateLimited,
    Refused,
    SignInRequired,
    Unreachable,
)
from providers.outlook.clouds import PERMISSION
from providers.secrets import token_refused

LONGEST_WAIT = timedelta(hours=1)
"""What a service asks beyond this is asked again by then."""
NO_MAILBOX = frozenset({"mailboxnotenabledforrestapi", "mailboxnotsupportedforrestapi", "errornonexistentmailbox"})
FULL = frozenset({"errorquotaexceeded", "errormailboxfull"})
STATE_LOST = frozenset({"syncstatenotfound", "resyncrequired", "syncstateinvalid"})
CONNECT = "Run: followthrough connect, with the name of this mailbox."


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the service, alone or as a part of a batch."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    content: bytes

    @property
    def is_fine(self) -> bool:
        """Whether it is what was asked for."""
        return 200 <= self.status < 300

    @property
    def is_page(self) -> bool:
        """Whether it is a web page, as something on the way may give: the service itself has none."""
        return "html" in self.headers.get("content-type", "").lower()

    @property
    def code(self) -> str:
        """The error's code in lower case, empty where there is none."""
        return _error(self.content)[0].lower()

    @property
    def is_state_lost(self) -> bool:
        """Whether a delta token is not known any more: that folder is to be read anew."""
        return self.status == 410 or (400 <= self.status < 500 and self.code in STATE_LOST)


def error_of(answer: Answer, now: datetime, backoff: timedelta, *, by_command: bool = False) -> ProviderError:
    """The error that an answer stands for. `backoff` is how long to wait where the service does not say; `by_command`
    whether the token came from the owner's `token_command`."""
    code, message = _error(answer.content)
    what = f"Outlook answered {answer.status}" + (f" {code}: {message}" if code else ".")
    lowered = code.lower()
    if answer.status == 401 and by_command:
        return token_refused("Outlook")
    if answer.status == 401:
        return SignInRequired("Outlook does not accept the sign-in any more.", next_step=CONNECT)
    if answer.status in (429, 509) or (answer.status == 503 and "retry-after" in answer.headers):
        return _rate_limited(answer, now, backoff)
    if lowered in NO_MAILBOX:
        step = "Sign in with an account that has an Outlook or Exchange Online mailbox."
        return MailboxMissing(f"This account has no mailbox at Outlook ({code}).", next_step=step)
    if lowered in FULL or answer.status == 507:
        return Unreachable("The mailbox is full, so no draft can be written.", next_step="Make room in it.")
    if answer.status >= 500 or answer.status in (408, 423) or not code:
        return Unreachable(what if code else _without_code(answer))
    return _refusal(answer.status, what)


def _refusal(status: int, what: str) -> ProviderError:
    if status == 403:
        step = f"Give it the permission {PERMISSION} and run: followthrough connect, or ask your administrator."
        return PermissionMissing(f"Outlook does not allow this ({what}).", next_step=step)
    if status in (404, 410):
        return Gone(what)
    if status in (409, 412):
        return DraftChanged(what)
    return Refused(what)


def _without_code(answer: Answer) -> str:
    """A refusal in a form that is not Graph's: a proxy, a sign-in page of a network, an outage."""
    if answer.is_page:
        return f"A web page came in place of Outlook's answer (status {answer.status})."
    return f"Outlook answered {answer.status} without a reason."


def _rate_limited(answer: Answer, now: datetime, backoff: timedelta) -> RateLimited:
    wait = min(asked_wait(answer.headers) or backoff, LONGEST_WAIT)
    return RateLimited("Outlook asks to wait.", retry_at=now + wait)


def asked_wait(headers: Mapping[str, str]) -> timedelta | None:
    """How long Retry-After asks to wait (RFC 9110, 10.2.3). A date is taken against the answer's own Date, so that a
    clock that is wrong here does no harm."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:9]), 86_400))
    try:
        return max(parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("date", "")), timedelta())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _error(content: bytes) -> tuple[str, str]:
    try:
        answer: Any = json.loads(content)
    except (ValueError, RecursionError):
        return "", ""
    error = answer.get("error") if isinstance(answer, dict) else None
    if not isinstance(error, dict) or not isinstance(error.get("code"), str):
        return "", ""
    message = error.get("message")
    return error["code"][:80], " ".join(message.split())[:200] if isinstance(message, str) else ""
