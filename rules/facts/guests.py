"""Who else is asked to a meeting: guests of the calendar part, or of the list in a calendar's own mail (B30)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules import letters, people, senders
from rules.facts.contact import ADDRESS
from rules.facts.mentions import Scene
from rules.message import Attendee, CalendarEvent, Message
from rules.pieces import fold
from rules.reading import Owner, Person

_LOOKED_AT = 6000  # characters
_MOST = 12


def guests_of(message: Message, owner: Owner, scene: Scene) -> list[Person]:
    """Guests of the calendar part who are persons and neither the owner, nor the organiser who only invites."""
    found: list[Person] = []
    for event in message.calendar[:1]:
        found.extend(
            Person(_name_of(guest.person, message), guest.person.email)
            for guest in event.attendees[:40]
            if _may_attend(guest, event, owner, scene)
        )
    return (found or list(_listed_guests(message, owner, scene)))[:_MOST]


_GUESTS = re.compile(
    r"^\W*(?:guests|invitees|attendees|participants|required|optional|who|teilnehmer|gäste|invités|"
    r"participantes|invitados|convidados|deelnemers|gasten|invitati|partecipanti)\W*$",
    re.I,
)


def _listed_guests(message: Message, owner: Owner, scene: Scene) -> Iterator[Person]:
    """Guests as a calendar's own mail lists them, one a line: "Ada Lovelace - organizer", "ada@… (Ada Lovelace)"."""
    below = False
    for line in "\n".join((message.own_text[:_LOOKED_AT], message.signature[:1000])).split("\n")[:200]:
        if _GUESTS.match(line):
            below = True
            continue
        if not below or not line.strip():
            continue
        address = next(iter(ADDRESS.findall(line)), None)
        name = re.sub(r"\s+-\s.*$|[()<>]", " ", line.replace(address or "\0", " ")).strip(" -–•*,")
        is_name = people.is_person(name) and people.bare(name)
        if not address and not is_name:
            below = False
            continue
        person = Person(people.bare(name) if is_name else None, address.lower() if address else None)
        if "organi" in line.lower() or (person.name and (not scene.may_interview(person.name) or not address)):
            continue
        if not person.email or is_owners(person.email, owner) or senders.is_no_reply(person.email):
            continue
        if not (scene.writer and scene.writer.email == person.email):
            yield Person(person.name or _name_of(person, message), person.email)


def _may_attend(guest: Attendee, event: CalendarEvent, owner: Owner, scene: Scene) -> bool:
    person = guest.person
    if guest.status == "DECLINED" or guest.kind != "INDIVIDUAL" or guest.role == "NON-PARTICIPANT" or not person.email:
        return False
    if (
        is_owners(person.email, owner)
        or (person.name and people.same(person.name, owner.name))
        or senders.is_no_reply(person.email)
    ):
        return False
    if event.organiser and person.email == event.organiser.email:
        return False
    if scene.writer and scene.writer.email == person.email:
        return False
    return not (person.name and people.is_desk(person.name)) and not person.email.startswith(_ROOMS)


_ROOMS = (
    "room",
    "conf",
    "recruiting",
    "talent",
    "hr@",
    "hr-",
    "people@",
    "careers",
    "jobs",
    "interviews",
    "scheduling",
    "calendar",
    "hiring",
)


def is_owners(address: str, owner: Owner) -> bool:
    local, _, domain = address.lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}" in {
        f"{one.partition('@')[0].partition('+')[0]}@{one.partition('@')[2]}" for one in owner.addresses
    }


def _name_of(person: Person, message: Message) -> str | None:
    if person.name and "@" not in person.name:
        return people.bare(person.name)
    address = person.email or ""
    local = [word for word in re.split(r"[._-]", address.partition("@")[0]) if word.isalpha() and len(word) > 1]
    for name in letters.names_in("\n".join((message.own_text[:_LOOKED_AT], message.subject))):
        if people.fits(name, address):
            if " " not in name and len(local) == 2 and fold(name) == local[0]:
                return f"{name} {local[1].capitalize()}"
            return name
    return " ".join(word.capitalize() for word in local) if len(local) == 2 else None
