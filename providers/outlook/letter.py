"""A draft of ours between MIME and Graph's JSON: its own words go above the quoted mail, and are found again there.

Pure. Nothing of this program's name or marks stands in what the employer will see.
"""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from providers.flowed import text_of

FONT = "font-family:Calibri,Helvetica,sans-serif;font-size:11pt"
"""What Outlook's own compose window has used for years."""
RULE_HTML = '<hr tabindex="-1" style="display:inline-block;width:98%">'
RULE_TEXT = "_" * 32
_QUOTE_HTML = re.compile(
    r"""<hr\b|<blockquote\b|<div\b[^>]{0,300}\b(?:id="(?:x_){0,5}(?:appendonsend|divRplyFwdMsg|mail-editor-reference)"""
    r"""|style="[^"]{0,300}border-top:\s{0,9}solid)""",
    re.IGNORECASE,
)
"""Where Outlook's programs begin the mail that is answered. Repetitions are bounded: a stranger wrote that mail."""
_QUOTE_TEXT = re.compile(r"^(?:_{10,80}|-{3,20} ?[^\n]{3,40} ?-{3,20})[ \t]{0,9}\r?$", re.MULTILINE)
_BODY = re.compile(r"<body\b[^>]{0,2000}>", re.IGNORECASE)
_END = re.compile(r"</body\s{0,9}>", re.IGNORECASE)
LONGEST_WORDS = 200_000
"""Characters of a draft that are looked at; nobody writes more above a quoted mail."""
BREAKS = frozenset({"br", "div", "p", "li", "tr", "h1", "h2", "h3", "blockquote", "table", "ul", "ol"})
UNSEEN = ["head", "style", "script", "title"]


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A file that goes with a draft. Graph takes one below 3 MB in one request (message-post-attachments)."""

    name: str
    kind: str
    content: bytes

    def as_json(self) -> dict[str, str]:
        """A fileAttachment as Graph takes it."""
        packed = base64.b64encode(self.content).decode("ascii")
        kind = "#microsoft.graph.fileAttachment"
        return {"@odata.type": kind, "name": self.name, "contentType": self.kind, "contentBytes": packed}


@dataclass(frozen=True, slots=True)
class Letter:
    """What a draft says, as the agent wrote it."""

    subject: str
    to: tuple[tuple[str, str], ...]
    """Names and addresses."""
    text: str
    message_id: str
    in_reply_to: str = ""
    references: str = ""
    files: tuple[LetterFile, ...] = ()

    def recipients(self) -> list[dict[str, Any]]:
        """To as Graph takes it."""
        return [{"emailAddress": {"name": name or address, "address": address}} for name, address in self.to]


def read_letter(mime: bytes) -> Letter:
    """Our own draft's parts."""
    message = message_from_bytes(mime, policy=policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("plain",))
    field = message.get("to")
    return Letter(
        subject=" ".join(str(message.get("subject", "")).split()),
        to=tuple((one.display_name, one.addr_spec) for one in (field.addresses if field else ())),
        text=text_of(part) if part else "",
        message_id=str(message.get("message-id", "")).strip(),
        in_reply_to=str(message.get("in-reply-to", "")).strip(),
        references=" ".join(str(message.get("references", "")).split()),
        files=tuple(_files(message)),
    )


def _files(message: EmailMessage) -> Iterator[LetterFile]:
    for part in message.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield LetterFile(part.get_filename() or "file", part.get_content_type(), content)


def as_html(text: str) -> str:
    """Plain text line by line, as Outlook's compose window writes it."""
    lines = (f"<div>{html.escape(line, quote=False) or '<br>'}</div>" for line in text.rstrip("\n").split("\n"))
    return f'<div style="{FONT}">{"".join(lines)}<div><br></div></div>'


def above_quote(kind: str, content: str, text: str) -> str:
    """The body of a reply just begun (`kind` html or text, `content` the quoted mail) with our `text` above it."""
    head, own, quote = _split(kind, content)
    if own.strip() and _seen(kind, own):  # the service marks the quoted mail in a way not known here
        quote = own + quote
    return _joined(kind, head, text, quote)


def with_words(kind: str, content: str, text: str) -> str:
    """A body that we wrote, with `text` in the place of its own words."""
    head, _, quote = _split(kind, content)
    return _joined(kind, head, text, quote)


def _joined(kind: str, head: str, text: str, quote: str) -> str:
    if kind == "html":
        marked = not quote.strip() or _QUOTE_HTML.match(quote) or _END.match(quote)
        return head + as_html(text) + ("" if marked else RULE_HTML) + quote
    marked = not quote.strip() or _QUOTE_TEXT.match(quote)
    return text.rstrip("\n") + "\n\n" + ("" if marked else RULE_TEXT + "\n") + quote


def own_words(kind: str, content: str) -> str:
    """What stands above the quoted mail, as plain text."""
    return _seen(kind, _split(kind, content)[1])


def as_mime(*, sender: str, to: str, cc: str, subject: str, message_id: str, text: str) -> bytes:
    """A draft as MIME, with its own words only."""
    message = EmailMessage(policy=policy.SMTP)
    for name, value in (("From", sender), ("To", to), ("Cc", cc), ("Subject", subject), ("Message-ID", message_id)):
        if value.strip():
            _set(message, name, " ".join(value.split()))
    message.set_content(text)
    return message.as_bytes()


def _set(message: EmailMessage, name: str, value: str) -> None:
    try:
        message[name] = value
    except (ValueError, MessageError, IndexError):  # what no header can hold says nothing of a draft of ours
        return


def _split(kind: str, content: str) -> tuple[str, str, str]:
    """Head, own words and quote. Where no quote can be told, everything is the sender's own."""
    if kind != "html":
        found = _QUOTE_TEXT.search(content, 0, LONGEST_WORDS)
        at = found.start() if found else len(content)
        return "", content[:at], content[at:]
    begin = _BODY.search(content, 0, LONGEST_WORDS)
    start = begin.end() if begin else 0
    found = _QUOTE_HTML.search(content, start, start + LONGEST_WORDS)
    end = _END.search(content, start)
    at = found.start() if found else end.start() if end else len(content)
    return content[:start], content[start:at], content[at:]


def _seen(kind: str, content: str) -> str:
    if kind != "html":
        return content.replace("\xa0", " ").strip()
    tree = LexborHTMLParser(content[:LONGEST_WORDS])
    tree.strip_tags(UNSEEN)
    root = tree.root
    pieces = []
    for node in root.traverse(include_text=True) if root else ():
        if node.tag == "-text":
            pieces.append((node.text_content or "").replace("\xa0", " "))
        elif node.tag in BREAKS:
            pieces.append("\n")
    return "".join(pieces).strip()
