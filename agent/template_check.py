"""Whether the owner's templates will do: what is wrong with their files, and what a draft from each would be marked
for. For `doctor` and for the start of `run`; nothing is placed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agent import lints
from agent.compose import draft
from agent.draft_request import DraftRequest
from agent.errors import Problem
from agent.gallery import USUAL
from agent.own_templates import OwnTemplate, OwnTemplates


def problems(templates: OwnTemplates) -> tuple[Problem, ...]:
    """Every mistake with its file and line; of a template that can be read, what an ordinary draft from it lacks."""
    return (*templates.problems, *(p for template in templates.templates for p in _doubts(template)))


def _doubts(template: OwnTemplate) -> Iterator[Problem]:
    asked = _ordinary(template)
    for fault in lints.faults(draft(asked, template), asked):
        yield Problem(template.name, 1, 1, "", f"an ordinary draft from it would be left aside: {fault}")


def _ordinary(template: OwnTemplate) -> DraftRequest:
    return replace(
        USUAL,
        step=template.step,
        language=template.language,
        tone=template.tone or USUAL.tone,
        address=template.address,
    )
