"""Which thread a message belongs to, and what is not guessed (B4, B8, B10, B11, B13, B17)."""

from __future__ import annotations

import pytest

from agent.same_names import do_roles_contradict, is_same_company
from rules.reading import Intent, Person
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, PRIYA, Envelope, World, interview


@pytest.mark.parametrize(
    "intent",
    [
        i
        for i in Intent
        if i not in (Intent.SCHEDULING_REQUEST, Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED)
    ],
)
def test_no_other_intent_begins_a_thread(intent: Intent) -> None:
    """B10."""
    world = World()
    world.employer("2026-05-05 10:00", intent)

    assert world.store.threads() == []
    assert world.events("message_read") == [("2026-05-05 10:00", intent.value)]


def test_a_move_without_a_definite_start_begins_nothing() -> None:
    """B10."""
    world = World()
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_RESCHEDULED)

    assert world.store.threads() == []


def test_two_roles_at_one_company_are_two_threads() -> None:
    """B11."""
    world = World()
    world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST, role="Managing Editor")
    world.employer("2026-05-06 10:00", Intent.SCHEDULING_REQUEST, sender=DANA, role="Content Strategist")

    assert len(world.store.threads()) == 2


def test_the_same_role_in_other_words_is_one_thread() -> None:
    """B11: "Backend Engineer", "Senior Backend Engineer (Payments)"."""
    world = World()
    world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST, role="Backend Engineer")
    world.employer(
        "2026-05-06 10:00", Intent.SCHEDULING_REQUEST, sender=DANA, role="Senior Backend Engineer (Payments)"
    )

    assert len(world.store.threads()) == 1


@pytest.mark.parametrize(
    ("one", "other", "threads"),
    [
        ("Software Engineer, Payments", "Software Engineer, Search", 2),
        ("Senior Software Engineer - Payments", "Senior Software Engineer, Search", 2),
        ("Software Engineer", "Software Engineer, Payments", 1),
        ("Software Engineer, Payments", "Software Engineer, Payments Platform", 1),
        ("Software Engineer, Payments", "Software Engineer - Remote", 1),
        ("Software Engineer, Payments", "Software Engineer - R2041", 1),
    ],
)
def test_one_post_in_two_teams_is_two_threads_and_a_role_told_more_fully_is_one(
    one: str, other: str, threads: int
) -> None:
    """B11: two people at one company, each in a conversation of their own."""
    world = World()
    world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST, role=one)
    world.employer("2026-05-06 10:00", Intent.SCHEDULING_REQUEST, sender=DANA, role=other)

    assert len(world.store.threads()) == threads


def test_a_team_told_otherwise_tears_no_conversation_apart() -> None:
    """B11: the same conversation outweighs how they call the team."""
    world = World()
    asked = world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST, role="Software Engineer, Platform")
    talk = interview("2026-05-11 10:00", "10:45", DANA)
    told = "Software Engineer, Infrastructure"
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, role=told, reply_to=asked, interview=talk)

    assert world.thread().state == "scheduled"


def test_a_rejection_for_another_role_does_not_end_this_thread() -> None:
    """B11."""
    world = interviewed()
    world.employer("2026-05-06 10:00", Intent.REJECTION, sender=DANA, role="Office Manager")

    assert world.thread().state == "scheduled"


def test_two_threads_that_fit_equally_well_are_not_guessed_between_and_wait() -> None:
    """B17."""
    world = World()
    world.employer(
        "2026-05-05 10:00",
        Intent.INTERVIEW_SCHEDULED,
        role="Editor",
        interview=interview("2026-05-11 10:00", "10:45", PRIYA),
    )
    world.employer(
        "2026-05-05 11:00",
        Intent.INTERVIEW_SCHEDULED,
        sender=DANA,
        role="Strategist",
        interview=interview("2026-05-12 10:00", "10:45", DANA),
    )
    world.employer("2026-05-13 10:00", Intent.REJECTION, role=None, sender=Person("Hal Ito", "hal@northwind.example"))
    world.until("2026-05-22 12:00")

    assert [t.state for t in world.store.threads()] == ["interviewed", "interviewed"]
    assert len(world.store.looks()) == 1
    assert all(t.holds for t in world.store.threads())
    assert [kind for _, kind in world.placed()] == ["thank_you", "thank_you"]


