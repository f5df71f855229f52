"""What Gmail's refusals and broken lines become, and what the owner reads. Nothing but `ProviderError` comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from providers.gmail import Gmail
from providers.gmail.trouble import LONGEST_WAIT, Refusal, error_of, own_wait
from providers.interface import (
    Fate,
    Gone,
    Interest,
    MailboxMissing,
    PermissionMissing,
    ProtocolViolation,
    ProviderError,
    RateLimited,
    Refused,
    SignInRequired,
    Unreachable,
)
from tests.providers.conformance import read_all
from tests.providers.gmail_driver import ALWAYS, GmailMailbox
from tests.providers.provider_mail import draft, mail
from tests.providers.servers.faults import Fault, refusal
from tests.providers.servers.gmail import GmailServer
from tests.providers.servers.gmail_mailbox import Account

THANKS = draft("thanks@mail.example")
QUOTA = "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of service 'gmail'."
TABLE = [
    (refusal(401, "authError"), SignInRequired, "`token_command`"),
    (refusal(403, "userRateLimitExceeded"), RateLimited, ""),
    (refusal(403, "rateLimitExceeded"), RateLimited, ""),
    (refusal(403, "", QUOTA), RateLimited, ""),
    (refusal(403, "RATE_LIMIT_EXCEEDED", newer=True), RateLimited, ""),
    (refusal(403, "dailyLimitExceeded"), RateLimited, ""),
    (refusal(429, "rateLimitExceeded", "Too many concurrent requests for user"), RateLimited, ""),
    (refusal(403, "insufficientPermissions"), PermissionMissing, "`token_command`"),
    (refusal(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", newer=True), PermissionMissing, "`token_command`"),
    (refusal(403, "domainPolicy"), PermissionMissing, "administrator"),
    (refusal(403, "accessNotConfigured"), PermissionMissing, "Switch it on"),
    (refusal(403, "SERVICE_DISABLED", newer=True), PermissionMissing, "Switch it on"),
    (refusal(403, "forbidden"), PermissionMissing, "docs/gmail.md"),
    (refusal(400, "failedPrecondition", "Mail service not enabled"), MailboxMissing, "administrator"),
    (refusal(400, "invalidArgument"), Refused, ""),
    (refusal(403, "quotaExceeded", "The user's storage quota has been exceeded"), Unreachable, "Make room"),
    (refusal(404, "notFound"), Gone, ""),
    (refusal(409, "aborted"), Unreachable, ""),
    (refusal(410, "deleted"), Gone, ""),
    (refusal(500, "backendError"), Unreachable, ""),
    (refusal(503, "backendError"), Unreachable, ""),
    (Fault(502, b"<html>Bad Gateway</html>"), Unreachable, ""),
    (Fault(302, b"", {"Location": "https://elsewhere.example/"}), ProtocolViolation, ""),
    (Fault(200, b"<html>Sign in to the hotel network</html>"), ProtocolViolation, ""),
    (Fault(200, b"\xff\xfe\x00"), ProtocolViolation, ""),
    (Fault(200, b'{"id": '), ProtocolViolation, ""),
    (Fault(200, b"[1, 2]"), ProtocolViolation, ""),
    (Fault(200, b'{"drafts": 7, "messages": "x", "history": {}, "message": []}'), ProtocolViolation, ""),
    (Fault(), Unreachable, ""),
    (Fault(is_silent=True), Unreachable, ""),
]
IDS = [f"{n}-{f.status or ('silent' if f.is_silent else 'cut')}-{e.__name__}" for n, (f, e, _) in enumerate(TABLE)]
PAGE = {"Content-Type": "text/html; charset=UTF-8"}
QUICK = [pytest.param(*row, id=name) for row, name in zip(TABLE, IDS, strict=True) if not row[0].is_silent]
"""Without the slow ones; to every further verb a silent server is the same as a cut connection."""


@pytest.fixture
def mailbox() -> Iterator[GmailMailbox]:
    server = GmailServer(Account()).start()
    box = GmailMailbox(server)
    box.deliver(mail("confirmation@marlowfinch.example"))
    yield box
    box.close()
    server.close()
    assert server.sendings == 0


@pytest.fixture
def provider(mailbox: GmailMailbox) -> Gmail:
    provider = mailbox.open(read_seconds=0.2)
    provider.check()
    return provider


def failing(mailbox: GmailMailbox, fault: Fault, call: Callable[[], object]) -> ProviderError:
    mailbox.server.faults.add(replace(fault, times=ALWAYS))
    with pytest.raises(ProviderError) as caught:
        call()
    mailbox.server.faults.clear()
    return caught.value


@pytest.mark.parametrize(("fault", "expected", "step"), TABLE, ids=IDS)
def test_each_failure_is_told_for_what_it_is(
    mailbox: GmailMailbox,
    provider: Gmail,
    fault: Fault,
    expected: type[ProviderError],
    step: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Reading a draft and writing one. Nothing of the answer gets into a log."""
    ref = provider.save_draft(THANKS, None)
    for call in (lambda: provider.read_draft(ref), lambda: provider.save_draft(draft("b@mail.example"), None)):
        error = failing(mailbox, fault, call)
        assert type(error) is expected
        assert step in error.next_step
        assert error.what
    assert mailbox.drafts() == [THANKS]
    assert caplog.records == []


