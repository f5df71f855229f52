"""The sign-in of one mailbox: a token file that `connect` wrote, or a command that prints an access token.

The file is Google's own "authorized user" JSON, so other tools can read it, with two fields of ours: `issued_at` and,
where Google said so, `ends_at`. A file that another process replaced is read again by itself. Access tokens live in
memory only; the file is written by `connect` alone, so that a running agent never undoes a new sign-in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from providers.gmail.renewing import NO_SENSE, Access, Grant, NotRenewed
from providers.gmail.trouble import SIGN_IN_AGAIN
from providers.interface import Permit, ProviderError, SignInRequired, Unreachable
from providers.secrets import command_output, read_private

TESTING_LIFE = timedelta(days=7)
"""How long Google keeps the sign-in of an app whose publishing status is "Testing"
(https://developers.google.com/identity/protocols/oauth2#expiration)."""
NEARLY = timedelta(hours=6)
WARN_BEFORE = timedelta(days=2)
TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
PUBLISH = 'Set the app to "In production" (docs/gmail.md, step 4), then sign in again: followthrough connect.'


class Token(Protocol):
    """Where access tokens come from."""

    def bearer(self, renew: bool) -> str:
        """An access token; a new one if the last was refused. Raises `ProviderError`."""

    def permit(self, now: datetime) -> Permit | None:
        """What is known of the sign-in, without asking Google."""

    @property
    def generation(self) -> object:
        """Changes whenever another sign-in takes the place of the last."""


class TokenCommand:
    """Asks a program of the owner's for access tokens: at first, and whenever Google refuses the last one."""

    def __init__(self, command: str | Sequence[str]) -> None:
        self._command = command
        self._last = ""

    @property
    def generation(self) -> object:
        return self._last

    def bearer(self, renew: bool) -> str:
        if renew or not self._last:
            self._last = command_output(self._command, what="the access token")
        return self._last

    def permit(self, now: datetime) -> Permit | None:
        return None


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What tells one state of a file from the next."""

    inode: int
    modified_ns: int
    size: int


class TokenFile:
    """The token file at `path`."""

    def __init__(self, path: Path, *, now: Callable[[], datetime]) -> None:
        self._path, self._now = path, now
        self._stamp: _Stamp | None = None
        self._grant: Grant | None = None
        self._access = Access("", None)
        self._issued_at: datetime | None = None

    @property
    def generation(self) -> object:
        return self._stamp

    def bearer(self, renew: bool) -> str:
        grant = self._current()
        if renew or not self._access.is_good(self._now()):
            self._access = self._renewed(grant)
        return self._access.token

    def permit(self, now: datetime) -> Permit | None:
        try:
            info = _read(self._path)
        except ProviderError:
            return None
        return permit_of(_moment(info, "issued_at"), _moment(info, "ends_at"), now)

    def _current(self) -> Grant:
        """What the file holds now. Raises `SignInRequired` or `PermissionMissing`."""
        stamp = self._stamp_now()
        if self._grant is None or stamp != self._stamp:
            info = _read(self._path)
            self._issued_at = _moment(info, "issued_at")
            self._grant, self._access = _grant_in(info, self._path), _access_in(info)
            self._stamp = stamp
        return self._grant

    def _stamp_now(self) -> _Stamp:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            raise _not_signed_in() from None
        except OSError:
            return _Stamp(0, 0, 0)  # reading it will say what is wrong
        return _Stamp(stat.st_ino, stat.st_mtime_ns, stat.st_size)

    def _renewed(self, grant: Grant) -> Access:
        try:
            return grant.renewed(self._now())
        except NotRenewed as error:
            raise _refused(str(error), self._issued_at, self._now()) from error


def permit_of(issued_at: datetime | None, ends_at: datetime | None, now: datetime) -> Permit:
    """What the owner should know about a sign-in of that age.

    The last two days are warned of. Where Google did not say when it ends, the seventh day may be its last: whoever
    gets past it has a published app.
    """
    if ends_at is not None:
        is_near = ends_at - now <= WARN_BEFORE
        return Permit(issued_at, ends_at, f"Google ends this sign-in on {_day(ends_at)}. {PUBLISH}" if is_near else "")
    if issued_at is not None and TESTING_LIFE - WARN_BEFORE <= now - issued_at < TESTING_LIFE:
        day = _day(issued_at + TESTING_LIFE)
        return Permit(
            issued_at, None, f'If your Google app is still in "Testing", this sign-in ends on {day}. {PUBLISH}'
        )
    return Permit(issued_at)


def _read(path: Path) -> dict[str, Any]:
    try:
        info = json.loads(read_private(path, what="a sign-in"))
    except FileNotFoundError:
        raise _not_signed_in() from None
    except (ValueError, RecursionError) as error:
        raise SignInRequired(f"{path} cannot be understood.", next_step=SIGN_IN_AGAIN) from error
    if not isinstance(info, dict):
        raise SignInRequired(f"{path} is no token file of Google's.", next_step=SIGN_IN_AGAIN)
    return info


def _grant_in(info: dict[str, Any], path: Path) -> Grant:
    named = {name: info.get(name) for name in ("refresh_token", "client_id", "client_secret")}
    if not all(isinstance(value, str) and value for value in named.values()):
        raise SignInRequired(f"{path} is no token file of Google's.", next_step=SIGN_IN_AGAIN)
    return Grant(token_uri=str(info.get("token_uri") or TOKEN_URI), **{name: str(text) for name, text in named.items()})


def _access_in(info: dict[str, Any]) -> Access:
    """The access token in a token file is used while it lasts."""
    ends_at = _moment(info, "expiry")
    return Access(str(info["token"]) if info.get("token") and ends_at else "", ends_at)


def _not_signed_in() -> SignInRequired:
    return SignInRequired(
        "This mailbox is not signed in to yet.", next_step="Sign in: followthrough connect, with its name."
    )


def _refused(said: str, issued_at: datetime | None, now: datetime) -> ProviderError:
    """What the token service's refusal means (RFC 6749, 5.2; Google's own codes)."""
    if "admin_policy" in said or "rapt" in said or "reauth" in said:
        return SignInRequired("The account's administrator asks for a new sign-in.", next_step=SIGN_IN_AGAIN)
    if "invalid_grant" in said:
        return _ended(issued_at, now)
    if "invalid_client" in said or "unauthorized_client" in said or "deleted_client" in said:
        step = "Look into the Google console whether the client is still there, then: followthrough connect."
        return SignInRequired("Google does not know the app (OAuth client) of this sign-in any more.", next_step=step)
    if "invalid_scope" in said or "access_denied" in said:
        return SignInRequired("Google does not grant what this sign-in asks for.", next_step=SIGN_IN_AGAIN)
    return Unreachable(NO_SENSE)


def _ended(issued_at: datetime | None, now: datetime) -> SignInRequired:
    what = "Google has ended this sign-in."
    if issued_at is not None and TESTING_LIFE - NEARLY <= now - issued_at < TESTING_LIFE * 1.5:
        what = f'Google has ended this sign-in of {_day(issued_at)}, as it does after 7 days for an app in "Testing".'
        return SignInRequired(what, next_step=PUBLISH)
    why = "A changed password, six months without use and a withdrawn consent do that."
    return SignInRequired(f"{what} {why}", next_step=SIGN_IN_AGAIN)


def _moment(info: dict[str, Any], name: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(info.get(name, "")))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
