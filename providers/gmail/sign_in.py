"""`followthrough connect` for Gmail: Google's page in a browser, then a token file that only its owner can read.

The flow is Google's for desktop apps: a redirect to this machine, with PKCE
(https://developers.google.com/identity/protocols/oauth2/native-app).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from google.oauth2.credentials import Credentials
from google_auth_oauthlib.flow import InstalledAppFlow
from oauthlib.oauth2 import OAuth2Error

from providers.gmail.api import ENDPOINT, Api
from providers.gmail.client_file import GUIDE, read_client
from providers.gmail.line import Line, broken_line
from providers.gmail.provider import is_same_account, other_account
from providers.gmail.redirect import AGAIN, Redirect, code_in, pasted
from providers.gmail.token import PUBLISH
from providers.gmail.trouble import SIGN_IN_AGAIN
from providers.interface import PermissionMissing, ProviderError, SignInRequired
from providers.secrets import write_private
from providers.signing_in import Screen

READ = "https://www.googleapis.com/auth/gmail.readonly"
DRAFT = "https://www.googleapis.com/auth/gmail.compose"
SCOPES = (READ, DRAFT)
"""The least that reading mail and writing drafts needs."""
WIDER = {"https://www.googleapis.com/auth/gmail.modify", "https://mail.google.com/"}
"""Either of these covers both."""
BOXES = {READ: "reading mail (gmail.readonly)", DRAFT: "managing drafts (gmail.compose)"}
WAIT_SECONDS = 600.0


def sign_in(
    screen: Screen,
    *,
    address: str,
    credentials_file: str | Path | None = None,
    token_file: str | Path | None = None,
    token_command: str | Sequence[str] | None = None,
    api_endpoint: str = ENDPOINT,
    wait_seconds: float = WAIT_SECONDS,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> str | None:
    """Sign in to `address` and keep the token in `token_file`; see `providers.signing_in.SignIn`."""
    if token_command:
        screen.say("The token_command of this mailbox gives its tokens: there is nothing to sign in to.")
        return None
    if credentials_file is None or token_file is None:
        raise SignInRequired("Signing in needs the credentials_file of an OAuth client.", next_step=GUIDE)
    client = read_client(Path(credentials_file).expanduser())
    token = _token(screen, client, address, wait_seconds)
    _must_cover(granted(token))
    credentials = _credentials(client["installed"], token)
    signed_in = _whose(str(credentials.token), str(api_endpoint))
    if not is_same_account(signed_in, address):
        raise other_account(f"The sign-in is for {signed_in}, and the configuration names {address}.", SIGN_IN_AGAIN)
    ends_at = _ends_at(token, now())
    _write_token(Path(token_file).expanduser(), credentials, now(), ends_at)
    screen.say(_about_testing(ends_at))
    return signed_in


def granted(token: Mapping[str, Any]) -> frozenset[str]:
    """The permissions that were given; Google leaves the list out where all were."""
    scope = token.get("scope")
    if scope is None:
        return frozenset(SCOPES)
    return frozenset(scope.split() if isinstance(scope, str) else map(str, scope))


def lacking(given: Iterable[str]) -> tuple[str, ...]:
    """The permissions still needed; the owner can untick each on Google's page."""
    have = frozenset(given)
    return () if have & WIDER else tuple(scope for scope in SCOPES if scope not in have)


def _token(screen: Screen, client: dict[str, dict[str, Any]], address: str, wait_seconds: float) -> Mapping[str, Any]:
    redirect = Redirect()
    try:
        flow = InstalledAppFlow.from_client_config(
            client, list(SCOPES), redirect_uri=redirect.uri, autogenerate_code_verifier=True
        )
        url, state = flow.authorization_url(access_type="offline", prompt="consent", login_hint=address)
        return _exchanged(flow, code_in(_answer(screen, redirect, url, wait_seconds), state))
    finally:
        redirect.close()


