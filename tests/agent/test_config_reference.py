"""The example, the tables in docs/ and the schema say the same, because the first two are written from the third."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from agent import config
from agent.config_mailboxes import Mailbox
from agent.config_pacing import Match, PacingNumbers
from agent.config_reference import example, pages, sections_in
from agent.config_schema import Config
from agent.errors import ConfigError
from agent.pacing_reference import ROWS, SHARED
from rules.pacing import MATCH_KEYS, PRESETS, Subject, pacing_for
from rules.pacing_settings import SETTINGS

ROOT = Path(__file__).parents[2]


def without_marks(text: str) -> str:
    """The example with every commented-out key set."""
    return re.sub(r"^( *)#(?! \S)", r"\1", text, flags=re.MULTILINE)


def sections(section: type[BaseModel] = Config) -> Iterator[type[BaseModel]]:
    yield section
    for field in section.model_fields.values():
        for inner in sections_in(field):
            yield from sections(inner)


@pytest.mark.parametrize("path", pages())
def test_the_files_in_the_repository_are_the_generated_ones(path: str) -> None:
    """Run `python -m agent.config_reference` after changing the schema or a preset."""
    assert (ROOT / path).read_text(encoding="utf-8") == pages()[path]


def test_the_example_can_be_used_as_it_is() -> None:
    found = config.parse(example())

    assert found.me.name == "Jordan Ellis"
    assert [mailbox.provider for mailbox in found.mailboxes] == ["maildir"]


def test_the_example_switches_nothing_on_that_is_off_without_it() -> None:
    """docs/privacy.md: nothing of a draft goes to a language model unless one is configured."""
    found = config.parse(example())

    assert found.drafting.model is None
    assert found.drafting == type(found.drafting)()
    assert (found.reading, found.notifications) == (type(found.reading)(), type(found.notifications)())


def test_the_example_can_be_used_with_every_key_set() -> None:
    found = config.parse(without_marks(example()))

    assert [mailbox.provider for mailbox in found.mailboxes] == ["maildir", "gmail", "outlook", "imap"]
    assert found.pacing.rules
    assert found.companies
    assert found.drafting.model
    drafting = (found.drafting, found.drafting.model)
    for section in (found.me, found.pacing, *drafting, found.reading, found.limits, *found.mailboxes):
        assert section.model_fields_set == set(type(section).model_fields)


def test_the_defaults_that_the_example_shows_are_the_defaults() -> None:
    """What stands behind a # is the default, except where there is none."""
    shown, default = config.parse(without_marks(example())), config.parse(example())

    assert (shown.look_back, shown.poll, shown.data_dir) == (default.look_back, default.poll, default.data_dir)
    assert shown.limits == default.limits
    balanced = pacing_for("balanced", (), Subject())
    assert {SETTINGS[key].field: value for key, value in shown.pacing.given().items()} == {
        setting.field: getattr(balanced, setting.field) for setting in SETTINGS.values()
    }


def test_every_key_is_described_and_shown() -> None:
    missing = [
        f"{section.__name__}.{name}"
        for section in sections()
        for name, field in section.model_fields.items()
        if not (field.description and (field.examples or [""])[0]) and not sections_in(field) and name != "provider"
    ]

    assert missing == []


def test_pacing_and_its_rules_know_the_same_numbers_as_the_presets() -> None:
    assert set(PacingNumbers.model_fields) == set(SETTINGS) == {*ROWS, *SHARED}
    assert tuple(Match.model_fields) == MATCH_KEYS


def test_every_preset_is_offered() -> None:
    for preset in PRESETS:
        assert config.parse(example().replace("preset: balanced", f"preset: {preset}")).pacing.preset == preset


def test_a_slip_in_the_example_is_found_at_its_line() -> None:
    text = example().replace("#poll: 2m", "poll: 2mm")
    line = text.splitlines().index("poll: 2mm") + 1

    with pytest.raises(ConfigError, match=rf"^config\.yaml:{line}:7: poll: '2mm' is no duration"):
        config.parse(text)


def test_every_provider_has_a_name_and_a_heading() -> None:
    providers = [get_args(model.model_fields["provider"].annotation)[0] for model in get_args(get_args(Mailbox)[0])]

    assert all(f"## mailboxes: {provider}\n" in pages()["docs/configuration.md"] for provider in providers)


def test_the_default_length_of_an_interview_is_shown_in_minutes() -> None:
    assert pacing_for("balanced", (), Subject()).default_length == timedelta(minutes=45)
    assert "lasts 45 minutes." in pages()["docs/pacing.md"]
