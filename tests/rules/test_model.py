"""The linear model: weights come out of their table as they went in, and add up."""

import math
from importlib import resources

from hypothesis import given
from hypothesis import strategies as st

from rules.features import parts_of
from rules.model import WEIGHTS, Model, dumped, loaded, model, row_of
from rules.moves import WEIGHTS as MOVE_WEIGHTS
from rules.moves import Move, known_moves
from rules.reading import Intent
from rules.weights import WeightTable

INTENTS = tuple(Intent)
WEIGHT_LISTS = st.lists(st.integers(-127, 127), min_size=len(INTENTS), max_size=len(INTENTS))


def small(table: dict[str, bytes]) -> Model:
    block_weight = {"words": 1.0, "parts": 1.0}
    return Model(INTENTS, (0.0,) * len(INTENTS), 1.0, 1.0, block_weight, WeightTable.of(table))


@given(WEIGHT_LISTS, WEIGHT_LISTS)
def test_weights_add_up_feature_by_feature(first: list[int], second: list[int]) -> None:
    made = small({"u:one": row_of(first), "u:two": row_of(second)})
    expected = [(a + b) / math.sqrt(2) for a, b in zip(first, second, strict=True)]
    scores = made.scores({"words": ["u:one", "u:two"]})
    assert all(math.isclose(a, b, abs_tol=1e-9) for a, b in zip(scores, expected, strict=True))


def test_unknown_words_only_thin_out_the_known_ones() -> None:
    made = small({"u:one": row_of([10] * len(INTENTS))})
    assert made.scores({"words": ["u:one", "u:x", "u:y", "u:z"]})[0] == 5.0
    assert made.scores({"words": ["u:x"]})[0] == 0.0


def test_a_word_is_known_by_its_parts_the_first_time_and_the_next() -> None:
    part = parts_of("postponed")[0]
    made = small({part: row_of([7] * len(INTENTS))})
    first = made.scores({"parts": ["postponed"]})
    assert first[0] > 0
    assert made.scores({"parts": ["postponed"]}) == first


def test_a_model_survives_being_written_and_read() -> None:
    made = small({"u:one": row_of([-127, 127] * (len(INTENTS) // 2)), "b:two words": row_of([0] * len(INTENTS))})
    again = loaded(dumped(made))
    assert again.scores({"words": ["u:one"]}) == made.scores({"words": ["u:one"]})
    assert dumped(again) == dumped(made)
    assert again.weight("u:one", INTENTS[0]) == -127.0
    assert again.weight("u:unknown", INTENTS[0]) == 0.0


FEATURES = st.dictionaries(st.text(max_size=20), st.binary(min_size=3, max_size=3), max_size=60)


@given(FEATURES, st.text(max_size=20))
def test_a_table_knows_what_was_put_in_and_nothing_else(rows: dict[str, bytes], other: str) -> None:
    table = WeightTable.of(rows)
    assert len(table) == len(rows)
    assert table.known(rows) == rows
    assert table.row(other) == rows.get(other)
    assert WeightTable(*table.sections).known(rows) == rows


def test_half_a_character_is_no_word_and_no_trouble() -> None:
    assert WeightTable.of({"u:one": b"\x01"}).row("u:\udc80") is None


def test_the_shipped_models_know_all_intents_and_moves_and_are_small() -> None:
    """The weights ship as data and stay under five megabytes."""
    assert set(model().labels) == set(Intent)
    assert set(known_moves().labels) == set(Move)
    assert len(model().table) > 1000
    files = resources.files("rules")
    assert sum(len(files.joinpath(name).read_bytes()) for name in (WEIGHTS, MOVE_WEIGHTS)) < 5_000_000
