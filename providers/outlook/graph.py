"""Requests to Microsoft Graph: one at a time, only to places that an adapter for drafts needs, errors translated.

Graph allows few requests at once for an application and a mailbox (throttling-limits), so there is no concurrency here.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, TypeVar

import requests
from requests.models import PreparedRequest

from providers.interface import DraftChanged, ProtocolViolation, ProviderError, RateLimited, Refused, Unreachable
from providers.outlook.parts import answers_in, questions
from providers.outlook.trouble import Answer, error_of
from providers.retrying import repeated

CONNECT_SECONDS, READ_SECONDS = 10.0, 60.0
MOST_PARTS = 20
"""https://learn.microsoft.com/en-us/graph/json-batching"""
LARGEST_ANSWER_BYTES = 64 * 1024 * 1024
SHORT_WAIT_SECONDS = 10
"""A throttled part of a batch is asked for again after a wait of up to this; longer ones are the agent's."""
FIRST_BACKOFF, LONGEST_BACKOFF = timedelta(seconds=30), timedelta(minutes=15)
"""Where a 429 comes without Retry-After; doubled each time in a row."""
_ID = r"[A-Za-z0-9%=._~-]+"
READABLE = re.compile(r"/me/(?:messages|mailFolders)(?:[/(?].*)?", re.IGNORECASE)
"""What is read. The service's own links say `mailfolders` as well as `mailFolders` (delta-query-messages)."""
ALLOWED = (
    ("GET", READABLE),
    ("POST", re.compile(r"/\$batch|/me/messages")),
    ("POST", re.compile(rf"/me/messages/{_ID}/createReply")),
    ("POST", re.compile(rf"/me/messages/{_ID}/attachments")),
    ("PATCH", re.compile(rf"/me/messages/{_ID}")),
    ("DELETE", re.compile(rf"/me/messages/{_ID}")),
)
"""Every request there is. None of them sends; whatever is not here does not leave."""
_CLAIMS = re.compile(r'claims="([^"]+)"')

T = TypeVar("T")


class Bearer(Protocol):
    """Where access tokens come from."""

    def token(self, *, renew: bool = False, claims: str | None = None) -> str:
        """A valid access token, a new one if `renew`, with the service's `claims` (JSON) met if it asked for any.
        Raises `ProviderError`."""


