"""Where Google's page sends the owner's browser back to: a port of this machine, or an address pasted by hand.

The address holds a code that is worth the sign-in only together with the secret that this process made (PKCE,
RFC 7636), and a `state` that says it answers our own question.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from providers.interface import SignInRequired
from providers.signing_in import Screen

AGAIN = "Run followthrough connect again."
PAGE = b"<!doctype html><title>Followthrough</title><p>Done. You can close this page and go back to the terminal."
ANSWERS = ("code", "error")


class Redirect:
    """A port on 127.0.0.1 that waits for one answer; `uri` is what Google is told."""

    def __init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.timeout = 1
        self.uri = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def wait(self, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> str:
        """The address that the browser came back with. Raises `SignInRequired` if it does not come in time."""
        end = monotonic() + seconds
        while not self._server.came_with and monotonic() < end:
            self._server.handle_request()
        if not self._server.came_with:
            raise SignInRequired("Nobody answered on Google's page in time.", next_step=AGAIN)
        return self._server.came_with

    def close(self) -> None:
        """Free the port."""
        self._server.server_close()


def pasted(screen: Screen) -> str:
    """The address that the owner copied from a browser on any machine. Raises `SignInRequired`."""
    screen.say("Open it in a browser, on any machine, and allow what is asked. The browser then shows a page that")
    screen.say("cannot be opened: copy its whole address (http://127.0.0.1…) from the address bar.")
    try:
        return screen.ask("Its address:")
    except EOFError:
        raise SignInRequired("No address was given.", next_step=AGAIN) from None


def code_in(address: str, state: str) -> str:
    """The code in the address that came back. Raises `SignInRequired`, saying what is wrong with it."""
    fields = {name: values[0] for name, values in parse_qs(urlsplit(address.strip()).query).items()}
    if "error" in fields:
        raise _denied(fields["error"])
    if not fields.get("code"):
        raise SignInRequired("This is not the address that Google's page ends at.", next_step=AGAIN)
    if fields.get("state") != state:
        raise SignInRequired("This address belongs to another sign-in.", next_step=AGAIN)
    return fields["code"]


def _denied(error: str) -> SignInRequired:
    if error == "access_denied":
        step = 'Allow it on Google\'s page. If Google blocked it: docs/gmail.md, "Errors".'
        return SignInRequired("Access was not allowed on Google's page.", next_step=step)
    if error == "admin_policy_enforced":
        step = "Ask the administrator of your Google Workspace to allow this app."
        return SignInRequired("The account's administrator does not allow this app.", next_step=step)
    return SignInRequired(f"Google's page ended with the error {error[:60]!r}.", next_step=AGAIN)


class _Server(HTTPServer):
    came_with = ""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hung up is asked again by nobody."""


class _Handler(BaseHTTPRequestHandler):
    timeout = 5
    server: _Server

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        if not any(name in asked for name in ANSWERS):  # a browser also asks for an icon
            self.send_error(404)
            return
        self.server.came_with = self.path
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *arguments: Any) -> None:
        """The address holds the code: it is never logged."""
