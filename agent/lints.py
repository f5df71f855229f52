"""What is wrong with a draft, before it is placed (B31, B32). Judges any draft for a request, whoever wrote its words.

Facts are blotted out first ("_" for the role, the company, every name and date), so that a company called Urgent Care
or St. Anselm Health is no fault, and a number or a mark that no fact has is one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy

from agent.blotting import blotted, remembered, sentences_of
from agent.draft_request import Composed, DraftRequest
from agent.material import Language, language, pattern
from agent.mime import MAX_LINE_LENGTH
from agent.phrases import Facts, cleaned_fact, facts, recipient
from agent.proofreading import slips
from agent.sentences import MATTER, MOST, fewest, known_names
from agent.wording import one_line
from providers.flowed import text_of

MAX_WORDS = 199
"""Under 200 words, greeting and signature included (B32)."""

_REPLY = re.compile(r"^Re: (?!\s*(?:re|aw|sv|antw|rif)\s*:)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Page:
    """A draft taken apart: greeting, the text up to the sign-off, and the end; `blotted` is the text without facts."""

    request: DraftRequest
    tongue: Language
    known: Facts
    greeting: str
    text: str
    blotted: str
    end: str


def faults(composed: Composed, request: DraftRequest) -> tuple[str, ...]:
    """Every fault as a sentence; empty for a draft that may be placed as it stands."""
    page = _page(composed, request)
    checks = (_people(page), _places(page), _length(page, composed), _words(page), _marks(page), _writing(page))
    found = [fault for check in checks for fault in check]
    return (*found, *_repetition(composed, request), *_subject(composed, request), *_message(composed, request))


def _page(composed: Composed, request: DraftRequest) -> _Page:
    tongue = language(request.language)
    known = facts(request, tongue)
    greeting, _, rest = composed.body.strip().partition("\n\n")
    text, _, end = rest.rpartition("\n\n")
    return _Page(request, tongue, known, greeting, text, blotted(text, known), end)


def _people(page: _Page) -> Iterator[str]:
    name = recipient(page.request, page.tongue)
    called = [part.casefold() for part in (name.given, name.family, name.full) if part] if name else []
    if name and not any(part in page.greeting.casefold() for part in called):
        yield "The greeting does not name the recipient."
    if (
        not page.greeting.endswith(page.tongue.customs.get("greeting_ends", ","))
        or "\n" in page.greeting
        or len(page.greeting) > 120
    ):
        yield "The draft does not begin with a greeting."
    if not name and pattern(page.tongue.manners["nameless"]).search(page.greeting):
        yield "The greeting is for nobody in particular."
    signature = page.request.signature
    wanted = [one_line(line) for line in (signature.name, signature.phone or "", signature.link or "")]
    if page.end.split("\n")[1:] != [line for line in wanted if line]:
        yield "The draft does not end with the owner's signature."


def _places(page: _Page) -> Iterator[str]:
    for what, fact in (("role", str(page.known["role"])), ("company", cleaned_fact(page.request.company))):
        if fact and fact.casefold() not in page.text.casefold():
            yield f"The {what} is not named."


def _length(page: _Page, composed: Composed) -> Iterator[str]:
    slots = page.tongue.steps[page.request.step].slots
    matter = [
        slot.name for slot in slots if slot.name in MATTER and slot.suits(page.request.tone, known_names(page.known))
    ]
    count = len(sentences_of(page.blotted))
    if not fewest(matter) <= count <= MOST:
        yield f"It has {count} sentences; {fewest(matter)} to {MOST} are right."
    if len(composed.body.split()) > MAX_WORDS:
        yield f"It has {len(composed.body.split())} words; {MAX_WORDS} are the most."


def _words(page: _Page) -> Iterator[str]:
    manners = page.tongue.manners
    for rule in (*manners["never"], manners["stale"]):
        if match := pattern(rule).search(page.blotted):
            yield f'"{match[0]}" does not belong in a draft.'
    for said in page.tongue.steps[page.request.step].must_say:
        if not said.search(page.blotted):
            yield f"Nothing in it says {said.pattern!r}."


def _marks(page: _Page) -> Iterator[str]:
    written = f"{page.greeting}\n{page.text}"
    if match := re.search(r"[\[\](){}<>|\\]|%\}|\bNone\b", written):
        yield f'"{match[0]}" looks like a mark that was left behind.'
    if any(unicodedata.category(c) in ("So", "Sk", "Cs", "Co") for c in written):
        yield "There is an emoji or a symbol in it."
    if match := re.search(r"\d+", page.blotted):
        yield f'"{match[0]}" is a number that no fact has.'


def _writing(page: _Page) -> Iterator[str]:
    yield from slips(page.blotted, page.tongue.code)
    begins_small = page.tongue.customs.get("after_greeting") == "small"
    for place, sentence in enumerate(sentences_of(page.blotted)):
        first, last = sentence.lstrip("“„«¿¡\"'")[:1], sentence.rstrip("”“»\"'")[-1:]
        if not (first.isupper() or first == "_" or first.isdigit() or (begins_small and place == 0)):
            yield f'"{sentence}" does not begin with a capital.'
        if last not in ".?!_":
            yield f'"{sentence}" does not end like a sentence.'


def _repetition(composed: Composed, request: DraftRequest) -> Iterator[str]:
    if len(set(composed.sentences)) < len(composed.sentences):
        yield "It says the same thing twice."
    for sentence in composed.sentences:
        if {sentence, remembered(sentence)} & request.used_sentences:
            yield f'An earlier draft of this thread already said "{sentence}".'


def _subject(composed: Composed, request: DraftRequest) -> Iterator[str]:
    if not composed.subject.strip() or composed.subject != one_line(composed.subject):
        yield "The subject is empty or not one line."
    if request.anchor and not _REPLY.match(composed.subject):
        yield 'The subject of a reply begins with one "Re: ".'
    role = str(facts(request, language(request.language))["role"])
    if not request.anchor and role.casefold() not in composed.subject.casefold():
        yield "The subject does not name the role."


def _message(composed: Composed, request: DraftRequest) -> Iterator[str]:
    """The message that leaves says what the draft says, and is addressed as asked."""
    message = message_from_bytes(composed.mime, policy=policy.default)
    if message.defects or str(message["Subject"]) != composed.subject:
        yield "The message's headers are broken."
    part = message.get_body(("plain",))
    if part is None or text_of(part) != composed.body:
        yield "The message says something else than the draft."
    elif any(len(line) > MAX_LINE_LENGTH and " " in line.strip() for line in part.get_content().splitlines()):
        yield "The message has a long line."
    sent_to = [address.addr_spec for address in message["To"].addresses] if message["To"] else []
    if sent_to != [request.to.email for _ in range(1) if request.to and request.to.email]:
        yield "The message is not addressed to the recipient."
