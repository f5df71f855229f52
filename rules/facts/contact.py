"""The human to write to (B3): who wrote or signed, at the address that reaches them, unless somebody else is named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules import letters, people, senders
from rules.facts.clues import Clues
from rules.latest import latest
from rules.message import Message
from rules.organisations import label_of, spelt_out
from rules.pieces import fold
from rules.reading import Intent, Owner, Person
from rules.senders import System, SystemKind

_A_COMPANY = 0.85  # of the domain made up by the name: it is the company, not a person
_LOOKED_AT = 6000  # characters
ADDRESS = re.compile(r"[A-Za-z0-9][\w.+'-]{0,63}@[A-Za-z0-9][A-Za-z0-9.-]{0,120}\.[A-Za-z]{2,24}(?![\w@])")
_ASKED = re.compile(
    r"\b(?:contact|write to|e-?mail|reach(?: out to)?|get in touch with|in touch with|reply to|"
    r"respond to|send|direct|forward|questions|queries|speak to|turn to|refer|"
    r"wende[nt]?|kontaktieren|schreiben|erreichen|contactez|contacter|écrire à|écrivez|adresser|"
    r"adressez|joindre|contactar|contacte|escribir|escriba|escríbale|dirigir|dirija|"
    r"contatar|contacte|escreva|entre em contato|contatti|contattare|scrivere|scriva|rivolgersi|"
    r"contact opnemen|mailen|mail gerust|neem contact)\b",
    re.I,
)
_HANDED_OVER = re.compile(
    r"\b(?:takes? (?:it |this |things )?over|taking (?:it |this |things )?over|take it from here|"
    r"will be your (?:new )?(?:point of )?contact|is your (?:new )?(?:point of )?contact|"
    r"hand(?:ing)? (?:you |this |things )?over to|"
    r"over to|in (?:my|her|his) (?:absence|place)|my colleague|übernimmt|prend le relais|"
    r"se hará cargo|assume a partir|neemt het over|subentra)\b",
    re.I,
)


def find(message: Message, owner: Owner, clues: Clues) -> Person | None:
    """The human who wrote or signed; their `email` is None where no address reaches them. None where nobody did."""
    if clues.intent in (Intent.UNRELATED, Intent.DELIVERY_FAILURE):
        return None
    return _found(message, owner, clues.language, clues.system, clues.intent is Intent.AUTO_REPLY)


@latest
def _found(
    message: Message,
    owner: Owner,
    language: str | None,
    system: System | None,
    is_away: bool,
) -> Person | None:
    clues = Clues(Intent.AUTO_REPLY if is_away else Intent.REPLY, language, system)
    if (other := _somebody_else(message, owner, clues)) is not None:
        return other
    letter = letters.letter_of(message)
    name = _writer(message, owner, letter)
    if clues.system is not None and clues.system.kind in (SystemKind.CALENDAR, SystemKind.SCHEDULER) and name is None:
        return _organiser(message, owner)
    address = _usable_address(message, owner, clues, name)
    if name is None and address is not None:
        name = _named_by(address, message)
    return Person(name, address) if name is not None else None


def _writer(message: Message, owner: Owner, letter: letters.Letter) -> str | None:
    sender = message.sender
    shown: str | None = people.spoken_by(sender.name) if sender and sender.name else None
    address = (sender.email or "") if sender else ""
    if (
        shown is not None
        and not people.is_surely_person(shown, address)
        and spelt_out(shown.split(), label_of(address)) >= _A_COMPANY
    ):
        shown = None
    if (
        shown is None
        and sender
        and sender.name
        and senders.system_for(address) is None
        and people.fits(sender.name, address)
        and not people.is_desk(sender.name)
        and len(sender.name.split()) < 3
    ):
        shown = sender.name if spelt_out(sender.name.split(), label_of(address)) < _A_COMPANY else None
    signer = letter.signer if letter.signer and not people.same(letter.signer, owner.name) else None
    if shown is not None and people.same(shown, owner.name) and address in owner.addresses:
        shown = None
    replies = [
        people.bare(person.name)
        for person in message.reply_to
        if person.name and people.is_surely_person(person.name, person.email or "")
    ]
    if shown is None and replies and (signer is None or people.same(signer, replies[0])):
        return _fuller(replies[0], signer)
    if shown is None:
        return signer
    return _fuller(shown, signer)


def _fuller(name: str, signed: str | None) -> str:
    return signed if signed and people.same(name, signed) and len(signed) > len(name) else name


def _usable_address(message: Message, owner: Owner, clues: Clues, name: str | None) -> str | None:
    for person in message.reply_to[:3]:
        if person.email and _reaches(person.email, owner, name):
            return person.email
    sender = message.sender
    if sender is None or not sender.email or not _reaches(sender.email, owner, name):
        return None
    if message.reply_to and all(senders.is_no_reply(person.email or "") for person in message.reply_to):
        return None
    return sender.email


def _reaches(address: str, owner: Owner, name: str | None) -> bool:
    """Whether mail to it is read by the person: no no-reply, no machine of a hiring system, not the owner's own."""
    if address in owner.addresses or senders.is_no_reply(address):
        return False
    system = senders.system_for(address)
    if system is None:
        return True
    return bool(name and people.fits(name, address)) or (system.relays_people and bool(_ALIAS.match(address)))


