"""Microsoft's clouds: where Graph answers and where people sign in.

https://learn.microsoft.com/en-us/graph/deployments and
https://learn.microsoft.com/en-us/entra/identity-platform/authentication-national-cloud
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from providers.interface import PermissionMissing

PERMISSION = "Mail.ReadWrite"
"""All that is asked for: reading mail and writing drafts. It does not allow sending."""
PROJECT_CLIENT_ID: str | None = None
"""The application id of the project's own, once there is one: a public client for any directory and personal accounts,
with this permission alone (docs/outlook.md). Never another program's id."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Cloud:
    """One cloud's two addresses."""

    graph: str
    login: str

    @property
    def scope(self) -> str:
        """The permission as it is asked for at sign-in."""
        return f"{self.graph}/{PERMISSION}"


CLOUDS = {
    "global": Cloud("https://graph.microsoft.com", "https://login.microsoftonline.com"),
    "usgov": Cloud("https://graph.microsoft.us", "https://login.microsoftonline.us"),
    "usgov-dod": Cloud("https://dod-graph.microsoft.us", "https://login.microsoftonline.us"),
    "china": Cloud("https://microsoftgraph.chinacloudapi.cn", "https://login.partner.microsoftonline.cn"),
}


def checked_address(url: str, what: str) -> str:
    """`url` without its last slash. Tokens travel there, so it is https, or on this machine.

    Raises `PermissionMissing` for anything else.
    """
    split = urlsplit(url)
    if split.scheme == "https" or (split.scheme == "http" and split.hostname in LOOPBACK):
        return url.rstrip("/")
    raise PermissionMissing(
        f"{what} is {url}, to which no sign-in is sent without encryption.", next_step="Write an https address."
    )
