"""What a line of a form or list stands under: "Interviewers: Ada Byrne, Jo Amado", "Interview team" above two names."""

from __future__ import annotations

import re

from rules import title_words as titles
from rules.facts.mentions import Mention
from rules.pieces import fold

_LONGEST_ENTRY, _LONGEST_HEADING = 90, 40  # characters
_LABEL = re.compile(r"\W{0,3}([^\W\d_][\w '’/()]{1,24}?)\s?(?::|\s{3,}|\t)")
_HEADS = re.compile(
    r"(?:your |the )?(?:interview(?:er|ers|er\(s\)| team| panel|ing|ers? names?)|panel(?: members)?|who|with|host|"
    r"participants|attendees|you(?:'ll| will) (?:speak|meet|talk|be meeting)(?: with)?|meet(?:ing)? with|speaking with)"
)
"""Headings of a list of those who interview."""
_INTERVIEWERS = re.compile(
    r"(?:your |the )?(?:interviewers?|interviewer\(s\)|interview team|panel(?: members)?|interviewed by)"
)
"""Those that name nobody else."""
_LIST_OF_NAMES = re.compile(r"(?:[\s,;&/+]|[^\W\d_][\w.'’-]++|\([^)]{0,40}\))*")
ENDS = re.compile(r"\s*(?:$|[(,.;–—|-])")
"""What stands behind a name that ends an entry or is explained."""


def heading_of(sentence: str, above: str) -> str:
    """What a line of a list stands under: its label ("Host: Ada"), or the short line above it ("Interview team")."""
    if (label := _LABEL.match(sentence)) is not None:
        return fold(label.group(1).strip())
    return fold(above.strip(" \t:*•-■▪")) if len(above) < _LONGEST_HEADING else ""


def is_short(sentence: str) -> bool:
    """Whether a line is short enough to be an entry of a list."""
    return len(sentence) < _LONGEST_ENTRY


def lists_people(sentence: str, heading: str) -> bool:
    """Whether a line stands under a heading of people who interview."""
    return _HEADS.fullmatch(heading) is not None and is_short(sentence)


def lists_unknown(sentence: str, mention: Mention, heading: str) -> bool:
    """Whether a name that only a capital speaks for stands alone or in a list: "Interviewers: Matsunaga, Ikeda"."""
    if not _INTERVIEWERS.fullmatch(heading) or not is_short(sentence) or not mention.name.istitle():
        return False
    is_behind = _LIST_OF_NAMES.fullmatch(sentence[: mention.begin].partition(":")[2]) is not None
    word = fold(mention.name)
    return is_behind and bool(ENDS.match(sentence[mention.end :])) and word not in titles.COMMON and word not in heading
