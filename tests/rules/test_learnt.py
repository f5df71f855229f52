"""Weights that are learnt for a fact: adding up, choosing none, and the file they ship in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rules.learnt import NOTHING, Weights, dumped, loaded, weights_of

FEATURES = st.text(st.characters(codec="utf-8", exclude_characters="\t\n"), min_size=1, max_size=20)
TABLES = st.dictionaries(FEATURES, st.integers(-900, 900).filter(bool).map(lambda n: n / 100), min_size=1, max_size=9)


def test_a_candidate_must_outweigh_choosing_none() -> None:
    weights = Weights.of({"left=for": 1.5, "given": -2.0, NOTHING: 1.0})

    assert weights.score(["left=for", "never seen"]) == 0.5
    assert weights.score(["left=for", "given"]) < 0 < weights.score(["left=for"])


def test_the_order_of_features_never_decides() -> None:
    """0.1 + 0.2 + 0.3 is a little more than 0.3 + 0.2 + 0.1, and features come out of a set in any order."""
    weights = Weights.of({"left=for": 0.1, "dash": 0.2, "comma": 0.3, NOTHING: 0.6})

    assert weights.score(["left=for", "dash", "comma"]) == weights.score(["comma", "dash", "left=for"]) == 0


def test_the_words_that_weighed_most_come_first() -> None:
    weights = Weights.of({"left=for": 1.5, "given": -2.0, "dash": 0.1})

    assert weights.loudest(["dash", "left=for", "given", "never seen"], 2) == [("given", -2.0), ("left=for", 1.5)]


@given(st.dictionaries(FEATURES, TABLES, min_size=1, max_size=3))
def test_weights_come_back_from_the_file_as_they_went_in(tables: dict[str, dict[str, float]]) -> None:
    facts = {fact: Weights.of(table) for fact, table in tables.items()}
    turned = {fact: Weights.of(dict(reversed(table.items()))) for fact, table in reversed(tables.items())}

    for fact, weights in loaded(dumped(facts)).items():
        assert dict(weights.loudest(tables[fact], 9)) == tables[fact]
    assert dumped(facts) == dumped(turned)


def test_what_is_remembered_of_many_features_stays_small() -> None:
    weights = Weights.of({f"word {number}": 0.5 for number in range(20_000)} | {NOTHING: 1.0})

    scores = {weights.score([f"word {number + near}" for near in range(4)]) for number in range(0, 19_000, 4)}

    assert scores == {1.0}
    assert len(weights.recent) < 5_000


def test_the_weights_that_ship_know_how_to_choose_none() -> None:
    assert weights_of("role").table.row(NOTHING) is not None
    assert weights_of("no such fact").score(["left=for"]) == 0
