"""How the owner writes: learnt from their own sent follow-ups, never from anybody else's mail (B7). Pure.

Of a mail only the form of its greeting ("Hi {{ given }},"), its sign-off, and which lines of a draft of ours were left
standing are kept. A form counts once it was used `LEAST` times, and most of the time. What the owner keeps taking out
is offered (`followthrough voice`), never decided.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from agent.blotting import remembered, sentences_of
from agent.draft_request import ADDRESSES, TONES
from agent.material import FALLBACK_LANGUAGE, Language, language, pattern
from agent.salutation import cleaned_name, read_name
from agent.wording import is_unmannerly
from rules.message import Message
from rules.pacing import Step
from rules.reading import Person

LEAST = 3
MOST_OF_THE_TIME = 0.6
MAX_LENGTH = 60

_FORM = re.compile(r"[^\W\d_][\w '’,!:.-]*")
_END = re.compile(r"[\s,!:.;-]*$")


@dataclass(frozen=True, slots=True)
class Sample:
    """What one mail of the owner's own teaches."""

    at: datetime
    language: str
    address: str
    """"formal" or "informal": how the people it went to address the owner."""
    greeting: str | None = None
    """As a template: "Hi {{ given }},"."""
    sign_off: str | None = None
    step: str | None = None
    """The step, where it is a draft of ours that they sent."""
    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    """Slots of that draft whose sentence they left as it was, and those whose sentence they changed or took out."""
    reworded: tuple[tuple[str, str], ...] = ()
    """Slots, and as a template what they said in the place of our sentence (agent/rewording.py)."""
    thread: str = ""
    """Which thread's draft it was, as a digest: what is said in one thread only is no habit."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What drafts take over from the owner. Greetings and sign-offs are by language and form of address."""

    greetings: Mapping[tuple[str, str], str] = field(default_factory=dict)
    sign_offs: Mapping[tuple[str, str], str] = field(default_factory=dict)
    tone: str | None = None
    left_out: frozenset[str] = frozenset()
    """Lines that the owner wants left out: "thank_you.interest"."""
    lines: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    """Lines that the owner wants said in their own words, by name, language and form of address."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A line that the owner keeps changing or taking out."""

    name: str
    times: int
    of: int
    is_optional: bool
    """It can be left out; else only a text of the owner's own helps."""


NO_VOICE = Voice()


def voice_of(
    samples: Iterable[Sample],
    left_out: Iterable[str] = (),
    lines: Mapping[tuple[str, str, str], str] = MappingProxyType({}),
) -> Voice:
    """What the samples teach, and what the owner chose."""
    known = list(samples)
    greetings, sign_offs = {}, {}
    for place in sorted({(s.language, s.address) for s in known}):
        here = [s for s in known if (s.language, s.address) == place]
        if greeting := _usual(_at_any_hour(s.greeting, s.language) for s in here):
            greetings[place] = greeting
        if sign_off := _usual(_at_any_hour(s.sign_off, s.language) for s in here):
            sign_offs[place] = sign_off
    tone = _usual(tone for s in known if (tone := _tone(s)))
    return Voice(greetings, sign_offs, tone, frozenset(left_out), dict(lines))


def offers(samples: Iterable[Sample], left_out: Iterable[str] = ()) -> tuple[Offer, ...]:
    """What the owner keeps changing in drafts, most often first, but for what is left out already."""
    dropped: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for sample in samples:
        dropped.update(f"{sample.step}.{slot}" for slot in sample.dropped)
        seen.update(f"{sample.step}.{slot}" for slot in (*sample.kept, *sample.dropped))
    wanted = (n for n, times in dropped.most_common() if times >= LEAST and times >= MOST_OF_THE_TIME * seen[n])
    return tuple(Offer(n, dropped[n], seen[n], is_optional(n)) for n in wanted if n not in set(left_out))


def is_optional(name: str) -> bool:
    """Whether a line can be left out of a step without leaving the draft unfinished. Raises ValueError for no line."""
    step, _, slot_name = name.partition(".")
    if step not in list(Step):
        raise ValueError(f"{name!r} is no line of a draft")
    slots = {slot.name: slot for slot in language(FALLBACK_LANGUAGE).steps[Step(step)].slots}
    if slot_name not in slots:
        raise ValueError(f"{step} has no line {slot_name!r}, only {', '.join(slots)}")
    return slots[slot_name].rank > 1


# Reading a mail of the owner's own


def sample_of(message: Message, to: Person | None, code: str | None, address: str | None, at: datetime) -> Sample:
    """What a mail of the owner's own teaches of greeting and sign-off."""
    tongue = language(code)
    form = address if address in ADDRESSES else "formal"
    return Sample(at, tongue.code, form, _greeting(message.own_text, to, tongue), _sign_off(message, tongue))


