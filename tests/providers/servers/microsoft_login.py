"""Microsoft's sign-in service as far as MSAL asks it: discovery, device codes, tokens; no browser, no passwords."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from tests.providers.servers.faults import Faults
from tests.providers.servers.loopback import Answer, Asked, Loopback

KNOWN = "https://login.microsoftonline.com"
CLIENT = "11111111-2222-3333-4444-555555555555"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass
class MicrosoftLogin:
    """The service. What the owner does is `decision`: "" (nothing yet), `approve`, `decline`, `expire`."""

    username: str = "jordan@mail.example"
    decision: str = "approve"
    polls_before: int = 0
    """Polls that come before the owner decides."""
    refusing: tuple[str, int, str] | None = None
    """What refreshing is answered with: OAuth error, AADSTS number, words."""
    flow_refusal: tuple[str, int, str] | None = None
    lives_seconds: int = 3600
    code_lives_seconds: int = 900
    interval_seconds: int = 1
    faults: Faults = field(default_factory=Faults)
    scopes: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    granted: set[str] = field(default_factory=set)
    """Access tokens that are good."""
    refreshed: int = 0
    known_tenants: tuple[str, ...] = ("common", "consumers", "organizations")

    def __post_init__(self) -> None:
        self._loopback = Loopback(self)
        self.url = self._loopback.url
        self._polls = self._issued = 0
        self._refresh_tokens: set[str] = set()

    def start(self) -> MicrosoftLogin:
        """Begin to answer."""
        self._loopback.start()
        return self

    def close(self) -> None:
        """Stop."""
        self._loopback.close()

    def revoke(self, error: str = "invalid_grant", number: int = 50173, words: str = "The grant was revoked.") -> None:
        """The sign-in dies: access and refresh tokens alike."""
        self.granted.clear()
        self.refusing = (error, number, words)

    def answer(self, asked: Asked) -> Answer:
        """See `Site`."""
        tenant, _, rest = asked.path.strip("/").partition("/")
        if tenant not in self.known_tenants:
            return _refused("invalid_tenant", 90002, f"Tenant '{tenant}' not found.")
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        if rest == "v2.0/.well-known/openid-configuration":
            return Answer(200, _discovery(tenant))
        if rest == "oauth2/v2.0/devicecode":
            return self._code(form)
        if rest == "oauth2/v2.0/token":
            return self._token(form)
        return Answer(404)

    def _code(self, form: dict[str, str]) -> Answer:
        self.scopes.append(form["scope"])
        self._polls = 0
        if self.flow_refusal:
            return _refused(*self.flow_refusal)
        return Answer(
            200,
            {
                "user_code": "ABCD-EFGH",
                "device_code": "device-1",
                "verification_uri": "https://microsoft.com/devicelogin",
                "expires_in": self.code_lives_seconds,
                "interval": self.interval_seconds,
                "message": "To sign in, use a web browser.",
            },
        )

    def _token(self, form: dict[str, str]) -> Answer:
        self.claims += [form["claims"]] if "claims" in form else []
        if form["grant_type"] == DEVICE:
            return self._polled(form)
        if form["grant_type"] == "refresh_token":
            self.scopes.append(form["scope"])
            if self.refusing or form["refresh_token"] not in self._refresh_tokens:
                return _refused(*(self.refusing or ("invalid_grant", 70000, "Unknown refresh token.")))
            self.refreshed += 1
            return self._granted(form)
        return _refused("unsupported_grant_type", 70003, "No.")

    def _polled(self, form: dict[str, str]) -> Answer:
        self._polls += 1
        if self._polls <= self.polls_before or not self.decision:
            return _refused("authorization_pending", 70016, "Pending end-user authorization.")
        if self.decision == "decline":
            return _refused("authorization_declined", 0, "The user has denied the request.")
        if self.decision == "expire":
            return _refused("expired_token", 70020, "The provided value for the input parameter is not valid.")
        self.refusing = None
        return self._granted(form)

    def _granted(self, form: dict[str, str]) -> Answer:
        self._issued += 1
        access, refresh = f"access-{self._issued}", f"refresh-{self._issued}"
        self.granted.add(access)
        self._refresh_tokens.add(refresh)
        claims = {
            "aud": form["client_id"],
            "iss": f"{KNOWN}/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
            "exp": int(time.time()) + 3600,
            "iat": int(time.time()),
            "sub": self.username,
            "oid": self.username,
            "preferred_username": self.username,
            "tid": "9188040d-6c67-4c5b-b112-36a304b66dad",
        }
        return Answer(
            200,
            {
                "token_type": "Bearer",
                "scope": "https://graph.microsoft.com/Mail.ReadWrite openid profile",
                "expires_in": self.lives_seconds,
                "access_token": access,
                "refresh_token": refresh,
                "id_token": ".".join((_packed({"alg": "none"}), _packed(claims), "x")),
                "client_info": _packed({"uid": self.username, "utid": "9188040d"}),
            },
        )


def _discovery(tenant: str) -> dict[str, Any]:
    base = f"{KNOWN}/{tenant}"
    return {
        "issuer": f"{base}/v2.0",
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
    }


def _refused(error: str, number: int, words: str) -> Answer:
    described = {"error": error, "error_description": f"AADSTS{number}: {words} Trace ID: 0", "error_codes": [number]}
    return Answer(400, described)


def _packed(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
