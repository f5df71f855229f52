"""Several mailboxes of one owner share their threads (B7, B11, B31, B34; "thread")."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agent import corrections
from providers.interface import Unreachable
from providers.memory import Memory
from rules.reading import Intent, Person
from tests.agent.test_engine_turns import ROOT
from tests.agent.world import DANA, PRIYA, World, at, interview


def two() -> World:
    """The owner has a mailbox at home and one at work."""
    return World(mailboxes=("home", "work"))


def interviewed_at_work(world: World) -> World:
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, mailbox="work", conversation="w1")
    return world


def counts(world: World) -> dict[str, int]:
    """How many drafts lie in each mailbox."""
    return {name: len(box.drafts()) for name, box in world.boxes.items()}


def test_the_owner_may_answer_from_another_mailbox_than_the_employer_wrote_to() -> None:
    """B14, "thread": the question came to the one, the answer went from the other; found by its References."""
    world = interviewed_at_work(two())
    asked = world.employer("2026-05-06 10:00", Intent.INFORMATION_REQUEST, reply_to=ROOT, mailbox="work")
    assert world.thread().turn == "owner"
    world.owner_writes("2026-05-06 12:00", reply_to=asked, mailbox="home")

    assert world.thread().turn == "employer"


def test_the_owners_thank_you_from_another_mailbox_spares_the_draft() -> None:
    """B33: it counts wherever it was sent from."""
    world = interviewed_at_work(two())
    world.owner_writes("2026-05-11 15:00", subject="Thank you", mailbox="home")
    world.until("2026-05-12 12:00")

    assert world.thread().state == "thanked"
    assert counts(world) == {"home": 0, "work": 0}


def test_a_draft_lies_where_that_persons_conversation_is() -> None:
    """B31: Priya wrote to the work mailbox, Dana to the one at home; each is answered there."""
    world = interviewed_at_work(two())
    world.employer("2026-05-06 10:00", Intent.REPLY, sender=DANA, reply_to=ROOT, mailbox="home", conversation="h1")
    world.until("2026-05-11 16:00")
    assert counts(world) == {"home": 0, "work": 1}
    assert [d.conversation_id for d in world.boxes["work"].drafts()] == ["w1"]
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-18 10:00")

    assert counts(world) == {"home": 1, "work": 0}
    assert [d.conversation_id for d in world.boxes["home"].drafts()] == ["h1"]


def test_a_rejection_in_one_mailbox_withdraws_the_draft_in_the_other() -> None:
    """B33."""
    world = interviewed_at_work(two())
    world.until("2026-05-11 16:00")
    assert counts(world) == {"home": 0, "work": 1}
    world.employer("2026-05-11 16:30", Intent.REJECTION, reply_to=ROOT, mailbox="home")

    assert counts(world) == {"home": 0, "work": 0}
    assert world.thread().state == "rejected"


def test_the_same_mail_in_both_mailboxes_is_one_message() -> None:
    """B34, B13: it was addressed to both of the owner's addresses."""
    world = interviewed_at_work(two())
    mime = world.boxes["work"]._contents.entries[0].mime
    assert mime is not None
    world.boxes["home"].deliver(mime, conversation_id="h9")
    world.run()
    world.until("2026-05-11 16:00")

    assert len(world.store.threads()) == 1
    assert len(world.thread().rounds) == 1
    assert sum(counts(world).values()) == 1
    world.employer(
        "2026-05-11 16:30", Intent.REJECTION, conversation="h9", mailbox="home", sender=DANA, company=None, role=None
    )
    assert world.thread().state == "rejected"


def test_nothing_is_placed_before_every_configured_mailbox_was_read_once() -> None:
    """B18: the rejection may lie in the one that was not read yet."""
    world = World(mailboxes=("home", "work"), now="2026-05-11 19:00", is_started=False)
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world._deliver(
        PRIYA,
        "Interview",
        None,
        None,
        mailbox="work",
        intent="interview_scheduled",
        company="Northwind",
        role="Data Engineer",
        interview=talk,
    )
    world.boxes["work"]._contents.entries[0].received_at = at("2026-05-05 10:00")
    world.cycles["work"].run()
    assert world.thread().state == "interviewed"
    assert counts(world) == {"home": 0, "work": 0}
    world.boxes["home"].fail_next("changes", Unreachable("no line"))
    with pytest.raises(Unreachable):
        world.cycles["home"].run()
    world.cycles["work"].run()
    assert counts(world) == {"home": 0, "work": 0}
    world.cycles["home"].run()
    world.cycles["work"].run()

    assert counts(world) == {"home": 0, "work": 1}


