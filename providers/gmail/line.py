"""The line to Google: HTTP requests with a bearer token, and a list of all that may ever go out.

google-api-python-client makes the requests and hands them to `Line.request`, which has the signature of
`httplib2.Http.request`. httplib2 itself is not used, because it repeats a request by itself when a connection breaks:
for a draft that would be a second draft.
"""

from __future__ import annotations

import functools
import re
import ssl
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import certifi
import httplib2
import requests
from requests.adapters import HTTPAdapter

from providers.interface import ProviderError, Refused, Unreachable

CONNECT_SECONDS = 15.0
READ_SECONDS = 60.0

MAY_GO_OUT = (
    ("GET", re.compile(r"/gmail/v1/users/me/(profile|history|messages|drafts)")),
    ("GET", re.compile(r"/gmail/v1/users/me/(messages|drafts|threads)/[\w-]+")),
    ("POST", re.compile(r"/gmail/v1/users/me/drafts")),
    ("PUT", re.compile(r"/gmail/v1/users/me/drafts/(?!send)[\w-]+")),
    ("DELETE", re.compile(r"/gmail/v1/users/me/drafts/(?!send)[\w-]+")),
)
"""Everything the agent asks of Gmail. Google has no permission for drafts alone: the one for drafts allows sending
too. So that nothing is ever sent is kept here: what is not on this list does not leave."""
SAID_IN_PAGES = frozenset({401, 413, 429})
"""What Google's own front doors may answer with a web page, for what it says (too large, too often, not signed in)."""


class Line:
    """One mailbox's connection. `bearer` gives the access token, anew when its argument is true."""

    def __init__(self, bearer: Callable[[bool], str], *, read_seconds: float = READ_SECONDS) -> None:
        self._bearer = bearer
        self._session = session()
        self._timeouts = (CONNECT_SECONDS, read_seconds)

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_: Any,
    ) -> tuple[httplib2.Response, bytes]:
        """Ask once; once more with a new token if the old one is refused, which Google does before doing anything.

        Raises `Refused` for what must not go out, `Unreachable` for a broken line or where something on the way (a
        proxy, a virus scanner, a network's sign-in) answers with a page of its own, and what `bearer` raises.
        """
        _must_be_listed(method, urlsplit(uri).path)
        answer = self._ask(uri, method, body, headers or {}, self._bearer(False))
        if answer.status_code == 401:
            answer = self._ask(uri, method, body, headers or {}, self._bearer(True))
        if _is_page(answer) and answer.status_code not in SAID_IN_PAGES:
            raise Unreachable(f"A web page came in place of Gmail's answer (status {answer.status_code}).")
        fields = {name.lower(): value for name, value in answer.headers.items()}
        response = httplib2.Response({**fields, "status": str(answer.status_code)})
        response.reason = answer.reason
        return response, answer.content

    def close(self) -> None:
        """Drop the connection."""
        self._session.close()

    def _ask(
        self, uri: str, method: str, body: str | bytes | None, headers: Mapping[str, str], token: str
    ) -> requests.Response:
        with broken_line("Gmail"):
            return self._session.request(
                method,
                uri,
                data=body,
                headers=dict(headers),
                auth=_Bearer(token),
                timeout=self._timeouts,
                allow_redirects=False,
            )


def _is_page(answer: requests.Response) -> bool:
    return "html" in answer.headers.get("content-type", "").lower()


class _Bearer(requests.auth.AuthBase):
    """Set as `auth`, so that a .netrc of this machine never puts its own words in the token's place."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class broken_line:
    """Turn what requests raises into `Unreachable`; the text names the service, never an address or a token."""

    def __init__(self, service: str) -> None:
        self._service = service

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, requests.Timeout):
            raise Unreachable(f"{self._service} did not answer in time.") from error
        if isinstance(error, requests.exceptions.SSLError):
            step = "Is the clock of this machine right, and does something on the way read its traffic?"
            raise Unreachable(f"The secure connection to {self._service} failed.", next_step=step) from error
        if isinstance(error, requests.ConnectionError):
            raise Unreachable(f"{self._service} cannot be reached.") from error
        if isinstance(error, requests.RequestException | OSError) and not isinstance(error, ProviderError):
            raise Unreachable(f"The connection to {self._service} broke.") from error


def session() -> requests.Session:
    """A new session that shares the list of trusted certificates with all others: that list is most of its size."""
    made = requests.Session()
    made.mount("https://", _SharedTrust(pool_connections=1, pool_maxsize=1))
    made.mount("http://", HTTPAdapter(pool_connections=1, pool_maxsize=1))
    return made


@functools.cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


class _SharedTrust(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        super().init_poolmanager(*arguments, **{**named, "ssl_context": _trust()})


def _must_be_listed(method: str, path: str) -> None:
    # An endpoint may have a path of its own in front; what follows is compared as a whole.
    start = path.find("/gmail/v1/")
    if start < 0 or not any(method == verb and form.fullmatch(path[start:]) for verb, form in MAY_GO_OUT):
        raise Refused(f"{method} {path} is nothing that this program may ask of Gmail.")
