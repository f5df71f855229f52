"""What reading Gmail costs in requests and quota units, and that the first look-back misses nothing that matters."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest

from providers.gmail import Gmail
from providers.gmail.budget import UNITS_A_MINUTE, Budget
from providers.gmail.search import LONGEST_QUERY, queries
from providers.interface import Interest, MessageKey, ReplyAnchor
from rules.relevance import known_senders, search_words
from tests.providers.conformance import read_all
from tests.providers.gmail_driver import GmailMailbox
from tests.providers.gmail_month import filled
from tests.providers.provider_mail import draft, mail
from tests.providers.servers.faults import refusal
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account

INTEREST = Interest(words=search_words(), people=known_senders)
MOST_UNITS = 9000
GOOGLES_LIMIT = 6000


@pytest.fixture
def mailbox() -> Iterator[GmailMailbox]:
    server = GmailServer(Account()).start()
    box = GmailMailbox(server)
    yield box
    box.close()
    server.close()
    assert server.sendings == 0


def spent(server: GmailServer) -> tuple[int, int]:
    """Requests and units since the last time."""
    found = server.requests.total(), server.units
    server.requests.clear()
    return found


def test_each_step_costs_what_the_guide_says(mailbox: GmailMailbox) -> None:
    """docs/gmail.md names these figures."""
    server, since = mailbox.server, mailbox.now() - timedelta(days=30)
    mailbox.deliver(mail("confirmation@marlowfinch.example"))
    provider = mailbox.open()
    (message,), page = read_all(provider, None, since)
    spent(server)

    page = provider.changes(page.cursor, since, Interest())
    assert spent(server) == (1, 2), "an idle poll"

    mailbox.deliver(mail("b@marlowfinch.example"))
    page = provider.changes(page.cursor, since, Interest())
    assert spent(server) == (2, 22), "a poll with one new message"

    anchor = ReplyAnchor("<confirmation@marlowfinch.example>", message.key, message.conversation_id)
    assert provider.find_draft("<thanks@mail.example>") is None
    ref = provider.save_draft(draft("thanks@mail.example"), anchor)
    assert spent(server) == (4, 55), "a draft placed: looked for, its conversation looked at, written, read back"

    page = provider.changes(page.cursor, since, Interest())
    provider.outcome(ref)
    assert spent(server) == (2, 22), "the next poll, which looks at the draft"


def test_the_first_look_back_finds_all_that_matters_within_its_budget(mailbox: GmailMailbox) -> None:
    """B18: 3,000 messages in a month, of which 40 matter."""
    matter = filled(mailbox.account)
    provider = mailbox.open(page_size=25)
    messages, _ = read_with_words(mailbox, provider)
    assert matter <= messages
    assert mailbox.server.units <= MOST_UNITS
    assert provider.units_spent == mailbox.server.units


def test_no_hiring_mail_of_the_corpus_is_left_behind(mailbox: GmailMailbox) -> None:
    matter = filled(mailbox.account, messages=600, of_interest=150)
    assert matter <= read_with_words(mailbox, mailbox.open(page_size=100))[0]


def read_with_words(mailbox: GmailMailbox, provider: Gmail) -> tuple[set[str], int]:
    since = mailbox.now() - timedelta(days=30)
    cursor, found, pages = None, set[str](), 0
    while True:
        page = provider.changes(cursor, since, INTEREST)
        found |= {message.key for message in page.messages}
        cursor, pages = page.cursor, pages + 1
        if not page.more:
            return found, pages


def test_a_look_back_goes_on_where_it_stopped(mailbox: GmailMailbox) -> None:
    """Killed after any page, it lists nothing again and fetches nothing twice."""
    filled(mailbox.account, messages=200, of_interest=10)
    since = mailbox.now() - timedelta(days=30)
    first = mailbox.open().changes(None, since, INTEREST)
    assert first.total is not None
    left, seen = first.total - len(first.messages), {message.key for message in first.messages}
    spent(mailbox.server)
    cursor = first.cursor
    while True:
        page = mailbox.open().changes(cursor, since, INTEREST)
        assert seen.isdisjoint(message.key for message in page.messages)
        seen |= {message.key for message in page.messages}
        if not page.more:
            break
        cursor = page.cursor
    assert mailbox.server.requests["messages.get"] == left
    assert mailbox.server.requests["messages.list"] == 0


def test_progress_counts_down_to_nothing(mailbox: GmailMailbox) -> None:
    filled(mailbox.account, messages=100, of_interest=10)
    since, provider, cursor, totals = mailbox.now() - timedelta(days=30), mailbox.open(), None, []
    while True:
        page = provider.changes(cursor, since, INTEREST)
        totals.append(page.total)
        cursor = page.cursor
        if not page.more:
            break
    assert totals[-1] is None
    known = [total for total in totals if total is not None]
    assert known == sorted(known, reverse=True)


def test_what_belongs_to_a_conversation_that_matters_comes_along(mailbox: GmailMailbox) -> None:
    """A notice without any of the words, in the conversation of one that has them."""
    notice, later = frozenset({"INBOX", "CATEGORY_UPDATES"}), frozenset({"INBOX", "CATEGORY_UPDATES"})
    mailbox.account.deliver(mail("a@hr.example", subject="Your interview"), labels=notice)
    mailbox.account.deliver(mail("b@hr.example", subject="Re: hello", in_reply_to="a@hr.example"), labels=later)
    mailbox.account.deliver(mail("c@hr.example", subject="Parcel", body="On its way."), labels=notice)
    found, _ = read_with_words(mailbox, mailbox.open())
    assert len(found) == 2


def test_whoever_takes_part_in_a_thread_is_always_fetched(mailbox: GmailMailbox) -> None:
    label = frozenset({"INBOX", "CATEGORY_PROMOTIONS"})
    key = mailbox.account.deliver(mail("a@hr.example", sender="Dana <dana@northwind.example>", body="Hi"), labels=label)
    since, interest = (
        mailbox.now() - timedelta(days=30),
        Interest(words=("interview",), people=lambda: ("northwind.example",)),
    )
    messages = mailbox.open().changes(None, since, interest).messages
    assert [message.key for message in messages] == [MessageKey(key)]


def test_lists_that_come_in_many_pages_are_read_to_the_end(mailbox: GmailMailbox) -> None:
    mailbox.server.largest_page = 7
    for number in range(30):
        mailbox.deliver(mail(f"{number}@marlowfinch.example"))
    provider, since = mailbox.open(), mailbox.now() - timedelta(days=30)
    messages, page = read_all(provider, None, since)
    assert len(messages) == 30
    for number in range(30, 60):
        mailbox.deliver(mail(f"{number}@marlowfinch.example"))
    assert len(read_all(provider, page.cursor, since)[0]) == 30


def test_a_page_of_history_whose_token_died_is_read_from_its_start(mailbox: GmailMailbox) -> None:
    mailbox.server.largest_page = 3
    since, provider = mailbox.now() - timedelta(days=30), mailbox.open()
    _, page = read_all(provider, None, since)
    for number in range(5):
        mailbox.deliver(mail(f"{number}@marlowfinch.example"))
    first = provider.changes(page.cursor, since, Interest())
    mailbox.server.faults.add(refusal(400, "invalidArgument", "Invalid pageToken", path="/history"))
    rest, _ = read_all(provider, first.cursor, since)
    assert len({message.key for message in (*first.messages, *rest)}) == 5


def test_no_search_is_longer_than_a_request_may_be() -> None:
    """Google's client turns a longer one into a POST, which must not go out."""
    for query in queries("after:1795890093 -in:drafts -in:chats", search_words(), known_senders()):
        assert len(query) <= LONGEST_QUERY


