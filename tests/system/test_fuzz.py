"""Hostile mail in a shortened form (B6, B30, B32); `python -m tests.system.fuzz` reads 100,000 cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system import fuzz, fuzz_fields

FOUND = Path(__file__).parents[1] / "data" / "fuzz-found"
MAIL = """From: Dana Cole <dana@northwind.example>
To: jordan@ellis.example
Date: Mon, 04 May 2026 10:00:00 -0400
Content-Type: text/plain; charset=utf-8
Subject: Interview for the Data Engineer position

Hi Jordan,

your interview for the Data Engineer role: {0}. We will let you know {0}.

Dana
"""
SAYINGS = (
    "on {number}.5",
    "Friday {number}/4",
    "within ({number}) days",
    "{number}-3-10",
    "2026-{number}-01",
    "{number}-05-2026",
    "at {number} ET, UTC+{number}",
    "half {number}",
    "between {number} and {number}:30",
    "{number} hours and {number} minutes",
    "the {number}th of May",
    "May {number}",
    "{number}pm",
    "in {number} weeks",
    "option {number}, the second of {number}",
    "the day after, {number} days later",
    "um {number} Uhr, à {number}h30",
    "{number}-{number} business days",
)


def test_broken_mail_never_breaks_reading() -> None:
    """No fault of ours in any of them, whatever they are taken for."""
    assert fuzz.read_all(range(250)).faults == []


def test_hostile_names_titles_and_words_reach_no_draft() -> None:
    """Nobody else is written to, no header is added, nothing is evaluated or copied that B32 does not allow."""
    done = fuzz.draft_all(range(60))

    assert done.faults == []
    assert done.drafts > 30


@pytest.mark.parametrize("name", sorted(p.name for p in FOUND.glob("*.eml")))
def test_what_once_broke_reading_does_so_no_more(name: str) -> None:
    """Each was found by the fuzzer."""
    assert fuzz.read_one((FOUND / name).read_bytes()) is None


@pytest.mark.parametrize(
    "number", ["9" * 5000, "٣" * 5000, "2:26", "1/2/3/4"], ids=["long", "arabic", "clock", "slashes"]
)
def test_no_number_breaks_reading_wherever_it_stands(number: str) -> None:
    """Python refuses to convert more than 4,300 digits, and a mail may hold as many as it likes (B6)."""
    for saying in SAYINGS:
        mime = MAIL.format(saying.format(number=number)).encode()
        assert fuzz.read_one(mime) is None, saying


def test_a_draft_that_carried_what_it_must_not_would_be_seen() -> None:
    """The judge of drafts itself."""
    (draft,) = fuzz_fields.drafts_for(fuzz_fields._mail(**GOOD))
    body = draft.partition(b"\r\n\r\n")[2]
    bad = {
        "recipient": draft.replace(b"priya@northwind.example", b"x@evil.example"),
        "header": draft.replace(b"Subject:", b"Bcc: x@y.example\r\nSubject:", 1),
        "template": draft.replace(body, b"Dear Priya,\r\n\r\n{{ 7 * 7 }}\r\n"),
        "link": draft.replace(body, b"Dear Priya,\r\n\r\nhttps://x.example/\r\n"),
    }

    assert list(fuzz_fields.wrong_with(draft)) == []
    assert [name for name, mime in bad.items() if not list(fuzz_fields.wrong_with(mime))] == []


GOOD = {
    "name": "Priya Raman",
    "role": "Data Engineer",
    "company": "Northwind",
    "subject": "Your interview for Data Engineer at Northwind",
    "title": "Head of Data",
    "body": "",
    "headers": "",
}
