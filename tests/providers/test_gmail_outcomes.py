"""The four outcomes of a draft, whichever way Gmail goes where that is not settled (B33)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest

from providers.gmail import Gmail
from providers.interface import Cursor, DraftChanged, DraftRef, Fate, Folder, Gone, RawMessage, ReplyAnchor
from tests.providers.conformance import read_all
from tests.providers.gmail_driver import GmailMailbox
from tests.providers.provider_mail import EMPLOYER, draft, mail
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account, Delayed, OnSend, Variants

THANKS = draft("thanks@mail.example")
EDITED = draft("thanks@mail.example", body="Hello Priya,\n\nuntil soon!\n")
OTHER_SUBJECT = draft("thanks@mail.example", subject="Thank you for Thursday")
NEW = draft("new@mail.example", in_reply_to="", subject="Data Analyst: thank you")
SENDING = [
    Variants(on_send=on_send, sending_keeps_the_id=keeps, editing_rewrites=rewrites)
    for on_send, keeps, rewrites in (
        (OnSend.KEPT, False, False),
        (OnSend.KEPT, True, True),
        (OnSend.REPLACED, False, True),
        (OnSend.REPLACED, True, False),
        (OnSend.REPLACED_AND_NOTED, False, False),
        (OnSend.REPLACED_AND_NOTED, True, True),
    )
]
"""Every pair of ways."""
HISTORY = [Variants(history_has_labels=labels, history_repeats=repeats) for labels, repeats in product((0, 1), (0, 1))]


def named(variants: Variants) -> str:
    return "-".join(str(value) for value in vars(variants).values())[:60]


@pytest.fixture(params=SENDING, ids=named)
def mailbox(request: pytest.FixtureRequest) -> Iterator[GmailMailbox]:
    yield from opened(request.param)


@pytest.fixture(params=HISTORY, ids=named)
def told(request: pytest.FixtureRequest) -> Iterator[GmailMailbox]:
    yield from opened(request.param)


@pytest.fixture
def plain() -> Iterator[GmailMailbox]:
    yield from opened(Variants())


def opened(variants: Variants) -> Iterator[GmailMailbox]:
    server = GmailServer(Account(variants=variants)).start()
    box = GmailMailbox(server)
    box.deliver(mail("confirmation@marlowfinch.example"))
    yield box
    box.close()
    server.close()
    assert server.sendings == 0


def start(box: GmailMailbox) -> tuple[Gmail, Cursor, ReplyAnchor]:
    """A provider that has read everything, and an anchor on the employer's mail."""
    provider = box.open()
    (message, *_), page = read_all(provider, None, box.now() - timedelta(days=30))
    return (
        provider,
        page.cursor,
        ReplyAnchor("<confirmation@marlowfinch.example>", message.key, message.conversation_id),
    )


def news(box: GmailMailbox, provider: Gmail, cursor: Cursor) -> tuple[list[RawMessage], Cursor]:
    messages, page = read_all(provider, cursor, box.now() - timedelta(days=30))
    return messages, page.cursor


def expect_sent(box: GmailMailbox, provider: Gmail, cursor: Cursor, ref: DraftRef) -> None:
    (message,), _ = news(box, provider, cursor)
    outcome = provider.outcome(ref)
    assert message.folder is Folder.SENT
    assert (outcome.fate, outcome.sent_key, outcome.sent_at) == (Fate.SENT, message.key, message.received_at)


def test_a_reply_lies_in_its_conversation_and_stays_untouched(mailbox: GmailMailbox) -> None:
    provider, cursor, anchor = start(mailbox)
    ref = provider.save_draft(THANKS, anchor)
    assert ref.conversation_id == anchor.conversation_id
    assert provider.outcome(ref).fate is Fate.UNTOUCHED
    assert news(mailbox, provider, cursor)[0] == []
    assert mailbox.open().outcome(ref).fate is Fate.UNTOUCHED


def test_a_draft_sent_as_it_was_is_sent(mailbox: GmailMailbox) -> None:
    provider, cursor, anchor = start(mailbox)
    ref = provider.save_draft(THANKS, anchor)
    mailbox.account.send(ref.id)
    expect_sent(mailbox, provider, cursor, ref)