@pytest.mark.parametrize(("fault", "expected", "step"), QUICK)
def test_every_verb_speaks_the_language_of_the_port(
    mailbox: GmailMailbox, provider: Gmail, fault: Fault, expected: type[ProviderError], step: str
) -> None:
    since = mailbox.now() - timedelta(days=30)
    ref = provider.save_draft(THANKS, None)
    _, page = read_all(provider, None, since)
    mailbox.server.faults.add(replace(fault, times=ALWAYS))
    for call in (
        provider.check,
        lambda: provider.changes(None, since, Interest()),
        lambda: provider.changes(page.cursor, since, Interest()),
        lambda: provider.replace_draft(ref, THANKS, None),
        lambda: provider.delete_draft(ref),
        lambda: provider.find_draft("<thanks@mail.example>"),
        lambda: provider.find_sent("<thanks@mail.example>"),
        lambda: provider.outcome(ref),
    ):
        with suppress(ProviderError):
            call()
    mailbox.server.faults.clear()
    assert mailbox.drafts() == [THANKS]
    assert provider.outcome(ref).fate is Fate.UNTOUCHED


def test_a_failure_that_passes_is_not_noticed_while_reading(mailbox: GmailMailbox, provider: Gmail) -> None:
    for fault in (refusal(503, "backendError"), Fault(), Fault(200, b"?")):
        mailbox.server.faults.add(fault)
        provider.check()


@pytest.mark.parametrize(
    "fault", [Fault(after_effect=True), Fault(is_silent=True, after_effect=True)], ids=["cut", "silent"]
)
def test_a_draft_is_never_written_twice_by_the_line(mailbox: GmailMailbox, provider: Gmail, fault: Fault) -> None:
    """B34: the answer was lost, not the draft."""
    mailbox.server.faults.add(replace(fault, method="POST"))
    with pytest.raises(Unreachable):
        provider.save_draft(THANKS, None)
    assert mailbox.drafts() == [THANKS]
    found = provider.find_draft("<thanks@mail.example>")
    assert found is not None
    assert provider.outcome(found).fate is Fate.UNTOUCHED


def test_a_deletion_whose_answer_was_lost_is_known_as_done(mailbox: GmailMailbox, provider: Gmail) -> None:
    ref = provider.save_draft(THANKS, None)
    mailbox.server.faults.add(Fault(after_effect=True, method="DELETE"))
    with pytest.raises(Unreachable):
        provider.delete_draft(ref)
    with pytest.raises(Gone):
        provider.delete_draft(ref)
    assert mailbox.drafts() == []


def test_a_draft_that_vanishes_before_it_is_read_back_is_gone(mailbox: GmailMailbox, provider: Gmail) -> None:
    mailbox.server.faults.add(refusal(404, "notFound", method="GET", path="/drafts/"))
    ref = provider.save_draft(THANKS, None)
    mailbox.account.discard(ref.id)
    assert provider.outcome(ref).fate is Fate.GONE


def test_messages_fetched_before_a_failure_are_kept(mailbox: GmailMailbox, provider: Gmail) -> None:
    """A slow line makes progress: the next page goes on where it broke."""
    since = mailbox.now() - timedelta(days=30)
    for number in range(5):
        mailbox.deliver(mail(f"{number}@marlowfinch.example"))
    provider.changes(None, since, Interest())
    mailbox.server.faults.add(refusal(403, "rateLimitExceeded", path=r"/messages/\w+3$", times=ALWAYS))
    page = provider.changes(None, since, Interest())
    assert (len(page.messages), page.more) == (2, True)
    with pytest.raises(RateLimited):
        provider.changes(page.cursor, since, Interest())
    mailbox.server.faults.clear()
    assert len(read_all(provider, page.cursor, since)[0]) == 4


