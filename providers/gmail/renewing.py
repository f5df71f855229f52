"""Renewing an access token at Google (RFC 6749, section 6).

google-auth could do it, but loads ten megabytes of cryptography with it, for as long as the agent runs; it is left to
`connect`, which ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from providers.gmail.line import CONNECT_SECONDS, READ_SECONDS, broken_line, session
from providers.interface import Unreachable

SERVICE = "Google's sign-in service"
NO_SENSE = f"{SERVICE} gave an answer that makes no sense."
SKEW = timedelta(minutes=4)
"""A token that ends so soon counts as ended: the request with it takes time, and clocks differ."""


class NotRenewed(Exception):
    """Google refused. Its text is Google's codes, in lower case."""


@dataclass(frozen=True, slots=True)
class Access:
    """An access token and when it ends; it lives in memory only."""

    token: str
    ends_at: datetime | None

    def is_good(self, now: datetime) -> bool:
        """Whether it can be used; Google may still refuse it."""
        return bool(self.token) and (self.ends_at is None or now + SKEW < self.ends_at)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token file holds: a lasting permission, and the app that it was given to."""

    refresh_token: str
    client_id: str
    client_secret: str
    token_uri: str

    def renewed(self, now: datetime) -> Access:
        """A new access token. Raises `NotRenewed`, and `Unreachable` for a broken line or nonsense."""
        answer, status = self._asked()
        token, error = answer.get("access_token"), answer.get("error")
        if status == 200 and isinstance(token, str) and token:
            return Access(token, _ends_at(answer.get("expires_in"), now))
        if status < 500 and isinstance(error, str):
            raise NotRenewed(f"{error} {answer.get('error_subtype', '')}".lower())
        raise Unreachable(f"{SERVICE} cannot be reached." if status >= 500 else NO_SENSE)

    def _asked(self) -> tuple[dict[str, Any], int]:
        fields = {
            "grant_type": "refresh_token",
            "refresh_token": self.refresh_token,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        with session() as line, broken_line(SERVICE):
            answer = line.post(
                self.token_uri, data=fields, timeout=(CONNECT_SECONDS, READ_SECONDS), allow_redirects=False
            )
        try:
            content = answer.json()
        except (ValueError, RecursionError):
            content = None
        return content if isinstance(content, dict) else {}, answer.status_code


def _ends_at(seconds: object, now: datetime) -> datetime | None:
    try:
        return now + timedelta(seconds=int(str(seconds)))
    except (ValueError, OverflowError):
        return None
