"""What Microsoft's sign-in service refuses, in plain words with the next step. Pure.

What to do follows from the OAuth error; the AADSTS numbers only make the words better, since Microsoft says that they
change (https://learn.microsoft.com/en-us/entra/identity-platform/reference-error-codes, read 2026-11-28). Numbers that
are not on that page are from reports of other programs' users (docs/outlook.md).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from providers.interface import ProviderError, SignInRequired, Unreachable

AGAIN = "Sign in again: followthrough connect, with this mailbox's name."
ADMINISTRATOR = "Only your organisation's administrator can allow it. Show them docs/outlook.md."
_NUMBER = re.compile(r"AADSTS(\d+)")

CHANGED = "The password was changed or has expired, which ended the sign-in."
FACTOR = "Your organisation asks you to confirm once more who you are."
BLOCKED = "Your organisation's rules (conditional access) do not let this program in."
CONSENT = "The permission to read your mail and write drafts was not given."
APP = "The application id (client_id) is not known to your directory."

WORDS: Mapping[int, tuple[str, str]] = {
    50173: ("The sign-in was ended: the password was changed, or somebody signed you out everywhere.", AGAIN),
    50132: (CHANGED, AGAIN),
    50133: (CHANGED, AGAIN),
    50055: (CHANGED, AGAIN),
    50144: (CHANGED, AGAIN),
    70008: ("The sign-in was not used for so long that it ended.", AGAIN),
    700082: ("The sign-in was not used for so long that it ended.", AGAIN),
    70043: ("Your organisation asks for a new sign-in every so often, and it is time.", AGAIN),
    50089: ("The sign-in has ended.", AGAIN),
    70000: ("The sign-in has ended.", AGAIN),
    50072: (FACTOR, AGAIN),
    50074: (FACTOR, AGAIN),
    50076: (FACTOR, AGAIN),
    50078: (FACTOR, AGAIN),
    50079: (FACTOR, AGAIN),
    50158: (FACTOR, AGAIN),
    53000: (BLOCKED, ADMINISTRATOR),
    53001: (BLOCKED, ADMINISTRATOR),
    53002: (BLOCKED, ADMINISTRATOR),
    53003: (BLOCKED, ADMINISTRATOR),
    50097: (BLOCKED, ADMINISTRATOR),
    50131: (BLOCKED, ADMINISTRATOR),
    530003: (BLOCKED, ADMINISTRATOR),
    530032: (BLOCKED, ADMINISTRATOR),
    530035: (BLOCKED, ADMINISTRATOR),
    530036: (BLOCKED, ADMINISTRATOR),
    50053: ("The account is locked after too many attempts.", "Wait, or unlock it at Microsoft; then sign in again."),
    50057: ("The account is disabled.", ADMINISTRATOR),
    50105: ("Your organisation has not assigned you this application.", ADMINISTRATOR),
    65001: (CONSENT, AGAIN),
    65004: (CONSENT, AGAIN),
    90094: ("An administrator has to agree before you may use this application.", ADMINISTRATOR),
    90095: ("An administrator has to agree before you may use this application.", ADMINISTRATOR),
    700016: (APP, "Check client_id and tenant in the configuration."),
    700011: (APP, "Check client_id and tenant in the configuration."),
    70001: (APP, "Check client_id and tenant in the configuration."),
    7000112: ("The application (client_id) is switched off in its directory.", ADMINISTRATOR),
    7000218: (
        "The application (client_id) is not registered as a public client.",
        'Set "Allow public client flows" to Yes in its registration, under Authentication.',
    ),
    650057: (
        "The application (client_id) does not list the permission Mail.ReadWrite.",
        "Add the delegated permission Mail.ReadWrite in its registration, under API permissions.",
    ),
    50194: (
        "The application (client_id) belongs to one directory only.",
        "Write that directory's id as the mailbox's tenant.",
    ),
    9002331: ("The application (client_id) is for personal accounts only.", "Write tenant: consumers."),
    9002346: ("The application (client_id) is for personal accounts only.", "Write tenant: consumers."),
    9002332: ("The application (client_id) is for work accounts only.", "Write tenant: organizations."),
    90130: ("The application (client_id) is for work accounts only.", "Write tenant: organizations."),
    50020: (
        "This account is not a member of the directory that the application belongs to.",
        "Sign in with another account, or write tenant: common.",
    ),
    500208: (
        "The application (client_id) does not take this kind of account.",
        "Sign in with another account, or use an application that takes personal and work accounts.",
    ),
    90002: ("There is no directory of that name.", "Check the mailbox's tenant in the configuration."),
    90038: ("This account is in another of Microsoft's clouds.", "Write its cloud: usgov, usgov-dod or china."),
    65002: (
        "This application id is one of Microsoft's own and cannot be used by other programs.",
        "Use one of your own (docs/outlook.md).",
    ),
}
TEMPORARY = frozenset({"temporarily_unavailable", "server_error"})
PASSING = frozenset({50033, 50087, 50088, 90006, 90012, 90024, 90033, 90055, 90090, 70012})
"""Numbers that the page calls transient."""


def error_of(result: Mapping[str, Any]) -> ProviderError:
    """The error that a refusal of the token service stands for (RFC 6749, 5.2; RFC 8628, 3.5)."""
    kind = str(result.get("error", ""))
    numbers = _numbers(result)
    if kind in TEMPORARY or PASSING & set(numbers):
        return Unreachable("Microsoft's sign-in service does not answer properly just now.")
    if kind in ("authorization_declined", "access_denied"):
        return SignInRequired("The sign-in was declined.", next_step=AGAIN)
    if kind in ("expired_token", "code_expired"):
        return SignInRequired("The code has expired before anybody entered it.", next_step=AGAIN)
    number, known = next(((n, WORDS[n]) for n in numbers if n in WORDS), (0, None))
    if known is not None:
        return SignInRequired(f"{known[0]} (AADSTS{number})", next_step=known[1])
    shown = f"AADSTS{numbers[0]}" if numbers else kind or "no reason given"
    return SignInRequired(f"{_plainly(kind)} ({shown})", next_step=AGAIN)


def _plainly(kind: str) -> str:
    if kind == "interaction_required":
        return FACTOR
    if kind == "invalid_grant":
        return "Microsoft has ended this sign-in."
    if kind in ("unauthorized_client", "invalid_client"):
        return "Microsoft does not let this application (client_id) sign in."
    if kind in ("consent_required", "invalid_scope"):
        return CONSENT
    return "Microsoft refused the sign-in."


def _numbers(result: Mapping[str, Any]) -> list[int]:
    listed = result.get("error_codes")
    found = [one for one in listed if isinstance(one, int)] if isinstance(listed, list) else []
    return found + [int(one) for one in _NUMBER.findall(str(result.get("error_description", ""))[:2000])]
