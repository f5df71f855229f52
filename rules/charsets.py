"""Bytes to text, whatever the declared charset says (B6). Never raises."""

from __future__ import annotations

import codecs
import re
import unicodedata

_ALIASES = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "windows-31j": "cp932",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
}
"""Names that mail programs write for charsets Python knows under another name, and the supersets that browsers use."""

_TEXT_CODEC = re.compile(r"(utf|iso8859|iso2022|cp\d|koi8|gb|big5|euc|mac|shift|johab|hz$|tis|hp|ptcp|kz)")
"""Codecs fit for mail; others (punycode, idna, unicode_escape) decode slowly or to something else."""

_FILLERS = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]+"
)
_WIDE_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ACCENTED = re.compile("[A-Za-z][\u0300-\u036f]{1,3}")
"""Accents apart from their letters, as some programs of Apple send them. Letter by letter: `normalize` takes long over
long runs of accents.
"""
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]+")
_NEWLINES = re.compile("\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


def decoded(data: bytes, charset: str | None, *, is_html: bool = False) -> tuple[str, str | None]:
    """The text of `data`, and what was wrong with it, if anything.

    The declared charset is tried first, then UTF-8, then Windows-1252, which takes every byte.
    """
    name = charset or (_declared_in(data) if is_html else None)
    if name is None or (codec := _codec(name)) is None:
        text = _guessed(data)
        return text, None if name is None else f"unknown charset {name[:40]!r}"
    if codec == "utf-8" and b"\x00" in data[:200]:
        return _guessed(data), "bytes do not fit the charset"
    try:
        return data.decode(codec), None
    except (UnicodeError, ValueError):
        return _despite(data, codec)


def cleaned(text: str) -> str:
    """`text` with plain newlines and spaces, composed letters, no control characters and no invisible filler."""
    if text.isascii():
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        return _CONTROLS.sub("", text)
    text = _FILLERS.sub("", _CONTROLS.sub("", _NEWLINES.sub("\n", text)))
    text = _ACCENTED.sub(lambda letter: unicodedata.normalize("NFC", letter.group()), text)
    return _WIDE_SPACES.sub(" ", text)


def _declared_in(data: bytes) -> str | None:
    found = _META_CHARSET.search(data[:2048])
    return found.group(1).decode("ascii") if found else None


def _codec(name: str) -> str | None:
    name = name.strip().strip("\"'").lower()[:40]
    name = _ALIASES.get(name, name)
    if name == "utf-8":
        return name
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return found if _TEXT_CODEC.match(found) else None


def _despite(data: bytes, codec: str) -> tuple[str, str | None]:
    """A cut last character is no damage; other misfits are guessed, if the declared charset explains less."""
    text = data.decode(codec, "replace")
    if text.rstrip("\ufffd").count("\ufffd") == 0 and len(text) > 3:
        return text.rstrip("\ufffd"), None
    if codec.startswith(("utf-8", "cp125", "iso8859", "mac")) or text.count("\ufffd") * 20 > len(text):
        return _guessed(data), "bytes do not fit the charset"
    return text, "bytes do not fit the charset"


def _guessed(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if data.count(b"\x00") * 3 > len(data) > 3:
        return data.decode("utf-16-le" if data[1:2] == b"\x00" else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as misfit:
        if misfit.reason == "unexpected end of data" and misfit.start > 0:
            return data[: misfit.start].decode("utf-8")
    return data.decode("cp1252", "replace") if _is_western(data) else data.decode("utf-8", "replace")


def _is_western(data: bytes) -> bool:
    """Few of the high bytes form valid UTF-8 sequences."""
    sample = data[:4096]
    high = sum(byte > 0x7F for byte in sample)
    return sample.decode("utf-8", "replace").count("\ufffd") * 2 > high
