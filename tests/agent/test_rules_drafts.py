"""The life of a draft against events: freshness, what the owner does with it, and exactly once (B27, B33, B34)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from agent import corrections
from agent.happenings import Change
from agent.threads import DraftStatus, Thread
from providers.interface import ProviderError, Refused, Unreachable
from rules.pacing import Step
from rules.reading import Intent, Person, SentIntent
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_engine_turns import ROOT, thanked
from tests.agent.world import DANA, PRIYA, World, at, interview

TOM = Person("Tom Berg", "tom@northwind.example")


def placed(world: World, kind: str) -> list[str]:
    """When drafts of that kind were placed."""
    return [at_ for at_, what in world.placed() if what == kind]


def panel(world: World | None = None) -> World:
    """Dana arranged, Priya and Tom interviewed; both thank-yous lie in Drafts."""
    world = world or World()
    talk = interview("2026-05-11 14:00", "15:30", PRIYA, TOM)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=talk)
    world.until("2026-05-11 16:45")
    assert len(world.drafts()) == 2
    return world


# B27


def test_a_corrected_role_is_put_right_in_the_live_draft() -> None:
    """B27: reworded in place: the same draft, new words, told as an update."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    (before,) = world.drafts()
    world.corrects("2026-05-11 16:10", lambda t, _: corrections.set_facts(t, None, "Analytics Lead"))
    (after,) = world.drafts()

    assert (after.id, after.message_id) == (before.id, before.message_id)
    assert "Analytics Lead" in world.body()
    assert "Data Engineer" not in world.body()
    assert world.events("draft_updated") == [("2026-05-11 16:10", "thank_you")]


def test_a_corrected_name_is_put_right_in_the_live_draft() -> None:
    """B27: a changed interviewer."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    right = Person("Prija Raman", PRIYA.email)
    world.corrects("2026-05-11 16:10", lambda t, _: corrections.set_contact(t, right))

    assert len(world.events("draft_updated")) <= 1
    assert len(world.drafts()) == 1


def test_a_promised_day_that_passes_does_not_stand_there_as_one_to_come() -> None:
    """B27: "by the 20th" is reworded when the 20th is over, though no mail came."""
    world = thanked()
    world.until("2026-05-18 10:00")
    world.corrects("2026-05-18 12:00", lambda t, now: corrections.note(t, "they decide by May 20", now, world.rulebook))
    ahead = world.body()
    world.until("2026-05-21 12:00")

    assert "May 20" in ahead
    assert world.body() != ahead
    assert [at_ for at_, _ in world.events("draft_updated")] == ["2026-05-18 12:00", "2026-05-21 00:00"]


def test_a_draft_in_which_nothing_went_stale_is_not_touched() -> None:
    """B27: reworded only for a reason; the mail program sees no change for days."""
    world = thanked()
    world.until("2026-05-18 10:00")
    (before,) = world.drafts()
    world.until("2026-05-28 12:00")
    (after,) = world.drafts()

    assert after == before
    assert world.events("draft_updated") == []


def test_a_draft_that_would_say_the_same_is_not_written_anew() -> None:
    """B27: another version of the program, or another way to the same words, touches no draft."""
    world = interviewed()
    world.until("2026-05-11 16:00")

    def as_by_another_version(thread: Thread, now: datetime) -> Change:
        (draft,) = thread.open_drafts()
        return Change(thread.with_draft(replace(draft, digest="of another version", inputs="")))

    world.corrects("2026-05-11 16:10", as_by_another_version)
    assert world.events("draft_updated") == []
    assert world.thread().open_drafts()[0].digest != "of another version"


def test_an_edited_draft_is_not_reworded() -> None:
    """B27, B33: only an untouched one."""
    world = interviewed()
    world.owner_edits_drafts("2026-05-11 16:00")
    (before,) = world.drafts()
    world.corrects("2026-05-11 16:10", lambda t, _: corrections.set_facts(t, None, "Analytics Lead"))

    assert world.drafts() == [before]


def test_a_draft_that_the_owner_begins_to_edit_while_it_is_reworded_is_theirs() -> None:
    """B27, B33: the edit is noticed when the agent looks before it writes."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    (draft,) = world.drafts()
    edited = draft.mime + b"\r\nBy hand.\r\n"
    world.mailbox.owner_edits(draft.id, edited)
    world.corrects("2026-05-11 16:10", lambda t, _: corrections.set_facts(t, None, "Analytics Lead"))
    world.run()

    assert [d.mime for d in world.drafts()] == [edited]
    assert world.thread().drafts[0].status is DraftStatus.EDITED