def test_an_edited_draft_is_the_owners_and_known_as_sent_later(mailbox: GmailMailbox) -> None:
    provider, cursor, anchor = start(mailbox)
    ref = provider.save_draft(THANKS, anchor)
    mailbox.account.edit(ref.id, EDITED)
    outcome = provider.outcome(ref)
    assert outcome.fate is Fate.EDITED
    for write in (lambda: provider.replace_draft(ref, THANKS, anchor), lambda: provider.delete_draft(ref)):
        with pytest.raises(DraftChanged):
            write()
    assert news(mailbox, provider, cursor)[0] == []
    mailbox.account.send(ref.id)
    for handle in (ref, outcome.ref):
        assert handle is not None
        expect_sent(mailbox, provider, cursor, handle)


@pytest.mark.parametrize("looks_between", [False, True])
def test_a_draft_sent_under_another_subject_is_sent(mailbox: GmailMailbox, looks_between: bool) -> None:
    """Another subject is another conversation; what it answers and whom it goes to stay."""
    provider, cursor, anchor = start(mailbox)
    ref = provider.save_draft(THANKS, anchor)
    mailbox.account.edit(ref.id, OTHER_SUBJECT)
    if looks_between:
        edited = provider.outcome(ref).ref
        assert edited is not None
        assert edited.conversation_id != ref.conversation_id
        ref = edited
    mailbox.account.send(ref.id)
    expect_sent(mailbox, provider, cursor, ref)


def test_a_new_mail_that_answers_nothing_is_known_as_sent(mailbox: GmailMailbox) -> None:
    provider, cursor, _ = start(mailbox)
    ref = provider.save_draft(NEW, None)
    mailbox.account.send(ref.id)
    expect_sent(mailbox, provider, cursor, ref)


def test_a_deleted_draft_is_gone_and_nothing_else_is(mailbox: GmailMailbox) -> None:
    provider, _, anchor = start(mailbox)
    other = draft("other@mail.example", to="Lee Park <lee.park@marlowfinch.example>")
    first, second = provider.save_draft(THANKS, anchor), provider.save_draft(other, anchor)
    mailbox.account.discard(first.id)
    mailbox.account.send(second.id)
    assert (provider.outcome(first).fate, provider.outcome(second).fate) == (Fate.GONE, Fate.SENT)
    with pytest.raises(Gone):
        provider.delete_draft(first)


@pytest.mark.parametrize("delayed", list(Delayed))
def test_a_draft_that_waits_for_its_time_is_gone_until_it_is_sent(mailbox: GmailMailbox, delayed: Delayed) -> None:
    """B33: a scheduled send makes the draft vanish for a while; what waits is no mail."""
    mailbox.account.variants = Variants(**{**vars(mailbox.account.variants), "delayed": delayed})
    provider, cursor, anchor = start(mailbox)
    ref = provider.save_draft(THANKS, anchor)
    waiting = mailbox.account.schedule(ref.id)
    messages, cursor = news(mailbox, provider, cursor)
    assert (messages, provider.outcome(ref).fate) == ([], Fate.GONE)
    mailbox.account.send_scheduled(waiting)
    expect_sent(mailbox, provider, cursor, ref)


def test_last_weeks_answer_to_the_same_mail_is_not_todays_draft(mailbox: GmailMailbox) -> None:
    provider, _, anchor = start(mailbox)
    earlier = provider.save_draft(THANKS, anchor)
    mailbox.account.send(earlier.id)
    ref = provider.save_draft(draft("check-in@mail.example"), anchor)
    mailbox.account.discard(ref.id)
    assert provider.outcome(ref).fate is Fate.GONE


def test_saving_again_and_again_is_never_mail(told: GmailMailbox) -> None:
    """Autosave writes a new message each few seconds."""
    provider, cursor, anchor = start(told)
    ref = provider.save_draft(THANKS, anchor)
    for number in range(5):
        told.account.edit(ref.id, draft("thanks@mail.example", body=f"Hello Priya, {number}"))
        messages, cursor = news(told, provider, cursor)
        assert {message.key for message in messages} <= {anchor.key}
    assert provider.outcome(ref).fate is Fate.EDITED


def test_replays_and_doubles_are_harmless(told: GmailMailbox) -> None:
    provider, cursor, anchor = start(told)
    told.deliver(mail("a@marlowfinch.example"))
    first, cursor = news(told, provider, cursor)
    told.deliver(mail("b@marlowfinch.example"))
    second, cursor = news(told, provider, cursor)
    keys = {message.key for message in (*first, *second)}
    assert len(keys - {anchor.key}) == 2
    assert len(first) == len({message.key for message in first})


