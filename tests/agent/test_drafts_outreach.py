"""Other ways than mail: LinkedIn, the phone, somebody who passes it on, somebody else (B19, B30)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent import material, outreach, proofreading
from agent.addressing import others_to_ask, unanswered
from agent.gallery import USUAL
from agent.material import languages
from agent.phrases import facts
from agent.threads import Thread
from agent.wording import tidy
from rules.reading import Intent, Person
from tests.agent.test_engine_rounds import interviewed
from tests.agent.world import DANA, PRIYA, World, interview

SAM = Person("Sam Ode", None)
NAMES = ("linkedin_after", "linkedin_before", "phone_hello", "phone_after", "forward_ask", "forward_after")


def by_sam(moment: str = "2026-05-11 16:00", language: str | None = None) -> World:
    """Dana arranged it, Sam interviewed; nobody gave Sam's address."""
    world = World()
    talk = interview("2026-05-11 14:00", "14:45", SAM)
    more = {"language": language} if language else {}
    world.employer("2026-05-05 10:00", Intent.INTERVIEW_SCHEDULED, sender=DANA, interview=talk, **more)
    return world.until(moment)


# Words


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("address", [None, "informal"])
@pytest.mark.parametrize("known", [{}, {"role": None, "company": None, "interview_on": None}])
def test_every_language_has_words_for_other_ways(code: str, address: str | None, known: dict[str, object]) -> None:
    """B32: whole sentences, with and without the facts."""
    tongue = material.language(code)
    assert tongue.outreach.keys() == material.language("en").outreach.keys()
    asked = replace(USUAL, language=code, address=address, **known)
    for name, sentence in tongue.outreach.items():
        said = tidy(sentence.said(facts(asked, tongue), informally=tongue.is_informal(address)))
        assert proofreading.slips(said, code) == (), name
        assert "[" not in said
        assert "{" not in said
        assert said[-1] in (".", "?") or name == "forward_subject"
        assert ("Lumenfeld" in said) == ("position" in sentence.text and not known)


@pytest.mark.parametrize("code", languages())
def test_a_linkedin_note_fits_in_every_language(code: str) -> None:
    """B19, B30: at most 300 characters; with long names the end is left out, never the middle of a word."""
    world = by_sam(language=code)
    note = outreach.linkedin_note(world.thread(), world.rulebook, world.clock.now())
    assert len(note) <= outreach.MAX_LINKEDIN_LENGTH
    assert note.endswith("Jordan Ellis")
    assert "Northwind" in note
    long = replace(world.thread(), role="Senior Principal Engineer for Distributed Storage and Retrieval Systems")
    assert len(outreach.linkedin_note(long, world.rulebook, world.clock.now())) <= outreach.MAX_LINKEDIN_LENGTH


def test_before_the_interview_the_note_looks_ahead() -> None:
    world = interviewed()
    note = outreach.linkedin_note(world.thread(), world.rulebook, world.clock.now())
    assert note == (
        "Hello Priya, I look forward to our conversation about the Data Engineer role at Northwind. "
        "I would be glad to connect. Jordan Ellis"
    )


def test_the_phone_script_speaks_the_employers_language() -> None:
    world = by_sam(language="de")
    script = outreach.phone_script(world.thread(), world.rulebook, world.clock.now())
    assert script[0] == "“Guten Tag, hier spricht Jordan Ellis. Könnte ich bitte mit Sam Ode sprechen?"
    assert "Position als Data Engineer bei Northwind" in script[1]


def test_no_phone_script_where_they_asked_for_no_calls() -> None:
    """B23."""
    world = by_sam()
    quiet = replace(world.thread(), no_phone_calls=True)
    assert outreach.phone_script(quiet, world.rulebook, world.clock.now()) == ()


# To be passed on


def test_an_interviewer_without_an_address_is_thanked_through_somebody_who_has_it() -> None:
    world = by_sam()
    letter = outreach.forward_letter(world.thread(), world.rulebook, world.clock.now())
    assert letter is not None
    assert (letter.to, letter.subject) == (DANA.email, "A note for Sam Ode")
    assert letter.body.startswith("Dear Dana,\n\nMay I ask you to pass these lines on to Sam Ode?")
    assert letter.body.endswith("Jordan Ellis\n+1 212 555 0147\n")


def test_nobody_is_asked_to_pass_on_what_can_be_sent() -> None:
    world = interviewed().until("2026-05-11 16:00")
    assert outreach.forward_letter(world.thread(), world.rulebook, world.clock.now()) is None


# Somebody else


def twice_unanswered() -> World:
    """Priya interviewed and arranged, Dana was heard of; check-in and nudge went out, and nobody answered."""
    world = interviewed()
    world.employer("2026-05-06 10:00", Intent.REPLY, sender=DANA)
    world.employer("2026-05-12 10:00", Intent.STATUS_UPDATE)
    for day in ("2026-05-12 17:45", "2026-05-19 11:00", "2026-05-26 11:00"):
        world.owner_sends_drafts(day)
    return world


def test_after_two_unanswered_messages_somebody_else_is_named_once() -> None:
    """Guides: another contact after the second unanswered message; never as pressure."""
    world = twice_unanswered()
    assert unanswered(world.thread()) == 2
    names = [c.name for c in others_to_ask(world.thread())]
    assert len(names) == 1
    world.until("2026-06-08 12:00")
    (notice,) = [n for n in world.notices() if "were not answered" in n]
    assert f"ask {names[0]}" in notice
    assert notice.startswith("Two messages to Northwind were not answered. If you like,")


def test_an_answer_makes_it_needless() -> None:
    world = twice_unanswered()
    world.employer("2026-05-27 10:00", Intent.REPLY)
    world.until("2026-06-08 12:00")
    assert others_to_ask(world.thread()) == ()
    assert not any("were not answered" in n for n in world.notices())


def test_with_nobody_else_known_nothing_is_said() -> None:
    world = interviewed()
    for day in ("2026-05-11 17:45", "2026-05-18 11:00", "2026-05-26 11:00"):
        world.owner_sends_drafts(day)
    world.until("2026-06-08 12:00")
    assert unanswered(world.thread()) == 2
    assert others_to_ask(world.thread()) == ()
    assert not any("were not answered" in n for n in world.notices())


def test_a_thread_of_hostile_names_gives_harmless_words() -> None:
    """B6."""
    world = by_sam()
    hostile: Thread = replace(world.thread(), company="{{ 7 * 7 }}\nBcc: all@evil.example", role="<b>[TODO]</b>")
    note = outreach.linkedin_note(hostile, world.rulebook, world.clock.now())
    assert not set(note) & set("{}[]<>\n")
    assert PRIYA.email