def test_nothing_is_placed_on_a_thread_whose_other_mailbox_was_not_read_of_late() -> None:
    """`stale_after`: the mailbox at home has failed for hours, and the thread was seen there."""
    world = interviewed_at_work(two())
    world.employer("2026-05-06 10:00", Intent.REPLY, sender=DANA, reply_to=ROOT, mailbox="home")
    world.clock.set(at("2026-05-11 15:45"))
    world.cycles["work"].run()
    assert counts(world) == {"home": 0, "work": 0}
    world.clock.set(at("2026-05-11 15:45") + timedelta(minutes=3))
    world.cycles["home"].run()
    world.cycles["work"].run()

    assert counts(world) == {"home": 0, "work": 1}


def test_a_thread_that_was_never_seen_in_the_failing_mailbox_goes_on() -> None:
    """`stale_after` is about the mailboxes of that thread."""
    world = interviewed_at_work(two())
    world.clock.set(at("2026-05-11 15:45"))
    world.cycles["work"].run()

    assert counts(world) == {"home": 0, "work": 1}


def test_one_mailbox_that_fails_does_not_stop_the_other() -> None:
    """Each has a cycle of its own."""
    world = interviewed_at_work(two())
    sam = Person("Sam Ode", "sam@lakeside.example")
    talk = interview("2026-05-11 13:00", "13:45", sam)
    world.employer(
        "2026-05-06 10:00", Intent.INTERVIEW_SCHEDULED, sender=sam, company="Lakeside", interview=talk, mailbox="home"
    )
    world.clock.set(at("2026-05-11 15:50"))
    world.boxes["home"].fail_next("changes", Unreachable("no line"))
    with pytest.raises(Unreachable):
        world.cycles["home"].run()
    world.cycles["work"].run()

    assert counts(world)["work"] == 1


def test_two_roles_told_to_two_mailboxes_heed_each_other() -> None:
    """B26: one employer, two mailboxes."""
    world = two()
    for role, person, hour, name in (("Editor", PRIYA, "15", "home"), ("Strategist", DANA, "10", "work")):
        talk = interview(f"2026-05-11 {hour}:00", f"{hour}:45", person)
        world.employer(
            "2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=person, role=role, interview=talk, mailbox=name
        )
    world.owner_sends_drafts("2026-05-11 17:00")
    world.until("2026-05-20 12:00")

    assert [at_ for at_, kind in world.placed() if kind == "check_in"] == ["2026-05-18 09:00", "2026-05-19 09:00"]


def test_a_mailbox_that_is_no_longer_configured_holds_nothing_back() -> None:
    """`stale_after`: the account was removed from the configuration; its old mail still tells, it is not waited for."""
    world = interviewed_at_work(two())
    world.employer("2026-05-06 10:00", Intent.REPLY, sender=DANA, reply_to=ROOT, mailbox="home")
    world.mailboxes = ("work",)
    world.boxes = {"work": world.boxes["work"]}
    world.restart()
    world.until("2026-05-11 16:00")

    assert counts(world) == {"work": 1}


def test_a_draft_to_somebody_whose_mailbox_is_no_longer_configured_lies_where_mail_is_read() -> None:
    """B34: no due draft is lost in a mailbox that nobody looks after any more."""
    world = interviewed_at_work(two())
    world.employer("2026-05-06 10:00", Intent.REPLY, sender=DANA, reply_to=ROOT, mailbox="home")
    world.owner_sends_drafts("2026-05-11 17:00")
    world.mailboxes = ("work",)
    world.boxes = {"work": world.boxes["work"]}
    world.restart()
    world.run()
    world.until("2026-05-18 10:00")

    assert counts(world) == {"work": 1}


def configured(world: World, **boxes: Memory) -> World:
    """The program starts anew with these mailboxes configured."""
    world.mailboxes, world.boxes = tuple(boxes), boxes
    world.restart()
    world.run()
    return world


def test_a_draft_in_a_mailbox_that_was_renamed_is_looked_after_under_its_new_name() -> None:
    """B33, B34: it is found by its Message-ID, makes way for the check-in as ever, and nothing is placed twice."""
    world = interviewed_at_work(two())
    world.until("2026-05-11 16:00")
    configured(world, home=world.boxes["home"], office=world.boxes["work"])
    world.until("2026-05-11 17:00")
    assert counts(world) == {"home": 0, "office": 1}
    world.until("2026-05-18 10:00")

    assert [kind for _, kind in world.placed()] == ["thank_you", "check_in"]
    assert sum(counts(world).values()) == 1
    assert world.notices() == []


