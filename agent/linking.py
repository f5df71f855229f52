"""Which thread a message belongs to (B10, B11, B17). Pure.

A thread carries *keys*; the store finds candidate threads by them, `link` and `link_sent` judge the candidates.
Strong keys are
a conversation, a Message-ID and a calendar UID; weak ones a company's first word, a person's address and an
organisation's domain. Where answers to a thread's mail go is kept beside them; nothing is linked by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agent.rounds import SAME_START
from agent.same_names import (
    company_words,
    do_roles_contradict,
    have_little_in_common,
    is_same_company,
    is_same_name,
    is_spelt,
    role_words,
    squeezed,
)
from agent.threads import Thread, ThreadId
from rules.message import Message
from rules.reading import Intent, Person, Reading
from rules.senders import domain_of, is_mail_provider, is_no_reply, organisation, system_at

BEGINNERS = (Intent.SCHEDULING_REQUEST, Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED)
"""The intents with which a thread begins (B10)."""


_ANSWERS = re.compile(r"\A(?:\s*(?:re|aw|sv|vs|tr|rif|r|res|antw|fwd?|wg|doorst|enc|rv)\s*:)+", re.I)


class Verdict(StrEnum):
    """What linking found."""

    THREAD = "thread"
    NEW = "new"
    NONE = "none"
    AMBIGUOUS = "ambiguous"
    NAME_ONLY = "name_only"
    """Linked by the company's name alone, from a domain the thread does not know (B11)."""


