"""Which thread mail belongs to, what is doubted, and what is not guessed (B4, B10, B11, B17)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent import documents
from agent.happenings import Change, Incoming
from agent.intake import Intake
from agent.linking import Place
from agent.same_names import do_roles_contradict, is_same_company
from agent.threads import Thread
from rules.certainty import Context
from rules.pacing import Step
from rules.reading import Intent, Person, SentIntent
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, PRIYA, Envelope, World, interview, vevent

HAL = Person("Hal Ito", "hal@northwind.example")
SAM = Person("Sam Ode", "sam@lakeside.example")
AGENT = Person("Ada Quist", "ada@quist-recruiting.example")
FREE = Person("Pat Lee", "pat.lee@gmail.com")


def two_roles() -> World:
    """Priya about the Editor, Dana about the Strategist, both at Northwind, both interviewed on Monday."""
    world = World()
    for role, person, hour in (("Editor", PRIYA, "10"), ("Strategist", DANA, "12")):
        talk = interview(f"2026-05-11 {hour}:00", f"{hour}:45", person)
        world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=person, role=role, interview=talk)
    world.owner_sends_drafts("2026-05-11 17:00")
    return world


def states(world: World) -> dict[str | None, str]:
    """State by role."""
    return {t.role: t.state.value for t in world.store.threads()}


def settle(world: World, role: str | None, intent: Intent | None = None) -> Thread:
    """The owner answers the only look: it belongs to that role's thread (None: where the agent thought)."""
    (look,) = world.store.looks()
    store, now = world.store, world.clock.now()
    reading = documents.reading_from_json(store.reading_document(look.mailbox, look.key))
    reading = replace(reading, intent=intent or reading.intent, sure=True)

    def keep(change: Change) -> None:
        store.put_thread(change.thread, now, now, world.rulebook.calendar.local_date)

    with store.decision():
        store.settle_look(look.mailbox, look.key, now)
        for held in filter(None, map(store.thread, look.threads)):
            keep(Change(replace(held, holds=tuple(h for h in held.holds if h != f"{look.mailbox}:{look.key}"))))
        thread = next((t for t in store.threads() if t.role == role), None)
        intake = Intake(look.mailbox, store, world.rulebook, now, keep, lambda *_: None)
        message = documents.message_from_json(look.document)
        after = intake.apply(
            thread, Incoming(Place(look.mailbox, look.conversation_id), look.key, message, reading, look.at)
        )
    world.run()
    return after


# B4


@pytest.mark.parametrize("intent", list(Intent), ids=str)
def test_what_is_not_sure_changes_nothing_and_is_shown(intent: Intent) -> None:
    """B4: whatever it was taken for: no state, no turn, no wait, no draft; it waits for a look."""
    world = thanked()
    world.until("2026-05-18 10:00")
    before = world.thread()
    world.employer("2026-05-18 11:00", intent, reply_to=ROOT, sure=False)

    assert world.thread() == before
    assert len(world.drafts()) == 1
    assert [look.reason for look in world.store.looks()] == ["it could not be read with confidence"]


BOSS = Person("Ines Roth", "ines@ellis.example")
NEWS = Person("Northwind", "no-reply@northwind.example")
LETTER = Envelope({"List-Unsubscribe": "<https://northwind.example/u>"})


@pytest.mark.parametrize(
    ("sender", "envelope", "context"),
    [
        (PRIYA, Envelope(), Context.CORRESPONDENT),
        (DANA, Envelope(), Context.HOUSE),
        (SAM, Envelope(), None),
        (NEWS, Envelope(), None),
        (DANA, LETTER, None),
    ],
)
def test_doubtful_mail_in_a_new_conversation_is_read_again_by_what_the_thread_knows_of_its_sender(
    sender: Person, envelope: Envelope, context: Context | None
) -> None:
    """B4, B11: a correspondent of an open thread is nobody's stranger, and a colleague of theirs hardly one."""
    asked: list[Context] = []
    world = thanked()
    world.judge_again = lambda judged, _, context: (asked.append(context), judged)[1]
    world.restart()
    world.employer("2026-05-12 11:00", Intent.REJECTION, sender=sender, sure=False, envelope=envelope)
    assert asked == [context] * (context is not None)


