"""A draft as an RFC 5322 message.

Plain text goes as format=flowed (RFC 3676): short lines on the way, whole paragraphs in a mail program that knows it.
Compose windows on the web do not, and would keep the short lines: where the owner writes in one, the same words stand
beside it in HTML (a mailbox's `wants_html`). Headers are folded and encoded here because ids must never be split or
encoded (RFC 5322, 3.6.4) and names must survive every reader (RFC 2047). No header comes from anywhere but these
arguments, and none can hold a line break.
"""

from __future__ import annotations

import base64
import hashlib
import quopri
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from html import escape
from urllib.parse import quote

from agent.draft_request import Anchor
from agent.salutation import cleaned_name
from providers.flowed import flowed
from rules.reading import Person

MAX_LINE_LENGTH = 78
MAX_REFERENCES = 20
MAX_SUBJECT_LENGTH = 900

_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f-\U0010ffff]+>")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_REPLY_MARKS = re.compile(
    r"^((?:\[[^\[\]]{1,30}\]\s*)*)"  # a gateway's tag: [EXTERNAL]
    r"(?:(?:re|aw|antw|antwort|sv|vs|rif|odp|ynt|res|resp|回复|答复|回覆)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it goes with a draft."""

    name: str
    kind: str
    """Its media type: application/pdf."""
    content: bytes


def reply_subject(subject: str) -> str:
    """ "Re: " and the subject without the reply marks of any language (B31); "" for a subject that has no words."""
    bare = _REPLY_MARKS.sub(r"\1", one_line(subject)).strip()
    return f"Re: {bare}" if bare else ""


def one_line(text: str) -> str:
    """A header's text: no control characters, no line breaks, single spaces, not too long."""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text[:2000])
    return " ".join(kept.split())[:MAX_SUBJECT_LENGTH].strip()


def build(
    *,
    sender: Person,
    to: Person | None,
    subject: str,
    body: str,
    message_id: str,
    written_at: datetime,
    anchor: Anchor | None = None,
    attachments: Sequence[Attachment] = (),
    with_html: bool = False,
) -> bytes:
    """The whole message with CRLF line ends. `written_at` must be aware. With the same arguments the same bytes.

    Raises ValueError where the sender's address, the Message-ID or the time cannot stand in a message.
    """
    own_id = _ids([message_id])
    if written_at.tzinfo is None or not own_id or not _ADDRESS.fullmatch(sender.email or ""):
        raise ValueError("A draft needs the owner's address, a Message-ID and a time with its zone.")
    lines = [f"From: {_mailbox(sender, 'From')}"]
    lines += [f"To: {_mailbox(to, 'To')}"] if to and _ADDRESS.fullmatch(to.email or "") else []
    lines += [f"Subject: {_encoded(one_line(subject), 'Subject')}", f"Date: {format_datetime(written_at)}"]
    lines += [f"Message-ID: {own_id[0]}", *_thread_headers(anchor), "MIME-Version: 1.0"]
    return "\r\n".join([*lines, *_parts(body, own_id[0], attachments, with_html=with_html)]).encode("ascii")


def _parts(body: str, seed: str, files: Sequence[Attachment], *, with_html: bool) -> list[str]:
    """The content with its headers: plain text, beside it the same in HTML, beside both the files."""
    content = _text_part('plain; charset="utf-8"; format=flowed', flowed(body.replace("\r\n", "\n")))
    if with_html:
        content = _multipart("alternative", seed, [content, _text_part('html; charset="utf-8"', as_html(body))])
    return _multipart("mixed", seed, [content, *map(_file_part, files)]) if files else content


def _text_part(kind: str, text: str) -> list[str]:
    encoding, content = _content(text)
    return [f"Content-Type: text/{kind}", f"Content-Transfer-Encoding: {encoding}", "", content]


def _multipart(kind: str, seed: str, parts: Sequence[Sequence[str]]) -> list[str]:
    # "=_" cannot stand in quoted-printable nor base64, so no content holds the boundary (RFC 2045, 6.7).
    boundary = f"=_{kind}_{hashlib.sha256(seed.encode()).hexdigest()[:24]}"
    lines = [f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"', ""]
    for part in parts:
        lines += [f"--{boundary}", *part]
    return [*lines, f"--{boundary}--", ""]


def _file_part(file: Attachment) -> list[str]:
    packed = base64.encodebytes(file.content).decode("ascii").rstrip("\n").replace("\n", "\r\n")
    name = "".join(c for c in file.name if c.isprintable())[:60]
    is_plain = re.fullmatch(r"[A-Za-z0-9._ -]+", name)
    named = f'filename="{name}"' if is_plain else f"filename*=utf-8''{quote(name, safe='')}"  # RFC 2231
    disposition = f"Content-Disposition: attachment;\r\n {named}"
    return [f"Content-Type: {file.kind}", disposition, "Content-Transfer-Encoding: base64", "", packed]


def as_html(body: str) -> str:
    """The same words as simple HTML: a paragraph for each, a line break for each line; nothing else."""
    paragraphs = [escape(text, quote=False).replace("\n", "<br>\n") for text in body.strip().split("\n\n")]
    return "".join(f"<p>{text}</p>\n" for text in paragraphs)


def _thread_headers(anchor: Anchor | None) -> list[str]:
    replied = _ids([anchor.message_id]) if anchor else []
    if not anchor or not replied:
        return []
    chain = [i for i in dict.fromkeys(_ids(anchor.references)) if i != replied[0]] + replied
    kept = chain if len(chain) <= MAX_REFERENCES else [chain[0], *chain[1 - MAX_REFERENCES :]]
    return [f"In-Reply-To: {replied[0]}", "References: " + "\r\n ".join(kept)]


def _ids(texts: Iterable[str]) -> list[str]:
    """The msg-ids in these texts; a bare id gets its brackets, anything else is dropped."""
    found: list[str] = []
    for text in texts:
        bare = text.strip()
        found += _ID.findall(bare if "<" in bare else f"<{bare}>")
    return [i for i in found if len(i) < 900]


def _mailbox(person: Person, header: str) -> str:
    name = cleaned_name(person.name)
    if not name:
        return person.email or ""
    shown = _encoded(name, header) if not name.isascii() else f'"{name}"' if re.search(r"[.']", name) else name
    gap = "\r\n " if len(header) + len(shown) + len(person.email or "") > MAX_LINE_LENGTH - 6 else " "
    return f"{shown}{gap}<{person.email}>"


def _encoded(text: str, header: str) -> str:
    """As it is, folded at spaces, or as encoded words where it is not ASCII or could be taken for them."""
    if text.isascii() and "=?" not in text and max(map(len, text.split()), default=0) < MAX_LINE_LENGTH - 12:
        return _folded(text, MAX_LINE_LENGTH - len(header) - 2)
    return Header(text, "utf-8", maxlinelen=75, header_name=header).encode(linesep="\r\n")


def _folded(text: str, room: int) -> str:
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
            room = MAX_LINE_LENGTH - 1
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\r\n ".join(lines)


def _content(body: str) -> tuple[str, str]:
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and all(len(line) <= MAX_LINE_LENGTH for line in text.split("\n")):
        return "7bit", text.replace("\n", "\r\n")
    return "quoted-printable", quopri.encodestring(text.encode("utf-8")).decode("ascii").replace("\n", "\r\n")
