"""What is kept of a draft to know it again when it was edited or sent: `DraftRef.version`.

It holds the id of the message that the draft was when we last saw it, when that was written, the addresses it goes to,
and its subject and the mail it answers as hashes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from providers.gmail.answers import EPOCH, DraftItem
from providers.headers import Headers, read_headers
from providers.interface import ConversationId, DraftId, DraftRef

_FORM = 1


@dataclass(frozen=True, slots=True)
class Trace:
    """A draft's marks."""

    message: str = ""
    """Gmail's id of the message in it; another one means that somebody saved it."""
    written_ms: int = 0
    in_reply_to: str = ""
    subject: str = ""
    to: tuple[str, ...] = ()

    @property
    def written_at(self) -> datetime:
        """By Google's clock."""
        return EPOCH + timedelta(milliseconds=self.written_ms)

    def resembles(self, headers: Headers) -> bool:
        """Whether a sent mail with another Message-ID is this draft.

        A reply: it answers the same mail, to a common recipient. A new mail: same subject, answering nothing, to a
        common recipient. A draft without recipients had to be given some, so any will do.
        """
        if self.in_reply_to:
            is_same = self.in_reply_to == _hashed(headers.in_reply_to)
        else:
            is_same = not headers.in_reply_to and self.subject != "" and self.subject == _hashed(headers.subject)
        return is_same and (not self.to or not headers.to.isdisjoint(self.to))


def ref_of(draft: DraftItem, message_id: str = "") -> DraftRef:
    """The handle on a draft as it is now; `message_id` is ours, if an edit may have taken it away."""
    headers = read_headers(draft.mime)
    written = int((draft.message.received_at - EPOCH).total_seconds() * 1000) if draft.message.received_at else 0
    marks = (
        draft.message.id,
        written,
        _hashed(headers.in_reply_to),
        _hashed(headers.subject),
        sorted(headers.to),
    )
    version = json.dumps([_FORM, *marks], separators=(",", ":"))
    conversation = ConversationId(draft.message.thread_id) if draft.message.thread_id else None
    return DraftRef(DraftId(draft.id), version, message_id or headers.message_id, conversation)


def trace_of(ref: DraftRef) -> Trace:
    """The marks in a handle; an empty trace, which no draft matches, if another version wrote it."""
    try:
        form, message, written, in_reply_to, subject, to = json.loads(ref.version)
        trace = Trace(str(message), int(written), str(in_reply_to), str(subject), tuple(map(str, to)))
        _ = trace.written_at
    except (ValueError, TypeError, OverflowError, RecursionError):
        return Trace()
    return trace if form == _FORM else Trace()


def _hashed(value: str) -> str:
    return blake2b(value.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest() if value else ""
