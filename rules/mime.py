"""The MIME tree of one raw message (RFC 2045, 2046), cut by hand: bounded work and no exception for any bytes (B6).

The standard library's parser goes line by line and has no bounds; this one looks for boundaries with `bytes.find`,
spends a fixed budget, and never decodes what nobody reads.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field

from rules.headers import Headers, header_lines, parameters_of

MAX_DEPTH = 25
MAX_PARTS = 200
MAX_BOUNDARY_LOOKS = 2_000
MAX_HEADER_BYTES = 262_144
"""Bounds on one message. No sane mail comes near them."""

_HEADERS_END = re.compile(rb"\n\r?\n")
_LEADING = re.compile(rb"[\r\n]{0,64}(?:>?From [^\n]{0,500}\n)?")
_LIKELY_BOUNDARY = re.compile(rb"(?:^|\n)--([^\s]{1,100})[ \t]{0,20}\r?\n(?=Content-|\r?\n)", re.IGNORECASE)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


@dataclass(slots=True)
class Part:
    """One node of the tree. `body` is still encoded; `kind` is the lower-case media type."""

    headers: Headers
    kind: str
    parameters: dict[str, str]
    body: bytes
    children: list[Part] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        """Whether there are parts inside."""
        return bool(self.children)

    def first(self, name: str) -> str:
        """The topmost value of a header, or ""."""
        values = self.headers.get(name)
        return values[0] if values else ""

    @property
    def charset(self) -> str | None:
        """The declared charset, as written."""
        return self.parameters.get("charset")

    def disposition(self) -> tuple[str, dict[str, str]]:
        """Content-Disposition in lower case, with its parameters."""
        value = self.first("content-disposition")
        return parameters_of(value) if value else ("", {})

    def filename(self) -> str | None:
        """The name this part was attached under, if it has one."""
        return self.disposition()[1].get("filename") or self.parameters.get("name") or None


@dataclass(slots=True)
class Budget:
    """What may still be spent on one message, and what was wrong with it so far."""

    parts: int = MAX_PARTS
    looks: int = MAX_BOUNDARY_LOOKS
    defects: list[str] = field(default_factory=list)

    def note(self, defect: str) -> None:
        """Keep a defect once."""
        if defect not in self.defects:
            self.defects.append(defect)


def tree(raw: bytes, budget: Budget, depth: int = 0, default_kind: str = "text/plain") -> Part:
    """The part tree of `raw`; what is damaged or beyond the bounds is noted in `budget` and read as far as it goes."""
    budget.parts -= 1
    if depth == 0:
        raw = _without_oddities(raw)
    headers, body = split(raw, budget)
    kind, parameters = _content_type(headers, default_kind, budget)
    part = Part(headers, kind, parameters, body)
    if kind.startswith("multipart/"):
        _split_multipart(part, budget, depth)
    return part


def split(raw: bytes, budget: Budget) -> tuple[Headers, bytes]:
    """Headers and body of a message or part."""
    if raw.startswith((b"\n", b"\r\n")):
        return {}, raw.lstrip(b"\r\n")
    end = _HEADERS_END.search(raw, 0, MAX_HEADER_BYTES)
    if end is None and len(raw) > MAX_HEADER_BYTES:
        budget.note("headers without end")
    head, body = (raw[: end.start() + 1], raw[end.end() :]) if end else (raw[:MAX_HEADER_BYTES], b"")
    headers, rest = header_lines(head)
    if rest is not None:
        budget.note("header block is broken")
        body = rest.encode("latin-1") + b"\n\n" + body
    return headers, body


def content(part: Part, budget: Budget, limit: int) -> bytes:
    """The decoded body of a leaf, at most about `limit` bytes of it."""
    encoding = part.first("content-transfer-encoding").strip().lower()
    if encoding == "base64":
        return _from_base64(part.body[: limit * 2], budget)[:limit]
    if encoding == "quoted-printable":
        return binascii.a2b_qp(part.body[: limit * 3])[:limit]
    if encoding not in ("", "7bit", "8bit", "binary"):
        budget.note("unknown transfer encoding")
    return part.body[:limit]


def _without_oddities(raw: bytes) -> bytes:
    """`raw` without an mbox separator line before it, and with line feeds where only carriage returns break lines."""
    if b"\n" not in raw[:100_000] and b"\r" in raw[:100_000]:
        raw = raw.replace(b"\r", b"\n")
    leading = _LEADING.match(raw)
    return raw[leading.end() :] if leading and leading.end() else raw


def _content_type(headers: Headers, default: str, budget: Budget) -> tuple[str, dict[str, str]]:
    values = headers.get("content-type")
    if not values:
        return default, {}
    kind, parameters = parameters_of(values[0])
    if kind.count("/") != 1 or kind[0] == "/" or kind[-1] == "/":
        budget.note("content type is broken")
        return ("text/html" if "html" in kind else "text/plain"), parameters
    return kind, parameters


def _split_multipart(part: Part, budget: Budget, depth: int) -> None:
    if depth >= MAX_DEPTH:
        budget.note("parts nested too deeply")
        return
    default = "message/rfc822" if part.kind == "multipart/digest" else "text/plain"
    for piece in _pieces(part, budget):
        if budget.parts <= 0:
            budget.note("too many parts")
            break
        part.children.append(tree(piece, budget, depth + 1, default))
    if not part.children:
        part.kind = "text/plain"


def _pieces(part: Part, budget: Budget) -> list[bytes]:
    boundary = part.parameters.get("boundary", "").rstrip().encode("latin-1", "replace")
    pieces = _between(part.body, boundary, budget) if boundary else []
    if pieces:
        return pieces
    likely = _LIKELY_BOUNDARY.search(part.body, 0, 100_000)
    budget.note("multipart without its boundary")
    return _between(part.body, likely.group(1), budget) if likely else []


def _between(body: bytes, boundary: bytes, budget: Budget) -> list[bytes]:
    """The pieces between delimiter lines (RFC 2046 5.1.1); a missing closing delimiter ends at the body's end."""
    delimiter = b"--" + boundary
    pieces: list[bytes] = []
    start = -1
    at = body.find(delimiter)
    while at >= 0 and budget.looks > 0 and len(pieces) < MAX_PARTS:
        budget.looks -= 1
        after = at + len(delimiter)
        tail = body[after : after + 2]
        if (at == 0 or body[at - 1] == 10) and (not tail or tail[:1] in b"\r\n \t" or tail == b"--"):
            if start >= 0:
                pieces.append(_trimmed(body[start:at]))
            if tail == b"--":
                return pieces
            newline = body.find(b"\n", after)
            start = newline + 1 if newline >= 0 else len(body)
        at = body.find(delimiter, after)
    if budget.looks <= 0:
        budget.note("too many parts")
    if start >= 0:
        budget.note("multipart is not closed")
        pieces.append(_trimmed(body[start:at] if at >= 0 else body[start:]))
    return pieces


def _trimmed(piece: bytes) -> bytes:
    """The line break before a delimiter belongs to the delimiter."""
    if piece.endswith(b"\r\n"):
        return piece[:-2]
    return piece[:-1] if piece.endswith(b"\n") else piece


def _from_base64(data: bytes, budget: Budget) -> bytes:
    """RFC 2045 6.8; a cut or dirty text loses what is damaged and no more."""
    digits = _NOT_BASE64.sub(b"", data)
    spare = len(digits) % 4
    if spare and not data.rstrip().endswith(b"="):
        budget.note("base64 is cut off")
    if spare == 1:
        digits = digits[:-1]
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))
