"""Small invented mails for provider tests: the header fields that providers look at, and a body."""

from __future__ import annotations

import html
import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from providers.flowed import flowed, text_of
from providers.headers import read_headers

OWNER = "Jordan Ellis <jordan@mail.example>"
EMPLOYER = "Priya Raman <priya.raman@marlowfinch.example>"


def mail(
    message_id: str,
    *,
    sender: str = EMPLOYER,
    to: str = OWNER,
    subject: str = "Interview on Thursday",
    body: str = "Hello,\n\nwe look forward to meeting you.\n",
    at: datetime | None = None,
    in_reply_to: str = "",
) -> bytes:
    """One mail as it travels, with CRLF line ends; `message_id` and `in_reply_to` come without angle brackets."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<{message_id}>"
    if at is not None:
        message["Date"] = format_datetime(at)
    if in_reply_to:
        message["In-Reply-To"] = message["References"] = f"<{in_reply_to}>"
    message.set_content(body)
    return message.as_bytes(policy=SMTP)


def draft(
    message_id: str,
    *,
    to: str = EMPLOYER,
    in_reply_to: str = "confirmation@marlowfinch.example",
    subject: str = "Re: Interview on Thursday",
    body: str = "Hello Priya,\n\nthank you for your time.\n",
    is_flowed: bool = False,
) -> bytes:
    """A follow-up as the agent writes it."""
    text = flowed(body) if is_flowed else body
    plain = mail(message_id, sender=OWNER, to=to, subject=subject, body=text, in_reply_to=in_reply_to)
    return (
        plain.replace(b"Content-Type: text/plain;", b"Content-Type: text/plain; format=flowed;") if is_flowed else plain
    )


def paragraphs(mime: bytes) -> list[str]:
    """The lines of a draft's text as a mail program shows them, empty ones aside."""
    message = message_from_bytes(mime, policy=policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("plain",))
    return [line for line in text_of(part).split("\n") if line.strip()] if part else []


def said(mime: bytes) -> tuple[str, frozenset[str], list[str]]:
    """What a draft says to whom: subject, addresses, and the text's words. Services keep no more of a draft than that;
    those that keep its bytes are held to them in tests of their own."""
    message = message_from_bytes(mime, policy=policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("plain", "html"))
    text = str(part.get_content()) if part else ""
    if part is not None and part.get_content_subtype() == "html":
        text = html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<head>.*?</head>", "", text)))
    headers = read_headers(mime)
    return headers.subject, headers.to, text.split()