def test_nothing_in_a_word_or_an_address_acts_as_a_search_operator() -> None:
    (_, words, people) = queries("after:1", ("in:trash} OR {x", 'a"b'), ("x} -in:inbox {@y.example",))
    assert words.endswith('{"in trash OR x" "a b" filename:ics}')
    assert people == "after:1 {from:x-ininbox@y.example}"


def test_the_budget_keeps_well_below_googles_limit() -> None:
    """Over any minute, whatever is asked."""
    clock, asked = [0.0], []

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    budget = Budget(lambda: clock[0], sleep)
    for number in range(1500):
        budget.spend("messages.get" if number % 3 else "threads.get")
        asked.append((clock[0], 20 if number % 3 else 40))
        clock[0] += 0.01
    for start, _ in asked:
        assert sum(units for at, units in asked if start <= at < start + 60) < GOOGLES_LIMIT * 0.8
    assert budget.spent / (clock[0] / 60) < UNITS_A_MINUTE * 1.2


def test_mailboxes_read_side_by_side_do_not_meet() -> None:
    """They share Google's client and nothing else: each in a thread of its own, as the agent runs them."""
    boxes = [GmailMailbox(GmailServer(Account(f"owner{number}@mail.example")).start()) for number in range(4)]
    found: dict[int, set[bytes]] = {}

    def read(number: int) -> None:
        box, mimes = boxes[number], set()
        provider, cursor, since = box.open(), None, box.now() - timedelta(days=30)
        for turn in range(15):
            box.deliver(mail(f"{number}-{turn}@marlowfinch.example"))
            messages, page = read_all(provider, cursor, since)
            mimes |= {message.mime for message in messages}
            cursor = page.cursor
        found[number] = mimes

    threads = [threading.Thread(target=read, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, box in enumerate(boxes):
        assert found[number] == {mail(f"{number}-{turn}@marlowfinch.example") for turn in range(15)}
        box.close()
        box.server.close()
