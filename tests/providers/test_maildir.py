"""A mailbox on disk conforms, in both layouts, with Python's `mailbox` module as the other program."""

from __future__ import annotations

import errno
import mailbox
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from providers.headers import with_message_id
from providers.interface import (
    DraftChanged,
    Fate,
    Folder,
    MailboxMissing,
    PermissionMissing,
    ProviderError,
    Unreachable,
)
from providers.maildir import Maildir
from providers.maildir.folder import MaildirFolder, MessageFile
from providers.maildir.look import HeaderLook
from providers.maildir.trouble import translated
from tests.providers.conformance import DRAFT, DRAFT_ID, EDITED, REWORDED, ProviderConformance, read_all
from tests.providers.mailbox_driver import Mailbox
from tests.providers.provider_mail import EMPLOYER, draft, mail

SINCE = datetime.now(UTC) - timedelta(days=30)
PLUS = {"inbox": ".", "sent": ".Sent", "drafts": ".Drafts"}
PLAIN = {"inbox": "Inbox", "sent": "Sent", "drafts": "Drafts"}


class DiskMailbox:
    """A Maildir on disk and the mail program that shares it."""

    def __init__(self, root: Path, folders: Mapping[str, str]) -> None:
        self.root, self.folders = root, folders
        self.inbox, self.sent, self.own_drafts = (_box(root / folders[role]) for role in ("inbox", "sent", "drafts"))

    def open(self) -> Maildir:
        return Maildir(self.root, self.folders, page_size=10)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def settle(self) -> None:
        for path in self.directories():
            os.utime(path, (time.time() - 60, time.time() - 60))

    def directories(self) -> Iterator[Path]:
        for box in (self.inbox, self.sent, self.own_drafts):
            for name in ("new", "cur"):
                yield Path(box._path) / name

    def deliver(self, mime: bytes, *, received_at: datetime | None = None) -> None:
        message = mailbox.MaildirMessage(mime)
        if received_at is not None:
            message.set_date(received_at.timestamp())
        key = self.inbox.add(mime)
        if received_at is not None:
            path = Path(self.inbox._path) / "new" / key
            os.utime(path, (received_at.timestamp(), received_at.timestamp()))

    def owner_sends(self, mime: bytes) -> None:
        _add(self.sent, mime, "S")

    def owner_saves_draft(self, mime: bytes) -> None:
        _add(self.own_drafts, mime, "D")

    def owner_edits_draft(self, message_id: str, new_mime: bytes) -> None:
        self.own_drafts[self._key(message_id)] = new_mime

    def owner_sends_draft(self, message_id: str, *, changes_message_id: bool = False) -> None:
        key = self._key(message_id)
        mime = self.own_drafts.get_bytes(key)
        self.owner_sends(with_message_id(mime, f"<sent-{key[:12]}@mail.example>") if changes_message_id else mime)
        self.own_drafts.remove(key)
        time.sleep(0.02)  # nobody sends a mail and gets the next draft within one tick of the disk's clock

    def owner_deletes_draft(self, message_id: str) -> None:
        self.own_drafts.remove(self._key(message_id))

    def drafts(self) -> list[bytes]:
        return [self.own_drafts.get_bytes(key) for key in sorted(self.own_drafts.keys())]

    def marks(self) -> object:
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in self.root.rglob("*") if path.is_file()}

    def old_cursors(self) -> list[bytes]:
        return [b"FT-maildir-0\n\x00\x00\x00\x02[]", b"FT-maildir-1\n\x00\x00\x00\x02[]", b"FT-maildir-1\n\xff"]

    def faults(self) -> Mapping[str, AbstractContextManager[None]]:
        return {
            "the disk is gone": self._moved_away(self.root),
            "the inbox is gone": self._moved_away(self.inbox._path),
        }

    @contextmanager
    def _moved_away(self, path: Path | str) -> Iterator[None]:
        away = self.root.parent / "away"
        os.rename(path, away)
        yield
        os.rename(away, path)

    def _key(self, message_id: str) -> str:
        return next(key for key in self.own_drafts.iterkeys() if self.own_drafts[key]["Message-ID"] == message_id)