def test_one_message_that_cannot_be_decoded_stops_nothing(mailbox: GmailMailbox, provider: Gmail) -> None:
    """B6."""
    since = mailbox.now() - timedelta(days=30)
    mailbox.deliver(mail("b@marlowfinch.example"))
    mailbox.server.faults.add(Fault(200, b'{"id": "x", "raw": "%%%"}', path=r"/messages/\w+1$", times=ALWAYS))
    page = provider.changes(None, since, Interest())
    assert (len(page.messages), [trouble.key for trouble in page.troubles]) == (1, ["18c0000000000001"])


@pytest.mark.parametrize("status", [200, 302, 403, 404, 407])
def test_a_page_that_something_on_the_way_gives_says_nothing_of_mail_or_drafts(
    mailbox: GmailMailbox, provider: Gmail, status: int
) -> None:
    """B6, B33: a proxy that blocks for a while puts no message aside, ends no draft and asks for no permission."""
    ref, since = provider.save_draft(THANKS, None), mailbox.now() - timedelta(days=30)
    page = Fault(status, b"<html>Blocked</html>", PAGE, path="/(messages|drafts)/", times=ALWAYS)
    for call in (lambda: provider.changes(None, since, Interest()), lambda: provider.outcome(ref)):
        error = failing(mailbox, page, call)
        assert type(error) is Unreachable
        assert "web page" in error.what

    messages, _ = read_all(provider, None, since)
    assert len(messages) == 1
    assert provider.outcome(ref).fate is Fate.UNTOUCHED


def test_a_message_that_vanished_meanwhile_is_passed_over(mailbox: GmailMailbox, provider: Gmail) -> None:
    mailbox.server.faults.add(refusal(404, "notFound", path=r"/messages/\w+1$"))
    page = provider.changes(None, mailbox.now() - timedelta(days=30), Interest())
    assert (page.messages, page.troubles) == ((), ())


def test_two_weeks_without_a_look_begin_a_rescan_without_a_second_draft(mailbox: GmailMailbox, provider: Gmail) -> None:
    since = mailbox.now() - timedelta(days=30)
    ref = provider.save_draft(THANKS, None)
    messages, page = read_all(provider, None, since)
    mailbox.deliver(mail("b@marlowfinch.example"))
    mailbox.account.forget_history()
    known = {message.key for message in messages}
    again = provider.changes(page.cursor, since, Interest(is_known=lambda key: key in known))
    assert (again.reset, len(again.messages)) == (True, 1)
    assert provider.find_draft("<thanks@mail.example>") == ref
    assert mailbox.drafts() == [THANKS]


# When to come back


def test_google_is_asked_again_when_it_says_so(mailbox: GmailMailbox, provider: Gmail) -> None:
    now = mailbox.now()
    later = now + timedelta(minutes=7)
    asked = [
        (refusal(429, "rateLimitExceeded", headers={"Retry-After": "90"}), now + timedelta(seconds=90)),
        (refusal(429, "rateLimitExceeded", headers={"Retry-After": format_datetime(later, usegmt=True)}), later),
        (refusal(429, "x", f"User-rate limit exceeded.  Retry after {later:%Y-%m-%dT%H:%M:%S.000Z}"), later),
    ]
    for fault, expected in asked:
        error = failing(mailbox, fault, provider.check)
        assert isinstance(error, RateLimited)
        assert error.retry_at == expected


@pytest.mark.parametrize("value", ["", "soon", "-5", "9" * 30, "Fri, 99 Nov 2026", "100000000"])
def test_where_google_does_not_say_the_waits_double_and_end(mailbox: GmailMailbox, value: str) -> None:
    provider = mailbox.open(chance=lambda: 1.0)
    waits = []
    for _ in range(8):
        error = failing(mailbox, refusal(429, "rateLimitExceeded", headers={"Retry-After": value}), provider.check)
        assert isinstance(error, RateLimited)
        waits.append(error.retry_at - mailbox.now())
    assert waits[:3] == [timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120)]
    assert waits[-1] == LONGEST_WAIT
    provider.check()
    error = failing(mailbox, refusal(429, "rateLimitExceeded"), provider.check)
    assert isinstance(error, RateLimited)
    assert error.retry_at - mailbox.now() == timedelta(seconds=30)


def test_waits_are_spread() -> None:
    assert [own_wait(3, chance).total_seconds() for chance in (0.0, 0.5, 1.0)] == [60, 90, 120]


def test_a_clock_that_is_wrong_asks_for_no_endless_wait(mailbox: GmailMailbox) -> None:
    """Google's time lies in this machine's past or far in its future: our own wait counts."""
    now = mailbox.now()
    for moment in (now - timedelta(days=400), now + timedelta(days=400)):
        refused = Refusal(429, frozenset(), "", format_datetime(moment, usegmt=True))
        error = error_of(refused, now, timedelta(seconds=30))
        assert isinstance(error, RateLimited)
        assert error.retry_at == now + timedelta(seconds=30)
