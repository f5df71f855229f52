"""The words that a sender's own domain is made of (B3: where nothing else names the company)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.organisations import words_of

HOUSES = {
    "oatandanchor": "Oat and Anchor", "kaveripaper": "Kaveri Paper", "yunohana-ryokan": "Yunohana Ryokan",
    "chelmerhospice": "Chelmer Hospice", "minsteroftheisles": "Minster of the Isles", "acmerobotics": "Acme Robotics",
    "lapetitecarriole": "La Petite Carriole", "heartlandmutuallife": "Heartland Mutual Life",
    "atelier-norde": "Atelier Norde", "mairie-valbrune": "Mairie Valbrune", "osteriafalcone": "Osteria Falcone",
    "datacentrale": "Data Centrale", "nordhavn-kommune": "Nordhavn Kommune", "eastonseeds": "Easton Seeds",
    "theatredulac": "Theatre du Lac", "harborviewdental": "Harborview Dental", "xqzt": "Xqzt",
}  # fmt: skip


@pytest.mark.parametrize(("label", "name"), HOUSES.items())
def test_a_domain_is_told_in_the_words_that_houses_are_called_by_b3(label: str, name: str) -> None:
    assert words_of(label) == name


def test_a_word_that_the_mail_itself_says_is_not_taken_apart_b3() -> None:
    assert words_of("northwindrobotics", ["Northwind"]) == "Northwind Robotics"


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=63))
def test_no_letter_of_a_domain_is_lost_or_added(label: str) -> None:
    assert words_of(label).replace(" ", "").lower() == label.replace("-", "")
