"""The `mailboxes` section: what one account's keys say together, told with its line before anything is opened."""

from __future__ import annotations

import pytest

from agent.config import Config
from tests.agent.test_config import parsed, problem

IMAP = "mailboxes:\n  - {name: x, provider: imap, address: a@b.example, host: h, password_env: P%s}\n"
MAILDIR = "mailboxes:\n  - {name: x, provider: maildir, path: Mail%s}\n"


def settings(config: Config) -> dict[str, object]:
    """What the adapter of the only mailbox is opened with."""
    (mailbox,) = config.mailboxes
    return mailbox.settings()


class TestFolders:
    @pytest.mark.parametrize(
        ("mailbox", "folders", "column"),
        [
            (IMAP, "{sent: INBOX, inbox: INBOX}", 88),
            (IMAP, "{sent: Inbox, inbox: INBOX}", 88),
            (IMAP, "{sent: INBOX}", 88),
            (IMAP, "{sent: Mail, drafts: Mail}", 88),
            (MAILDIR, "{sent: ., inbox: .}", 55),
            (MAILDIR, "{sent: Post/, drafts: Post}", 55),
        ],
    )
    def test_one_folder_for_two_roles_is_refused_with_its_line(self, mailbox: str, folders: str, column: int) -> None:
        """All that comes in would be taken for mail of the owner's own (B7)."""
        assert problem(mailbox % f", folders: {folders}") == (
            f"config.yaml:2:{column}: mailboxes[0].folders: Inbox, Sent and Drafts must be different folders. "
            "Name each folder once, and leave out what is found by itself."
        )

    @pytest.mark.parametrize(
        ("mailbox", "folders"),
        [
            (IMAP, {"sent": "Sent", "drafts": "sent"}),
            (IMAP, {"inbox": "Hiring", "sent": "INBOX"}),
            (MAILDIR, {"inbox": ".", "sent": ".Sent", "drafts": ".Drafts"}),
        ],
    )
    def test_different_folders_are_the_adapters_as_they_are_written(
        self, mailbox: str, folders: dict[str, str]
    ) -> None:
        text = ", ".join(f"{role}: {name}" for role, name in folders.items())

        assert settings(parsed(mailbox % f", folders: {{{text}}}"))["folders"] == folders