# B33: sent


def test_a_draft_edited_and_then_sent_is_the_step_at_that_time() -> None:
    """B33: "as is or edited"."""
    world = thanked()
    world.owner_edits_drafts("2026-05-18 10:00")
    world.owner_sends_drafts("2026-05-19 16:00")
    world.until("2026-05-27 12:00")

    assert world.events("draft_sent")[-1] == ("2026-05-19 16:00", "check_in")
    assert world.events("state_changed")[-1] == ("2026-05-19 16:00", "checked_in")
    assert placed(world, "nudge") == ["2026-05-26 09:00"]


def test_sent_while_the_machine_slept_is_sent_at_its_own_time() -> None:
    """B33: the time of the sent copy counts, not that of noticing."""
    world = thanked()
    world.until("2026-05-18 10:00")
    (draft,) = world.drafts()
    world.mailbox.owner_sends_draft(draft.id, at=at("2026-05-18 11:00"))
    world.sleep_until("2026-05-20 10:00")

    assert world.events("state_changed")[-1] == ("2026-05-18 11:00", "checked_in")


# B33: edited


def test_after_an_edit_nothing_further_is_placed_not_even_for_the_next_round() -> None:
    """B33: "no further step is placed beside it"; the owner is told once, and the rest waits until it is gone."""
    world = thanked()
    world.owner_edits_drafts("2026-05-18 10:00")
    second = interview("2026-05-20 10:00", "11:00", DANA)
    world.employer("2026-05-18 12:00", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=second)
    world.until("2026-05-20 15:00")
    assert placed(world, "thank_you") == ["2026-05-11 15:45"]
    assert sum("You edited" in text for text in world.notices()) == 1
    world.owner_deletes_drafts("2026-05-20 16:00")
    world.until("2026-05-20 17:00")

    assert placed(world, "thank_you") == ["2026-05-11 15:45", "2026-05-20 16:00"]


def test_an_edited_thank_you_of_a_panel_does_not_disturb_the_others() -> None:
    """B33: it is not touched; the other one is withdrawn when the check-in would be due, and waits for nothing."""
    world = panel()
    first, second = world.drafts()
    world.mailbox.owner_edits(first.id, first.mime + b"\r\nBy hand.\r\n")
    world.run()
    world.mailbox.owner_sends_draft(second.id, at=world.clock.now())
    world.until("2026-05-29 12:00")

    assert len(world.drafts()) == 1
    assert placed(world, "check_in") == []


# B33: gone


def test_a_draft_that_vanished_and_was_sent_later_counts_from_when_it_was_sent() -> None:
    """B33, B22: scheduled send: gone on Monday, its copy shows up on Wednesday; the nudge counts from Wednesday."""
    world = thanked()
    world.until("2026-05-18 10:00")
    (draft,) = world.drafts()
    world.owner_deletes_drafts("2026-05-18 11:00")
    assert world.thread().state == "checked_in"
    world.until("2026-05-20 10:00")
    world.mailbox.owner_sends(draft.mime)
    world.run()
    world.until("2026-06-05 12:00")

    assert [d.was_sent for d in world.thread().done if d.step is Step.CHECK_IN] == [True]
    assert placed(world, "check_in") == ["2026-05-18 09:00"]
    assert placed(world, "nudge") == ["2026-05-27 09:00"]


