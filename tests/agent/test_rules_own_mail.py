"""Which mail of the owner's own is a step, an answer, or neither, and which mail comes too late to say anything (B14,
B15, B33)."""

from __future__ import annotations

import pytest

from rules.reading import Intent, Person
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, OWNER, PRIYA, Envelope, World, interview, vevent

SAM = Person("Sam Friend", "sam.friend@gmail.com")
ME = Person("Jordan Ellis", OWNER)


def kinds(world: World) -> list[str]:
    """What lies in Drafts."""
    return [d.step.value for t in world.store.threads() for d in t.open_drafts()]


# B33: mail that comes to light late


@pytest.mark.parametrize("seen", ["2026-05-11 15:00", "2026-05-11 16:00"])
def test_mail_of_the_owners_from_before_the_interview_is_no_thank_you(seen: str) -> None:
    """B33: "see you tomorrow" is seen only after the interview, before or while the thank-you lies in Drafts."""
    world = interviewed()
    world.owner_writes(seen, reply_to=ROOT, envelope=Envelope(dated="2026-05-10 10:00"))
    world.until("2026-05-11 16:30")

    assert kinds(world) == ["thank_you"]
    assert world.thread().state == "interviewed"


def test_mail_of_the_owners_from_after_the_interview_is_the_thank_you_however_late_it_is_seen() -> None:
    """B33."""
    world = interviewed()
    world.owner_writes("2026-05-11 16:00", reply_to=ROOT, envelope=Envelope(dated="2026-05-11 15:00"))

    assert kinds(world) == []
    assert world.thread().state == "thanked"


def test_a_second_mailbox_read_later_spoils_no_thank_you() -> None:
    """B18, B33: the confirmation lies in the Sent folder of the other account; both are read for the first time."""
    world = World(now="2026-05-11 16:00", mailboxes=("main", "other"), is_started=False)
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    envelope = Envelope(dated="2026-05-04 10:00")
    root = world.employer("2026-05-11 16:00", Intent.INTERVIEW_SCHEDULED, interview=talk, envelope=envelope)
    world.owner_writes("2026-05-11 16:01", reply_to=root, mailbox="other", envelope=Envelope(dated="2026-05-05 10:00"))

    assert kinds(world) == ["thank_you"]


@pytest.mark.parametrize("written", ["2026-05-10 10:00", "2026-05-11 16:00"])
def test_mail_of_the_owners_from_before_the_wait_is_no_check_in(written: str) -> None:
    """B33: of before the interview, or of before the thank-you was sent."""
    world = thanked()
    world.until("2026-05-18 10:00")
    world.owner_writes("2026-05-18 10:00", reply_to=ROOT, envelope=Envelope(dated=written))

    assert kinds(world) == ["check_in"]
    assert world.thread().state == "thanked"


def test_mail_of_the_owners_from_before_the_rejection_is_no_answer_to_it() -> None:
    """B33."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.REJECTION, reply_to=ROOT)
    world.owner_writes("2026-05-13 11:00", reply_to=ROOT, envelope=Envelope(dated="2026-05-12 09:00"))

    assert kinds(world) == ["rejection_reply"]


def test_the_employers_mail_from_before_the_interview_withdraws_no_check_in() -> None:
    """B15, B33: the wait stays as it was, and so does the draft that ended it."""
    world = thanked()
    world.until("2026-05-18 10:00")
    late = Envelope(dated="2026-05-06 10:00")
    world.employer("2026-05-18 10:00", Intent.REPLY, reply_to=ROOT, envelope=late)

    assert world.events("draft_withdrawn") == []
    assert len(world.placed()) == 2


def test_the_employers_mail_from_within_the_wait_withdraws_the_check_in_however_late_it_is_seen() -> None:
    """B15, B33: five business days from Thursday the 14th."""
    world = thanked()
    world.until("2026-05-18 10:00")
    late = Envelope(dated="2026-05-14 10:00")
    world.employer("2026-05-18 10:00", Intent.REPLY, reply_to=ROOT, envelope=late)
    world.until("2026-05-22 12:00")

    assert [what for _, what in world.events("draft_withdrawn")] == ["check_in"]
    assert world.placed()[-1] == ("2026-05-21 09:00", "check_in")


# B33: mail that is none of the employer's


def test_a_forward_to_a_friend_is_no_thank_you() -> None:
    """B33: in the interview's own conversation, while the draft lies there and before it does."""
    for moment in ("2026-05-11 15:00", "2026-05-11 16:00"):
        world = interviewed()
        world.owner_writes(moment, SAM, subject="Fwd: Interview", reply_to=ROOT)
        world.until("2026-05-11 16:30")

        assert kinds(world) == ["thank_you"]


