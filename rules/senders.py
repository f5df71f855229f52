"""Who sends: hiring systems, schedulers, calendars, job boards, mail providers and addresses nobody reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SystemKind(StrEnum):
    """What a known sending system is for."""

    HIRING = "hiring"
    SCHEDULER = "scheduler"
    CALENDAR = "calendar"
    JOB_BOARD = "job_board"
    ASSESSMENT = "assessment"


@dataclass(frozen=True, slots=True)
class System:
    """A system known by name (rules/systems.yaml)."""

    name: str
    kind: SystemKind
    domains: tuple[str, ...]
    relays_people: bool = False
    """Its addresses stand for a person, so a reply reaches somebody (B30)."""
