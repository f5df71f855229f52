"""One line of `doctor`: what was looked at, how it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    """It works, and will hurt one day."""
    ERROR = "error"
    """It does not work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line."""

    check: str
    """What was looked at: `config`, `store`, or `mailbox NAME: draft`."""
    level: Level
    text: str
    next_step: str = ""


def ok(check: str, text: str) -> Finding:
    """All is well."""
    return Finding(check, Level.OK, text)


def warning(check: str, text: str, next_step: str) -> Finding:
    """Worth a look."""
    return Finding(check, Level.WARNING, text, next_step)


def error(check: str, text: str, next_step: str) -> Finding:
    """To be put right."""
    return Finding(check, Level.ERROR, text, next_step)


def worst(findings: Iterable[Finding]) -> Level:
    """The worst of them; OK if there is none."""
    levels = list(Level)
    return max((f.level for f in findings), key=levels.index, default=Level.OK)