def _box(path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(path, create=True)


def _add(box: mailbox.Maildir, mime: bytes, flags: str) -> str:
    """Add the very bytes (a message object would be parsed and written anew), then flag them."""
    key = box.add(mime)
    name = Path(box._path) / "new" / key
    name.rename(Path(box._path) / "cur" / f"{key}:2,{flags}")
    return key


class TestMaildirPlus(ProviderConformance):
    @pytest.fixture
    def mailbox(self, tmp_path: Path) -> Mailbox:
        return DiskMailbox(tmp_path / "Mail", PLUS)


class TestPlainFolders(ProviderConformance):
    @pytest.fixture
    def mailbox(self, tmp_path: Path) -> Mailbox:
        (tmp_path / "Mail").mkdir()
        return DiskMailbox(tmp_path / "Mail", PLAIN)


@pytest.fixture
def disk(tmp_path: Path) -> DiskMailbox:
    return DiskMailbox(tmp_path / "Mail", PLUS)


@pytest.fixture
def provider(disk: DiskMailbox) -> Maildir:
    return disk.open()


def _names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


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
    _add(disk.inbox, mail("a@marlowfinch.example"), "ST")
    assert read_all(provider, None, SINCE)[0] == []


def test_a_draft_left_in_the_inbox_is_no_mail(disk: DiskMailbox, provider: Maildir) -> None:
    """B7."""
    _add(disk.inbox, DRAFT, "D")
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
    first = disk.open().changes(None, SINCE, lambda key: False)
    second = disk.open().changes(first.cursor, SINCE, lambda key: False)
    assert (len(first.messages), first.more, len(second.messages), second.more) == (10, True, 2, False)
    assert first.drafts_changed
    assert second.drafts_changed
    assert not disk.open().changes(second.cursor, SINCE, lambda key: False).drafts_changed


def test_the_cursor_of_another_mailbox_is_not_trusted(disk: DiskMailbox, tmp_path: Path) -> None:
    """The owner changed `path`: without a bound, the whole new mailbox would be news."""
    _, page = read_all(disk.open(), None, SINCE)
    other = DiskMailbox(tmp_path / "Other", PLUS)
    other.deliver(mail("a@marlowfinch.example", at=SINCE - timedelta(days=9)))
    first = other.open().changes(page.cursor, SINCE, lambda key: False)
    assert (first.reset, first.messages) == (True, ())


def test_an_unreadable_message_is_trouble_and_the_rest_is_read(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = disk.inbox.add(mail("bad@marlowfinch.example"))
    disk.deliver(mail("good@marlowfinch.example"))
    with _failing_open(monkeypatch, bad, PermissionError(errno.EACCES, "Permission denied")):
        page = provider.changes(None, SINCE, lambda key: False)
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
    page = provider.changes(None, SINCE, lambda key: False)
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
    assert provider.changes(page.cursor, SINCE, lambda key: False).cursor == page.cursor


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


# Drafts beside a mail program


def test_a_draft_is_written_as_mail_programs_expect_it(disk: DiskMailbox, provider: Maildir) -> None:
    ref = provider.save_draft(DRAFT, None)
    (path,) = (disk.root / ".Drafts" / "cur").iterdir()
    assert path.name == f"{ref.id}:2,DS"
    assert (path.stat().st_mode & 0o777, _names(disk.root / ".Drafts" / "tmp")) == (0o600, [])
    (message,) = mailbox.Maildir(disk.root / ".Drafts")
    assert (message.get_flags(), message["Message-ID"]) == ("DS", DRAFT_ID)


def test_a_flagged_or_synced_draft_is_still_untouched_and_can_be_withdrawn(
    disk: DiskMailbox, provider: Maildir
) -> None:
    ref = provider.save_draft(DRAFT, None)
    cur = disk.root / ".Drafts" / "cur"
    next(cur.iterdir()).rename(cur / f"{ref.id},U=12:2,DFS")
    outcome = provider.outcome(ref)
    assert outcome.fate is Fate.UNTOUCHED
    assert outcome.ref is not None
    provider.delete_draft(outcome.ref)
    assert _names(cur) == []


def test_a_draft_marked_as_trashed_is_gone(disk: DiskMailbox, provider: Maildir) -> None:
    ref = provider.save_draft(DRAFT, None)
    cur = disk.root / ".Drafts" / "cur"
    next(cur.iterdir()).rename(cur / f"{ref.id}:2,DST")
    assert provider.outcome(ref).fate is Fate.GONE
    assert provider.find_draft(DRAFT_ID) is None


@pytest.mark.parametrize("message_id", ["thanks@mail.example", "new-id@mail.example"])
def test_a_draft_saved_anew_by_the_mail_program_is_edited(
    disk: DiskMailbox, provider: Maildir, message_id: str
) -> None:
    """Mail programs write a new file, often with a new Message-ID, when a postponed draft is edited."""
    ref = provider.save_draft(DRAFT, None)
    disk.owner_deletes_draft(DRAFT_ID)
    disk.owner_saves_draft(new := draft(message_id, body="Hello Priya,\n\nin my words.\n"))
    outcome = provider.outcome(ref)
    assert outcome.fate is Fate.EDITED
    assert outcome.ref is not None
    assert outcome.ref.message_id == f"<{message_id}>"
    with pytest.raises(ProviderError):
        provider.delete_draft(ref)
    assert disk.drafts() == [new]


def test_the_same_draft_under_another_name_is_untouched(disk: DiskMailbox, provider: Maildir) -> None:
    """A syncing tool that starts over writes what it finds on the server into new files."""
    ref = provider.save_draft(DRAFT, None)
    disk.owner_deletes_draft(DRAFT_ID)
    disk.owner_saves_draft(DRAFT)
    outcome = provider.outcome(ref)
    assert outcome.fate is Fate.UNTOUCHED
    assert outcome.ref is not None
    assert outcome.ref.id != ref.id
    provider.delete_draft(outcome.ref)
    assert disk.drafts() == []


def test_a_sent_draft_that_the_mail_program_left_behind_is_sent(disk: DiskMailbox, provider: Maildir) -> None:
    ref = provider.save_draft(DRAFT, None)
    disk.owner_sends(DRAFT)
    assert provider.outcome(ref).fate is Fate.SENT


def test_a_new_conversation_sent_under_a_new_id_is_known_by_subject_and_recipient(
    disk: DiskMailbox, provider: Maildir
) -> None:
    fresh = draft("first@mail.example", in_reply_to="", subject="Data Analyst role: next steps")
    ref = provider.save_draft(fresh, None)
    disk.owner_deletes_draft("<first@mail.example>")
    disk.owner_sends(draft("x@mail.example", in_reply_to="", subject="Something else"))
    assert provider.outcome(ref).fate is Fate.GONE
    disk.owner_sends(draft("y@mail.example", in_reply_to="", subject="Re: Data Analyst role:  next steps"))
    assert provider.outcome(ref).fate is Fate.SENT


def test_what_only_looks_like_the_draft_is_not_the_draft(disk: DiskMailbox, provider: Maildir) -> None:
    answer = provider.save_draft(DRAFT, None)
    opening = provider.save_draft(draft("first@mail.example", in_reply_to="", subject="Next steps"), None)
    disk.owner_deletes_draft(DRAFT_ID)
    disk.owner_deletes_draft("<first@mail.example>")
    disk.owner_sends(draft("to-another@mail.example", to="Lee Park <lee.park@marlowfinch.example>"))
    disk.owner_sends(draft("an-answer@mail.example", in_reply_to="other@x.example", subject="Re: Next steps"))
    assert [provider.outcome(ref).fate for ref in (answer, opening)] == [Fate.GONE, Fate.GONE]


def test_a_draft_without_recipient_is_known_once_the_owner_filled_it_in(disk: DiskMailbox, provider: Maildir) -> None:
    """B30: with no usable address the thank-you has an empty To."""
    ref = provider.save_draft(draft("empty@mail.example", to=""), None)
    disk.owner_deletes_draft("<empty@mail.example>")
    disk.owner_sends(draft("z@mail.example", to=EMPLOYER))
    assert provider.outcome(ref).fate is Fate.SENT


def test_an_earlier_answer_to_the_same_mail_is_not_the_draft(disk: DiskMailbox, provider: Maildir) -> None:
    """Last week's thank-you answers the same mail as today's check-in."""
    week_ago = time.time() - 7 * 86400
    disk.owner_sends(draft("thank-you@mail.example"))
    (path,) = (disk.root / ".Sent" / "cur").iterdir()
    os.utime(path, (week_ago, week_ago))
    ref = provider.save_draft(draft("check-in@mail.example"), None)
    disk.owner_deletes_draft("<check-in@mail.example>")
    assert provider.outcome(ref).fate is Fate.GONE


def test_a_draft_renamed_while_we_look_is_still_found(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B34: else a second one would be written."""
    ref = provider.save_draft(DRAFT, None)
    real_stat = MessageFile.stat

    def stat_late(file: MessageFile) -> os.stat_result:
        monkeypatch.undo()
        path = Path(file.path)
        path.rename(path.with_name(f"{file.base}:2,DFS"))
        return real_stat(file)

    monkeypatch.setattr(MessageFile, "stat", stat_late)
    assert provider.find_draft(DRAFT_ID) == ref


def test_a_draft_missing_in_a_listing_during_a_rename_is_still_ours(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A directory read while a name in it changes may show neither name."""
    ref = provider.save_draft(DRAFT, None)

    def list_nothing(folder: MaildirFolder) -> Iterator[MessageFile]:
        monkeypatch.undo()
        (path,) = (folder.path / "cur").iterdir()
        path.rename(path.with_name(f"{ref.id}:2,DFS"))
        return iter(())

    monkeypatch.setattr(MaildirFolder, "files", list_nothing)
    provider.delete_draft(ref)
    assert disk.drafts() == []


def test_a_draft_sent_while_we_look_is_not_gone(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail program takes it out of Drafts before we list them, and puts it into Sent after we looked there."""
    ref = provider.save_draft(DRAFT, None)
    disk.owner_deletes_draft(DRAFT_ID)
    real_first = HeaderLook.first
    looked: list[Path] = []

    def first_late(look: HeaderLook, folder: MaildirFolder, *arguments: Any, **named: Any) -> object:
        found = real_first(look, folder, *arguments, **named)
        looked.append(folder.path)
        if looked.count(disk.root / ".Sent") == 2:
            monkeypatch.undo()
            disk.owner_sends(DRAFT)
        return found

    monkeypatch.setattr(HeaderLook, "first", first_late)
    assert provider.outcome(ref).fate is Fate.SENT


def test_a_time_in_whole_seconds_stands_for_its_second(disk: DiskMailbox, provider: Maildir) -> None:
    """neomutt gives its files such times: sent in the second of placing is not sent before it."""
    ref = provider.save_draft(DRAFT, None)
    (path,) = (disk.root / ".Drafts" / "cur").iterdir()
    placed = path.stat().st_mtime_ns // 1_000_000_000
    disk.owner_sends_draft(DRAFT_ID, changes_message_id=True)
    (path,) = (disk.root / ".Sent" / "cur").iterdir()
    os.utime(path, (placed - 1, placed - 1))
    assert provider.outcome(ref).fate is Fate.GONE
    os.utime(path, (placed, placed))
    assert provider.outcome(ref).fate is Fate.SENT


def test_a_draft_edited_in_the_last_moment_is_not_lost(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner saves while the replacement is being written: theirs stays, ours leaves no trace."""
    ref = provider.save_draft(DRAFT, None)
    real_link = os.link

    def link_then_edit(source: Path, target: Path) -> None:
        monkeypatch.undo()
        real_link(source, target)
        disk.owner_edits_draft(DRAFT_ID, EDITED)

    monkeypatch.setattr("providers.maildir.folder.os.link", link_then_edit)
    with pytest.raises(DraftChanged):
        provider.replace_draft(ref, draft("other@mail.example"), None)
    assert disk.drafts() == [EDITED]


def test_a_replacement_that_stopped_half_way_is_completed(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B34: killed between writing the new draft and removing the old one."""
    ref = provider.save_draft(DRAFT, None)
    with monkeypatch.context() as broken:
        broken.setattr("providers.maildir.folder.os.unlink", _raiser(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            provider.replace_draft(ref, REWORDED, None)
    assert len(disk.drafts()) == 2
    again = disk.open().replace_draft(ref, REWORDED, None)
    assert disk.drafts() == [REWORDED]
    assert disk.open().replace_draft(ref, REWORDED, None) == again
    assert disk.drafts() == [REWORDED]


# The disk says no


@pytest.mark.parametrize("call", ["link", "fsync", "open"])
def test_a_full_disk_leaves_nothing_half_written(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    monkeypatch.setattr(f"providers.maildir.folder.os.{call}", _raiser(OSError(errno.ENOSPC, "No space left")))
    with pytest.raises(Unreachable) as failure:
        provider.save_draft(DRAFT, None)
    assert "space" in failure.value.next_step
    monkeypatch.undo()
    assert _names(disk.root / ".Drafts" / "cur") == _names(disk.root / ".Drafts" / "tmp") == []


@pytest.mark.parametrize("code", [errno.EPERM, errno.EOPNOTSUPP])
def test_a_disk_without_hard_links_takes_drafts_too(
    disk: DiskMailbox, provider: Maildir, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr("providers.maildir.folder.os.link", _raiser(OSError(code, "no links here")))
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
            provider.changes(page.cursor, SINCE, lambda key: False)
    assert provider.outcome(ref).fate is Fate.UNTOUCHED


def _no_open(*arguments: object, **named: object) -> object:
    raise AssertionError(f"opened or listed {arguments[0]}")


def _raiser(error: BaseException) -> Callable[..., None]:
    def fail(*arguments: object, **named: object) -> None:
        raise error

    return fail


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
