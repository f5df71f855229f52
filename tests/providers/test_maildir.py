"""A mailbox on disk conforms in both layouts, and tells what is new from what only moved."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from providers.interface import (
    Cursor,
    Folder,
    Interest,
)
from providers.maildir import Maildir
from tests.providers.conformance import DRAFT, KeepsDraftBytes, ProviderConformance, read_all
from tests.providers.mailbox_driver import Mailbox
from tests.providers.maildir_driver import PLAIN, PLUS, SINCE, DiskMailbox, add_file
from tests.providers.provider_mail import mail


class TestMaildirPlus(ProviderConformance, KeepsDraftBytes):
    @pytest.fixture
    def mailbox(self, tmp_path: Path) -> Mailbox:
        return DiskMailbox(tmp_path / "Mail", PLUS)


class TestPlainFolders(ProviderConformance, KeepsDraftBytes):
    @pytest.fixture
    def mailbox(self, tmp_path: Path) -> Mailbox:
        (tmp_path / "Mail").mkdir()
        return DiskMailbox(tmp_path / "Mail", PLAIN)


# What is new


def test_a_message_that_is_opened_flagged_or_synced_is_not_new(disk: DiskMailbox, provider: Maildir) -> None:
    key = disk.inbox.add(mail("a@marlowfinch.example"))
    _, page = read_all(provider, None, SINCE)
    cur = disk.root / "cur"
    (disk.root / "new" / key).rename(cur / f"{key}:2,")
    for name in (f"{key}:2,S", f"{key}:2,RS", f"{key},U=7:2,RS", f"{key},S=310,W=320:2,FRS"):
        next(cur.iterdir()).rename(cur / name)
        messages, page = read_all(provider, page.cursor, SINCE)
        assert messages == [], name


def test_a_message_that_left_and_came_back_is_not_new(disk: DiskMailbox, provider: Maildir) -> None:
    key = disk.inbox.add(mail("a@marlowfinch.example"))
    path = disk.root / "new" / key
    _, page = read_all(provider, None, SINCE)
    path.rename(disk.root / "away")
    _, page = read_all(provider, page.cursor, SINCE)
    (disk.root / "away").rename(path)
    assert read_all(provider, page.cursor, SINCE)[0] == []


def test_trashed_mail_is_no_mail(disk: DiskMailbox, provider: Maildir) -> None:
    add_file(disk.inbox, mail("a@marlowfinch.example"), "ST")
    assert read_all(provider, None, SINCE)[0] == []


def test_mail_taken_back_out_of_the_trash_after_a_rescan_is_no_news_to_an_agent_that_knows_it(
    disk: DiskMailbox, provider: Maildir
) -> None:
    """A new cursor cannot know what was not to be seen during the rescan; the agent's memory can, and is asked."""
    key = add_file(disk.inbox, mail("a@marlowfinch.example"), "S")
    path = disk.root / "cur" / f"{key}:2,S"
    assert [message.key for message in read_all(provider, None, SINCE)[0]] == [key]
    path.rename(trashed := path.with_name(f"{key}:2,ST"))
    known = Interest(is_known={key}.__contains__)
    rescan = provider.changes(Cursor(b"lost"), SINCE, known)
    trashed.rename(path)
    assert (rescan.reset, rescan.messages) == (True, ())
    assert provider.changes(rescan.cursor, SINCE, known).messages == ()


def test_a_draft_left_in_the_inbox_is_no_mail(disk: DiskMailbox, provider: Maildir) -> None:
    """B7."""
    add_file(disk.inbox, DRAFT, "D")
    assert read_all(provider, None, SINCE)[0] == []


def test_a_draft_moved_to_sent_by_hand_is_sent_mail(disk: DiskMailbox, provider: Maildir) -> None:
    """B7: the folder decides; a left-over draft flag does not."""
    ref = provider.save_draft(DRAFT, None)
    _, page = read_all(provider, None, SINCE)
    (path,) = (disk.root / ".Drafts" / "cur").iterdir()
    path.rename(disk.root / ".Sent" / "cur" / path.name)
    (message,), _ = read_all(provider, page.cursor, SINCE)
    assert message.folder is Folder.SENT
    assert provider.outcome(ref).sent_key == message.key


def test_files_that_are_no_messages_are_left_alone(disk: DiskMailbox, provider: Maildir) -> None:
    (disk.root / "cur" / ".nfs0001").write_bytes(b"x")
    (disk.root / "cur" / "folder").mkdir()
    os.mkfifo(disk.root / "new" / "pipe")
    assert read_all(provider, None, SINCE)[0] == []


