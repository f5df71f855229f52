"""A small world for tests of the engine: one owner, employers who write, a mailbox in memory, a clock that is moved.

Mail in this world says in so many words how it is to be read (`reading=`), so that these tests are about what the
agent does
and not about how well it reads. Everything else is the real thing: parsing, linking, lifecycle, planning, store,
provider.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.clock import ManualClock
from agent.cycle import Cycle, Told
from agent.judging import Judged, Unreadable
from agent.rulebook import Rulebook
from agent.store import Store
from agent.threads import Thread
from providers.interface import Folder, RawMessage
from providers.memory import Memory, StoredDraft
from rules import parsing
from rules.reading import Bounce, Intent, Interview, Medium, Owner, Person, Reading, SentIntent, SentReading, Stage
from rules.workdays import calendar_for

OWNER = "jordan@ellis.example"
PRIYA = Person("Priya Raman", "priya@northwind.example")
DANA = Person("Dana Cole", "dana@northwind.example")
NEW_YORK = ZoneInfo("America/New_York")


def at(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """`at("2026-05-11 14:00")`: a moment on the owner's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def interview(
    start: str, end: str | None = None, *interviewers: Person, uid: str | None = None, **more: Any
) -> Interview:
    """An interview on one day: `interview("2026-05-11 14:00", "14:45", PRIYA)`."""
    begins = at(start)
    ends = at(f"{start[:10]} {end}") if end else None
    return Interview(begins, ends, interviewers=interviewers, uid=uid, **more)


@dataclass
class World:
    """The owner's mailbox and everybody around it. Times are New York's."""

    now: str = "2026-05-04 09:00"
    settings: dict[str, Any] = field(default_factory=dict)
    rulebook: Rulebook = field(init=False)
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        owner = Owner("Jordan Ellis", frozenset({OWNER}), "America/New_York", "US")
        calendar = calendar_for("America/New_York", "US")
        self.rulebook = Rulebook(owner, calendar, phone="+1 212 555 0147", home_address=OWNER, **self.settings)
        self.clock = ManualClock(at(self.now))
        self.mailbox = Memory(self.clock.now)
        self.store = Store(":memory:")
        self.cycle = self._cycle()
        self._sent = 0
        self.cycle.run()

    def _cycle(self) -> Cycle:
        return Cycle(
            "main",
            self.mailbox,
            self.store,
            self.rulebook,
            self.clock,
            look_back=timedelta(days=30),
            listen=self.told.append,
            judge=said,
        )

    def restart(self) -> None:
        """The program starts anew on the same store and mailbox."""
        self.mailbox = self.mailbox.reopened()
        self.cycle = self._cycle()

    # Time

    def until(self, moment: str) -> World:
        """Let time pass, with a cycle at every moment at which something can happen."""
        end = at(moment)
        while True:
            wake = self.store.next_wake()
            following = wake if wake and wake > self.clock.now() else None
            if following is None or following > end:
                break
            self.clock.set(following)
            self.cycle.run()
        self.clock.set(end)
        self.cycle.run()
        return self

    def sleep_until(self, moment: str) -> World:
        """Let time pass with the machine asleep: no cycle until the end of it."""
        self.clock.set(at(moment))
        self.cycle.run()
        return self

    # People

    def employer(
        self,
        moment: str,
        intent: Intent,
        *,
        sender: Person = PRIYA,
        subject: str = "Interview",
        reply_to: str | None = None,
        company: str | None = "Northwind",
        role: str | None = "Data Engineer",
        conversation: str | None = None,
        **facts: Any,
    ) -> str:
        """A mail from the employer at that moment; gives its Message-ID."""
        self.until(moment)
        message_id = self._deliver(
            sender, subject, reply_to, conversation, intent=intent.value, company=company, role=role, **facts
        )
        self.cycle.run()
        return message_id

    def _deliver(
        self, sender: Person, subject: str, reply_to: str | None, conversation: str | None, **reading: Any
    ) -> str:
        mail, message_id = self._mail(sender, Person("Jordan Ellis", OWNER), subject, reply_to)
        mail.set_content(json.dumps(reading, default=_plain))
        self.mailbox.deliver(mail.as_bytes(), received_at=self.clock.now(), conversation_id=conversation)
        return message_id

    def owner_writes(
        self,
        moment: str,
        to: Person = PRIYA,
        *,
        subject: str = "Re: Interview",
        reply_to: str | None = None,
        intent: SentIntent = SentIntent.OTHER,
        conversation: str | None = None,
    ) -> str:
        """A mail of the owner's own."""
        self.until(moment)
        mail, message_id = self._mail(Person("Jordan Ellis", OWNER), to, subject, reply_to)
        mail.set_content(json.dumps({"sent": intent.value}))
        self.mailbox.owner_sends(mail.as_bytes(), conversation_id=conversation)
        self.cycle.run()
        return message_id

    def owner_sends_drafts(self, moment: str, *, changes_message_id: bool = False) -> None:
        """The owner sends everything that lies in Drafts."""
        self.until(moment)
        for draft in self.mailbox.drafts():
            self.mailbox.owner_sends_draft(draft.id, at=self.clock.now(), changes_message_id=changes_message_id)
        self.cycle.run()

    def owner_edits_drafts(self, moment: str) -> None:
        """The owner rewrites everything that lies in Drafts."""
        self.until(moment)
        for draft in self.mailbox.drafts():
            self.mailbox.owner_edits(draft.id, draft.mime + b"\r\nOne more line.\r\n")
        self.cycle.run()

    def owner_deletes_drafts(self, moment: str) -> None:
        """The owner throws everything in Drafts away; it takes two looks to be sure of it."""
        self.until(moment)
        for draft in self.mailbox.drafts():
            self.mailbox.owner_deletes(draft.id)
        self.cycle.run()
        self.cycle.run()

    def _mail(self, sender: Person, to: Person, subject: str, reply_to: str | None) -> tuple[EmailMessage, str]:
        self._sent += 1
        assert sender.email
        message_id = f"<{self._sent}@{sender.email.rpartition('@')[2]}>"
        mail = EmailMessage()
        mail["From"], mail["To"] = f"{sender.name} <{sender.email}>", f"{to.name} <{to.email}>"
        mail["Subject"], mail["Date"], mail["Message-ID"] = subject, format_datetime(self.clock.now()), message_id
        if reply_to:
            mail["In-Reply-To"] = mail["References"] = reply_to
        return mail, message_id

    # Looking

    def drafts(self) -> list[StoredDraft]:
        """What lies in Drafts."""
        return self.mailbox.drafts()

    def thread(self) -> Thread:
        """The only thread there is."""
        (thread,) = self.store.threads()
        return thread

    def events(self, *kinds: str) -> list[tuple[str, str]]:
        """("2026-05-11 15:45", what) of what was told: the new state, or the kind of draft."""
        wanted = [t.entry for t in self.told if t.entry.event in kinds]
        return [
            (
                f"{e.at.astimezone(NEW_YORK):%Y-%m-%d %H:%M}",
                e.data.get("to") if e.event == "state_changed" else _what(e.data),
            )
            for e in wanted
        ]

    def states(self) -> list[str]:
        """The states the threads went through."""
        return [what for _, what in self.events("state_changed")]

    def placed(self) -> list[tuple[str, str]]:
        """When which kind of draft was placed."""
        return self.events("draft_placed")

    def sent_to(self, kind: str) -> list[str]:
        """Addresses of the drafts of one kind that were placed."""
        return [
            a
            for t in self.told
            if t.entry.event == "draft_placed" and t.entry.data["kind"] == kind
            for a in t.entry.data["to"]
        ]


