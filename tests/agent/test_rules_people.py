"""Who is written to, whose addresses may be used, and where the draft goes (B30, B31)."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from agent import corrections
from providers.flowed import text_of
from rules.reading import Intent, Person
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, OWNER, PRIYA, Envelope, World, interview, vevent

TOM = Person("Tom Berg", "tom@northwind.example")
EVE = Person("Eve Moss", "eve@elsewhere.example")
ROBOT = Person("Northwind", "no-reply@us.greenhouse-mail.io")
TALK = ("2026-05-11 14:00", "14:45")
PLAIN = "We look forward to meeting you."


def contacts(world: World) -> set[str]:
    """Addresses that may be written to."""
    return {c.email for c in world.thread().contacts}


def invited(envelope: Envelope, sender: Person = PRIYA, *interviewers: Person) -> World:
    """An interview was announced in that envelope; the text names no address unless it says so."""
    world = World()
    world.employer(
        "2026-05-05 10:00",
        Intent.INTERVIEW_SCHEDULED,
        sender=sender,
        interview=interview(*TALK, *interviewers),
        envelope=envelope,
    )
    return world


def drafted(world: World) -> dict[str, EmailMessage]:
    """The drafts by whom they are to."""
    from email import message_from_bytes
    from email.policy import default

    mails = [message_from_bytes(d.mime, policy=default) for d in world.drafts()]
    return {str(m["To"]): m for m in mails}


# B30: the thank-yous


def test_each_interviewer_gets_a_thank_you_of_their_own_words() -> None:
    """B30: one each, each naming that interviewer, no two alike."""
    world = World()
    people = (PRIYA, TOM, Person("Ria Sand", "ria@northwind.example"))
    talk = interview(*TALK, *people)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=talk)
    world.until("2026-05-11 16:00")
    bodies = [text_of(m) for m in drafted(world).values()]

    assert sorted(world.sent_to("thank_you")) == sorted(str(p.email) for p in people)
    for person in people:
        assert sum((person.name or "").split()[0] in body for body in bodies) == 1
    sentences = [set(body.replace("\r\n", " ").split(". ")[1:-1]) for body in bodies]
    assert not sentences[0] & sentences[1]
    assert not sentences[1] & sentences[2]


def test_an_interviewer_whose_address_is_unknown_gets_none_while_another_is_known() -> None:
    """B30: "one per interviewer whose address is known"."""
    world = World()
    talk = interview(*TALK, PRIYA, Person("Tom Berg", None))
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=talk)
    world.until("2026-05-11 16:00")

    assert world.sent_to("thank_you") == [PRIYA.email]


def test_with_no_interviewers_address_known_the_contact_is_thanked() -> None:
    """B30."""
    world = World()
    talk = interview(*TALK, Person("Tom Berg", None))
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=talk)
    world.until("2026-05-11 16:00")

    assert world.sent_to("thank_you") == [DANA.email]


@pytest.mark.parametrize(("count", "asked"), [(6, False), (7, True)])
def test_more_than_six_interviewers_and_the_owner_is_asked(count: int, asked: bool) -> None:
    """B30: however many of their addresses are known."""
    crowd = [Person(f"Pat{'abcdefgh'[n]} Lee", None) for n in range(count)]
    world = World()
    talk = interview(*TALK, *crowd)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=talk)
    world.until("2026-05-11 18:00")

    assert any("Whom do you want to thank" in text for text in world.notices()) is asked
    assert (world.placed() == []) is asked


def test_with_no_usable_address_the_thank_you_has_an_empty_to_and_a_note() -> None:
    """B30: the owner is told; later steps are notes only."""
    world = invited(Envelope(text=PLAIN), ROBOT, Person("Priya Raman", None))
    world.until("2026-06-30 12:00")

    assert world.placed() == [("2026-05-11 15:45", "thank_you")]
    assert world.sent_to("thank_you") == []
    assert len([text for text in world.notices() if "address" in text]) == 1


# B30: the other steps


def test_the_contact_is_the_human_who_wrote_last() -> None:
    """B30: not an interviewer; two coordinators, the later one."""
    world = World()
    first = world.employer("2026-05-04 10:00", Intent.SCHEDULING_REQUEST, sender=DANA)
    talk = interview(*TALK, PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=TOM, interview=talk, reply_to=first)
    world.employer("2026-05-06 10:00", Intent.REPLY, sender=PRIYA, reply_to=first)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-20 12:00")

    assert world.sent_to("check_in") == [TOM.email]


def test_an_interviewer_of_an_earlier_round_is_not_the_contact_of_a_later_one() -> None:
    """B30: Tom answered his thank-you and so wrote last; Priya arranges."""
    world = World()
    later = interview("2026-05-14 10:00", "10:45", DANA, is_additional=True)
    root = world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview(*TALK, TOM))
    world.employer("2026-05-05 11:00", Intent.INTERVIEW_SCHEDULED, interview=later, reply_to=root)
    world.employer("2026-05-12 10:00", Intent.REPLY, sender=TOM, reply_to=root)
    world.owner_sends_drafts("2026-05-14 12:00")
    world.until("2026-05-21 12:00")

    assert world.sent_to("check_in") == [PRIYA.email]


def test_who_screened_and_arranges_is_the_contact_of_a_later_round_where_nobody_else_is() -> None:
    """B30: Priya interviewed on Monday, Dana on Thursday; nobody else ever wrote."""
    world = World()
    later = interview("2026-05-14 10:00", "10:45", DANA, is_additional=True)
    root = world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview(*TALK, PRIYA))
    world.employer("2026-05-05 11:00", Intent.INTERVIEW_SCHEDULED, interview=later, reply_to=root)
    world.owner_sends_drafts("2026-05-14 12:00")
    world.until("2026-05-21 12:00")

    assert world.sent_to("check_in") == [PRIYA.email]


def test_an_interviewer_of_a_later_round_is_not_thanked_for_an_earlier_one() -> None:
    """B30: nobody is named for Monday, so whoever arranged it is thanked, though Dana wrote last."""
    world = World()
    later = interview("2026-05-14 10:00", "10:45", DANA, is_additional=True)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview(*TALK))
    world.employer("2026-05-05 11:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=later)
    world.until("2026-05-11 16:00")

    assert world.sent_to("thank_you") == [PRIYA.email]


def test_else_the_organiser_is_the_contact() -> None:
    """B30: a calendar program wrote; Dana organised, Priya interviews."""
    event = vevent("u1", TALK[0], "2026-05-11 14:45", DANA, PRIYA)
    robot = Person("Calendar", "calendar-notification@google.com")
    world = invited(Envelope({"Auto-Submitted": "auto-generated"}, invitation=event, text=PLAIN), robot, PRIYA)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-20 12:00")

    assert world.sent_to("thank_you") == [PRIYA.email]
    assert world.sent_to("check_in") == [DANA.email]


def test_else_the_first_interviewer_is_the_contact() -> None:
    """B30: only interviewers ever wrote."""
    world = World()
    talk = interview(*TALK, TOM, PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=PRIYA, interview=talk)
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-20 12:00")

    assert world.sent_to("check_in") == [TOM.email]


def test_the_owner_names_the_contact() -> None:
    """`set`: an address for a person whom mail named without one."""
    world = invited(Envelope(text=PLAIN), ROBOT, Person("Priya Raman", None))
    world.corrects("2026-05-06 10:00", lambda t, _: corrections.set_contact(t, PRIYA))
    world.until("2026-05-11 16:00")

    assert world.sent_to("thank_you") == [PRIYA.email]


# B30: whose addresses


@pytest.mark.parametrize(
    "address",
    [
        "no-reply@northwind.example",
        "donotreply@northwind.example",
        "notifications-noreply@us.greenhouse-mail.io",
        "no-reply@hire.lever.co",
        OWNER,
    ],
)
def test_nobody_is_written_to_at_an_address_that_nobody_reads(address: str) -> None:
    """B30: no-reply, a hiring system without a person, the owner's own."""
    sender = Person("Northwind", "no-reply@us.greenhouse-mail.io")
    world = invited(Envelope({"Reply-To": address, "Cc": address}, text=PLAIN), sender)

    assert contacts(world) == set()


