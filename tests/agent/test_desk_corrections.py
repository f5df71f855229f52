"""The owner's corrections outrank what mail says later, and stick (B8, B17, B30, B35, B36 and "Commands")."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from agent import corrections, retractions
from agent.board import next_words
from agent.differences import differences
from agent.errors import UsageError
from agent.happenings import Change
from agent.lifecycle import State
from agent.naming import find_thread
from agent.outreach import MAX_LINKEDIN_LENGTH, is_call_suggested, is_wanted, linkedin_note, phone_script
from agent.preview import preview
from agent.reasons import explained
from agent.threads import Contact, Thread
from rules.pacing import Step
from rules.reading import Intent, Interview, Person
from tests.agent.world import DANA, PRIYA, World, at, interview

BEN = Person("Ben Ode", "ben@northwind.example")


def interviewed(**settings: object) -> World:
    """An interview with Priya, and its thank-you sent."""
    world = World(settings=dict(settings))
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    world.owner_sends_drafts("2026-05-11 18:00")
    return world


def told(world: World, before: Thread) -> str:
    """What a correction says of the only thread."""
    return "\n".join(differences(before, world.thread(), world.rulebook, world.clock.now()))


def test_a_corrected_company_stays_whatever_mail_says_later() -> None:
    """A wrong company: `set --company`."""
    world = interviewed()
    world.corrects("2026-05-12 09:00", lambda t, _: corrections.set_facts(t, "Northwind Robotics", None))
    world.employer("2026-05-13 10:00", Intent.STATUS_UPDATE, company="Northwind Robotics Holding", reply_to="<1@x>")

    assert world.thread().company == "Northwind Robotics"


def test_a_corrected_time_moves_the_round_and_its_thank_you() -> None:
    """A wrong time: `set --time`; there is still one round, and the thank-you follows the right end."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    before = world.thread()
    right = Interview(at("2026-05-11 16:00"), at("2026-05-11 16:30"))
    world.corrects("2026-05-11 09:00", lambda t, now: corrections.set_interview(t, right, now, world.rulebook))

    assert "round 1: Mon 11 May 16:00–16:30 (was Mon 11 May 14:00–14:45)" in told(world, before)
    world.until("2026-05-12 09:00")
    assert world.placed() == [("2026-05-11 17:30", "thank_you")]


def test_an_interview_that_has_just_ended_can_still_be_put_right() -> None:
    """It was at five, not at two: no second round, and no thank-you before its end."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    right = Interview(at("2026-05-11 17:00"), at("2026-05-11 17:45"))
    world.corrects("2026-05-11 15:00", lambda t, now: corrections.set_interview(t, right, now, world.rulebook))
    world.until("2026-05-12 09:00")

    assert len(world.thread().rounds) == 1
    assert world.placed() == [("2026-05-11 18:45", "thank_you")]


def test_a_day_of_several_interviews_moves_to_another_day_as_a_whole() -> None:
    """`set --time` with another day: still one round, its talks as far apart as they were, and one thank-you each."""
    world = World()
    for hour, person in (("10", PRIYA), ("13", DANA)):
        talk = interview(f"2026-05-11 {hour}:00", f"{hour}:45", person)
        world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    before = world.thread()
    later = Interview(at("2026-05-13 09:30"), None)
    world.corrects("2026-05-08 10:00", lambda t, now: corrections.set_interview(t, later, now, world.rulebook))

    (round_,) = world.thread().rounds
    zone = world.rulebook.calendar.zone
    assert [f"{s.start.astimezone(zone):%d %H:%M}" for s in round_.held] == ["13 09:30", "13 12:30"]
    assert "(was Mon 11 May 10:00" in told(world, before)
    world.until("2026-05-14 09:00")
    assert world.placed() == [("2026-05-13 14:15", "thank_you")] * 2


def test_an_interview_arranged_by_phone_gets_its_thank_you() -> None:
    """`add`, with the interviewer's address: the owner gave it, so it may be written to."""
    world = World()
    now = world.clock.now()
    change = corrections.add(
        world.store.new_thread_id("Acme"), "main", "Acme", "Analyst", _at("2026-05-06 10:00"), now, world.rulebook
    )
    change = change.then(corrections.set_interviewer(change.thread, Person("Ana Ruiz", "ana@acme.example")))
    with world.store.decision():
        world.store.put_thread(change.thread, now, now, world.rulebook.calendar.local_date)
    world.until("2026-05-07 09:00")

    assert world.sent_to("thank_you") == ["ana@acme.example"]


