"""Who is not what they say: forged or look-alike senders and job scams (B8); and the owner's own proof (B7)."""

from __future__ import annotations

import re

from rules import letters, lookalikes, scams, senders
from rules.message import Message
from rules.organisations import label_of, spelt_out
from rules.people import bare, fits, is_person
from rules.pieces import squash
from rules.reading import Owner

_LONGEST = 4000  # characters of one header
_RESULT = re.compile(r"\b(dmarc|spf|dkim)\s*=\s*([a-z]+)", re.I)


def warnings(message: Message, owner: Owner, known_domains: frozenset[str]) -> tuple[str, ...]:
    """Plain sentences for the owner, one for each sign; empty for honest mail.

    `known_domains`: the domains that the employer has used in the thread so far; empty for a first message.
    """
    found = [
        *_forged(message),
        *_answers_elsewhere(message, owner, known_domains),
        *_look_alike(message, known_domains),
    ]
    return (*found, *scams.marks(message))


def is_authenticated(message: Message, owner: Owner) -> bool:
    """Say whether the owner's own provider vouches for a message that claims to be from the owner (B7).

    Only the topmost Authentication-Results counts: those below it came with the message and prove nothing.
    """
    domain = senders.domain_of(message.sender.email if message.sender else None)
    header = _topmost(message)
    if not domain or not header or (message.sender and message.sender.email not in owner.addresses):
        return False
    if not _is_own_provider(_authserv(header), owner):
        return False
    results = dict(reversed(_RESULT.findall(header.lower())))
    if "dmarc" in results:
        return bool(results["dmarc"] == "pass")
    return _is_aligned(header, domain)


def _topmost(message: Message) -> str:
    results = message.headers.get("authentication-results", ())
    return " ".join(results[0][:_LONGEST].split()) if results else ""


def _authserv(header: str) -> str:
    """The host that judged (RFC 8601 2.2): the first word before ";"."""
    return header.partition(";")[0].strip().split(" ")[0].lower().rstrip(".")


# Hosts that judge for a provider's users under another name than their addresses'.
_JUDGES = {
    "gmail.com": "google.com",
    "googlemail.com": "google.com",
    "hotmail.com": "outlook.com",
    "live.com": "outlook.com",
    "msn.com": "outlook.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "ymail.com": "yahoo.com",
    "aol.com": "yahoo.com",
}
# Providers that keep mail for domains of others.
_HOSTS = frozenset(
    {
        *(
            "google.com",
            "outlook.com",
            "office365.us",
            "icloud.com",
            "yahoo.com",
            "fastmail.com",
            "messagingengine.com",
        ),
        *("protonmail.ch", "proton.me", "protonmail.com", "zoho.com", "zoho.eu", "zohomail.com", "mailbox.org"),
        *("gmx.net", "web.de", "posteo.de"),
    }
)


def _is_own_provider(host: str, owner: Owner) -> bool:
    """Whether the judging host can be that of the owner's mailbox, as far as names tell."""
    judge = senders.organisation(host)
    for address in owner.addresses:
        domain = senders.domain_of(address)
        if judge in (senders.organisation(domain), _JUDGES.get(domain)):
            return True
        if not senders.is_mail_provider(domain) and judge in _HOSTS:
            return True
    return False


def _is_aligned(header: str, domain: str) -> bool:
    """A dkim or spf pass for the sender's own organisation (RFC 7489 3.1)."""
    for method, identity in (
        ("dkim", r"header\.(?:d|i)=@?([\w.@+-]+)"),
        ("spf", r"smtp\.(?:mailfrom|mfrom)=([\w.@+=-]+)"),
    ):
        for part in header.lower().split(";")[:30]:
            if f"{method}=pass" in part.replace(" ", ""):
                found = re.search(identity, part)
                if found and senders.organisation(found.group(1).rpartition("@")[2]) == senders.organisation(domain):
                    return True
    return False


def _forged(message: Message) -> list[str]:
    results = dict(reversed(_RESULT.findall(_topmost(message).lower())))
    if results.get("dmarc") == "fail":
        domain = senders.domain_of(message.sender.email if message.sender else None)
        return [f"Your mail provider could not confirm that this message really comes from {domain or 'its sender'}."]
    return []


def _answers_elsewhere(message: Message, owner: Owner, known_domains: frozenset[str]) -> list[str]:
    """A Reply-To in another organisation, unless it is a hiring system, the company written about or known already."""
    sender = message.sender
    domain = senders.domain_of(sender.email if sender else None)
    if sender is None or not domain or senders.system_at(domain) is not None or _is_machine(sender.email or ""):
        return []
    home = {senders.organisation(known) for known in known_domains} | {senders.organisation(domain)}
    for person in message.reply_to[:3]:
        reply = senders.domain_of(person.email)
        if (
            not reply
            or person.email in owner.addresses
            or senders.organisation(reply) in home
            or senders.system_at(reply) is not None
        ):
            continue
        if (
            senders.is_mail_provider(reply)
            and senders.is_mail_provider(domain)
            and sender.name
            and person.email
            and fits(sender.name, person.email)
        ):
            continue
        if senders.is_mail_provider(reply):
            if _is_private_box(person.email or "", message):
                continue
        elif _is_same_house(domain, label_of(person.email), message):
            continue
        return [f"Answers would go to {reply}, not to {domain} where it says it comes from."]
    return []


def _is_machine(address: str) -> bool:
    return senders.is_no_reply(address) or address.startswith(
        ("notification", "notify", "alert", "invitation", "calendar", "system", "mailer")
    )


def _is_private_box(address: str, message: Message) -> bool:
    """A person's own free mailbox: made of the name that signs, and no office's ("acme.hr.desk@…")."""
    if _OFFICE.search(address):
        return False
    local = squash(address.partition("@")[0])
    names = [message.sender.name if message.sender else None, letters.letter_of(message).signer]
    return any(
        len(word) > 2 and squash(word) in local
        for name in names
        if name and is_person(name)
        for word in bare(name).split()
    )


_OFFICE = re.compile(
    r"\b(?:hr|dept|desk|office|hiring|recruit\w*|career\w*|joining|onboard\w*|support|team|"
    r"placement\w*|chambers|publish)\b",
    re.I,
)


def _is_same_house(domain: str, reply: str, message: Message) -> bool:
    """Whether two senders belong together: one label within the other, or the message names the answering company."""
    other = squash(reply)
    for label in domain.split(".")[:-1]:
        one = squash(label)
        if min(len(one), len(other)) >= 4 and (one in other or other in one):
            return True
    names = " ".join((message.subject[:200], message.own_text[:3000], message.signature[:500])).split()
    return any(spelt_out(names[at : at + 4], reply) >= 0.99 for at in range(min(len(names), 600)))


def _look_alike(message: Message, known_domains: frozenset[str]) -> list[str]:
    """A sender whose domain only looks like one that the thread knows, or like a known hiring system's."""
    domain = senders.domain_of(message.sender.email if message.sender else None)
    if not domain or senders.is_mail_provider(domain):
        return []
    if senders.system_at(domain) is None and domain not in known_domains:
        for known in sorted(known_domains)[:50]:
            if senders.system_at(known) is None and lookalikes.resembles(domain, known):
                return [f"The address is at {domain}, which only looks like {known} that this employer used before."]
    shown = (message.sender.name or "") if message.sender else ""
    system = senders.system_named(shown)
    if (
        system is not None
        and senders.system_at(domain) is None
        and any(len(own.partition(".")[0]) > 6 and lookalikes.resembles(domain, own) for own in system.domains)
    ):
        return [f"It calls itself {system.name}, but {domain} is not theirs."]
    return []
