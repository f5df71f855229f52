"""What Gmail's refusals mean, as errors of the port.

The status alone does not say it: 403 is a rate, a missing permission, a policy or a service that is switched off.
Google names the reason in two shapes, `error.errors[].reason` (older) and `error.details[].reason` (newer), and often
in words only. Sources: https://developers.google.com/workspace/gmail/api/guides/handle-errors and error bodies that
users of other programs published (docs/gmail.md lists them).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from providers.interface import (
    Gone,
    MailboxMissing,
    PermissionMissing,
    ProtocolViolation,
    ProviderError,
    RateLimited,
    Refused,
    SignInRequired,
    Unreachable,
)
from providers.secrets import token_refused

SIGN_IN_AGAIN = "Sign in again: followthrough connect, with this mailbox's name."
MAKE_ROOM = "Make room in the account's storage; it is tried again by itself."

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
LONGEST_ASKED = timedelta(hours=24)
"""A longer wait than this is no instruction but a mistake."""
DAY_IS_OVER = timedelta(hours=1)
"""How often a spent daily quota is looked at again; it is given anew at midnight Pacific time."""

RATES = frozenset(
    {"ratelimitexceeded", "userratelimitexceeded", "rate_limit_exceeded", "resource_exhausted", "quotaexceeded"}
)
DAILY = frozenset({"dailylimitexceeded", "dailylimitexceededunreg"})
SCOPES = frozenset({"insufficientpermissions", "access_token_scope_insufficient", "insufficientscopes"})
POLICIES = frozenset({"domainpolicy", "admin_policy_enforced", "accountdisabled"})
SWITCHED_OFF = frozenset({"accessnotconfigured", "service_disabled"})
FULL = re.compile(r"(storage|mailbox)\b.{0,40}\b(full|quota|exceeded)|over quota|out of storage", re.IGNORECASE)
RATE_WORDS = re.compile(r"rate.?limit|quota exceeded for quota metric|too many (concurrent )?requests", re.IGNORECASE)
_RETRY_AFTER_WORDS = re.compile(r"retry after (\d{4}-\d\d-\d\dT[\d:.]+Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is no success."""

    status: int
    reasons: frozenset[str]
    """Lower-case, from both shapes."""
    message: str
    retry_after: str = ""
    """The Retry-After header."""

    @classmethod
    def of(cls, status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
        """Read any body, a web page included; never raises."""
        reasons, message = _read(body)
        return cls(status, reasons, message, headers.get("retry-after", ""))


def error_of(refusal: Refusal, now: datetime, own_wait: timedelta, *, by_command: bool = False) -> ProviderError:
    """What a refusal means. `own_wait` is how long to wait for a rate limit where Google does not say; `by_command`
    whether the token came from the owner's `token_command`."""
    known = _by_reason(refusal, now, own_wait, by_command=by_command)
    if known is not None:
        return known
    said = f"Gmail answered {refusal.status}" + (f": {refusal.message}" if refusal.message else ".")
    if refusal.status == 401 and by_command:
        return token_refused("Google")
    if refusal.status == 401:
        return SignInRequired("Google does not accept this sign-in any more.", next_step=SIGN_IN_AGAIN)
    if refusal.status == 403:
        return PermissionMissing(said, next_step="See docs/gmail.md for what this answer means.")
    if refusal.status in (404, 410):
        return Gone(said)
    if refusal.status in (408, 409, 412, 425) or refusal.status >= 500:
        return Unreachable(said)
    if 400 <= refusal.status < 500:
        return Refused(said)
    return ProtocolViolation(said)


def _by_reason(refusal: Refusal, now: datetime, own_wait: timedelta, *, by_command: bool) -> ProviderError | None:
    reasons, status = refusal.reasons, refusal.status
    if status in (400, 403, 413, 507) and FULL.search(refusal.message):
        return Unreachable("The mailbox is full: Google takes no draft.", next_step=MAKE_ROOM)
    if status == 403 and reasons & DAILY:
        return RateLimited("Google's daily quota of this project is spent.", retry_at=now + DAY_IS_OVER)
    if status == 429 or (status == 403 and (reasons & RATES or RATE_WORDS.search(refusal.message))):
        return RateLimited("Google asks to slow down.", retry_at=_retry_at(refusal, now, own_wait))
    if status == 403 and reasons & SCOPES:
        step = f"{SIGN_IN_AGAIN[:-1]}, and tick every box on Google's page."
        if by_command:
            step = "The program behind `token_command` must ask Google for gmail.readonly and gmail.compose."
        return PermissionMissing("The sign-in does not cover reading mail and writing drafts.", next_step=step)
    if status == 403 and reasons & POLICIES:
        step = "Ask the administrator of your Google Workspace to allow this app."
        return PermissionMissing("The account's administrator does not allow this.", next_step=step)
    if status == 403 and reasons & SWITCHED_OFF:
        step = "Switch it on at https://console.cloud.google.com/apis/library/gmail.googleapis.com, for that project."
        return PermissionMissing("The Gmail API is switched off in your Google project.", next_step=step)
    if status == 400 and "failedprecondition" in reasons:
        step = "Open Gmail once in a browser with this account, or ask its administrator."
        return MailboxMissing("This Google account has no Gmail.", next_step=step)
    return None


def own_wait(failures: int, chance: float) -> timedelta:
    """A doubling wait after the `failures`-th rate limit in a row (from 1), between half and the whole of its size."""
    whole = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 10))
    return timedelta(seconds=whole.total_seconds() * (0.5 + chance / 2))


def _retry_at(refusal: Refusal, now: datetime, wait: timedelta) -> datetime:
    asked = _asked(refusal, now)
    return asked if asked is not None and now < asked <= now + LONGEST_ASKED else now + wait


def _asked(refusal: Refusal, now: datetime) -> datetime | None:
    """When Google asks to come back: seconds or a date in Retry-After (RFC 9110, 10.2.3), or a time in the words."""
    value = refusal.retry_after.strip()
    try:
        if value.isascii() and value.isdigit():
            return now + timedelta(seconds=int(value))
        if value:
            date = parsedate_to_datetime(value)
            return date if date.tzinfo else date.replace(tzinfo=UTC)
        said = _RETRY_AFTER_WORDS.search(refusal.message)
        return datetime.fromisoformat(said[1]) if said else None
    except (ValueError, OverflowError):
        return None


def _read(body: bytes) -> tuple[frozenset[str], str]:
    try:
        error = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return frozenset(), ""
    if not isinstance(error, dict):
        return frozenset({str(error).lower()[:60]}), ""
    found = {str(error.get("status", "")).lower()}
    for name in ("errors", "details"):
        items = error.get(name)
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                found.add(str(item.get("reason", "")).lower())
    return frozenset(found - {""}), _one_line(str(error.get("message", "")))


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
