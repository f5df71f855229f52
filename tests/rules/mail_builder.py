"""Builds raw messages for tests, as mail programs send them."""

from __future__ import annotations

from collections.abc import Iterable
from email.message import EmailMessage
from email.policy import SMTP

SENDER = "Dana Cole <dana.cole@northwind.example>"
OWNER = "Jordan Ellis <jordan@ellis.example>"
DATE = "Mon, 09 Mar 2026 10:00:00 -0400"


def mail(
    text: str | None = None,
    *,
    html: str | None = None,
    calendar: str | None = None,
    method: str = "REQUEST",
    sender: str = SENDER,
    to: str = OWNER,
    subject: str = "Your interview",
    date: str = DATE,
    headers: Iterable[tuple[str, str]] = (),
    attachments: Iterable[tuple[str, bytes]] = (),
) -> bytes:
    """One message with CRLF line ends; text and HTML become alternatives, a calendar part a third."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, to
    message["Subject"], message["Date"] = subject, date
    message["Message-ID"] = "<one@northwind.example>"
    for name, value in headers:
        message[name] = value
    if text is not None:
        message.set_content(text)
    if html is not None:
        message.set_content(html, subtype="html") if text is None else message.add_alternative(html, subtype="html")
    if calendar is not None:
        _add_calendar(message, calendar, method)
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def _add_calendar(message: EmailMessage, calendar: str, method: str) -> None:
    if message.get_content_type() == "text/plain" and message.get_payload() is None:
        message.set_content(calendar, subtype="calendar", params={"method": method})
    else:
        message.add_alternative(calendar, subtype="calendar", params={"method": method})


def raw(headers: str, body: str | bytes = "") -> bytes:
    """A message written by hand: header lines, an empty line, a body; for what no library would build."""
    data = body if isinstance(body, bytes) else body.encode("utf-8")
    return headers.strip("\n").encode("utf-8") + b"\n\n" + data


def event(*lines: str, zones: str = "") -> str:
    """A calendar with one event made of `lines`."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST")
    body = ("BEGIN:VEVENT", "UID:one@northwind.example", *lines, "END:VEVENT", "END:VCALENDAR", "")
    return "\r\n".join((*head, *zones.split("\n"), *body) if zones else (*head, *body))
