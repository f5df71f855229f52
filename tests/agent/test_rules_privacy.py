"""What the memory keeps of the owner's mail, seen by reading its file (B6, B35, and "Words")."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from agent import corrections
from agent.judging import judge
from rules.reading import Intent
from tests.agent.test_engine_turns import ROOT
from tests.agent.world import PRIYA, Envelope, World, interview, vevent

MARK = "hollyhock"
"""A word that stands nowhere but in the mail in question."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "followthrough.db"


def dump(world: World) -> str:
    """Everything in the memory, as text; but for the agent's own letters, which are kept to be exported."""
    lines = "\n".join(world.store._db.iterdump()).split(";\n")
    return "\n".join(line for line in lines if not line.startswith('INSERT INTO "letters"'))


def raw(world: World, file: Path) -> bytes:
    """Every byte of the memory's files, once all was written out."""
    world.store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(path.read_bytes() for path in sorted(file.parent.iterdir()))


def interviewed_in(world: World, text: str = "We look forward to it.") -> World:
    talk = interview("2026-05-11 14:00", "14:45", PRIYA)
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, envelope=Envelope(text=text))
    return world


@pytest.mark.parametrize("intent", [Intent.UNRELATED, Intent.RECRUITER_OUTREACH])
def test_unrelated_mail_leaves_an_id_and_an_intent_and_not_a_word(intent: Intent, file: Path) -> None:
    """Its subject, sender, recipients and text are in no byte of the files."""
    world = World(path=str(file))
    envelope = Envelope({"Cc": f"{MARK}@friends.example"}, text=f"The {MARK} in the garden")
    sender = type(PRIYA)(f"Aunt {MARK}", f"{MARK}@family.example")
    world.employer(
        "2026-05-05 10:00", intent, sender=sender, subject=f"My {MARK}", company=None, role=None, envelope=envelope
    )
    rows = world.store._db.execute("SELECT intent, thread_id FROM messages").fetchall()

    assert [tuple(row) for row in rows] == [(intent.value, None)]
    kept = raw(world, file).replace(f"@{MARK}".encode(), b"").decode("latin-1")
    assert MARK not in kept.replace(f"<1@{sender.email.partition('@')[2]}>", "")  # type: ignore[union-attr]


def test_the_text_of_hiring_mail_is_not_kept(file: Path) -> None:
    """Bodies stay in the mailbox; what was read of them is kept: facts, and the words that decided."""
    world = interviewed_in(World(path=str(file)), text=f"We look forward to it. Mind the {MARK} at the gate.")
    world.until("2026-05-11 16:00")

    assert MARK not in dump(world)
    assert MARK.encode() not in raw(world, file)


def test_the_evidence_of_a_real_reading_is_words_and_not_the_mail(file: Path) -> None:
    """B5: the sentences that fired a rule, not the others."""
    world = World(path=str(file), judge=judge)
    mail = (
        "From: Priya Raman <priya@northwind.example>\r\nTo: jordan@ellis.example\r\n"
        "Message-ID: <1@northwind.example>\r\n"
        "Subject: Interview for the Data Engineer role at Northwind\r\nDate: Tue, 05 May 2026 10:00:00 -0400\r\n\r\n"
        "Hi Jordan,\r\n\r\nYour interview for the Data Engineer role at Northwind is confirmed for Monday, May 11 at "
        f"2:00 PM EDT.\r\n\r\nBy the way, the {MARK} in our yard is in bloom this week.\r\n\r\nBest,\r\nPriya\r\n"
    )
    world.mailbox.deliver(mail.encode())
    world.run()

    assert MARK not in dump(world)


def test_a_message_that_needs_a_look_is_kept_without_its_text(file: Path) -> None:
    """B4: what settling needs, not what it says; nor what its calendar part says."""
    event = vevent("u1", "2026-05-11 14:00", "2026-05-11 14:45", PRIYA) + f"\r\nDESCRIPTION:The {MARK} by the gate"
    world = World(path=str(file))
    envelope = Envelope(invitation=event, text=f"The {MARK} by the gate")
    world.employer("2026-05-05 10:00", Intent.SCHEDULING_REQUEST, sure=False, envelope=envelope)

    assert len(world.store.looks()) == 1
    assert MARK not in dump(world)


def test_a_drafts_words_are_kept_while_it_is_live_and_not_longer(file: Path) -> None:
    """They may have to be reworded; once it is sent, withdrawn or gone the thread forgets them."""
    world = interviewed_in(World(path=str(file)))
    world.until("2026-05-11 15:30")
    world.corrects("2026-05-11 15:31", lambda t, now: corrections.set_facts(t, None, f"{MARK.title()} Engineer"))
    world.until("2026-05-11 16:00")
    (draft,) = world.thread().drafts
    assert draft.body
    sentence = draft.body.split("\n\n")[1]
    world.owner_sends_drafts("2026-05-11 17:00")

    assert world.thread().drafts[0].body == ""
    assert sentence not in dump(world)
    assert sentence[:40] not in dump(world)


@pytest.mark.parametrize("fate", ["edited", "deleted", "withdrawn"])
def test_whatever_becomes_of_a_draft_its_words_go(fate: str, file: Path) -> None:
    """Edited: the words are the owner's now; deleted, withdrawn: nobody needs them."""
    world = interviewed_in(World(path=str(file)))
    world.until("2026-05-11 16:00")
    sentence = world.thread().drafts[0].body.split("\n\n")[1][:40]
    if fate == "edited":
        world.owner_edits_drafts("2026-05-11 16:10")
    elif fate == "deleted":
        world.owner_deletes_drafts("2026-05-11 16:10")
    else:
        world.employer("2026-05-11 16:10", Intent.REJECTION, reply_to=ROOT)

    assert sentence not in dump(world)


def test_what_the_owner_wrote_into_a_draft_is_not_kept(file: Path) -> None:
    """B33: an edited draft is theirs: not a word of it comes into the memory, edited or sent."""
    world = interviewed_in(World(path=str(file)))
    world.until("2026-05-11 16:00")
    (draft,) = world.drafts()
    world.mailbox.owner_edits(draft.id, draft.mime + f"\r\nMy {MARK} is in bloom.\r\n".encode())
    world.run()
    world.owner_sends_drafts("2026-05-11 17:00")

    assert world.thread().state == "thanked"
    assert MARK not in "\n".join(world.store._db.iterdump())


def test_the_files_of_the_memory_are_the_owners_alone(file: Path) -> None:
    """0600, the write-ahead log too."""
    world = interviewed_in(World(path=str(file)))
    world.until("2026-05-11 16:00")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}

    assert modes
    assert set(modes.values()) == {0o600}


def test_trouble_is_kept_for_fourteen_days(file: Path) -> None:
    """Privacy: not longer than it can be of use."""
    world = World(path=str(file))
    with world.store.decision():
        world.store.shelve("main", "m1", f"ValueError: {MARK}", "0", world.clock.now())
    world.until("2026-05-19 09:00")
    with world.store.decision():
        world.store.shelve("main", "m2", "ValueError: other", "0", world.clock.now())

    assert MARK not in dump(world)
