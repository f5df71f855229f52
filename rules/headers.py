"""Header fields of a message: unfolding, encoded words (RFC 2047), parameters (RFC 2231), addresses, dates, ids.

All of it takes broken input, works in time linear to the input, and never raises.
"""

from __future__ import annotations

import binascii
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from rules.charsets import cleaned, decoded
from rules.reading import Person

Headers = dict[str, list[str]]
"""Lower-case name → unfolded raw values, topmost first."""

MAX_HEADERS = 1_000
MAX_VALUE = 16_384
MAX_ADDRESSES = 500
_GROUP = re.compile(r"[^\"<>@,;:]{0,100}:")
_COMMON_LENGTH = 60
"""A value this short ("text/plain; charset=utf-8") comes again and again."""

_FOLD = re.compile(r"\r?\n[ \t]+")
_FIELDS = re.compile(r"^([!-9;-~]{1,200})[ \t]{0,10}:[ \t]*([^\n]*)", re.MULTILINE)
_KNOWN_FIELD = re.compile(
    r"(?:from|to|subject|date|received|message-id|mime-version|content-type|reply-to|cc):", re.IGNORECASE
)
_ENCODED_WORD = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]{0,2000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t]+(?==\?)")
_PARAMETER = re.compile(r";\s*([^\s=;\"]{1,60})\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"?|([^;]*))")
_KIND = re.compile(r"[^;\s]*")
_ID = re.compile(r"<[^<>\s]{1,990}>")
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}
_YEARS_OF_MAIL = range(1970, 9000)
_COMMON_DATE = re.compile(
    rf"(?:[A-Z][a-z]{{2}}, )?(\d{{1,2}}) ({'|'.join(_MONTH_NAMES)}) (\d{{4}})"
    r" (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)(?: \(.*)?$"
)
_MONTH_NAME = re.compile(r"[A-Za-z]{3}.{0,4}\d")
_ADDRESS = re.compile(r"[^\s<>\",;:()\[\]@]{1,64}@[^\s<>\",;:()\[\]@]{1,253}")


def header_lines(head: bytes) -> tuple[Headers, str | None]:
    """The fields of a header block, and the text that follows if the block breaks off into something else."""
    text = head.decode("latin-1").rstrip("\r\n")
    if "\n " in text or "\n\t" in text:
        text = _FOLD.sub(" ", text)
    fields = _FIELDS.findall(text)
    if len(fields) != text.count("\n") + 1 or len(fields) > MAX_HEADERS:
        return _damaged_lines(text)
    headers: Headers = {}
    for name, value in fields:
        headers.setdefault(name.lower(), []).append(_sound(value))
    return headers, None


def _damaged_lines(text: str) -> tuple[Headers, str | None]:
    """The fields up to the line that is none and that no known field follows soon."""
    lines = text.split("\n")
    headers: Headers = {}
    for index, line in enumerate(lines[:MAX_HEADERS]):
        found = _FIELDS.match(line)
        if found:
            headers.setdefault(found.group(1).lower(), []).append(_sound(found.group(2)))
        elif line.strip() and not any(map(_KNOWN_FIELD.match, lines[index + 1 : index + 4])):
            return headers, "\n".join(lines[index:])
    return headers, None


def _sound(value: str) -> str:
    """A value within bounds. Raw 8-bit characters, which RFC 5322 forbids, are UTF-8 (RFC 6532) or guessed."""
    value = value[:MAX_VALUE].rstrip()
    return value if value.isascii() else decoded(value.encode("latin-1"), None)[0]


def unencoded(value: str) -> str:
    """Header text as people read it: encoded words decoded, broken ones left as they stand, on one line."""
    if "=?" not in value and value.isascii() and value.isprintable():
        return " ".join(value.split())
    if "=?" in value:
        value = _joined_words(_BETWEEN_WORDS.sub(r"\1", value))
    return " ".join(cleaned(value).split())


def _joined_words(value: str) -> str:
    """Decode runs of encoded words; neighbours in one charset are joined first: a character may be split."""
    pieces: list[str] = []
    pending, pending_charset, at = b"", "", 0
    for word in _ENCODED_WORD.finditer(value):
        data = _word_bytes(word.group(2), word.group(3))
        if pending and (word.start() > at or word.group(1).lower() != pending_charset):
            pieces.append(decoded(pending, pending_charset)[0])
            pending = b""
        pieces.append(value[at : word.start()])
        pending, pending_charset, at = pending + data, word.group(1).lower(), word.end()
    if pending:
        pieces.append(decoded(pending, pending_charset)[0])
    return "".join(pieces) + value[at:]


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data.replace(b" ", b"_"), header=True)
    digits = re.sub(rb"[^A-Za-z0-9+/]+", b"", data)
    if len(digits) % 4 == 1:
        digits = digits[:-1]
    return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


def parameters_of(value: str) -> tuple[str, dict[str, str]]:
    """A structured value and its parameters, both names in lower case (RFC 2045 5.1, RFC 2231)."""
    return _common_parameters_of(value) if len(value) < _COMMON_LENGTH else _parameters_of(value)


@lru_cache(maxsize=256)
def _common_parameters_of(value: str) -> tuple[str, dict[str, str]]:
    return _parameters_of(value)


