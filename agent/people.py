"""Whose addresses may be written to: only those that the employer itself used in the thread (B30). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from agent.forms_of_address import form_of_address
from agent.happenings import Incoming
from agent.threads import Contact, MailRef, Thread
from rules.message import CalendarEvent, Message
from rules.reading import Intent, Owner, Person, Reading
from rules.senders import domain_of, is_mail_provider, is_no_reply, organisation, system_at

_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_TEXT_LOOKED_AT = 20_000


def remember(thread: Thread, incoming: Incoming, owner: Owner) -> Thread:
    """The thread with the people of one of its messages among its contacts."""
    message, reading = incoming.message, incoming.reading
    allowed = frozenset(_allowed(message, owner))
    writer = writer_of(message, reading, owner)
    for person in _named(message, reading, writer):
        if person.email in allowed and is_person(person.email, owner) and not _is_list(person.email, message):
            thread = _add(thread, person, organiser=_is_organiser(message, person))
    if writer and writer.email and reading.intent is not Intent.AUTO_REPLY:
        thread = _wrote(thread, writer.email, incoming)
    return thread


def writer_of(message: Message, reading: Reading, owner: Owner) -> Person | None:
    """The human behind a message, at an address that reaches them; None for a machine's."""
    contact, sender = reading.contact, message.sender
    if contact and contact.email and is_person(contact.email, owner):
        own = {p.email for p in (*message.reply_to, sender) if p}
        if contact.email in own:
            return contact
    if not sender or not sender.email or _is_automatic(message) or _is_list(sender.email, message):
        return None
    return sender if is_person(sender.email, owner) else None


def is_person(email: str | None, owner: Owner) -> bool:
    """An address behind which a human of the employer's may be: not the owner's, not unread, not a bare hiring
    system's."""
    if not email or email in owner.addresses or is_no_reply(email):
        return False
    system = system_at(domain_of(email))
    return system is None or system.relays_people


def _named(message: Message, reading: Reading, writer: Person | None) -> Iterator[Person]:
    """Everybody that may become a contact, the most telling mention last."""
    home = _home(message)
    yield from (p for p in (*message.to, *message.cc) if p.email and home and organisation(domain_of(p.email)) == home)
    yield from (e.organiser for e in message.calendar if e.organiser)
    if reading.interview:
        yield from (p for p in reading.interview.interviewers if p.email)
    yield from (p for p in (reading.contact, writer) if p)


def _allowed(message: Message, owner: Owner) -> Iterator[str]:
    home = _home(message)
    if message.sender and message.sender.email:
        yield message.sender.email
    for person in message.reply_to:
        if person.email and (_is_home(person.email, home) or _relays(person.email) or _is_systems(message)):
            yield person.email
    yield from (p.email for p in (*message.to, *message.cc) if p.email and home and _is_home(p.email, home))
    for event in message.calendar:
        yield from _attending(event, message)
    words = f"{message.own_text[:_TEXT_LOOKED_AT]}\n{message.signature[:2000]}".lower()
    yield from (a for a in _ADDRESS.findall(words) if a not in owner.addresses)


def _attending(event: CalendarEvent, message: Message) -> Iterator[str]:
    """The organiser, and attendees who are individuals, did not decline and belong: a planted stranger does not."""
    organiser = event.organiser.email if event.organiser else None
    if organiser:
        yield organiser
    text = f"{message.own_text[:_TEXT_LOOKED_AT]}\n{message.signature[:2000]}\n{event.description[:2000]}".casefold()
    for attendee in event.attendees:
        person = attendee.person
        if not person.email or attendee.kind != "INDIVIDUAL" or attendee.status == "DECLINED":
            continue
        belongs = organiser and _is_home(person.email, organisation(domain_of(organiser)))
        if belongs or person.email in text or (person.name and person.name.casefold() in text):
            yield person.email


def _home(message: Message) -> str | None:
    """The employer's own domain, as far as this message shows it."""
    organisers = [e.organiser for e in message.calendar if e.organiser]
    for person in (message.sender, *message.reply_to, *organisers):
        domain = domain_of(person.email) if person and person.email else ""
        if domain and not system_at(domain) and not is_mail_provider(domain):
            return organisation(domain)
    return None


def _is_home(email: str, home: str | None) -> bool:
    return bool(home) and organisation(domain_of(email)) == home


def _relays(email: str) -> bool:
    system = system_at(domain_of(email))
    return system is not None and system.relays_people


def _is_systems(message: Message) -> bool:
    """From a known hiring system, whose Reply-To is how a person is reached (B30)."""
    return bool(message.sender and message.sender.email and system_at(domain_of(message.sender.email)))


def _is_organiser(message: Message, person: Person) -> bool:
    return any(e.organiser and e.organiser.email == person.email for e in message.calendar)


def _is_automatic(message: Message) -> bool:
    values = message.headers.get("auto-submitted", ())
    return any(v.strip().lower() not in ("", "no") for v in values)


def _is_list(email: str, message: Message) -> bool:
    """The address of the mailing list that the message came through: its List-Id with an "@" (RFC 2919)."""
    return any(f"<{email.replace('@', '.')}>" in value.lower() for value in message.headers.get("list-id", ()))


def _add(thread: Thread, person: Person, *, organiser: bool) -> Thread:
    assert person.email
    known = thread.contact(person.email) or Contact(person.email)
    name = max((known.name, person.name), key=lambda n: len(n or "")) or None
    return thread.with_contact(replace(known, name=name, is_organiser=known.is_organiser or organiser))


def _wrote(thread: Thread, email: str, incoming: Incoming) -> Thread:
    contact = thread.contact(email)
    if contact is None:
        return thread
    last = contact.last_mail
    is_newer = last is None or incoming.at >= last.at
    # An answer to a calendar program's mail reads oddly; one that the person typed is the better anchor.
    if not is_newer or (last and (_is_automatic(incoming.message) or _only_cancels(incoming.message))):
        return thread
    return thread.with_contact(replace(contact, last_mail=mail_ref(incoming)))


def _only_cancels(message: Message) -> bool:
    """A calendar's "Canceled: …", which begins a conversation that nobody goes on with."""
    return not message.references and any(event.method == "CANCEL" for event in message.calendar)


def mail_ref(incoming: Incoming) -> MailRef:
    """What an answer to this message needs to know of it."""
    m = incoming.message
    addressed = next((p.email for p in (*m.to, *m.cc) if p.email), None)
    return MailRef(
        mailbox=incoming.place.mailbox,
        key=incoming.key,
        message_id=m.message_id,
        references=m.references[-20:],
        subject=m.subject[:300],
        at=incoming.at,
        conversation_id=incoming.place.conversation_id,
        language=incoming.reading.language,
        addressed_to=addressed,
        address=form_of_address(m.own_text, incoming.reading.language),
    )
