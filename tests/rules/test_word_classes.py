"""Words of a kind: what is learnt of a word holds for those that stand where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from rules.class_training import dumped, rows_of
from rules.sentences import sentences_of
from rules.weights import WeightTable
from rules.word_classes import class_blocks, kin_of, loaded


def runs(text: str) -> set[str]:
    return {run for runs_of_kind in class_blocks(sentences_of(text)).values() for run in runs_of_kind}


def test_days_are_of_one_kind_and_so_are_words_of_joy() -> None:
    assert len(set(kin_of(("monday", "tuesday", "friday")))) == 1
    assert len({coarse for _, coarse in kin_of(("delighted", "thrilled", "pleased"))}) == 1


def test_the_commonest_words_are_each_a_class_of_their_own() -> None:
    words = ("the", "you", "we", "to", "not")
    assert len(set(kin_of(words))) == len(words)


def test_a_word_that_nobody_wrote_has_no_class() -> None:
    assert kin_of(("zzyzxq",)) == [("?", "?")]


def test_the_same_said_with_kindred_words_is_mostly_the_same_runs() -> None:
    one, other = (runs(f"Could we please move it to {day} afternoon?") for day in ("Tuesday", "Friday"))
    assert one == other
    assert len(one & runs("The roses are out by the gate.")) < len(one) / 10


def test_runs_do_not_cross_the_end_of_a_sentence() -> None:
    assert runs("We move it. Friday suits.") == runs("We move it.") | runs("Friday suits.")


@given(st.lists(st.text(max_size=12), max_size=12))
def test_any_words_have_classes_b24(words: list[str]) -> None:
    assert len(kin_of(words)) == len(words)


@given(st.lists(st.integers(0, 119), max_size=30))
def test_classes_come_out_of_their_file_as_they_went_in(coarse: list[int]) -> None:
    rows = dict(zip(map(str, range(len(coarse))), rows_of([5 * number for number in coarse], coarse), strict=True))
    again = loaded(dumped(WeightTable.of(rows)))
    assert again.known(rows) == rows
