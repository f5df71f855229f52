"""The kind of interview (B3): the most specific that wording or content tells, never the medium alone."""

from __future__ import annotations

import re
from functools import cache

from rules import letters
from rules.facts import interviewers
from rules.facts.clues import Clues
from rules.message import Message
from rules.pieces import data
from rules.reading import Intent, Owner, Stage
from rules.wordings import Wording, either, wording

_LOOKED_AT, _QUOTED = 5000, 2000  # characters
_SLOT = re.compile(
    r"^[^\S\n]*[•*-]?[^\S\n]*\d{1,2}(?:[:.h]\d{2})?[^\S\n]*(?:[ap]\.?m\.?)?[^\S\n]*(?:-|–|—|to|bis|"
    r"à|a|until)[^\S\n]*\d{1,2}(?:[:.h]\d{2})?[^\S\n]*(?:[ap]\.?m\.?|uhr)?\b(.{3,80})$",
    re.I | re.M,
)
_BREAK = re.compile(
    r"\b(?:lunch|break|welcome|wrap|arrival|coffee|pause|tour|registration|arrive|mittag|déjeuner|almuerzo|pranzo)\b",
    re.I,
)
_PANEL = 3  # interviewers in one session (docs/corpus.md)
_SESSIONS = 3  # docs/corpus.md: three or more separate sessions in one day are an onsite


def find(message: Message, owner: Owner, clues: Clues) -> Stage | None:
    """The most specific stage that subject, text or calendar part states; None where only the medium is known."""
    texts = [message.subject[:300], letters.unwrapped(message.own_text[:_LOOKED_AT])]
    texts += [f"{event.summary[:300]}\n{event.description[:2000]}" for event in message.calendar[:1]]
    text = "\n".join(texts)
    said = _said(text)
    if said is not Stage.FINAL and _sessions(text) >= _SESSIONS:
        return Stage.ONSITE
    if (
        said in (None, Stage.OTHER, Stage.SCREEN, Stage.TECHNICAL)
        and len(interviewers.find(message, owner, clues)) >= _PANEL
    ):
        return Stage.PANEL
    return said or (_said(message.quoted_text[:_QUOTED]) if clues.intent is Intent.INTERVIEW_RESCHEDULED else None)


def _said(text: str) -> Stage | None:
    lower = " ".join(text.lower().split())
    for stage, words in _wordings():
        for found in words.find(lower):
            if not _elsewhere().search(lower[max(0, found.begin - 90) : found.begin]):
                return stage
    return None


def _sessions(text: str) -> int:
    return sum(not _BREAK.search(found.group(1)) for found in _SLOT.finditer(text))


@cache
def _wordings() -> tuple[tuple[Stage, Wording], ...]:
    words = data("stage_words.yaml")
    return tuple((stage, wording(words[stage.value])) for stage in Stage)


@cache
def _elsewhere() -> re.Pattern[str]:
    return either(data("stage_words.yaml")["elsewhere"])
