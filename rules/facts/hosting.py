"""Whether the writer of a message is to interview the owner: said outright, or plain since nobody else is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from rules.facts.mentions import Scene
from rules.letters import Letter
from rules.pieces import data
from rules.wordings import Wording, either, wording

_LOOKED_AT = 6000  # characters


@dataclass(frozen=True, slots=True)
class _Cues:
    """The wordings of rules/interviewer_words.yaml that speak of the writer, ready to search."""

    surely: Wording
    writer: Wording
    unnamed: re.Pattern[str]
    ours: re.Pattern[str]


@cache
def _cues() -> _Cues:
    rows = data("interviewer_words.yaml")
    return _Cues(wording(rows["surely"]), wording(rows["self"]), either(rows["unnamed"]), either(rows["ours"]))


@dataclass(frozen=True, slots=True)
class Hosting:
    """What the rules say of the writer's part: they `count`, or it `is_open` as nobody else is plainly meant."""

    counts: bool
    is_open: bool


def hosting_of(letter: Letter, scene: Scene, *, others: bool) -> Hosting:
    """The rules' say, where no calendar part tells who is asked."""
    if counts_writer(letter, scene, others=others, guests=False):
        return Hosting(counts=True, is_open=False)
    low = letter.body[:_LOOKED_AT].lower()
    elsewhere = scene.is_agency or scene.is_machine or (any(key in low for key in _OTHER_KEYS) and _OTHERS.search(low))
    return Hosting(counts=False, is_open=not elsewhere)


def counts_writer(letter: Letter, scene: Scene, *, others: bool, guests: bool) -> bool:
    """Say whether the writer is one of the interviewers: beside others only if they say so outright."""
    text = letter.body[:_LOOKED_AT]
    flat = f" {' '.join(text.split())} "
    if _cues().surely.stands_in(flat) and not _HOST.search(text):
        return True
    if others or (guests and (_HOST.search(text) or _HR.search("\n".join(letter.tail)))):
        return False
    return _cues().writer.stands_in(flat) or _hosts(letter, text, scene)


def signs_of(letter: Letter, scene: Scene, *, others: bool) -> Iterator[str]:
    """What speaks of the writer's own part, by name, for the choice of those who interview."""
    text = letter.body[:_LOOKED_AT]
    flat = f" {' '.join(text.split())} "
    cues = _cues()
    said = {
        "surely": cues.surely.stands_in(flat), "self": cues.writer.stands_in(flat), "host": _HOST.search(text),
        "unnamed": cues.unnamed.search(text), "ours": cues.ours.search(text),
        "hr": _HR.search("\n".join(letter.tail)), "panel": _OTHERS.search(text.lower()),
        "agency": scene.is_agency, "machine": scene.is_machine,
        "denied": _DENIED.search(text), "included": _INCLUDED.search(text), "added": _ADDED.search(text),
    }  # fmt: skip
    held = [name for name, is_so in said.items() if is_so]
    yield from held
    yield from (f"{one} & {two}" for one, two in combinations(held, 2))
    yield from (f"{name} & others" for name in held if others)


# "It'll be Joan, not me", "you'll have the two of us", "Arash comes too".
_DENIED = re.compile(
    r"\b(?:without me|not (?:even )?me|instead of me|no part in it|leave you (?:two|to it)|see you alone|"
    r"(?:won['’]?t|will not|shan['’]?t|shall not) be (?:me|there|present)|(?:on|by) (?:her|his) own|by (?:her|him)self|"
    r"I (?:won['’]?t|shan['’]?t|will not|can['’]?t|cannot|myself am not) "
    r"(?:be )?(?:there|in|present|join\w*|with you|see you|take part))\b",
    re.I,
)
_INCLUDED = re.compile(
    r"\b(?:(?:the )?(?:two|both|three|pair) of us|we(?:['’]ll| will| shall)? (?:both|all)|us (?:both|two)|"
    r"you and (?:I|me)|my(?: humble)? ?self|alongside me|beside me|I (?:drive|ask|want to hear|do the)|"
    r"and I (?:will|shall|would|both|ask)|both be)\b",
    re.I,
)
_ADDED = re.compile(
    r"\b(?:(?:will|['’]ll|comes?|joins?|sits?|slides?)(?: \w+){0,2} (?:too|also|as well|along)|"
    r"also (?:comes?|joins?|sits?|be there)|sits? in|comes? along)\b",
    re.I,
)
_HR = re.compile(
    r"\b(?:recruit\w*|talent|people|hr|human resources|coordinator|assistant|scheduling|rrhh|rh|personal\w*)\b", re.I
)
# Who only opens the room.
_HOST = re.compile(
    r"\b(?:let you in|open (?:up )?the room|hop off|drop off|then (?:I )?(?:vanish|leave|disappear|"
    r"drop|hop)|only (?:on|here|there) to|make (?:the )?introductions|do (?:the )?intros?|"
    r"introduce you|partir la rencontre|just (?:on|there|here) to|then withdraw)\b",
    re.I,
)


def _hosts(letter: Letter, text: str, scene: Scene) -> bool:
    """With nobody named the writer is the interviewer, unless others are to sit or the writer only arranges it."""
    low = text.lower()
    others = any(key in low for key in _OTHER_KEYS) and _OTHERS.search(low)
    if scene.is_agency or scene.is_machine or others:
        return False
    arranges = _HR.search("\n".join(letter.tail)) or _cues().unnamed.search(text)
    return not arranges or bool(_cues().ours.search(text))


_OTHER_KEYS = (
    *(
        "panel",
        "committee",
        "board",
        "jury",
        "hiring team",
        "hiring manager",
        "interview team",
        "interviewers",
        "examiner",
    ),
    *("counterpart", "principal is", "superday", "same ", "two of three", "the faces", "client", "officers", "commis"),
    *("comis", "banca", "tribunal", "kommission", "gremium"),
)
_OTHERS = re.compile(
    r"\b(?:panel|panellists|committee|selection board|board of|the board|jury|hiring (?:team|"
    r"manager)|interview team|interviewers|examiners|counterpart|principal is|superday|"
    r"same (?:order|people|faces|panel|crew)|two of three|the faces|the client|"
    r"client(?:'s)? (?:team|round)|officers|commission|comisión|comissão|banca|tribunal|commissie|"
    r"commissione|kommission|gremium)\b",
    re.I,
)
