"""Whose turn it is, what restarts a wait, who is away, what bounced (B14, B15, B16)."""

from __future__ import annotations

from datetime import date

import pytest

from agent import corrections
from rules.reading import Bounce, Intent, Person
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, PRIYA, World, interview

DAEMON = Person("Mail System", "mailer-daemon@ellis.example")


def placed(world: World, kind: str) -> list[str]:
    """When drafts of that kind were placed."""
    return [at for at, what in world.placed() if what == kind]


def bounce(world: World, moment: str, address: str, message_id: str | None = None, **more: bool) -> None:
    """A delivery report about mail to that address."""
    world.employer(
        moment,
        Intent.DELIVERY_FAILURE,
        sender=DAEMON,
        bounce=Bounce(address, message_id, **more),
        company=None,
        role=None,
    )


# B14


@pytest.mark.parametrize("intent", [Intent.SCHEDULING_REQUEST, Intent.INFORMATION_REQUEST])
def test_a_request_makes_it_the_owners_turn(intent: Intent) -> None:
    """B14: as `status` shows it; any other intent leaves it with the employer."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.REPLY, reply_to=ROOT)
    assert world.row()["whose_turn"] == "employer"
    world.employer("2026-05-13 10:00", intent, reply_to=ROOT)

    assert world.row()["whose_turn"] == "owner"


def test_an_answer_in_that_conversation_counts_whoever_it_goes_to() -> None:
    """B14: "or in that conversation"."""
    world = thanked()
    asked = world.employer("2026-05-13 10:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.owner_writes("2026-05-15 10:00", DANA, reply_to=asked)

    assert world.thread().turn == "employer"


def test_an_answer_to_that_person_in_a_new_conversation_counts() -> None:
    """B14: "mail of theirs to that person"."""
    world = thanked()
    world.employer("2026-05-13 10:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.owner_writes("2026-05-15 10:00", PRIYA, subject="The certificates")

    assert world.thread().turn == "employer"


def test_an_answer_written_before_the_question_is_none() -> None:
    """B14."""
    world = thanked()
    world.owner_writes("2026-05-12 09:00", PRIYA, subject="Parking")
    world.employer("2026-05-13 10:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)

    assert world.thread().turn == "owner"


def test_the_answer_to_a_wish_for_a_time_makes_it_the_employers_turn() -> None:
    """B14: in `arranging` too."""
    world = World()
    asked = world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST)
    assert world.thread().turn == "owner"
    world.owner_writes("2026-05-05 12:00", reply_to=asked)

    assert world.thread().turn == "employer"


def test_a_time_set_answers_the_wish_for_one() -> None:
    """B14: arranged by phone, say; nothing is left to answer."""
    world = World()
    asked = world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST)
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, reply_to=asked, interview=talk)

    assert world.thread().turn == "employer"


def test_the_turn_is_nobodys_once_it_is_over() -> None:
    """`whose_turn` is null in `closed` and `rejected` only, though a question stood open."""
    world = thanked()
    world.employer("2026-05-13 10:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.employer("2026-05-14 10:00", Intent.REJECTION, reply_to=ROOT)

    assert world.row()["whose_turn"] is None
    world.until("2026-05-15 12:00")
    assert placed(world, "rejection_reply") == ["2026-05-15 09:00"]


def test_the_thank_you_is_due_although_it_is_the_owners_turn() -> None:
    """B14: "no step but a thank-you"."""
    world = interviewed()
    world.employer("2026-05-11 15:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.until("2026-05-11 16:00")

    assert placed(world, "thank_you") == ["2026-05-11 15:45"]


def test_a_live_check_in_goes_when_the_employer_asks_for_something() -> None:
    """B14, B15, B33: and does not come back before the answer."""
    world = thanked()
    world.until("2026-05-18 10:00")
    asked = world.employer("2026-05-18 10:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    assert world.drafts() == []
    world.owner_writes("2026-05-20 10:00", reply_to=asked)
    world.until("2026-06-05 12:00")

    assert placed(world, "check_in") == ["2026-05-18 09:00", "2026-05-28 09:00"]


# B15


@pytest.mark.parametrize(
    "intent", [Intent.REPLY, Intent.STATUS_UPDATE, Intent.APPLICATION_RECEIVED, Intent.INTERVIEW_CANCELLED]
)
def test_any_employer_message_restarts_the_wait_from_its_own_time(intent: Intent) -> None:
    """B15: five business days from Thursday the 14th."""
    world = thanked()
    world.employer("2026-05-14 10:00", intent, reply_to=ROOT)
    world.until("2026-05-29 12:00")

    assert placed(world, "check_in") == ["2026-05-21 09:00"]


def test_a_message_restarts_the_wait_for_the_nudge_and_the_closing_note_too() -> None:
    """B15: 7 days, 10 business days, from the message."""
    world = thanked()
    world.owner_sends_drafts("2026-05-18 11:00")
    world.employer("2026-05-21 10:00", Intent.STATUS_UPDATE, reply_to=ROOT)
    world.owner_sends_drafts("2026-05-28 11:00")
    world.employer("2026-06-01 10:00", Intent.STATUS_UPDATE, reply_to=ROOT)
    world.until("2026-06-30 12:00")

    assert placed(world, "nudge") == ["2026-05-28 09:00"]
    assert placed(world, "closing") == ["2026-06-15 09:00"]


def test_a_message_before_the_round_ended_restarts_nothing() -> None:
    """B15: "never earlier than the round's end"."""
    world = interviewed()
    world.employer("2026-05-08 10:00", Intent.STATUS_UPDATE, reply_to=ROOT)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-20 12:00")

    assert placed(world, "check_in") == ["2026-05-18 09:00"]


@pytest.mark.parametrize(
    "silent",
    [
        {"intent": Intent.AUTO_REPLY},
        {"intent": Intent.UNRELATED},
        {"intent": Intent.RECRUITER_OUTREACH},
        {"intent": Intent.INTERVIEW_SCHEDULED, "interview": interview("2026-05-11 14:00", "14:45", PRIYA, uid="u1")},
    ],
    ids=["auto_reply", "unrelated", "recruiter_outreach", "reminder"],
)
def test_what_is_no_word_of_theirs_restarts_nothing_and_withdraws_nothing(silent: dict[str, object]) -> None:
    """B15: an automatic answer, an advertisement, a repeat of a known interview, while the check-in lies there."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA, uid="u1")
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-18 10:00")
    world.employer("2026-05-18 10:00", reply_to=ROOT, **silent)  # type: ignore[arg-type]
    world.until("2026-05-19 12:00")

    assert placed(world, "check_in") == ["2026-05-18 09:00"]
    assert world.events("draft_withdrawn") == []
    assert len(world.drafts()) == 1


