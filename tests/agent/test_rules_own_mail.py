"""Which mail of the owner's own is a step, an answer, or neither, and which mail comes too late to say anything (B14,
B15, B33)."""

from __future__ import annotations

import pytest

from rules.reading import Intent
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import PRIYA, Envelope, World, interview


def kinds(world: World) -> list[str]:
    """What lies in Drafts."""
    return [d.step.value for t in world.store.threads() for d in t.open_drafts()]


# B33: mail that comes to light late


@pytest.mark.parametrize("seen", ["2026-05-11 15:00", "2026-05-11 16:00"])
def test_mail_of_the_owners_from_before_the_interview_is_no_thank_you(seen: str) -> None:
    """B33: "see you tomorrow" is seen only after the interview, before or while the thank-you lies in Drafts."""
    world = interviewed()
    world.owner_writes(seen, reply_to=ROOT, written="2026-05-10 10:00")
    world.until("2026-05-11 16:30")

    assert kinds(world) == ["thank_you"]
    assert world.thread().state == "interviewed"


def test_mail_of_the_owners_from_after_the_interview_is_the_thank_you_however_late_it_is_seen() -> None:
    """B33."""
    world = interviewed()
    world.owner_writes("2026-05-11 16:00", reply_to=ROOT, written="2026-05-11 15:00")

    assert kinds(world) == []
    assert world.thread().state == "thanked"


def test_a_second_mailbox_read_later_spoils_no_thank_you() -> None:
    """B18, B33: the confirmation lies in the Sent folder of the other account; both are read for the first time."""
    world = World(now="2026-05-11 16:00", mailboxes=("main", "other"), is_started=False)
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    envelope = Envelope(received="2026-05-04 10:00")
    root = world.employer("2026-05-11 16:00", Intent.INTERVIEW_SCHEDULED, interview=talk, envelope=envelope)
    world.owner_writes("2026-05-11 16:01", reply_to=root, mailbox="other", written="2026-05-05 10:00")

    assert kinds(world) == ["thank_you"]


@pytest.mark.parametrize("written", ["2026-05-10 10:00", "2026-05-11 16:00"])
def test_mail_of_the_owners_from_before_the_wait_is_no_check_in(written: str) -> None:
    """B33: of before the interview, or of before the thank-you was sent."""
    world = thanked()
    world.until("2026-05-18 10:00")
    world.owner_writes("2026-05-18 10:00", reply_to=ROOT, written=written)

    assert kinds(world) == ["check_in"]
    assert world.thread().state == "thanked"


def test_mail_of_the_owners_from_before_the_rejection_is_no_answer_to_it() -> None:
    """B33."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.REJECTION, reply_to=ROOT)
    world.owner_writes("2026-05-13 11:00", reply_to=ROOT, written="2026-05-12 09:00")

    assert kinds(world) == ["rejection_reply"]


def test_the_employers_mail_from_before_the_interview_withdraws_no_check_in() -> None:
    """B15, B33: the wait stays as it was, and so does the draft that ended it."""
    world = thanked()
    world.until("2026-05-18 10:00")
    late = Envelope(received="2026-05-06 10:00")
    world.employer("2026-05-18 10:00", Intent.REPLY, reply_to=ROOT, envelope=late)

    assert world.events("draft_withdrawn") == []
    assert len(world.placed()) == 2


def test_the_employers_mail_from_within_the_wait_withdraws_the_check_in_however_late_it_is_seen() -> None:
    """B15, B33: five business days from Thursday the 14th."""
    world = thanked()
    world.until("2026-05-18 10:00")
    late = Envelope(received="2026-05-14 10:00")
    world.employer("2026-05-18 10:00", Intent.REPLY, reply_to=ROOT, envelope=late)
    world.until("2026-05-22 12:00")

    assert [what for _, what in world.events("draft_withdrawn")] == ["check_in"]
    assert world.placed()[-1] == ("2026-05-21 09:00", "check_in")
