"""Nouns of agents and forms for all genders, which title readers lean on in six languages."""

from __future__ import annotations

import pytest

from rules.agent_nouns import is_agent, is_inclusive, whole_forms
from rules.pieces import pieces


@pytest.mark.parametrize(
    ("word", "language"),
    [("affûteur", "fr"), ("d'ouvrière", "fr"), ("Korbflechterin", "de"), ("cesteiro", "pt"), ("GIS-analist", "nl")],
)
def test_a_trade_is_known_by_its_ending(word: str, language: str) -> None:
    assert is_agent(word, language)


@pytest.mark.parametrize(
    ("word", "language"), [("Sommer", "de"), ("flechter", "de"), ("entretien", "fr"), ("salario", "es"), ("met", "nl")]
)
def test_other_words_with_such_an_ending_are_none(word: str, language: str) -> None:
    assert not is_agent(word, language)


@pytest.mark.parametrize("word", ["Técnico/a", "Chargé(e)", "Assistant·e", "Bäcker/-in", "Redattore/Redattrice"])
def test_a_form_for_all_genders_is_known(word: str) -> None:
    assert is_inclusive(word)


@pytest.mark.parametrize("word", ["y/o", "Personal/Finanzen", "Voll-/Teilzeit", "Technicien", "(·)", "d'", ":"])
def test_other_words_with_marks_are_no_such_form(word: str) -> None:
    assert not is_inclusive(word)


def test_such_a_form_is_one_word_and_the_text_stays_whole() -> None:
    text = "Assistant·e social·e (H/F), Chargé(e) de mission"
    whole = whole_forms(pieces(text))
    assert "".join(whole) == text
    assert {"Assistant·e", "social·e", "Chargé(e)"} <= set(whole)
    assert "H/F" in whole
