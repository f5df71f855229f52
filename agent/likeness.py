"""Whether a draft in the mailbox still says what we wrote, however a mail program re-encoded it."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage


def has_same_words(one: bytes, other: bytes) -> bool:
    """Same subject, recipients and text, white space aside."""
    return _words(one) == _words(other)


def _words(mime: bytes) -> tuple[str, str, str]:
    message = message_from_bytes(mime, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    try:
        text = str(body.get_content()) if body else ""
    except (LookupError, ValueError):
        text = ""
    return " ".join(str(message.get("subject", "")).split()), str(message.get("to", "")).lower(), " ".join(text.split())
