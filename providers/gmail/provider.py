"""The Gmail adapter: the port's verbs on one account."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from providers.gmail.api import ENDPOINT, Api
from providers.gmail.drafts import Drafts
from providers.gmail.line import READ_SECONDS, Line
from providers.gmail.sync import SeenDrafts, Sync
from providers.gmail.token import Token, TokenCommand, TokenFile
from providers.gmail.trouble import SIGN_IN_AGAIN
from providers.interface import (
    Cursor,
    DraftRef,
    Interest,
    MessageKey,
    Outcome,
    Page,
    Permit,
    Provider,
    ReplyAnchor,
    SignInRequired,
)
from providers.secrets import RENEW_BY_HAND

PAGE_SIZE = 25
"""Messages fetched before the agent keeps them: some seconds at the pace of `budget`."""
GOOGLES_OWN = frozenset({"gmail.com", "googlemail.com"})


class Gmail(Provider):
    """One Gmail or Google Workspace account, one request at a time.

    `address` is the account that must be signed in. Its sign-in is `token_file`, which `followthrough connect` writes,
    or what the program `token_command` prints. `credentials_file` (the OAuth client) is needed for signing in only.
    `api_endpoint` is another address of the API. The rest are for tests.
    """

    def __init__(
        self,
        address: str,
        credentials_file: str | Path | None = None,
        token_file: str | Path | None = None,
        token_command: str | Sequence[str] | None = None,
        api_endpoint: str = ENDPOINT,
        *,
        page_size: int = PAGE_SIZE,
        read_seconds: float = READ_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._address, self._now = address, now
        self._token = _token(token_file, token_command, now)
        self._line = Line(self._token.bearer, read_seconds=read_seconds)
        self._by_command = bool(token_command)
        self._api = Api(
            self._line,
            endpoint=str(api_endpoint),
            now=now,
            sleep=sleep,
            chance=chance,
            monotonic=monotonic,
            by_command=self._by_command,
        )
        seen = SeenDrafts()
        self._drafts = Drafts(self._api, seen)
        self._sync = Sync(self._api, seen, self._history_id, page_size)
        self._checked: object = None

    @property
    def units_spent(self) -> int:
        """Quota units asked for since this object was made."""
        return self._api.budget.spent

    def check(self) -> None:
        """One request (1 unit): does Google accept the sign-in, and is it the right account's?"""
        self._history_id()

    def changes(self, cursor: Cursor | None, since: datetime, interest: Interest) -> Page:
        """See `Provider.changes` and `providers.gmail.sync`. With nothing new it is one request (2 units)."""
        if cursor is not None:
            self._must_be_right_account()
        return self._sync.page(cursor, since, interest)

    def save_draft(self, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        self._must_be_right_account()
        return self._drafts.save(mime, anchor)

    def replace_draft(self, ref: DraftRef, mime: bytes, anchor: ReplyAnchor | None) -> DraftRef:
        return self._drafts.replace(ref, mime)

    def delete_draft(self, ref: DraftRef) -> None:
        self._drafts.delete(ref)

    def find_draft(self, message_id: str) -> DraftRef | None:
        return self._drafts.find(message_id)

    def read_draft(self, ref: DraftRef) -> bytes:
        return self._drafts.read(ref)

    def find_sent(self, message_id: str) -> MessageKey | None:
        return self._drafts.find_sent(message_id)

    def outcome(self, ref: DraftRef) -> Outcome:
        return self._drafts.outcome(ref)

    def permit(self) -> Permit | None:
        """The age of the token file's sign-in; None with a `token_command`, whose business it is."""
        return self._token.permit(self._now())

    def close(self) -> None:
        self._line.close()

    # Inside

    def _must_be_right_account(self) -> None:
        """Look once, and again after another sign-in took the place of the last."""
        self._token.bearer(False)
        if self._checked is None or self._checked != self._token.generation:
            self._history_id()

    def _history_id(self) -> str:
        """The mailbox's present history id. Raises `SignInRequired` if another account is signed in."""
        address, history_id = self._api.profile()
        if not is_same_account(address, self._address):
            step = RENEW_BY_HAND if self._by_command else SIGN_IN_AGAIN
            raise other_account("The sign-in belongs to another account than the configured one.", step)
        self._checked = self._token.generation
        return history_id


def is_same_account(one: str, other: str) -> bool:
    """Whether two addresses are one account: Gmail ignores letter case, and dots and "+tags" at its own domains."""
    return _canonical(one) == _canonical(other)


def other_account(what: str, otherwise: str) -> SignInRequired:
    """The refusal to read another account than the one that is meant. What the running agent says goes into the log,
    which names nobody's address."""
    return SignInRequired(what, next_step=f"Put the right address into the configuration, or: {otherwise}")


def _canonical(address: str) -> str:
    local, _, domain = address.strip().casefold().rpartition("@")
    if domain in GOOGLES_OWN:
        return f"{local.partition('+')[0].replace('.', '')}@gmail.com"
    return f"{local}@{domain}"


def _token(file: str | Path | None, command: str | Sequence[str] | None, now: Callable[[], datetime]) -> Token:
    if command:
        return TokenCommand(command)
    if file is None:
        raise ValueError("A Gmail mailbox needs a token_file or a token_command.")
    return TokenFile(Path(file).expanduser(), now=now)
