"""What a draft is made from and what comes of it: plain values between the engine and the words (B30 to B33)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rules.pacing import Step
from rules.reading import Medium, Person, Stage

TONES = ("warm", "neutral", "formal", "brief")
LENGTHS = ("short", "long")
NOTE_KINDS = ("about", "concern", "ask", "promised", "connection")
ADDRESSES = ("formal", "informal")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The message that a draft replies to (B31). Ids keep their angle brackets."""

    message_id: str
    references: tuple[str, ...]
    """Its own References, oldest first."""
    subject: str


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the owner's notes (B35). `private:` lines never come this far."""

    kind: str
    """One of `NOTE_KINDS`."""
    text: str
    file: str | None = None
    """Where the promised thing lies, if it is to be attached."""


@dataclass(frozen=True, slots=True)
class Signature:
    """How the owner ends a mail: name, phone and link, each on its own line, as configured (B32)."""

    name: str
    phone: str | None
    link: str | None


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """Everything that one draft may say. An unknown fact is None, and its sentence is dropped (B32).

    Texts may be as raw as the mail had them: they are cleaned before they are used.
    """

    step: Step
    to: Person | None
    """None: no usable address is known, and the draft gets an empty To (B30)."""
    sender: Person
    """The owner: name, and the address to write from."""
    signature: Signature
    company: str | None
    role: str | None
    language: str | None
    """ISO 639-1; a language without sentence material, or None, is written in English."""
    tone: str
    """One of `TONES`."""
    interview_on: date | None
    """The round's day as the employer stated it; the owner's where they stated the time in UTC."""
    stage: Stage | None
    medium: Medium | None
    other_interviewers: int
    """How many others interviewed in the same round."""
    panel_index: int
    """Which of the round's thank-yous this is, from 0."""
    panel_size: int
    """How many thank-yous the round gets; 1 for the other steps."""
    promise: date | None
    """The day by which the employer said they would answer."""
    carries_thanks: bool
    """The thank-you was overtaken, so this draft thanks for the interview (B33)."""
    topic: str | None
    """A phrase for something specific that the mail itself offers."""
    fit: str | None
    """One line of fit from the owner's profile: a phrase ("six years of grid data"), or a whole sentence."""
    notes: tuple[Note, ...]
    used_sentences: frozenset[str]
    """The `Composed.sentences` of all earlier drafts in the thread."""
    may_ask_referral: bool
    today: date
    anchor: Anchor | None
    """None: the draft begins a new conversation (B31)."""
    message_id: str
    """The draft's own Message-ID."""
    written_at: datetime
    """Aware; becomes the Date header."""
    country: str | None = None
    """The owner's country (ISO 3166), for the order of day and month; unknown is written as in the US."""
    to_interviewed: bool = True
    """False for a thank-you to a contact who was not in the interview: it then claims no conversation with them."""
    length: str | None = None
    """One of `LENGTHS`; None: as long as the tone wants."""
    event: str | None = None
    """Why the owner moved this step to its day ("the launch on the 12th"), as they wrote it."""
    own_greeting: str | None = None
    """How the owner greets by name, as a template with `given` or `full`; used where no title asks for another."""
    own_sign_off: str | None = None
    left_out: frozenset[str] = frozenset()
    """Slots of this step that the owner wants left out; those that a draft cannot do without stay."""
    own_lines: tuple[tuple[str, str], ...] = ()
    """Slots of this step, and as templates the sentences that the owner wants there (`followthrough voice --take`)."""
    day_is_certain: bool = True
    """False: for the employer the interview may have been on another day than `interview_on`; then no day is named."""
    starts_on: date | None = None
    """The day on which the role begins, where the employer named it."""
    had_material: bool = False
    """The employer sent something to read before this interview."""
    address: str | None = None
    """One of `ADDRESSES`: how the employer's mail addresses the owner (Sie or du). None is written as formal (B32)."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished draft."""

    subject: str
    body: str
    """Paragraphs apart by an empty line, each one line long; ends with the signature and a line break."""
    mime: bytes
    """The same as an RFC 5322 message, ready for `Provider.save_draft`."""
    sentences: tuple[str, ...]
    """The sentences as the thread remembers them: lower-case, with "_" in place of every fact, so that a sentence
    counts as used whatever name or date stood in it."""
    slots: tuple[str, ...] = ()
    """Which slot each of `sentences` is from; empty where they are not from the built-in material."""
    attachments: tuple[str, ...] = ()
    """Files that its words say are attached; `mime` is without them."""
    promised: str = ""
    """What its words promise to send later."""