def test_a_forwarded_rejection_is_not_answered_by_that() -> None:
    """B33: before the draft is due and while it lies there."""
    for moment in ("2026-05-12 16:00", "2026-05-13 11:00"):
        world = thanked()
        said_no = world.employer("2026-05-12 10:00", Intent.REJECTION, reply_to=ROOT)
        world.owner_writes(moment, SAM, subject="Fwd: Interview", reply_to=said_no)
        world.until("2026-05-13 12:00")

        assert kinds(world) == ["rejection_reply"]


def test_a_calendars_yes_to_the_next_round_is_no_thank_you_for_the_last() -> None:
    """B33: "Accepted: second interview" is sent in the owner's name."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    second = interview("2026-05-14 10:00", "11:00", PRIYA, uid="u2")
    invited = world.employer("2026-05-11 16:10", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=second)
    event = vevent("u2", "2026-05-14 10:00", "2026-05-14 11:00", PRIYA, ME, jordan=";PARTSTAT=ACCEPTED")
    accepted = Envelope(invitation=event, method="REPLY")
    world.owner_writes("2026-05-11 16:20", subject="Accepted: Interview", reply_to=invited, envelope=accepted)

    assert kinds(world) == ["thank_you"]


def test_a_thank_you_to_a_colleague_who_never_wrote_is_the_step_all_the_same() -> None:
    """B33: the employer's own domain."""
    world = interviewed()
    world.owner_writes("2026-05-11 15:00", DANA, subject="Thank you")
    world.until("2026-05-11 16:30")

    assert kinds(world) == []
    assert world.thread().state == "thanked"


@pytest.mark.parametrize("desk", ["hiring-desk@mail.hire.example", "tom@northwind.example"])
def test_a_thank_you_to_where_a_machines_mail_is_answered_is_the_step(desk: str) -> None:
    """B33: nobody is known yet; the answer goes where Reply-To says, or to a person at the company's own domain."""
    world = World()
    robot = Person("Hiring", "no-reply@us.greenhouse-mail.io")
    talk = interview("2026-05-11 14:00", "14:45")
    answers = Envelope(headers={"Reply-To": "hiring-desk@mail.hire.example"})
    root = world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=robot, interview=talk, envelope=answers
    )
    world.owner_writes("2026-05-11 15:00", Person(None, desk), reply_to=root)

    assert world.thread().state == "thanked"


# B14: what is an answer


def test_a_question_that_is_handed_on_to_a_friend_is_not_answered() -> None:
    """B14: "would you be a reference for me?", in the conversation in which references were asked for."""
    world = thanked()
    asked = world.employer("2026-05-13 10:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.owner_writes("2026-05-13 12:00", SAM, subject="Fwd: Interview", reply_to=asked)

    assert world.thread().turn == "owner"


def test_a_machines_question_is_answered_where_it_says() -> None:
    """B14: nobody signed it."""
    world = thanked()
    robot = Person("Hiring", "no-reply@us.greenhouse-mail.io")
    answers = Envelope(headers={"Reply-To": "desk-7f3@us.greenhouse-mail.io"})
    asked = world.employer(
        "2026-05-13 10:00", Intent.INFORMATION_REQUEST, sender=robot, reply_to=ROOT, envelope=answers
    )
    world.owner_writes("2026-05-13 12:00", SAM, subject="Fwd: Interview", reply_to=asked)
    assert world.thread().turn == "owner"
    world.owner_writes("2026-05-13 13:00", Person(None, "desk-7f3@us.greenhouse-mail.io"), reply_to=asked)

    assert world.thread().turn == "employer"
