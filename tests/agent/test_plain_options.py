"""`status` and `run` read their own options, exactly as the whole command line would, and watching stays small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from agent import plain_options
from agent.command_line import app

NOT_NEEDED = {"jinja2", "typer"}
LOADED = f"import sys, agent.cli, agent.commands.running; print(*sorted({NOT_NEEDED} & set(sys.modules)))"


def whole_line(name: str, words: tuple[str, ...]) -> dict[str, Any]:
    """The options of a command, as the library reads them."""
    command: Any = get_command(app)
    return dict(command.commands[name].make_context(name, list(words)).params)


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--json",),
        ("--observe", "--config", "other.yaml"),
        ("-c", "a.yaml", "--config=b.yaml"),
        ("--log-format", "json", "--log-level=debug", "--log-file", "-"),
        ("--log-file=a.log", "--json"),
    ],
)
@pytest.mark.parametrize("said", [{}, {"FORMAT": "json", "LEVEL": "error", "FILE": "x.log"}, {"FILE": ""}])
def test_a_plain_run_is_what_the_whole_command_line_makes_of_it(
    words: tuple[str, ...], said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Options first, then the environment, then the usual."""
    for name, value in said.items():
        monkeypatch.setenv(f"FOLLOWTHROUGH_LOG_{name}", value)
    whole = whole_line("run", words)

    plain = plain_options.of_run(["run", *words])

    assert plain is not None
    config, switches, logs = plain
    assert config == whole["config"]
    assert switches == {name for name, key in (("as_json", "json"), ("observe", "observe")) if whole[key]}
    assert (logs.form, logs.level, logs.file) == (whole["log_format"], whole["log_level"], whole["log_file"])


@pytest.mark.parametrize("words", [(), ("--json",), ("--check", "--config=b.yaml"), ("-c", "a", "--hide-rejected")])
def test_a_plain_status_is_what_the_whole_command_line_makes_of_it(words: tuple[str, ...]) -> None:
    whole = whole_line("status", words)
    names = (("as_json", "json"), ("check", "check"), ("hide_rejected", "hide_rejected"))

    assert plain_options.of_status(["status", *words]) == (
        None if whole["config"] is None else Path(whole["config"]),
        {name for name, key in names if whole[key]},
    )


@pytest.mark.parametrize(
    "words", ["--help", "--once", "--jsno", "--config", "--config=", "--log-level loud", "--json=1", "here", "-cx.yaml"]
)
def test_what_is_not_plain_is_left_to_the_whole_command_line(words: str) -> None:
    """Help and mistakes are answered in one way, whatever the command."""
    assert plain_options.of_run(["run", *words.split()]) is None
    assert plain_options.of_status(["status", *words.split()]) is None


def test_a_log_told_wrongly_by_the_environment_is_left_to_the_whole_command_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FOLLOWTHROUGH_LOG_LEVEL", "loud")
    assert plain_options.of_run(["run"]) is None


def test_watching_loads_no_library_that_only_other_commands_need() -> None:
    """It would keep it for months: 2 MB each for reading command lines and for templates of the owner's own."""
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
