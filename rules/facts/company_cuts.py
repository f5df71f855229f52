"""Where a line that may name a company is cut: at marks, at the words before a name, and where a sentence ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rules.organisations import FORMS, SMALL
from rules.pieces import fold, word_sets

_WORDS = word_sets("company_cues.yaml")
_SHORT = word_sets("name_words.yaml")["abbreviated"] | _WORDS["shortened"]
_CUT = re.compile(
    r"\s*[|•·;:–—/()]\s*|\s+[-@]\s+|,\s+(?!(?:Inc|LLC|Ltd|S\.|GmbH|LLP|PLC|Corp|L\.))|\s+(?:at|bei|chez|with|for)\s+"
)
_END = re.compile(r"(?<=[.!?…])[\"'”’»)]*\s+(?=\S)")


def cuts(line: str) -> list[str]:
    """What stands between the marks of a line, and its sentences by themselves."""
    return [cut for sentence in sentences(line) for cut in _CUT.split(sentence) if cut]


def sentences(line: str) -> Iterator[str]:
    """A line's sentences; "St. Mary's", "J. Smith & Sons" and "Pye Co. Ltd" are whole, and so is "Jump! Studios"."""
    gaps = list(_END.finditer(line))
    is_prose = any(_ends(line[: gap.start()], line[gap.end() :]) for gap in gaps)
    start = 0
    for gap in gaps:
        before = line[start : gap.start()]
        if _ends(before, line[gap.end() :]) or (is_prose and before[-1] in "!?"):
            yield before
            start = gap.end()
    yield line[start:]


def without_stop(name: str) -> str:
    """A name without the full stop of the sentence that it ended; "Kulturkeller e. V." keeps its own."""
    words = name.split()
    is_short = len(words[-1].strip(".")) == 1 or "." in words[-1].rstrip(".")
    return name if is_short else name.rstrip(". ")


def _ends(before: str, after: str) -> bool:
    """Whether a sentence ends between two halves of a line."""
    if not before.endswith("."):
        return before.endswith("…") or any(word[0].islower() and fold(word) not in SMALL for word in after.split())
    last, following = (
        fold(words[at]).strip(".,;:!?()\"'“”„") for words, at in ((before.split(), -1), (after.split(), 0))
    )
    if len(last) == 1 or last in _SHORT:
        return False  # a name goes on behind its first letters, a saint and a doctor
    is_form = last.replace(".", "") in FORMS
    return not is_form or following.replace(".", "") not in FORMS | {"&", "de"}