def test_a_name_that_is_no_text_gives_a_key_that_can_be_stored(disk: DiskMailbox, provider: Maildir) -> None:
    with open(os.fsencode(disk.root / "new") + b"/1.\xff.host", "wb") as stream:
        stream.write(mail("a@marlowfinch.example"))
    (message,), page = read_all(provider, None, SINCE)
    assert message.key.encode() == b"1.\\xff.host"
    assert read_all(provider, page.cursor, SINCE)[0] == []


def test_an_old_file_is_not_even_opened_at_the_first_poll(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.deliver(mail("a@marlowfinch.example"), received_at=SINCE - timedelta(days=1))
    monkeypatch.setattr("providers.maildir.folder.open", _no_open, raising=False)
    messages, page = read_all(provider, None, SINCE)
    assert (messages, page.total) == ([], 0)


def test_an_old_message_synced_just_now_is_left_at_the_first_poll(disk: DiskMailbox, provider: Maildir) -> None:
    """A syncing tool's first copy makes every file new; the topmost Received tells better."""
    stale = SINCE - timedelta(days=400)
    fresh = b"Received: from x by y; " + datetime.now(UTC).strftime("%d %b %Y %H:%M:%S +0000").encode() + b"\n"
    disk.deliver(mail("old@marlowfinch.example", at=stale))
    disk.deliver(fresh + mail("late@marlowfinch.example", at=stale))
    disk.deliver(b"Date: some day\n" + mail("undated@marlowfinch.example"))
    messages, page = read_all(provider, None, SINCE)
    assert len(messages) == 2
    assert read_all(provider, page.cursor, SINCE)[0] == []


def test_old_mail_that_arrives_later_is_news(disk: DiskMailbox, provider: Maildir) -> None:
    """After the first poll nothing is left out for its age: a late delivery must not be lost."""
    _, page = read_all(provider, None, SINCE)
    stale = SINCE - timedelta(days=5)
    disk.deliver(mail("late@marlowfinch.example", at=stale), received_at=stale)
    assert len(read_all(provider, page.cursor, SINCE)[0]) == 1


def test_a_mailbox_copied_anew_is_read_no_further_back_than_the_look_back(
    disk: DiskMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.maildir.scan.FLOOD", 20)
    _, page = read_all(disk.open(), None, SINCE)
    for number in range(21):
        disk.deliver(mail(f"{number}@marlowfinch.example", at=SINCE - timedelta(days=number)))
    disk.deliver(mail("recent@marlowfinch.example", at=datetime.now(UTC)))
    messages, page = read_all(disk.open(), page.cursor, SINCE)
    assert len(messages) == 1
    assert read_all(disk.open(), page.cursor, SINCE)[0] == []


def test_a_long_first_scan_keeps_its_bound_and_leaves_nothing_out(
    disk: DiskMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page by page, each by a provider just started, in directories that have been quiet for long."""
    monkeypatch.setattr("providers.maildir.scan.SCAN_PAGE_FACTOR", 1)
    for number in range(12):
        disk.deliver(mail(f"old-{number}@marlowfinch.example", at=SINCE - timedelta(days=9)))
        disk.deliver(mail(f"{number}@marlowfinch.example", at=datetime.now(UTC)))
    disk.settle()
    first = disk.open().changes(None, SINCE, Interest())
    second = disk.open().changes(first.cursor, SINCE, Interest())
    assert (len(first.messages), first.more, len(second.messages), second.more) == (10, True, 2, False)
    assert first.drafts_changed
    assert second.drafts_changed
    assert not disk.open().changes(second.cursor, SINCE, Interest()).drafts_changed


def test_the_cursor_of_another_mailbox_is_not_trusted(disk: DiskMailbox, tmp_path: Path) -> None:
    """The owner changed `path`: without a bound, the whole new mailbox would be news."""
    _, page = read_all(disk.open(), None, SINCE)
    other = DiskMailbox(tmp_path / "Other", PLUS)
    other.deliver(mail("a@marlowfinch.example", at=SINCE - timedelta(days=9)))
    first = other.open().changes(page.cursor, SINCE, Interest())
    assert (first.reset, first.messages) == (True, ())


def test_an_unreadable_message_is_trouble_and_the_rest_is_read(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = disk.inbox.add(mail("bad@marlowfinch.example"))
    disk.deliver(mail("good@marlowfinch.example"))
    with _failing_open(monkeypatch, bad, PermissionError(errno.EACCES, "Permission denied")):
        page = provider.changes(None, SINCE, Interest())
    assert [message.key != bad for message in page.messages] == [True]
    assert [trouble.key for trouble in page.troubles] == [bad]
    assert read_all(provider, page.cursor, SINCE)[0] == []


def test_a_file_renamed_between_listing_and_opening_is_followed(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = disk.inbox.add(mime := mail("a@marlowfinch.example"))
    path = disk.root / "new" / key
    _before_opening(monkeypatch, path, lambda: path.rename(disk.root / "cur" / f"{key}:2,S"))
    messages, page = read_all(provider, None, SINCE)
    assert [(message.key, message.mime) for message in messages] == [(key, mime)]
    assert read_all(provider, page.cursor, SINCE)[0] == []


def test_a_file_that_vanished_between_listing_and_opening_is_skipped(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = disk.root / "new" / disk.inbox.add(mail("a@marlowfinch.example"))
    disk.deliver(mail("b@marlowfinch.example"))
    _before_opening(monkeypatch, path, path.unlink)
    page = provider.changes(None, SINCE, Interest())
    assert (len(page.messages), page.troubles) == (1, ())


# Idle cycles


def test_an_idle_poll_lists_and_opens_nothing(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk.deliver(mail("a@marlowfinch.example"))
    disk.settle()
    _, page = read_all(provider, None, SINCE)
    provider.check()
    monkeypatch.setattr("os.scandir", _no_open)
    monkeypatch.setattr("providers.maildir.folder.open", _no_open, raising=False)
    provider.check()
    assert provider.changes(page.cursor, SINCE, Interest()).cursor == page.cursor


def test_a_second_delivery_within_the_clocks_tick_is_not_missed(disk: DiskMailbox, provider: Maildir) -> None:
    """The directory's time may be the same for both on a disk that counts in seconds."""
    disk.deliver(mail("a@marlowfinch.example"))
    tick = time.time()
    os.utime(disk.root / "new", (tick, tick))
    _, page = read_all(provider, None, SINCE)
    disk.deliver(mail("b@marlowfinch.example"))
    os.utime(disk.root / "new", (tick, tick))
    assert len(read_all(provider, page.cursor, SINCE)[0]) == 1


def test_everything_is_listed_again_within_the_hour(disk: DiskMailbox) -> None:
    """For disks that keep no directory times, and drafts rewritten in place."""
    clock = [time.time()]
    provider = Maildir(disk.root, PLUS, now=lambda: clock[0])
    disk.settle()
    times = [(path, path.stat().st_mtime) for path in disk.directories()]
    _, page = read_all(provider, None, SINCE)
    disk.deliver(mail("a@marlowfinch.example"))
    for path, mtime in times:
        os.utime(path, (mtime, mtime))
    assert read_all(provider, page.cursor, SINCE)[0] == []
    clock[0] += 3601
    assert len(read_all(provider, page.cursor, SINCE)[0]) == 1


def test_the_cursor_forgets_names_once_most_are_gone(disk: DiskMailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("providers.maildir.scan.GHOSTS_KEPT", 5)
    for number in range(20):
        disk.deliver(mail(f"{number}@marlowfinch.example"))
    _, page = read_all(disk.open(), None, SINCE)
    full = page.cursor
    shutil.rmtree(disk.root / "new")
    (disk.root / "new").mkdir()
    _, page = read_all(disk.open(), page.cursor, SINCE)
    assert len(full) - len(page.cursor) > 19 * 8


def _no_open(*arguments: object, **named: object) -> object:
    raise AssertionError(f"opened or listed {arguments[0]}")


@contextmanager
def _failing_open(monkeypatch: pytest.MonkeyPatch, name: str, error: OSError) -> Iterator[None]:
    def fail(path: object, *arguments: str) -> object:
        if name in str(path):
            raise error
        return open(str(path), "rb")

    with monkeypatch.context() as patch:
        patch.setattr("providers.maildir.folder.open", fail, raising=False)
        yield


def _before_opening(monkeypatch: pytest.MonkeyPatch, path: Path, act: Callable[[], object]) -> None:
    """Let another program act between our listing and our opening of `path`."""

    def open_late(name: object, *arguments: str) -> object:
        if str(name) == str(path) and path.exists():
            act()
        return open(str(name), "rb")

    monkeypatch.setattr("providers.maildir.folder.open", open_late, raising=False)
