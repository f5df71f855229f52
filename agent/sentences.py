"""The choice of sentences: which slots a draft has, and which of their sentences it uses (B32).

Deterministic: the draft's own Message-ID stirs the choice; in a panel it is what the panel has in common, and each
sentence belongs to one of its thank-yous by position, so that no two share one, whichever is written first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from agent.blotting import remembered
from agent.draft_request import DraftRequest
from agent.material import Language, Sentence, Slot
from agent.phrases import Facts
from agent.template_variables import FLAGS, VARIABLES
from agent.wording import tidy

MOST = 7
FEWEST = 3
FEWEST_WITH_NOTES = 5
"""B32: 3 to 7 sentences, 5 to 7 where notes give matter."""
WANTED = {"warm": 5, "neutral": 4, "formal": 4, "brief": 3}
MATTER = frozenset({"about", "also_about", "concern", "ask", "ask_question", "promised", "attached", "connection"})
"""The slots that are filled from notes."""


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
    known = known_names(facts)
    wanted = [slot for slot in material.slots if slot.rank == 1 or slot.name not in request.left_out]
    fitting = [slot for slot in wanted if slot.suits(request.tone, known)]
    kinds = {word: kind for kind, words in enumerate(tongue.manners["echoes"]) for word in words}
    chosen: dict[str, Chosen] = {}
    for slot in sorted(fitting, key=lambda slot: slot.rank):
        if len(chosen) < (_wanted(request, chosen) if slot.is_filler else MOST):
            shares = list(_fitting(slot, request, facts, informally=tongue.is_informal(request.address)))
            own = [list(_own(slot, request, tongue, facts))]
            found = _pick(_unused([*own, *shares], request), list(chosen.values()), kinds) or _used(slot, shares)
            if found:
                chosen[slot.name] = found
    return tuple(chosen[slot.name] for slot in material.slots if slot.name in chosen)


def known_names(facts: Facts) -> frozenset[str]:
    """The variables and flags that have something to say."""
    return frozenset(name for name, value in facts.items() if value)


def fewest(slots: Iterable[str]) -> int:
    """How many sentences a draft with these slots has at least (B32)."""
    return FEWEST_WITH_NOTES if MATTER & set(slots) else FEWEST


def subject(request: DraftRequest, tongue: Language, facts: Facts) -> str:
    """The subject of a new message, from the first line whose facts are known (B31)."""
    known = known_names(facts)
    informally = tongue.is_informal(request.address)
    lines = tongue.steps[request.step].subjects
    line = next(line for line in lines if line.suits(request.tone, known))
    said = tidy(line.said(facts, informally=informally))
    # A role that opens the subject stays as it is written; a phrase around it begins like a sentence.
    return said[:1].upper() + said[1:] if line.text.startswith(("{{ position }}", "{{ the_role }}")) else said


def _wanted(request: DraftRequest, chosen: Iterable[str]) -> int:
    by_length = {"short": FEWEST, "long": MOST - 1}
    return max(by_length.get(request.length or "", WANTED.get(request.tone, FEWEST)), fewest(chosen))


def _pick(shares: Iterable[list[Chosen]], draft: list[Chosen], kinds: Mapping[str, int]) -> Chosen | None:
    """From the first share that has any, the sentence that echoes the draft least."""
    for share in shares:
        if share:
            return min(share, key=lambda candidate: _echoes(candidate, draft, kinds))
    return None


def _unused(shares: Iterable[list[Chosen]], request: DraftRequest) -> Iterator[list[Chosen]]:
    """The sentences that the thread has not used, share by share."""
    for share in shares:
        yield [c for c in share if not {c.fingerprint, remembered(c.text)} & request.used_sentences]


def _used(slot: Slot, shares: Iterable[list[Chosen]]) -> Chosen | None:
    """Where a thread has used up a slot that must stand: its first sentence once more, which `lints` then reports."""
    if slot.rank > 1:
        return None
    return next((share[0] for share in shares if share), None)


def _fitting(slot: Slot, request: DraftRequest, facts: Facts, *, informally: bool) -> Iterator[list[Chosen]]:
    """The slot's sentences that suit, share by share."""
    known = known_names(facts)
    for share in _shares(slot, request):
        yield [_rendered(slot, s, facts, informally) for s in share if s.suits(request.tone, known)]


def _own(slot: Slot, request: DraftRequest, tongue: Language, facts: Facts) -> Iterator[Chosen]:
    """The owner's own sentence for the slot, where all its facts are known; one of a panel gets it."""
    text = dict(request.own_lines).get(slot.name)
    if text is None or request.panel_index:
        return
    needs = frozenset(name for name in VARIABLES if f"{{{{ {name} }}}}" in text)
    if needs <= known_names(facts):
        opens_small = tongue.customs.get("after_greeting") == "small" and slot.name.startswith("opening")
        text = text[:1].lower() + text[1:] if opens_small else text
        yield _rendered(slot, Sentence(text, text, frozenset(), needs, frozenset()), facts, informally=False)


def _rendered(slot: Slot, sentence: Sentence, facts: Facts, informally: bool) -> Chosen:
    text = tidy(sentence.said(facts, informally=informally))
    return Chosen(slot.name, slot.paragraph, text, _fingerprint(sentence, known_names(facts)))


@lru_cache(maxsize=8192)
def _fingerprint(sentence: Sentence, known: frozenset[str]) -> str:
    """The sentence with "_" for every fact, so that neither names nor dates make it a new one, nor du for Sie."""
    masked = dict.fromkeys(VARIABLES, "") | dict.fromkeys(known & VARIABLES.keys(), "_")
    return remembered(tidy(sentence.said(masked | {flag: flag in known for flag in FLAGS})))


def _echoes(candidate: Chosen, draft: list[Chosen], kinds: Mapping[str, int]) -> int:
    """How much a sentence repeats the draft so far: words of one kind, and the way it begins."""
    words = candidate.fingerprint.split()
    said = {kinds.get(word) for chosen in draft for word in chosen.fingerprint.split()} - {None}
    beginnings = [chosen.fingerprint.split()[:2] for chosen in draft]
    return 2 * len({kinds.get(word) for word in words} & said) + 3 * beginnings.count(words[:2])


def _shares(slot: Slot, request: DraftRequest) -> list[list[Sentence]]:
    """The slot's sentences, those for the tone first, else by chance; a panel's own share before the others'."""
    candidates = [s for s in slot.sentences if not s.tones or request.tone in s.tones]
    shuffled = sorted(candidates, key=lambda s: (not s.tones, _chance(request, s.text)))
    size = max(request.panel_size, 1)
    return [shuffled[(request.panel_index + turn) % size :: size] for turn in range(size)]


def _chance(request: DraftRequest, text: str) -> bytes:
    shared = (request.step, request.company, request.role)
    stir = request.message_id if request.panel_size <= 1 else repr(shared)
    return hashlib.sha256(f"{stir}\n{text}".encode()).digest()
