"""The connection that a mailbox is worked on with: opened when it is needed, kept between cycles, renewed when it
breaks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from providers.imap.credentials import Credentials
from providers.imap.line import ANSWER_SECONDS, CONNECT_SECONDS, Line
from providers.imap.server import Server
from providers.imap.trouble import ERRORS, translated
from providers.interface import ProviderError, SecretMissing, SignInRequired, Unreachable
from providers.retrying import repeated
from providers.secrets import token_refused

PROGRAM = "followthrough"
AFTERWARDS = "Then: followthrough connect, with this mailbox's name."
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds."""

    connect: float = CONNECT_SECONDS
    answer: float = ANSWER_SECONDS
    pauses: float = 1.0
    """The share of the usual pauses that is made between two tries."""


class Session:
    """At most one connection at a time. Everything that comes out of it is a `ProviderError`."""

    def __init__(
        self,
        server: Server,
        credentials: Credentials,
        now: Callable[[], datetime],
        *,
        patience: Patience | None = None,
    ) -> None:
        self.server = server
        self._credentials, self._now, self._patience = credentials, now, patience or Patience()
        self._line: Line | None = None
        self._closing = threading.Event()
        self.logins = 0
        """How often it signed in: whoever keeps something about the server's folders keeps it for one login."""

    def reading(self, read: Callable[[Line], T]) -> T:
        """What `read` gives, tried again on a new connection if this one breaks."""
        return repeated(lambda: self.once(read), self._sleep)

    def once(self, act: Callable[[Line], T]) -> T:
        """What `act` gives, tried once."""
        with self._opened() as line:
            return act(line)

    def close(self) -> None:
        """Hang up for good, from any thread: a command under way fails as if the line had dropped."""
        self._closing.set()
        line, self._line = self._line, None
        if line is not None:
            line.cut()

    @contextmanager
    def _opened(self) -> Iterator[Line]:
        try:
            self._line = self._line or self._signed_in()
            yield self._line
        except SecretMissing:  # nobody was asked, and nobody refused
            raise
        except ERRORS as error:
            self._drop()  # also after a mere refusal, which may come of what the server believes of this connection
            found = translated(error, self.server, self._now())
            if isinstance(found, SignInRequired) and self._credentials.is_token:
                raise token_refused(self.server.host) from error
            raise _then_connect(found) from error

    def _signed_in(self) -> Line:
        if self._closing.is_set():
            raise Unreachable(f"The connection to {self.server.host} was closed.")
        secret = self._credentials.secret()
        line = Line(self.server, connect=self._patience.connect, answer=self._patience.answer)
        try:
            line.log_in(self._credentials.username, secret, is_token=self._credentials.is_token)
            line.introduce(PROGRAM)
        except BaseException:
            line.cut()
            raise
        self.logins += 1
        return line

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.cut()

    def _sleep(self, seconds: float) -> None:
        self._closing.wait(seconds * self._patience.pauses)


def _then_connect(error: ProviderError) -> ProviderError:
    """A mailbox whose sign-in is refused is left alone until its owner says that it is worth another try."""
    if isinstance(error, SignInRequired):
        return SignInRequired(error.what, next_step=f"{error.next_step} {AFTERWARDS}".strip())
    return error