def test_a_closed_thread_and_the_owners_own_house_vouch_for_nobody() -> None:
    """B4: who is in talks with their own employer gets other mail from there all day."""
    asked: list[Context] = []
    world = World(judge_again=lambda judged, _, context: (asked.append(context), judged)[1])
    talk = interview("2026-05-11 10:00", "10:45", BOSS)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=BOSS, interview=talk, company="Ellis")
    colleague = Person("Tom Berg", "tom@ellis.example")
    world.employer("2026-05-06 11:00", Intent.REJECTION, sender=colleague, company="Ellis", sure=False)
    assert asked == []
    world.employer("2026-05-06 12:00", Intent.REJECTION, sender=BOSS, company="Ellis")
    world.employer("2026-05-07 12:00", Intent.REJECTION, sender=BOSS, company="Ellis", sure=False)
    assert asked == []


def test_news_of_a_correspondent_that_fits_no_thread_is_shown_rather_than_dropped() -> None:
    """B4, B11: a title misread in a rejection must not let the check-in go out as if nothing had come."""
    world = thanked()
    world.employer("2026-05-12 11:00", Intent.REJECTION, role="Night Auditor")
    (look,) = world.store.looks()
    assert look.reason == "its sender is of this thread, but it names another role or company"
    assert look.threads == (world.thread().id,)
    assert world.thread().state.value == "thanked"
    world.until("2026-06-30 12:00")
    assert [draft.step for draft in world.thread().drafts] == [Step.THANK_YOU], (
        "nothing is asked before the owner has looked"
    )


@pytest.mark.parametrize(("role", "state"), [("Lead, front desk", "rejected"), ("Night Auditor", "scheduled")])
def test_what_an_answers_subject_repeats_tears_no_conversation_apart(role: str, state: str) -> None:
    """B11: an answer repeats its subject and states nothing by it."""
    subject = "Lead for the front desk"
    world = World()
    talk = interview("2026-05-11 10:00", "10:45", PRIYA)
    first = world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, role="Receptionist", interview=talk, subject=subject
    )
    world.employer("2026-05-06 11:00", Intent.REJECTION, role=role, reply_to=first, subject=f"Re: {subject}")
    assert world.thread().state.value == state


def test_a_title_and_its_initials_are_one_role() -> None:
    """B11."""
    assert not do_roles_contradict("Front of House Manager", "FOH Manager")
    assert not do_roles_contradict("SEN Teaching Assistant", "Special Educational Needs Assistant")
    assert do_roles_contradict("Head of Finance", "IT Support Engineer")


@pytest.mark.parametrize(
    ("one", "other"), [("Möbelhaus Görg", "Moebelhaus Goerg"), ("Atelier Nordé", "Atelier Norde"), ("Peña", "Pena Sur")]
)
def test_a_company_is_the_same_with_its_accents_and_without(one: str, other: str) -> None:
    """B11: a domain has none."""
    assert is_same_company(one, other)
    assert not is_same_company(one, "Summit Health")


def test_the_least_confidence_can_be_configured() -> None:
    """B4: "below the configured confidence"; mail of this world is read with 0.99."""
    world = World(settings={"sure_at": 0.995})
    world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST)
    assert world.store.threads() == []
    assert len(world.store.looks()) == 1
    other = World(settings={"sure_at": 0.5})
    other.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST, sure=False)

    assert len(other.store.threads()) == 1


