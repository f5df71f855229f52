"""`followthrough connect` for Outlook: Microsoft's device code flow (RFC 8628), which needs no browser here.

https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-device-code
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from providers.interface import SignInRequired
from providers.outlook.clouds import PERMISSION
from providers.outlook.refusals import AGAIN, error_of
from providers.outlook.signed_in import SignedIn, token_in, trouble
from providers.signing_in import Screen

REMIND_SECONDS = 60
"""How often the owner is told that the code is still waited for."""


def sign_in(screen: Screen, *, sleep: Callable[[float], None] = time.sleep, **settings: Any) -> str | None:
    """Sign the owner in, keep it, and return the account's address; see `providers.signing_in.SignIn`."""
    if settings.get("token_command"):
        screen.say("This mailbox gets its tokens from token_command; there is nothing to sign in to.")
        return None
    tenant = str(settings.get("tenant", "common"))
    held = SignedIn(
        settings["address"],
        settings.get("client_id"),
        tenant,
        settings.get("cloud", "global"),
        settings.get("token_cache"),
        settings.get("authority"),
    )
    app = held.begun()
    with trouble(tenant):
        flow = app.initiate_device_flow(scopes=held.scopes)
    if "user_code" not in flow:
        raise error_of(flow)
    _show(screen, flow)
    result = _waited(screen, held, tenant, flow, sleep)
    name = _name_in(result)
    if name:
        held.keep_only(name)
        _compare(screen, name, held.address)
    return name or held.address


def _show(screen: Screen, flow: Mapping[str, Any]) -> None:
    minutes = max(1, int(flow.get("expires_in", 900)) // 60)
    screen.say(
        f"Followthrough asks for one permission, {PERMISSION}: it can read mail and write drafts, and cannot send."
    )
    screen.say(f"Open {flow['verification_uri']} on any device, and enter the code {flow['user_code']}")
    screen.say(f"Waiting for you; the code is good for {minutes} minutes. Stop with Ctrl-C.")
    screen.open_browser(str(flow["verification_uri"]))


def _waited(
    screen: Screen, held: SignedIn, tenant: str, flow: dict[str, Any], sleep: Callable[[float], None]
) -> Mapping[str, Any]:
    """The answer once the owner has entered the code."""
    waited = 0.0
    reminded = REMIND_SECONDS
    while waited <= float(flow.get("expires_in", 900)):
        interval = float(flow.get("interval", 5))  # MSAL makes it longer when asked to slow down (RFC 8628, 3.5)
        sleep(interval)
        waited += interval
        with trouble(tenant):
            result = held.app().acquire_token_by_device_flow(flow, exit_condition=lambda flow: True)
        if result.get("error") not in ("authorization_pending", "slow_down"):
            token_in(result)
            return dict(result)
        if waited >= reminded:
            screen.say("Still waiting for the code to be entered.")
            reminded += REMIND_SECONDS
    raise SignInRequired("The code has expired before anybody entered it.", next_step=AGAIN)


def _name_in(result: Mapping[str, Any]) -> str:
    claims = result.get("id_token_claims")
    return str(claims.get("preferred_username") or "") if isinstance(claims, dict) else ""


def _compare(screen: Screen, name: str, address: str) -> None:
    """A name other than the configured one is said: it may be the wrong account."""
    if name.lower() != address.lower():
        screen.say(f"You signed in as {name}; the configuration says {address}.")
        screen.say("If both are names of one account, all is well. If not, sign in again with the right one.")
