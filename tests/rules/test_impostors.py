"""Warnings of forged senders and scams (B8), and the owner's own proof (B7)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from rules.impostors import is_authenticated, warnings
from rules.message import Message
from rules.reading import Owner
from tests.rules.letter_builder import OWNER, case_letter, letter

CASES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parents[1] / "data" / "names" / "scams.yaml").read_text("utf-8")
)
TEXT = "We would like to interview you for the Analyst role on Tuesday at 2."
GMAIL_OWNER = Owner("Robin Vale", frozenset({"robin.vale@gmail.com"}), "Europe/London")


def judged(*results: str, sender: str = "Dana Cole <dana@acme.example>") -> Message:
    return letter(TEXT, sender, headers={"authentication-results": results})


@pytest.mark.parametrize("row", CASES["scams"], ids=lambda row: row["text"][:40])
def test_the_marks_of_a_job_scam_raise_a_warning(row: dict[str, Any]) -> None:
    """B8: interview by chat app, fees, gift cards, cheques and their like."""
    assert warnings(case_letter(row), OWNER, frozenset())


@pytest.mark.parametrize("row", CASES["honest"], ids=lambda row: row["text"][:40])
def test_honest_mail_that_only_looks_like_a_scam_raises_none(row: dict[str, Any]) -> None:
    """B8: words alone are no marks; who pays whom, and what is denied, decides."""
    assert warnings(case_letter(row), OWNER, frozenset()) == ()


def test_a_failed_dmarc_check_of_the_owners_provider_is_told() -> None:
    assert warnings(
        judged("mx.google.com; spf=pass; dmarc=fail (p=REJECT) header.from=acme.example"), OWNER, frozenset()
    )


def test_only_the_topmost_result_counts() -> None:
    """B8: results below the topmost came with the message and prove nothing, in either direction."""
    below = judged("mx.google.com; dmarc=pass", "evil.example; dmarc=fail")
    above = judged("mx.google.com; dmarc=fail", "mx.google.com; dmarc=pass")

    assert warnings(below, OWNER, frozenset()) == ()
    assert warnings(above, OWNER, frozenset())


def test_answers_that_go_to_a_stranger_are_told() -> None:
    """B8: a Reply-To in another organisation that is no known hiring system."""
    message = letter(TEXT, "Dana Cole <dana@acme.example>", reply_to=["offers@quick-hire.example"])

    assert "quick-hire.example" in warnings(message, OWNER, frozenset())[0]


@pytest.mark.parametrize(
    ("sender", "reply"),
    [
        ("Dana Cole <dana@acme.example>", "dana@mail.acme.example"),
        ("Acme <no-reply@us.greenhouse-mail.io>", "dana@acme.example"),
        ("Dana Cole <dana@acme.example>", "acme@m.personio.de"),
        ("Acme <notifications@acme-jobs.example>", "dana@acme.example"),
        ("Dana Cole <dana@acme.example>", "robin@mail.example"),
        ("Dana Cole <dana@gmail.com>", "dana.cole@outlook.com"),
    ],
)
def test_honest_reply_addresses_raise_no_warning(sender: str, reply: str) -> None:
    """B8: sub-domains, hiring systems in either place, machines of the house, the owner, private boxes."""
    assert warnings(letter(TEXT, sender, reply_to=[reply]), OWNER, frozenset()) == ()


def test_a_reply_address_that_the_thread_knows_is_no_stranger() -> None:
    message = letter(TEXT, "Dana Cole <dana@acme.example>", reply_to=["dana@harrow.example"])

    assert warnings(message, OWNER, frozenset({"harrow.example"})) == ()


@pytest.mark.parametrize(
    "domain",
    [
        "acrne-robotics.example",
        "acme-robotics-hr.example",
        "acmerobotics.test",
        "acme-robotlcs.example",
        "xn--acme-robtics-6hb.example",
        "acme-robotic.example",
        "careers-acme-robotics.example",
    ],
)
def test_a_look_alike_of_a_domain_known_in_the_thread_is_told(domain: str) -> None:
    """B8: letters that look alike, a hyphen or word more, another ending, punycode, a letter off."""
    assert warnings(letter(TEXT, f"Dana Cole <dana@{domain}>"), OWNER, frozenset({"acme-robotics.example"}))


@pytest.mark.parametrize("domain", ["hr.acme-robotics.example", "bramble.example", "gmail.com", "greenhouse.io"])
def test_other_domains_are_no_look_alikes(domain: str) -> None:
    assert warnings(letter(TEXT, f"Dana Cole <dana@{domain}>"), OWNER, frozenset({"acme-robotics.example"})) == ()


def test_a_borrowed_name_of_a_hiring_system_is_told() -> None:
    message = letter(TEXT, "Greenhouse Recruiting <no-reply@greenhouse-mail-invites.example>")

    assert warnings(message, OWNER, frozenset())


def test_warnings_are_plain_sentences() -> None:
    """They are read by the owner, who knows no mail headers."""
    for row in CASES["scams"]:
        for sentence in warnings(case_letter(row), OWNER, frozenset()):
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert "dmarc" not in sentence.lower()


def owners(*results: str, sender: str = "Robin Vale <robin.vale@gmail.com>") -> Message:
    return letter("Notes", sender, headers={"authentication-results": results})


def test_mail_that_the_owners_provider_vouches_for_is_the_owners() -> None:
    """B7: dmarc=pass, or an aligned dkim or spf pass, in the topmost result of the owner's own provider."""
    assert is_authenticated(owners("mx.google.com; dmarc=pass header.from=gmail.com"), GMAIL_OWNER)
    assert is_authenticated(owners("mx.google.com; dkim=pass header.i=@gmail.com; spf=fail"), GMAIL_OWNER)


@pytest.mark.parametrize(
    "message",
    [
        owners("mx.google.com; dmarc=fail header.from=gmail.com"),
        owners("mx.evil.example; dmarc=pass header.from=gmail.com", "mx.google.com; dmarc=pass"),
        owners("mx.google.com; dkim=pass header.i=@evil.example"),
        owners("mx.google.com; dmarc=pass header.from=gmail.com", sender="Robin Vale <robin@evil.example>"),
        owners(),
    ],
    ids=["failed", "judged by a stranger", "not aligned", "not the owner's address", "not judged"],
)
def test_mail_that_merely_claims_to_be_the_owners_is_not(message: Message) -> None:
    """B7: a claim proves nothing."""
    assert not is_authenticated(message, GMAIL_OWNER)
