"""Trades that no list knows, in German, French, Spanish, Portuguese, Italian and Dutch mail: nouns with the ending of
an agent where a title may stand, which the learnt choice weighs by how they stand there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rules import agent_nouns, titles
from rules.facts.role_places import UNKNOWN, Sighting
from rules.pieces import fold, is_capital, is_word, word_sets
from rules.title_words import COMMON, is_head

_MOST_SEEN = 24
_POSTS, _JOINTS = word_sets("role_words.yaml")["posts"], word_sets("role_words.yaml")["joints"]


def trades(texts: dict[str, Sequence[str]], language: str | None) -> Iterator[Sighting]:
    """Nouns of agents behind a cue, in a subject, or opening a line; alone and with what may belong to them."""
    if language not in agent_nouns.LANGUAGES:
        return
    seen = 0
    for region, parts in texts.items():
        for at, piece in enumerate(parts):
            if len(piece) < 5 or not piece[0].isalpha() or not agent_nouns.is_agent(piece, language):
                continue
            if (kind := _standing(region, parts, at, language)) is None:
                continue
            yield from _spans(region, parts, at, kind, language)
            seen += 1
            if seen >= _MOST_SEEN:
                return


def _standing(region: str, parts: Sequence[str], at: int, language: str) -> str | None:
    """What lets a noun at this place be a title, if anything does. The surest places count for known heads too,
    so that what is learnt of these holds for the others."""
    piece = parts[at]
    sort = "form for all" if agent_nouns.is_inclusive(piece) else "agent noun"
    before = [fold(part) for part in parts[max(0, at - 6) : at] if part != " "]
    if before and before[-1] in agent_nouns.AS:
        return "agent noun behind as"
    if before[-2:-1] and before[-2] in _POSTS and before[-1] in _JOINTS:
        return "agent noun behind a post"
    if region == "subject" and not any(map(str.isalnum, "".join(parts[:at]))):
        return "agent noun opens the subject"
    if is_head(piece):
        return f"{sort}, known" if sort == "form for all" else None
    if region in ("subject", "stated", "returned"):
        return f"{sort} in a subject"
    if fold(piece)[:2] in ("d'", "l'"):
        return f"{sort} behind {fold(piece)[:2]}"
    if not before or before[-1][0] == "\n" or before[-1] in (".", "!", ":", "("):
        return f"{sort} opens"
    cues = agent_nouns.cues(language)
    if before[-1] in cues:
        return f"{sort} behind {'two cues' if before[-2:-1] and before[-2] in cues else 'a cue'}"
    if before[-2:-1] and before[-2] in cues and parts[at - 1] == " " and is_word(before[-1]):
        return f"{sort} near a cue"
    return sort if sort == "form for all" else None


def _steps(parts: Sequence[str], end: int) -> Iterator[int]:
    """Where a title may end behind its noun: after each further word that is no small one ("a tampone", "em saúde")."""
    for at in range(end + 1, min(end + 2 * _MOST_BEHIND, len(parts)), 2):
        low = fold(parts[at])
        if parts[at - 1] != " " or not parts[at][0].isalpha() or low.startswith(_ELIDED):
            return
        if low in agent_nouns.LINKS:
            continue
        if low in COMMON:
            return
        yield at + 1


_MOST_BEHIND = 4
_ELIDED = ("n'", "s'", "j'", "c'", "t'", "m'", "qu'")


def _spans(region: str, parts: Sequence[str], at: int, kind: str, language: str) -> Iterator[Sighting]:
    title = titles.title_at(parts, at, at, language)
    ends = {at + 1, title.end, title.reach, *_steps(parts, at + 1)}
    begins = {at}
    if at >= 2 and parts[at - 1] == " " and is_word(before := parts[at - 2]):
        low = fold(before)
        if low not in COMMON and low not in agent_nouns.BEFORE and is_capital(before) >= is_capital(parts[at]):
            begins.add(at - 2)
    for begin in begins:
        for end in sorted(ends):
            yield Sighting(region, parts, begin, end, UNKNOWN, kind if begin == at else f"{kind}, with one before")
