"""Hearing of new mail the moment it arrives: IDLE (RFC 2177) on the inbox, on a connection of its own."""

from __future__ import annotations

import imaplib
import time
from collections.abc import Callable
from typing import Any

from providers.imap.line import FolderState, Line
from providers.imap.session import Session
from providers.interface import Refused

REISSUE_SECONDS = 9 * 60.0
"""Servers may hang up after 29 minutes (RFC 2177); routers forget a silent line after 5 to 15, and a dead one is only
noticed by speaking."""
_SLACK_SECONDS = 0.1


class Ear:
    """Listens to one folder. IDLE goes on between two calls of `wait`, so that each of them can be short."""

    def __init__(self, session: Session, folder: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._session, self._folder, self._clock = session, folder, clock
        self._login = 0
        self._seen: FolderState | None = None
        self._idle_since: float | None = None

    def wait(self, seconds: float) -> bool:
        """Whether something may have come, waited for at most so long. Raises `Refused` where there is no IDLE."""
        return self._session.once(lambda line: self._wait(line, seconds))

    def _wait(self, line: Line, seconds: float) -> bool:
        if not line.has("IDLE"):
            raise Refused(f"{self._session.server.host} does not tell when mail arrives.")
        if self._login != self._session.logins and self._is_changed(line):
            return True
        is_news = self._idle_since is None and _is_news(self._begin(line))
        began_at = self._clock()
        answers = [] if is_news else line.idle_answers(seconds)
        is_news = is_news or _is_news(answers)
        is_doubtful = not answers and self._clock() - began_at < seconds - _SLACK_SECONDS
        is_old = self._clock() - (self._idle_since or 0.0) >= REISSUE_SECONDS
        if is_news or is_doubtful or is_old:  # speaking to the server finds out whether the line is alive
            is_news = _is_news(self._end(line)) or is_news
        return is_news

    def _is_changed(self, line: Line) -> bool:
        """On a new connection: whether the folder is another than on the one before, or was never seen."""
        self._idle_since = None
        opened = line.examine(self._folder)
        self._login = self._session.logins
        before, self._seen = self._seen, opened
        return opened != before

    def _begin(self, line: Line) -> list[tuple[Any, ...]]:
        answers = line.idle()
        self._idle_since = self._clock()
        return answers

    def _end(self, line: Line) -> list[tuple[Any, ...]]:
        self._idle_since = None
        return line.idle_done()


def _is_news(answers: list[tuple[Any, ...]]) -> bool:
    for answer in answers:
        if answer and answer[0] == b"BYE":
            raise imaplib.IMAP4.abort(b" ".join(part for part in answer[1:] if isinstance(part, bytes)))
    return any(b"EXISTS" in answer[:2] for answer in answers)