def test_a_mailing_list_is_no_person() -> None:
    """B30: "never to … list"."""
    sender = Person("Northwind Careers", "careers-list@northwind.example")
    world = invited(Envelope({"List-Id": "<careers-list.northwind.example>", "Precedence": "list"}, text=PLAIN), sender)
    world.until("2026-05-11 18:00")

    assert world.sent_to("thank_you") == []


def test_a_person_who_writes_through_a_list_is_one_and_the_list_is_not() -> None:
    """B30: the list stands in To."""
    heads = {"List-Id": "<careers-list.northwind.example>", "Cc": "careers-list@northwind.example"}
    world = invited(Envelope(heads, text=PLAIN))

    assert contacts(world) == {PRIYA.email}


def test_a_hiring_systems_relay_for_a_person_may_be_used() -> None:
    """B30."""
    relay = Person("Dana Cole", "dana-7@reply.lever.co")
    world = invited(Envelope(text=PLAIN), relay)
    world.until("2026-05-11 18:00")

    assert world.sent_to("thank_you") == ["dana-7@reply.lever.co"]


@pytest.mark.parametrize(
    ("reply_to", "is_known"),
    [("dana@northwind.example", True), ("dana@jobs.northwind.example", True), ("dana@elsewhere.example", False)],
)
def test_a_reply_to_counts_if_it_is_of_the_same_organisation(reply_to: str, is_known: bool) -> None:
    """B30."""
    world = World()
    world.employer(
        "2026-05-05 10:00",
        Intent.SCHEDULING_REQUEST,
        contact=Person("Dana Cole", reply_to),
        envelope=Envelope({"Reply-To": f"Dana Cole <{reply_to}>"}, text=PLAIN),
    )

    assert (reply_to in contacts(world)) is is_known


