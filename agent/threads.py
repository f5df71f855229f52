"""The correspondence with one employer about one role, and everything remembered of it (BEHAVIOUR "Words").

Values only: frozen dataclasses that the pure modules (`incoming`, `outgoing`, `passing`, `plan`) turn into new ones;
the store keeps one document a thread. All datetimes are aware; dates are in the owner's zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from agent.lifecycle import CloseReason, Position, State
from agent.same_names import merge_people
from rules.pacing import Step
from rules.reading import Intent, Medium, Person, Stage

ThreadId = NewType("ThreadId", str)

FOLLOW_UPS = (Step.CHECK_IN, Step.NUDGE, Step.CLOSING)
"""The steps that wait for silence; B15, B16, B22 and B26 speak of these."""


class Turn(StrEnum):
    """Who has to write next (B14)."""

    OWNER = "owner"
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True)
class MailRef:
    """One mail of the thread, as far as an answer to it needs to know (no text)."""

    mailbox: str
    key: str
    message_id: str | None
    references: tuple[str, ...]
    subject: str
    at: datetime
    conversation_id: str | None = None
    language: str | None = None
    addressed_to: str | None = None
    """The owner's own address that it was written to."""
    address: str | None = None
    """"formal" or "informal": how it addresses the owner (B32)."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at the employer whose address the employer itself used in this thread (B30)."""

    email: str
    name: str | None = None
    last_mail: MailRef | None = None
    """Their most recent mail to the owner, if they ever wrote (B31)."""
    is_organiser: bool = False
    is_bad: bool = False
    """Mail to it bounced (B16)."""
    back_on: date | None = None
    """First day back, from their automatic reply (B16)."""


@dataclass(frozen=True, slots=True)
class Session:
    """One interview of a round."""

    start: datetime
    end: datetime | None
    stated_at: datetime
    uid: str | None = None
    sequence: int = 0
    stage: Stage | None = None
    medium: Medium | None = None
    interviewers: tuple[Person, ...] = ()
    conversation: str | None = None
    is_cancelled: bool = False
    other_events: tuple[tuple[str, int], ...] = ()
    """UID and SEQUENCE of calendar events that announced it before: a hold, a hiring system's own invitation."""

    @property
    def events(self) -> dict[str, int]:
        """The SEQUENCE of every calendar event that announced it, by UID."""
        return dict(self.other_events) | ({self.uid: self.sequence} if self.uid else {})


@dataclass(frozen=True, slots=True)
class Round:
    """All interviews of a thread on one local date (a panel day), or the only one."""

    number: int
    sessions: tuple[Session, ...]
    ended_at: datetime | None = None
    """When its end was noticed to have passed; None while it lies ahead."""
    thanks_settled_at: datetime | None = None
    """Every thank-you of the round went out, was skipped or was overtaken."""
    thanks_sent: bool = False
    thanked: frozenset[str] = frozenset()
    """Addresses already thanked, by a draft or by the owner's own mail."""
    did_happen: bool = True
    is_moot: bool = False
    """It lay ahead when its thread ended, and does so again if that is reopened."""

    @property
    def held(self) -> tuple[Session, ...]:
        """The sessions that were not called off."""
        return () if self.is_moot else tuple(s for s in self.sessions if not s.is_cancelled)

    @property
    def is_off(self) -> bool:
        """Nothing of it took or will take place."""
        return not self.did_happen or not self.held

    @property
    def start(self) -> datetime:
        """Start of the first session."""
        return min(s.start for s in self.held or self.sessions)

    def end(self, default_length: timedelta) -> datetime:
        """End of the last session (no end given: start + `default_length`, B12)."""
        return max(s.end or s.start + default_length for s in self.held or self.sessions)

    @property
    def interviewers(self) -> tuple[Person, ...]:
        """Everybody who interviews, each once."""
        return merge_people(p for s in self.held for p in s.interviewers)

    @property
    def stage(self) -> Stage | None:
        """Stage of the first session that states one."""
        return next((s.stage for s in self.held if s.stage), None)

    @property
    def medium(self) -> Medium | None:
        """Medium of the first session that states one."""
        return next((s.medium for s in self.held if s.medium), None)