class Graph:
    """The service below `root` (an https address that ends in /v1.0); `by_command` is whether tokens come from the
    owner's `token_command`."""

    def __init__(
        self,
        root: str,
        bearer: Bearer,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
        by_command: bool = False,
    ) -> None:
        self.root, self._by_command = root, by_command
        self._bearer, self._now, self._sleep, self._timeout = bearer, now, sleep, timeout
        self._session = requests.Session()
        self._throttled = 0

    def close(self) -> None:
        """Release the connection."""
        self._session.close()

    # Reading: repeated where that can help

    def read(self, path: str, *, prefer: str = "") -> dict[str, Any]:
        """The JSON object at `path`."""
        return repeated(lambda: self._object(self._fine("GET", path, prefer=prefer)), self._sleep)

    def read_bytes(self, path: str) -> bytes:
        """What lies at `path`, as it is. Raises `Refused` where it is larger than `LARGEST_ANSWER_BYTES`."""
        return repeated(lambda: self._fine("GET", path).content, self._sleep)

    def read_many(self, paths: Sequence[str], *, prefer: str = "") -> list[Answer]:
        """The answers to several GETs in one request each twenty, in their order, whatever their status; parts that
        were throttled or met an error of the service are asked for again."""
        answers: list[Answer] = []
        for start in range(0, len(paths), MOST_PARTS):
            chosen = paths[start : start + MOST_PARTS]
            answers += repeated(lambda chosen=chosen: self._batch(chosen, prefer), self._sleep)  # type: ignore[misc]
        return answers

    def error(self, answer: Answer) -> ProviderError:
        """The error that a part of a batch stands for."""
        return error_of(answer, self._now(), self._backoff(), by_command=self._by_command)

    def object(self, answer: Answer) -> dict[str, Any]:
        """The JSON object of a part. Raises its error."""
        if not answer.is_fine:
            raise self.error(answer)
        return self._object(answer)

    # Writing: never repeated, since the first try may have had its effect

    def write(self, method: str, path: str, body: Any = None, *, if_match: str = "") -> dict[str, Any]:
        """The resource as it is after the change; empty for one that was deleted."""
        answer = self._fine(method, path, body=body, if_match=if_match)
        return self._object(answer) if answer.content else {}

    # Inside

    def _fine(self, method: str, path: str, *, body: Any = None, prefer: str = "", if_match: str = "") -> Answer:
        answer = self._answer(method, path, body, prefer, if_match)
        if answer.is_fine and answer.is_page:
            raise Unreachable("A web page came in place of Outlook's answer.")  # it must not pass for a mail
        if answer.is_fine:
            self._throttled = self._throttled if path == "/$batch" else 0
            return answer
        error = self.error(answer)
        self._throttled += isinstance(error, RateLimited)
        if isinstance(error, DraftChanged) and method not in ("PATCH", "DELETE"):
            raise Unreachable(error.what)  # a conflict of the service's own making
        raise error

    def _answer(self, method: str, path: str, body: Any, prefer: str, if_match: str) -> Answer:
        """The answer; after a 401 once more with a new token, since a refused request had no effect."""
        token = self._bearer.token()
        answer = self._once(method, path, body, prefer, if_match, token)
        if answer.status == 401:
            token = self._bearer.token(renew=True, claims=_claims(answer.headers))
            answer = self._once(method, path, body, prefer, if_match, token)
        return answer

    def _once(self, method: str, path: str, body: Any, prefer: str, if_match: str, token: str) -> Answer:
        if not any(method == verb and pattern.fullmatch(path) for verb, pattern in ALLOWED):
            raise Refused("Followthrough makes no such request of a mailbox.")
        headers = {"Prefer": preferring(prefer)}
        if if_match:
            headers["If-Match"] = if_match
        try:
            with self._session.request(
                method,
                self.root + path,
                json=body,
                headers=headers,
                auth=_Token(token),
                timeout=self._timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                return Answer(
                    response.status_code,
                    {name.lower(): value for name, value in response.headers.items()},
                    _content(response),
                )
        except requests.exceptions.RequestException as error:
            raise Unreachable(f"Outlook cannot be reached: {_reason(error)}.") from error

    def _object(self, answer: Answer) -> dict[str, Any]:
        try:
            value = json.loads(answer.content)
        except (ValueError, RecursionError) as error:
            raise ProtocolViolation("Outlook's answer is no JSON.") from error
        if not isinstance(value, dict):
            raise ProtocolViolation("Outlook's answer is no object.")
        return value

    # Batches

    def _batch(self, paths: Sequence[str], prefer: str) -> list[Answer]:
        answers: dict[int, Answer] = {}
        for is_last in (False, False, True):
            missing = [number for number in range(len(paths)) if number not in answers]
            got = self._parts({number: paths[number] for number in missing}, prefer)
            waits = [wait for answer in got.values() if (wait := self._worth_waiting(answer)) is not None]
            answers |= {number: a for number, a in got.items() if is_last or self._worth_waiting(a) is None}
            if not waits:
                break
            if not is_last:
                self._renewed(got.values())
                self._sleep(max(waits))
        self._throttled = self._throttled + 1 if any(a.status == 429 for a in answers.values()) else 0
        return [answers[number] for number in range(len(paths))]

    def _renewed(self, answers: Iterable[Answer]) -> None:
        """Get a new token where a part did not take the one that the whole was let in with."""
        refused = [answer for answer in answers if answer.status == 401]
        if refused:
            self._bearer.token(renew=True, claims=_claims(refused[0].headers))

    def _worth_waiting(self, answer: Answer) -> float | None:
        """Seconds after which a part is asked for again at once; None where it is not."""
        if answer.status == 401:
            return 0.0
        error = None if answer.is_fine else self.error(answer)
        if isinstance(error, RateLimited):
            wait = (error.retry_at - self._now()).total_seconds()
            return max(wait, 0) if wait <= SHORT_WAIT_SECONDS else None
        return 1.0 if answer.status >= 500 else None

    def _parts(self, paths: Mapping[int, str], prefer: str) -> dict[int, Answer]:
        for path in paths.values():
            if not READABLE.fullmatch(path):
                raise Refused("Followthrough makes no such request of a mailbox.")
        whole = self._object(self._fine("POST", "/$batch", body=questions(paths, preferring(prefer))))
        return answers_in(whole, paths)

    def _backoff(self) -> timedelta:
        return min(FIRST_BACKOFF * (1 << min(self._throttled, 10)), LONGEST_BACKOFF)


class _Token(requests.auth.AuthBase):
    """Sets the header itself, or a .netrc of the owner's would take its place."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def preferring(more: str) -> str:
    """The Prefer header: ids that survive moves (outlook-immutable-id), and `more`."""
    return 'IdType="ImmutableId"' + (f", {more}" if more else "")


def _content(response: requests.Response) -> bytes:
    parts, size = [], 0
    for piece in response.iter_content(64 * 1024):
        size += len(piece)
        if size > LARGEST_ANSWER_BYTES:
            raise Refused(f"It is larger than {LARGEST_ANSWER_BYTES // 1024 // 1024} MB.")
        parts.append(piece)
    return b"".join(parts)


def _reason(error: requests.exceptions.RequestException) -> str:
    if isinstance(error, requests.exceptions.Timeout):
        return "it takes too long to answer"
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate is not accepted here"
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy does not answer properly"
    return "the connection fails"


def _claims(headers: Mapping[str, str]) -> str | None:
    """What continuous access evaluation asks a new token to meet."""
    found = _CLAIMS.search(headers.get("www-authenticate", ""))
    try:
        return base64.b64decode(found[1]).decode() if found else None
    except ValueError:
        return None
