"""Who sends: known systems, providers, organisations, addresses nobody reads."""

from __future__ import annotations

import pytest

from rules import senders
from rules.facts import company, role
from rules.facts.clues import Clues
from rules.reading import Intent
from rules.senders import SystemKind
from tests.rules.letter_builder import OWNER, letter

ROWS = senders.system_rows()["systems"]


def test_at_least_sixty_systems_of_every_kind_are_known() -> None:
    """Systems are known by name, by data."""
    assert len(ROWS) >= 60
    assert {row["kind"] for row in ROWS.values()} == {kind.value for kind in SystemKind}


@pytest.mark.parametrize("name", ROWS)
def test_the_example_of_a_system_is_read_as_it_says(name: str) -> None:
    """Each entry carries a mail as its customers send it: the system, the company and the role are read in it."""
    example = ROWS[name]["example"]
    message = letter(example["text"], example["from"], example["subject"])
    system = senders.system_of(message)
    clues = Clues(Intent.APPLICATION_RECEIVED, example.get("language", "en"), system)

    assert system is not None
    assert system.name == name
    assert company.find(message, OWNER, clues) == example["company"]
    assert role.find(message, OWNER, clues) == example["role"]


def test_no_domain_belongs_to_two_systems_or_to_a_mail_provider() -> None:
    domains = [domain for row in ROWS.values() for domain in row["domains"]]

    assert len(domains) == len(set(domains))
    assert not any(senders.is_mail_provider(domain) for domain in domains)


def test_a_system_is_known_by_its_sub_domains_and_by_the_sender_header() -> None:
    assert senders.system_of(letter("", "Acme <x@eu.mail.greenhouse.io>")) == senders.system_at("greenhouse.io")
    behalf = letter("", "Dana <dana@acme.example>", on_behalf_of=letter("", "a@b.lever.co").sender)
    assert senders.system_of(behalf) == senders.system_at("lever.co")


def test_a_domain_that_only_ends_alike_is_no_known_system() -> None:
    """A look-alike must not pass for the system (B8)."""
    assert senders.system_at("notgreenhouse.io") is None
    assert senders.system_at("greenhouse.io.evil.example") is None


@pytest.mark.parametrize(
    "address",
    [
        "no-reply@acme.example",
        "noreply@x.example",
        "do_not_reply@x.example",
        "jobs-noreply@linkedin.com",
        "donotreply@usastaffing.gov",
        "nao-responda@x.example",
        "MAILER-DAEMON@x.example",
        "ne-pas-repondre@x.example",
    ],
)
def test_addresses_that_nobody_reads_are_known(address: str) -> None:
    """No draft is ever addressed to them (B30)."""
    assert senders.is_no_reply(address)


@pytest.mark.parametrize(
    "address", ["dana@acme.example", "nora@reply.example", "bouncer@club.example", "jobs@x.example"]
)
def test_addresses_that_people_read_are_left_alone(address: str) -> None:
    assert not senders.is_no_reply(address)


@pytest.mark.parametrize(
    ("domain", "organisation"),
    [
        ("mail.acme.co.uk", "acme.co.uk"),
        ("acme.com", "acme.com"),
        ("a.b.acme.com.au", "acme.com.au"),
        ("hr.acme.de", "acme.de"),
        ("x.gov.sg", "x.gov.sg"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_the_registrable_part_of_a_domain_names_the_organisation(domain: str, organisation: str) -> None:
    assert senders.organisation(domain) == organisation


def test_anybodys_mail_domains_name_no_employer() -> None:
    """B11: a mail-provider domain never links a message to a company."""
    assert senders.is_mail_provider("gmail.com")
    assert senders.is_mail_provider("GMX.de")
    assert not senders.is_mail_provider("acme.example")
