"""What the owner is told, in which words, and until when it is worth telling. Pure; `agent.messenger` tells it.

Every notice has a key that says what it is about: the same thing is never told twice. Its words are the agent's own and
the names of people and companies; words of mail only where the owner switched that on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from agent.due import thank_you_deadline
from agent.happenings import Entry
from agent.lifecycle import State
from agent.rulebook import Rulebook
from agent.screens.words import listed, near, step_name
from agent.threads import Draft, Round, Thread
from rules.pacing import Step, due_after

NEWS_FOR = timedelta(days=7)
"""Older news is history."""
BEFORE_INTERVIEW = timedelta(minutes=30)
"""Later than this before it, a reminder only disturbs."""
SIGN_IN_ENDS_SOON = timedelta(days=2)
AFTER_INTERVIEW = timedelta(hours=12)
"""How long after an interview its notes are asked for."""


class Kind(StrEnum):
    """What a notice is about; the owner chooses which they want."""

    DRAFT = "draft"
    LOOK = "look"
    PAUSED = "paused"
    OVERTAKEN = "overtaken"
    OFFER = "offer"
    REJECTION = "rejection"
    NOTE = "note"
    BEFORE = "before"
    AFTER = "after"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the owner wants to be told, and when. Clock times are theirs."""

    kinds: frozenset[str] = frozenset(Kind)
    details: bool = False
    evening: time = time(18)
    digest: time | None = None
    quiet: tuple[time, time] | None = None

    def is_quiet(self, local: datetime) -> bool:
        """Whether nothing is told at this moment of the owner's clock."""
        if self.quiet is None:
            return False
        begin, end = self.quiet
        now = local.time()
        return begin <= now < end if begin <= end else now >= begin or now < end


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell. Moments are aware."""

    key: str
    kind: Kind
    title: str
    body: str
    at: datetime
    until: datetime | None = None
    """After it, telling it is of no use."""
    thread: str | None = None
    draft: str | None = None
    """It is only true while this draft waits."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice in the outbox, and how far telling it came."""

    notice: Notice
    told_to: frozenset[str] = frozenset()
    """Names of the services that have it."""
    begun_at: datetime | None = None
    """When telling it was last begun, if nobody knows how that ended."""
    attempts: int = 0


ABOUT: Mapping[str, Kind] = MappingProxyType({"overtaken": Kind.OVERTAKEN, "offer": Kind.OFFER, "warning": Kind.LOOK})
"""Notices of the engine (`happenings.tell`) that are more than a note."""
OWN_WORDS = frozenset({"overtaken", "offer", "bounced", "expired", "offered", "ceiling", "many", "unreachable"}) | {
    "call",
    "silence",
    "offer_close",
    "somebody_else",
    "attach",
    "left",
}
"""Notices whose text has no words of a mail or draft in it."""
OWN_DOING = frozenset({"edited"})
"""The owner did it, and knows."""


def of_entry(entry: Entry, number: int, thread: Thread, rulebook: Rulebook, wishes: Wishes) -> Notice | None:
    """What is told of one line of the journal; `number` is its place there."""
    key = f"journal:{number}"
    if entry.event == "draft_placed":
        return _draft(entry, key, thread, rulebook, wishes)
    if entry.event == "state_changed" and entry.data.get("to") == State.REJECTED:
        body = "They have decided otherwise this time. A kind reply will be in Drafts on the next business day."
        return Notice(key, Kind.REJECTION, f"News from {_name(thread)}", body, entry.at, thread=thread.id)
    if entry.event == "notified" and entry.data.get("about") not in OWN_DOING:
        return _told(entry, key, thread, wishes)
    return None


def _draft(entry: Entry, key: str, thread: Thread, rulebook: Rulebook, wishes: Wishes) -> Notice | None:
    """Who, which step, by when."""
    kind, to = str(entry.data["kind"]), tuple(entry.data["to"])
    placed = (d for d in thread.drafts if d.step == kind and d.placed_at == entry.at)
    draft = next((d for d in placed if (d.address,) == (to or (None,))), None)
    if draft is None:
        return None
    who = (draft.to.name or draft.to.email) if draft.to else "an address that you fill in"
    by = near(_best_before(draft, thread, rulebook), entry.at, rulebook.calendar.zone)
    body = f"To {who}: {_thread(thread)}. Read it, change it, send it, best before {by}."
    if wishes.details:
        body += f"\nSubject: {draft.subject}" + (f"\n\n{draft.body}" if draft.body else "")
    title = f"A {step_name(kind)} waits in Drafts"
    return Notice(key, Kind.DRAFT, title, body, entry.at, thread=thread.id, draft=draft.id)


def _best_before(draft: Draft, thread: Thread, rulebook: Rulebook) -> datetime:
    """The thank-you's deadline; of the others, when they are withdrawn for lying there too long (B20, B33)."""
    round_ = next((r for r in thread.rounds if r.number == draft.round), None)
    if draft.step is Step.THANK_YOU and round_:
        return thank_you_deadline(thread, round_, rulebook)
    limit = rulebook.pacing(thread, round_.stage if round_ else None).unsent_limit
    return due_after(limit, draft.placed_at or draft.planned_at, rulebook.calendar)


