"""In which tone, at what length and with which line of fit a thread is written to, and who said so (B24). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rules.pacing_rules import Subject, is_match

USUAL_TONE = "neutral"
USUAL_SOURCE = "the usual tone"
BY_SIZE: Mapping[str, str] = {"large": "brief", "small": "warm"}
"""A large employer reads much and gets brevity, a small one gets warmth (GUIDES 1a, company size)."""


@dataclass(frozen=True, slots=True)
class StyleRule:
    """Wishes for the threads that match all of `match`; an empty `match` fits every thread."""

    name: str
    match: Mapping[str, str] = field(hash=False)
    tone: str | None = None
    length: str | None = None
    fit: str | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """How one thread is written to; the sources name the rules that say so."""

    tone: str = USUAL_TONE
    length: str | None = None
    """"short" or "long"; None: as long as the tone wants."""
    fit: str | None = None
    tone_source: str = USUAL_SOURCE
    length_source: str = ""


def style_for(rules: Sequence[StyleRule], subject: Subject) -> Style:
    """For each wish the first rule that matches and has one."""
    fitting = [rule for rule in (*rules, *_usual()) if is_match(rule.match, subject)]
    tone = next((rule for rule in fitting if rule.tone), None)
    length = next((rule for rule in fitting if rule.length), None)
    fit = next((rule.fit for rule in fitting if rule.fit), None)
    return Style(
        tone=(tone and tone.tone) or USUAL_TONE,
        length=length.length if length else None,
        fit=fit,
        tone_source=tone.name if tone else USUAL_SOURCE,
        length_source=length.name if length else "",
    )


def _usual() -> tuple[StyleRule, ...]:
    return tuple(StyleRule(f"usual for size {size}", {"size": size}, tone) for size, tone in BY_SIZE.items())