_ALIAS = re.compile(r"[^@]*(?:[a-z]+[._-][a-z]+|[0-9a-f]{8,}|reply|\+)[^@]*@")


def _named_by(address: str, message: Message) -> str | None:
    """A name in the message that makes up the address, else the address's own words ("petra.nilsen@")."""
    for name in letters.names_in(message.own_text[:_LOOKED_AT]):
        if people.fits(name, address) and " " in name:
            return name
    local = address.partition("@")[0]
    words = [word for word in re.split(r"[._-]", local) if word]
    if len(words) == 2 and all(word.isalpha() and len(word) > 1 for word in words) and people.may_be_given(words[0]):
        return " ".join(word.capitalize() for word in words)
    return None


def _organiser(message: Message, owner: Owner) -> Person | None:
    for event in message.calendar[:1]:
        if event.organiser and event.organiser.email not in owner.addresses and event.organiser.name:
            return event.organiser
    for name, address in _named_addresses(message.own_text[:_LOOKED_AT]):
        if address not in owner.addresses and not senders.is_no_reply(address):
            return Person(name, address)
    for person in message.reply_to[:1]:
        if person.email and _reaches(person.email, owner, None) and (found := _named_by(person.email, message)):
            return Person(found, person.email)
    return None


def _named_addresses(text: str) -> Iterator[tuple[str, str]]:
    """Names with the address that is theirs and stands close behind ("Ines Fonseca (ines@…)")."""
    for found in ADDRESS.finditer(text):
        before = text[max(0, found.start() - 90) : found.start()]
        names = [name for name in letters.names_in(before) if people.fits(name, found.group())]
        after = [
            name for name in letters.names_in(text[found.end() : found.end() + 40]) if people.fits(name, found.group())
        ]
        if names or after:
            yield max([*names, *after], key=len), found.group().lower()


def _somebody_else(message: Message, owner: Owner, clues: Clues) -> Person | None:
    """Another person that the writer names as the one to write to, with the address the message gives."""
    sender = (message.sender.email or "") if message.sender else ""
    text = message.own_text[:_LOOKED_AT]
    for found in ADDRESS.finditer(text):
        address = found.group().lower()
        if address == sender or address in owner.addresses or senders.is_no_reply(address):
            continue
        around = text[max(0, found.start() - 160) : found.end() + 60]
        names = [
            name
            for name in letters.names_in(around)
            if people.fits(name, address) and not people.same(name, owner.name)
        ]
        if names and (clues.intent is Intent.AUTO_REPLY or _ASKED.search(around) or _HANDED_OVER.search(around)):
            name = max(names, key=len)
            if message.sender is None or not message.sender.name or not people.same(name, message.sender.name):
                return Person(name, address)
    for person in message.cc[:10]:
        if person.email and person.email not in owner.addresses and person.name and people.is_person(person.name):
            first = people.bare(person.name).split()[0]
            if re.search(rf"\b{re.escape(first)}\b", text) and _takes_over(first, text):
                return Person(people.bare(person.name), person.email)
    return None


def _takes_over(first: str, text: str) -> bool:
    for sentence in re.split(r"(?<=[.!?])\s+|\n\n", text):
        if first in sentence and _HANDED_OVER.search(sentence):
            return True
    return fold(text[:200]).find("meet " + fold(first)) >= 0