def test_a_promise_is_spent_by_a_step_whose_sent_copy_shows_up_late() -> None:
    """B21, B33."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.STATUS_UPDATE, reply_to=ROOT, decision_by=date(2026, 5, 14))
    world.until("2026-05-15 10:00")
    (draft,) = world.drafts()
    world.owner_deletes_drafts("2026-05-15 11:00")
    world.mailbox.owner_sends(draft.mime)
    world.run()

    assert world.thread().live_promise is None


# B33: the employer writes first


@pytest.mark.parametrize(
    ("sends", "kind"), [(["2026-05-18 11:00"], "nudge"), (["2026-05-18 11:00", "2026-05-26 11:00"], "closing")]
)
def test_the_employers_mail_withdraws_a_live_nudge_and_closing_note_too(sends: list[str], kind: str) -> None:
    """B33."""
    world = thanked()
    for day in sends:
        world.owner_sends_drafts(day)
    world.until("2026-06-09 10:00" if kind == "closing" else "2026-05-26 10:00")
    assert len(world.drafts()) == 1
    world.employer("2026-06-09 11:00" if kind == "closing" else "2026-05-26 11:00", Intent.REPLY, reply_to=ROOT)

    assert world.drafts() == []
    assert world.events("draft_withdrawn")[-1][1] == kind


@pytest.mark.parametrize(
    ("intent", "stays"),
    [
        (Intent.REJECTION, False),
        (Intent.OFFER, False),
        (Intent.REPLY, True),
        (Intent.STATUS_UPDATE, True),
        (Intent.INFORMATION_REQUEST, True),
        (Intent.SCHEDULING_REQUEST, True),
        (Intent.AUTO_REPLY, True),
    ],
)
def test_a_thank_you_is_withdrawn_by_an_ending_only(intent: Intent, stays: bool) -> None:
    """B33."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    world.employer("2026-05-11 16:10", intent, reply_to=ROOT)

    assert (len(world.drafts()) == 1) is stays


