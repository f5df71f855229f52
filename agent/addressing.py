"""Who is written to, and where (B30, B31, B16, B19). Pure.

A thread's contacts are only addresses that the employer itself used in it; `agent.incoming` sees to that. Here one of
them
is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable

from agent.same_names import is_same_person
from agent.threads import FOLLOW_UPS, Contact, Draft, DraftStatus, Round, Thread
from rules.pacing import Step
from rules.reading import Person

CHOSEN_CONTACT = "contact:"
"""In `Thread.locked`, before the address that the owner named for follow-ups."""
UNANSWERED_BEFORE_ANOTHER = 2
"""After so many follow-ups without an answer somebody else may be asked (GUIDES 1a: other medium or person)."""


def is_usable(contact: Contact) -> bool:
    """Mail to it can reach a person."""
    return not contact.is_bad


def thread_contact(thread: Thread, round_: Round | None) -> Contact | None:
    """The contact of the thread (B30): whom the owner named; else the human, not an interviewer of any round or at
    least not of this one, who wrote last; else the organiser; else the first interviewer; else whoever wrote last.
    """
    interviewers = round_.interviewers if round_ else ()
    usable = [c for c in thread.contacts if is_usable(c)]
    writers = sorted((c for c in usable if c.last_mail), key=_wrote_at, reverse=True)
    outside = [c for c in writers if not _is_among(c, interviewers)]
    # Who only arranges comes first; a recruiter who screened in another round is still better than who interviews here.
    all_interviewers = [i for r in thread.rounds for s in r.sessions for i in s.interviewers]
    outside.sort(key=lambda c: _is_among(c, all_interviewers))
    organisers = [c for c in usable if c.is_organiser]
    asked = [c for i in interviewers for c in usable if is_same_person(_person(c), i)]
    chosen = [c for c in usable if f"{CHOSEN_CONTACT}{c.email}" in thread.locked]
    return next(iter([*chosen, *outside, *organisers, *asked, *writers, *usable]), None)


def thank_you_recipients(thread: Thread, round_: Round) -> tuple[Person, ...]:
    """Every interviewer whose address is known; with none known, the contact; an empty tuple where nobody can be
    reached."""
    known = [_reachable(thread, i) for i in round_.interviewers]
    people = tuple(dict.fromkeys(p for p in known if p))
    if people:
        return people
    contact = thread_contact(thread, round_)
    return (_person(contact),) if contact else ()


def recipients(thread: Thread, step: Step, round_: Round | None) -> tuple[Person, ...]:
    """Whom a step is written to."""
    if step is Step.THANK_YOU and round_:
        return thank_you_recipients(thread, round_)
    contact = thread_contact(thread, round_)
    return (_person(contact),) if contact else ()


def has_thank_you(thread: Thread, round_: Round, person: Person | None) -> bool:
    """Whether somebody has their thank-you of a round: a draft that was not withdrawn, or mail of the owner's own."""
    address = person.email if person else None
    drafts = (d for d in _thank_yous(thread, round_) if not d.is_out)
    return address in round_.thanked or any(d.address == address or _is_namesake(d.to, person) for d in drafts)


def is_left_out(thread: Thread, round_: Round, person: Person) -> bool:
    """Whether an interviewer is still to be thanked and has no draft: it could not be written, or made room."""
    is_skipped = any(d.skips and d.address == person.email for d in _thank_yous(thread, round_))
    return not is_skipped and not has_thank_you(thread, round_, person)


def is_unreachable(thread: Thread) -> bool:
    """The employer left no human address (B19)."""
    return not any(is_usable(c) for c in thread.contacts)


def unanswered(thread: Thread) -> int:
    """How many follow-ups were sent since the employer was heard of last."""
    heard = thread.heard_at
    return sum(d.was_sent and d.step in FOLLOW_UPS and (heard is None or d.at > heard) for d in thread.done)


def others_to_ask(thread: Thread) -> tuple[Contact, ...]:
    """Who else may know, once two messages went unanswered: known people whom no follow-up was sent to, those who
    wrote before those who did not."""
    if thread.is_over or unanswered(thread) < UNANSWERED_BEFORE_ANOTHER:
        return ()
    written_to = {
        d.address for d in thread.drafts if d.step in FOLLOW_UPS and d.status in (DraftStatus.SENT, DraftStatus.LIVE)
    }
    current = thread_contact(thread, thread.last_round)
    rest = [c for c in thread.contacts if is_usable(c) and c != current and c.email not in written_to]
    return tuple(sorted(rest, key=lambda c: c.last_mail is None))


def _reachable(thread: Thread, interviewer: Person) -> Person | None:
    """The interviewer with the address that the employer used for them, if there is a usable one."""
    for contact in thread.contacts:
        if is_usable(contact) and is_same_person(_person(contact), interviewer):
            return Person(interviewer.name or contact.name, contact.email)
    return None


def _thank_yous(thread: Thread, round_: Round) -> list[Draft]:
    return [d for d in thread.drafts if (d.step, d.round) == (Step.THANK_YOU, round_.number)]


def _is_namesake(one: Person | None, other: Person | None) -> bool:
    """The same person at another address: nobody is thanked twice."""
    return bool(one and other and one.name and one.name == other.name)


def _is_among(contact: Contact, people: Iterable[Person]) -> bool:
    return any(is_same_person(_person(contact), p) for p in people)


def _person(contact: Contact) -> Person:
    return Person(contact.name, contact.email)


def _wrote_at(contact: Contact) -> float:
    return contact.last_mail.at.timestamp() if contact.last_mail else 0.0