def mail_of(
    sender: Person, message_id: str, moment: datetime, reading: dict[str, Any], *, references: str | None = None
) -> bytes:
    """A mail to the owner that is to be read so."""
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{sender.name} <{sender.email}>", f"Jordan Ellis <{OWNER}>"
    mail["Subject"], mail["Date"], mail["Message-ID"] = "Interview", format_datetime(moment), message_id
    if references:
        mail["In-Reply-To"] = mail["References"] = references
    mail.set_content(json.dumps(reading, default=_plain))
    return mail.as_bytes()


def said(raw: RawMessage, owner: Owner) -> Judged | Unreadable:
    """Read a mail of this world as it says it is to be read."""
    message = parsing.read(raw.mime, raw.received_at)
    text = message.own_text.replace("\n", " ")
    words = json.loads(text) if text.startswith("{") else {"intent": "unrelated"}
    if raw.folder is Folder.SENT:
        sent = SentReading(SentIntent(words.get("sent", "other")), 1.0)
        return Judged(raw, message, message.received_at, sent=sent)
    return Judged(raw, message, message.received_at, reading=_reading(words))


def _reading(words: dict[str, Any]) -> Reading:
    facts = dict(words)
    reading = Reading(Intent(facts.pop("intent")), 0.99, facts.pop("sure", True), language="en")
    convert: dict[str, Callable[[Any], Any]] = {
        "interview": _interview,
        "contact": _person,
        "decision_by": date.fromisoformat,
        "returns_on": date.fromisoformat,
        "bounce": lambda b: Bounce(**b),
    }
    return replace(reading, **{k: convert[k](v) if k in convert and v is not None else v for k, v in facts.items()})


def _interview(words: dict[str, Any]) -> Interview:
    values = {
        **words,
        "start": datetime.fromisoformat(words["start"]),
        "end": words["end"] and datetime.fromisoformat(words["end"]),
    }
    values["stage"] = words["stage"] and Stage(words["stage"])
    values["medium"] = words["medium"] and Medium(words["medium"])
    values["interviewers"] = tuple(_person(p) for p in words["interviewers"])
    values["organiser"] = words["organiser"] and _person(words["organiser"])
    return Interview(**values)


def _person(words: dict[str, Any]) -> Person:
    return Person(words["name"], words["email"])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    raise TypeError(type(value))


def _what(data: Any) -> str:
    return str(data.get("kind") or data.get("text") or data.get("intent"))


__all__ = ["DANA", "OWNER", "PRIYA", "UTC", "World", "at", "interview", "mail_of", "said"]
