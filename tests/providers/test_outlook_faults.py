"""What Graph's refusals and broken lines become, and what the owner reads. Nothing but `ProviderError` comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from providers.interface import (
    DraftChanged,
    Fate,
    Gone,
    Interest,
    MailboxMissing,
    PermissionMissing,
    ProtocolViolation,
    ProviderError,
    RateLimited,
    Refused,
    ReplyAnchor,
    SignInRequired,
    Unreachable,
)
from providers.outlook import Outlook
from providers.outlook.graph import ALLOWED, FIRST_BACKOFF
from providers.outlook.trouble import asked_wait
from tests.providers.conformance import read_all
from tests.providers.graph_driver import NOW, FixedTokens, GraphBox
from tests.providers.provider_mail import draft, mail, said
from tests.providers.servers.faults import Fault
from tests.providers.servers.graph import ALWAYS, refusal

SINCE = NOW - timedelta(days=30)
THANKS = draft("thanks@mail.example")
ANCHOR = ReplyAnchor("<confirmation@marlowfinch.example>")
PAGE = {"Content-Type": "text/html"}
TABLE = [
    (refusal(400, "ErrorInvalidRequest"), Refused, ""),
    (Fault(401), SignInRequired, "followthrough connect"),
    (refusal(401, "InvalidAuthenticationToken"), SignInRequired, "followthrough connect"),
    (refusal(403, "ErrorAccessDenied"), PermissionMissing, "Mail.ReadWrite"),
    (refusal(404, "ErrorItemNotFound"), Gone, ""),
    (refusal(404, "MailboxNotEnabledForRESTAPI"), MailboxMissing, "has an Outlook or Exchange Online mailbox"),
    (refusal(405, "ErrorInvalidRequest"), Refused, ""),
    (refusal(409, "ErrorIrresolvableConflict"), Unreachable, ""),
    (refusal(410, "ErrorItemNotFound"), Gone, ""),
    (refusal(413, "ErrorMessageSizeExceeded"), Refused, ""),
    (refusal(423, "ErrorMailboxStoreUnavailable"), Unreachable, ""),
    (refusal(429, "TooManyRequests"), RateLimited, ""),
    (refusal(500, "ErrorInternalServerError"), Unreachable, ""),
    (refusal(500, "ErrorQuotaExceeded"), Unreachable, "Make room"),
    (refusal(503, "ErrorServerBusy"), Unreachable, ""),
    (refusal(503, "ErrorServerBusy", headers={"Retry-After": "20"}), RateLimited, ""),
    (Fault(504), Unreachable, ""),
    (refusal(507, "InsufficientStorage"), Unreachable, "Make room"),
    (Fault(502, b"<html>Bad Gateway</html>", PAGE), Unreachable, ""),
    (Fault(403, b"<html>Blocked by the proxy</html>", PAGE), Unreachable, ""),
    (Fault(404, b"<html>Not here</html>", PAGE), Unreachable, ""),
    (Fault(302, b"", {"Location": "https://elsewhere.example/"}), Unreachable, ""),
    (Fault(200, b"<html>Sign in to the hotel network</html>", PAGE), Unreachable, ""),
    (Fault(200, b"\xff\xfe\x00"), ProtocolViolation, ""),
    (Fault(200, b'{"value": ['), ProtocolViolation, ""),
    (Fault(200, b"[1, 2]"), ProtocolViolation, ""),
    (Fault(200, b"[" * 100_000), ProtocolViolation, ""),
    (Fault(), Unreachable, ""),
    (Fault(is_silent=True), Unreachable, ""),
]
IDS = [f"{n}-{f.status or ('silent' if f.is_silent else 'cut')}-{e.__name__}" for n, (f, e, _) in enumerate(TABLE)]
QUICK = [pytest.param(*row, id=name) for row, name in zip(TABLE, IDS, strict=True) if not row[0].is_silent]
"""Without the slow ones; to every further verb a silent server is the same as a cut connection."""


@pytest.fixture
def box() -> Iterator[GraphBox]:
    box = GraphBox()
    box.deliver(mail("confirmation@marlowfinch.example"))
    yield box
    box.close()
    assert box.server.routes.sending_attempts == []


@pytest.fixture
def provider(box: GraphBox) -> Outlook:
    provider = box.open()
    provider.check()
    return provider


def failing(box: GraphBox, fault: Fault, call: Callable[[], object]) -> ProviderError:
    with box.failing(replace(fault, times=ALWAYS)), pytest.raises(ProviderError) as caught:
        call()
    return caught.value


@pytest.mark.parametrize(("fault", "expected", "step"), TABLE, ids=IDS)
def test_each_failure_is_told_for_what_it_is(
    box: GraphBox, provider: Outlook, fault: Fault, expected: type[ProviderError], step: str
) -> None:
    """Reading and writing alike; a refused draft is not there."""
    for call in (provider.check, lambda: provider.save_draft(draft("b@mail.example"), None)):
        error = failing(box, fault, call)
        assert type(error) is expected
        assert step in error.next_step
        assert error.what
    assert box.drafts() == []


@pytest.mark.parametrize(("fault", "expected", "step"), QUICK)
def test_every_verb_speaks_the_language_of_the_port(
    box: GraphBox, provider: Outlook, fault: Fault, expected: type[ProviderError], step: str
) -> None:
    ref = provider.save_draft(THANKS, ANCHOR)
    _, page = read_all(provider, None, SINCE)
    calls: tuple[Callable[[], object], ...] = (
        lambda: provider.changes(None, SINCE, Interest()),
        lambda: provider.changes(page.cursor, SINCE, Interest()),
        lambda: provider.save_draft(draft("b@mail.example"), ANCHOR),
        lambda: provider.replace_draft(ref, draft("thanks@mail.example", body="Hm.\n"), None),
        lambda: provider.find_draft("<thanks@mail.example>"),
        lambda: provider.find_sent("<thanks@mail.example>"),
        lambda: provider.read_draft(ref),
        lambda: provider.delete_draft(ref),
    )
    for call in calls:
        failing(box, fault, call)
    assert [said(one) for one in box.drafts()] == [said(THANKS)]
    assert provider.outcome(ref).fate is Fate.UNTOUCHED


def test_a_short_trouble_is_sat_out(box: GraphBox, provider: Outlook) -> None:
    for fault in (Fault(502, times=2), Fault(times=2), Fault(200, b"<html>", PAGE, times=2)):
        box.server.faults.add(fault)
        provider.check()


def test_writing_is_never_repeated(box: GraphBox, provider: Outlook) -> None:
    """B34: the first try may have had its effect."""
    box.server.faults.add(Fault(503, method="POST", path="/me/messages", after_effect=True))
    with pytest.raises(Unreachable):
        provider.save_draft(THANKS, None)
    assert [said(one) for one in box.drafts()] == [said(THANKS)]
    assert provider.find_draft("<thanks@mail.example>") is not None


# Answers lost on the way (B34)


LOST = [
    Fault(method="POST", path="createReply", after_effect=True),
    Fault(method="POST", path="createReply"),
    Fault(method="PATCH", after_effect=True),
    Fault(method="PATCH"),
    Fault(503, method="PATCH"),
    refusal(429, "TooManyRequests", method="PATCH"),
]


@pytest.mark.parametrize("fault", LOST, ids=["replied", "not-replied", "patched", "unpatched", "503", "throttled"])
def test_a_reply_that_broke_off_is_finished_and_not_doubled(box: GraphBox, fault: Fault) -> None:
    """Broken off anywhere, then started again as the agent does: look first, then write."""
    box.server.faults.add(fault)
    with pytest.raises(ProviderError):
        box.open().save_draft(THANKS, ANCHOR)
    restarted = box.open()
    ref = restarted.find_draft("<thanks@mail.example>") or restarted.save_draft(THANKS, ANCHOR)
    assert [said(one) for one in box.drafts()] == [said(THANKS)]
    assert restarted.find_draft("<thanks@mail.example>") == ref


def test_a_reply_that_broke_off_and_that_the_owner_then_wrote_in_is_theirs(box: GraphBox) -> None:
    box.server.faults.add(Fault(method="PATCH"))
    with pytest.raises(Unreachable):
        box.open().save_draft(THANKS, ANCHOR)
    (begun,) = box.box.inside("drafts")
    box.box.owner_edits(begun, begun.subject, begun.to, "I had a thought.")
    ref = box.open().find_draft("<thanks@mail.example>")
    assert ref is not None
    assert "I had a thought." in box.open().read_draft(ref).decode()


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_deletion_whose_answer_was_lost_is_done_in_the_end(box: GraphBox, after_effect: bool) -> None:
    provider = box.open()
    ref = provider.save_draft(THANKS, ANCHOR)
    box.server.faults.add(Fault(method="DELETE", after_effect=after_effect))
    with pytest.raises(Unreachable):
        provider.delete_draft(ref)
    if after_effect:
        with pytest.raises(Gone):
            provider.delete_draft(ref)
    else:
        provider.delete_draft(ref)
    assert (box.drafts(), provider.outcome(ref).fate) == ([], Fate.GONE)


def test_somebody_who_is_faster_than_we_are_wins(box: GraphBox, provider: Outlook) -> None:
    """B33: the draft is edited between our look and our write."""
    ref = provider.save_draft(THANKS, ANCHOR)
    for method, call in (
        ("PATCH", lambda: provider.replace_draft(ref, draft("thanks@mail.example", body="Hm.\n"), None)),
        ("DELETE", lambda: provider.delete_draft(ref)),
    ):
        box.server.faults.add(refusal(412, "ErrorIrresolvableConflict", method=method))
        with pytest.raises(DraftChanged):
            call()


# Waiting


def test_a_throttled_mailbox_waits_exactly_as_long_as_it_is_asked(box: GraphBox, provider: Outlook) -> None:
    error = failing(box, Fault(429, b"", {"Retry-After": "137"}), provider.check)
    assert isinstance(error, RateLimited)
    assert error.retry_at == box.now() + timedelta(seconds=137)
    assert box.slept == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("0", timedelta()),
        ("90", timedelta(seconds=90)),
        ("99999999999999999999", timedelta(days=1)),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), timedelta(seconds=90)),
        (format_datetime(NOW - timedelta(days=1), usegmt=True), timedelta()),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("Mon, 99 Nov", None),
    ],
)
def test_a_wait_is_read_in_either_form_and_dates_by_the_services_clock(given: str, expected: timedelta | None) -> None:
    """The answer's own Date tells what time it is there, so that a wrong clock here does no harm."""
    assert asked_wait({"retry-after": given, "date": format_datetime(NOW, usegmt=True)}) == expected


