"""A text with its facts blotted out: "_" in the place of every name, role, company and date. So words can be judged,
and remembered, without what stood in them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from agent.phrases import Facts

_OPENING = "¿¡„“«"
_BOUNDARY = re.compile(r"(?<=[.?!])\s+(?=[¿¡„“«]?(?:[^\W_]|_))")


def blotted(text: str, known: Facts) -> str:
    """The text with "_" for every fact that stands in it, the longest first."""
    values = {value.rstrip(",") for value in known.values() if isinstance(value, str)}
    for value in sorted(filter(None, values), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", _blot(value[-1]), text)
    return text


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text whose facts are blotted out (abbreviations would end them early)."""
    return tuple(s for paragraph in text.split("\n\n") for s in _BOUNDARY.split(" ".join(paragraph.split())) if s)


def remembered(sentence: str) -> str:
    """A sentence as threads compare it: lower-case, letters and digits and "_" only."""
    return " ".join(re.findall(r"[\w']+", sentence.lower()))


def fingerprints(text: str, known: Facts) -> tuple[str, ...]:
    """The sentences of a text as threads compare them."""
    return tuple(remembered(sentence) for sentence in sentences_of(blotted(text, known)))


def _ends_a_sentence(rest: str) -> bool:
    """Whether nothing follows, or a new sentence begins; "è" is no capital."""
    following = rest.lstrip().lstrip(_OPENING)
    return not following or (rest[0].isspace() and (following[0].isupper() or following[0] == "_"))


def _blot(ending: str) -> str | Callable[[re.Match[str]], str]:
    """ "Acme Inc." may end its sentence with it, "Is there a plan?" always does."""
    if ending == ".":
        return lambda match: "_." if _ends_a_sentence(match.string[match.end() :]) else "_"
    return f"_{ending}" if ending in "?!" else "_"
