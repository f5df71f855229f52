"""The OAuth client that the owner made in the Google console: what kind of file it is, before anything is opened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from providers.interface import PermissionMissing, SignInRequired

GUIDE = 'docs/gmail.md, step 5, shows how to make one of the kind "Desktop app".'
NEEDED = ("client_id", "client_secret", "auth_uri", "token_uri")


def read_client(path: Path) -> dict[str, dict[str, Any]]:
    """The client configuration of a desktop app, as Google's library takes it.

    Raises `SignInRequired`, saying what the file is instead, or `PermissionMissing` if it cannot be read.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _wrong(f"There is no file {path}.") from None
    except OSError as error:
        raise PermissionMissing(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from error
    except (ValueError, RecursionError) as error:
        raise _wrong(f"{path} is not the JSON file that the Google console gives.") from error
    if not isinstance(found, dict):
        raise _wrong(f"{path} is not the JSON file that the Google console gives.")
    if instead := _other_kind(found):
        raise _wrong(f"{path} {instead}.")
    client = found.get("installed")
    lacking = [name for name in NEEDED if not (isinstance(client, dict) and isinstance(client.get(name), str))]
    if lacking:
        raise _wrong(f"{path} has no {lacking[0]!r} of a desktop app.")
    return {"installed": found["installed"]}


def _other_kind(found: dict[str, Any]) -> str:
    if "web" in found:
        return 'is a client of the kind "Web application", which cannot sign in on your own machine'
    if found.get("type") == "service_account":
        return "is the key of a service account, which is no person and has no mailbox"
    if found.get("type") == "authorized_user" or "refresh_token" in found:
        return "is a sign-in (a token file), not a client: it belongs under token_file"
    return ""


def _wrong(what: str) -> SignInRequired:
    return SignInRequired(what, next_step=GUIDE)