def test_the_next_rounds_invitation_leaves_the_last_rounds_thank_you_alone() -> None:
    """B33: a thank-you is withdrawn only by a rejection, an offer or a cancellation of that interview."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    second = interview("2026-05-13 10:00", "11:00", DANA)
    world.employer("2026-05-11 16:10", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=second)
    assert len(world.drafts()) == 1
    world.employer("2026-05-11 16:20", Intent.INTERVIEW_CANCELLED, reply_to=ROOT)

    assert len(world.drafts()) == 1


def test_an_edited_thank_you_survives_even_a_rejection() -> None:
    """B33: the agent never touches it again."""
    world = interviewed()
    world.owner_edits_drafts("2026-05-11 16:00")
    world.employer("2026-05-11 16:10", Intent.REJECTION, reply_to=ROOT)

    assert len(world.drafts()) == 1


# B33: the owner writes first


def test_the_owners_own_mail_while_a_check_in_is_live_counts_as_the_check_in() -> None:
    """B33."""
    world = thanked()
    world.until("2026-05-18 10:00")
    world.owner_writes("2026-05-18 14:00", subject="Any news?")
    world.until("2026-05-26 12:00")

    assert world.events("draft_withdrawn") == [("2026-05-18 14:00", "check_in")]
    assert world.events("state_changed")[-1] == ("2026-05-18 14:00", "checked_in")
    assert placed(world, "nudge") == ["2026-05-26 09:00"]


def test_the_owners_own_mail_while_nothing_is_live_only_restarts_the_wait() -> None:
    """B33."""
    world = thanked()
    world.owner_writes("2026-05-14 14:00", subject="One more thing")
    assert world.thread().state == "thanked"
    world.until("2026-05-22 12:00")

    assert placed(world, "check_in") == ["2026-05-21 09:00"]


def test_the_owners_own_answer_to_a_rejection_counts_as_the_reply() -> None:
    """B33: in `rejected`, before the draft is due and while it lies there."""
    for moment in ("2026-05-12 16:00", "2026-05-13 11:00"):
        world = thanked()
        world.employer("2026-05-12 10:00", Intent.REJECTION, reply_to=ROOT)
        world.owner_writes(moment, reply_to=ROOT)
        world.until("2026-05-20 12:00")

        assert world.drafts() == []
        assert len(placed(world, "rejection_reply")) == (moment > "2026-05-13")


def test_the_owners_own_mail_to_a_panel_counts_for_its_recipients() -> None:
    """B33: both, if both are among its recipients."""
    world = panel()
    world.owner_writes("2026-05-11 17:00", TOM, subject="Thank you")
    assert [d.message_id for d in world.drafts()] != []
    assert world.thread().state == "interviewed"
    world.owner_writes("2026-05-11 17:10", PRIYA, subject="Thank you")

    assert world.drafts() == []
    assert world.thread().state == "thanked"


# B33: unsent


def test_the_thank_you_gives_way_to_the_next_step_and_never_lies_beside_it() -> None:
    """B33, B34: withdrawn, skipped, and the check-in thanks."""
    world = panel()
    world.until("2026-05-18 12:00")

    assert [kind for _, kind in world.events("draft_withdrawn")] == ["thank_you"] * 2
    assert len(world.drafts()) == 1
    assert "hank" in world.body()
    assert [t.entry.data["kind"] for t in world.told if t.entry.event == "step_skipped"] == ["thank_you"] * 2


def test_a_thank_you_with_no_next_step_goes_after_ten_business_days() -> None:
    """B33: "any other draft": the owner owes an answer, so nothing takes its place."""
    world = interviewed()
    world.employer("2026-05-11 15:00", Intent.INFORMATION_REQUEST, reply_to=ROOT)
    world.until("2026-05-26 16:00")

    assert world.events("draft_withdrawn") == [("2026-05-26 09:00", "thank_you")]
    assert any("ten business days" in text for text in world.notices())
    assert world.thread().state == "thanked"


def test_a_rejection_reply_left_unsent_goes_after_ten_business_days() -> None:
    """B33."""
    world = thanked()
    world.employer("2026-05-12 10:00", Intent.REJECTION, reply_to=ROOT)
    world.until("2026-06-10 12:00")

    assert world.events("draft_withdrawn") == [("2026-05-28 09:00", "rejection_reply")]
    assert placed(world, "rejection_reply") == ["2026-05-13 09:00"]
    assert world.thread().state == "rejected"


# B34


def test_two_rounds_with_the_same_person_leave_one_live_draft_for_them() -> None:
    """B34, B33: the second thank-you is the next step; the first, untouched, gives way."""
    world = interviewed()
    second = interview("2026-05-13 10:00", "11:00", PRIYA)
    world.employer("2026-05-11 17:00", Intent.INTERVIEW_SCHEDULED, reply_to=ROOT, interview=second)
    world.until("2026-05-13 18:00")

    assert len(world.drafts()) == 1
    assert placed(world, "thank_you") == ["2026-05-11 15:45", "2026-05-13 12:00"]
    assert world.events("draft_withdrawn") == [("2026-05-13 12:00", "thank_you")]


@pytest.mark.parametrize("after_effect", [False, True])
@pytest.mark.parametrize("verb", ["find_draft", "save_draft"])
def test_a_line_that_drops_while_placing_neither_loses_nor_doubles_a_draft(verb: str, after_effect: bool) -> None:
    """B34: before or after the service did it; then the program starts anew."""
    world = interviewed()
    world.until("2026-05-11 15:00")
    world.mailbox.fail_next(verb, Unreachable("the line dropped"), after_effect=after_effect)
    world.clock.set(at("2026-05-11 15:45"))
    with pytest.raises(ProviderError):
        world.cycle.run()
    world.restart()
    world.until("2026-05-11 18:00")

    assert len(world.drafts()) == 1
    assert len(world.placed()) == 1


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_line_that_drops_while_withdrawing_is_made_up_for(after_effect: bool) -> None:
    """B34."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    world.mailbox.fail_next("delete_draft", Unreachable("the line dropped"), after_effect=after_effect)
    with pytest.raises(ProviderError):
        world.employer("2026-05-11 16:10", Intent.REJECTION, reply_to=ROOT)
    world.restart()
    world.until("2026-05-11 18:00")

    assert world.drafts() == []
    assert [kind for _, kind in world.events("draft_withdrawn")] == ["thank_you"]


def test_a_draft_placed_before_the_memory_was_lost_is_found_and_not_doubled() -> None:
    """B34: the same mailbox, an empty store: the draft's own Message-ID says that it is there."""
    world = interviewed()
    world.until("2026-05-11 16:00")
    other = World(now="2026-05-11 16:30", is_started=False)
    other.boxes = {"main": world.mailbox.reopened()}
    other._open()
    other.run()

    assert len(other.drafts()) == 1
    assert other.thread().drafts[0].status is DraftStatus.LIVE