def test_people_in_to_and_cc_at_the_employers_domain_may_be_written_to() -> None:
    """B30: Tom of Northwind, not Eve of elsewhere nor another applicant."""
    heads = {"Cc": f"Tom Berg <{TOM.email}>, Eve Moss <{EVE.email}>, Sam <sam@gmail.com>"}
    world = invited(Envelope(heads, text=PLAIN), PRIYA, PRIYA, TOM, EVE)

    assert contacts(world) == {PRIYA.email, TOM.email}


def test_an_address_written_in_the_text_may_be_used() -> None:
    """B30: "or written in its text"."""
    world = invited(Envelope(text=f"You will meet Eve Moss ({EVE.email})."), PRIYA, EVE)

    assert EVE.email in contacts(world)


def test_an_address_in_quoted_history_is_none_of_the_employers_use() -> None:
    """B2, B30: only the new text is theirs."""
    text = f"See you then.\n\nOn Mon, 4 May 2026 at 10:00, Jordan Ellis <{OWNER}> wrote:\n> I know {EVE.email} well.\n"
    world = invited(Envelope(text=text), PRIYA, EVE)

    assert EVE.email not in contacts(world)


def test_attendees_of_the_calendar_part_may_be_written_to_if_they_belong() -> None:
    """B30: at the organiser's domain or named in the text; a planted stranger, a room, and who declined do not."""
    room = Person("Room 4", "room4@northwind.example")
    away = Person("Ann Kerr", "ann@northwind.example")
    named = Person("Max Orr", "max@partner.example")
    event = vevent(
        "u1",
        TALK[0],
        "2026-05-11 14:45",
        DANA,
        PRIYA,
        room,
        away,
        named,
        EVE,
        room4=";CUTYPE=ROOM",
        ann=";PARTSTAT=DECLINED",
    )
    envelope = Envelope(invitation=event, text="You will meet Priya and Max Orr.")
    world = invited(envelope, DANA, PRIYA, room, away, named, EVE)

    assert contacts(world) == {DANA.email, PRIYA.email, named.email}


def test_addresses_of_one_thread_are_not_used_in_another() -> None:
    """B30: "in this thread"."""
    world = thanked()
    sam = Person("Sam Ode", "sam@lakeside.example")
    talk = interview("2026-05-13 10:00", "10:45", Person("Priya Raman", None))
    world.employer("2026-05-12 10:00", Intent.INTERVIEW_SCHEDULED, sender=sam, company="Lakeside", interview=talk)
    world.until("2026-05-13 12:00")

    assert world.sent_to("thank_you")[-1] == sam.email


# B31


def test_a_draft_to_a_writer_is_a_reply_in_their_most_recent_conversation() -> None:
    """B31: In-Reply-To and References set, the subject kept with one "Re:"."""
    world = interviewed()
    last = world.employer(
        "2026-05-08 10:00", Intent.REPLY, reply_to=ROOT, subject="Re: Re: Your interview at Northwind"
    )
    world.until("2026-05-11 16:00")
    draft = world.draft()

    assert draft["In-Reply-To"] == last
    assert draft["References"].split() == [ROOT, last]
    assert draft["Subject"] == "Re: Your interview at Northwind"


def test_the_provider_is_given_the_conversation() -> None:
    """B31: the draft lies in that person's conversation as the provider groups it."""
    world = World()
    talk = interview(*TALK, PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, conversation="c1")
    world.employer("2026-05-06 10:00", Intent.REPLY, subject="Directions", conversation="c2")
    world.until("2026-05-11 16:00")

    assert [d.conversation_id for d in world.drafts()] == ["c2"]
    assert world.draft()["Subject"] == "Re: Directions"


def test_a_draft_to_somebody_who_never_wrote_is_a_new_message() -> None:
    """B31: its subject names the role and the purpose."""
    world = World()
    talk = interview(*TALK, PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=talk)
    world.until("2026-05-11 16:00")
    draft = world.draft()

    assert draft["In-Reply-To"] is None
    assert draft["References"] is None
    assert "Data Engineer" in draft["Subject"]
    assert "hank" in draft["Subject"]


def test_the_check_in_goes_into_the_conversation_of_the_person_it_is_to() -> None:
    """B31: the coordinator's own, not the interviewer's later one."""
    world = World()
    talk = interview(*TALK, PRIYA)
    first = world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=talk, subject="Your interview"
    )
    world.employer("2026-05-06 10:00", Intent.REPLY, sender=PRIYA, subject="Your portfolio")
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-18 10:00")

    assert world.draft()["To"] == "Dana Cole <dana@northwind.example>"
    assert world.draft()["In-Reply-To"] == first
    assert world.draft()["Subject"] == "Re: Your interview"


def test_a_draft_is_from_the_address_that_the_employer_wrote_to() -> None:
    """B31: the owner's own at which they are known."""
    world = interviewed()
    world.until("2026-05-11 16:00")

    assert OWNER in str(world.draft()["From"])
