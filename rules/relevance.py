"""What of a mailbox's past can concern a search for work at all, so that the rest need not be fetched (B18).

Only old mail is passed over, on a first look-back or after a gap, and only mass mail: what a person wrote always may
matter, because people say "we're all set, thanks" and mean an offer.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from functools import cache
from importlib import resources
from typing import Any

import yaml

from rules.headers import Headers, header_lines, people, unencoded
from rules.senders import SystemKind, domain_of, is_mail_provider, organisation, system_at, system_for, system_rows

LONGEST_HEAD = 256 * 1024
"""Fields that stand further down are not looked at."""

_MASS_FIELDS = ("list-unsubscribe", "list-id", "list-post", "feedback-id")
_MASS_PRECEDENCE = frozenset({"bulk", "list", "junk"})
_REPORTS = ("multipart/report", "text/calendar")
_SENDERS = ("from", "sender", "reply-to")
_TOKEN = re.compile(r"[\w'-]+")
_ALERTING = SystemKind.JOB_BOARD
"""Job boards send many alerts for each word about an application: searching goes by their words, not their names."""
_HOSTS = "hosts"
BOUNCERS = ("mailer-daemon", "postmaster")


@cache
def search_words() -> tuple[str, ...]:
    """Words and phrases (lower case) of which machines' mail about a search for work has one: rules/relevance.yaml."""
    return tuple(dict.fromkeys(word for name, group in _data().items() if name != _HOSTS for word in _flat(group)))


@cache
def known_senders() -> tuple[str, ...]:
    """Domains, addresses and local parts whose every mail may matter: of systems for hiring, scheduling and
    assessment, and of what reports undelivered mail."""
    rows = system_rows()["systems"].values()
    kinds = {kind.value for kind in SystemKind} - {_ALERTING.value}
    found = (domain for row in rows if row["kind"] in kinds for domain in row["domains"])
    return (*dict.fromkeys(found), *BOUNCERS)


def own_domain(address: str) -> str:
    """The domain that stands for an employer's people, or "" where anybody can have an address there."""
    domain = domain_of(address)
    return "" if not domain or is_mail_provider(domain) or system_at(domain) else organisation(domain)


def may_matter(header_block: bytes, known: Container[str] = frozenset()) -> bool:
    """Whether a mail with these header fields can concern a search for work; True where it cannot be told.

    `known` holds addresses and domains of people who take part in one: their mail matters whatever it looks like.
    Never raises.
    """
    headers, _ = header_lines(header_block[:LONGEST_HEAD])
    if not _is_mass_mail(headers):
        return True
    addresses = [p.email for name in _SENDERS for p in people(headers.get(name, [])) if p.email]
    if any(address in known or own_domain(address) in known for address in addresses):
        return True
    return any(map(_may_hire, addresses)) or _is_named_as_system(headers) or _has_word(headers)


def _may_hire(address: str) -> bool:
    """Whether a hiring system is at an address, or its host is called so ("jobs.harbour.example")."""
    labels = re.split(r"[.-]", domain_of(address))[:-1]
    return system_for(address) is not None or any(label.startswith(tuple(_data()[_HOSTS])) for label in labels)


def _is_named_as_system(headers: Headers) -> bool:
    """Whether a sender goes by the name of a known system ("Oleeo", "SkillSurvey Notifications"), whatever the host."""
    names = {person.name.lower() for name in _SENDERS for person in people(headers.get(name, [])) if person.name}
    return any(name in _system_names() or name.partition(" ")[0] in _system_names() for name in names)


@cache
def _system_names() -> frozenset[str]:
    rows = system_rows()["systems"].items()
    return frozenset(name.lower() for name, row in rows if row["kind"] != _ALERTING.value)


def _is_mass_mail(headers: Headers) -> bool:
    """A newsletter, a notice, a list: by its own fields. A report, a calendar part and an answer are none."""
    if "in-reply-to" in headers or any(kind in _first(headers, "content-type").lower() for kind in _REPORTS):
        return False
    if _first(headers, "auto-submitted").lower().startswith("auto-replied"):
        return False
    precedence = _first(headers, "precedence").strip().lower()
    return precedence in _MASS_PRECEDENCE or any(name in headers for name in _MASS_FIELDS)


def _has_word(headers: Headers) -> bool:
    shown = " ".join(unencoded(value) for name in ("subject", *_SENDERS) for value in headers.get(name, [])[:3])
    tokens = _TOKEN.findall(shown.lower())
    line = f" {' '.join(tokens)} "
    return any(f" {word} " in line for word in search_words())


def _first(headers: Headers, name: str) -> str:
    return headers.get(name, [""])[0]


def _flat(group: Any) -> Iterable[str]:
    return (word for item in group for word in ([item] if isinstance(item, str) else item))


@cache
def _data() -> dict[str, Any]:
    text = resources.files("rules").joinpath("relevance.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return loaded
