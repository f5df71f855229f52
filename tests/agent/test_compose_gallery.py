"""The gallery shows what is written today, and nothing in it is at fault (B32)."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent import gallery, lints
from agent.compose import draft
from agent.material import languages
from agent.template_variables import FLAGS, VARIABLES
from rules.pacing import Step

PAGE = Path(__file__).parents[2] / "docs" / "drafts.md"


def test_the_gallery_is_up_to_date() -> None:
    """Renew it with `python -m agent.gallery > docs/drafts.md`, and read what changed."""
    assert PAGE.read_text(encoding="utf-8") == gallery.page()


@pytest.mark.parametrize("step", Step)
def test_every_exhibit_could_be_sent(step: Step) -> None:
    for exhibit in gallery.exhibits(step):
        assert lints.faults(draft(exhibit.request), exhibit.request) == ()


@pytest.mark.parametrize("code", gallery.OTHER_LANGUAGES)
def test_every_language_shows_each_step_and_could_be_sent(code: str) -> None:
    shown = gallery.exhibits_in(code)
    assert {exhibit.request.step for exhibit in shown} == set(Step)
    for exhibit in shown:
        composed = draft(exhibit.request)
        assert lints.faults(composed, exhibit.request) == ()
        assert gallery.ABOUT[code] in composed.body or exhibit.request.step is Step.NUDGE


def test_every_variable_is_documented_in_the_gallery() -> None:
    page = gallery.page()
    assert all(f"| `{name}` |" in page for name in {**VARIABLES, **FLAGS})


@pytest.mark.parametrize("code", languages())
def test_every_sentence_reads_to_its_end_with_all_facts_known(code: str) -> None:
    for line in gallery.sentences(code):
        if line.startswith("    "):
            assert line.rstrip()[-1] in ".?"
            assert "{{" not in line
            assert "  " not in line.strip()


def test_the_command_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    gallery.main([])
    assert capsys.readouterr().out == gallery.page()
