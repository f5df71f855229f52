"""Whether a draft in the mailbox still says what we wrote, however a mail program or a service re-encoded it."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from providers.flowed import text_of
from providers.headers import read_headers


def has_same_words(one: bytes, other: bytes) -> bool:
    """Same subject (reply marks aside), recipients' addresses and text, white space aside."""
    return _words(one) == _words(other)


def _words(mime: bytes) -> tuple[str, frozenset[str], str]:
    message = message_from_bytes(mime, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    try:
        text = text_of(body) if body else ""
    except (LookupError, ValueError):
        text = ""
    headers = read_headers(mime)
    return headers.subject, headers.to, " ".join(text.split())
