"""Find and read the configuration; every problem at once, or a frozen `Config`.

pydantic and yaml come with this module: commands that need no configuration should not import it.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from pydantic import ValidationError

from agent.config_places import NEXT_STEP, candidates, find
from agent.config_problems import problems_of
from agent.config_schema import Config
from agent.errors import ConfigError, Problem
from agent.yaml_source import Source, read

__all__ = ["Config", "candidates", "find", "load", "parse"]


def load(path: Path) -> Config:
    """Read the file at `path`. Raises `ConfigError` with all its problems."""
    name = str(path)
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            raw = file.read()
    except OSError as error:
        problem = Problem(name, 0, 0, "", f"cannot be read: {(error.strerror or str(error)).lower()}.")
        step = NEXT_STEP if isinstance(error, FileNotFoundError) else "Name a file that you can read, with --config."
        raise ConfigError([problem], next_step=step) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError([Problem(name, line, 1, "", "this is not UTF-8. Save the file as UTF-8.")]) from error
    return parse(
        text, name=name, folder=path.resolve().parent, others_can_write=bool(mode & (stat.S_IWGRP | stat.S_IWOTH))
    )


def parse(
    text: str, *, name: str = "config.yaml", folder: Path | None = None, others_can_write: bool = False
) -> Config:
    """Read a configuration from its text. `folder` is where relative paths begin. Raises `ConfigError`."""
    source = read(text, name)
    problems = [*source.problems, *(_unsafe_commands(source) if others_can_write else ())]
    try:
        config = Config.model_validate(source.data, context={"folder": folder or Path.cwd()})
    except ValidationError as error:
        raise ConfigError([*problems, *problems_of(error, source, Config)]) from error
    if problems:
        raise ConfigError(problems)
    return config


def _unsafe_commands(source: Source) -> list[Problem]:
    """A file that others can write must not say which programs run as its owner."""
    what = f"others can write to this file, and could so run commands as you. Run: chmod go-w {source.name}"
    return [source.problem(loc, what, at_key=True) for loc in source.key_places() if str(loc[-1]).endswith("_command")]
