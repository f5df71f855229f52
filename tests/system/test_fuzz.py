"""Hostile mail in a shortened form (B6, B30, B32); `python -m tests.system.fuzz` reads 100,000 cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.system import fuzz, fuzz_fields

FOUND = Path(__file__).parents[1] / "data" / "fuzz-found"


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