def test_mail_taken_out_of_spam_is_news(told: GmailMailbox) -> None:
    """Spam and trash are left alone, until the owner says otherwise."""
    provider, cursor, _ = start(told)
    key = told.account.deliver(mail("spam@marlowfinch.example"), labels=frozenset({"SPAM"}))
    trashed = told.account.deliver(mail("trash@marlowfinch.example"))
    told.account.relabel(trashed, add=frozenset({"TRASH"}), remove=frozenset({"INBOX"}))
    messages, cursor = news(told, provider, cursor)
    assert {message.key for message in messages}.isdisjoint({key, trashed})
    told.account.relabel(key, add=frozenset({"INBOX"}), remove=frozenset({"SPAM"}))
    assert key in {message.key for message in news(told, provider, cursor)[0]}


def test_mail_that_a_filter_keeps_out_of_the_inbox_is_read(plain: GmailMailbox) -> None:
    provider, cursor, _ = start(plain)
    key = plain.account.deliver(mail("filtered@marlowfinch.example"), labels=frozenset({"Label_7"}))
    (message,), _ = news(plain, provider, cursor)
    assert (message.key, message.folder) == (key, Folder.INBOX)


def test_a_mail_to_oneself_is_sent(plain: GmailMailbox) -> None:
    """B7, B35: it carries both labels."""
    provider, cursor, _ = start(plain)
    plain.owner_sends(draft("notes@mail.example", to="jordan@mail.example", subject="Notes Marlow Finch"))
    (message,), _ = news(plain, provider, cursor)
    assert message.folder is Folder.SENT


@pytest.mark.parametrize("how", ["trashed", "deleted"])
def test_a_reply_to_a_mail_that_was_thrown_away_stands_alone(plain: GmailMailbox, how: str) -> None:
    """In the conversation of a mail in the trash it would be shown nowhere."""
    provider, _, anchor = start(plain)
    assert anchor.key is not None
    if how == "trashed":
        plain.account.relabel(anchor.key, add=frozenset({"TRASH"}), remove=frozenset({"INBOX"}))
    else:
        plain.account.delete_conversation(str(anchor.conversation_id))
    ref = provider.save_draft(THANKS, anchor)
    assert ref.conversation_id != anchor.conversation_id
    assert plain.drafts() == [THANKS]


def test_a_conversation_that_vanishes_at_the_last_moment_costs_only_itself(plain: GmailMailbox) -> None:
    provider, _, anchor = start(plain)
    plain.account.delete_conversation(str(anchor.conversation_id))
    ref = provider.save_draft(THANKS, ReplyAnchor(anchor.message_id, None, anchor.conversation_id))
    assert (plain.drafts(), provider.outcome(ref).fate) == ([THANKS], Fate.UNTOUCHED)


def test_a_draft_that_the_search_does_not_know_yet_is_found(plain: GmailMailbox) -> None:
    """B34: its answer was lost, the program started again, and the search lags behind."""
    _, cursor, anchor = start(plain)
    plain.account.variants = Variants(search_lags=True)
    plain.open().save_draft(THANKS, anchor)
    restarted = plain.open()
    news(plain, restarted, cursor)
    found = restarted.find_draft("<thanks@mail.example>")
    assert found is not None
    assert restarted.outcome(found).fate is Fate.UNTOUCHED


def test_rewording_twice_writes_once(plain: GmailMailbox) -> None:
    """An earlier try whose answer was lost is recognised by its words."""
    provider, _, anchor = start(plain)
    ref = provider.save_draft(THANKS, anchor)
    first = provider.replace_draft(ref, EDITED, anchor)
    again = provider.replace_draft(ref, EDITED, anchor)
    assert (again, plain.drafts()) == (first, [EDITED])
    assert first.conversation_id == anchor.conversation_id


def test_a_reworded_draft_is_still_shown_in_its_conversation(plain: GmailMailbox) -> None:
    """The conversation must be named again at every update."""
    provider, _, anchor = start(plain)
    ref = provider.replace_draft(provider.save_draft(THANKS, anchor), EDITED, None)
    assert ref.conversation_id == anchor.conversation_id


def test_a_draft_without_recipient_is_known_by_its_conversation(plain: GmailMailbox) -> None:
    """B30: with no usable address the owner fills in To."""
    provider, cursor, _ = start(plain)
    ref = provider.save_draft(draft("new@mail.example", to="", in_reply_to="", subject="Thank you"), None)
    plain.account.edit(ref.id, draft("new@mail.example", to=EMPLOYER, in_reply_to="", subject="Thank you"))
    plain.account.send(ref.id, new_id=True)
    expect_sent(plain, provider, cursor, ref)
