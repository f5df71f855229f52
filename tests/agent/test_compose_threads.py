"""Drafts of one thread side by side: no sentence twice, panels told apart, words that stay true (B27, B30, B32)."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product

import pytest

from agent import lints
from agent.compose import draft, facts_digest
from agent.draft_request import TONES, Anchor, Composed, DraftRequest, Note
from rules.pacing import Step
from rules.reading import Medium, Person
from tests.agent.drafting import ABOUT, NOTES, request

NAMES = ("Aylin Demir", "Jonas Falk", "Martin Ebert", "Sabine Roth", "Ines Fonseca", "Omar Haddad")


def panel(size: int, used: frozenset[str], **facts: object) -> list[tuple[DraftRequest, Composed]]:
    asked = [
        request(
            to=Person(NAMES[i], f"p{i}@lumenfeld.example"), panel_index=i, panel_size=size, used_sentences=used,
            message_id=f"<{facts.get('interview_on')}-{i}@inkmail.example>", **facts,
        )
        for i in range(size)
    ]  # fmt: skip
    return [(r, draft(r)) for r in asked]


@pytest.mark.parametrize(("tone", "notes"), list(product(TONES, ((), (ABOUT,), NOTES))))
def test_two_panels_of_six_and_all_that_follows_never_repeat_a_sentence(tone: str, notes: tuple[Note, ...]) -> None:
    """B30, B32: twelve thank-yous, two check-ins, two nudges, a closing note and a reply in one thread."""
    used: frozenset[str] = frozenset()
    for day in (11, 25):
        drafts = panel(6, used, tone=tone, notes=notes, interview_on=date(2026, 5, day), fit="six years of grid data")
        for step in (Step.CHECK_IN, Step.NUDGE):
            before = used.union(*(d.sentences for _, d in drafts))
            later = request(step=step, tone=tone, notes=notes, carries_thanks=True, used_sentences=before)
            drafts.append((later, draft(later)))
        assert [fault for r, d in drafts for fault in lints.faults(d, r)] == []
        assert not any(set(a.sentences) & set(b.sentences) for (_, a), (_, b) in combinations(drafts, 2))
        used = used.union(*(d.sentences for _, d in drafts))
    for step in (Step.CLOSING, Step.REJECTION_REPLY):
        last = request(step=step, tone=tone, notes=notes, used_sentences=used)
        assert lints.faults(draft(last), last) == ()


@pytest.mark.parametrize("tone", TONES)
def test_thank_yous_to_one_panel_read_differently(tone: str) -> None:
    """B30: not one sentence in common, and most words of a text are its own."""
    texts = [d.body.split("\n\n", 1)[1].rsplit("\n\n", 1)[0] for _, d in panel(3, frozenset(), tone=tone)]
    for one, other in combinations(texts, 2):
        pairs = [{tuple(t.lower().split()[i : i + 2]) for i in range(len(t.split()) - 1)} for t in (one, other)]
        assert len(pairs[0] & pairs[1]) / min(map(len, pairs)) < 0.5


def test_a_panel_shares_the_notes_out() -> None:
    """One question is asked of one interviewer, not of all; everybody hears of something specific."""
    bodies = [d.body for _, d in panel(3, frozenset(), notes=NOTES)]
    assert sum("on-call duty" in body for body in bodies) == 1
    assert sum("the portfolio" in body for body in bodies) == 1
    assert all("forecasting" in body or "Kafka" in body for body in bodies)


def test_a_whole_sentence_of_fit_goes_to_one_of_a_panel() -> None:
    bodies = [d.body for _, d in panel(3, frozenset(), fit="I have run grid models for six years.")]
    assert sum("grid models" in body for body in bodies) == 1


def test_a_sentence_counts_as_used_whatever_stood_in_it() -> None:
    """B32: neither another name nor another date makes an old sentence new."""
    first = draft(request())
    again = request(used_sentences=frozenset(first.sentences), interview_on=date(2026, 5, 18), role="Data Lead")
    assert not set(first.sentences) & set(draft(again).sentences)


def test_used_up_material_is_reported_not_hidden() -> None:
    used: frozenset[str] = frozenset()
    for number in range(60):
        asked = request(step=Step.CLOSING, used_sentences=used, message_id=f"<{number}@inkmail.example>")
        composed = draft(asked)
        used |= set(composed.sentences)
    assert any("already said" in fault for fault in lints.faults(composed, asked))


UNCHANGED: tuple[dict[str, object], ...] = (
    {"message_id": "<other@inkmail.example>"},
    {"used_sentences": frozenset({"thank you"})},
    {"promise": date(2026, 5, 29)},
    {"today": date(2026, 5, 21)},
    {"notes": (ABOUT, Note("about", "I should have prepared more for that"))},
    {"company": "Brightwater  Analytics (US)"},
)
CHANGED: tuple[dict[str, object], ...] = (
    {"to": Person("Tom Okafor", "priya@brightwater.example")},
    {"role": "Data Lead"},
    {"interview_on": date(2026, 5, 12)},
    {"notes": (ABOUT, Note("ask", "how the team is organised"))},
    {"tone": "formal"},
    {"medium": Medium.ONSITE},
    {"anchor": Anchor("<m@brightwater.example>", (), "Your interview")},
    {"country": "GB"},
    {"step": Step.CHECK_IN},
)


@pytest.mark.parametrize("facts", UNCHANGED)
def test_the_digest_stays_while_the_words_stay_true(facts: dict[str, object]) -> None:
    """B27."""
    assert facts_digest(request(notes=(ABOUT,))) == facts_digest(request(**{"notes": (ABOUT,), **facts}))


@pytest.mark.parametrize("facts", CHANGED)
def test_the_digest_changes_when_a_fact_in_the_words_does(facts: dict[str, object]) -> None:
    """B27."""
    assert facts_digest(request(notes=(ABOUT,))) != facts_digest(request(**{"notes": (ABOUT,), **facts}))


def test_a_promise_that_passes_changes_the_check_in() -> None:
    """B27: "an answer is planned for Friday" goes stale on Saturday, and not again on Sunday."""
    days = [request(step=Step.CHECK_IN, promise=date(2026, 5, 15), today=date(2026, 5, d)) for d in (15, 16, 17)]
    friday, saturday, sunday = map(facts_digest, days)
    assert friday != saturday
    assert saturday == sunday
