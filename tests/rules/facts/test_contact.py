"""Whom to write to (B3, B30): who wrote or signed, at an address that reaches them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from rules import senders
from rules.facts import contact
from rules.reading import Intent, Person
from tests.rules.letter_builder import OWNER, case_letter, clues, letter, person

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "data" / "names" / "contacts.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["says"])
def test_the_human_to_write_to_is_found(row: dict[str, Any]) -> None:
    message = case_letter(row)
    wanted = row["contact"] and (person(row["contact"]) if "<" in row["contact"] else Person(row["contact"], None))

    assert contact.find(message, OWNER, clues(message, Intent(row.get("intent", "reply")))) == wanted


@pytest.mark.parametrize("address", ["no-reply@acme.example", "donotreply@acme.example", "robin@mail.example"])
def test_the_contacts_address_is_never_one_that_reaches_nobody_or_the_owner(address: str) -> None:
    """B30: never to no-reply or the owner's own addresses."""
    message = letter("See you.\n\nDana Cole", f"Dana Cole <{address}>", reply_to=[address])
    found = contact.find(message, OWNER, clues(message, Intent.REPLY))

    assert found is None or found.email is None


def test_a_delivery_failure_has_no_contact() -> None:
    message = letter("Address not found: dana@acme.example", "Mail Delivery Subsystem <mailer-daemon@google.com>")

    assert contact.find(message, OWNER, clues(message, Intent.DELIVERY_FAILURE)) is None


def test_a_systems_relay_counts_only_if_it_stands_for_a_person() -> None:
    """B30: never to a relay without a person."""
    system = letter("Confirmed.", "Acme <jobs@acme.recruitee-mail.com>")

    assert senders.system_of(system) is not None
    assert contact.find(system, OWNER, clues(system, Intent.REPLY)) is None
