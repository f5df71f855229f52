"""A small world for tests of the engine: one owner, employers who write, a mailbox in memory, a clock that is moved.

Mail in this world says in so many words how it is to be read (`reading=`), so that these tests are about what the
agent does
and not about how well it reads. Everything else is the real thing: parsing, linking, lifecycle, planning, store,
provider.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent import board
from agent.clock import ManualClock
from agent.cycle import Cycle
from agent.happenings import Change
from agent.judging import Judged, Unreadable, judge_in_context
from agent.observing import Observed
from agent.rulebook import Rulebook
from agent.spoken import Guard, Told, loudly
from agent.store import Store
from agent.threads import Thread
from providers.flowed import text_of
from providers.interface import Folder, RawMessage
from providers.memory import Memory, StoredDraft
from rules import parsing
from rules.certainty import Context
from rules.reading import (
    Bounce,
    Intent,
    Interview,
    Medium,
    Owner,
    Person,
    Reading,
    SentIntent,
    SentReading,
    Stage,
    Start,
)
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


@dataclass(frozen=True)
class Envelope:
    """What a mail carries beside its words."""

    headers: Mapping[str, str] = field(default_factory=dict)
    invitation: str | None = None
    """The lines of a VEVENT (see `vevent`), sent as a calendar part."""
    method: str = "REQUEST"
    text: str | None = None
    """What the mail says, where that matters; how it is to be read then stands in a header."""
    dated: str | None = None
    """When it came, or was sent, if the agent sees it only later."""

    def close(self, mail: EmailMessage) -> None:
        """Put it all on the mail."""
        if self.text is not None:
            words = str(mail.get_content())
            mail.set_content(self.text)
            packed = b64encode(words.encode()).decode()
            mail["X-Reading"] = " ".join(packed[i : i + 60] for i in range(0, len(packed), 60))
        for name, value in self.headers.items():
            del mail[name]
            mail[name] = value
        if self.invitation is not None:
            lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{self.method}", "BEGIN:VEVENT"]
            text = "\r\n".join([*lines, self.invitation, "END:VEVENT", "END:VCALENDAR", ""])
            mail.add_alternative(text, subtype="calendar", params={"method": self.method})


def vevent(
    uid: str, start: str, end: str, organiser: Person, *attendees: Person, sequence: int = 0, **more: str
) -> str:
    """The lines of an event on the owner's clock; `more` gives an attendee's parameters by their local part."""
    moments = {"DTSTART": at(start), "DTEND": at(end)}
    lines = [f"UID:{uid}", f"SEQUENCE:{sequence}"]
    lines += [f"{name}:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" for name, moment in moments.items()]
    lines += [f"ORGANIZER;CN={organiser.name}:mailto:{organiser.email}"]
    for person in attendees:
        extra = more.get((person.email or "").partition("@")[0], "")
        lines.append(f"ATTENDEE;CN={person.name}{extra}:mailto:{person.email}")
    return "\r\n".join(lines)


@dataclass
class World:
    """The owner's mailbox and everybody around it. Times are New York's."""

    now: str = "2026-05-04 09:00"
    settings: dict[str, Any] = field(default_factory=dict)
    mailboxes: Sequence[str] = ("main",)
    """The owner's accounts; `mailbox` and `cycle` are those of the first."""
    observe: bool = False
    path: str = ":memory:"
    """Where the store lies."""
    open_store: Callable[[str], Store] = Store
    judge: Callable[[RawMessage, Owner], Judged | Unreadable] | None = None
    """How mail is read; by default as it says itself (`said`)."""
    judge_again: Callable[[Judged, Owner, Context], Judged] | None = None
    """How mail is read once more by somebody whom a thread knows; by default as before."""
    is_started: bool = True
    """False: the agent is first started by `run`, and mail may lie there before."""
    rulebook: Rulebook = field(init=False)
    guard: Guard = loudly
    """What a mistake of the program's own may stop; by default everything, so that tests see it."""
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        owner = Owner("Jordan Ellis", frozenset({OWNER}), "America/New_York", "US")
        calendar = calendar_for("America/New_York", "US")
        self.rulebook = Rulebook(owner, calendar, phone="+1 212 555 0147", home_address=OWNER, **self.settings)
        self.clock = ManualClock(at(self.now))
        self.boxes = {name: Memory(self.clock.now) for name in self.mailboxes}
        self.store = self.open_store(self.path)
        self._sent = 0
        self._open()
        if self.is_started:
            self.run()

    def _open(self) -> None:
        self.mailbox = self.boxes[self.mailboxes[0]]
        self.rulebook = replace(self.rulebook, mailboxes=tuple(self.mailboxes))
        self.observed = Observed()
        self.cycles = {name: self._cycle(name) for name in self.mailboxes}
        self.cycle = self.cycles[self.mailboxes[0]]

    def _cycle(self, name: str) -> Cycle:
        return Cycle(
            name,
            self.boxes[name],
            self.store,
            self.rulebook,
            self.clock,
            look_back=timedelta(days=30),
            listen=self.told.append,
            judge=self.judge or said,
            judge_again=self.judge_again or (judge_in_context if self.judge else lambda judged, *_: judged),
            observe=self.observe,
            observed=self.observed,
            expected=self.mailboxes,
            guard=self.guard,
        )

    def run(self) -> None:
        """A cycle of every mailbox; a second one where there are several, for what one brings to another."""
        for _ in range(min(2, len(self.cycles))):
            for cycle in self.cycles.values():
                cycle.run()

    def restart(self, **settings: Any) -> None:
        """The program starts anew on the same store and mailboxes, perhaps with settings changed."""
        self.rulebook = replace(self.rulebook, **settings)
        self.boxes = {name: box.reopened() for name, box in self.boxes.items()}
        self._open()

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
            self.run()
        self.clock.set(end)
        self.run()
        return self

    def sleep_until(self, moment: str) -> World:
        """Let time pass with the machine asleep: no cycle until the end of it."""
        self.clock.set(at(moment))
        self.run()
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
        envelope: Envelope | None = None,
        mailbox: str | None = None,
        **facts: Any,
    ) -> str:
        """A mail from the employer at that moment; gives its Message-ID."""
        self.until(moment)
        message_id = self._deliver(
            sender,
            subject,
            reply_to,
            conversation,
            envelope,
            mailbox,
            intent=intent.value,
            company=company,
            role=role,
            **facts,
        )
        self.run()
        return message_id

    def _deliver(
        self,
        sender: Person,
        subject: str,
        reply_to: str | None,
        conversation: str | None,
        envelope: Envelope | None = None,
        mailbox: str | None = None,
        **reading: Any,
    ) -> str:
        mail, message_id = self._mail(sender, Person("Jordan Ellis", OWNER), subject, reply_to)
        mail.set_content(json.dumps(reading, default=_plain))
        if envelope:
            envelope.close(mail)
        box = self.boxes[mailbox or self.mailboxes[0]]
        received = at(envelope.dated) if envelope and envelope.dated else self.clock.now()
        box.deliver(mail.as_bytes(), received_at=received, conversation_id=conversation)
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
        mailbox: str | None = None,
        envelope: Envelope | None = None,
        **facts: Any,
    ) -> str:
        """A mail of the owner's own."""
        self.until(moment)
        mail, message_id = self._mail(Person("Jordan Ellis", OWNER), to, subject, reply_to)
        mail.set_content(json.dumps({"sent": intent.value, **facts}))
        if envelope:
            envelope.close(mail)
        box, dated = self.boxes[mailbox or self.mailboxes[0]], envelope.dated if envelope else None
        box.owner_sends(mail.as_bytes(), at=at(dated) if dated else None, conversation_id=conversation)
        self.run()
        return message_id

    def owner_notes(self, moment: str, subject: str, text: str) -> None:
        """A mail of the owner to themselves (B35)."""
        self.until(moment)
        mail, _ = self._mail(Person("Jordan Ellis", OWNER), Person("Jordan Ellis", OWNER), subject, None)
        mail.set_content(text)
        self.mailbox.owner_sends(mail.as_bytes())
        self.run()

    def corrects(self, moment: str, correction: Callable[[Thread, datetime], Change], company: str = "") -> None:
        """A command of the owner's on the only thread, or on that of a company; then a cycle."""
        self.until(moment)
        now = self.clock.now()
        (thread,) = [t for t in self.store.threads() if company in (t.company or "")]
        with self.store.decision():
            change = correction(thread, now)
            self.store.put_thread(change.thread, now, now, self.rulebook.calendar.local_date)
            self.store.put_entries(change.entries)
        self.run()

    def owner_sends_drafts(self, moment: str, *, changes_message_id: bool = False) -> None:
        """The owner sends everything that lies in Drafts."""
        self.until(moment)
        for box in self.boxes.values():
            for draft in box.drafts():
                box.owner_sends_draft(draft.id, at=self.clock.now(), changes_message_id=changes_message_id)
        self.run()

    def owner_edits_drafts(self, moment: str) -> None:
        """The owner rewrites everything that lies in Drafts."""
        self.until(moment)
        for draft in self.mailbox.drafts():
            self.mailbox.owner_edits(draft.id, draft.mime + b"\r\nOne more line.\r\n")
        self.run()

    def owner_deletes_drafts(self, moment: str) -> None:
        """The owner throws everything in Drafts away; it takes two looks to be sure of it."""
        self.until(moment)
        for draft in self.mailbox.drafts():
            self.mailbox.owner_deletes(draft.id)
        self.run()
        self.run()

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

    def draft(self) -> EmailMessage:
        """The only draft there is, as a mail."""
        (draft,) = self.mailbox.drafts()
        return message_from_bytes(draft.mime, policy=default)

    def body(self) -> str:
        """The words of the only draft."""
        part = self.draft().get_body(("plain",))
        assert part is not None
        return text_of(part)

    def thread(self) -> Thread:
        """The only thread there is."""
        (thread,) = self.store.threads()
        return thread

    def of(self, company: str) -> Thread:
        """The thread with that company."""
        (thread,) = [t for t in self.store.threads() if company in (t.company or "")]
        return thread

    def row(self) -> dict[str, Any]:
        """The only thread as `status --json` has it."""
        looks = frozenset(name for look in self.store.looks() for name in look.threads)
        return board.row(self.thread(), looks, self.rulebook, self.clock.now())

    def notices(self) -> list[str]:
        """What the owner was told."""
        return [text for _, text in self.events("notified")]

    def events(self, *kinds: str) -> list[tuple[str, str]]:
        """("2026-05-11 15:45", what) of what was told: the new state, or the kind of draft."""
        wanted = [t.entry for t in self.told if t.entry.event in kinds]
        return [
            (
                f"{e.at.astimezone(NEW_YORK):%Y-%m-%d %H:%M}",
                str(e.data.get("to")) if e.event == "state_changed" else _what(e.data),
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
    hidden = message_from_bytes(raw.mime)["X-Reading"]
    text = b64decode(hidden).decode() if hidden else message.own_text.replace("\n", " ")
    words = json.loads(text) if text.startswith("{") else {"intent": "unrelated"}
    if raw.folder is Folder.SENT:
        if message.subject.startswith("Notes"):
            return Judged(raw, message, message.received_at, sent=SentReading(SentIntent.NOTES, 1.0))
        sent = SentReading(SentIntent(words.get("sent", "other")), 1.0, role=words.get("role"))
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
        "runner_up": Intent,
        "start": lambda s: Start(s["on"] and date.fromisoformat(s["on"])),
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


__all__ = ["DANA", "OWNER", "PRIYA", "UTC", "Envelope", "World", "at", "interview", "mail_of", "said", "vevent"]
