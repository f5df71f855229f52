"""Google's sign-in on loopback: the consent page as a person answers it, and the token service.

`browse` plays the browser and the person: it is given the address that the program shows, and returns the one that the
browser ends at. Codes work once and only with the secret whose hash came first (PKCE); refresh tokens can be ended.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.providers.servers.faults import Faults
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.loopback import Answer, Asked, Loopback

CLIENT_ID, CLIENT_SECRET = "1234-invented.apps.googleusercontent.com", "invented-secret"


@dataclass
class Consent:
    """What the person does on Google's page."""

    allows: bool = True
    unticks: Iterable[str] = ()
    """Ends of the names of permissions that are left out ("compose")."""


@dataclass
class GoogleSignIn:
    """The token service for one Gmail server, whose accepted tokens it keeps up to date.

    `lives_for` is what an app in "Testing" is told of its refresh token, in seconds.
    """

    gmail: GmailServer
    consent: Consent = field(default_factory=Consent)
    lives_for: int | None = None
    faults: Faults = field(default_factory=Faults)
    refreshed: int = 0
    _codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Code → the hash of its secret, and the permissions given."""
    _refresh_tokens: set[str] = field(default_factory=set)
    _made: int = 0

    def start(self) -> GoogleSignIn:
        """Begin to answer."""
        self._loopback = Loopback(self).start()
        self.url = self._loopback.url
        return self

    def close(self) -> None:
        """Stop."""
        self._loopback.close()

    def client_file(self, path: Path, kind: str = "installed") -> Path:
        """The JSON file of an OAuth client, as the console gives it."""
        client = {
            "client_id": CLIENT_ID,
            "project_id": "invented",
            "auth_uri": f"{self.url}/o/oauth2/auth",
            "token_uri": f"{self.url}/token",
            "client_secret": CLIENT_SECRET,
            "redirect_uris": ["http://localhost"],
        }
        path.write_text(json.dumps({kind: client}), encoding="utf-8")
        return path

    def browse(self, url: str) -> str:
        """The person answers on the page at `url`; the address that the browser is sent to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["code_challenge_method"] == "S256"
        assert (asked["client_id"], asked["access_type"]) == (CLIENT_ID, "offline")
        if not self.consent.allows:
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        given = [s for s in asked["scope"].split() if not s.endswith(tuple(self.consent.unticks) or ("-",))]
        code = self._named("code")
        self._codes[code] = asked["code_challenge"], " ".join(given)
        answer = {"state": asked["state"], "code": code, "scope": " ".join(given)}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def end_everything(self) -> None:
        """All sign-ins are over: withdrawn, or a week old in "Testing"."""
        self._refresh_tokens.clear()
        self.gmail.tokens.clear()

    def answer(self, asked: Asked) -> Answer:
        """The token service."""
        fields = {name: values[0] for name, values in parse_qs(asked.body.decode("ascii")).items()}
        if asked.path != "/token" or _client_of(asked, fields) != (CLIENT_ID, CLIENT_SECRET):
            return Answer(401, {"error": "invalid_client", "error_description": "The OAuth client was not found."})
        if fields["grant_type"] == "authorization_code":
            return self._exchanged(fields)
        if fields["refresh_token"] not in self._refresh_tokens:
            return Answer(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})
        self.refreshed += 1
        return Answer(200, self._access())

    def _exchanged(self, fields: dict[str, str]) -> Answer:
        challenge, scope = self._codes.pop(fields["code"], ("", ""))
        digest = hashlib.sha256(fields.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != challenge:
            return Answer(400, {"error": "invalid_grant", "error_description": "Bad Request"})
        refresh_token = self._named("refresh")
        self._refresh_tokens.add(refresh_token)
        ends = {"refresh_token_expires_in": self.lives_for} if self.lives_for else {}
        return Answer(200, {**self._access(), **ends, "refresh_token": refresh_token, "scope": scope})

    def _access(self) -> dict[str, object]:
        token = self._named("access")
        self.gmail.tokens.add(token)
        return {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

    def _named(self, kind: str) -> str:
        self._made += 1
        return f"{kind}-{self._made}"


def _client_of(asked: Asked, fields: dict[str, str]) -> tuple[str, str]:
    """Who asks: by HTTP Basic or in the fields (RFC 6749, 2.3.1)."""
    way, _, secret = asked.headers.get("Authorization", "").partition(" ")
    if way == "Basic":
        name, _, password = base64.b64decode(secret).decode("ascii").partition(":")
        return name, password
    return fields.get("client_id", ""), fields.get("client_secret", "")
