"""Every rule of the contract has tests that cite it, and the table of them is true."""

from __future__ import annotations

import pytest

from tests.system.rule_table import CONTRACT, TABLE, by_rule, cited_in, rules, table

FOUND = by_rule()


def test_the_contract_has_its_rules() -> None:
    """Guards the reading of docs/behaviour.md itself: rules go up to B36, some numbers are unused."""
    numbers = set(rules())

    assert {1, 8, 10, 19, 20, 28, 30, 36} <= numbers
    assert len(numbers) == CONTRACT.read_text(encoding="utf-8").count("\n- **B")


@pytest.mark.parametrize("number", list(rules()))
def test_every_rule_has_a_test_that_cites_it(number: int) -> None:
    """A rule that no test names is a promise that nobody keeps."""
    assert any(FOUND[number].values())


def test_the_table_of_rules_and_tests_is_up_to_date() -> None:
    """Run `python -m tests.system.rule_table`."""
    assert TABLE.read_text(encoding="utf-8") == table()


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("B4: doubt", {4}),
        ("(B20 to B24, B33)", {20, 21, 22, 23, 24, 33}),
        ("B13-B16", {13, 14, 15, 16}),
        ("test_b21_promises", {21}),
        ("the B737, 2B4 and AB4", {737}),
        ("nothing", set()),
    ],
)
def test_rules_are_found_in_words_and_names(text: str, cited: set[int]) -> None:
    """The rule table itself."""
    assert cited_in(text) == cited