def compared(sample: Sample, step: Step, slots: tuple[str, ...], placed: str, sent: str) -> Sample:
    """The sample of a draft of ours that the owner sent: what they left standing, and only forms that are not ours.

    `placed` is the body as it lay in Drafts, `sent` what they wrote in its place.
    """
    greeting, _, rest = placed.replace("\r\n", "\n").strip().partition("\n\n")
    text, _, end = rest.rpartition("\n\n")
    ours = sentences_of(text)
    theirs = {remembered(sentence) for sentence in sentences_of(sent)}
    stand = [remembered(sentence) in theirs for sentence in ours]
    is_clear = len(ours) == len(slots)
    own_greeting = sent.strip().split("\n", 1)[0].strip() != greeting.strip()
    own_end = not sample.sign_off or _END.sub("", end.split("\n")[0]) != _END.sub("", sample.sign_off)
    return Sample(
        sample.at,
        sample.language,
        sample.address,
        sample.greeting if own_greeting else None,
        sample.sign_off if own_end else None,
        step.value,
        tuple(s for s, stands in zip(slots, stand, strict=True) if stands) if is_clear else (),
        tuple(s for s, stands in zip(slots, stand, strict=True) if not stands) if is_clear else (),
    )


def _greeting(text: str, to: Person | None, tongue: Language) -> str | None:
    """The first line with the recipient's name as a variable; None where it has no name, or says more than hello."""
    line = text.strip().split("\n", 1)[0].strip()
    name = read_name(to.name, tongue.name_words) if to else None
    if name is None or not _is_form(line, tongue):
        return None
    for variable, value in (("full", name.full), ("given", name.given)):
        before, found, after = line.partition(value) if value else (line, "", "")
        is_whole = not after[:1].isalnum() and not before[-1:].isalnum()
        if found and is_whole and not _END.sub("", after) and _END.sub("", before):
            return f"{before}{{{{ {variable} }}}}{tongue.customs.get('greeting_ends', ',')}"
    return None


def _sign_off(message: Message, tongue: Language) -> str | None:
    """The line above the owner's own name."""
    owner = read_name(message.sender.name, tongue.name_words) if message.sender else None
    lines = [line.strip() for line in message.signature.split("\n") if line.strip()]
    names = [name for name in (owner.given, owner.full) if name] if owner else []
    signed = next((at for at, line in enumerate(lines) if at and line.rstrip(".") in names), None)
    line = lines[signed - 1] if signed else ""
    is_short = len(line.split()) <= 5 and not line.endswith((".", ":", "!"))
    return line if is_short and _is_form(line, tongue) else None


def _is_form(line: str, tongue: Language) -> bool:
    return 0 < len(line) <= MAX_LENGTH and bool(_FORM.fullmatch(line)) and not is_unmannerly(line, tongue.manners)


# What is usual


def _usual(values: Iterable[str | None]) -> str | None:
    given = [value for value in values if value]
    (value, times), *_ = Counter(given).most_common(1) or [("", 0)]
    return value if times >= LEAST and times >= MOST_OF_THE_TIME * len(given) else None


def _at_any_hour(form: str | None, code: str) -> str | None:
    """The form, unless it names a time of day ("Good morning"): nobody knows when a draft will be sent."""
    return form if form and not pattern(language(code).manners["time_of_day"]).search(form) else None


def _tone(sample: Sample) -> str | None:
    """The tone whose sign-off the owner uses."""
    said = _END.sub("", sample.sign_off or "").casefold()
    return next((tone for tone, usual in _sign_offs(sample) if usual == said), None) if said else None


def _sign_offs(sample: Sample) -> Iterator[tuple[str, str]]:
    customs = language(sample.language).customs
    informal = customs.get("informal") if sample.address == "informal" else None
    usual: Mapping[str, str] = (informal or customs)["sign_offs"]
    yield from ((tone, _END.sub("", usual[tone]).casefold()) for tone in TONES if tone in usual)


def name_of(sent_to: Iterable[Person], contacts: Iterable[Person]) -> Person | None:
    """Whom a mail went to, by the name that is known best; None where it went to several."""
    people = list(sent_to)
    if len(people) != 1:
        return None
    known = next((p for p in contacts if p.email == people[0].email and p.name), None)
    return Person(cleaned_name((known or people[0]).name) or None, people[0].email)


def digest_of(thread_id: str) -> str:
    """A thread's name as samples have it: it tells two threads apart, and names none."""
    return hashlib.blake2b(thread_id.encode(), digest_size=8).hexdigest()
