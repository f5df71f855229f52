"""Our drafts beside a mail program that flags, rewrites, sends and deletes them."""

from __future__ import annotations

import mailbox
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from providers.interface import (
    DraftChanged,
    Fate,
    ProviderError,
)
from providers.maildir import Maildir
from providers.maildir.folder import MaildirFolder, MessageFile
from providers.maildir.look import HeaderLook
from tests.providers.conformance import DRAFT, DRAFT_ID, EDITED, REWORDED
from tests.providers.maildir_driver import DiskMailbox, names_in, raiser
from tests.providers.provider_mail import EMPLOYER, draft


def test_a_draft_is_written_as_mail_programs_expect_it(disk: DiskMailbox, provider: Maildir) -> None:
    ref = provider.save_draft(DRAFT, None)
    (path,) = (disk.root / ".Drafts" / "cur").iterdir()
    assert path.name == f"{ref.id}:2,DS"
    assert (path.stat().st_mode & 0o777, names_in(disk.root / ".Drafts" / "tmp")) == (0o600, [])
    (message,) = mailbox.Maildir(disk.root / ".Drafts")
    assert (message.get_flags(), message["Message-ID"]) == ("DS", DRAFT_ID)


def test_a_draft_bears_the_time_of_the_disk(disk: DiskMailbox, provider: Maildir) -> None:
    """A network disk has a clock of its own; `doctor` compares it with this machine's."""
    ref = provider.save_draft(DRAFT, None)
    (path,) = (disk.root / ".Drafts" / "cur").iterdir()
    told = provider.written_at(ref)

    assert told is not None
    assert told.timestamp() == int(path.stat().st_mtime)


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
    assert names_in(cur) == []


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
        broken.setattr("providers.maildir.folder.os.unlink", raiser(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            provider.replace_draft(ref, REWORDED, None)
    assert len(disk.drafts()) == 2
    again = disk.open().replace_draft(ref, REWORDED, None)
    assert disk.drafts() == [REWORDED]
    assert disk.open().replace_draft(ref, REWORDED, None) == again
    assert disk.drafts() == [REWORDED]
