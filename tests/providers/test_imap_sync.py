"""What is new on a server, however it numbers its mail, and how little is asked for to find out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from providers.headers import read_headers
from providers.imap import reading, search
from providers.imap.provider import Imap
from providers.interface import Fate, Folder, Interest
from tests.providers.conformance import DRAFT, DRAFT_ID, read_all
from tests.providers.imap_driver import DRAFTS, INBOX, SENT, ImapMailbox
from tests.providers.provider_mail import draft, mail


@pytest.fixture
def provider(box: ImapMailbox) -> Imap:
    return box.open()


@pytest.fixture
def since(box: ImapMailbox) -> datetime:
    return box.now() - timedelta(days=30)


def commands(box: ImapMailbox) -> list[str]:
    """The names of the commands that were sent over the line since the last call."""
    sent, box.proxy.sent = b"".join(box.proxy.sent), []
    return [name.decode() for name in re.findall(rb"^[A-Z]+\d+ (UID [A-Z]+|[A-Z]+)", sent, re.MULTILINE)]


# Numbers that change


def test_a_restored_server_numbers_its_mail_anew_and_no_draft_is_lost_or_doubled(
    box: ImapMailbox, provider: Imap, since: datetime
) -> None:
    """UIDVALIDITY changed in every folder, over a restart: the look-back is read again and no further, and our drafts
    are known by their Message-ID and content."""
    box.deliver(mail("old@marlowfinch.example"), received_at=since - timedelta(days=3))
    box.deliver(recent := mail("recent@marlowfinch.example"))
    ref = provider.save_draft(DRAFT, None)
    edited = provider.save_draft(draft("edited@mail.example"), None)
    _, page = read_all(provider, None, since)
    box.owner_edits_draft("<edited@mail.example>", draft("edited@mail.example", body="Other words.\n"))
    box.client.close()
    box.server.stop()
    for folder in (INBOX, SENT, DRAFTS):
        box.server.forget_uids(box.user, folder)
    box.server.start()

    again = provider.changes(page.cursor, since, Interest())

    assert (again.reset, [message.mime for message in again.messages]) == (True, [recent])
    assert read_all(provider, again.cursor, since)[0] == []
    outcome = provider.outcome(ref)
    assert outcome.fate is Fate.UNTOUCHED
    assert outcome.ref is not None
    assert outcome.ref.id != ref.id
    assert provider.outcome(edited).fate is Fate.EDITED
    assert provider.find_draft(DRAFT_ID) == outcome.ref
    provider.delete_draft(ref)
    assert len(box.drafts()) == 1


def test_a_sent_folder_made_anew_is_read_again_and_its_mail_is_dated_by_the_server(
    box: ImapMailbox, provider: Imap, since: datetime
) -> None:
    ref = provider.save_draft(DRAFT, None)
    _, page = read_all(provider, None, since)
    client = box.client.connected()
    client.delete_folder(SENT)
    client.create_folder(SENT)
    box.owner_sends_draft(DRAFT_ID, changes_message_id=True)
    again = provider.changes(page.cursor, since, Interest())
    assert (again.reset, [message.folder for message in again.messages]) == (True, [Folder.SENT])
    assert provider.outcome(ref).sent_key == again.messages[0].key


def test_mail_that_comes_while_the_past_is_read_is_not_passed_over(
    box: ImapMailbox, provider: Imap, since: datetime
) -> None:
    for number in range(12):
        box.deliver(mail(f"{number}@marlowfinch.example"))
    first = provider.changes(None, since, Interest())
    box.deliver(late := mail("late@marlowfinch.example"))
    messages = [*first.messages, *read_all(provider, first.cursor, since)[0]]
    assert len(messages) == len({message.key for message in messages}) == 13
    assert late in [message.mime for message in messages]


def test_mail_copied_in_by_the_thousand_is_read_no_further_back_than_the_look_back(
    box: ImapMailbox, provider: Imap, since: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "FLOOD", 3)
    _, page = read_all(provider, None, since)
    old = since - timedelta(days=400)
    for number in range(5):
        box.deliver(mail(f"{number}@marlowfinch.example"), received_at=old)
    box.deliver(new := mail("new@marlowfinch.example"))
    messages, page = read_all(provider, page.cursor, since)
    assert [message.mime for message in messages] == [new]
    box.deliver(mail("late@marlowfinch.example"), received_at=old)  # a lesser stream: nothing is left out for its age
    assert len(read_all(provider, page.cursor, since)[0]) == 1


def test_a_moved_mailbox_is_judged_by_the_dates_in_its_mail(box: ImapMailbox, provider: Imap, since: datetime) -> None:
    """Its server took in everything on the day of the move."""
    box.deliver(mail("old@marlowfinch.example", at=since - timedelta(days=90)))
    box.deliver(recent := mail("recent@marlowfinch.example", at=since + timedelta(days=3)))
    assert [message.mime for message in read_all(provider, None, since)[0]] == [recent]


def test_deleted_mail_and_drafts_in_the_inbox_are_no_mail(box: ImapMailbox, provider: Imap, since: datetime) -> None:
    """B7."""
    for flag in ("\\Deleted", "\\Draft"):
        box.client.store(INBOX, mail(f"{flag[1:]}@marlowfinch.example"), (flag,))
    assert read_all(provider, None, since)[0] == []


def test_two_folders_with_the_same_numbers_have_different_keys(
    box: ImapMailbox, provider: Imap, since: datetime
) -> None:
    box.deliver(mail("a@marlowfinch.example"))
    box.owner_sends(draft("b@mail.example"))
    messages, _ = read_all(provider, None, since)
    assert len({message.key for message in messages}) == 2


# What it costs


def test_an_idle_poll_is_three_status_commands(box: ImapMailbox, provider: Imap, since: datetime) -> None:
    box.deliver(mail("a@marlowfinch.example"))
    _, page = read_all(provider, None, since)
    _, page = read_all(provider, page.cursor, since)
    commands(box)
    idle = provider.changes(page.cursor, since, Interest())
    assert commands(box) == ["STATUS"] * 3
    assert idle.cursor == page.cursor


def test_of_the_past_only_bodies_that_may_matter_are_fetched(box: ImapMailbox, provider: Imap, since: datetime) -> None:
    asked: list[str] = []

    def may_matter(headers: bytes) -> bool:
        assert headers.endswith(b"\r\n\r\n")
        asked.append(read_headers(headers).message_id)
        return b"Interview" in headers

    box.deliver(mail("a@shop.example", subject="Sale", body="x" * 50_000))
    box.deliver(wanted := mail("b@marlowfinch.example", subject="Interview"))
    before = box.proxy.received_bytes
    page = provider.changes(None, since, Interest(may_matter=may_matter))
    assert [message.mime for message in page.messages] == [wanted]
    assert asked == ["<a@shop.example>", "<b@marlowfinch.example>"]
    assert box.proxy.received_bytes - before < 10_000

    box.deliver(new := mail("c@shop.example", subject="Sale"))  # what is new is fetched, whatever it is
    page = provider.changes(page.cursor, since, Interest(may_matter=may_matter))
    assert [message.mime for message in page.messages] == [new]


def test_what_the_agent_knows_is_not_fetched_again(box: ImapMailbox, provider: Imap, since: datetime) -> None:
    box.deliver(mail("a@marlowfinch.example"))
    read_all(provider, None, since)
    commands(box)
    assert provider.changes(None, since, Interest(is_known=lambda key: True)).messages == ()
    assert "UID FETCH" not in commands(box)


def test_a_large_folder_is_searched_in_slices(
    box: ImapMailbox, provider: Imap, since: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """imaplib reads no line of more than a million bytes, and a search answers in one line."""
    monkeypatch.setattr(search, "SEARCH_SLICE", 4)
    for number in range(10):
        box.deliver(mail(f"{number}@marlowfinch.example"))
    commands(box)
    first = provider.changes(None, since, Interest())
    assert commands(box).count("UID SEARCH") == 3
    assert len(first.messages) + len(read_all(provider, first.cursor, since)[0]) == 10


def test_a_page_holds_no_more_bytes_than_it_should(
    box: ImapMailbox, provider: Imap, since: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that is larger than a whole page comes alone."""
    monkeypatch.setattr(reading, "PAGE_BYTES", 3000)
    for number in range(4):
        box.deliver(mail(f"{number}@marlowfinch.example", body="x" * (5000 if number == 2 else 1000)))
    counts: list[int] = []
    page = provider.changes(None, since, Interest())
    while page.messages:
        counts.append(len(page.messages))
        page = provider.changes(page.cursor, since, Interest())
    assert counts == [2, 1, 1]