def _told(entry: Entry, key: str, thread: Thread, wishes: Wishes) -> Notice:
    about = str(entry.data.get("about", ""))
    kind = ABOUT.get(about, Kind.NOTE)
    title = "Congratulations" if kind is Kind.OFFER else _name(thread)
    text = str(entry.data["text"])
    if about not in OWN_WORDS and not wishes.details:
        text = "Something here wants your eye before anything is written."
    return Notice(key, kind, title, f"{text}\nfollowthrough show {thread.id}", entry.at, thread=thread.id)


def of_look(mailbox: str, key: str, at: datetime, about: str, wishes: Wishes) -> Notice:
    """A mail that nobody but the owner can decide; `about` is its sender and subject."""
    body = f"{about}\n" if wishes.details else ""
    body += "It changed nothing. See it: followthrough settle"
    return Notice(f"look:{mailbox}:{key}", Kind.LOOK, "A mail needs a look", body, at)


def of_mailbox(name: str, since: datetime, why: str, next_step: str) -> Notice:
    """A mailbox that cannot be read until the owner does something."""
    body = f"{why.rstrip('.')}. {next_step}".strip()
    return Notice(f"paused:{name}:{since.isoformat()}", Kind.PAUSED, f"The mailbox {name} is paused", body, since)


def of_sign_in(name: str, ends_at: datetime, note: str, rulebook: Rulebook, now: datetime) -> Notice | None:
    """A sign-in that ends by itself soon; None while that is far off, and once it has ended."""
    if not now < ends_at <= now + SIGN_IN_ENDS_SOON:
        return None
    body = note or f"Sign in again: followthrough connect {name}"
    title = f"The sign-in of {name} ends {near(ends_at, now, rulebook.calendar.zone)}"
    return Notice(f"ends:{name}:{ends_at.isoformat()}", Kind.PAUSED, title, body, now, ends_at)


def around_interviews(thread: Thread, rulebook: Rulebook, wishes: Wishes, now: datetime) -> Iterator[Notice]:
    """The evening before each interview, and when it has ended."""
    if thread.is_over:
        return
    for round_ in thread.rounds:
        if round_.is_off:
            continue
        end = round_.end(rulebook.pacing(thread, round_.stage).default_length)
        evening = rulebook.calendar.at(rulebook.calendar.local_date(round_.start) - timedelta(days=1), wishes.evening)
        if evening <= now < round_.start - BEFORE_INTERVIEW:
            yield _before(thread, round_, rulebook, now)
        elif end <= now < end + AFTER_INTERVIEW and not any(n.at >= round_.start for n in thread.notes):
            yield _after(thread, round_, end)


def _before(thread: Thread, round_: Round, rulebook: Rulebook, now: datetime) -> Notice:
    when = near(round_.start, now, rulebook.calendar.zone)
    people = [p.name or p.email or "" for p in round_.interviewers]
    medium = f" ({round_.medium.value})" if round_.medium else ""
    body = f"{_thread(thread)}{medium}{f', with {listed(people)}' if people else ''}. Ask when you will hear from them."
    key = f"before:{thread.id}:{round_.number}:{round_.start.isoformat()}"
    until = round_.start - BEFORE_INTERVIEW
    return Notice(key, Kind.BEFORE, f"Interview {when}", body, now, until, thread.id)


def _after(thread: Thread, round_: Round, end: datetime) -> Notice:
    name = _name(thread)
    body = (
        "What did you talk about, and when will they decide? Two lines make the thank-you specific.\n"
        f'Mail yourself with the subject: Notes {name}\nor: followthrough note {thread.id} "…"'
    )
    key = f"after:{thread.id}:{round_.number}:{round_.start.isoformat()}"
    return Notice(key, Kind.AFTER, f"How was it at {name}?", body, end, end + AFTER_INTERVIEW, thread.id)


def digest(
    threads: Iterable[Thread], looks: int, paused: Iterable[str], rulebook: Rulebook, wishes: Wishes, now: datetime
) -> Notice | None:
    """What waits, once a day; None before its hour, or if nothing waits."""
    calendar = rulebook.calendar
    today = calendar.local_date(now)
    if wishes.digest is None or now < calendar.at(today, wishes.digest):
        return None
    lines = [f"{name} is paused. See: followthrough doctor" for name in paused]
    for thread in (t for t in threads if not t.is_over):
        lines += [_waiting(thread, d) for d in thread.open_drafts() if d.placed_at]
        ahead = thread.next_round
        if ahead and calendar.local_date(ahead.start) - today <= timedelta(days=1):
            lines.append(f"Interview {near(ahead.start, now, calendar.zone)}: {_thread(thread)}")
    lines += [f"{looks} to look at: followthrough settle"] if looks else []
    if not lines:
        return None
    until = calendar.at(today + timedelta(days=1), wishes.digest)
    return Notice(f"digest:{today.isoformat()}", Kind.DIGEST, "Today in your search", "\n".join(lines), now, until)


def _waiting(thread: Thread, draft: Draft) -> str:
    who = f" to {draft.to.name or draft.to.email}" if draft.to else ""
    return f"In Drafts: {step_name(draft.step.value)}{who}, {_name(thread)}"


def _name(thread: Thread) -> str:
    return thread.company or "an employer"


def _thread(thread: Thread) -> str:
    return ", ".join(part for part in (_name(thread), thread.role) if part)
