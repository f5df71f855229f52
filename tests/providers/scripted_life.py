"""One application from confirmation to rejection, as a list of moves with dates, and a driver for the provider level.

The moves say who does what when; a driver decides how. `ProviderLife` plays the agent's moves itself, through the port.
A driver of the whole engine plays the employer and the owner only, and takes the agent's moves as what must happen by
that time. Dates follow the preset `balanced` (B20) in New York, so both drivers can use them as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest

from providers.interface import (
    Cursor,
    DraftChanged,
    DraftRef,
    Fate,
    Folder,
    Gone,
    Interest,
    MessageKey,
    Provider,
    RawMessage,
    ReplyAnchor,
)
from tests.providers.mailbox_driver import Mailbox
from tests.providers.provider_mail import draft, mail, said

ZONE = ZoneInfo("America/New_York")


class Verb(StrEnum):
    """What happens in a move; the first two are mail, the others concern the draft that the move names."""

    ARRIVES = "arrives"
    OWNER_WRITES = "owner writes"
    PLACED = "placed"
    REWORDED = "reworded"
    WITHDRAWN = "withdrawn"
    EDITED = "edited"
    SENT = "sent"
    SENT_UNDER_NEW_ID = "sent under a new Message-ID"
    DELETED = "deleted"


AGENT_VERBS = frozenset({Verb.PLACED, Verb.REWORDED, Verb.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Move:
    """One event of the life. `label` names the mail or the draft; a draft's label begins with its step (B20)."""

    at: datetime
    verb: Verb
    label: str
    mime: bytes = b""
    answers: str = ""
    """Label of the mail that a placed draft replies to."""


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def _employer(at: datetime, label: str, subject: str, body: str, in_reply_to: str = "") -> Move:
    mime = mail(f"{label}@marlowfinch.example", subject=subject, body=body, at=at, in_reply_to=in_reply_to)
    return Move(at, Verb.ARRIVES, label, mime)


def _placed(at: datetime, label: str, answers: str, body: str) -> Move:
    mime = draft(f"{label}@mail.example", in_reply_to=f"{answers}@marlowfinch.example", body=body)
    return Move(at, Verb.PLACED, label, mime, answers)


def _rewritten(at: datetime, verb: Verb, label: str, answers: str, body: str) -> Move:
    mime = draft(f"{label}@mail.example", in_reply_to=f"{answers}@marlowfinch.example", body=body)
    return Move(at, verb, label, mime, answers)


LIFE: tuple[Move, ...] = (
    _employer(
        _at(3, 2, 10, 12),
        "confirmation",
        "Interview on Thursday",
        "Hi Jordan,\n\nyour interview for the Data Analyst role at Marlow Finch is confirmed for\n"
        "Thursday, 5 March 2026, 2:00 pm - 2:45 pm EST, by video with me.\n\nBest,\nPriya Raman\n",
    ),
    _placed(
        _at(3, 5, 15, 45),
        "thank_you",
        "confirmation",
        "Hello Priya,\n\nthank you for the conversation about the Data Analyst role today.\n\nJordan Ellis\n",
    ),
    _rewritten(
        _at(3, 5, 16, 10),
        Verb.EDITED,
        "thank_you",
        "confirmation",
        "Hello Priya,\n\nthank you, I enjoyed our talk about dashboards. Café next time!\n\nJordan\n",
    ),
    Move(_at(3, 5, 16, 20), Verb.SENT, "thank_you"),
    _employer(
        _at(3, 6, 11, 30),
        "answer",
        "Re: Interview on Thursday",
        "Hi Jordan,\n\nthank you for your note, it was good to meet you. We are still speaking with others.\n\nPriya\n",
        in_reply_to="thank_you@mail.example",
    ),
    _placed(
        _at(3, 13, 9),
        "check_in",
        "answer",
        "Hello Priya,\n\nI remain keen on the Data Analyst role and would like to hear about next steps.\n\nJordan\n",
    ),
    _rewritten(
        _at(3, 13, 10),
        Verb.REWORDED,
        "check_in",
        "answer",
        "Hello Priya,\n\nI remain very keen on the Data Analyst role. What are the next steps?\n\nJordan\n",
    ),
    _employer(
        _at(3, 13, 11),
        "delay",
        "Re: Interview on Thursday",
        "Hi Jordan,\n\na short update: the team has not decided yet. Thank you for your patience.\n\nPriya\n",
        in_reply_to="thank_you@mail.example",
    ),
    Move(_at(3, 13, 11, 2), Verb.WITHDRAWN, "check_in"),
    _placed(
        _at(3, 20, 9),
        "check_in_again",
        "delay",
        "Hello Priya,\n\nthank you for the update. May I ask where the Data Analyst role stands?\n\nJordan\n",
    ),
    Move(_at(3, 20, 9, 30), Verb.SENT_UNDER_NEW_ID, "check_in_again"),
    _placed(
        _at(3, 27, 9),
        "nudge",
        "delay",
        "Hello Priya,\n\nI am glad to send more about my work for the Data Analyst role.\n\nJordan\n",
    ),
    Move(_at(3, 27, 20), Verb.DELETED, "nudge"),
    Move(
        _at(3, 30, 12),
        Verb.OWNER_WRITES,
        "question",
        draft("question@mail.example", in_reply_to="", subject="Portfolio", body="Hello,\n\nhere is my portfolio.\n"),
    ),
    _employer(
        _at(4, 2, 16),
        "rejection",
        "Re: Interview on Thursday",
        "Hi Jordan,\n\nthank you for your time. We have decided to move forward with another candidate.\n\nPriya\n",
        in_reply_to="thank_you@mail.example",
    ),
    _placed(
        _at(4, 3, 9),
        "rejection_reply",
        "rejection",
        "Hello Priya,\n\nthank you for letting me know. I wish you and the team well.\n\nJordan\n",
    ),
    Move(_at(4, 3, 9, 40), Verb.SENT, "rejection_reply"),
)