def test_a_delivery_failure_restarts_nothing() -> None:
    """B15: a mail to somebody unheard of came back."""
    world = thanked()
    bounce(world, "2026-05-14 10:00", "old@northwind.example")
    world.until("2026-05-19 12:00")

    assert placed(world, "check_in") == ["2026-05-18 09:00"]


# B16


def test_an_automatic_answer_changes_no_state_and_no_turn() -> None:
    """B16."""
    world = thanked()
    world.employer("2026-05-13 10:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.employer("2026-05-13 10:01", Intent.AUTO_REPLY, reply_to=ROOT)

    assert world.thread().state == "thanked"
    assert world.thread().turn == "owner"


@pytest.mark.parametrize(
    ("back", "check_in"),
    [
        (date(2026, 5, 13), "2026-05-18 09:00"),
        (date(2026, 5, 18), "2026-05-19 09:00"),
        (date(2026, 5, 22), "2026-05-26 09:00"),
        (date(2026, 5, 23), "2026-05-26 09:00"),
    ],
)
def test_a_step_waits_for_the_business_day_after_the_return(back: date, check_in: str) -> None:
    """B16: back before it is due; on that day; on a Friday before a long weekend; on a Saturday."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.AUTO_REPLY, reply_to=ROOT, returns_on=back)
    world.until("2026-06-05 12:00")

    assert placed(world, "check_in") == [check_in]


def test_only_the_person_the_step_goes_to_holds_it_back() -> None:
    """B16: the interviewer is away, the check-in goes to the coordinator."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=talk)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.employer("2026-05-12 10:00", Intent.AUTO_REPLY, sender=PRIYA, returns_on=date(2026, 6, 1), reply_to=ROOT)
    world.until("2026-05-20 12:00")

    assert world.sent_to("check_in") == [DANA.email]
    assert placed(world, "check_in") == ["2026-05-18 09:00"]


def test_a_rejection_reply_waits_for_nobodys_return() -> None:
    """B16: check-in, nudge and closing only."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.AUTO_REPLY, reply_to=ROOT, returns_on=date(2026, 6, 1))
    world.employer("2026-05-13 10:00", Intent.REJECTION, reply_to=ROOT)
    world.until("2026-05-15 12:00")

    assert placed(world, "rejection_reply") == ["2026-05-14 09:00"]


def test_a_bounced_thank_you_counts_as_sent_and_the_owner_is_told() -> None:
    """B16: the address is bad; the check-in goes to another known contact."""
    world = World()
    world.employer("2026-05-04 10:00", Intent.SCHEDULING_REQUEST, sender=DANA)
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    world.until("2026-05-11 16:00")
    message_id = world.drafts()[0].message_id
    world.owner_sends_drafts("2026-05-11 17:00")
    bounce(world, "2026-05-11 17:02", "priya@northwind.example", message_id)
    world.until("2026-05-19 12:00")

    assert world.thread().state == "thanked"
    assert placed(world, "thank_you") == ["2026-05-11 15:45"]
    assert world.sent_to("check_in") == [DANA.email]
    assert any("priya@northwind.example" in text for text in world.notices())


def test_nobody_left_after_a_bounce_makes_it_unreachable() -> None:
    """B16, B19: the only address is bad; a note, no draft."""
    world = thanked()
    bounce(world, "2026-05-12 10:00", "priya@northwind.example")
    world.until("2026-06-30 12:00")

    assert placed(world, "check_in") == []
    assert "unreachable" in world.row()["flags"]


def test_a_bounce_of_a_draft_that_the_service_renamed_is_found_by_the_new_id() -> None:
    """B16, B33: two threads know this address, the returned Message-ID decides."""
    agent = Person("Ada Quist", "ada@quist-recruiting.example")
    world = World()
    for company, day in (("Northwind", "2026-05-11"), ("Lakeside", "2026-05-20")):
        talk = interview(f"{day} 14:00", "14:45", agent)
        world.employer(
            "2026-05-05 10:00",
            Intent.INTERVIEW_SCHEDULED,
            sender=agent,
            company=company,
            role=f"{company} Analyst",
            interview=talk,
            conversation=company,
        )
    world.owner_sends_drafts("2026-05-11 17:00", changes_message_id=True)
    sent = world.mailbox._contents.entries[-1].mime
    assert sent is not None
    new_id = next(line for line in sent.decode().splitlines() if line.lower().startswith("message-id:"))
    bounce(world, "2026-05-11 17:02", "ada@quist-recruiting.example", new_id.partition(":")[2].strip())

    assert any("ada@quist" in text for text in world.notices())


def test_an_answer_to_a_renamed_draft_finds_its_thread() -> None:
    """B11, B33: two roles at one employer; the answer refers to the id that the service gave the sent copy."""
    world = World()
    for role, person, hour in (("Editor", PRIYA, "15"), ("Strategist", DANA, "10")):
        talk = interview(f"2026-05-11 {hour}:00", f"{hour}:45", person)
        world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=person, role=role, interview=talk)
    world.until("2026-05-11 11:50")
    world.owner_sends_drafts("2026-05-11 12:00", changes_message_id=True)
    sent = world.mailbox._contents.entries[-1].mime
    assert sent is not None
    new_id = next(line for line in sent.decode().splitlines() if line.lower().startswith("message-id:"))
    colleague = Person("Hal Ito", "hal@northwind.example")
    world.employer(
        "2026-05-12 10:00",
        Intent.REJECTION,
        sender=colleague,
        role=None,
        reply_to=new_id.partition(":")[2].strip(),
    )

    assert {t.role: t.state for t in world.store.threads()} == {"Editor": "interviewed", "Strategist": "rejected"}


# B13, B14: the owner may answer beside the mail


def test_a_question_answered_by_phone_can_be_settled_by_skipping_nothing() -> None:
    """B14: closing and reopening the thread leaves no turn hanging."""
    world = thanked()
    world.employer("2026-05-13 10:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.corrects("2026-05-14 10:00", corrections.close)
    world.corrects("2026-05-14 10:05", corrections.reopen)

    assert world.thread().state == "thanked"
    assert world.thread().turn == "employer"