def _answer(screen: Screen, redirect: Redirect, url: str, wait_seconds: float) -> str:
    is_shown = screen.open_browser(url)
    screen.say(
        "Google's page opens in your browser. If it does not, open it by hand:" if is_shown else "Google's page:"
    )
    screen.say(url)
    if not is_shown and screen.can_ask:
        return pasted(screen)
    screen.say("Waiting for your answer there …")
    return redirect.wait(wait_seconds)


def _exchanged(flow: InstalledAppFlow, code: str) -> Mapping[str, Any]:
    """The token for a code. Other permissions than were asked for are no error here: `_must_cover` names what lacks."""
    with broken_line("Google's sign-in service"):
        try:
            token: Mapping[str, Any] = flow.fetch_token(code=code)
        except OAuth2Error as error:
            raise _refused(error) from error
        except ValueError as error:  # an answer that is no JSON
            raise SignInRequired("Google's sign-in service gave no token.", next_step=AGAIN) from error
        except Warning as changed:  # oauthlib's way to say that the permissions differ; it carries the token
            token = getattr(changed, "token", {})
    return token


def _refused(error: OAuth2Error) -> ProviderError:
    code = str(error.error or "")
    if code in ("invalid_client", "unauthorized_client", "deleted_client"):
        return SignInRequired("Google does not know this OAuth client.", next_step=GUIDE)
    if code == "invalid_grant":
        what = "Google did not accept the code: it was used before, is too old, or this machine's clock is wrong."
        return SignInRequired(what, next_step=AGAIN)
    return SignInRequired(f"Google refused the sign-in ({code[:60] or 'no token'}).", next_step=AGAIN)


def _must_cover(given: frozenset[str]) -> None:
    if missing := lacking(given):
        names = " and ".join(BOXES[scope] for scope in missing)
        step = "Run followthrough connect again and tick every box on Google's page."
        raise PermissionMissing(f"The box for {names} was not ticked on Google's page.", next_step=step)


def _credentials(client: Mapping[str, Any], token: Mapping[str, Any]) -> Credentials:
    if not token.get("access_token") or not token.get("refresh_token"):
        step = "Remove the app at https://myaccount.google.com/connections, then run followthrough connect again."
        raise SignInRequired("Google gave no lasting sign-in.", next_step=step)
    return Credentials(  # type: ignore[no-untyped-call]
        token=token["access_token"],
        refresh_token=token["refresh_token"],
        token_uri=client["token_uri"],
        client_id=client["client_id"],
        client_secret=client["client_secret"],
        scopes=sorted(granted(token)),
        expiry=datetime.fromtimestamp(float(token.get("expires_at") or 0), UTC).replace(tzinfo=None),
    )


def _write_token(path: Path, credentials: Credentials, issued_at: datetime, ends_at: datetime | None) -> None:
    """Keep a sign-in where only its owner can read it.."""
    info = json.loads(credentials.to_json())  # type: ignore[no-untyped-call]
    info["type"] = "authorized_user"
    info["issued_at"] = issued_at.isoformat(timespec="seconds")
    if ends_at is not None:
        info["ends_at"] = ends_at.isoformat(timespec="seconds")
    write_private(path, json.dumps(info, indent=1) + "\n")


def _whose(access_token: str, endpoint: str) -> str:
    line = Line(lambda renew: access_token)
    try:
        return Api(line, endpoint=endpoint).profile()[0]
    finally:
        line.close()


def _ends_at(token: Mapping[str, Any], now: datetime) -> datetime | None:
    """When Google said that the refresh token dies; it says so only where it does."""
    try:
        return now + timedelta(seconds=int(token["refresh_token_expires_in"]))
    except (KeyError, ValueError, TypeError, OverflowError):
        return None


def _about_testing(ends_at: datetime | None) -> str:
    if ends_at is not None:
        return f"Google ends this sign-in on {ends_at.day} {ends_at:%B %Y}. {PUBLISH}"
    return (
        'If your Google app is in "Testing" (Google console, Audience), Google ends this sign-in after 7 days: '
        'set it to "In production" (docs/gmail.md, step 4).'
    )
