"""Whatever the file holds, reading it ends in a `Config` or a `ConfigError`."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from agent import config
from agent.config import Config
from agent.config_reference import sections_in
from agent.errors import ConfigError

_words = st.sampled_from(("maildir", "gmail", "imap", "outlook", "final", "US", "a@b.example", "3d", "nan", "1e9", ""))
_junk = st.recursive(
    st.none() | st.integers() | _words | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("provider", "x", "stage")), inner),
    max_leaves=5,
)


@st.composite
def shaped(draw: st.DrawFn, section: type[BaseModel]) -> dict[str, Any]:
    """A mapping with keys of a section, each with what it should hold, a list or mapping of that, or junk."""
    found: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(sorted(section.model_fields)), max_size=6)):
        inner = sections_in(section.model_fields[name])
        is_right: bool = draw(st.booleans())
        value = draw(shaped(draw(st.sampled_from(inner)))) if inner and is_right else draw(_junk)
        found[name] = draw(st.sampled_from((value, [value], {"x": value})))
    return found


def assert_is_config_or_problems(text: str) -> None:
    """Also: every problem has a place, one printable line, and our own words, not the library's."""
    try:
        config.parse(text)
    except ConfigError as error:
        for problem in error.problems:
            assert problem.line > 0
            assert problem.column > 0
            assert str(problem).isprintable()
            assert "Input should" not in problem.what


@given(st.text() | st.text(alphabet="me:\n -[]{}&*!?#'\"|>%@`,x"))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert_is_config_or_problems(text)


@given(shaped(Config))
def test_no_shape_breaks_the_schema(data: object) -> None:
    """JSON is YAML; every value of every key may be anything."""
    assert_is_config_or_problems(json.dumps(data))
