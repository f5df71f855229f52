"""A disk that is full, forbidden, read-only or not there."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from providers.interface import (
    Fate,
    Interest,
    MailboxMissing,
    PermissionMissing,
    ProviderError,
    Unreachable,
)
from providers.maildir import Maildir
from providers.maildir.trouble import translated
from tests.providers.conformance import DRAFT, read_all
from tests.providers.maildir_driver import SINCE, DiskMailbox, names_in, raiser


@pytest.mark.parametrize("call", ["link", "fsync", "open"])
def test_a_full_disk_leaves_nothing_half_written(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    monkeypatch.setattr(f"providers.maildir.folder.os.{call}", raiser(OSError(errno.ENOSPC, "No space left")))
    with pytest.raises(Unreachable) as failure:
        provider.save_draft(DRAFT, None)
    assert "space" in failure.value.next_step
    monkeypatch.undo()
    assert names_in(disk.root / ".Drafts" / "cur") == names_in(disk.root / ".Drafts" / "tmp") == []


@pytest.mark.parametrize("code", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_disk_without_hard_links_takes_drafts_too(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr("providers.maildir.folder.os.link", raiser(OSError(code, "no links here")))
    provider.save_draft(DRAFT, None)
    assert disk.drafts() == [DRAFT]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (errno.EACCES, PermissionMissing),
        (errno.EPERM, PermissionMissing),
        (errno.EROFS, PermissionMissing),
        (errno.ENOENT, MailboxMissing),
        (errno.ENOTDIR, MailboxMissing),
        (errno.EDQUOT, Unreachable),
        (errno.EIO, Unreachable),
        (errno.ESTALE, Unreachable),
    ],
)
def test_what_the_disk_says_becomes_a_decision(code: int, expected: type[ProviderError]) -> None:
    error = translated(OSError(code, "says the disk", "/mail/cur"), Path("/mail"))
    assert type(error) is expected
    assert "/mail" in error.what
    assert error.next_step or expected is Unreachable


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_forbidden_folder_is_a_missing_permission(disk: DiskMailbox, provider: Maildir) -> None:
    (disk.root / ".Drafts" / "cur").chmod(0o500)
    with pytest.raises(PermissionMissing):
        provider.check()
    with pytest.raises(PermissionMissing):
        provider.save_draft(DRAFT, None)


def test_a_forbidden_folder_is_noticed_by_the_check(provider: Maildir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("providers.maildir.provider.os.access", lambda path, mode: not mode & os.W_OK)
    with pytest.raises(PermissionMissing) as failure:
        provider.check()
    assert "access" in failure.value.next_step


def test_a_disk_that_is_not_mounted_is_not_an_empty_mailbox(disk: DiskMailbox, provider: Maildir) -> None:
    """Else every draft would count as deleted by the owner."""
    ref = provider.save_draft(DRAFT, None)
    _, page = read_all(provider, None, SINCE)
    with disk.faults()["the disk is gone"]:
        with pytest.raises(MailboxMissing):
            provider.outcome(ref)
        with pytest.raises(MailboxMissing):
            provider.changes(page.cursor, SINCE, Interest())
    assert provider.outcome(ref).fate is Fate.UNTOUCHED
