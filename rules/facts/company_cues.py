"""What the words around a name say about its being the employer."""

from __future__ import annotations

from collections.abc import Sequence

from rules import title_words as titles
from rules.facts.company_votes import Scene
from rules.organisations import COMPANY_WORDS, SMALL
from rules.pieces import fold, word_sets

_WORDS = word_sets("company_cues.yaml")
_NEAR = 12  # pieces behind a name
# "Medical Director, Hospital Medicine": a field of work, no house.
_FIELDS = word_sets("role_words.yaml")["fields"] - (COMPANY_WORDS - {"medicine"})


def cue(parts: Sequence[str], begin: int, end: int, scene: Scene) -> float:
    """What the words around a name say about its being the employer."""
    lows = before(parts, begin)
    link = lows[0]
    noun = lows[1]
    behind = after(parts, end)
    weight = 0.0
    if link == ":" and noun in _WORDS["labels"]:
        return 1.0 if noun in _WORDS["hosts"] and end - begin < 4 else 7.0  # the host may be a person
    if link == "(" and noun in _WORDS["labels"]:
        return 4.0
    if link in (",", "–", "-", "|", "·") and end - begin > 1 and (titles.is_head(noun) or noun == ")"):
        if link == "," and fold(parts[end - 1]) in _FIELDS:
            return 0.0
        return 2.0 if scene.relayed else 1.2
    if is_client(parts, begin):
        return 4.5
    if link in _WORDS["articles"]:
        link, noun = lows[1], lows[2]
    if link in _WORDS["at"]:
        weight = 3.0 if noun not in _WORDS["times"] else 0.5
        if titles.is_head(noun) or noun in _WORDS["desks"]:
            weight += 1.2
    elif link in _WORDS["join"] or (link in ("from", "of", "to") and noun in _WORDS["news"]):
        weight = 3.0
    elif link in _WORDS["with"]:
        weight = 1.6 + (1.5 if noun in _WORDS["acts"] else 0.0)
    elif link in _WORDS["of"]:
        weight = (
            1.0
            + (3.0 if noun in _WORDS["behalf"] else 0.0)
            + (1.5 if noun in _WORDS["acts"] or noun in _WORDS["desks"] else 0.0)
        )
    if behind == "'s" or parts[end - 1].endswith(("'s", "’s")):
        weight = max(weight, 1.5 if scene.agency or scene.relayed else 1.0)
    elif behind in _WORDS["reports"] or (scene.agency and acts(parts, end)):
        weight = max(weight + 0.5, 3.0)
    elif behind in _WORDS["verbs"]:
        weight = max(weight + 0.5, 2.6 if scene.agency or scene.relayed else 1.6)
    elif behind in _WORDS["desks"]:
        weight = max(weight, 2.5)
    elif (
        scene.relayed
        and end - begin > 1
        and scene.language != "de"
        and not any(fold(parts[k]) in titles.COMMON for k in range(begin, end, 2))
        and (
            behind in _WORDS["acts"]
            or (
                behind[:1].islower()
                and behind not in SMALL
                and behind not in _WORDS["at"] | _WORDS["with"] | _WORDS["of"]
            )
        )
    ):
        weight = max(weight, 1.8)
    if end - begin == 1 and lows[0] in ("", "\n", ".", "!", "?", ":", ";", "-", "•"):
        weight -= 1.0 if scene.relayed or scene.agency == 2 else 3.0
    if (
        scene.relayed
        and not weight
        and (link == "(" or link in (",", "–", "-", "|", "·"))
        and behind in (")", "", "\n", ".")
    ):
        weight = 1.0
    return weight


def is_client(parts: Sequence[str], begin: int) -> bool:
    """Whether a name stands right behind the word for whom somebody hires ("notre client X", "unser Kunde, die X")."""
    lows = [low for low in before(parts, begin) if low not in _WORDS["articles"]]
    return (lows[1] if lows[0] in (",", ":") else lows[0]) in _WORDS["clients"]


def acts(parts: Sequence[str], end: int) -> bool:
    """Whether a name receives, invites or decides about a candidate, as an agency tells it ("X vous reçoit")."""
    words = [fold(piece) for piece in parts[end : end + _NEAR] if piece.strip(" ,")][:5]
    if not words:
        return False
    if words[0] in _WORDS["has"]:
        return not _WORDS["settled"].isdisjoint(words[1:])
    near = words[:3]
    sees = not _WORDS["receives"].isdisjoint(near) and not _WORDS["candidate"].isdisjoint(near)
    return sees or not _WORDS["decides"].isdisjoint(words[:2])


def before(parts: Sequence[str], at: int) -> list[str]:
    found: list[str] = []
    at -= 1
    while at >= 0 and len(found) < 3:
        if parts[at].strip(" \t\xa0") and parts[at] not in ('"', "“", "*", "„", "«") and parts[at] != "\n":
            found.append(fold(parts[at]) if parts[at][0] != "\n" else "\n")
        at -= 1
    return [*found, "", "", ""]


def after(parts: Sequence[str], at: int) -> str:
    while at < len(parts) and parts[at] in (" ", '"', "”", "*", "»"):
        at += 1
    if at + 1 < len(parts) and parts[at] in ("'", "’") and parts[at + 1] == "s":
        return "'s"
    return fold(parts[at]) if at < len(parts) else ""
