"""Who gets which numbers (B23, B24): presets, and rules that match company, domain, role, stage, industry or size.

The presets stand in `presets/*.yaml`, one published guide each. `balanced.yaml` has every number, the others
only what differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from rules.pacing_settings import SETTINGS, Value
from rules.reading import Stage

PRESETS = ("balanced", "seventy-two-hours", "mid-week", "prompt", "employer-led", "patient")
"""The names of B23, in its order."""
_FOLDER = Path(__file__).parent / "presets"


@dataclass(frozen=True, slots=True)
class Subject:
    """What rules can match on (B24). `industry` and `size` are the owner's words for the company, never looked up."""

    company: str | None = None
    domain: str | None = None
    role: str | None = None
    stage: Stage | None = None
    industry: str | None = None
    size: str | None = None


MATCH_KEYS = tuple(entry.name for entry in fields(Subject))


@dataclass(frozen=True, slots=True)
class PacingRule:
    """Settings (keys of `SETTINGS`) for the threads that match all of `match`; an empty `match` fits every thread."""

    name: str
    match: Mapping[str, str] = field(hash=False)
    steps: Mapping[str, Value] = field(hash=False)

    def fits(self, subject: Subject) -> bool:
        """Whether the rule is for this thread."""
        return is_match(self.match, subject)


def is_match(match: Mapping[str, str], subject: Subject) -> bool:
    """Whether every key matches: company and role by whole words in a row, a domain with those below it."""
    return all(_matches(key, wanted, getattr(subject, key)) for key, wanted in match.items())


@dataclass(frozen=True, slots=True)
class Preset:
    """One guide's pacing. `choices` says how its contradictions were settled."""

    name: str
    guide: str
    summary: str
    settings: Mapping[str, Value]
    rules: tuple[PacingRule, ...]
    choices: tuple[str, ...]


@lru_cache(maxsize=len(PRESETS))
def load_preset(name: str) -> Preset:
    """The preset of this name; raises ValueError if there is none."""
    if name not in PRESETS:
        raise ValueError(f"there is no preset {name!r}, only {', '.join(PRESETS)}")
    import yaml

    source = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    base = load_preset("balanced").settings if name != "balanced" else {}
    return Preset(
        name=name,
        guide=source["guide"],
        summary=source["summary"],
        settings=MappingProxyType({**base, **_values(source["settings"])}),
        rules=tuple(_preset_rules(name, source.get("stages", {}))),
        choices=tuple(source["choices"]),
    )


def _preset_rules(name: str, stages: Mapping[str, Mapping[str, object]]) -> Iterator[PacingRule]:
    for stage, settings in stages.items():
        yield PacingRule(f"preset {name}, stage {stage}", {"stage": stage}, _values(settings))


def _values(settings: Mapping[str, object]) -> dict[str, Value]:
    return {key: None if raw is None else SETTINGS[key].parse(raw) for key, raw in settings.items()}


def _matches(key: str, wanted: str, actual: str | None) -> bool:
    if actual is None:
        return False
    if key == "domain":
        return f".{actual.lower()}".endswith(f".{wanted.lower().lstrip('@.')}")
    have, want = _words(actual), _company(wanted) if key == "company" else _words(wanted)
    if key in ("company", "role"):
        return f" {want} " in f" {have} "
    return have == want


@lru_cache(maxsize=1024)
def _company(name: str) -> str:
    """Its words without the legal form, which mail may leave out."""
    from rules.organisations import without_form

    return _words(without_form(name)) or _words(name)


@lru_cache(maxsize=1024)
def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
