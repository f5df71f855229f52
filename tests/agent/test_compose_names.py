"""Greetings: whom a draft addresses, and how (B32)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.compose import draft
from agent.salutation import cleaned_name
from rules.reading import Person
from tests.agent.drafting import request


def greeting(name: str | None, tone: str = "neutral", company: str | None = "Brightwater") -> str:
    return draft(request(to=Person(name, "p@brightwater.example"), tone=tone, company=company)).body.split("\n")[0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Priya Raman", "Dear Priya,"),
        ("PRIYA RAMAN", "Dear Priya,"),
        ("priya o'dell", "Dear Priya,"),
        ("anna.bell", "Dear Anna,"),
        ("j.bell", "Dear J Bell,"),
        ("Ruth", "Dear Ruth,"),
        ("T. Lindqvist", "Dear T. Lindqvist,"),
        ("Po-Yi Chen", "Dear Po-Yi,"),
        ("Íñigo Larrañaga", "Dear Íñigo,"),
        ("Dr. Feld", "Dear Dr. Feld,"),
        ("Dr. Marguerite St. Clair-Osei", "Dear Dr. St. Clair-Osei,"),
        ("Prof. Ansel Whitcombe", "Dear Prof. Whitcombe,"),
        ("Ms Jones", "Dear Ms Jones,"),
        ("Herr Dr. Klaus von Weber", "Dear Dr. von Weber,"),
        ("Lindqvist, Bea", "Dear Bea,"),
        ("van Rijn, Marloes", "Dear Marloes,"),
        ("Bea Lindqvist, PhD", "Dear Bea,"),
        ("Bea Lindqvist, Recruiter", "Dear Bea,"),
        ("Bea Lindqvist MBA", "Dear Bea,"),
        ("Bea Lindqvist (she/her)", "Dear Bea,"),
        ("Bea Lindqvist | Brightwater", "Dear Bea,"),
        ("Bea from Brightwater", "Dear Bea,"),
        ("Bea Lindqvist via Calendly", "Dear Bea,"),
        ('Elizabeth "Bea" Lindqvist', "Dear Elizabeth,"),
        ("Zara O’Dell", "Dear Zara,"),
        ("Jin Hao Teo", "Dear Jin Hao,"),
        ("Tan Hui Min", "Dear Tan Hui Min,"),
        ("Sir Colin Redfearn", "Dear Sir Colin,"),
        ("Captain R. Solberg", "Dear Captain Solberg,"),
        ("Del Washburn", "Dear Del Washburn,"),
    ],
)
def test_a_person_is_greeted_by_name(name: str, expected: str) -> None:
    assert greeting(name) == expected


@pytest.mark.parametrize("name", [None, "", "...", "priya.raman@brightwater.example", "🎉"])
def test_where_no_name_is_known_the_greeting_has_none(name: str | None) -> None:
    assert greeting(name) == "Hello,"


@pytest.mark.parametrize("name", ["Brightwater Recruiting Team", "Talent Acquisition", "HR", "Brightwater", "VDAB"])
def test_a_team_is_greeted_as_a_team(name: str) -> None:
    assert greeting(name) == "Dear Brightwater team,"
    assert name == "Brightwater" or greeting(name, company=None) == "Hello,"


def test_a_formal_greeting_gives_the_whole_name() -> None:
    assert greeting("Priya Raman", "formal") == "Dear Priya Raman,"
    assert greeting("Priya Raman", "warm") == "Hello Priya,"


@pytest.mark.parametrize(
    "name", ["{{ 7*7 }}", "{% for x in y %}Bea", "Bea\r\nBcc: all@evil.example", "<b>Bea</b>", "Bea\x00"]
)
def test_template_marks_and_line_breaks_in_a_name_do_nothing(name: str) -> None:
    """B6: a name is text, whatever it looks like."""
    body = draft(request(to=Person(name, "p@brightwater.example"))).body
    assert "49" not in body
    assert not set("{}%<>") & set(body.split("\n")[0])


@given(st.text(max_size=120))
def test_a_cleaned_name_has_letters_space_hyphen_apostrophe_and_full_stop(name: str) -> None:
    cleaned = cleaned_name(name)
    assert len(cleaned) <= 60
    assert all(c.isalpha() or c in " -'." or not c.isascii() for c in cleaned)
    assert cleaned == cleaned_name(cleaned)
