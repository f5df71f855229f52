"""Notes in every form: with a file, in a file, with a slip of the pen, taken back (B35)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent import attachments, corrections, lints, notes
from agent.compose import draft
from agent.differences import differences
from agent.draft_request import Note
from agent.errors import UsageError
from agent.material import languages
from agent.notes_files import NotesFolder
from rules.reading import Intent
from tests.agent.drafting import parsed, request
from tests.agent.test_engine_rounds import interviewed
from tests.agent.test_rules_drafts import panel
from tests.agent.world import PRIYA, World, interview

PROMISED = {
    "en": "my portfolio", "de": "mein Portfolio", "fr": "mon portfolio", "es": "mi portafolio",
    "pt": "meu portfólio", "nl": "mijn portfolio", "it": "il mio portfolio",
}  # fmt: skip


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    path = tmp_path / "Jördans portfolio.pdf"
    path.write_bytes(b"%PDF-1.7 invented")
    return path


def promised(world: World, file: Path | None, moment: str = "2026-05-11 15:00") -> World:
    text = "promised: send my portfolio"
    path = str(file) if file else None
    world.corrects(moment, lambda t, now: corrections.note(t, text, now, world.rulebook, path))
    return world


# With a file


def test_a_promised_file_goes_with_the_draft_and_the_words_say_so(portfolio: Path) -> None:
    """B35: promised material becomes an attachment where a file is given."""
    world = promised(interviewed(), portfolio).until("2026-05-11 16:00")
    (file,) = world.draft().iter_attachments()

    assert (file.get_filename(), file.get_content_type()) == ("Jördans portfolio.pdf", "application/pdf")
    assert file.get_payload(decode=True) == b"%PDF-1.7 invented"
    assert "my portfolio" in world.body()
    assert "separate" not in world.body()
    assert not any("promised" in notice for notice in world.notices())


def test_without_a_file_the_owner_is_reminded_outside_the_draft() -> None:
    """B35."""
    world = promised(interviewed(), None).until("2026-05-11 16:00")
    (notice,) = [n for n in world.notices() if "promised" in n]

    assert "my portfolio" in notice
    assert "--attach FILE" in notice
    assert not list(world.draft().iter_attachments())


def test_a_file_given_later_is_worked_into_the_live_draft(portfolio: Path) -> None:
    """B27, B35: notes that arrive while a draft is live and untouched."""
    world = promised(interviewed(), None).until("2026-05-11 16:00")
    promised(world, portfolio, "2026-05-11 16:30")

    assert len(world.thread().notes) == 1
    assert [f.get_filename() for f in world.draft().iter_attachments()] == ["Jördans portfolio.pdf"]


def test_a_file_that_is_gone_when_the_draft_is_due_is_named_and_the_words_do_without_it(portfolio: Path) -> None:
    """B34, B35: the draft is placed all the same, and says nothing that is not so."""
    world = promised(interviewed(), portfolio)
    portfolio.unlink()
    world.until("2026-05-11 16:00")

    assert not list(world.draft().iter_attachments())
    assert "attach" not in world.body().lower()
    assert any("Jördans portfolio.pdf cannot be read" in n for n in world.notices())


def test_a_mailbox_that_expects_html_gets_it_and_its_drafts_are_known_all_the_same(portfolio: Path) -> None:
    """B27, B33, B34: placed, reworded, found again, withdrawn."""
    world = promised(interviewed(World(settings={"with_html": frozenset({"main"})})), portfolio)
    world.until("2026-05-11 16:00")
    assert world.draft().get_body(("html",)) is not None
    world.corrects("2026-05-11 16:10", lambda t, _: corrections.set_facts(t, None, "Analytics Lead"))
    rich = world.draft().get_body(("html",))
    assert rich is not None
    assert "Analytics Lead" in str(rich.get_content())
    world.employer("2026-05-11 16:20", Intent.REJECTION, role="Analytics Lead")
    assert world.drafts() == []


def test_of_a_panel_only_the_draft_that_speaks_of_it_takes_the_file_along(portfolio: Path) -> None:
    """B30."""
    world = promised(panel(), portfolio, "2026-05-11 17:00")
    files = [list(parsed_mail.iter_attachments()) for parsed_mail in map(_mail, world.drafts())]
    assert sorted(map(len, files)) == [0, 1]


def _mail(stored: object) -> object:
    from email import message_from_bytes, policy

    return message_from_bytes(stored.mime, policy=policy.default)  # type: ignore[attr-defined]


def test_what_is_too_large_empty_or_no_file_is_refused_by_name(tmp_path: Path) -> None:
    large, empty = tmp_path / "film.mov", tmp_path / "empty.txt"
    large.write_bytes(b"x" * (attachments.MAX_BYTES + 1))
    empty.touch()
    assert "2.0 MB, and 2 MB are the most" in attachments.trouble(str(large))
    assert attachments.trouble(str(empty)) == "empty.txt is empty"
    assert "cannot be read" in attachments.trouble(str(tmp_path / "nothing"))
    assert attachments.trouble(str(tmp_path))


def test_a_file_goes_with_a_promise_only(portfolio: Path) -> None:
    world = interviewed()
    with pytest.raises(UsageError, match="--attach goes with what you promised"):
        corrections.note(world.thread(), "about: the archive", world.clock.now(), world.rulebook, str(portfolio))
    change = corrections.note(world.thread(), "my portfolio", world.clock.now(), world.rulebook, str(portfolio))
    assert [(n.kind, n.text) for n in change.thread.notes] == [("promised", "my portfolio")]


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("address", [None, "informal"])
def test_an_attachment_has_its_words_in_every_language(code: str, address: str | None) -> None:
    """B32."""
    for number in range(4):
        asked = request(
            language=code,
            address=address,
            notes=(Note("promised", PROMISED[code], "/home/portfolio.pdf"),),
            message_id=f"<{number}@inkmail.example>",
        )
        composed = draft(asked)
        assert lints.faults(composed, asked) == ()
        assert composed.attachments == ("/home/portfolio.pdf",)
        assert parsed(composed).get_content_type() == "text/plain"  # the file is read when the draft is placed


# In a file


def test_a_notes_file_belongs_to_the_thread_of_its_name(tmp_path: Path) -> None:
    """B35."""
    world = interviewed()
    (tmp_path / f"{world.thread().id}.txt").write_text("about: the storage migration\n", encoding="utf-8")
    world.cycle.notes = NotesFolder(tmp_path).changed
    world.until("2026-05-11 16:00")
    assert "storage migration" in world.body()


def test_a_line_that_leaves_the_notes_file_leaves_the_thread(tmp_path: Path) -> None:
    world = interviewed()
    file = tmp_path / f"{world.thread().id}.md"
    world.cycle.notes = NotesFolder(tmp_path).changed
    file.write_text("about: the archive\nask: how the team works\n", encoding="utf-8")
    world.corrects("2026-05-11 15:00", lambda t, now: corrections.note(t, "the canteen", now, world.rulebook))
    file.write_text("about: the garden\n", encoding="utf-8")
    world.run()
    assert [n.text for n in world.thread().notes] == ["the canteen", "the garden"]


def test_an_unchanged_notes_file_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "northwind.txt").write_text("about: the archive", encoding="utf-8")
    (tmp_path / "northwind.pdf").write_bytes(b"no notes")
    folder = NotesFolder(tmp_path)
    assert folder.changed() == {"northwind": "about: the archive"}
    assert folder.changed() == {}
    assert NotesFolder(tmp_path / "missing").changed() == {}


# In common


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("address", [None, "informal"])
def test_something_in_common_stands_in_the_thank_you_to_a_single_person(code: str, address: str | None) -> None:
    """B30, B35: of a panel nobody knows with whom it is."""
    notes = (Note("connection", "Lund University"),)
    for tone in ("warm", "neutral"):
        asked = request(language=code, address=address, tone=tone, notes=notes)
        composed = draft(asked)
        assert lints.faults(composed, asked) == ()
        assert "Lund University" in composed.body
    for facts in ({"panel_size": 3}, {"to_interviewed": False}, {"tone": "formal"}):
        assert "Lund" not in draft(request(language=code, address=address, notes=notes, **facts)).body


# With a slip of the pen


def test_a_slip_is_said_before_the_note_is_used() -> None:
    """B35: spelling, doubled words, stray spaces."""
    world = interviewed()
    before = world.thread()
    text = "about: the the forcasting project"
    world.corrects("2026-05-11 15:00", lambda t, now: corrections.note(t, text, now, world.rulebook))
    said = " ".join(differences(before, world.thread(), world.rulebook, world.clock.now()))
    assert '"the" stands there twice' in said
    assert "forecasting" in said
    (told,) = notes.add(before, text, world.clock.now()).entries
    assert "may have a slip" in told.data["text"]


def test_a_private_line_is_not_proofread() -> None:
    world = interviewed()
    assert notes.add(world.thread(), "private: teh salary", datetime(2026, 5, 11, tzinfo=UTC)).entries == ()


def test_a_note_is_taken_back_by_how_it_begins() -> None:
    world = interviewed()
    world.corrects(
        "2026-05-11 15:00", lambda t, now: corrections.note(t, "The archive\nthe garden", now, world.rulebook)
    )
    world.corrects("2026-05-11 15:10", lambda t, _: notes.forget(t, "the arch"))
    assert [n.text for n in world.thread().notes] == ["the garden"]


# What the mail itself offers


def test_the_topic_of_the_invitation_stands_in_the_thank_you_where_there_are_no_notes() -> None:
    """B32: mentions something specific when notes or the mail give it."""

    def thanked(note: str | None) -> str:
        world = World()
        talk = interview("2026-05-11 14:00", "14:45", PRIYA)
        world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, interview=talk, topic="your pricing engine")
        if note:
            world.corrects("2026-05-11 15:00", lambda t, now: corrections.note(t, note, now, world.rulebook))
        return world.until("2026-05-11 16:00").body().replace("\r\n", " ")

    assert "your pricing engine" in thanked(None)
    assert "your pricing engine" not in thanked("about: the archive")


@pytest.mark.parametrize("topic", ["{{ 7 * 7 }}", "yesterday", "https://evil.example", "the hiring manager"])
def test_a_topic_that_fits_no_sentence_is_left_out(topic: str) -> None:
    """B6, B32."""
    assert draft(request(topic=topic)).body == draft(request()).body
