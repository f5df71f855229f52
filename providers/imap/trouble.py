"""What a server says, or fails to say, in the words of the port."""

from __future__ import annotations

import imaplib
import re
import socket
import ssl
from datetime import datetime, timedelta

from imapclient.exceptions import LoginError, ProtocolError

from providers.imap.presets import PASSWORDLESS, preset_of
from providers.imap.server import Server
from providers.interface import (
    PermissionMissing,
    ProtocolViolation,
    ProviderError,
    RateLimited,
    SignInRequired,
    Unreachable,
)

ERRORS = (imaplib.IMAP4.error, OSError, ValueError, TypeError, LookupError, AttributeError, AssertionError)
"""What the libraries raise: refusals and broken lines first, then what their parsers make of nonsense."""

THROTTLE_WAIT = timedelta(minutes=15)
"""Gmail lifts its limits within minutes to a day; no server says when (support.google.com/a/answer/1071518)."""
BUSY_WAIT = timedelta(minutes=5)
UNKNOWN_CERTIFICATE = "Is `host` right? A server that signs its own certificate needs it named as `ca_file`."
OUT_OF_DATE = "Is this machine's clock right? If so, whoever runs the server has to renew its certificate."
_DATES = frozenset({9, 10})
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED."""

_CODE = re.compile(r"\[([A-Z][A-Z0-9-]*)[ \]]")
"""Response codes of RFC 3501, 7.1, and RFC 5530."""
_TOO_MANY = re.compile(r"too many|rate limit|bandwidth limit|try again later|temporar", re.IGNORECASE)
_TEXT_LIMIT = 160


def translated(error: BaseException, server: Server, now: datetime) -> ProviderError:
    """The decision behind an error of the line or an answer of the server."""
    if isinstance(error, ProviderError):
        return error
    if isinstance(error, LoginError):
        return _login_trouble(error, server, now)
    if isinstance(error, imaplib.IMAP4.error) and not isinstance(error, ProtocolError):
        return _answer(error, server, now)
    if isinstance(error, OSError):
        return _line_trouble(error, server)
    return ProtocolViolation(f"{server.host} sent something that makes no sense ({type(error).__name__}).")


def is_refusal(error: BaseException) -> bool:
    """Whether the server understood a command and said NO: the connection is as good as before."""
    is_answer = isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort | ProtocolError)
    return is_answer and "command error: BAD" not in str(error)


def code_of(error: BaseException) -> str:
    """The response code in a refusal ("NONEXISTENT"), or nothing."""
    match = _CODE.search(_text(error))
    return match[1] if match else ""


def _answer(error: imaplib.IMAP4.error, server: Server, now: datetime) -> ProviderError:
    text, code = _text(error), code_of(error)
    if code in ("THROTTLED", "OVERQUOTA", "LIMIT"):
        return RateLimited(f"{server.host} asks to slow down: {text}", retry_at=now + THROTTLE_WAIT)
    if code in ("AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED"):
        return _refused_login(text, server)
    if code == "NOPERM":
        return PermissionMissing(
            f"{server.host} does not allow that: {text}", next_step="Ask whoever runs the mailbox for the permission."
        )
    if isinstance(error, imaplib.IMAP4.abort):
        if "unexpected" in text or "unterminated" in text:
            return ProtocolViolation(f"{server.host} sent something that makes no sense: {text}")
        return Unreachable(f"{server.host} hung up: {text}")
    if "command error: BAD" in str(error):
        return ProtocolViolation(f"{server.host} did not understand: {text}")
    return Unreachable(f"{server.host} cannot do that just now: {text}")


def _line_trouble(error: OSError, server: Server) -> ProviderError:
    if isinstance(error, ssl.SSLCertVerificationError):
        what = f"The certificate of {server} is not to be trusted: {error.verify_message.rstrip('.')}."
        return Unreachable(what, next_step=OUT_OF_DATE if error.verify_code in _DATES else UNKNOWN_CERTIFICATE)
    if isinstance(error, ssl.SSLError):
        return Unreachable(
            f"{server} does not speak TLS as expected ({getattr(error, 'reason', None) or 'no reason given'}).",
            next_step="Is `port` right? Where the line begins in plain text, write `starttls: true`.",
        )
    if isinstance(error, socket.gaierror):
        return Unreachable(f"The name {server.host} is not known.", next_step="Are you online, and is `host` right?")
    if isinstance(error, TimeoutError):
        return Unreachable(f"{server} does not answer.")
    return Unreachable(f"{server} cannot be reached: {(error.strerror or str(error) or 'the line broke').lower()}.")


def _login_trouble(error: LoginError, server: Server, now: datetime) -> ProviderError:
    cause = error.__context__
    if isinstance(cause, imaplib.IMAP4.abort):
        return _answer(cause, server, now)
    text, code = _text(error), code_of(error)
    if code in ("UNAVAILABLE", "SERVERBUG", "CONTACTADMIN"):
        return Unreachable(f"{server.host} cannot sign anybody in just now: {text}")
    if code in ("LIMIT", "INUSE", "THROTTLED") or (code != "AUTHENTICATIONFAILED" and _TOO_MANY.search(text)):
        return RateLimited(f"{server.host} allows no further sign-in just now: {text}", retry_at=now + BUSY_WAIT)
    return _refused_login(text, server)


def _refused_login(text: str, server: Server) -> SignInRequired:
    preset = preset_of(server.host)
    if server.host in PASSWORDLESS:
        return SignInRequired(
            "Microsoft takes no passwords over IMAP any more.",
            next_step=f"Write `provider: {PASSWORDLESS[server.host]}` for this mailbox.",
        )
    if re.search(r"web ?browser|web ?login|WEBALERT", text, re.IGNORECASE):
        return SignInRequired(
            f"{preset.name if preset else server.host} wants you to sign in with a browser first: {text}",
            next_step="Do that, then start again.",
        )
    if preset is not None and preset.is_app_password:
        return SignInRequired(
            f"{preset.name} wants an app password, and refused this one: {text}",
            next_step=f"Make one at {preset.password_page}, and give it instead of your usual password.",
        )
    if re.search(r"app(lication)?.specific password", text, re.IGNORECASE):
        return SignInRequired(
            f"{server.host} wants an app password: {text}",
            next_step="Make one on the security page of your account, and give it instead of your usual password.",
        )
    step = "Check username and password; many services want an app password."
    if preset is not None and preset.password_page:
        step = f"Check the password. {preset.name} must be told to let programs in: {preset.password_page}."
    return SignInRequired(f"{server.host} refused the sign-in: {text}", next_step=step)


def _text(error: BaseException) -> str:
    """What the server said, on one line, printable and not too long."""
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    text = re.sub(r"^b(['\"])(.*)\1$", r"\2", text.strip())
    text = re.sub(r"^(?:command: [A-Z ]+ => )?(?:\w+ failed: )?", "", text)
    return "".join(c if c.isprintable() else " " for c in text)[:_TEXT_LIMIT].strip() or "no reason given"
