"""How a draft of ours is known again, after others renamed, rewrote or sent it: kept in `DraftRef.version`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b, sha256

from providers.headers import Headers, read_headers

_FORM = "1"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A draft's content, its time, and the fields that its later forms share, hashed: no mail text gets out."""

    content: str
    written_ns: int
    """By the clock of its mailbox, as the times of other mail there are: what was written earlier is no later form of
    it."""
    in_reply_to: str
    subject: str
    to: frozenset[str]

    @classmethod
    def of(cls, mime: bytes, written_ns: int) -> Fingerprint:
        headers = read_headers(mime)
        return cls(
            content_of(mime),
            written_ns,
            _hashed(headers.in_reply_to),
            _hashed(headers.subject),
            _all_hashed(headers.to),
        )

    @classmethod
    def unpacked(cls, version: str) -> Fingerprint | None:
        """The fingerprint in a `DraftRef.version`; None if another version of this adapter wrote it."""
        parts = version.split("/")
        if len(parts) != 6 or parts[0] != _FORM or not parts[2].isdecimal():
            return None
        to = frozenset(filter(None, parts[5].split("+")))
        return cls(parts[1], int(parts[2]), parts[3], parts[4], to)

    def packed(self) -> str:
        to = "+".join(sorted(self.to))
        return "/".join((_FORM, self.content, str(self.written_ns), self.in_reply_to, self.subject, to))

    def resembles(self, headers: Headers) -> bool:
        """Whether a message with another Message-ID is this draft in a later form.

        A reply: the same In-Reply-To and a common recipient. A new conversation: no In-Reply-To either, the same
        Subject and a common recipient. A draft without recipients had to be given some, so any will do.
        """
        if self.in_reply_to:
            same = self.in_reply_to == _hashed(headers.in_reply_to)
        else:
            same = not headers.in_reply_to and self.subject != "" and self.subject == _hashed(headers.subject)
        return same and (not self.to or not self.to.isdisjoint(_all_hashed(headers.to)))


def content_of(mime: bytes) -> str:
    """Equal for equal bytes alone."""
    return f"{len(mime)}.{sha256(mime).hexdigest()}"


def _hashed(value: str) -> str:
    return blake2b(value.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest() if value else ""


def _all_hashed(values: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_hashed, values))
