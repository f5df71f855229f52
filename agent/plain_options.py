"""The options of the two commands that do without the library that reads command lines.

`status` is asked often, by people and by programs, and that library takes longer to load than `status` to answer. `run`
would keep it, 2 MB, for as long as it watches. What is not written plainly here (a mistake, a call for help) is None:
then the whole command line reads it, and refuses it in its own words.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from agent.log_lines import Logging

_CONFIG = {"--config": "config", "-c": "config"}
_STATUS_SWITCHES = {"--json": "as_json", "--check": "check", "--hide-rejected": "hide_rejected"}
_RUN_SWITCHES = {"--json": "as_json", "--observe": "observe"}
_RUN_VALUES = {**_CONFIG, "--log-format": "FORMAT", "--log-level": "LEVEL", "--log-file": "FILE"}

_Word = TypeVar("_Word", bound=str)


def of_status(arguments: Sequence[str]) -> tuple[Path | None, frozenset[str]] | None:
    """The configuration and the switches of a plain `status`; None for anything else."""
    read = _read(arguments, "status", _STATUS_SWITCHES, _CONFIG)
    return None if read is None else (_path(read[0]), read[1])


def of_run(arguments: Sequence[str]) -> tuple[Path | None, frozenset[str], Logging] | None:
    """The configuration, the switches and the log of a plain `run` that goes on watching; None for anything else."""
    read = _read(arguments, "run", _RUN_SWITCHES, _RUN_VALUES)
    if read is None:
        return None
    from agent.log_lines import FORMS, LEVELS, Logging

    values, switches = read
    form, level = _one_of(FORMS, _said(values, "FORMAT")), _one_of(LEVELS, _said(values, "LEVEL"))
    if form is None or level is None:
        return None
    return _path(values), switches, Logging(form, level, _said(values, "FILE"))


def _read(
    arguments: Sequence[str], command: str, switches: Mapping[str, str], valued: Mapping[str, str]
) -> tuple[dict[str, str], frozenset[str]] | None:
    """The values and the switches that are given, by the names they have here; None if there is anything else."""
    if arguments[:1] != [command]:
        return None
    values: dict[str, str] = {}
    given, rest = set(), list(arguments[1:])
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word in switches:
            given.add(switches[word])
        elif word in valued and rest:
            values[valued[word]] = rest.pop(0)
        elif name.startswith("--") and name in valued and equals:
            values[valued[name]] = value
        else:
            return None
    return (values, frozenset(given)) if all(values.values()) else None


def _path(values: Mapping[str, str]) -> Path | None:
    return Path(values["config"]) if "config" in values else None


def _said(values: Mapping[str, str], name: str) -> str | None:
    """What is said of the log: by an option, else by its environment variable."""
    return values.get(name) or os.environ.get(f"FOLLOWTHROUGH_LOG_{name}") or None


def _one_of(known: Sequence[_Word], word: str | None) -> _Word | None:
    """The word, if it is known; the first, which is the usual one, if nothing is said."""
    return known[0] if word is None else next((one for one in known if one == word), None)