SINCE = LIFE[0].at - timedelta(days=30)


class ProviderLife:
    """Plays the moves against a provider and looks, after each one, at mail, drafts and fates. With `is_repeated`, of
    a service that tells things twice, the provider is told what is known, as the agent tells it."""

    def __init__(self, mailbox: Mailbox, *, is_repeated: bool = False) -> None:
        self._mailbox = mailbox
        self._is_repeated = is_repeated
        self._provider: Provider = mailbox.open()
        self._cursor: Cursor | None = None
        self._refs: dict[str, DraftRef] = {}
        self._messages: dict[str, RawMessage] = {}
        self._poll()

    def run(self, moves: tuple[Move, ...] = LIFE) -> None:
        for move in moves:
            getattr(self, f"_{move.verb.name.lower()}")(move)
        assert self._mailbox.drafts() == []

    def _poll(self) -> list[RawMessage]:
        """What is new, each poll by a provider just started; nothing may ever come twice."""
        self._provider.close()
        self._provider = self._mailbox.open()
        fresh: list[RawMessage] = []
        more = True
        while more:
            page = self._provider.changes(self._cursor, SINCE, Interest(is_known=self._knows))
            fresh += page.messages
            self._cursor, more = page.cursor, page.more
        return fresh

    def _knows(self, key: MessageKey) -> bool:
        return self._is_repeated and any(message.key == key for message in self._messages.values())

    def _expect_mail(self, label: str, folder: Folder, mime: bytes | None = None) -> None:
        (message,) = self._poll()
        assert (message.folder, label not in self._messages) == (folder, True)
        assert mime is None or message.mime == mime
        self._messages[label] = message

    def _arrives(self, move: Move) -> None:
        self._mailbox.deliver(move.mime, received_at=move.at)
        self._expect_mail(move.label, Folder.INBOX, move.mime)

    def _owner_writes(self, move: Move) -> None:
        self._mailbox.owner_sends(move.mime)
        self._expect_mail(move.label, Folder.SENT, move.mime)

    def _placed(self, move: Move) -> None:
        employers = self._messages[move.answers]
        message_id = f"<{move.answers}@marlowfinch.example>"
        anchor = ReplyAnchor(message_id, employers.key, employers.conversation_id)
        self._refs[move.label] = self._provider.save_draft(move.mime, anchor)
        assert [said(one) for one in self._mailbox.drafts()] == [said(move.mime)]
        self._expect_fate(move.label, Fate.UNTOUCHED)

    def _reworded(self, move: Move) -> None:
        self._refs[move.label] = self._provider.replace_draft(self._refs[move.label], move.mime, None)
        assert [said(one) for one in self._mailbox.drafts()] == [said(move.mime)]
        self._expect_fate(move.label, Fate.UNTOUCHED)

    def _withdrawn(self, move: Move) -> None:
        self._provider.delete_draft(self._refs[move.label])
        assert self._mailbox.drafts() == []
        assert self._poll() == []

    def _edited(self, move: Move) -> None:
        self._mailbox.owner_edits_draft(f"<{move.label}@mail.example>", move.mime)
        self._expect_fate(move.label, Fate.EDITED)
        with pytest.raises(DraftChanged):
            self._provider.delete_draft(self._refs[move.label])
        assert [said(one) for one in self._mailbox.drafts()] == [said(move.mime)]

    def _sent(self, move: Move) -> None:
        self._mailbox.owner_sends_draft(f"<{move.label}@mail.example>")
        self._expect_sent(move.label)
        assert self._provider.find_sent(f"<{move.label}@mail.example>") == self._messages[move.label].key

    def _sent_under_new_id(self, move: Move) -> None:
        self._mailbox.owner_sends_draft(f"<{move.label}@mail.example>", changes_message_id=True)
        self._expect_sent(move.label)

    def _deleted(self, move: Move) -> None:
        self._mailbox.owner_deletes_draft(f"<{move.label}@mail.example>")
        self._expect_fate(move.label, Fate.GONE)
        with pytest.raises(Gone):
            self._provider.delete_draft(self._refs[move.label])

    def _expect_sent(self, label: str) -> None:
        self._expect_mail(label, Folder.SENT)
        outcome = self._provider.outcome(self._refs[label])
        assert (outcome.fate, outcome.sent_key) == (Fate.SENT, self._messages[label].key)

    def _expect_fate(self, label: str, fate: Fate) -> None:
        assert self._poll() == []
        assert self._provider.outcome(self._refs[label]).fate is fate
