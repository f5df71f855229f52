"""The demo's story, and the other program on its mailbox: delivers, and sends as a mail program does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from agent.rulebook import Rulebook
from rules.reading import Owner
from rules.waits import Wait
from rules.workdays import calendar_for


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that happens in the story; `at` is aware."""

    at: datetime
    mail: EmailMessage | None = None
    written: EmailMessage | None = None
    """A mail of the owner's own."""
    note_on: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happens, in order."""

    owner: Mapping[str, str]
    until: datetime
    sends_after: timedelta
    moves: tuple[Move, ...]

    def rulebook(self) -> Rulebook:
        """The owner's wishes: the defaults."""
        me = self.owner
        owner = Owner(me["name"], frozenset({me["address"]}), me["timezone"], me["country"])
        calendar = calendar_for(me["timezone"], me["country"])
        return Rulebook(owner, calendar, phone=me["phone"], home_address=me["address"])


def story() -> Story:
    """The story of agent/demo_story.yaml."""
    told = yaml.safe_load((files("agent") / "demo_story.yaml").read_text(encoding="utf-8"))
    zone = ZoneInfo(told["owner"]["timezone"])
    length = Wait.parse(told["sends_after"]).length
    return Story(told["owner"], _at(told["until"], zone), length, tuple(_moves(told, zone)))


def _moves(told: Mapping[str, Any], zone: ZoneInfo) -> Iterator[Move]:
    mails: list[EmailMessage] = []
    for move in told["moves"]:
        at = _at(move["at"], zone)
        if "mail" in move:
            mails.append(_mail(move["mail"], told["owner"], at, mails))
            yield Move(at, mail=mails[-1])
        elif "write" in move:
            yield Move(at, written=_written(move["write"], told["owner"], at, mails))
        else:
            yield Move(at, note_on=move["note"], text=move["text"])


def _mail(words: Mapping[str, Any], owner: Mapping[str, str], at: datetime, mails: list[EmailMessage]) -> EmailMessage:
    mail = EmailMessage()
    domain = words["from"].rpartition("@")[2].rstrip(">")
    mail["From"], mail["To"] = words["from"], f"{owner['name']} <{owner['address']}>"
    mail["Subject"], mail["Date"] = words["subject"], format_datetime(at)
    mail["Message-ID"] = f"<{len(mails) + 1}.{at:%Y%m%d%H%M}@{domain}>"
    return _finished(mail, words, mails)


def _written(
    words: Mapping[str, Any], owner: Mapping[str, str], at: datetime, mails: list[EmailMessage]
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{owner['name']} <{owner['address']}>", words["to"]
    mail["Subject"], mail["Date"] = f"Re: {mails[words['reply_to'] - 1]['Subject']}", format_datetime(at)
    mail["Message-ID"] = f"<{at:%Y%m%d%H%M}@{owner['address'].partition('@')[2]}>"
    return _finished(mail, words, mails)


def _finished(mail: EmailMessage, words: Mapping[str, Any], mails: list[EmailMessage]) -> EmailMessage:
    if "reply_to" in words:
        mail["In-Reply-To"] = mail["References"] = str(mails[words["reply_to"] - 1]["Message-ID"])
    mail.set_content(words["body"])
    return mail


def _at(text: object, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(str(text)).replace(tzinfo=zone)


class MailClient:
    """The other program on the mailbox."""

    def __init__(self, root: Path, owner: Mapping[str, str]) -> None:
        self._root, self._count = root, 0
        self._zone = ZoneInfo(owner["timezone"])
        for folder in (root, root / ".Sent", root / ".Drafts"):
            for sub in ("cur", "new", "tmp"):
                (folder / sub).mkdir(parents=True, exist_ok=True)

    def deliver(self, mail: EmailMessage) -> None:
        """A mail comes in."""
        (self._root / "new" / self._name()).write_bytes(mail.as_bytes())

    def put_sent(self, mail: EmailMessage) -> None:
        """The owner sends a mail of their own."""
        (self._root / ".Sent" / "cur" / f"{self._name()}:2,S").write_bytes(mail.as_bytes())

    def send_drafts(self, at: datetime) -> None:
        """Everything in Drafts goes out as it is; the time of sending is its Date, as mail programs do."""
        date = f"Date: {format_datetime(at.astimezone(self._zone))}".encode()
        for draft in sorted((self._root / ".Drafts" / "cur").iterdir()):
            sent = re.sub(rb"^Date: [^\r\n]*", date, draft.read_bytes(), count=1, flags=re.MULTILINE | re.IGNORECASE)
            (self._root / ".Sent" / "cur" / f"{draft.name.partition(':')[0]}:2,S").write_bytes(sent)
            draft.unlink()

    def _name(self) -> str:
        self._count += 1
        return f"{1_700_000_000 + self._count}.M{self._count}P1.demo"