def test_every_thread_has_a_name_though_its_employers_has_no_letters() -> None:
    """By it the owner speaks of the thread; the same employer's next one gets another."""
    store = World().store

    assert [store.new_thread_id(company) for company in ("!!!", None, "!!!")] == ["thread-1", "thread-2", "thread-3"]
    assert [store.new_thread_id("Acme GmbH"), store.new_thread_id("Acme")] == ["acme", "acme-2"]


def _at(moment: str) -> Interview:
    return Interview(at(moment), at(moment) + timedelta(minutes=30))


def test_a_further_interview_joins_its_thread_without_moving_the_one_ahead() -> None:
    """`add` of a company that is known already."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    add = _at("2026-05-13 10:00")
    world.corrects("2026-05-06 09:00", lambda t, now: corrections.add_interview(t, add, now, world.rulebook))

    assert [r.start for r in world.thread().rounds] == [at("2026-05-11 14:00"), at("2026-05-13 10:00")]


def test_a_further_interview_on_the_same_day_is_told() -> None:
    """`add` of a second talk beside the one that mail announced; the round stays one, and begins when it began."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    before, add = world.thread(), Interview(at("2026-05-11 16:00"), None)
    world.corrects("2026-05-06 09:00", lambda t, now: corrections.add_interview(t, add, now, world.rulebook))

    assert told(world, before) == "round 1: Mon 11 May 14:00–14:45 and 16:00 (was Mon 11 May 14:00–14:45)"


def test_a_stopped_thread_loses_its_untouched_draft_and_gets_no_other() -> None:
    """`close`."""
    world = interviewed().until("2026-05-18 10:00")
    before = world.thread()
    world.corrects("2026-05-18 11:00", corrections.close)

    assert "check-in draft is taken out of Drafts" in told(world, before)
    assert world.drafts() == []
    assert world.until("2026-07-01 09:00").drafts() == []


def test_a_reopened_rejection_goes_back_to_where_it_was() -> None:
    """`reopen`: not to the beginning."""
    world = interviewed()
    world.employer("2026-05-13 10:00", Intent.REJECTION)
    world.corrects("2026-05-13 12:00", corrections.reopen)

    assert world.thread().state is State.THANKED


def test_a_thread_that_silence_ended_stays_open_once_it_is_reopened() -> None:
    """`reopen`: the wait begins anew from there (B20)."""
    world = interviewed()
    for moment in ("2026-05-18 10:00", "2026-05-26 10:00", "2026-06-09 10:00"):
        world.owner_sends_drafts(moment)
    assert world.until("2026-06-24 09:00").thread().state is State.CLOSED
    world.corrects("2026-07-01 09:00", corrections.reopen)

    assert world.thread().state is State.NUDGED
    assert world.until("2026-07-16 09:00").thread().state is State.CLOSED


def test_a_skipped_draft_is_said_to_be_left_out() -> None:
    """`skip`: not due again while it is being taken out."""
    world = interviewed().until("2026-05-18 10:00")
    thread, now = world.thread(), world.clock.now()
    after = corrections.skip(thread, now, world.rulebook).thread

    assert "check-in draft is taken out of Drafts, and counts as left out" in "".join(
        differences(thread, after, world.rulebook, now)
    )
    assert next_words(after, world.rulebook, now) == ""


def test_follow_ups_go_to_the_contact_that_the_owner_named() -> None:
    """`set --contact`, although somebody else wrote last (B30)."""
    world = interviewed()
    world.corrects("2026-05-11 19:00", lambda t, _: corrections.set_contact(t, BEN))
    world.employer("2026-05-12 10:00", Intent.REPLY, sender=DANA, reply_to="<1@northwind.example>")
    world.until("2026-05-20 10:00")

    assert world.sent_to("check_in") == ["ben@northwind.example"]


def test_an_interviewer_is_added_given_an_address_and_dropped() -> None:
    """`set --interviewer NAME --address A`, `--not-interviewer`."""
    thread = announced()
    thread = corrections.set_interviewer(thread, Person("Dana Cole", None)).thread
    thread = corrections.set_interviewer(thread, DANA).thread
    assert thread.rounds[0].interviewers == (PRIYA, DANA)

    thread = corrections.drop_interviewer(thread, "priya").thread
    assert thread.rounds[0].interviewers == (DANA,)
    with pytest.raises(UsageError, match="Known: Dana Cole"):
        corrections.drop_interviewer(thread, "Nobody")