def test_the_owners_answer_makes_an_unsure_message_count() -> None:
    """B4: `settle` answers it; the thread takes it in at its own time."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.STATUS_UPDATE, reply_to=ROOT, sure=False)
    world.until("2026-05-13 09:00")
    settle(world, "Data Engineer", Intent.REJECTION)

    assert world.thread().state == "rejected"
    assert world.store.looks() == []
    world.until("2026-05-14 12:00")
    assert world.placed()[-1] == ("2026-05-13 09:00", "rejection_reply")


def test_an_unsure_message_may_begin_a_thread_by_the_owners_word() -> None:
    """B4, B10."""
    world = World()
    world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST, sure=False)
    assert world.store.threads() == []
    settle(world, None)

    assert world.thread().state == "arranging"


def test_doubt_about_mail_that_could_change_nothing_bothers_nobody() -> None:
    """B4: an unsure receipt of somebody unknown."""
    world = World()
    world.employer("2026-05-05 10:00", Intent.APPLICATION_RECEIVED, sure=False)

    assert world.store.looks() == []


# B11: strong links


def test_a_message_belongs_where_its_conversation_is() -> None:
    """B11: the provider's conversation, although neither company nor address is known."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, conversation="c1")
    world.employer("2026-05-12 10:00", Intent.REJECTION, sender=FREE, company=None, role=None, conversation="c1")

    assert world.thread().state == "rejected"


def test_a_message_belongs_where_its_references_lead() -> None:
    """B11."""
    world = interviewed()
    world.employer("2026-05-12 10:00", Intent.REJECTION, sender=FREE, company=None, role=None, reply_to=ROOT)

    assert world.thread().state == "rejected"


def test_a_message_belongs_where_its_calendar_uid_is() -> None:
    """B11: the calendar cancels what it once announced, from another address."""
    event = vevent("u1", "2026-05-11 14:00", "2026-05-11 14:45", PRIYA)
    robot = Person("Calendar", "calendar-notification@google.com")
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA, uid="u1")
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, envelope=Envelope(invitation=event, text="Hi")
    )
    world.employer(
        "2026-05-06 10:00",
        Intent.INTERVIEW_CANCELLED,
        sender=robot,
        company=None,
        role=None,
        envelope=Envelope(invitation=event, method="CANCEL", text="Cancelled"),
    )

    assert world.thread().state == "arranging"


@pytest.mark.parametrize("facts", [{"role": "Office Manager"}, {"company": "Lakeside", "role": None}], ids=str)
def test_a_strong_link_yields_to_a_company_or_role_that_contradicts(facts: dict[str, str | None]) -> None:
    """B11: an answer in the old conversation about something else is no news of this thread."""
    world = thanked()
    sender = AGENT if "company" in facts else PRIYA
    world.employer("2026-05-12 10:00", Intent.REJECTION, sender=sender, reply_to=ROOT, **facts)  # type: ignore[arg-type]

    assert world.thread().state == "thanked"


def test_a_contradicting_message_in_an_old_conversation_may_begin_a_thread_of_its_own() -> None:
    """B11: "else it may begin a new one"."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.SCHEDULING_REQUEST, reply_to=ROOT, role="Office Manager")

    assert states(world) == {"Data Engineer": "thanked", "Office Manager": "arranging"}


# B11: weak links


@pytest.mark.parametrize("company", ["Northwind", "NORTHWIND GmbH", "Northwind, Inc.", "The Northwind Group"])
def test_a_company_is_known_under_its_normalised_name(company: str) -> None:
    """B11."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.REJECTION, sender=HAL, company=company, role=None)

    assert world.thread().state == "rejected"


def test_the_human_senders_own_domain_links() -> None:
    """B11: a colleague who names no company."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.REJECTION, sender=HAL, company=None, role=None)

    assert world.thread().state == "rejected"


def test_a_mail_providers_domain_links_nobody() -> None:
    """B11: two employers who write from free mailboxes are two."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", FREE)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=FREE, company="Kite Bakery", interview=talk)
    other = Person("Kim Fox", "kim.fox@gmail.com")
    world.employer("2026-05-12 10:00", Intent.REJECTION, sender=other, company=None, role=None)

    (round_,) = world.thread().rounds
    assert round_.ended_at is not None
    assert world.store.looks() == []


def test_a_hiring_systems_domain_links_nobody() -> None:
    """B11."""
    robot = Person("Hiring", "no-reply@us.greenhouse-mail.io")
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=robot, interview=talk)
    world.employer("2026-05-12 10:00", Intent.REJECTION, sender=robot, company="Lakeside", role=None)
    world.employer("2026-05-12 11:00", Intent.REJECTION, sender=robot, company=None, role=None)

    (round_,) = world.thread().rounds
    assert round_.ended_at is not None
    assert world.store.looks() == []


