"""The owner's own text for a step, in files of a folder: `thank_you.en.txt`, `check-in.de.warm.informal.txt`.

A file holds what stands between greeting and sign-off, paragraphs apart by an empty line; its first line may be
`Subject: …`. Variables are those of agent/template_variables.py in double braces, and `{% if about %} … {% endif %}`
leaves out what is not known. Nothing else of Jinja2 is allowed, so no file can reach anything or run for long. A file
with a mistake is reported with its line and left aside; so is, for one draft, what does not pass `lints`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from agent.errors import Problem
from rules.pacing import Step

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    """One file that can be used."""

    name: str
    step: Step
    language: str
    tone: str | None
    address: str | None
    subject: Template | None = field(compare=False)
    text: Template = field(compare=False)
    variables: frozenset[str]
    digest: str
    """Changes when the file does."""

    def suits(self, step: Step, language: str, tone: str, address: str | None) -> bool:
        """Whether it is for such a draft."""
        wanted = (self.tone in (None, tone), self.address in (None, address or "formal"))
        return (self.step, self.language) == (step, language) and all(wanted)


@dataclass(frozen=True, slots=True)
class OwnTemplates:
    """All of the folder that can be used, and what is wrong with the rest."""

    templates: tuple[OwnTemplate, ...] = ()
    problems: tuple[Problem, ...] = ()

    def of(self, step: Step, language: str, tone: str, address: str | None) -> OwnTemplate | None:
        """The most particular one that suits, a tone counting for more than a form of address."""
        fitting = [t for t in self.templates if t.suits(step, language, tone, address)]
        return max(fitting, key=lambda t: (t.tone is not None, t.address is not None), default=None)


NONE = OwnTemplates()


def load(folder: Path | None) -> OwnTemplates:
    """The templates of a folder; none is given, or there: no templates. Raises nothing: mistakes are its `problems`."""
    found: list[OwnTemplate] = []
    problems: list[Problem] = []
    if folder and folder.is_dir():
        from agent.template_parsing import read  # most owners have no such folder

        for path in sorted(folder.glob("*")):
            if path.name.startswith(".") or path.is_dir() or path.name.endswith("~"):
                continue
            made = read(path)
            (found if isinstance(made, OwnTemplate) else problems).append(made)  # type: ignore[arg-type]
    elif folder:
        problems.append(Problem(str(folder), 0, 0, "", "is no folder. Make it, or take drafting.templates out."))
    return OwnTemplates(tuple(found), tuple(problems))