def announced() -> Thread:
    """An interview ahead with Priya."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    return world.thread()


def _take_back(world: World, moment: str, intent: Intent) -> None:
    received = world.store.thread_readings(world.thread().id)[-1][0]
    world.corrects(moment, lambda t, now: retractions.taken_back(t, intent, received, None, now))


def test_a_misread_rejection_is_taken_back_with_its_reply() -> None:
    """A wrong reading: the thread is where it was, the interview ahead included (B4)."""
    world = interviewed()
    world.employer(
        "2026-05-12 10:00",
        Intent.INTERVIEW_SCHEDULED,
        interview=interview("2026-05-20 14:00", "14:45", PRIYA, is_additional=True),
    )
    world.employer("2026-05-13 10:00", Intent.REJECTION)
    world.until("2026-05-14 10:00")
    assert world.sent_to("rejection_reply") == [PRIYA.email]
    _take_back(world, "2026-05-14 11:00", Intent.REJECTION)

    assert world.thread().state is State.SCHEDULED
    assert world.thread().next_round
    assert world.drafts() == []


def test_a_misread_announcement_is_taken_back_with_its_round() -> None:
    """A wrong reading: no interview, no thank-you."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    _take_back(world, "2026-05-06 09:00", Intent.INTERVIEW_SCHEDULED)
    world.until("2026-05-20 09:00")

    assert world.thread().state is State.ARRANGING
    assert world.placed() == []


