"""Gmail's search, as far as the adapter uses it: whole words, phrases, `{any of}`, and the operators below.

Deliberately strict: a word is found only as it is written, without the stems that the real search may know.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.utils import getaddresses

from providers.headers import read_headers
from tests.providers.servers.gmail_mailbox import EPOCH, Message

_PIECE = re.compile(r'-?"[^"]*"|[{}]|-?\w+:"[^"]*"|[^\s{}]+')
_TOKEN = re.compile(r"\w+")
SEARCHED = ("subject", "from", "to", "cc")
CATEGORIES = frozenset({"promotions", "social", "forums", "updates", "primary"})
PLACES = {"sent": "SENT", "drafts": "DRAFT", "inbox": "INBOX", "chats": "CHAT", "spam": "SPAM", "trash": "TRASH"}


class BadQuery(ValueError):
    """A search that this server does not understand."""


def matches(message: Message, query: str) -> bool:
    """Whether a search finds a message; all its terms must, of those in braces one."""
    if not message.is_indexed and query:
        return False
    return all(any(_is_met(message, term) for term in group) for group in _terms(query))


@functools.cache
def _terms(query: str) -> tuple[list[str], ...]:
    return tuple(_groups(query))


def _groups(query: str) -> Iterator[list[str]]:
    group: list[str] | None = None
    for piece in _PIECE.findall(query):
        if piece == "{":
            group = []
        elif piece == "}":
            if not group:
                raise BadQuery(query)
            yield group
            group = None
        elif group is not None:
            group.append(piece)
        else:
            yield [piece]


def _is_met(message: Message, term: str) -> bool:
    if term.startswith("-"):
        return not _is_met(message, term[1:])
    name, colon, value = term.partition(":")
    return _operator(message, name, value) if colon and name.isalnum() else _has_words(message, term.strip('"'))


def _operator(message: Message, name: str, value: str) -> bool:
    if name in ("after", "before"):
        at = (message.at - EPOCH).total_seconds()
        return at >= int(value) if name == "after" else at < int(value)
    if name == "in":
        return PLACES[value] in message.labels
    if name == "category" and value in CATEGORIES:
        return f"CATEGORY_{value.upper()}" in message.labels
    if name == "rfc822msgid":
        return read_headers(message.mime).message_id == f"<{value}>"
    if name in ("from", "to"):
        return any(_is_at(address, value.lower()) for address in _addresses(message.mime, name))
    if name == "filename":
        return any(file.endswith(f".{value}") for file in _files(message.mime))
    raise BadQuery(f"{name}:{value}")


def _is_at(address: str, value: str) -> bool:
    """An address, its local part or its domain."""
    return value in (address, address.partition("@")[0]) or address.endswith(("@" + value, "." + value))


def _has_words(message: Message, phrase: str) -> bool:
    wanted = " ".join(_TOKEN.findall(phrase.lower()))
    return f" {wanted} " in _words(message.mime)


@functools.lru_cache(maxsize=8192)
def _addresses(mime: bytes, name: str) -> tuple[str, ...]:
    fields = [str(field) for field in message_from_bytes(mime).get_all(name, [])]
    return tuple(address.lower() for _, address in getaddresses(fields))


@functools.lru_cache(maxsize=8192)
def _files(mime: bytes) -> tuple[str, ...]:
    return tuple((part.get_filename() or "").lower() for part in message_from_bytes(mime).walk())


@functools.lru_cache(maxsize=8192)
def _words(mime: bytes) -> str:
    """Subject, people and text, as words with one space around each."""
    parsed = message_from_bytes(mime)
    heads = (str(make_header(decode_header(value))) for name in SEARCHED for value in parsed.get_all(name, []))
    texts = (_text(part) for part in parsed.walk() if part.get_content_maintype() == "text")
    return f" {' '.join(_TOKEN.findall(' '.join((*heads, *texts)).lower()))} "


def _text(part: Parsed) -> str:
    content = part.get_payload(decode=True)
    text = content.decode(part.get_content_charset() or "utf-8", "replace") if isinstance(content, bytes) else ""
    return re.sub(r"<[^>]*>", " ", text) if part.get_content_subtype() == "html" else text