def test_a_stranger_who_names_the_company_alone_needs_a_look_whatever_they_say() -> None:
    """B11: nothing is changed, nothing is taken on, not even the address."""
    eve = Person("Eve Moss", "eve@careers-desk.example")
    for intent in (Intent.REJECTION, Intent.OFFER, Intent.INTERVIEW_CANCELLED, Intent.SCHEDULING_REQUEST):
        world = thanked()
        before = world.thread()
        world.employer("2026-05-12 10:00", intent, sender=eve)

        assert world.thread() == before
        assert len(world.store.looks()) == 1


# B11: sent mail


def test_a_sent_message_is_linked_by_its_conversation_first() -> None:
    """B11: to Dana, but in the Editor's conversation."""
    world = two_roles()
    root = next(t.root for t in world.store.threads() if t.role == "Editor")
    world.owner_writes("2026-05-12 10:00", DANA, reply_to=root, intent=SentIntent.WITHDRAWAL)

    assert states(world) == {"Editor": "closed", "Strategist": "thanked"}


def test_a_sent_message_is_linked_by_its_recipient_then() -> None:
    """B11: a new mail to Dana is about the Strategist."""
    world = two_roles()
    world.owner_writes("2026-05-12 10:00", DANA, subject="My application", intent=SentIntent.WITHDRAWAL)

    assert states(world) == {"Editor": "thanked", "Strategist": "closed"}


def test_a_sent_message_is_linked_by_its_recipients_domain_last() -> None:
    """B11: to a colleague who never wrote, where one thread has that domain."""
    world = thanked()
    world.owner_writes("2026-05-12 10:00", HAL, subject="My application", intent=SentIntent.WITHDRAWAL)

    assert world.thread().reason == "withdrawn"


def test_a_sent_message_to_a_mail_providers_domain_links_by_address_only() -> None:
    """B11: a friend at the same free provider is no contact."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", FREE)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=FREE, company="Kite Bakery", interview=talk)
    friend = Person("Kim Fox", "kim.fox@gmail.com")
    world.owner_writes("2026-05-10 10:00", friend, subject="Lunch?", intent=SentIntent.WITHDRAWAL)

    assert world.thread().state == "scheduled"


def test_a_sent_message_that_fits_two_threads_ends_neither() -> None:
    """B11, B17: a withdrawal to a colleague of both."""
    world = two_roles()
    world.owner_writes("2026-05-12 10:00", HAL, subject="My application", intent=SentIntent.WITHDRAWAL)

    assert states(world) == {"Editor": "thanked", "Strategist": "thanked"}


def test_a_sent_message_that_names_the_role_fits_one() -> None:
    """B11: the same mail with the role in it."""
    world = two_roles()
    world.owner_writes("2026-05-12 10:00", HAL, subject="Editor: my application", intent=SentIntent.WITHDRAWAL)

    assert states(world) == {"Editor": "closed", "Strategist": "thanked"}


# B17


def test_of_two_companies_with_one_beginning_the_one_of_that_name_is_meant() -> None:
    """B11, B17: the owner said that Summit Health is another; what names either in full is about that one."""
    world = World()
    for company, domain in (("Summit", "summit.example"), ("Summit Health", "summithealth.example")):
        person = Person("Ann Lee", f"ann@{domain}")
        world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST, sender=person, company=company)
    settle(world, None)
    robot = Person("Hiring", "no-reply@us.greenhouse-mail.io")
    world.employer("2026-05-12 10:00", Intent.REJECTION, sender=robot, company="Summit Health")
    assert {t.company: t.state.value for t in world.store.threads()} == {
        "Summit": "arranging",
        "Summit Health": "rejected",
    }
    world.employer("2026-05-13 10:00", Intent.REJECTION, sender=robot, company="Summit")

    assert {t.state.value for t in world.store.threads()} == {"rejected"}


def ambiguous() -> World:
    """A colleague of both writes about neither role in particular."""
    world = two_roles()
    world.employer("2026-05-13 10:00", Intent.REJECTION, role=None, sender=HAL, conversation="c9")
    return world


def test_an_ambiguous_message_holds_the_steps_of_the_threads_in_question_only() -> None:
    """B17: a third thread goes on."""
    world = two_roles()
    talk = interview("2026-05-11 13:00", "13:45", SAM)
    world.employer(
        "2026-05-11 18:00", Intent.INTERVIEW_SCHEDULED, sender=SAM, company="Lakeside", role="Cook", interview=talk
    )
    world.employer("2026-05-13 10:00", Intent.REJECTION, role=None, sender=HAL)
    world.until("2026-05-29 12:00")

    assert world.sent_to("check_in") == [SAM.email]
    assert states(world)["Editor"] == states(world)["Strategist"] == "thanked"
    (look,) = world.store.looks()
    assert len(look.threads) == 2


def test_settling_it_lets_the_other_thread_go_on() -> None:
    """B17: "until it is settled"; the rejection was the Editor's."""
    world = ambiguous()
    world.until("2026-05-20 10:00")
    settle(world, "Editor")
    world.until("2026-05-20 12:00")

    assert states(world) == {"Editor": "rejected", "Strategist": "thanked"}
    assert world.sent_to("check_in") == [DANA.email]


