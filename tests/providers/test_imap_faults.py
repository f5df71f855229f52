"""Lines that break and servers that refuse or talk nonsense: nothing but the port's errors, nothing lost or doubled."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from providers.imap.provider import Imap
from providers.interface import (
    Interest,
    ProtocolViolation,
    ProviderError,
    RateLimited,
    SignInRequired,
    Unreachable,
)
from tests.providers.conformance import DRAFT, DRAFT_ID, read_all
from tests.providers.imap_driver import QUICK, ImapMailbox
from tests.providers.provider_mail import mail
from tests.providers.servers.dovecot import Dovecot
from tests.providers.servers.scripted_imap import HANG_UP, ScriptedImap

SINCE = datetime.now(UTC) - timedelta(days=30)


@pytest.fixture
def box(dovecot: Dovecot) -> Iterator[ImapMailbox]:
    box = ImapMailbox(dovecot, patience=QUICK)
    yield box
    box.close()


@pytest.fixture
def scripted(box: ImapMailbox) -> Iterator[Callable[..., tuple[Imap, ScriptedImap]]]:
    servers: list[ScriptedImap] = []

    def make(*arguments: object, **named: object) -> tuple[Imap, ScriptedImap]:
        servers.append(ScriptedImap(*arguments, **named))  # type: ignore[arg-type]
        return box.open(port=servers[-1].port), servers[-1]

    yield make
    for server in servers:
        server.close()


Scripted = Callable[..., tuple[Imap, ScriptedImap]]


# The line


def test_a_line_that_dropped_between_two_cycles_is_not_noticed(box: ImapMailbox) -> None:
    provider = box.open()
    box.deliver(mail("a@marlowfinch.example"))
    _, page = read_all(provider, None, SINCE)
    box.proxy.cut()
    box.deliver(new := mail("b@marlowfinch.example"))
    assert [message.mime for message in read_all(provider, page.cursor, SINCE)[0]] == [new]
    box.proxy.cut()
    provider.save_draft(DRAFT, None)
    assert box.drafts() == [DRAFT]


def test_a_half_open_line_is_given_up_in_time(box: ImapMailbox) -> None:
    provider = box.open()
    provider.check()
    with box.proxy.stalling(), pytest.raises(Unreachable, match="does not answer"):
        provider.changes(None, SINCE, Interest())
    provider.check()


def test_a_draft_whose_answer_was_lost_is_not_written_again_by_the_adapter(box: ImapMailbox) -> None:
    """B34: it may have been stored; the agent looks before it writes again."""
    provider = box.open()
    provider.check()
    box.proxy.drop_answers_to(b"APPEND")
    with pytest.raises(Unreachable):
        provider.save_draft(DRAFT, None)
    assert provider.find_draft(DRAFT_ID) is not None
    assert box.drafts() == [DRAFT]


def test_whoever_closes_the_provider_ends_what_it_is_waiting_for(box: ImapMailbox) -> None:
    """A stop of the agent must not wait for a server that hangs."""
    provider = box.open()
    provider.check()
    provider.close()
    began = time.monotonic()
    with pytest.raises(Unreachable):
        provider.check()
    assert time.monotonic() - began < 2


# Refusals


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", SignInRequired),
        (b"NO [ALERT] Application-specific password required: https://support.google.com/x (Failure)", SignInRequired),
        (b"NO [WEBALERT https://accounts.google.com/x] Web login required.", SignInRequired),
        (b"NO LOGIN failed.", SignInRequired),
        (b"NO [UNAVAILABLE] Temporary authentication failure", Unreachable),
        (b"NO [ALERT] Too many simultaneous connections. (Failure)", RateLimited),
        (b"NO [LIMIT] LOGIN Rate limit hit", RateLimited),
        (b"NO [INUSE] Too many connections", RateLimited),
    ],
)
def test_a_refused_login_is_told_from_a_busy_server(
    scripted: Scripted, said: bytes, expected: type[ProviderError]
) -> None:
    provider, _ = scripted(always={"LOGIN": b"TAG " + said + b"\r\n"})
    with pytest.raises(expected) as failure:
        provider.check()
    assert type(failure.value) is expected
    assert ("followthrough connect" in failure.value.next_step) is (expected is SignInRequired)


def test_a_login_refused_once_is_accepted_the_next_time(scripted: Scripted) -> None:
    """Services refuse by mistake: the agent pauses a mailbox only at the second refusal."""
    provider, server = scripted({"LOGIN": [b"TAG NO [AUTHENTICATIONFAILED] no\r\n"]})
    with pytest.raises(SignInRequired):
        provider.check()
    provider.check()
    assert server.heard.count("LOGIN") == 2


@pytest.mark.parametrize("code", [b"THROTTLED", b"OVERQUOTA", b"LIMIT"])
def test_a_server_that_asks_to_slow_down_is_left_alone_for_a_while(scripted: Scripted, code: bytes) -> None:
    """Gmail: "[OVERQUOTA] Account exceeded command or bandwidth limits"."""
    provider, server = scripted(always={"STATUS": b"TAG NO [" + code + b"] Account exceeded limits.\r\n"})
    with pytest.raises(RateLimited) as failure:
        provider.changes(None, SINCE, Interest())
    assert failure.value.retry_at > datetime.now(UTC) + timedelta(minutes=10)
    assert server.heard.count("STATUS") == 1


def test_a_farewell_is_a_line_that_dropped(scripted: Scripted) -> None:
    provider, server = scripted({"STATUS": [b"* BYE Server is going down\r\n" + HANG_UP]})
    provider.check()
    assert server.heard.count("LOGIN") == 2


def test_a_server_that_refuses_everybody_at_the_door_is_unreachable(scripted: Scripted) -> None:
    provider, _ = scripted(greeting=b"* BYE too busy\r\n")
    with pytest.raises(Unreachable):
        provider.check()


# Nonsense


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("STATUS", b"* STATUS x (MESSAGES many)\r\nTAG OK done\r\n"),
        ("STATUS", b"* STATUS\r\nTAG OK done\r\n"),
        ("STATUS", b"TAG OK done\r\n"),
        ("STATUS", b"\x00\xff\xfe garbage\r\n"),
        ("STATUS", b"zz9 OK of another tag\r\n"),
        ("STATUS", b"* STATUS x (MESSAGES 1\r\nTAG OK done\r\n"),
        ("EXAMINE", b"TAG OK done\r\n"),
        ("EXAMINE", b"* x EXISTS\r\nTAG OK done\r\n"),
        ("LIST", b"* LIST\r\nTAG OK done\r\n"),
        ("SEARCH", b"* SEARCH one two\r\nTAG OK done\r\n"),
        ("SEARCH", b"* SEARCH " + b"1 " * 600_000 + b"\r\nTAG OK done\r\n"),
        ("FETCH", b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\nx"),
        ("FETCH", b"* 1 FETCH (UID 1 RFC822.SIZE {5}\r\nab"),
        ("FETCH", b"* 1 FETCH UID 1\r\nTAG OK done\r\n"),
        ("FETCH", b"TAG BAD what?\r\n"),
        ("CAPABILITY", b"* CAPABILITY\r\nTAG OK done\r\n"),
    ],
)
def test_nonsense_becomes_an_error_of_the_port_and_the_next_try_works(
    scripted: Scripted, command: str, answer: bytes
) -> None:
    one = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\nTAG OK done\r\n"
    provider, server = scripted(
        {command: [answer] * 3},
        always={
            "STATUS": b"* STATUS x (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7 HIGHESTMODSEQ 1)\r\nTAG OK done\r\n",
            "EXAMINE": one,
            "SEARCH": b"* SEARCH 1\r\nTAG OK done\r\n",
        },
    )
    with pytest.raises((ProtocolViolation, Unreachable)):
        provider.changes(None, SINCE, Interest())
    assert server.heard.count(command) >= 3
    provider.changes(None, SINCE, Interest())


def test_a_message_that_the_server_cannot_give_is_shelved_and_the_others_come(scripted: Scripted) -> None:
    """Exchange: "The requested message could not be converted to an RFC-822 compatible format"."""
    glimpsed = b"".join(
        b"* %d FETCH (UID %d RFC822.SIZE 9 BODY[HEADER] {4}\r\n\r\n\r\n)\r\n" % (n, n) for n in (1, 2, 3)
    )
    refused = b"TAG NO [SERVERBUG] could not be converted\r\n"
    whole = b"* %d FETCH (UID %d BODY[] {9}\r\na: b\r\n\r\nc)\r\nTAG OK done\r\n"
    nothing = b"* 3 FETCH (UID 3 BODY[] NIL)\r\nTAG OK done\r\n"
    provider, _ = scripted(
        {"FETCH": [glimpsed + b"TAG OK done\r\n", refused, whole % (1, 1), refused, nothing]},
        always={
            "LIST": b'* LIST () "/" INBOX\r\nTAG OK done\r\n',
            "STATUS": b"* STATUS x (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 7 HIGHESTMODSEQ 1)\r\nTAG OK done\r\n",
            "EXAMINE": b"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 4] x\r\nTAG OK done\r\n",
            "SEARCH": b"* SEARCH 1 2 3\r\nTAG OK done\r\n",
        },
    )
    page = provider.changes(None, SINCE, Interest())
    assert [message.mime for message in page.messages] == [b"a: b\r\n\r\nc"]
    assert [trouble.key for trouble in page.troubles] == ["inbox:7.2", "inbox:7.3"]
    assert "converted" in page.troubles[0].what
