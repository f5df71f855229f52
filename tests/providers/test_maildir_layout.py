"""Folders are found as configured, else as people and programs name them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from providers.folder_names import decoded
from providers.interface import FoldersFound, MailboxMissing
from providers.maildir import Maildir
from providers.maildir.layout import find_layout
from tests.providers.provider_mail import draft


def _made(root: Path, *folders: str) -> Path:
    for folder in folders:
        for name in ("tmp", "new", "cur"):
            (root / folder / name).mkdir(parents=True)
    return root


def _found(root: Path, folders: Mapping[str, str] | None = None) -> tuple[str, str, str]:
    layout = find_layout(root, folders)
    return tuple(str(path.relative_to(root)) for path in (layout.inbox, layout.sent, layout.drafts))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        ((".", ".Sent", ".Drafts", ".Archive"), (".", ".Sent", ".Drafts")),
        (("Inbox", "Sent", "Drafts", "Archive"), ("Inbox", "Sent", "Drafts")),
        (("INBOX", "Sent Items", "Drafts"), ("INBOX", "Sent Items", "Drafts")),
        ((".", ".Gesendete Objekte", ".Entw&APw-rfe"), (".", ".Gesendete Objekte", ".Entw&APw-rfe")),
        ((".", ".INBOX.Sent", ".INBOX.Drafts"), (".", ".INBOX.Sent", ".INBOX.Drafts")),
        ((".", ".[Gmail].Sent Mail", ".[Gmail].Drafts"), (".", ".[Gmail].Sent Mail", ".[Gmail].Drafts")),
        (("Inbox", "[Gmail]/Sent Mail", "[Gmail]/Drafts"), ("Inbox", "[Gmail]/Sent Mail", "[Gmail]/Drafts")),
        (("inbox", "Éléments envoyés", "Brouillons"), ("inbox", "Éléments envoyés", "Brouillons")),
        (("Inbox", "Sent", "Sent Messages", "Drafts"), ("Inbox", "Sent", "Drafts")),
        ((".",), (".", ".Sent", ".Drafts")),
        (("Inbox",), ("Inbox", "Sent", "Drafts")),
    ],
)
def test_unnamed_folders_are_guessed(tmp_path: Path, folders: tuple[str, ...], expected: tuple[str, str, str]) -> None:
    assert _found(_made(tmp_path, *folders)) == expected


def test_named_folders_win_over_guesses(tmp_path: Path) -> None:
    root = _made(tmp_path, ".", ".Sent", ".Drafts", ".Followups")
    assert _found(root, {"drafts": ".Followups"}) == (".", ".Sent", ".Followups")


def test_a_named_folder_that_is_absent_beside_one_of_its_kind_is_an_error(tmp_path: Path) -> None:
    """A draft in a folder that no mail program shows would help nobody."""
    root = _made(tmp_path, ".", ".Sent", ".Entwürfe")
    with pytest.raises(MailboxMissing) as failure:
        find_layout(root, {"inbox": ".", "sent": ".Sent", "drafts": ".Drafts"})
    assert "drafts: .Entwürfe" in failure.value.next_step


def test_a_drafts_folder_that_nobody_made_yet_is_made_with_the_first_draft(tmp_path: Path) -> None:
    provider = Maildir(_made(tmp_path, "."), {"inbox": ".", "sent": ".Sent", "drafts": ".Drafts"})
    provider.check()
    assert not (tmp_path / ".Drafts").exists()
    ref = provider.save_draft(draft("a@mail.example"), None)
    assert (tmp_path / ".Drafts" / "maildirfolder").exists()
    assert provider.find_draft("<a@mail.example>") == ref


def test_what_was_found_is_told_and_what_it_may_be_else(tmp_path: Path) -> None:
    root = _made(tmp_path, ".", ".Postausgang")
    provider = Maildir(root)
    assert provider.folders() == FoldersFound("", "", others=(".Postausgang",))
    provider.save_draft(draft("a@mail.example"), None)
    assert provider.folders() == FoldersFound("", ".Drafts", made_drafts=True, others=(".Postausgang",))
    assert Maildir(root, {"sent": ".Postausgang"}).folders() == FoldersFound(".Postausgang", ".Drafts")


def test_a_named_folder_that_is_not_there_yet_counts_unless_another_may_be_meant(tmp_path: Path) -> None:
    """A mailbox that is only new will have it."""
    provider = Maildir(_made(tmp_path, "."), {"inbox": ".", "sent": ".Sent", "drafts": ".Drafts"})
    assert provider.folders() == FoldersFound(".Sent", ".Drafts")
    _made(tmp_path, ".Postausgang")
    assert provider.folders() == FoldersFound("", "", others=(".Postausgang",))


def test_a_path_that_is_no_maildir_says_what_to_write(tmp_path: Path) -> None:
    with pytest.raises(MailboxMissing) as missing:
        Maildir(tmp_path / "nowhere").check()
    assert "path" in missing.value.next_step
    _made(tmp_path, "Archive", "Work")
    with pytest.raises(MailboxMissing) as unclear:
        Maildir(tmp_path).check()
    assert "Archive, Work" in unclear.value.next_step
    (tmp_path / "file").write_text("")
    with pytest.raises(MailboxMissing):
        Maildir(tmp_path / "file").check()


def test_folders_that_cannot_be_meant_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="trash"):
        Maildir(tmp_path, {"trash": ".Trash"})
    with pytest.raises(ValueError, match="different"):
        Maildir(tmp_path, {"inbox": ".", "drafts": "./"})


def test_a_home_directory_may_be_written_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(_made(tmp_path, "Mail")))
    Maildir("~/Mail").check()


@pytest.mark.parametrize(
    ("name", "text"),
    [("Entw&APw-rfe", "Entwürfe"), ("R&-D", "R&D"), ("&U,BTFw-", "台北"), ("a&b", "a&b"), ("&!!!-", "&!!!-")],
)
def test_names_in_modified_utf_7_are_read(name: str, text: str) -> None:
    """RFC 3501, 5.1.3; what is broken stays as it is."""
    assert decoded(name) == text