@dataclass(frozen=True, slots=True)
class Promise:
    """The day by which the employer said they would answer (B21)."""

    by: date
    stated_at: datetime
    is_owners: bool = False
    """Told by the owner (`note`), not read in mail."""
    is_spent: bool = False
    """A step was sent since: it moves nothing any more, but the words may still refer to it (B21, B32)."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What the employer waits for (B14)."""

    at: datetime
    intent: Intent
    by: str | None
    """Address of whoever asked."""
    conversation: str | None
    """See `agent.linking.conversation_of`."""
    message_id: str | None = None


class DraftStatus(StrEnum):
    """Life of a draft (B33)."""

    PLANNED = "planned"
    LIVE = "live"
    EDITED = "edited"
    WITHDRAWING = "withdrawing"
    SENT = "sent"
    GONE = "gone"
    WITHDRAWN = "withdrawn"


OPEN_DRAFT = (DraftStatus.PLANNED, DraftStatus.LIVE, DraftStatus.EDITED)


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft of ours. `body` is kept only as long as it is live (it may have to be reworded)."""

    id: str
    step: Step
    round: int
    to: Person | None
    mailbox: str
    message_id: str
    subject: str
    body: str
    digest: str
    """Of the facts in it; another digest means the words went stale (B27)."""
    inputs: str = field(default="", kw_only=True)
    """Of all that it was written from; while these are the same, so are the facts."""
    planned_at: datetime
    status: DraftStatus = DraftStatus.PLANNED
    sentences: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()
    """Which slot of the built-in material each sentence of the text is from, in their order; empty for other words."""
    reply_to: MailRef | None = None
    carries_thanks: bool = False
    ref: str | None = None
    """The provider's handle, encoded; None until it was placed."""
    placed_at: datetime | None = None
    ended_at: datetime | None = None
    missing_since: datetime | None = None
    """Seen gone once; one more look decides (a client may be moving it to Sent)."""
    begun_at: datetime | None = None
    """When placing it was first tried: from then on it may exist although `ref` is not known (B34)."""
    is_stale: bool = False
    """Its words were renewed here and wait to replace those in the mailbox (B27)."""
    why: str = ""
    """Why it was withdrawn."""
    attachments: tuple[str, ...] = ()
    """Files that its words say are attached."""
    promised: str = ""
    """What its words promise to send later; the owner is reminded of it."""
    polished_for: str = ""
    """The `digest` of the wording that a language model was asked to polish last."""
    wording: str = ""
    """Where its words come from, if not from the built-in material alone; for `why`."""
    sought_in: frozenset[str] = frozenset()
    """Mailboxes that do not hold it, since its own is not configured any more (`agent.strays`)."""
    skips: bool = False
    """Once it is withdrawn, its step counts as skipped (B33)."""

    @property
    def address(self) -> str | None:
        """Whom it is written to."""
        return self.to.email if self.to else None

    @property
    def is_out(self) -> bool:
        """Withdrawn: if its step is due again after all, it is written again."""
        return self.status in (DraftStatus.WITHDRAWING, DraftStatus.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Done:
    """A step that is over: sent, counted as sent, or skipped."""

    step: Step
    round: int
    at: datetime
    was_sent: bool


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the owner's about this thread (B35)."""

    kind: str
    text: str
    at: datetime
    file: str | None = None
    """What is to be attached where the draft speaks of it; as the owner's machine names it."""
    source: str = ""
    """ "file" for a line of the thread's notes file, which comes and goes with that file."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A day that the owner chose for a follow-up, for a reason of the company's ("the launch on the 12th")."""

    step: Step
    round: int
    on: date
    because: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class ThreadWarning:
    """A reason not to trust a mail of this thread (B8)."""

    text: str
    at: datetime
    message: str


@dataclass(frozen=True, slots=True)
class Thread:
    """The whole memory of one thread."""

    id: ThreadId
    mailbox: str
    root: str
    """Message-ID (or key) of the mail that began it: the same on every machine, so draft ids are too (B34)."""
    began_at: datetime
    position: Position
    company: str | None = None
    role: str | None = None
    language: str | None = None
    before_closed: State | None = None
    rounds: tuple[Round, ...] = ()
    contacts: tuple[Contact, ...] = ()
    promise: Promise | None = None
    ask: Ask | None = None
    heard_at: datetime | None = None
    """Last employer message that restarts the wait (B15)."""
    wrote_at: datetime | None = None
    """Last mail of the owner's own, our drafts not counted (B14, B33)."""
    rejected_at: datetime | None = None
    done: tuple[Done, ...] = ()
    drafts: tuple[Draft, ...] = ()
    notes: tuple[Note, ...] = ()
    topic: str | None = None
    starts_on: date | None = None
    material_at: datetime | None = None
    """What the employer said last of the role's first day, and when they last sent something to read (B32)."""
    warnings: tuple[ThreadWarning, ...] = ()
    holds: tuple[str, ...] = ()
    """Messages whose linking is unsettled (B17)."""
    keys: frozenset[str] = frozenset()
    """What links a message to this thread; see `agent.linking`."""
    told: frozenset[str] = frozenset()
    """Notices already given, so that none is given twice."""
    snoozed_until: datetime | None = None
    withdrawal_wanted_at: datetime | None = None
    """The owner took another offer (B36)."""
    no_phone_calls: bool = False
    phone: str | None = None
    locked: frozenset[str] = frozenset()
    """Facts that the owner corrected; later readings leave them alone."""
    trusted: bool = False
    pin: Pin | None = None

    @property
    def state(self) -> State:
        """The state of B12."""
        return self.position.state

    @property
    def reason(self) -> CloseReason | None:
        """Why it is closed."""
        return self.position.reason

    @property
    def is_over(self) -> bool:
        """Closed or rejected."""
        return self.state in (State.CLOSED, State.REJECTED)

    @property
    def turn(self) -> Turn | None:
        """Whose turn it is (B14); None once it is over."""
        if self.is_over:
            return None
        return Turn.OWNER if self.ask else Turn.EMPLOYER

    @property
    def live_promise(self) -> Promise | None:
        """The promise, unless it is spent (B21)."""
        return self.promise if self.promise and not self.promise.is_spent else None

    @property
    def last_round(self) -> Round | None:
        """The latest round that ended and took place."""
        ended = [r for r in self.rounds if r.ended_at and not r.is_off]
        return max(ended, key=lambda r: r.start) if ended else None

    @property
    def next_round(self) -> Round | None:
        """The earliest round that lies ahead."""
        ahead = [r for r in self.rounds if not r.ended_at and not r.is_off]
        return min(ahead, key=lambda r: r.start) if ahead else None

    def draft(self, draft_id: str) -> Draft | None:
        """The draft with this id."""
        return next((d for d in self.drafts if d.id == draft_id), None)

    def open_drafts(self, *steps: Step) -> tuple[Draft, ...]:
        """Drafts that are planned, live or edited, of these steps (all if none is named)."""
        return tuple(d for d in self.drafts if d.status in OPEN_DRAFT and (not steps or d.step in steps))

    def contact(self, email: str | None) -> Contact | None:
        """The contact with this address."""
        return next((c for c in self.contacts if c.email == email), None) if email else None

    def with_draft(self, draft: Draft) -> Thread:
        """The thread with this draft put in the place of its former self, or added."""
        if self.draft(draft.id):
            return replace(self, drafts=tuple(draft if d.id == draft.id else d for d in self.drafts))
        return replace(self, drafts=(*self.drafts, draft))

    def with_round(self, round_: Round) -> Thread:
        """The thread with this round put in the place of its former self, or added."""
        if any(r.number == round_.number for r in self.rounds):
            return replace(self, rounds=tuple(round_ if r.number == round_.number else r for r in self.rounds))
        return replace(self, rounds=(*self.rounds, round_))

    def with_contact(self, contact: Contact) -> Thread:
        """The thread with this contact put in the place of its former self, or added."""
        if self.contact(contact.email):
            return replace(self, contacts=tuple(contact if c.email == contact.email else c for c in self.contacts))
        return replace(self, contacts=(*self.contacts, contact))
