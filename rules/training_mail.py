"""The mail that training learns from: compact rows under tests/data, made into messages again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any

from rules.message import Message
from rules.parsing import read
from rules.reading import Intent, Owner
from rules.senders import domain_of
from rules.training_moves import fold_of

DATA = Path(__file__).parents[1] / "tests" / "data"
OWNER_ADDRESS = "owner@mailbox.example"
_DEALT_BY_MESSAGE = frozenset({"g5", "g6"})
"""Files that alone hold a language or a kind of mail; each message there is by another writer."""

_DEALT_BY_WRITER = "z-"
"""Files that alone hold a way of writing (dictated, talkative, interleaved …), each of many writers by many houses."""

_ODD_NUMBERS = (*range(39, 73), 79, 80, *range(86, 89), *range(93, 97), 98, 99)
_ODD_LETTERS = (*(f"9{letter}" for letter in "abcehijopr"), *(f"a{number}" for number in range(6)))
AGAINST_THE_READER = frozenset(f"z-{name}" for name in (*_ODD_NUMBERS, *_ODD_LETTERS))
"""Files, by how their names begin, that were written to be mistaken: misread moves told anew, private twins."""
ODD_TRUST = 0.25
"""What a message of those counts: they are half of all mail, but few in a mailbox. So plain mail is read better and
with truer confidence, and theirs better than without them (rules/README.md)."""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled message and the group of writers it comes from."""

    id: str
    group: str
    message: Message
    intent: Intent

    @property
    def trust(self) -> float:
        """What the message counts among those that are learnt from."""
        return ODD_TRUST if self.group[:4] in AGAINST_THE_READER else 1.0

    @property
    def fold(self) -> int:
        """Which part of the mail it is kept out with, so that no writer is both learnt from and judged."""
        if self.group in _DEALT_BY_MESSAGE:
            return fold_of(self.id)
        address = self.message.sender.email if self.message.sender else None
        return fold_of(domain_of(address) if address and self.group.startswith(_DEALT_BY_WRITER) else self.group)


def compact_mail(row: dict[str, Any]) -> bytes:
    """The raw mail that a compact row stands for."""
    mail = EmailMessage()
    name, address = parseaddr(row["from"])
    mail["From"] = f"{name} <{address}>" if address else row["from"]
    mail["To"] = OWNER_ADDRESS
    if row.get("reply_to"):
        mail["Reply-To"] = row["reply_to"]
    mail["Date"] = format_datetime(datetime.fromisoformat(row["date"]))
    mail["Subject"] = " ".join((row.get("subject") or "").split())
    mail.set_content(row["text"])
    return mail.as_bytes()


def files() -> list[Path]:
    """All files of mail to learn from, in a fixed order."""
    return [file for folder in ("corpus-train", "voices", "stock") for file in sorted((DATA / folder).glob("*.jsonl"))]


def examples_in(file: Path) -> list[Example]:
    """The messages of one file."""
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Example(row["id"], file.stem, read(compact_mail(row)), Intent(row["intent"])) for row in rows]


def owner_of(message: Message) -> Owner:
    """An owner who lives in the zone of the message's date."""
    offset = message.received_at.utcoffset()
    hours = round((offset.total_seconds() if offset else 0) / 3600)
    return Owner("", frozenset({OWNER_ADDRESS}), f"Etc/GMT{-hours:+d}" if hours else "UTC")
