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


class TestServer:
    @pytest.mark.parametrize(
        ("line", "port"),
        [
            ("", 993),
            (", tls: true", 993),
            (", starttls: true", 143),
            (", host: 127.0.0.1, tls: false", 143),
            (", starttls: true, port: 993", 993),
            (", port: 1143", 1143),
        ],
    )
    def test_a_port_that_is_not_given_follows_from_the_encryption(self, line: str, port: int) -> None:
        text = IMAP if "host" not in line else IMAP.replace(" host: h,", "")

        assert settings(parsed(text % line))["port"] == port

    @pytest.mark.parametrize("address", ["j@outlook.com", "j@hotmail.fr", "j@live.nl"])
    @pytest.mark.parametrize("secret", [", password_file: pw", ""])
    def test_an_address_of_microsofts_is_told_which_provider_to_write(self, address: str, secret: str) -> None:
        """A password would be asked for in vain."""
        assert problem(f"mailboxes:\n  - {{name: x, provider: imap, address: {address}{secret}}}") == (
            "config.yaml:2:5: mailboxes[0]: Microsoft takes no passwords over IMAP any more. Write provider: outlook."
        )
