"""Drafts of ours on servers that tell more or less, and beside programs that do as they like."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from providers.headers import with_message_id
from providers.imap.handle import Version
from providers.imap.provider import Imap
from providers.interface import DraftId, DraftRef, Fate, FoldersFound, Gone, MailboxMissing, PermissionMissing, Refused
from tests.providers.conformance import DRAFT, DRAFT_ID, EDITED, REWORDED
from tests.providers.imap_driver import DRAFTS, ImapMailbox
from tests.providers.provider_mail import draft
from tests.providers.servers.scripted_imap import ScriptedImap


@pytest.fixture
def provider(box: ImapMailbox) -> Imap:
    return box.open()


def test_a_draft_bears_the_flags_of_one(box: ImapMailbox, provider: Imap) -> None:
    """Mail programs open what has \\Draft for editing, and count what lacks \\Seen as new mail."""
    provider.save_draft(DRAFT, None)
    (flags,) = box.client.flags(DRAFTS).values()
    assert {b"\\Draft", b"\\Seen"} <= set(flags)


def test_a_draft_bears_the_time_of_the_server(provider: Imap) -> None:
    """By it `doctor` sees whether this machine's clock is right; a handle that nobody can read tells none."""
    before = datetime.now(UTC) - timedelta(seconds=2)
    ref = provider.save_draft(DRAFT.replace(b"2026", b"2001"), None)
    told = provider.written_at(ref)

    assert told is not None
    assert before < told < datetime.now(UTC) + timedelta(seconds=2)
    assert provider.written_at(replace(ref, version="")) is None


def test_a_draft_written_with_bare_line_feeds_is_stored_as_mail_travels(box: ImapMailbox, provider: Imap) -> None:
    ref = provider.save_draft(DRAFT.replace(b"\r\n", b"\n"), None)
    assert box.drafts() == [DRAFT]
    provider.replace_draft(ref, DRAFT.replace(b"\r\n", b"\n"), None)
    assert box.drafts() == [DRAFT]


def test_a_change_that_broke_off_half_way_is_completed_and_leaves_one_draft(box: ImapMailbox, provider: Imap) -> None:
    """The new draft was written, the old one not yet removed; then the new one alone was left."""
    ref = provider.save_draft(DRAFT, None)
    box.owner_saves_draft(REWORDED)
    new = provider.replace_draft(ref, REWORDED, None)
    assert box.drafts() == [REWORDED]
    assert provider.replace_draft(ref, REWORDED, None) == new


def test_a_draft_that_is_only_marked_as_deleted_is_gone(box: ImapMailbox, provider: Imap) -> None:
    ref = provider.save_draft(DRAFT, None)
    client = box.client.connected()
    client.select_folder(DRAFTS)
    client.delete_messages([box.client.uid_of(DRAFTS, DRAFT_ID)])
    client.select_folder(DRAFTS)
    client.delete_messages(client.search("ALL"))
    assert provider.outcome(ref).fate is Fate.GONE
    assert provider.find_draft(DRAFT_ID) is None
    with pytest.raises(Gone):
        provider.delete_draft(ref)


def test_a_draft_edited_under_another_message_id_is_edited(box: ImapMailbox, provider: Imap) -> None:
    """Thunderbird gives every version of a draft an id of its own."""
    ref = provider.save_draft(DRAFT, None)
    box.owner_edits_draft(DRAFT_ID, with_message_id(EDITED, "<another@mail.example>"))
    outcome = provider.outcome(ref)
    assert (outcome.fate, outcome.ref and outcome.ref.message_id) == (Fate.EDITED, "<another@mail.example>")


def test_an_earlier_answer_to_the_same_mail_is_not_the_draft(box: ImapMailbox, provider: Imap) -> None:
    """Sent within the same second, which no clock of a server tells apart."""
    box.owner_sends(with_message_id(DRAFT, "<earlier@mail.example>"))
    ref = provider.save_draft(DRAFT, None)
    box.owner_deletes_draft(DRAFT_ID)
    assert provider.outcome(ref).fate is Fate.GONE


def test_drafts_of_others_that_are_marked_as_deleted_stay(box: ImapMailbox, provider: Imap) -> None:
    """Only our own UID is expunged."""
    box.owner_saves_draft(draft("own@mail.example"))
    client = box.client.connected()
    client.select_folder(DRAFTS)
    client.delete_messages(client.search("ALL"))
    provider.delete_draft(provider.save_draft(DRAFT, None))
    assert list(box.client.flags(DRAFTS)) == [1]


