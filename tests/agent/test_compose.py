"""Drafts as a whole: complete, true to their facts, mannerly (B30 to B32)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from agent import lints
from agent.compose import draft
from agent.draft_request import TONES, Note
from rules.pacing import Step
from rules.reading import Medium, Person, Stage
from tests.agent.drafting import ABOUT, NOTES, request

KNOWN_OR_NOT: tuple[dict[str, tuple[object, ...]], ...] = (
    {"role": (None, "Data Analyst"), "company": (None, "Acme Inc."), "to": (Person(None, "p@acme.example"), None)},
    {"interview_on": (None, date(2026, 5, 11)), "promise": (None, date(2026, 5, 15)), "topic": (None, "the engine")},
)
PROFILE: dict[str, Any] = {"fit": "six years of grid data", "carries_thanks": True}


def combinations(facts: dict[str, tuple[object, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(facts, values, strict=True)) for values in product(*facts.values())]


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("step", Step)
def test_every_combination_of_facts_gives_a_draft_without_fault(step: Step, tone: str) -> None:
    """B32, over facts present and absent, notes, fit and thanks."""
    for number, facts in enumerate(c for group in KNOWN_OR_NOT for c in combinations(group)):
        for notes, extra in (((), {}), ((ABOUT,), {}), ((), PROFILE), (NOTES, PROFILE)):
            asked = request(
                step=step, tone=tone, notes=notes, message_id=f"<{number}@inkmail.example>", **facts, **extra
            )
            assert lints.faults(draft(asked), asked) == ()


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize(("stage", "medium"), list(product([None, *Stage], [None, *Medium])))
def test_every_kind_of_interview_has_its_words(step: Step, stage: Stage | None, medium: Medium | None) -> None:
    asked = request(step=step, stage=stage, medium=medium, other_interviewers=2, may_ask_referral=True)
    assert lints.faults(draft(asked), asked) == ()


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pt", "nl", "it"])
@pytest.mark.parametrize("step", Step)
def test_a_day_that_may_be_another_one_for_the_employer_is_not_named(step: Step, language: str) -> None:
    """B32: a fact that is missing drops its sentence; nothing is stated that is not so."""

    def drafts(is_certain: bool) -> list[str]:
        bodies = []
        for number in range(40):
            asked = request(
                step=step,
                language=language,
                day_is_certain=is_certain,
                today=today,
                message_id=f"<{number}@inkmail.example>",
            )
            composed = draft(asked)
            assert lints.faults(composed, asked) == ()
            bodies.append(composed.body)
        return bodies

    # A withdrawal speaks of the interview's day only while it lies ahead.
    today = date(2026, 5, 8) if step is Step.WITHDRAWAL else date(2026, 5, 20)
    assert any("11" in body.partition("Elena")[0] for body in drafts(True))
    assert not any("11" in body.partition("Elena")[0] for body in drafts(False))


@pytest.mark.parametrize("step", Step)
def test_the_same_request_gives_the_same_draft(step: Step) -> None:
    """B34: after a crash the draft is composed again, and must be found again."""
    assert draft(request(step=step, notes=NOTES)) == draft(request(step=step, notes=NOTES))


@pytest.mark.parametrize("step", Step)
def test_role_and_company_are_named_in_every_draft(step: Step) -> None:
    body = draft(request(step=step)).body
    assert "Senior Data Analyst" in body
    assert "Brightwater Analytics" in body


def test_a_phone_interview_is_not_called_a_meeting() -> None:
    """B32: nothing is stated that is not so."""
    for number in range(60):
        body = draft(request(medium=Medium.PHONE, message_id=f"<{number}@inkmail.example>")).body
        assert "meet" not in body
        assert "in person" not in body


@pytest.mark.parametrize(
    ("language", "here"),
    [
        ("en", "on-site"),
        ("de", "vor Ort"),
        ("fr", "sur place"),
        ("es", "presencial"),
        ("pt", "presencial"),
        ("nl", "op locatie"),
        ("it", "in sede"),
    ],
)
def test_a_day_of_several_talks_is_on_site_only_where_they_were_held_there(language: str, here: str) -> None:
    """B32: nothing is stated that is not so; a day of talks has the stage `onsite` by video too (B3)."""

    def bodies(medium: Medium | None) -> list[str]:
        facts: dict[str, Any] = {"stage": Stage.ONSITE, "medium": medium, "language": language}
        return [draft(request(message_id=f"<{number}@inkmail.example>", **facts)).body for number in range(60)]

    assert any(here in body for body in bodies(Medium.ONSITE))
    for medium in (Medium.VIDEO, Medium.PHONE, None):
        assert not any(here in body for body in bodies(medium))


def test_a_contact_who_was_not_there_is_not_thanked_for_a_conversation() -> None:
    """B30: with no interviewer known, the thank-you goes to the contact."""
    for number in range(60):
        body = draft(request(to_interviewed=False, message_id=f"<{number}@inkmail.example>")).body
        assert "with you" not in body.partition("\n\n")[2].split(".")[0]
        assert "our call" not in body
        assert "your time" not in body.split("\n\n")[1]


def test_a_thank_you_mentions_what_the_notes_give() -> None:
    assert "the forecasting project" in draft(request(notes=(ABOUT,))).body


def test_a_thank_you_mentions_the_topic_of_the_mail_where_there_are_no_notes() -> None:
    assert "the pricing engine" in draft(request(topic="the pricing engine")).body
    assert "the pricing engine" not in draft(request(topic="the pricing engine", notes=(ABOUT,))).body


def test_each_kind_of_note_has_its_place() -> None:
    """B35."""
    body = draft(request(notes=NOTES[1:])).body
    assert "how you moved to Kafka" in body
    assert "my limited experience with Go" in body
    assert "how the team shares its on-call duty" in body
    assert "the portfolio" in body


def test_a_follow_up_takes_a_new_angle() -> None:
    """What the check-in said, the nudge to the same person does not say again."""
    first, second, third = (Note("about", f"the {thing}") for thing in ("launch", "garden", "archive"))
    for step, said in ((Step.THANK_YOU, "launch"), (Step.CHECK_IN, "garden"), (Step.NUDGE, "archive")):
        assert said in draft(request(step=step, notes=(first, second, third))).body
    assert "launch" in draft(request(step=Step.CHECK_IN, notes=(first,))).body
    assert "launch" not in draft(request(step=Step.NUDGE, notes=(first,))).body


def test_a_question_is_asked_as_a_question() -> None:
    body = draft(request(notes=(Note("ask", "how do they split on-call?"),))).body
    assert ": How do you split on-call?" in body


def test_notes_that_fit_no_sentence_stay_out() -> None:
    """B35: they are shown beside the draft."""
    remark = Note("about", "I think she did not like my answer about budgets")
    assert draft(request(notes=(remark,))).body == draft(request()).body


@pytest.mark.parametrize("step", [Step.CHECK_IN, Step.NUDGE])
def test_a_promise_is_spoken_of_where_there_was_one(step: Step) -> None:
    assert "Friday, May 15" in draft(request(step=step, promise=date(2026, 5, 15))).body


@pytest.mark.parametrize("step", [Step.CHECK_IN, Step.NUDGE])
def test_next_steps_are_asked_for(step: Step) -> None:
    assert "next steps" in draft(request(step=step)).body


def test_a_promise_still_ahead_is_not_spoken_of_as_past() -> None:
    for number in range(20):
        ahead = request(step=Step.CHECK_IN, promise=date(2026, 5, 29), message_id=f"<{number}@inkmail.example>")
        text = draft(ahead).body
        assert "May 29" in text
        assert " was " not in text
        assert " had " not in text


def test_a_check_in_that_carries_the_thanks_gives_them() -> None:
    """B33."""
    body = draft(request(step=Step.CHECK_IN, carries_thanks=True, tone="brief")).body
    assert "thank" in body.lower().split("\n\n")[1].split("next steps")[0]


def test_a_referral_is_asked_for_only_where_it_is_switched_on() -> None:
    """B32."""
    words = ("pointer", "introduction", "hint", "for which I might be suited")
    for number, step, notes in product(range(10), (Step.CLOSING, Step.REJECTION_REPLY), ((), NOTES)):
        asked = request(step=step, notes=notes, message_id=f"<{number}@inkmail.example>")
        assert not any(word in draft(asked).body for word in words)
        assert any(word in draft(replace(asked, may_ask_referral=True)).body for word in words)


def test_a_rejection_before_the_interview_is_not_thanked_with_an_interview() -> None:
    for number in range(20):
        asked = request(step=Step.REJECTION_REPLY, interview_on=None, message_id=f"<{number}@inkmail.example>")
        assert "interview" not in draft(asked).body


def test_a_withdrawal_frees_the_interview_that_is_still_ahead() -> None:
    """B36."""
    asked = request(step=Step.WITHDRAWAL, interview_on=date(2026, 5, 28))
    body = draft(asked).body
    assert "May 28" in body
    assert lints.faults(draft(asked), asked) == ()


@pytest.mark.parametrize(
    ("country", "shown"),
    [("US", "Monday, May 11"), ("GB", "Monday 11 May"), ("DE", "Monday 11 May"), (None, "Monday, May 11")],
)
def test_day_and_month_stand_in_the_order_of_the_owners_country(country: str | None, shown: str) -> None:
    bodies = [draft(request(country=country, message_id=f"<{n}@inkmail.example>")).body for n in range(3)]
    assert all(shown in body for body in bodies)


def test_a_date_of_another_year_says_so() -> None:
    asked = request(step=Step.CHECK_IN, interview_on=date(2025, 12, 22), today=date(2026, 1, 5))
    assert "December 22, 2025" in draft(asked).body


@pytest.mark.parametrize("language", [None, "xx", "../etc", "EN"])
def test_a_language_without_material_is_written_in_english(language: str | None) -> None:
    assert draft(request(language=language)) == draft(request(language="en"))


@pytest.mark.parametrize(
    ("role", "phrase"),
    [
        ("Summer Internship", "the Summer Internship at"),
        ("The Archivist", "the Archivist role"),
        ("Teaching Position", "the Teaching Position at"),
        ("Aktuar Leben (m/w/d)", "the Aktuar Leben role"),
        ("HEAD OF FINANCE", "the Head of Finance role"),
        (".NET Developer", "the .NET Developer role"),
        (". % Developer", "the Developer role"),
        ("C# Developer [Remote] https://jobs.example/1", "the C# Developer role"),
        ("Assistant Manager, Claims", "the role of Assistant Manager, Claims at"),
        ("Nurse - Night Shift", "the role of Nurse - Night Shift at"),
    ],
)
def test_a_role_joins_its_sentence(role: str, phrase: str) -> None:
    assert phrase in draft(request(role=role)).body


@pytest.mark.parametrize(
    ("company", "phrase"),
    [
        ("University of Lune", "at the University of Lune"),
        ("The Fig Tree Table", "at The Fig Tree Table"),
        ("Public Service Commission", "at the Public Service Commission"),
        ("Bank of Solvang", "at Bank of Solvang"),
        ("Acme\r\nBcc: all@evil.example", "at Acme Bcc"),
    ],
)
def test_a_company_joins_its_sentence(company: str, phrase: str) -> None:
    assert phrase in draft(request(company=company)).body


@pytest.mark.parametrize("nothing", ["", " - ", "N/A", "TBD", "(remote)", "{{ role }}", "https://jobs.example", "🎉"])
def test_a_fact_that_cleaning_leaves_empty_is_left_out(nothing: str) -> None:
    """B32: what is left empty is left out."""
    assert draft(request(role=nothing)) == draft(request(role=None))
    assert draft(request(company=nothing)) == draft(request(company=None))


@pytest.mark.parametrize(
    ("fit", "said"),
    [
        ("Six years of grid data", "six years of grid data"),
        ("I have run grid models for six years.", "I have run grid models for six years."),
        ("{{ 7 * 7 }}", None),
    ],
)
def test_the_line_of_fit_is_a_phrase_or_a_sentence(fit: str, said: str | None) -> None:
    body = draft(request(fit=fit)).body
    assert (said in body) if said else "7" not in body.split("Kind regards")[0]