def _parameters_of(value: str) -> tuple[str, dict[str, str]]:
    value = value[:8192].strip()
    kind = _KIND.match(value)
    head = kind.group().lower() if kind else ""
    rest = value[len(head) :]
    if rest and ";" not in rest[:3]:
        rest = ";" + rest
    plain: dict[str, str] = {}
    extended: dict[str, list[tuple[int, bool, str]]] = {}
    for found in _PARAMETER.finditer(rest):
        name = found.group(1).lower()
        text = found.group(2) if found.group(2) is not None else found.group(3).strip()
        if "*" in name:
            stem, _, number = name.partition("*")
            is_encoded = name.endswith("*")
            digits = number.rstrip("*")
            extended.setdefault(stem, []).append(
                (int(digits) if digits.isdecimal() and len(digits) < 4 else 0, is_encoded, text)
            )
        else:
            plain.setdefault(name, re.sub(r"\\(.)", r"\1", text))
    for stem, pieces in extended.items():
        plain[stem] = _continued(sorted(pieces, key=lambda piece: piece[0]))
    return head, {name: unencoded(text) if "=?" in text else text for name, text in plain.items()}


def _continued(pieces: list[tuple[int, bool, str]]) -> str:
    charset, data = "utf-8", b""
    for _, is_encoded, text in pieces:
        if is_encoded and text.count("'") >= 2 and not data:
            charset, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if is_encoded else text.encode("utf-8", "replace")
    return cleaned(decoded(data, charset or "utf-8")[0])


def people(values: list[str]) -> tuple[Person, ...]:
    """The mailboxes of address fields, in order. Groups are flattened; a name without address is kept."""
    found: list[Person] = []
    for value in values:
        for piece in _address_pieces(value):
            person = _person(piece)
            if person is not None and person not in found:
                found.append(person)
            if len(found) >= MAX_ADDRESSES:
                return tuple(found)
    return tuple(found)


def _address_pieces(value: str) -> list[str]:
    """Split at commas and semicolons outside quotes, comments and angle brackets."""
    if "," not in value and ";" not in value:
        return [value]
    pieces, start, quoted, depth = [], 0, False, 0
    for at, char in enumerate(value):
        if char == '"' and value[at - 1 : at] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif char in "<(":
            depth += 1
        elif char in ">)":
            depth = max(0, depth - 1)
        elif char in ",;" and depth == 0:
            pieces.append(value[start:at])
            start = at + 1
    pieces.append(value[start:])
    return _with_split_names(pieces)


def _with_split_names(pieces: list[str]) -> list[str]:
    """Put "Doe" and "Jane <jane@x.example>" together again: a name with a comma that nobody quoted."""
    joined: list[str] = []
    name = ""
    for piece in pieces:
        if "@" not in piece and piece.strip() and not name:
            name = piece
            continue
        if name:
            joined.extend([f"{name},{piece}"] if "<" in piece and "@" in piece and ":" not in name else [name, piece])
            name = ""
        else:
            joined.append(piece)
    return [*joined, name] if name else joined


def _person(piece: str) -> Person | None:
    """One mailbox: `Name <address>`, `address (Name)`, or a bare address."""
    group = _GROUP.match(piece)
    piece = piece[group.end() :] if group else piece
    before, bracket, inside = piece.rpartition("<")
    found = _ADDRESS.search(inside if bracket else piece)
    if found is None and bracket:
        found = _ADDRESS.search(piece)
    email = found.group().lower().strip(".'") if found else None
    name = before if bracket else _comment_or_rest(piece, found.group() if found else "")
    name = unencoded(name).strip()
    if name[:1] == '"' or "\\" in name:
        name = re.sub(r"\\(.)", r"\1", name).replace('"', "").strip()
    name = name.strip("\"' ,;")
    if name.lower() == email:
        name = ""
    return Person(name or None, email) if name or email else None


def _comment_or_rest(piece: str, address: str) -> str:
    opened, closed = piece.find("("), piece.rfind(")")
    if 0 <= opened < closed:
        return piece[opened + 1 : closed]
    return piece.replace(address, "") if address else piece


def moment(value: str) -> datetime | None:
    """The date of a Date field or of the tail of a Received field, aware; None if it cannot be read or cannot be true.

    A date without a zone is taken as UTC, as RFC 5322 3.3 does for "-0000". Year 1, as programs write that had no
    date, is none: it could not even be told in another zone.
    """
    value = value[:200].strip()
    try:
        common = _COMMON_DATE.match(value)
        found = _common_moment(common) if common is not None else _odd_moment(value)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return found if found.year in _YEARS_OF_MAIL else None


def _odd_moment(value: str) -> datetime:
    parsed = parsedate_tz(value)
    if parsed is None or not _MONTH_NAME.search(value):
        found = datetime.fromisoformat(value)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return datetime(*parsed[:6], tzinfo=_zone(parsed[9] or 0))


def _common_moment(date: re.Match[str]) -> datetime:
    """The form nearly every program writes, read without the standard library's patience for all others."""
    day, month, year, hour, minute, second, sign, hours, minutes = date.groups()
    offset = (int(hours) * 60 + int(minutes)) * (-60 if sign == "-" else 60)
    zone = _zone(offset)
    return datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute), min(int(second), 59), tzinfo=zone)


@lru_cache(maxsize=128)
def _zone(offset: int) -> timezone:
    """A fixed offset in seconds."""
    return timezone(timedelta(seconds=offset)) if offset else UTC


def message_ids(value: str) -> list[str]:
    """Every `<…>` of a References, In-Reply-To or Message-ID field, in order."""
    return _ID.findall(value)
