"""Who sends: hiring systems, schedulers, calendars, job boards, mail providers and addresses nobody reads.

Systems are data (`rules/systems.yaml`), as are public mail providers (`rules/mail_providers.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import yaml

from rules.message import Message

_LONGEST_ADDRESS = 320  # RFC 5321 4.5.3.1: 64 + "@" + 255 octets


class SystemKind(StrEnum):
    """What a known sending system is for."""

    HIRING = "hiring"
    SCHEDULER = "scheduler"
    CALENDAR = "calendar"
    JOB_BOARD = "job_board"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class System:
    """A system known by name (rules/systems.yaml)."""

    name: str
    kind: SystemKind
    domains: tuple[str, ...]
    relays_people: bool = False
    """Its addresses stand for a person, so a reply reaches somebody (B30)."""


_NO_REPLY = re.compile(
    r"(?:^|[._+-])(?:no-?_?\.?reply|do-?_?\.?not-?_?\.?reply|ne-?pas-?repondre|nicht-?antworten|keine-?antwort|"
    r"noresponder|no-?responder|nao-?responda|niet-?beantwoorden|non-?rispondere|unmonitored|mailer-daemon|postmaster|"
    r"bounces?|nobody)(?=$|[._+\d-])",
    re.I,
)

# Labels under which countries register names (a short table of the common ones, after publicsuffix.org).
_SECOND_LEVEL = frozenset(
    [
        "co",
        "com",
        "org",
        "net",
        "gov",
        "edu",
        "ac",
        "ltd",
        "plc",
        "sch",
        "nhs",
        "gob",
        "gouv",
        "or",
        "ne",
        "go",
        "gv",
        "govt",
        "mil",
        "nom",
        "asso",
        "id",
        "web",
        "school",
    ]
)


def is_no_reply(address: str) -> bool:
    """Say whether nobody reads what is sent to this address, judged by its local part."""
    return bool(_NO_REPLY.search(address[:_LONGEST_ADDRESS].partition("@")[0]))


def domain_of(address: str | None) -> str:
    """The lower-case domain of an address, "" without one."""
    return (address or "")[-_LONGEST_ADDRESS:].rpartition("@")[2].strip(" >.").lower() if address else ""


def organisation(domain: str) -> str:
    """The registrable part of a domain ("mail.acme.co.uk" → "acme.co.uk"), good enough without the full suffix list."""
    labels = domain.lower().strip(".").split(".")
    keep = 2
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL:
        keep = 3
    return ".".join(labels[-keep:])


def is_mail_provider(domain: str) -> bool:
    """Say whether anybody can have an address there (gmail.com …), so that the domain names no employer."""
    return domain.lower() in _mail_providers()


def system_of(message: Message) -> System | None:
    """The known system that sent the message: by From, then by the Sender header."""
    for person in (message.sender, message.on_behalf_of):
        if person is not None and person.email and (found := system_for(person.email)) is not None:
            return found
    return None


def system_for(address: str) -> System | None:
    """The known system an address belongs to: by itself ("calendar-notification@google.com"), else by its domain."""
    return _by_domain().get(address.lower()) or system_at(domain_of(address))


def system_at(domain: str) -> System | None:
    """The known system a domain belongs to (sub-domains included)."""
    labels = domain.split(".")
    table = _by_domain()
    for at in range(len(labels) - 1):
        if (found := table.get(".".join(labels[at:]))) is not None:
            return found
    return None


def system_named(name: str) -> System | None:
    """The system that a display name claims to be: its name, alone or at the beginning ("Greenhouse Recruiting")."""
    words = name.lower().split()
    return (
        next((found for size in (3, 2, 1) if (found := _by_name().get(" ".join(words[:size])))), None)
        if words
        else None
    )


def customer_hints(address: str) -> tuple[str, ...]:
    """What an address at a hiring system tells of the employer: "acme" in "jobs@acme.breezy.hr"."""
    local, _, domain = address.lower().partition("@")
    system = system_for(address)
    if system is None or system_at(domain) is None:
        return ()
    base = next((known for known in system.domains if domain == known or domain.endswith("." + known)), domain)
    sub = [part for part in domain[: -len(base)].split(".") if len(part) > 2]
    words = [word for word in (local.partition("+")[0], *sub) if len(word) > 2]
    return tuple(
        word for word in words if word not in _NO_CUSTOMER and not is_no_reply(word + "@x") and "." not in word
    )


_NO_CUSTOMER = frozenset(
    {
        "alerts",
        "app",
        "application",
        "applications",
        "apply",
        "bewerbung",
        "bewerbungen",
        "calendar",
        "candidate",
        "candidates",
        "candidatures",
        "careers",
        "email",
        "empleo",
        "emploi",
        "eu",
        "hello",
        "hire",
        "info",
        "interview",
        "interviews",
        "invitation",
        "invite",
        "invites",
        "jobalerts",
        "jobs",
        "jobs-listings",
        "karriere",
        "mail",
        "mailer",
        "message",
        "messages",
        "myworkday",
        "news",
        "notification",
        "notifications",
        "recruiting",
        "replies",
        "reply",
        "scheduling",
        "selezione",
        "send",
        "service",
        "support",
        "talent",
        "team",
        "us",
        "www",
    }
)


def _data(name: str) -> Any:
    return yaml.load(resources.files("rules").joinpath(name).read_text("utf-8"), Loader=yaml.CSafeLoader)


@cache
def system_rows() -> Mapping[str, Any]:
    """The data of rules/systems.yaml: `systems` by name, and the phrases of whole `kinds`."""
    rows: Mapping[str, Any] = _data("systems.yaml")
    return rows


@cache
def _by_domain() -> Mapping[str, System]:
    table: dict[str, System] = {}
    for name, row in system_rows()["systems"].items():
        system = System(name, SystemKind(row["kind"]), tuple(row["domains"]), bool(row.get("relays_people", False)))
        table.update(dict.fromkeys(system.domains, system))
    return table


@cache
def _by_name() -> Mapping[str, System]:
    return {system.name.lower(): system for system in _by_domain().values()}


@cache
def _mail_providers() -> frozenset[str]:
    return frozenset(_data("mail_providers.yaml"))