def test_a_misread_cancellation_and_a_misread_question_are_taken_back() -> None:
    """The interview takes place, and nobody waits for an answer."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    world.employer("2026-05-06 10:00", Intent.INTERVIEW_CANCELLED)
    _take_back(world, "2026-05-06 11:00", Intent.INTERVIEW_CANCELLED)
    assert world.thread().state is State.SCHEDULED

    world.employer("2026-05-07 10:00", Intent.INFORMATION_REQUEST)
    _take_back(world, "2026-05-07 11:00", Intent.INFORMATION_REQUEST)
    assert world.thread().ask is None


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("concern: my lack of Kubernetes experience", "used in drafts as “concern”"),
        ("concern: I was weak on Kubernetes", "shown beside drafts, not in them"),
        ("about: the boss being rude", "shown beside drafts, not in them"),
        ("about: Priya's talk about hiking with her dog", "shown beside drafts, not in them"),
    ],
)
def test_a_note_that_fits_no_sentence_is_not_said_to_be_used(text: str, use: str) -> None:
    """B35: whatever kind the owner gave it."""
    world = interviewed()
    before = world.thread()
    after = corrections.note(before, text, world.clock.now(), world.rulebook).thread

    said = differences(before, after, world.rulebook, world.clock.now())
    assert said == [f"noted: {text.partition(': ')[2]} ({use})"]


def test_a_note_says_how_it_is_used_and_a_promise_in_it_counts() -> None:
    """B21, B35."""
    world = interviewed()
    before = world.thread()
    words = "they decide by Friday\nprivate: salary 90"
    world.corrects("2026-05-12 09:00", lambda t, now: corrections.note(t, words, now, world.rulebook))

    assert "their promise: an answer by Fri 15 May" in told(world, before)
    assert "salary 90 (kept here, never in a draft)" in told(world, before)
    assert explained(world.thread(), world.rulebook, world.clock.now()).then == "they said you would hear by Fri 15 May"


def test_why_names_the_owners_own_rule() -> None:
    """B24: `why` names the rule of pacing."""
    world = interviewed()
    reason = explained(world.thread(), world.rulebook, world.clock.now())

    assert reason.rule == "preset balanced"
    assert reason.then.startswith("5 business days after the interview")
    assert any("skip northwind" in change for change in reason.changes)


def test_a_name_that_fits_several_threads_is_answered_with_their_names() -> None:
    """Nothing is guessed."""
    world = interviewed()
    world.employer(
        "2026-05-12 10:00",
        Intent.SCHEDULING_REQUEST,
        role="Security Engineer",
        sender=DANA,
    )
    threads = world.store.threads()
    assert len(threads) == 2
    names = ", ".join(t.id for t in threads)

    with pytest.raises(UsageError, match=f"fits 2 threads. Name one: {names}"):
        find_thread("north", threads)
    assert find_thread("security", threads).role == "Security Engineer"


# Words for other ways than mail (B19, B30)


def unreachable(**changes: object) -> tuple[World, Thread]:
    """A thread whose employer left no address."""
    world = World()
    world.employer(
        "2026-05-05 10:00",
        Intent.INTERVIEW_SCHEDULED,
        sender=Person("Careers", "no-reply@northwind.example"),
        interview=interview("2026-05-11 14:00", "14:45", Person("Lee Moss", None)),
        **changes,
    )
    world.until("2026-05-20 09:00")
    return world, world.thread()


def test_an_unreachable_thread_has_a_short_linkedin_note_and_a_phone_script() -> None:
    """At most 300 characters, whatever the names."""
    world, thread = unreachable()
    note = linkedin_note(thread, world.rulebook, world.clock.now())

    assert is_wanted(thread)
    assert note.startswith("Hello Lee Moss, thank you for the conversation on Monday, May 11, about the Data Engineer")
    assert len(note) <= MAX_LINKEDIN_LENGTH
    assert any("Lee Moss" in text for text in phone_script(thread, world.rulebook, world.clock.now()))


def test_no_phone_script_where_they_asked_for_no_calls() -> None:
    """B3 "no phone calls"."""
    world, thread = unreachable(no_phone_calls=True)

    assert phone_script(thread, world.rulebook, world.clock.now()) == ()
    assert linkedin_note(thread, world.rulebook, world.clock.now())


def test_a_linkedin_note_is_cut_at_a_sentence_and_takes_no_words_from_mail() -> None:
    """Facts enter as cleaned text (B32)."""
    world, thread = unreachable(role="Engineer {{x}} " + "for very long names of roles " * 8)
    note = linkedin_note(thread, world.rulebook, world.clock.now())

    assert len(note) <= MAX_LINKEDIN_LENGTH
    assert note.endswith("Jordan Ellis")
    assert "{" not in note


def test_a_thread_with_an_address_needs_neither() -> None:
    """Mail is the way."""
    assert not is_wanted(interviewed().thread())


def test_a_suggested_call_comes_with_its_script() -> None:
    """B23 `seventy-two-hours`: after ten days of silence."""
    world = interviewed(preset="seventy-two-hours")
    assert not is_call_suggested(world.thread())
    thread = world.until("2026-05-22 10:00").thread()

    assert is_call_suggested(thread)
    assert phone_script(thread, world.rulebook, world.clock.now())
    assert not is_wanted(thread)


# What would be written


def test_a_preview_of_what_lies_ahead_is_written_as_of_its_day_and_places_nothing() -> None:
    """`preview`."""
    world = interviewed()
    shown = preview(world.thread(), None, None, world.rulebook, world.clock.now())

    assert shown
    assert (shown.step, shown.at) == (Step.CHECK_IN, at("2026-05-18 09:00"))
    assert shown.drafts[0].body.startswith("Dear Priya")
    assert world.drafts() == []


def test_a_preview_in_each_tone_reads_differently() -> None:
    """`--all-tones`."""
    world = interviewed()
    bodies = {
        shown.drafts[0].body
        for tone in ("warm", "neutral", "formal", "brief")
        if (shown := preview(world.thread(), Step.NUDGE, tone, world.rulebook, world.clock.now()))
    }

    assert len(bodies) >= 3


def test_a_preview_of_the_thank_you_is_the_draft_that_is_placed() -> None:
    """The same words, before the interview took place."""
    world = World()
    world.employer(
        "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=interview("2026-05-11 14:00", "14:45", PRIYA)
    )
    shown = preview(world.thread(), None, None, world.rulebook, world.clock.now())
    world.until("2026-05-11 16:00")

    assert shown
    assert shown.drafts[0].body.split() == world.body().split()


def test_an_untouched_correction_says_that_nothing_changed() -> None:
    """No difference, no words."""
    world = interviewed()
    thread = world.thread()

    assert differences(thread, Change(thread).thread, world.rulebook, datetime.now().astimezone()) == []
    assert differences(thread, thread.with_contact(Contact("x@y.example")), world.rulebook, world.clock.now())