def test_a_draft_that_was_edited_is_the_owners_in_the_renamed_mailbox_too() -> None:
    """B33."""
    world = interviewed_at_work(two())
    world.until("2026-05-11 16:00")
    (draft,) = world.boxes["work"].drafts()
    world.boxes["work"].owner_edits(draft.id, draft.mime.replace(b"grateful", b"thankful") + b"\r\nOne line more.\r\n")
    configured(world, home=world.boxes["home"], office=world.boxes["work"])
    world.until("2026-05-18 10:00")

    assert counts(world) == {"home": 0, "office": 1}
    assert [d.status for d in world.thread().drafts] == ["edited"]


def test_a_draft_sent_from_the_renamed_mailbox_counts_as_sent() -> None:
    """B33."""
    world = interviewed_at_work(two())
    world.until("2026-05-11 16:00")
    configured(world, home=world.boxes["home"], office=world.boxes["work"])
    world.owner_sends_drafts("2026-05-11 17:00")

    assert world.thread().state == "thanked"
    assert world.thread().rounds[0].thanks_sent


def test_a_thread_goes_on_without_a_draft_in_a_mailbox_that_was_removed_and_the_owner_is_told() -> None:
    """B33, B34: nobody can see it being sent or take it out, so the owner hears where it lies, once."""
    world = interviewed_at_work(two())
    world.until("2026-05-11 16:00")
    configured(world, home=world.boxes["home"])
    assert world.notices() == [
        "The thank-you draft to Priya Raman was left in Drafts of work, which is not configured any more. "
        "Send it or delete it there; it is not looked after any more."
    ]
    world.until("2026-05-18 10:00")

    assert counts(world) == {"home": 1}
    assert [kind for _, kind in world.placed()] == ["thank_you", "check_in"]
    assert len(world.notices()) == 1


def test_a_draft_is_only_given_up_once_every_mailbox_was_looked_through() -> None:
    """B34: it may lie in the one that cannot be read just now."""
    world = interviewed_at_work(two())
    world.until("2026-05-11 16:00")
    world.mailboxes = ("home", "office")
    world.boxes = {"home": world.boxes["home"], "office": world.boxes["work"]}
    world.restart()
    world.cycles["home"].run()
    world.cycles["home"].run()
    assert [d.status for d in world.thread().drafts] == ["live"]
    world.cycles["office"].run()

    assert [(d.status, d.mailbox) for d in world.thread().drafts] == [("live", "office")]
    assert world.notices() == []


def test_a_draft_on_its_way_out_of_a_mailbox_that_was_removed_holds_nothing_up() -> None:
    """B33, B34: the rejection came as the mailbox went; its thank-you is to be deleted by hand, the reply is placed."""
    world = interviewed_at_work(two())
    world.until("2026-05-11 16:00")
    world.boxes["work"].fail_next("delete_draft", Unreachable("no line"))
    with pytest.raises(Unreachable):
        world.employer("2026-05-11 16:30", Intent.REJECTION, reply_to=ROOT, mailbox="home")
    configured(world, home=world.boxes["home"])
    world.until("2026-05-12 10:00")

    assert [text for text in world.notices() if "Delete it there: " in text]
    assert [kind for _, kind in world.placed()] == ["thank_you", "rejection_reply"]


def test_a_draft_planned_for_a_mailbox_that_was_removed_is_placed_in_another() -> None:
    """B34: no due draft is lost."""
    world = interviewed_at_work(two())
    world.until("2026-05-11 15:40")
    world.clock.set(at("2026-05-11 15:45"))
    world.cycles["home"].run()
    assert [(d.status, d.mailbox) for d in world.thread().drafts] == [("planned", "work")]
    configured(world, home=world.boxes["home"])

    assert counts(world) == {"home": 1}
    assert world.notices() == []


def test_commands_reach_the_drafts_of_every_mailbox() -> None:
    """B33: closing a thread withdraws its draft, wherever it lies."""
    world = interviewed_at_work(two())
    world.until("2026-05-11 16:00")
    world.corrects("2026-05-11 16:10", corrections.close)

    assert counts(world) == {"home": 0, "work": 0}