def test_an_interview_that_was_over_before_its_mail_came_begins_nothing_and_waits_for_the_owner() -> None:
    """B10: a late or misread announcement of a stranger; the mail behind it is read all the same."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-01 14:00", "14:45", PRIYA)
    )
    world.employer(
        "2026-05-05 11:00",
        Intent.INTERVIEW_SCHEDULED,
        sender=DANA,
        company="Acme",
        interview=interview("2026-05-06 10:00", "10:45", DANA),
    )

    assert [thread.company for thread in world.store.threads()] == ["Acme"]
    assert [look.reason for look in world.store.looks()] == ["it announces an interview that was over before it came"]


def test_what_is_not_sure_changes_nothing_and_needs_a_look() -> None:
    """B4."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.REJECTION, reply_to=ROOT, sure=False)

    assert world.thread().state == "thanked"
    assert [look.reason for look in world.store.looks()] == ["it could not be read with confidence"]


def test_a_stranger_who_only_names_the_company_changes_nothing() -> None:
    """B11: a sender domain new to the thread, linked by the company's name alone."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.REJECTION, sender=Person("Eve Moss", "eve@careers-desk.example"))

    assert world.thread().state == "thanked"
    assert len(world.store.looks()) == 1


def test_a_known_hiring_system_may_speak_for_the_company() -> None:
    """B11."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.REJECTION, sender=Person("Northwind", "no-reply@us.greenhouse-mail.io"))

    assert world.thread().state == "rejected"


def by_a_hiring_system(company: str, *others: str) -> World:
    """Interviews for the same role at companies whose mail one hiring system sends, from one address."""
    world = World()
    robot = Person("Hiring", "no-reply@us.greenhouse-mail.io")
    for day, name in enumerate((company, *others), start=11):
        talk = interview(f"2026-05-{day} 14:00", "14:45")
        world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=robot, company=name, interview=talk)
    return world


@pytest.mark.parametrize("names", [("Summit", "Summit Health"), ("Summit Health", "Summit")])
def test_a_hiring_system_that_names_the_beginning_of_a_company_only_changes_nothing(names: tuple[str, str]) -> None:
    """B11: "Summit" and "Summit Health" may be two; it is not guessed, and no thread is renamed."""
    world = by_a_hiring_system(*names)

    assert [t.company for t in world.store.threads()] == [names[0]]
    assert len(world.thread().rounds) == 1
    assert len(world.store.looks()) == 1


def test_a_hiring_system_that_names_a_known_person_of_the_company_may_shorten_its_name() -> None:
    """B11: the interviewer is at a domain that the thread knows."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, company="Northwind Traders", interview=talk)
    robot = Person("Hiring", "no-reply@us.greenhouse-mail.io")
    second = interview("2026-05-14 10:00", "10:45", DANA)
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, sender=robot, interview=second)

    assert len(world.thread().rounds) == 2


def test_unrelated_mail_leaves_an_id_and_an_intent() -> None:
    """Nothing else of it is kept."""
    world = World()
    world.employer("2026-05-05 10:00", Intent.UNRELATED, subject="Your secret order", company=None, role=None)
    dump = "\n".join(world.store._db.iterdump())

    assert "secret" not in dump
    assert "'unrelated'" in dump


def test_one_interview_announced_by_person_calendar_and_system_is_one_round() -> None:
    """B13: same company, start within 15 minutes."""
    world = World()
    first = interview("2026-05-11 14:00", None, PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=first)
    world.employer(
        "2026-05-05 10:20",
        Intent.INTERVIEW_SCHEDULED,
        interview=interview("2026-05-11 14:00", "15:00", PRIYA, uid="u1"),
    )
    world.employer(
        "2026-05-10 14:00",
        Intent.INTERVIEW_SCHEDULED,
        sender=Person("Northwind", "no-reply@us.greenhouse-mail.io"),
        interview=interview("2026-05-11 14:10", "15:00"),
    )
    world.until("2026-05-12 12:00")

    assert len(world.thread().rounds) == 1
    assert world.placed() == [("2026-05-11 16:00", "thank_you")]


def test_a_second_interview_opens_the_next_round() -> None:
    """B13."""
    world = thanked()
    world.employer(
        "2026-05-13 10:00",
        Intent.INTERVIEW_SCHEDULED,
        reply_to=ROOT,
        interview=interview("2026-05-20 10:00", "11:00", DANA),
    )
    world.owner_sends_drafts("2026-05-20 14:00")
    world.until("2026-05-28 12:00")

    assert world.states() == ["scheduled", "interviewed", "thanked", "scheduled", "interviewed", "thanked"]
    assert world.placed()[-1] == ("2026-05-28 09:00", "check_in")


def test_a_new_time_in_the_conversation_moves_the_round_ahead() -> None:
    """B13: unless the text says additional."""
    world = interviewed()
    world.employer(
        "2026-05-06 10:00",
        Intent.INTERVIEW_SCHEDULED,
        reply_to=ROOT,
        interview=interview("2026-05-12 14:00", "14:45", PRIYA),
    )

    assert [r.start.day for r in world.thread().rounds] == [12]


def test_an_additional_interview_in_the_conversation_is_a_round_of_its_own() -> None:
    """B13."""
    world = interviewed()
    world.employer(
        "2026-05-06 10:00",
        Intent.INTERVIEW_SCHEDULED,
        reply_to=ROOT,
        interview=interview("2026-05-12 14:00", "14:45", DANA, is_additional=True),
    )

    assert sorted(r.start.day for r in world.thread().rounds) == [11, 12]


def test_a_panel_day_is_one_round_that_ends_with_its_last_interview() -> None:
    """B12."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 10:00", "10:45", PRIYA, uid="a")
    )
    world.employer(
        "2026-05-05 10:05", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "15:00", DANA, uid="b")
    )
    world.until("2026-05-11 18:00")

    assert world.events("state_changed")[-1] == ("2026-05-11 15:00", "interviewed")
    assert sorted(world.sent_to("thank_you")) == ["dana@northwind.example", "priya@northwind.example"]


