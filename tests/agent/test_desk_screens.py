"""What the owner sees: every screen as kept in tests/data/screens, harmless and readable without colour (B5, B6)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agent.screens.page import Line, Span, cells, fitted, line, printed
from tests.agent.screens import GOLDEN, golden

SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every screen, made now."""
    return dict(golden(tmp_path_factory.mktemp("screens")))


def test_every_screen_is_as_it_is_kept(shown: dict[str, str]) -> None:
    """`python -m tests.agent.screens --write` writes them anew."""
    kept = {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.txt")}

    assert shown.keys() == kept.keys()
    assert [name for name in shown if shown[name] != kept[name]] == []


def test_no_screen_is_wider_than_its_terminal(shown: dict[str, str]) -> None:
    """80 and 120 columns."""
    wide = [
        (name, row)
        for name, text in shown.items()
        for row in SGR.sub("", text).splitlines()
        if cells(row) > int(re.findall(r"-(\d+)", name)[-1])
    ]

    assert wide == []


def test_colour_adds_nothing_that_is_not_there_without(shown: dict[str, str]) -> None:
    """Readable without colour: the words are the same."""
    for name in (n for n in shown if n.endswith("-colour.txt")):
        bare = [row.rstrip() for row in SGR.sub("", shown[name]).splitlines()]

        assert bare == [row.rstrip() for row in shown[name.replace("-colour", "")].splitlines()], name


def test_nothing_in_mail_acts_on_the_terminal(shown: dict[str, str]) -> None:
    """B6: a subject with an escape sequence, a bidi override and markup is on these screens."""
    for name, text in shown.items():
        left = SGR.sub("", text) if name.endswith("-colour.txt") else text

        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f]", left), name


@pytest.mark.parametrize("hostile", ["\x1b[2J", "a\rb", "\x9b31m", "\u202eexe", "\u2066x", "\x07", "\x1b]0;title\x07"])
def test_a_hostile_text_is_shown_and_does_nothing(hostile: str) -> None:
    """B6: the one way out replaces what could act."""
    text = printed([line("from ", Span(hostile, "name"))], width=80, colour=False)

    assert text.startswith("from ")
    assert all(c.isprintable() or c == "\n" for c in text)


def test_markup_is_only_text() -> None:
    """Square brackets mean nothing here."""
    assert printed([line("[bold]x[/bold]")], width=80, colour=False) == "[bold]x[/bold]\n"


def test_a_long_word_is_broken_and_a_wide_one_counts_twice() -> None:
    """No row runs over, whatever stands in it."""
    long = printed([line("x" * 200)], width=80, colour=False).splitlines()

    assert [len(row) for row in long] == [80, 80, 40]
    assert cells("日本") == 4
    assert fitted("日本語の会社", 8) == "日本語… "
    assert max(map(cells, printed([Line((Span("日本 " * 60),))], width=60, colour=False).splitlines())) <= 60


def test_the_golden_files_are_written_by_one_command() -> None:
    """And lie where the test looks for them."""
    assert Path(GOLDEN, "status-80.txt").exists()
