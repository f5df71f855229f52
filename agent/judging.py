"""From a raw message to its direction and its reading; what breaks is said, never raised (B6, B7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from providers.interface import Folder, RawMessage
from rules import engine, impostors, parsing, sent
from rules.message import Message
from rules.reading import Owner, Reading, SentReading


@dataclass(frozen=True, slots=True)
class Judged:
    """One message with its meaning: `reading` for one from others, `sent` for the owner's own; neither for a
    pretended one."""

    raw: RawMessage
    message: Message
    at: datetime
    reading: Reading | None = None
    sent: SentReading | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that could not be judged at all; it goes to the shelf."""

    raw: RawMessage
    what: str


def judge(raw: RawMessage, owner: Owner) -> Judged | Unreadable:
    """Direction first (B7), then the meaning. A fault of ours in judging one message must not stop the others (B6)."""
    try:
        message = parsing.read(raw.mime, raw.received_at)
        if _is_owners(raw, message, owner):
            return Judged(raw, message, message.received_at, sent=sent.judge_sent(message, owner))
        if _claims_owner(message, owner):
            return Judged(raw, message, message.received_at)
        return Judged(raw, message, message.received_at, reading=engine.judge(message, owner))
    except Exception as error:
        return Unreadable(raw, f"{type(error).__name__}: {error}")


def judge_in_context(judged: Judged, owner: Owner, context: engine.Context) -> Judged:
    """The same message, with what is known of whoever wrote it: what it can mean is narrower."""
    return replace(judged, reading=engine.judge(judged.message, owner, context=context))


def _is_owners(raw: RawMessage, message: Message, owner: Owner) -> bool:
    if raw.folder is Folder.SENT:
        return True
    return _claims_owner(message, owner) and impostors.is_authenticated(message, owner)


def _claims_owner(message: Message, owner: Owner) -> bool:
    return bool(message.sender and message.sender.email in owner.addresses)