def test_the_owners_answer_sticks() -> None:
    """B17: what follows in that conversation is the Editor's without asking again."""
    world = two_roles()
    asked = world.employer("2026-05-13 10:00", Intent.REJECTION, role=None, sender=HAL)
    settle(world, "Editor", Intent.STATUS_UPDATE)
    world.employer("2026-05-15 10:00", Intent.REJECTION, role=None, sender=HAL, reply_to=asked)

    assert world.store.looks() == []
    assert states(world) == {"Editor": "rejected", "Strategist": "thanked"}


def test_the_owners_answer_sticks_to_the_providers_conversation() -> None:
    """B17: though the next mail in it refers to nothing."""
    world = ambiguous()
    settle(world, "Editor", Intent.STATUS_UPDATE)
    world.employer("2026-05-15 10:00", Intent.REJECTION, role=None, sender=HAL, conversation="c9")

    assert world.store.looks() == []
    assert states(world) == {"Editor": "rejected", "Strategist": "thanked"}


def test_a_role_settles_it_by_itself() -> None:
    """B17: not ambiguous where the mail names the role."""
    world = two_roles()
    world.employer("2026-05-13 10:00", Intent.REJECTION, role="Strategist", sender=HAL)

    assert states(world) == {"Editor": "thanked", "Strategist": "rejected"}


def test_a_thread_that_is_over_does_not_make_it_ambiguous() -> None:
    """B17: two *open* threads."""
    world = two_roles()
    root = next(t.root for t in world.store.threads() if t.role == "Editor")
    world.employer("2026-05-12 10:00", Intent.REJECTION, role="Editor", reply_to=root)
    world.employer("2026-05-13 10:00", Intent.REJECTION, role=None, sender=HAL)

    assert states(world) == {"Editor": "rejected", "Strategist": "rejected"}


def test_a_held_thread_is_flagged() -> None:
    """B17: `status` says so."""
    from agent import board

    world = ambiguous()
    looks = frozenset(name for look in world.store.looks() for name in look.threads)
    rows = [board.row(t, looks, world.rulebook, world.clock.now()) for t in world.store.threads()]

    assert [row["flags"] for row in rows] == [["needs_look", "held"]] * 2


def test_the_owner_may_begin_a_thread_with_an_interview_that_was_over_before_its_mail_came() -> None:
    """B10: `settle` says that it did take place."""
    world = World()
    over = interview("2026-05-01 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=over)
    settle(world, None, Intent.INTERVIEW_SCHEDULED)
    world.until("2026-05-05 12:00")

    (round_,) = world.thread().rounds
    assert round_.ended_at is not None
    assert world.store.looks() == []
