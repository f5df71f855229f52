"""The measurement of ordinary mail finds every message of a mailbox and says what it would start."""

from __future__ import annotations

import mailbox
from pathlib import Path

from rules.parsing import read
from tests.rules.mail_builder import mail
from tests.rules.real_mail import measure, messages_below, recipient_of

INVITATION = mail(
    "Dear Jordan,\n\nwe are pleased to invite you to an interview for the Data Engineer position on Tuesday, "
    "March 17, 2026 at 10:00 AM. Please bring your portfolio.\n\nDana Cole\nRecruiter, Northwind",
    subject="Interview invitation: Data Engineer",
)
SMALL_TALK = mail("The soup was good. Bring the blue bowl back when you can.", subject="Soup")


def test_messages_are_found_alone_in_a_maildir_and_in_an_mbox(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(SMALL_TALK)
    mailbox.Maildir(tmp_path / "Maildir").add(SMALL_TALK)
    box = mailbox.mbox(tmp_path / "box")
    for content in (SMALL_TALK, INVITATION):
        box.add(content)
    box.close()

    found = list(messages_below(tmp_path))

    assert len(found) == 4
    assert sum(b"invite you" in content for _, content in found) == 1


def test_what_would_start_a_thread_is_told_and_the_rest_is_not() -> None:
    """B4, B10."""
    findings = measure([("soup", SMALL_TALK), ("invitation", INVITATION)])["recipient as owner"]

    assert findings.messages == 2
    assert [name for name, _, _, begins in findings.alarms if begins] == ["invitation"]


def test_whoever_a_mail_is_addressed_to_is_its_owner() -> None:
    findings = measure([("soup", SMALL_TALK)])
    assert findings.keys() == {"invented owner", "recipient as owner"}
    assert recipient_of(read(SMALL_TALK)).name == "Jordan Ellis"
