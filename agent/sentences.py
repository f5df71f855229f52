"""The choice of sentences: which slots a draft has, and which of their sentences it uses (B32).

Deterministic: the draft's own Message-ID stirs the choice; in a panel it is what the panel has in common, and each
sentence belongs to one of its thank-yous by position, so that no two share one, whichever is written first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from agent.draft_request import DraftRequest
from agent.material import Language, Sentence, Slot
from agent.phrases import Facts

MOST = 7
FEWEST = 3
FEWEST_WITH_NOTES = 5
"""B32: 3 to 7 sentences, 5 to 7 where notes give matter."""
WANTED = {"warm": 5, "neutral": 4, "formal": 4, "brief": 3}
MATTER = frozenset({"about", "also_about", "concern", "ask", "ask_question", "promised"})
"""The slots that are filled from notes."""

_REPAIRS = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"\s+([,.;:?!])"), r"\1"),
    (re.compile(r",(?=[,.;:?!])"), ""),
    (re.compile(r"\.{2,}"), "."),
    (re.compile(r"\.(?=[?!])"), ""),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One sentence of a draft: where it stands, its words, and how the thread remembers it."""

    slot: str
    paragraph: int
    text: str
    fingerprint: str


def choose(request: DraftRequest, tongue: Language, facts: Facts) -> tuple[Chosen, ...]:
    """The draft's sentences in reading order."""
    material = tongue.steps[request.step]
    known = frozenset(name for name, value in facts.items() if value)
    fitting = [slot for slot in material.slots if slot.suits(known)]
    chosen: dict[str, Chosen] = {}
    for slot in sorted(fitting, key=lambda slot: slot.rank):
        if len(chosen) < (_wanted(request, chosen) if slot.is_filler else MOST):
            found = _pick(slot, request, facts, known, {c.fingerprint for c in chosen.values()})
            if found:
                chosen[slot.name] = found
    return tuple(chosen[slot.name] for slot in material.slots if slot.name in chosen)


def fewest(slots: Iterable[str]) -> int:
    """How many sentences a draft with these slots has at least (B32)."""
    return FEWEST_WITH_NOTES if MATTER & set(slots) else FEWEST


def subject(request: DraftRequest, tongue: Language, facts: Facts) -> str:
    """The subject of a new message, from the first line whose facts are known (B31)."""
    known = frozenset(name for name, value in facts.items() if value)
    lines = tongue.steps[request.step].subjects
    return next(tidy(line.template.render(facts)) for line in lines if line.suits(request.tone, known))


def tidy(text: str) -> str:
    """One space between words, none before a mark, and one mark at a time: what a missing fact leaves behind."""
    for found, instead in _REPAIRS:
        text = found.sub(instead, text)
    return text.strip()


def remembered(sentence: str) -> str:
    """A sentence as threads compare it: lower-case, letters and digits and "_" only."""
    return " ".join(re.findall(r"[\w']+", sentence.lower()))


def _wanted(request: DraftRequest, chosen: Iterable[str]) -> int:
    return max(WANTED.get(request.tone, FEWEST), fewest(chosen))


def _pick(slot: Slot, request: DraftRequest, facts: Facts, known: frozenset[str], taken: set[str]) -> Chosen | None:
    """The first sentence in order that the thread has not used; a slot that must stand takes a used one at last."""
    fallback: Chosen | None = None
    for sentence in _in_order(slot, request):
        if not sentence.suits(request.tone, known):
            continue
        text = tidy(sentence.template.render(facts))
        found = Chosen(slot.name, slot.paragraph, text, remembered(tidy(sentence.template.render(_masked(facts)))))
        if found.fingerprint in taken:
            continue
        if not {found.fingerprint, remembered(text)} & request.used_sentences:
            return found
        fallback = fallback or found
    return fallback if slot.rank == 1 else None


def _masked(facts: Facts) -> Facts:
    return {name: "_" if value and isinstance(value, str) else value for name, value in facts.items()}


def _in_order(slot: Slot, request: DraftRequest) -> list[Sentence]:
    """A panel's share first, then those written for the tone; the rest by chance, the same chance every time."""
    candidates = [s for s in slot.sentences if not s.tones or request.tone in s.tones]
    shuffled = sorted(candidates, key=lambda s: (not s.tones, _chance(request, s.text)))
    size = max(request.panel_size, 1)
    shares = [shuffled[(request.panel_index + turn) % size :: size] for turn in range(size)]
    return [sentence for share in shares for sentence in share]


def _chance(request: DraftRequest, text: str) -> bytes:
    shared = (request.step, request.company, request.role, request.interview_on)
    stir = request.message_id if request.panel_size <= 1 else repr(shared)
    return hashlib.sha256(f"{stir}\n{text}".encode()).digest()
