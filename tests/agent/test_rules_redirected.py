"""A draft in Drafts whose addressee turns out to be another (B16, B27, B30, B33)."""

from __future__ import annotations

from agent import corrections
from rules.reading import Bounce, Intent, Person
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.test_rules_people import TALK, TOM, drafted
from tests.agent.world import DANA, PRIYA, World, interview

TOM_ELSEWHERE = Person("Tom Berg", "tberg@northwind.example")


def with_drafts_to(*interviewers: Person) -> World:
    """They interviewed, Priya invited; the thank-yous wait in Drafts."""
    world = World()
    talk = interview(*TALK, *interviewers)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, contact=PRIYA)
    return world.until("2026-05-11 16:00")


def addressees(world: World) -> list[str]:
    """Whom the drafts in Drafts are to."""
    return sorted(name.partition("<")[2].rstrip(">") for name in drafted(world))


def test_an_interviewers_address_that_the_owner_corrects_is_written_to_anew() -> None:
    """B27, B30: the old address is no contact any more; the words greet the same person."""
    world = with_drafts_to(TOM)
    assert addressees(world) == [TOM.email]
    world.corrects("2026-05-11 16:10", lambda t, _: corrections.set_interviewer(t, TOM_ELSEWHERE))

    assert addressees(world) == [TOM_ELSEWHERE.email]
    assert world.body().startswith("Dear Tom,")
    assert "on my behalf" not in world.body()
    assert world.thread().state == "interviewed"


def test_a_corrected_address_leaves_the_drafts_to_the_others_alone() -> None:
    """B30, B33."""
    world = with_drafts_to(TOM, DANA)
    before = {d.address: d.id for d in world.thread().open_drafts()}
    world.corrects("2026-05-11 16:10", lambda t, _: corrections.set_interviewer(t, TOM_ELSEWHERE))

    assert addressees(world) == [DANA.email, TOM_ELSEWHERE.email]
    assert {d.address: d.id for d in world.thread().open_drafts()}[DANA.email] == before[DANA.email]


def test_an_interviewer_whom_the_owner_names_is_thanked_in_place_of_the_contact() -> None:
    """B30: the contact is thanked only where no interviewer's address is known."""
    world = interviewed().until("2026-05-11 16:00")
    world.corrects("2026-05-11 16:10", lambda t, _: corrections.drop_interviewer(t, "Priya"))
    assert addressees(world) == [PRIYA.email]
    world.corrects("2026-05-11 16:20", lambda t, _: corrections.set_interviewer(t, TOM))

    assert addressees(world) == [TOM.email]


def test_a_further_interviewer_whom_the_owner_names_is_thanked_too() -> None:
    """B30: one each, though the thank-you to the other lies in Drafts already."""
    world = with_drafts_to(TOM)
    world.corrects("2026-05-11 16:10", lambda t, _: corrections.set_interviewer(t, DANA))

    assert addressees(world) == [DANA.email, TOM.email]


def test_a_further_interviewer_is_not_thanked_once_it_is_too_late() -> None:
    """B20."""
    world = with_drafts_to(TOM)
    world.corrects("2026-05-12 16:00", lambda t, _: corrections.set_interviewer(t, DANA))

    assert addressees(world) == [TOM.email]


def test_nobody_is_thanked_twice_where_a_later_mail_has_another_address_of_theirs() -> None:
    """B34."""
    world = with_drafts_to(TOM, DANA)
    world.owner_sends_drafts("2026-05-11 16:05")
    world.corrects("2026-05-11 16:10", lambda t, _: corrections.set_interviewer(t, TOM_ELSEWHERE))

    assert addressees(world) == []


def test_a_check_in_goes_to_the_contact_whom_the_owner_names() -> None:
    """B27, B30: on the same day; the one to the contact before is withdrawn."""
    world = thanked()
    world.until("2026-05-18 09:30")
    assert addressees(world) == [PRIYA.email]
    world.corrects("2026-05-18 09:40", lambda t, _: corrections.set_contact(t, DANA))

    assert addressees(world) == [DANA.email]
    assert world.thread().state == "thanked"


def test_an_edited_check_in_stays_with_whom_the_owner_wrote_it_to() -> None:
    """B33: it is theirs."""
    world = thanked()
    world.owner_edits_drafts("2026-05-18 09:30")
    world.corrects("2026-05-18 09:40", lambda t, _: corrections.set_contact(t, DANA))
    world.until("2026-05-19 10:00")

    assert addressees(world) == [PRIYA.email]


def test_a_live_draft_to_an_address_that_bounces_goes_to_another_contact() -> None:
    """B16: an earlier mail of the owner's own came back."""
    world = with_drafts_to()
    world.owner_sends_drafts("2026-05-11 17:00")
    world.employer("2026-05-12 10:00", Intent.REPLY, sender=DANA, reply_to=ROOT)
    world.employer("2026-05-12 11:00", Intent.REPLY, reply_to=ROOT)
    world.until("2026-05-19 09:30")
    assert addressees(world) == [PRIYA.email]
    robot = Person("Mail Delivery", "mailer-daemon@ellis.example")
    bounce = Bounce(PRIYA.email, None)
    world.employer("2026-05-19 09:40", Intent.DELIVERY_FAILURE, sender=robot, company=None, role=None, bounce=bounce)

    assert addressees(world) == [DANA.email]


def test_a_thank_you_to_a_contact_stays_although_somebody_else_writes() -> None:
    """B33: only a rejection, an offer or a cancellation withdraws it."""
    world = with_drafts_to()
    world.employer("2026-05-11 16:30", Intent.REPLY, sender=DANA, reply_to=ROOT)

    assert addressees(world) == [PRIYA.email]