def test_the_first_draft_makes_its_folder(box: ImapMailbox, provider: Imap) -> None:
    client = box.client.connected()
    client.delete_folder(DRAFTS)
    client.unsubscribe_folder(DRAFTS)
    ref = provider.save_draft(DRAFT, None)
    assert box.drafts() == [DRAFT]
    assert provider.outcome(ref).fate is Fate.UNTOUCHED


def test_a_folder_that_was_made_beside_others_is_known_as_made(box: ImapMailbox) -> None:
    """The owner's program may look into another one, whose name nobody knew."""
    listed = b'* LIST () "/" INBOX\r\n* LIST () "/" Postausgang\r\n* LIST () "/" Angefangen\r\nTAG OK done\r\n'
    fetched = b'* 1 FETCH (UID 1 INTERNALDATE "28-Nov-2026 10:00:00 +0000" BODY[] {%d}\r\n%s)\r\nTAG OK done\r\n'
    server = ScriptedImap(
        {"LIST": [listed, listed, listed.replace(b"TAG", b'* LIST () "/" Drafts\r\nTAG')]},
        always={"LIST": listed, "APPEND": b"TAG OK [APPENDUID 7 1] done\r\n", "FETCH": fetched % (len(DRAFT), DRAFT)},
    )
    provider = box.open(port=server.port)
    others = ("Angefangen", "Postausgang")
    assert provider.folders() == FoldersFound("", "", others=others)
    provider.save_draft(DRAFT, None)
    assert provider.folders() == FoldersFound("", "Drafts", made_drafts=True, others=others)
    server.close()


def test_the_folders_that_a_server_marks_are_found(provider: Imap) -> None:
    assert provider.folders() == FoldersFound("Sent", "Drafts")


def test_without_a_drafts_folder_nobody_is_told_that_the_owner_deleted_the_draft(box: ImapMailbox) -> None:
    """The folder may be back tomorrow."""
    listed = b'* LIST () "/" INBOX\r\n* LIST (\\Sent) "/" Sent\r\nTAG OK done\r\n'
    server = ScriptedImap(always={"LIST": listed})
    with pytest.raises(MailboxMissing) as failure:
        box.open(port=server.port).outcome(DraftRef(DraftId("7.3"), "", DRAFT_ID))
    assert "drafts" in failure.value.next_step
    server.close()


def test_a_server_that_tells_no_uid_is_asked_for_the_draft(box: ImapMailbox) -> None:
    """No UIDPLUS: the draft is found by its Message-ID, and an old one is only marked, since a plain EXPUNGE would
    remove what others marked."""
    fetched = b'* 1 FETCH (UID 4 INTERNALDATE "28-Nov-2026 10:00:00 +0000" %s {%d}\r\n%s)\r\nTAG OK done\r\n'
    head = DRAFT[: DRAFT.index(b"\r\n\r\n") + 4]
    field = b"BODY[HEADER.FIELDS (MESSAGE-ID IN-REPLY-TO TO SUBJECT DATE)]"
    opened = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 5] x\r\nTAG OK done\r\n"
    server = ScriptedImap(
        {"FETCH": [fetched % (field, len(head), head), fetched % (b"BODY[]", len(DRAFT), DRAFT)]},
        always={
            "CAPABILITY": b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n",
            "EXAMINE": opened,
            "SELECT": opened,
            "SEARCH": b"* SEARCH 4\r\nTAG OK done\r\n",
        },
    )
    provider = box.open(port=server.port)
    ref = provider.save_draft(DRAFT, None)
    assert (ref.id, ref.message_id) == ("7.4", DRAFT_ID)
    provider.delete_draft(ref)
    assert server.heard[-1] == "STORE"
    assert "EXPUNGE" not in server.heard
    server.close()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"TAG NO [OVERQUOTA] Quota exceeded\r\n", PermissionMissing),
        (b"TAG NO [TOOBIG] Too large\r\n", Refused),
    ],
)
def test_a_draft_that_is_not_taken_says_why(box: ImapMailbox, answer: bytes, expected: type[Exception]) -> None:
    server = ScriptedImap(always={"APPEND": answer})
    with pytest.raises(expected):
        box.open(port=server.port).save_draft(DRAFT, None)
    assert server.heard.count("APPEND") == 1
    server.close()


@pytest.mark.parametrize("text", ["", "1/a/0/b/c/d", "7.x~1/a/0/b/c/d", "7.1~2/a/0/b/c/d"])
def test_a_handle_of_another_version_is_no_handle(text: str) -> None:
    assert Version.unpacked(text) is None
