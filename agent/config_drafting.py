"""The `drafting` section: in whose tone, how long, with which line of fit (B24, B32)."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from pydantic import model_validator

from agent.config_pacing import Match
from agent.config_section import Section, key, needed
from agent.config_types import Duration, FilePath, Length, Line, Sight, Tone, Url
from agent.language_model import SEES, SEES_USUALLY
from agent.style import StyleRule


class DraftingRule(Section):
    """Another tone, length or line of fit for some threads. For each of them the first rule that matches wins."""

    name: Line | None = key("What `why` calls this rule.", "Agencies like it short")
    match: Match = needed("What it applies to; all that is given must fit.", "{size: large}")
    tone: Tone | None = key("warm, neutral, formal or brief.", "brief")
    length: Length | None = key("short or long; without it, as long as the tone wants.", "short")
    fit: Line | None = key("Why you fit this kind of role, as a phrase or one sentence.", "four years of on-call work")

    @model_validator(mode="after")
    def _wishes_something(self) -> Self:
        if not (self.tone or self.length or self.fit):
            raise ValueError("wishes nothing. Give tone, length or fit")
        return self

    def as_style(self) -> StyleRule:
        """The rule as drafting uses it; without a name it is called by what it matches."""
        match = self.match.given()
        name = self.name or "rule for " + ", ".join(f"{key} {value}" for key, value in match.items())
        return StyleRule(name, match, self.tone, self.length, self.fit)


class Model(Section):
    """A language model that may polish drafts, at an OpenAI-compatible address. Off unless it is given."""

    endpoint: Url = needed("Its address, up to the version.", "http://127.0.0.1:11434/v1")
    name: Line = needed("The model.", "llama3.1:8b")
    timeout: Duration = key("How long one answer may take; no cycle waits for it.", "60s", timedelta(seconds=60))
    sees: tuple[Sight, ...] = key(
        f"What of a draft it may see beside its words: {', '.join(SEES)}.", f"[{', '.join(SEES_USUALLY)}]", SEES_USUALLY
    )
    key_file: FilePath | None = key("A file that holds its key, if it wants one.", "~/.config/followthrough/model-key")
    key_env: Line | None = key("An environment variable that holds it, instead.", "FOLLOWTHROUGH_MODEL_KEY")


class Drafting(Section):
    """How drafts are worded."""

    tone: Tone | None = key(
        "warm, neutral, formal or brief. Without it: brief for companies of size large, warm for size small, "
        "else neutral.",
        "neutral",
    )
    length: Length | None = key("short or long; without it, as long as the tone wants.", "short")
    rules: tuple[DraftingRule, ...] = key(
        "Another tone, length or line of fit for some threads; for each the first match wins.",
        "[{match: {stage: final}, tone: warm}]",
        (),
    )
    templates: FilePath | None = key(
        "Folder with your own texts, one file a step and language (thank_you.en.txt).",
        "~/.config/followthrough/templates",
    )
    model: Model | None = key(
        "A language model that may polish drafts; what it says beyond the facts is refused.",
        "{endpoint: http://127.0.0.1:11434/v1, name: llama3.1:8b}",
    )
    own_voice: bool = key(
        "Whether greeting, sign-off and tone are learnt from your own sent follow-ups (see `followthrough voice`).",
        "true",
        True,
    )
    referral: bool = key("Whether a reply to a rejection may ask for a referral.", "false", False)
    fit: Line | None = key(
        "Why you fit, as a phrase or one sentence; only what is true of every application.", "six years of grid data"
    )

    def as_styles(self) -> tuple[StyleRule, ...]:
        """The owner's rules, then their own wishes for every thread."""
        return (*(rule.as_style() for rule in self.rules), StyleRule("drafting", {}, self.tone, self.length, self.fit))
