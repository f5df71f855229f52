"""What can go wrong for the owner, and the exit status it ends with.

::

    FollowthroughError      1  something failed; `next_step` says what to do
    ├── ConfigError         2  the configuration is wrong: every problem, with its place
    ├── UsageError          2  the command line asks for what does not exist
    └── StateError          1  the agent's memory is locked, broken or newer than this program

Mail services have errors of their own (`providers.interface`), which never reach the command line as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class FollowthroughError(Exception):
    """Base of what the command line reports without a traceback. `next_step` is a sentence, or empty."""

    exit_status = 1

    def __init__(self, what: str, *, next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}".rstrip()


class UsageError(FollowthroughError):
    """A command was given something that does not exist or does not fit."""

    exit_status = 2


class StateError(FollowthroughError):
    """The agent's memory cannot be used: locked by another process, damaged, or written by a newer version."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in the configuration. `line` and `column` count from 1; 0 where there is no place to point at."""

    file: str
    line: int
    column: int
    path: str
    """The key, like `mailboxes[0].path`; empty for the file as a whole."""
    what: str
    """What is wrong and what to write instead."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.path}: {self.what}" if self.path else f"{place}: {self.what}"


class ConfigError(FollowthroughError):
    """The configuration cannot be used; `problems` has all that is wrong with it, in the order of the file."""

    exit_status = 2

    def __init__(self, problems: Sequence[Problem], *, next_step: str = "") -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)), next_step=next_step)

    def __str__(self) -> str:
        return f"{self.what}\n{self.next_step}".rstrip()