def test_without_a_time_the_wait_grows_and_begins_anew_after_an_answer(box: GraphBox, provider: Outlook) -> None:
    waits = []
    for _ in range(3):
        error = failing(box, Fault(429), provider.check)
        assert isinstance(error, RateLimited)
        waits.append(error.retry_at - box.now())
    assert waits == [FIRST_BACKOFF, FIRST_BACKOFF * 2, FIRST_BACKOFF * 4]
    provider.check()
    error = failing(box, Fault(429), provider.check)
    assert isinstance(error, RateLimited)
    assert error.retry_at - box.now() == FIRST_BACKOFF


def test_a_throttled_part_is_asked_for_again_alone(box: GraphBox, provider: Outlook) -> None:
    _, page = read_all(provider, None, SINCE)
    box.server.parts.clear()
    box.server.faults.add(refusal(429, "TooManyRequests", path="sentitems", headers={"Retry-After": "3"}))
    box.server.faults.add(refusal(503, "ErrorServerBusy", path="drafts"))
    box.deliver(new := mail("b@marlowfinch.example"))
    messages, _ = read_all(provider, page.cursor, SINCE)
    assert [message.mime for message in messages] == [new]
    assert (box.slept, box.server.parts.total()) == ([3.0], 5)


def test_a_part_that_does_not_take_the_token_gets_a_new_one(box: GraphBox) -> None:
    tokens = FixedTokens()
    provider = box.open(tokens=tokens)
    box.server.faults.add(refusal(401, "InvalidAuthenticationToken", path="sentitems"))
    read_all(provider, None, SINCE)
    assert tokens.claims == [None]
    error = failing(
        box, refusal(401, "InvalidAuthenticationToken", path="inbox"), lambda: provider.changes(None, SINCE, Interest())
    )
    assert isinstance(error, SignInRequired)


