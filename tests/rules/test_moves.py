"""What a writer does with each sentence, and what the statistical layer is told of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.features import view_of
from rules.moves import MOVES, STEPS, Move, Moves, features_of_moves, moves_in, own_blocks
from rules.training_mail import examples_in, files
from rules.training_moves import LETTERS, Read, learnt_moves, read_labels
from tests.rules.letter_builder import letter

NOTHING = [float(move is Move.NOTHING) for move in MOVES]


def clearest(text: str, quoted_text: str = "") -> list[Move]:
    moves = moves_in(view_of(letter(text, quoted_text=quoted_text)))
    told = [place for place, move in enumerate(MOVES) if move is not Move.IS_ELSEWHERE]
    return [MOVES[max(told, key=list(chances).__getitem__)] for chances in moves.own]


def sentence(**chances: float) -> list[float]:
    return [chances.get(move.name, 0.0) for move in MOVES]


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("Your interview is confirmed for Thursday 18 June at 10:00.", Move.SETS_A_TIME),
        ("We have moved your interview to Friday at 2pm.", Move.MOVES_A_TIME),
        ("I am afraid we have to cancel tomorrow's interview.", Move.CALLS_OFF),
        ("When would you be available for a first interview?", Move.ASKS_TO_MEET),
        ("Please send us two references.", Move.ASKS_FOR_SOMETHING),
        ("We are still interviewing and will let you know next week.", Move.PUTS_OFF),
        ("We have decided not to move forward with your application.", Move.TURNS_DOWN),
        ("We are delighted to offer you the position.", Move.OFFERS),
        ("We have received your application.", Move.ACKNOWLEDGES),
        ("I am out of the office until Monday.", Move.IS_AWAY),
        ("Leider haben wir uns für eine andere Bewerberin entschieden.", Move.TURNS_DOWN),
    ],
)
def test_a_plain_sentence_is_taken_for_what_it_does(text: str, move: Move) -> None:
    """B1. That it is about the owner's candidacy at all is told by the whole message."""
    assert clearest(text) == [move]


def test_a_refusal_is_seen_beside_a_call_to_talk_it_over() -> None:
    """B1: each sentence for itself, whatever the others are about."""
    text = "We won't be making an offer this time. I would be happy to set up a call and go through the feedback."

    assert clearest(text)[0] is Move.TURNS_DOWN


def test_what_a_quote_did_is_kept_apart() -> None:
    """B2: the quote is no news."""
    moves = moves_in(view_of(letter("Thank you.", quoted_text="I am afraid we have to cancel tomorrow's interview.")))
    told = features_of_moves(moves)["moves"]

    assert f"m:quoted {Move.CALLS_OFF} 0.5" in told
    assert not any(word.startswith(f"m:{Move.CALLS_OFF}") for word in told)


def test_strong_moves_are_told_step_by_step() -> None:
    own = [sentence(CALLS_OFF=0.6, NOTHING=0.4), sentence(ASKS_TO_MEET=0.95, NOTHING=0.05)]
    told = features_of_moves(Moves(own, [sentence(SETS_A_TIME=0.8, NOTHING=0.2)]))

    assert {f"m:{Move.CALLS_OFF} {step}" for step in (0.15, 0.3, 0.5)} <= set(told["moves"])
    assert f"m:{Move.CALLS_OFF} 0.7" not in told["moves"]
    assert {f"m:first {Move.CALLS_OFF}", f"m:last {Move.ASKS_TO_MEET}"} <= set(told["moves"])


def test_a_message_without_words_has_no_moves() -> None:
    assert features_of_moves(Moves([], [])) == {"moves": ["m:undecided", "m:own none", "m:quoted none"]}
    assert "m:undecided" in features_of_moves(Moves([NOTHING], []))["moves"]


@given(st.text(max_size=200))
def test_any_sentence_has_a_chance_for_every_move(text: str) -> None:
    """B6: whatever was written."""
    for chances in moves_in(view_of(letter(text, quoted_text=text))).own:
        assert len(chances) == len(MOVES)
        assert all(0.0 <= chance <= 1.0 for chance in chances)


def test_a_stronger_move_never_says_less() -> None:
    weak, strong = (features_of_moves(Moves([sentence(OFFERS=chance)], []))["moves"] for chance in (STEPS[1], STEPS[3]))

    assert set(weak) < set(strong)


def test_labels_fit_the_sentences_of_the_mail_they_are_of() -> None:
    """Whoever cuts sentences anew must label them anew: a shifted label teaches nonsense."""
    labels = read_labels()
    some = [one for file in files()[::12] for one in examples_in(file) if (one.group, one.id) in labels]

    assert len(some) > 100
    for example in some:
        letters = labels[example.group, example.id]
        assert len(letters) == len(list(own_blocks(view_of(example.message)))), example.id
        assert set(letters) <= set(LETTERS)


def test_labels_that_do_not_fit_are_refused() -> None:
    file, name = next(iter(read_labels()))
    view = view_of(letter("One. Two. Three. Four. Five. Six. Seven. Eight. Nine. Ten. Eleven. Twelve. Thirteen."))

    with pytest.raises(ValueError, match=f"{name} has 13 sentences"):
        learnt_moves([Read(file, name, 0, view)])