@dataclass(frozen=True, slots=True)
class Link:
    """The verdict and the threads it is about."""

    verdict: Verdict
    threads: tuple[ThreadId, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message lies: its mailbox, and the provider's own conversation, if it has one."""

    mailbox: str
    conversation_id: str | None


def conversation_of(message: Message, place: Place) -> str | None:
    """The provider's conversation, else the root of the References chain."""
    root = message.references[0] if message.references else message.message_id
    return place.conversation_id or root


def strong_keys(message: Message, place: Place) -> frozenset[str]:
    """Keys by which a message is certain to belong where one of them is known."""
    keys = {f"mid:{m}" for m in (*message.references, message.message_id) if m}
    keys |= {f"uid:{e.uid}" for e in message.calendar if e.uid}
    if place.conversation_id:
        keys.add(f"conv:{place.mailbox}:{place.conversation_id}")
    return frozenset(keys)


def weak_keys(message: Message, reading: Reading) -> frozenset[str]:
    """Keys by which a message may belong."""
    senders = [p for p in (message.sender, reading.contact, *message.reply_to) if p and p.email]
    keys = {f"addr:{p.email}" for p in senders if p.email and not is_no_reply(p.email)}
    keys |= {f"org:{o}" for o in organisations(senders)}
    if reading.company and (words := company_words(reading.company)):
        keys.add(f"co:{words[0]}")
    return frozenset(keys)


def recipient_keys(message: Message) -> frozenset[str]:
    """Keys of the people that a sent message goes to."""
    people = [p for p in (*message.to, *message.cc) if p.email]
    return frozenset({f"addr:{p.email}" for p in people} | {f"org:{o}" for o in organisations(people)})


def is_to_employer(thread: Thread, message: Message) -> bool:
    """Whether a sent message goes to somebody of this thread's employer, and not only to a third party."""
    people = [p for p in (*message.to, *message.cc) if p.email]
    if thread.keys & (recipient_keys(message) | {f"answers:{p.email}" for p in people}):
        return True
    name = squeezed(thread.company or "")
    return any(name and is_spelt(name, domain) for domain in organisations(people))


def organisations(people: Iterable[Person]) -> tuple[str, ...]:
    """The people's own organisations' domains; mail providers and hiring systems have none to give."""
    domains = (domain_of(p.email) for p in people if p.email)
    return tuple(dict.fromkeys(organisation(d) for d in domains if d and not is_mail_provider(d) and not system_at(d)))


def link(message: Message, reading: Reading, place: Place, candidates: Sequence[Thread]) -> Link:
    """The thread of an incoming message (B11)."""
    strong = strong_keys(message, place)
    by_strong = [t for t in candidates if t.keys & strong]
    fitting = [t for t in by_strong if not _contradicts(t, message, reading)]
    if fitting:
        return _one_of(fitting, reading)
    by_weak = [t for t in candidates if t not in by_strong and _fits_weakly(t, message, reading)]
    if by_weak:
        chosen = _one_of(_known_best(by_weak, message, reading), reading)
        if chosen.verdict is Verdict.THREAD and _is_name_only(chosen.threads[0], by_weak, message, reading):
            return Link(Verdict.NAME_ONLY, chosen.threads)
        return chosen
    return Link(Verdict.NEW if begins(reading) else Verdict.NONE)


def link_sent(message: Message, place: Place, candidates: Sequence[Thread], role: str | None = None) -> Link:
    """The thread of a message sent by the owner: by conversation, then recipient, then the recipient's own domain
    (B11)."""
    addresses = {k for k in recipient_keys(message) if k.startswith("addr:")}
    tests: tuple[Callable[[Thread], bool], ...] = (
        lambda t: bool(t.keys & strong_keys(message, place)),
        lambda t: bool(t.keys & addresses),
        lambda t: bool(t.keys & recipient_keys(message)),
    )
    for test in tests:
        found = [t for t in candidates if test(t)]
        if found:
            named = [t for t in found if _is_named(t, message, role)]
            return _narrow(named or found)
    return Link(Verdict.NONE)


def begins(reading: Reading) -> bool:
    """Whether a thread may begin with it (B10)."""
    if reading.intent is Intent.INTERVIEW_RESCHEDULED:
        return reading.interview is not None
    return reading.intent in BEGINNERS


def keys_of(message: Message, reading: Reading, place: Place, people: Iterable[str]) -> frozenset[str]:
    """What a linked message adds to its thread's keys; `people` are the addresses that became contacts."""
    contacts = [Person(None, email) for email in people]
    answered_at = message.reply_to or tuple(p for p in (message.sender,) if p)
    keys = (
        strong_keys(message, place)
        | {f"addr:{email}" for email in people}
        | {f"org:{o}" for o in organisations(contacts)}
        | {f"answers:{p.email}" for p in answered_at if p.email}
    )
    if reading.company and (words := company_words(reading.company)):
        keys = keys | {f"co:{words[0]}"}
    return frozenset(keys)


def _contradicts(thread: Thread, message: Message, reading: Reading) -> bool:
    """Whether a mail of the thread's own conversation is about something else all the same: another role, or another
    company that the mail itself states (B11)."""
    if any(f"uid:{e.uid}" in thread.keys for e in message.calendar if e.uid):
        return False
    # A team told otherwise tears no conversation apart, nor does what an answer's subject only repeats.
    is_other_role = have_little_in_common(thread.role, reading.role) and not is_same_interview(thread, reading)
    if is_other_role and not _is_repeated(thread, message, reading.role or ""):
        return True
    if not reading.company or not thread.company or is_same_company(thread.company, reading.company):
        return False
    if thread.role and reading.role and role_words(thread.role) == role_words(reading.role):
        return False  # the same role, by a colleague of the parent company or under a trading name
    return not (_speaks_from(message, thread.company) or _is_only_a_domain(thread, message, reading.company))


def is_same_interview(thread: Thread, reading: Reading) -> bool:
    """Whether it announces an interview of the thread once more: same company, a start within 15 minutes (B13). Nobody
    is in two interviews at once, so another title is then another name for the post, or the post that it is now about.
    """
    interview = reading.interview
    if interview is None or not is_same_company(thread.company, reading.company):
        return False
    return any(abs(s.start - interview.start) <= SAME_START for r in thread.rounds for s in r.held)


def _is_repeated(thread: Thread, message: Message, role: str) -> bool:
    """Whether a title stands only in the subject that the thread's mail had before."""
    subject = _bare_subject(message.subject)
    told = {_bare_subject(contact.last_mail.subject) for contact in thread.contacts if contact.last_mail}
    return subject in told and role_words(role) <= role_words(subject)


def _bare_subject(subject: str) -> str:
    """A subject without "Re:" and its like, which repeat in every answer."""
    return _ANSWERS.sub("", subject).strip().casefold()


def _is_only_a_domain(thread: Thread, message: Message, company: str) -> bool:
    """The name is no more than the domain of a sender whom the thread knows: nothing was stated."""
    sender = message.sender
    if sender is None or f"addr:{sender.email}" not in thread.keys:
        return False
    return _speaks_from(message, company)


def _speaks_from(message: Message, company: str) -> bool:
    """The sender's own domain spells this company: another name in the text is then a parent, a product or a
    misreading."""
    people = [p for p in (message.sender,) if p]
    return any(is_spelt(squeezed(company), domain) for domain in organisations(people))


def _fits_weakly(thread: Thread, message: Message, reading: Reading) -> bool:
    if do_roles_contradict(thread.role, reading.role) and not is_same_interview(thread, reading):
        return False
    if is_same_company(thread.company, reading.company):
        return True
    if thread.company and reading.company and not _speaks_from(message, thread.company):
        return False
    return bool(thread.keys & {k for k in weak_keys(message, reading) if not k.startswith("co:")})


def _known_best(threads: Sequence[Thread], message: Message, reading: Reading) -> list[Thread]:
    """Those that are known by more than the beginning of a name ("Summit", of "Summit Health"), if any are."""
    keys = {k for k in weak_keys(message, reading) if not k.startswith("co:")}
    return [t for t in threads if is_same_name(t.company, reading.company) or t.keys & keys] or list(threads)


def _is_name_only(thread_id: ThreadId, candidates: Sequence[Thread], message: Message, reading: Reading) -> bool:
    thread = next(t for t in candidates if t.id == thread_id)
    sender = message.sender
    if not sender or not sender.email or f"addr:{sender.email}" in thread.keys:
        return False
    known = {k[4:] for k in thread.keys if k.startswith("org:")}
    if system_at(domain_of(sender.email)):
        # It writes for every employer; the people whom it names tell whose longer or shorter name this is.
        named = [*message.reply_to, reading.contact, *(reading.interview.interviewers if reading.interview else ())]
        domains = organisations([p for p in named if p])
        is_named_so = not reading.company or is_same_name(thread.company, reading.company)
        return not is_named_so and not known.intersection(domains)
    domains = organisations([sender])
    if any(d in known for d in domains):
        return False
    # A thread that only a hiring system wrote in knows no domain yet: the company's own spelt-out one is no stranger.
    name = squeezed(thread.company or "")
    return bool(known) or not any(name and is_spelt(name, d) for d in domains)


def _one_of(threads: Sequence[Thread], reading: Reading) -> Link:
    threads = [t for t in threads if is_same_interview(t, reading)] or threads
    if reading.role:
        same = [t for t in threads if t.role and not do_roles_contradict(t.role, reading.role)]
        exact = [t for t in same if role_words(t.role or "") == role_words(reading.role)]
        return _narrow(exact or same or threads)
    return _narrow(threads)


def _narrow(threads: Sequence[Thread]) -> Link:
    """One thread: the only one, or the only open one; two that fit equally well are not guessed between (B17)."""
    still_open = [t for t in threads if not t.is_over]
    chosen = still_open or sorted(threads, key=lambda t: t.heard_at or t.began_at)[-1:]
    if len(chosen) == 1:
        return Link(Verdict.THREAD, (chosen[0].id,))
    return Link(Verdict.AMBIGUOUS, tuple(t.id for t in chosen))


def _is_named(thread: Thread, message: Message, role: str | None) -> bool:
    if role and thread.role:
        return not do_roles_contradict(role, thread.role)
    text = f"{message.subject} {message.own_text[:2000]}".casefold()
    return bool(thread.role and thread.role.casefold() in text)


def bounce_keys(reading: Reading) -> frozenset[str]:
    """Keys of what a delivery failure is about: the returned mail, else the address it could not reach."""
    bounce = reading.bounce
    if bounce is None:
        return frozenset()
    return frozenset({f"mid:{bounce.message_id}", f"addr:{bounce.address}"} - {"mid:None", "addr:None"})


def link_bounce(reading: Reading, candidates: Sequence[Thread]) -> Link:
    """The thread whose mail came back: by the returned Message-ID, else the one open thread with that address."""
    bounce = reading.bounce
    by_mail = [t for t in candidates if bounce and f"mid:{bounce.message_id}" in t.keys]
    found = by_mail or [t for t in candidates if not t.is_over]
    return Link(Verdict.THREAD, (found[0].id,)) if len(found) == 1 else Link(Verdict.NONE)