def test_a_draft_sent_before_the_memory_was_lost_is_not_written_again() -> None:
    """B34, B18: the sent copy lies in Sent; the new agent takes it for the owner's own thank-you."""
    world = interviewed()
    world.owner_sends_drafts("2026-05-11 16:30")
    other = World(now="2026-05-11 17:00", is_started=False)
    other.boxes = {"main": world.mailbox.reopened()}
    other._open()
    other.run()
    other.until("2026-05-12 12:00")

    assert other.placed() == []
    assert other.thread().state == "thanked"


def test_what_the_service_refuses_is_skipped_and_said() -> None:
    """B34: not tried for ever."""
    world = interviewed()
    world.until("2026-05-11 15:00")
    world.mailbox.fail_next("save_draft", Refused("the message is too large"))
    world.until("2026-05-11 20:00")

    assert world.drafts() == []
    assert any("refused" in text for text in world.notices())


def test_reading_the_same_page_twice_changes_nothing() -> None:
    """B34: an expired cursor rescans the look-back."""
    world = thanked()
    world.until("2026-05-18 10:00")
    before = world.thread()
    world.mailbox.expire_cursors()
    world.run()

    assert world.thread() == before
    assert len(world.drafts()) == 1


def test_a_withdrawn_step_that_is_due_again_is_a_draft_of_its_own() -> None:
    """B15, B34: a second check-in after the first was withdrawn has a Message-ID of its own."""
    world = thanked()
    world.until("2026-05-18 10:00")
    first = world.drafts()[0].message_id
    world.employer("2026-05-18 10:30", Intent.STATUS_UPDATE, reply_to=ROOT)
    world.until("2026-05-27 12:00")
    (again,) = world.drafts()

    assert again.message_id != first


def test_the_owner_who_withdraws_leaves_no_draft_behind() -> None:
    """B7, B33."""
    world = thanked()
    world.until("2026-05-18 10:00")
    world.owner_writes("2026-05-18 11:00", reply_to=ROOT, intent=SentIntent.WITHDRAWAL)

    assert world.drafts() == []
    assert world.thread().reason == "withdrawn"


def test_changes_of_no_consequence_write_nothing() -> None:
    """B27, B34: a thread looked at again because of some command has the same draft."""
    world = thanked()
    world.until("2026-05-18 10:00")
    before = world.drafts()
    world.corrects("2026-05-18 11:00", lambda t, _: Change(replace(t, phone="+1 212 555 0199")))

    assert world.drafts() == before


@pytest.mark.parametrize("fate", ["unsent", "deleted", "too late"])
def test_the_check_in_carries_the_thanks_that_nobody_sent(fate: str) -> None:
    """B33, B20: whatever kept the thank-you from going out; and not where it went out."""
    world, sent = interviewed(), thanked()
    if fate == "deleted":
        world.owner_deletes_drafts("2026-05-11 17:00")
    elif fate == "too late":
        world.sleep_until("2026-05-13 10:00")
    world.until("2026-05-18 12:00")
    sent.until("2026-05-18 12:00")
    opening, usual = (w.body().split("\n\n")[1] for w in (world, sent))

    assert "hank" in opening
    assert "hank" not in usual


@pytest.mark.parametrize("intent", [Intent.OFFER, Intent.REJECTION])
def test_a_thread_that_is_over_is_not_told_that_its_thank_you_came_too_late(intent: Intent) -> None:
    """B12, B20: there is no check-in to carry the thanks."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    root = world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk)
    world.employer("2026-05-11 15:00", intent, reply_to=root)
    world.until("2026-05-14 12:00")

    skipped = [told.entry.data["why"] for told in world.told if told.entry.event == "step_skipped"]
    assert not any("deadline" in why for why in skipped)


def test_a_notice_names_a_step_as_people_do() -> None:
    """B26."""
    world = thanked()
    world.until("2026-06-30 12:00")
    texts = [str(told.entry.data["text"]) for told in world.told if told.entry.event == "notified"]
    assert any("The check-in for Northwind lay unsent" in text for text in texts)
    assert not any(step.value in text for text in texts for step in Step if "_" in step.value)