def test_a_part_that_stays_throttled_stops_the_cycle_and_loses_nothing(box: GraphBox, provider: Outlook) -> None:
    _, page = read_all(provider, None, SINCE)
    box.deliver(new := mail("b@marlowfinch.example"))
    fault = refusal(429, "TooManyRequests", path="sentitems", headers={"Retry-After": "600"})
    error = failing(box, fault, lambda: provider.changes(page.cursor, SINCE, Interest()))
    assert isinstance(error, RateLimited)
    assert error.retry_at == box.now() + timedelta(minutes=10)
    messages, _ = read_all(provider, page.cursor, SINCE)
    assert [message.mime for message in messages] == [new]


# Never sent


def test_no_request_that_sends_can_leave(box: GraphBox, provider: Outlook) -> None:
    """The agent never sends mail: such a request is stopped here, before the service is asked."""
    ways = ("/me/sendMail", *(f"/me/messages/AAk=/{verb}" for verb in ("send", "reply", "replyAll", "forward")))
    made = box.server.requests_made
    for way in ways:
        with pytest.raises(Refused):
            provider._graph.write("POST", way, {})
        with pytest.raises(Refused):
            provider._graph.read(way) if way == "/me/sendMail" else provider._graph.write("PATCH", way, {})
    assert box.server.requests_made == made


@pytest.mark.parametrize("name", ["x/send", "../sendMail", "x%2Fsend", "x/../../sendMail", "a?b", "a#b", "ü /send"])
def test_no_id_leads_anywhere_else(box: GraphBox, provider: Outlook, name: str) -> None:
    """A service that gives such ids is answered with a harmless request."""
    stored = provider.save_draft(THANKS, None)
    with pytest.raises(ProviderError):
        provider.delete_draft(replace(stored, id=name))  # type: ignore[arg-type]
    box.server.routes.sending_attempts.clear()
    assert len(box.drafts()) == 1


def test_what_may_leave_is_a_short_list() -> None:
    patterns = {(method, pattern.pattern) for method, pattern in ALLOWED}
    assert not any(re.search(r"(?i)send|forward|reply(?!$)", pattern) for _, pattern in patterns)
    assert {method for method, _ in patterns} == {"GET", "POST", "PATCH", "DELETE"}
