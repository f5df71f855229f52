"""What the owner says in the place of a line of ours, as a sentence for other drafts. Pure.

Facts of the thread become variables again, and a sentence that would carry anything else of it is not kept: no digits,
no links, no name, no word that only this thread's facts have. What is kept is offered when the owner has said it, or
nearly so, in `LEAST_SAID` drafts of at least two threads (`followthrough voice`); nothing is taken over by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from agent.blotting import remembered, sentences_of
from agent.material import Language
from agent.phrases import Facts
from agent.polishing import vocabulary
from agent.template_variables import VARIABLES
from agent.voice import MOST_OF_THE_TIME, Sample
from agent.wording import is_unmannerly

LEAST_SAID = 3
NEARLY_THE_SAME = 0.8
"""Of the characters of two sentences, by `SequenceMatcher.ratio`."""
MAX_LENGTH = 200
LEAST_WORDS = 3

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BESIDE_SENTENCES = re.compile(r"[\d@{}\[\]<>|\\]|https?:|www\.", re.IGNORECASE)
_FIRST_MARK = 0xE000
_MARK = re.compile("[\ue000-\uf8ff]")
"""Of characters that no writing has (Unicode, private use); a text that has some itself is not kept."""
_IS_SENTENCE = re.compile(r"[^.!?]*[.!?]")
_NOT_BY_VALUE = frozenset({"weekday", "month", "day", "year", "date", "title", "ask_question", "fit_sentence", "event"})
"""Variables whose values are too short, or stand in another one."""

Line = tuple[str, str, str]
"""A line's name ("thank_you.close"), language and form of address."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """A line that the owner keeps saying in words of their own."""

    line: Line
    text: str
    """As a template; the form in which they said it last."""
    times: int
    of: int


def reworded(
    slots: Sequence[str], placed: str, sent: str, known: Facts, private: Iterable[str], tongue: Language
) -> tuple[tuple[str, str], ...]:
    """The slots whose sentence the owner put another one for, with that one as a template.

    `placed` and `sent` are the texts between greeting and sign-off, `private` texts whose words must not be kept.
    """
    ours, theirs = sentences_of(placed), sentences_of(sent)
    if len(ours) != len(slots):
        return ()
    pairs = ((slots[at], as_template(said, known, private, tongue)) for at, said in _replaced(ours, theirs))
    return tuple((slot, template) for slot, template in pairs if template)


def between_greeting_and_sign_off(text: str) -> str:
    """A mail's text without a first and a last paragraph that are no sentences."""
    paragraphs = [p.strip() for p in text.strip().replace("\r\n", "\n").split("\n\n") if p.strip()]
    if paragraphs and not paragraphs[0].endswith((".", "!", "?")):
        paragraphs = paragraphs[1:]
    if paragraphs and not paragraphs[-1].endswith((".", "!", "?")):
        paragraphs = paragraphs[:-1]
    return "\n\n".join(paragraphs)


def as_template(sentence: str, known: Facts, private: Iterable[str], tongue: Language) -> str | None:
    """A sentence with the thread's facts as variables; None where it would carry anything else of the thread."""
    if _MARK.search(sentence):
        return None
    marked, marks = _marked(" ".join(sentence.split()), known)
    words = "".join(" " if c in marks else c for c in marked)
    is_whole = _IS_SENTENCE.fullmatch(words) and len(_WORD.findall(words)) >= LEAST_WORDS and len(words) <= MAX_LENGTH
    if not is_whole or _BESIDE_SENTENCES.search(words) or is_unmannerly(words, tongue.manners):
        return None
    if _is_of_the_thread(words, private, tongue.code):
        return None
    return "".join(marks.get(c, c) for c in marked)


def rewordings(samples: Iterable[Sample], taken: Mapping[Line, str]) -> tuple[Rewording, ...]:
    """What the owner keeps putting in the place of lines of ours, but for what is taken over already."""
    said: dict[Line, list[tuple[Sample, str]]] = {}
    seen: dict[Line, int] = {}
    for sample in sorted(samples, key=lambda sample: sample.at):
        for slot in {*sample.kept, *sample.dropped}:
            line = (f"{sample.step}.{slot}", sample.language, sample.address)
            seen[line] = seen.get(line, 0) + 1
        for slot, text in sample.reworded:
            said.setdefault((f"{sample.step}.{slot}", sample.language, sample.address), []).append((sample, text))
    found = (_rewording(line, given, seen.get(line, 0)) for line, given in said.items())
    return tuple(r for r in found if r and taken.get(r.line) != r.text)


def _rewording(line: Line, given: list[tuple[Sample, str]], of: int) -> Rewording | None:
    """The sentence said last, if enough of the others are like it."""
    text = given[-1][1]
    alike = [(s, t) for s, t in given if _likeness(t, text) >= NEARLY_THE_SAME]
    is_usual = len(alike) >= LEAST_SAID and len(alike) >= MOST_OF_THE_TIME * of
    return Rewording(line, text, len(alike), of) if is_usual and len({s.thread for s, _ in alike}) > 1 else None


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, remembered(one), remembered(other), autojunk=False).ratio()


def _replaced(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where one sentence, or as many as before, stand in the place of ours."""
    matcher = SequenceMatcher(None, [remembered(s) for s in ours], [remembered(s) for s in theirs], autojunk=False)
    for kind, begin, end, there, there_end in matcher.get_opcodes():
        if kind == "replace" and end - begin == there_end - there:
            yield from zip(range(begin, end), theirs[there:there_end], strict=True)


def _marked(text: str, known: Facts) -> tuple[str, Mapping[str, str]]:
    """The text with one mark for each fact in it, the longest first, and which variable a mark stands for.

    A date that takes a comma behind it inside a sentence brings that comma with it (`phrases`).
    """
    values = [(name, str(known[name])) for name in VARIABLES if name not in _NOT_BY_VALUE and known.get(name)]
    marks: dict[str, str] = {}
    for place, (name, value) in enumerate(sorted(values, key=lambda pair: -len(pair[1]))):
        bare, mark = value.rstrip(","), chr(_FIRST_MARK + place)
        comma = ",?" if bare != value else ""
        text = re.sub(rf"(?<!\w){re.escape(bare)}(?!\w){comma}", mark, text)
        marks[mark] = f"{{{{ {name} }}}}"
    return text, marks


def _is_of_the_thread(words: str, private: Iterable[str], code: str) -> bool:
    """Whether a word is left that a name could be, or that the thread's own facts have and our sentences have not."""
    usual = vocabulary(code)
    of_the_thread = {word.lower() for text in private for word in _WORD.findall(text)}
    return any(
        word.lower() not in usual and (word[0].isupper() or word.lower() in of_the_thread)
        for word in _WORD.findall(words)
    )
