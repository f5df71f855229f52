"""Our handle on a draft: its UID, and in `DraftRef.version` how it and its later forms are known again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from providers.fingerprint import Fingerprint
from providers.interface import DraftId, DraftRef

NS = 1_000_000_000
_BETWEEN = "~"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where Sent ended when a handle was made: what has a higher UID there was sent later. That needs no clock, and
    tells drafts apart that were placed and sent within one second. (0, 0) where it is not known."""

    validity: int = 0
    next_uid: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """What a `DraftRef.version` holds."""

    mark: Mark
    fingerprint: Fingerprint

    @property
    def placed_at(self) -> datetime:
        """By the server's clock, in whole seconds."""
        return datetime.fromtimestamp(self.fingerprint.written_ns // NS, UTC)

    def packed(self) -> str:
        return f"{self.mark.validity}.{self.mark.next_uid}{_BETWEEN}{self.fingerprint.packed()}"

    @classmethod
    def unpacked(cls, text: str) -> Version | None:
        """None if another version of this adapter wrote it."""
        mark, _, rest = text.partition(_BETWEEN)
        fingerprint = Fingerprint.unpacked(rest)
        numbers = _pair(mark)
        return Version(Mark(*numbers), fingerprint) if fingerprint and numbers else None


def id_of(validity: int, uid: int) -> DraftId:
    return DraftId(f"{validity}.{uid}")


def place_of(ref: DraftRef) -> tuple[int, int]:
    """(UIDVALIDITY, UID) of a draft; (0, 0) for a handle of another kind."""
    return _pair(ref.id) or (0, 0)


def _pair(text: str) -> tuple[int, int] | None:
    one, _, other = text.partition(".")
    return (int(one), int(other)) if one.isdecimal() and other.isdecimal() else None


def normal(mime: bytes) -> bytes:
    """With CRLF line ends, as mail travels and as servers keep it (RFC 5322, 2.3)."""
    return mime.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
