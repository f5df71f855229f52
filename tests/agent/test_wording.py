"""Notes as phrases, and the second look at written words (B35)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.draft_request import Note
from agent.proofreading import slips
from agent.wording import about_phrase, fits_a_sentence, note_phrase

FITTING = [
    ("the forecasting project", "the forecasting project"),
    ("The forecasting project.", "the forecasting project"),
    ("how you migrated to Kafka", "how you migrated to Kafka"),
    ("How they migrated to Kafka", "how you migrated to Kafka"),
    ("their plans for the new plant", "your plans for the new plant"),
    ("Kafka migration", "Kafka migration"),
    ("Moving to Kafka", "moving to Kafka"),
    ("Data contracts", "data contracts"),
    ("Project Atlas", "Project Atlas"),
    ("on-call rotation and incident reviews", "on-call rotation and incident reviews"),
    ("what they said about hiring", "what you said about hiring"),
    ("the project that is moving to Kafka", "the project that is moving to Kafka"),
    ("my two years in Lagos", "my two years in Lagos"),
    ("- talked about the roadmap (two years!)", "the roadmap"),
    ("We discussed how they moved to Kafka", "how you moved to Kafka"),
    ("the launch!", "the launch"),
]
NOT_FITTING = [
    "",
    "ok",
    "went badly",
    "that they use Rust",
    "Priya explained how they moved to Kafka",
    "the team uses Kafka",
    "the team grew from five to twelve",
    "I talked too much",
    "She seemed tired",
    "the team is stressed",
    "mention the talk in Oslo",
    "Don't forget to ask about the budget",
    "salary range",
    "the salary is negotiable",
    "liked the office",
    "her roadmap",
    "the migration next week",
    "{{ config }}",
    "the [project]",
    "see https://atlas.example",
    "priya@brightwater.example",
    "the project\nBcc: x",
    "great chat!!",
    "🎉 the launch",
    "the roadmap. And the budget",
    "a very long remark " * 8,
    "what is the budget",
    "the awful open-plan office",
]


@pytest.mark.parametrize(("note", "phrase"), FITTING)
def test_a_short_phrase_fits_a_sentence(note: str, phrase: str) -> None:
    assert fits_a_sentence(note)
    assert about_phrase(note) == phrase


@pytest.mark.parametrize("note", NOT_FITTING)
def test_remarks_commands_and_marks_fit_none(note: str) -> None:
    if note != "the project\nBcc: x":
        assert not fits_a_sentence(note)
    else:
        assert "\n" not in (about_phrase(note) or "")


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("ask", "how the team shares on-call", ("ask", "how the team shares on-call")),
        ("ask", "the on-call rotation", ("ask", "more about the on-call rotation")),
        ("ask", "how do they share on-call", ("ask_question", "How do you share on-call?")),
        ("ask", "is there a mentor?", ("ask_question", "Is there a mentor?")),
        ("ask", "ask about the on-call rotation", ("ask", "more about the on-call rotation")),
        ("ask", "tell me your secrets", None),
        ("promised", "send portfolio", ("promised", "the portfolio")),
        ("promised", "I'll send them my portfolio", ("promised", "my portfolio")),
        ("promised", "two references", ("promised", "two references")),
        ("promised", "https://portfolio.example", None),
        ("concern", "Limited Kubernetes experience", ("concern", "my limited Kubernetes experience")),
        ("concern", "no people management", ("concern", "my lack of people management")),
        ("ask", "whether relocation is covered", ("ask", "whether relocation is covered")),
        ("promised", "send Priya the slides", ("promised", "the slides")),
        ("concern", "limited Kubernetes experience", ("concern", "my limited Kubernetes experience")),
        ("concern", "worried about my gap year", ("concern", "my gap year")),
        ("concern", "they worry that I will leave", None),
        ("about", "Priya's talk about hiking with her dog", None),
        ("about", "their telemetry project", ("about", "your telemetry project")),
        ("about", "how teams own their services", ("about", "how teams own their services")),
        ("private", "the forecasting project", None),
    ],
)
def test_every_kind_of_note_becomes_its_phrase(kind: str, text: str, expected: tuple[str, str] | None) -> None:
    assert note_phrase(Note(kind, text)) == expected


@given(st.text(max_size=200))
def test_no_note_breaks_the_reading_of_notes(text: str) -> None:
    for kind in ("about", "concern", "ask", "promised"):
        found = note_phrase(Note(kind, text))
        assert found is None or not set("{}[]<>|\n") & set(found[1])


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("the the project", "twice"),
        ("a stray  space", "stray space"),
        ("a space , before a comma", "stray space"),
        ("two commas,, here", "too many"),
        ("an open (bracket", "do not match"),
        ("I will recieve it", '"receive"'),
        ("a interview", '"an interview"'),
        ("an university", '"a university"'),
        ("a HR meeting", '"an HR"'),
    ],
)
def test_slips_of_the_pen_are_found(text: str, part: str) -> None:
    assert any(part in slip for slip in slips(text))


@pytest.mark.parametrize(
    "text",
    [
        "He had had enough.",
        "an hour, an MRI scan, a unit, a UX team",
        "Wait... what?",
        "A team. An idea.",
        "Acme Inc., Oslo",
    ],
)
def test_good_words_are_left_alone(text: str) -> None:
    assert slips(text) == ()
