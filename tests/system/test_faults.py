"""The tables of `python -m tests.system.faults` can be printed by one process; `tests.system.mutations` can be made."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.system import faults, mutations
from tests.system.counted_tests import count

BESIDE = faults.ROOT / "tests" / "agent" / "test_health.py"
"""Of this tree, so that tests/conftest.py is read; a small one."""
MADE_UP = "def test_that_holds(): pass\n\ndef test_that_does_not(): assert 'red' == 'green'\n"


def test_a_table_made_of_tests_is_filled_beside_one_that_imported_their_modules(tmp_path: Path) -> None:
    """pytest wants to be the first to import the shared suites; here the crash table was."""
    made_up = tmp_path / "test_made_up.py"
    made_up.write_text(MADE_UP, encoding="utf-8")
    assert "tests.providers.scripted_life" in sys.modules

    rows = {row.what: row for row in faults.tested(made_up, BESIDE)(is_short=True)}

    assert "the tests could not be run" not in rows
    assert (rows["that holds"].tried, rows["that holds"].violations) == (1, ())
    assert len(rows) > 2
    (violation,) = rows["that does not"].violations
    assert "red" in violation
    assert [row for row in rows.values() if row.violations] == [rows["that does not"]]


def test_tests_that_cannot_be_run_are_a_violation(tmp_path: Path) -> None:
    """No table is green because it is empty."""
    assert "not found" in count(tmp_path / "test_of_yesterday.py").trouble


def test_every_mutation_still_fits_the_code() -> None:
    """Each can be made, in one place, and changes something; whether it is noticed takes an hour to try."""
    for mutation in mutations.MUTATIONS:
        text = (mutations.ROOT / mutation.file).read_text(encoding="utf-8")
        assert text.count(mutation.old) == 1, f"{mutation.safeguard}: {mutations.DOES_NOT_FIT}"
        assert mutation.old != mutation.new
