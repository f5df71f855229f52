"""The fault table in a shortened form; `python -m tests.system.faults --only faults` plays all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agent.glance import Glance, MailboxGlance
from agent.retry import RECHECK, NeedsOwner, RetryAt, decide
from providers.interface import ProtocolViolation, ProviderError, SecretMissing, SignInRequired, Unreachable
from tests.system import fault_table
from tests.system.fault_table import DECISIONS, FAULTS, REACHED, Fault

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(("call", "fault", "times"), [*fault_table.short_cases()], ids=str)
def test_a_fault_delays_and_changes_nothing(call: str, fault: Fault, times: int) -> None:
    """B34: the decision, the lines to the owner, and a mailbox and memory as they are without the fault."""
    assert fault_table.check(call, fault, times, number=1) == []


def test_an_answer_lost_after_the_effect_places_no_second_draft() -> None:
    """At every use of `save_draft` in two months: the draft was made, and nobody was told."""
    lost = next(f for f in FAULTS if f.answer == "time-out after the effect")
    for number in range(1, fault_table.unharmed().uses["save_draft"] + 1, 3):
        assert fault_table.check("save_draft", lost, 1, number) == [], number


def test_a_rewording_whose_answer_was_lost_is_not_taken_for_the_owners_edit() -> None:
    """B33: what the agent wrote itself stays its own, and follow-ups go on."""
    lost = next(f for f in FAULTS if f.answer == "time-out after the effect")

    assert fault_table.check("replace_draft", lost, 1, 1) == []


def test_failures_to_write_are_counted_however_well_the_mailbox_is_read() -> None:
    """B34: each reading that goes well would begin the waits anew, and the owner would never hear of it."""
    refused = next(f for f in FAULTS if f.answer == "500")

    assert fault_table.check("save_draft", refused, fault_table.LASTING, number=3) == []


def test_every_call_of_the_port_is_used_and_every_error_is_in_the_table() -> None:
    """A call or an error that the table forgets is not tested."""
    children = ProviderError.__subclasses__()
    errors = {e for e in (*children, *SignInRequired.__subclasses__()) if e.__module__ == "providers.interface"}

    assert set(REACHED) <= set(fault_table.unharmed().uses)
    assert errors == set(DECISIONS) == {fault.error for fault in FAULTS}


@pytest.mark.parametrize(
    ("error", "first", "fourth"),
    [
        (Unreachable, RetryAt, RetryAt),
        (SignInRequired, RetryAt, NeedsOwner),
        (SecretMissing, RetryAt, NeedsOwner),
        (ProtocolViolation, RetryAt, NeedsOwner),
    ],
)
def test_what_may_pass_by_itself_is_tried_again_before_the_owner_is_asked(
    error: type[ProviderError], first: type, fourth: type
) -> None:
    """Services refuse, and talk nonsense, by mistake."""
    assert isinstance(decide(error("x"), 1, NOW, 0.5), first)
    assert isinstance(decide(error("x"), 4, NOW, 0.5), fourth)


def test_a_secret_that_is_not_given_is_asked_for_again_by_itself_and_a_refusal_is_not() -> None:
    """A command fails while the machine is offline, a keyring is locked until its owner comes: no service refused."""
    assert isinstance(decide(SecretMissing("x"), 3, NOW, 0.5), RetryAt)
    assert decide(SecretMissing("x"), 4, NOW, 0.5) == NeedsOwner(NOW + RECHECK)
    assert decide(SignInRequired("x"), 2, NOW, 0.5) == NeedsOwner(None)


def test_waits_double_up_to_a_quarter_of_an_hour() -> None:
    """And are spread, so that many agents do not return at once."""
    waits = [decide(Unreachable("x"), n, NOW, 1.0) for n in range(1, 9)]

    assert [w.at - NOW for w in waits if isinstance(w, RetryAt)] == [
        *(timedelta(seconds=30 * 2**n) for n in range(5)),
        *[timedelta(minutes=15)] * 3,
    ]
    soonest = decide(Unreachable("x"), 1, NOW, 0.0)
    assert isinstance(soonest, RetryAt)
    assert soonest.at - NOW == timedelta(seconds=15)


def test_a_mailbox_that_is_read_but_cannot_be_written_is_not_well() -> None:
    """`status --check` must not call it well: no draft is placed there."""
    minutes = timedelta(minutes=1)
    seen = Glance(ZoneInfo("UTC"), 2 * minutes, (), (), (), (), 0)
    mailbox = MailboxGlance("main", NOW - minutes, NOW - 30 * minutes, "it refuses drafts", None, None)

    assert not seen.is_well(mailbox, NOW)
    assert seen.is_well(replace(mailbox, failing_since=NOW - 3 * minutes), NOW)
