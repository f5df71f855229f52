"""The `pacing` section (B20 to B24): a preset, numbers that override it, and rules for some threads."""

from __future__ import annotations

from typing import Self

from pydantic import ValidationInfo, field_validator, model_validator

from agent.config_section import Section, key, needed
from agent.config_types import (
    Clock,
    Days,
    DaysOrNever,
    Duration,
    Hours,
    Line,
    Preset,
    StageName,
    ThankYouHours,
    WaitTime,
    Weekdays,
)
from rules.pacing_rules import PacingRule
from rules.pacing_settings import SETTINGS, Value
from rules.waits import Wait


class PacingNumbers(Section):
    """The numbers of pacing. What is not given comes from the preset."""

    thank_you: WaitTime | None = key("Thank-you: this long after the round's end.", "1h")
    thank_you_deadline: WaitTime | None = key(
        "After this the thank-you is skipped; the check-in carries the thanks.", "24h"
    )
    check_in: WaitTime | None = key(
        "Check-in: after the interview, or after a later message of theirs.", "5 business days"
    )
    nudge: WaitTime | None = key("Nudge: after the check-in.", "7d")
    closing: WaitTime | None = key("Closing note: after the nudge.", "10 business days")
    rejection_reply: WaitTime | None = key("Reply to a rejection: after it came.", "1 business day")
    after_promise: WaitTime | None = key(
        "Check-in or nudge: after the day they promised an answer by.", "1 business day"
    )
    close_after: Days | None = key("Silence after the closing note, then the thread is closed.", "14d")
    min_gap: Days | None = key("Least distance between two follow-ups to one employer.", "7d")
    days: Weekdays | None = key("Weekdays on which check-in, nudge and closing may fall.", "[mon, tue, wed, thu, fri]")
    suggest_call_after: DaysOrNever = key("Silence after which a call is suggested, or `never`.", "never")
    default_length: Duration | None = key("Length of an interview whose end is not stated.", "45m")
    silence_note_after: WaitTime | None = key(
        "While a time is being arranged: silence after your answer, then you are told.", "5 business days"
    )
    offer_close_after: Days | None = key("The same silence, then closing the thread is offered.", "30d")
    late_limit: WaitTime | None = key("A step later than this is offered in `status`, not placed.", "10 business days")
    unsent_limit: WaitTime | None = key("A draft untouched for this long is withdrawn.", "10 business days")
    due_time: Clock | None = key("The hour of steps that are counted in days.", '"09:00"')
    hours: Hours | None = key("On business days drafts are placed in these hours.", "08:00-18:00")
    thank_you_hours: ThankYouHours | None = key("Thank-yous are placed every day in these hours.", "08:00-21:00")

    @field_validator("thank_you_deadline")
    @classmethod
    def _deadline_comes_after(cls, deadline: Wait | None, info: ValidationInfo) -> Wait | None:
        thanks = info.data.get("thank_you")
        if thanks and deadline and thanks.unit == deadline.unit and thanks.amount >= deadline.amount:
            raise ValueError(f"must be longer than thank_you, which is {thanks}")
        return deadline

    def given(self) -> dict[str, Value]:
        """Only what stands in the file."""
        return {key: getattr(self, key) for key in SETTINGS if key in self.model_fields_set}


class Match(Section):
    """What a rule applies to; all that is given must fit."""

    company: Line | None = key("Words of the company's name.", "Northwind")
    domain: Line | None = key("The employer's mail domain, those below it included.", "northwind.example")
    role: Line | None = key("Words of the role.", "engineer")
    stage: StageName | None = key(
        "Kind of interview: final, onsite, panel, hiring_manager, technical, screen or other.", "final"
    )
    industry: Line | None = key("The industry you gave the company under `companies`.", "government")
    size: Line | None = key("The size you gave the company under `companies`.", "large")

    @model_validator(mode="after")
    def _matches_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("names nothing to match. Give company, domain, role, stage, industry or size")
        return self

    def given(self) -> dict[str, str]:
        """Only what stands in the file."""
        return {key: value for key, value in self.model_dump().items() if value is not None}


class Rule(Section):
    """Other numbers for some threads. For each number the first rule that matches wins."""

    name: Line | None = key("What `why` calls this rule.", "Final rounds move fast")
    match: Match = needed("What it applies to; all that is given must fit.", "{stage: final}")
    steps: PacingNumbers = needed("The numbers, named as under `pacing`.", "{check_in: 3 business days}")

    def as_rule(self) -> PacingRule:
        """The rule as pacing uses it; without a name it is called by what it matches."""
        match = self.match.given()
        name = self.name or "rule for " + ", ".join(f"{key} {value}" for key, value in match.items())
        return PacingRule(name, match, self.steps.given())


class _Advice(Section):
    preset: Preset = key(
        "Whose advice to follow: balanced, seventy-two-hours, mid-week, prompt, employer-led or patient.",
        "balanced",
        "balanced",
    )
    rules: tuple[Rule, ...] = key(
        "Other numbers for some threads; for each number the first match wins.",
        "[{match: {stage: final}, steps: {check_in: 3 business days}}]",
        (),
    )


class PacingSection(PacingNumbers, _Advice):
    """When follow-ups are due ([the presets](pacing.md)). A number that is not given comes from the preset."""

    def as_rules(self) -> tuple[PacingRule, ...]:
        """The owner's rules, then their own numbers for every thread."""
        own = PacingRule("your own numbers", {}, self.given())
        return (*(rule.as_rule() for rule in self.rules), *((own,) if own.steps else ()))
