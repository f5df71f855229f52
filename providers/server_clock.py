"""What time a mail service thinks it is: sign-ins fail where the clock is off, with errors that do not say so."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from providers.interface import ProtocolViolation, Unreachable

TIMEOUT_SECONDS = 10


def server_time(url: str) -> datetime:
    """The `Date` of an answer from there (RFC 9110, 6.6.1), to the second, aware.

    Raises `Unreachable` if there is no answer, `ProtocolViolation` if it carries no date.
    """
    import requests

    try:
        answer = requests.head(url, timeout=TIMEOUT_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise Unreachable(f"{url} does not answer.", next_step="Is this machine online?") from error
    try:
        return parsedate_to_datetime(answer.headers.get("Date", "")).astimezone(UTC)
    except ValueError as error:
        raise ProtocolViolation(f"{url} does not say what time it is.") from error
