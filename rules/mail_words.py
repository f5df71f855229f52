"""The words in `mail_words.yaml` as patterns, for the modules that take a body apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def _sections() -> dict[str, Any]:
    text = resources.files("rules").joinpath("mail_words.yaml").read_text("utf-8")
    sections: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return sections


def any_of(section: str) -> str:
    """One expression, without its group, that matches any entry of a section."""
    return "|".join(_sections()[section])


def stems(section: str) -> tuple[str, ...]:
    """A section of plain lower-case stems."""
    return tuple(_sections()[section])


def words(section: str) -> frozenset[str]:
    """A section of plain words."""
    return frozenset(_sections()[section].split())


def header_label() -> re.Pattern[str]:
    """A header line as mail programs quote it; the group that matched names the kind of header."""
    kinds = "|".join(f"(?P<{kind}>{'|'.join(map(re.escape, labels))})" for kind, labels in _labels().items())
    return re.compile(rf"[*_]{{0,2}}(?:{kinds})[*_]{{0,2}} ?[:：]", re.IGNORECASE)


def header_initials() -> frozenset[str]:
    """The characters a quoted header line may begin with, for a cheap first look."""
    letters = {label[0] for labels in _labels().values() for label in labels}
    return frozenset(letters | {letter.upper() for letter in letters} | {"*", "_"})


def _labels() -> dict[str, list[str]]:
    labels: dict[str, list[str]] = _sections()["header_labels"]
    return labels


@dataclass(frozen=True, slots=True)
class Phrase:
    """What tells a footer: a stem that must occur, in lower case, and the pattern that then decides, if any."""

    stem: str
    pattern: re.Pattern[str] | None
    is_banner: bool
    """It may stand above the text, put there by the receiving system."""

    def offset_in(self, text: str, lowered: str) -> int | None:
        """Where the phrase stands in `text`, whose lower-case form is `lowered`."""
        at = lowered.find(self.stem)
        if at < 0 or self.pattern is None:
            return at if at >= 0 else None
        found = self.pattern.search(text)
        return found.start() if found else None


def footer_phrases() -> tuple[Phrase, ...]:
    """The telling phrases of footers."""
    return tuple(
        Phrase(entry["stem"], _compiled(entry.get("pattern")), entry.get("banner", False))
        for entry in _sections()["footers"]
    )


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL | re.MULTILINE) if pattern else None
