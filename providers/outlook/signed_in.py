"""The sign-in that `followthrough connect` kept: access tokens from it, refreshed by MSAL without asking anybody.

The kept sign-in is shared with other processes under a lock: a running agent notices a new sign-in by itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msal
import requests
from msal_extensions import PersistedTokenCache, build_encrypted_persistence
from msal_extensions.persistence import BasePersistence, PersistenceNotFound

from providers.interface import PermissionMissing, Permit, ProtocolViolation, SignInRequired, Unreachable
from providers.outlook.clouds import CLOUDS, PROJECT_CLIENT_ID, checked_address
from providers.outlook.refusals import AGAIN, error_of
from providers.secrets import read_private, write_private

TIMEOUT_SECONDS = 30
NO_CLIENT = "This mailbox has no application id (client_id), without which Microsoft lets nobody sign in."
WHO_CAN = "docs/outlook.md says who can have one today."


class SignedIn:
    """Tokens for the account called `address`, from the sign-in kept at `kept_at`."""

    def __init__(
        self, address: str, client_id: str | None, tenant: str, cloud: str, kept_at: Path | None, authority: str | None
    ) -> None:
        self.address, self._client_id, self._tenant = address, client_id or PROJECT_CLIENT_ID, tenant
        self._cloud = CLOUDS[cloud]
        self._authority = checked_address(authority, "authority") if authority else self._cloud.login
        self._kept_at = kept_at
        self._app: Any = None

    @property
    def scopes(self) -> list[str]:
        """What is asked for; sign-in and refresh themselves are added by MSAL."""
        return [self._cloud.scope]

    def app(self) -> Any:
        """MSAL's application. Raises `SignInRequired` where there is no client id, and what stops MSAL."""
        if self._client_id is None:
            raise SignInRequired(NO_CLIENT, next_step=WHO_CAN)
        if self._app is None:
            with trouble(self._tenant):
                self._app = msal.PublicClientApplication(
                    self._client_id,
                    authority=f"{self._cloud.login}/{self._tenant}",
                    token_cache=kept(self._kept_at),
                    http_client=_Http(self._cloud.login, self._authority),
                    instance_discovery=False,
                )
        return self._app

    def token(self, *, renew: bool = False, claims: str | None = None) -> str:
        app = self.app()
        with trouble(self._tenant):
            account = self.account(app)
            if account is None:
                raise SignInRequired("This mailbox is not signed in to yet.", next_step=AGAIN)
            result = app.acquire_token_silent_with_error(
                self.scopes, account=account, force_refresh=renew, claims_challenge=claims
            )
        return token_in(result)

    def permit(self) -> Permit | None:
        """A sign-in at Microsoft has no end of its own: it lasts while it is used and the password stays."""
        return Permit()

    def account(self, app: Any) -> Mapping[str, Any] | None:
        """The one that was signed in: by its address, or the only one, whose address may be another of its names."""
        accounts = app.get_accounts()
        named = [one for one in accounts if str(one.get("username", "")).lower() == self.address.lower()]
        return next(iter(named or (accounts if len(accounts) == 1 else [])), None)

    def begun(self) -> Any:
        """MSAL's application for a new sign-in: what was kept and cannot be read any more is dropped."""
        try:
            with trouble(self._tenant):
                self.account(self.app())
        except (SignInRequired, ProtocolViolation):
            if self._app is None or self._kept_at is None:
                raise
            self._kept_at.unlink(missing_ok=True)
            self._app = None
        return self.app()

    def keep_only(self, username: str) -> None:
        """Drop the sign-ins of other accounts, of which one may have been a mistake."""
        app = self.app()
        with trouble(self._tenant):
            for one in app.get_accounts():
                if one.get("username") != username:
                    app.remove_account(one)


def token_in(result: object) -> str:
    """The access token of MSAL's answer. Raises what the answer stands for."""
    if not isinstance(result, dict):
        raise SignInRequired("This mailbox is not signed in to any more.", next_step=AGAIN)
    token = result.get("access_token")
    if not isinstance(token, str):
        raise error_of(result)
    return token


@contextmanager
def trouble(tenant: str) -> Iterator[None]:
    """What goes wrong inside MSAL, as errors of the port."""
    try:
        yield
    except (requests.exceptions.RequestException, msal.exceptions.MsalError) as error:
        raise Unreachable("Microsoft's sign-in service cannot be reached.") from error
    except (ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        if "authority configuration" in str(error):
            what = f"Microsoft knows no directory {tenant!r}."
            raise SignInRequired(what, next_step="Check the mailbox's tenant in the configuration.") from error
        raise ProtocolViolation("Microsoft's sign-in service gave an answer that makes no sense.") from error
    except OSError as error:
        raise PermissionMissing(
            f"The sign-in cannot be kept: {(error.strerror or 'no reason given').lower()}."
        ) from error


def kept(path: Path | None) -> Any:
    """Where sign-ins are kept: encrypted by macOS and Windows; elsewhere in a file that only its owner can read, since
    a daemon cannot count on an unlocked keyring."""
    if path is None:
        return None
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    has_keystore = sys.platform in ("darwin", "win32")
    return PersistedTokenCache(build_encrypted_persistence(str(path)) if has_keystore else _PrivateFile(path))


class _PrivateFile(BasePersistence):  # type: ignore[misc]
    """A file of mode 0600 that is replaced at once, so that no crash leaves half a sign-in."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def save(self, content: str) -> None:
        write_private(self._path, content)

    def load(self) -> str:
        try:
            text = read_private(self._path, what="a sign-in")
        except FileNotFoundError:
            raise PersistenceNotFound from None
        if not text.lstrip().startswith("{"):
            raise SignInRequired(f"{self._path} is no sign-in.", next_step=AGAIN)
        return text

    def time_last_modified(self) -> float:
        try:
            return self._path.stat().st_mtime
        except FileNotFoundError:
            raise PersistenceNotFound from None

    def get_location(self) -> str:
        return str(self._path)


class _Http(requests.Session):
    """MSAL's line, with time limits, to another address than Microsoft's where one is configured."""

    def __init__(self, known: str, actual: str) -> None:
        super().__init__()
        self._known, self._actual = known, actual
        self.auth = _unchanged  # or a .netrc of the owner's would add its own

    def request(self, method: Any, url: Any, *args: Any, **named: Any) -> requests.Response:
        """See `requests.Session.request`."""
        named.setdefault("timeout", TIMEOUT_SECONDS)
        text = str(url)
        if urlsplit(text).netloc == urlsplit(self._known).netloc:
            text = self._actual + text.removeprefix(self._known)
        return super().request(method, text, *args, **named)


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
