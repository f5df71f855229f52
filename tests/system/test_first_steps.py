"""A new user's first steps are those of the page, and they lead to the first draft."""

from __future__ import annotations

from pathlib import Path

from tests.providers.conftest import dovecot
from tests.providers.servers.dovecot import Dovecot
from tests.system.first_steps import walked

__all__ = ["dovecot"]


def test_who_does_what_the_page_says_has_a_draft_at_the_end(dovecot: Dovecot, tmp_path: Path) -> None:
    """From `init` to the first thank-you on a real IMAP server; observing placed nothing before."""
    steps = {step.command: step.said for step in walked(dovecot, tmp_path, installs=False)}

    assert "one was written and removed" in steps["followthrough doctor"]
    assert "draft placed: thank_you" in steps["followthrough run --observe --once"]
    assert "Northwind" in steps["followthrough status"]
    assert "Message-ID" in steps["followthrough run"]
    assert steps["followthrough run"].count("Message-ID") == 1
