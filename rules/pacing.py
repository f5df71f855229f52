"""When a follow-up is due (B20, B23, B24): the numbers that hold for one thread, and calendar arithmetic with them.

Which step comes next, and what promises, gaps and replies do to it, is decided in `agent.plan`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from rules.pacing_rules import MATCH_KEYS, PRESETS, PacingRule, Preset, Subject, load_preset
from rules.pacing_settings import SETTINGS
from rules.waits import Wait, WaitUnit
from rules.workdays import MONDAY_TO_FRIDAY, BusinessCalendar, Window

__all__ = [
    "DUE_TIME",
    "FOLLOW_UPS",
    "MATCH_KEYS",
    "PRESETS",
    "WINDOWS",
    "Pacing",
    "PacingRule",
    "Preset",
    "Step",
    "Subject",
    "Wait",
    "WaitUnit",
    "Window",
    "due_after",
    "due_at",
    "load_preset",
    "pacing_for",
]

DUE_TIME = time(9)
"""The hour of every step that is counted in days (B20, B23)."""


class Step(StrEnum):
    """One follow-up (Words in BEHAVIOUR.md)."""

    THANK_YOU = "thank_you"
    CHECK_IN = "check_in"
    NUDGE = "nudge"
    CLOSING = "closing"
    REJECTION_REPLY = "rejection_reply"
    WITHDRAWAL = "withdrawal"

    @property
    def spoken(self) -> str:
        """The step as people write it: "thank-you", "rejection reply"."""
        return "rejection reply" if self is Step.REJECTION_REPLY else self.value.replace("_", "-")


FOLLOW_UPS = frozenset({Step.CHECK_IN, Step.NUDGE, Step.CLOSING})
"""The steps that break a silence; a preset's preferred weekdays are about these."""

WINDOWS: Mapping[Step, Window] = MappingProxyType(
    {step: Window(time(8), time(18)) for step in Step} | {Step.THANK_YOU: Window(time(8), time(21), every_day=True)}
)
"""When a draft may be placed, unless configured otherwise."""


@dataclass(frozen=True, slots=True)
class Pacing:
    """The numbers that hold for one thread. `sources` says for each setting who set it (B24, for `why`)."""

    preset: str
    thank_you: Wait
    thank_you_deadline: Wait
    check_in: Wait
    nudge: Wait
    closing: Wait
    rejection_reply: Wait
    after_promise: Wait
    """From the promised day (B21)."""
    close_after_days: int
    """Silence after the closing note until the thread is closed (B20)."""
    min_gap_days: int
    """B22."""
    weekdays: frozenset[int]
    """Business days on which check-in, nudge and closing may fall; 0 is Monday."""
    suggest_call_after_days: int | None
    """Silence after which a phone call is suggested; None: never."""
    default_length: timedelta
    """Of an interview whose end is unknown (B12)."""
    silence_note_after: Wait
    """In `arranging`, after the owner's answer: when the owner is told that nobody came back (B13)."""
    offer_close_after_days: int
    """In `arranging`: when closing the thread is offered (B13)."""
    late_limit: Wait
    """A step later than this is offered, not placed (B18, B25)."""
    unsent_limit: Wait
    """An untouched draft older than this is withdrawn (B33)."""
    due_time: time
    hours: Window
    thank_you_hours: Window
    sources: Mapping[str, str]

    def wait_for(self, step: Step) -> Wait | None:
        """The wait before `step`; None for a withdrawal, which waits for nothing but its window."""
        wait: Wait | None = getattr(self, step.value, None)
        return wait

    def window_for(self, step: Step) -> Window:
        """When a draft of `step` may be placed."""
        return self.thank_you_hours if step is Step.THANK_YOU else self.hours

    def weekdays_for(self, step: Step) -> frozenset[int]:
        """The weekdays `step` may fall on: the preferred ones for follow-ups, Monday to Friday for the rest."""
        return self.weekdays if step in FOLLOW_UPS else MONDAY_TO_FRIDAY


def pacing_for(preset: str, rules: Sequence[PacingRule], subject: Subject) -> Pacing:
    """The numbers for one thread: for each setting the first matching rule, else the preset (its own rules first).

    Raises ValueError for a preset that does not exist.
    """
    base = load_preset(preset)
    sources = dict.fromkeys(base.settings, f"preset {preset}")
    values = dict(base.settings)
    for rule in reversed([*rules, *base.rules]):
        if rule.fits(subject):
            values.update(rule.steps)
            sources.update(dict.fromkeys(rule.steps, rule.name))
    return Pacing(
        preset=preset,
        sources=MappingProxyType(sources),
        **{SETTINGS[key].field: value for key, value in values.items()},  # type: ignore[arg-type]
    )


def due_after(
    wait: Wait,
    anchor: datetime,
    calendar: BusinessCalendar,
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY,
    due_time: time = DUE_TIME,
) -> datetime:
    """The moment (UTC) that is `wait` after `anchor` (aware), before any window is applied.

    Hours run on the clock. Days are counted from the owner's date at `anchor`; the moment is 09:00 of that day, moved
    to the next business day among `weekdays` (B20, B23).
    """
    if wait.is_clock_time:
        return anchor.astimezone(UTC) + wait.length
    day = calendar.local_date(anchor)
    if wait.unit is WaitUnit.BUSINESS_DAYS:
        day = calendar.add_business_days(day, wait.amount)
    else:
        day += timedelta(days=wait.amount)
    return calendar.at(calendar.on_or_after(day, weekdays), due_time)


def due_at(step: Step, pacing: Pacing, anchor: datetime, calendar: BusinessCalendar) -> datetime:
    """When `step` is due (UTC) if its wait begins at `anchor` (aware): `due_after`, then its window."""
    wait = pacing.wait_for(step) or Wait(0, WaitUnit.HOURS)
    weekdays = pacing.weekdays_for(step)
    due = due_after(wait, anchor, calendar, weekdays, pacing.due_time)
    return calendar.into_window(due, pacing.window_for(step), weekdays)