def test_a_closed_thread_reopens_when_the_employer_writes() -> None:
    """B13: `closed (no_answer)` goes back to the state before."""
    world = thanked()
    for day in ("2026-05-18 11:00", "2026-05-26 11:00", "2026-06-09 11:00"):
        world.owner_sends_drafts(day)
    world.until("2026-06-25 12:00")
    assert world.thread().reason == "no_answer"
    world.employer("2026-06-26 10:00", Intent.STATUS_UPDATE, reply_to=ROOT)

    assert world.states()[-1] == "nudged"


def test_companies_and_roles_are_compared_as_people_would() -> None:
    """B11."""
    assert is_same_company("Harbourline", "Harbourline Logistics GmbH")
    assert is_same_company("Juniper & Pike", "juniper and pike") or not is_same_company(
        "Juniper & Pike", "Juniper Networks"
    )
    assert not is_same_company("Bank of Ireland", "Bank of America")
    assert do_roles_contradict("Managing Editor", "Content Strategist")
    assert not do_roles_contradict("Data Engineer", None)


# B13: one interview under two titles


BI = "Business Intelligence Developer"


@pytest.mark.parametrize("is_answer", [True, False])
def test_an_interview_announced_under_another_title_is_one_interview_b13(is_answer: bool) -> None:
    """B13: same company and a start within 15 minutes; a calendar calls the post "BI Developer"."""
    world = World()
    talk = interview("2026-05-11 14:00", "15:00", PRIYA)
    root = world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, role=BI, interview=talk)
    again = interview("2026-05-11 14:10", "15:00", PRIYA, uid="u1")
    reply_to, told = root if is_answer else None, {"role": "BI Analyst", "interview": again}
    plain = Envelope(text="Robin Vale and Priya Raman")
    world.employer("2026-05-05 10:20", Intent.INTERVIEW_SCHEDULED, reply_to=reply_to, envelope=plain, **told)
    world.until("2026-05-11 18:00")

    assert world.thread().role == BI
    assert world.sent_to("thank_you") == [PRIYA.email]


def test_an_interview_that_is_now_about_another_post_is_still_one_interview_b13() -> None:
    """B13: "you'd be a better fit for the other role, let's talk about that one on Monday"; drafts name it."""
    world = World()
    talk = interview("2026-05-11 14:00", "15:00", PRIYA)
    root = world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, role="Account Executive", interview=talk)
    text = Envelope(text="Let's talk about the Customer Success Manager role on Monday at 2.")
    other = "Customer Success Manager"
    world.employer(
        "2026-05-07 10:00", Intent.INTERVIEW_SCHEDULED, role=other, interview=talk, reply_to=root, envelope=text
    )
    world.until("2026-05-11 18:00")

    assert world.placed() == [("2026-05-11 16:00", "thank_you")]
    assert world.thread().role == other


def test_two_titles_at_two_hours_stay_two_threads_b11() -> None:
    """B11."""
    world = World()
    for role, hour in (("Account Executive", "10"), ("Customer Success Manager", "14")):
        talk = interview(f"2026-05-11 {hour}:00", f"{hour}:45", PRIYA)
        world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, role=role, interview=talk)

    assert len(world.store.threads()) == 2
