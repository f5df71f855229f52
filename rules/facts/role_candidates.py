"""Where a text may name the job: titles by their grammar, and what stands where a title must."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rules import title_words, titles
from rules.agent_nouns import BEFORE
from rules.facts.role_context import Near, after_piece, around, word_before
from rules.organisations import COMPANY_WORDS, spelt_out
from rules.people import is_given, may_be_given
from rules.pieces import fold, is_capital, is_word, joined, squash, word_sets

_WORDS = word_sets("role_words.yaml")
_NO_POSTS = _WORDS["no_posts"] | _WORDS["articles"]
_HOUSES = tuple(_WORDS["house_endings"])
_HOUSE = 8  # letters that a house's compound name has more than, so that a plain word with the ending is none
_PLACES = word_sets("places.yaml")["places"]


def weighed(parts: Sequence[str], base: float, near: Near) -> Iterator[tuple[int, int, float]]:
    edge = 0
    lows = [*map(fold, parts)]
    for title in titles.titles_in(parts, near.language):
        end = title.reach if title.reach > title.end and _belongs(parts, title, near) else title.end
        begin = _without_company(parts, _behind_kind(parts, title.begin, end, near.language), end, near)
        if end - begin == 1 and fold(parts[begin]) in _WORDS["attendance"]:
            continue
        if begin >= end or (near.company_key.endswith(squash("".join(parts[begin:end]))) and near.company_key):
            continue
        yield begin, end, base + around(parts, begin, end, near)
        edge = end
    if edge == 0 or base == 0.0:
        yield from _labelled(parts, lows, base, near)
    yield from _unnamed(parts, lows, base, near)
    if near.language not in (None, "en"):
        yield from _foreign(parts, base, near)


def _behind_kind(parts: Sequence[str], begin: int, end: int, language: str | None) -> int:
    """Where the title begins in "Vorstellungsgespräch Entwicklerin" or "entrevista | técnica para Analista"."""
    ahead = _WORDS["talks"] if language in (None, "en") else _WORDS["talks"] | BEFORE
    while begin + 2 < end and parts[begin + 1] == " " and fold(parts[begin]) in ahead:
        begin += 2
    if begin < 2 or fold(parts[begin - 2]) not in _WORDS["meetings"]:
        return begin
    for at in range(begin + 2, end):
        if fold(parts[at]) in _WORDS["joints"] or parts[at] == "(":
            start = at + (1 if parts[at] == "(" else 2)
            return (
                start if any(title_words.is_head(parts[k]) for k in range(start, end) if is_word(parts[k])) else begin
            )
    return begin


def _belongs(parts: Sequence[str], title: titles.Title, near: Near) -> bool:
    """Whether the capitals behind a title are its speciality: neither company, place nor person."""
    tail = joined(parts[title.end : title.reach])
    link = parts[title.end + 1] if title.end + 1 < len(parts) else ""
    words = [word for word in re.split(r"[\s,/&-]+", tail) if word and word not in ("in", "for", "and")]
    raw_after = after_piece(parts, title.reach)
    after = fold(raw_after)
    if not words or any(fold(word) in _PLACES for word in words) or (is_given(words[0]) and len(words) < 4):
        return False
    if parts[title.end] == "," and any(len(word) > _HOUSE and fold(word).endswith(_HOUSES) for word in words):
        return False
    if near.is_company(words) or after == "'s" or words[-1].endswith(("'s", "’s")):
        return False
    if (
        parts[title.end] == ","
        and len(words) == 1
        and fold(words[0]) not in _WORDS["fields"] | title_words.TRADES | COMPANY_WORDS | title_words.RANKS
        and not words[0].istitle()
        and after not in _WORDS["nouns"]
    ):
        return False
    if link in ("in", "for"):
        head = {fold(piece) for piece in parts[title.begin : title.end]}
        return (
            bool(head & _WORDS["academic"])
            and fold(words[-1]) not in title_words.COMMON
            and not is_capital(raw_after or ".")
        )
    if fold(words[-1]) in _WORDS["institutions"] or (
        len(words) > 1
        and fold(words[-1]) in COMPANY_WORDS
        and after in ("", "\n", ",", "(")
        and parts[title.end] != " "
    ):
        return fold(words[-1]) in _WORDS["fields"]
    return True


def _without_company(parts: Sequence[str], begin: int, end: int, near: Near) -> int:
    """Where the title begins behind a company's name ("Acme Data Analyst interview")."""
    at, words, cut = begin, [], begin
    while at < end - 1 and (is_word(parts[at]) or parts[at] == "&"):
        words.append(parts[at])
        key = squash("".join(words))
        if (near.company_key and key == near.company_key) or (
            near.label and len(key) > 3 and cut == begin and spelt_out(words, near.label) >= 0.99
        ):
            cut = at + 2
        at += 2
    return cut


_ABOUT = frozenset({"for", "on", "about", "re"})
_AS = frozenset({"application", "applied", "apply", "hired", "work"})
_LABELLING = _ABOUT | _AS | _WORDS["nouns"]


def _labelled(parts: Sequence[str], lows: Sequence[str], base: float, near: Near) -> Iterator[tuple[int, int, float]]:
    """Titles without a known noun, where the text says that a title follows ("Position: GET – Mechanical")."""
    for at in [at for at, low in enumerate(lows) if low in _LABELLING]:
        low = lows[at]
        if low in _ABOUT and near.language in (None, "en"):
            end = _capitals(parts, at + 2) if at + 2 < len(parts) and parts[at + 1] == " " else 0
            if end and _may_be_title(parts, at + 2, end, near):
                acts = any(fold(word) in _WORDS["acts"] for word in word_before(parts, at, 4))
                yield at + 2, end, base + (1.5 if acts and low == "for" else 0.7)
            continue
        if low not in _WORDS["nouns"] and not _applies_as(parts, at):
            continue
        begin = at + 1
        if begin < len(parts) and parts[begin] == ":" and _starts_line(parts, at):
            begin += 1
            while begin < len(parts) and (parts[begin] == " "):
                begin += 1
            end = begin
            while (
                end < len(parts)
                and parts[end][0] != "\n"
                and parts[end] not in (",", ";", "|", "(", ".")
                and end - begin < 24
            ):
                end += 1
            if (
                end > begin
                and is_capital(parts[begin])
                and end - begin < 14
                and not all(fold(parts[k]) in title_words.COMMON for k in range(begin, end) if is_word(parts[k]))
            ):
                yield begin, end, base + 3.0
        elif (
            begin + 3 < len(parts)
            and parts[begin] == " "
            and fold(parts[begin + 1]) in ("of", "as", "als", "de", "di")
            and parts[begin + 2] == " "
        ):
            start = begin + 3
            if fold(parts[start]) in _WORDS["articles"] and start + 2 < len(parts):
                start += 2
            end = _capitals(parts, start)
            if end > start:
                yield start, titles.title_at(parts, end - 1, start, near.language).end, base + 2.5


def _applies_as(parts: Sequence[str], at: int) -> bool:
    return fold(parts[at]) in _AS and "".join(parts[at + 1 : at + 3]) == " as"


def _may_be_title(parts: Sequence[str], begin: int, end: int, near: Near) -> bool:
    """Whether capitals without a known noun can name a post ("HS Chemistry"), not a house, place or person."""
    words = [parts[at] for at in range(begin, end, 2)]
    lows = [fold(word) for word in words]
    if (
        len(words) < 2
        or len(words) > 5
        or near.is_company(words)
        or lows[-1] in COMPANY_WORDS
        or may_be_given(words[0])
        or is_given(words[-1])
    ):
        return False
    return not any(
        low in _PLACES or title_words.is_head(low) or low in title_words.COMMON or low.isdigit() for low in lows
    )


def _foreign(parts: Sequence[str], base: float, near: Near) -> Iterator[tuple[int, int, float]]:
    """What follows "Bewerbung als", "candidature de", "posto di" …, though no noun in it is known."""
    for at, piece in enumerate(parts):
        if at < 4 or not piece[0].isalpha() or parts[at - 1] != " ":
            continue
        link, noun = fold(parts[at - 2]), fold(parts[at - 4]) if parts[at - 3] == " " else ""
        elided = fold(piece)[:2] == "d'" and len(piece) > 4
        if elided:
            noun = link
        elif link not in _WORDS["joints"]:
            continue
        if noun not in _WORDS["posts"] or title_words.is_head(piece) or fold(piece) in title_words.COMMON:
            continue
        if (
            not (is_capital(piece) if near.language == "de" else len(piece) > 3)
            or re.sub("^[dl]'", "", fold(piece)) in _NO_POSTS
        ):
            continue
        title = titles.title_at(parts, at, at, near.language)
        if not near.is_company([piece]) and not may_be_given(piece):
            yield at, title.end, base + 2.2


def _unnamed(parts: Sequence[str], lows: Sequence[str], base: float, near: Near) -> Iterator[tuple[int, int, float]]:
    """What stands between an article and "position", though no noun in it is known ("the AIN position")."""
    jobs = _WORDS["jobs"]
    for at in [at for at, low in enumerate(lows) if low in jobs]:
        if at < 4 or parts[at - 1] != " ":
            continue
        begin = at
        while begin >= 2 and parts[begin - 1] == " " and is_word(parts[begin - 2]) and at - begin < 10:
            low = fold(parts[begin - 2])
            if low in _WORDS["articles"] or low in _WORDS["strong"]:
                break
            begin -= 2
        words = [fold(parts[k]) for k in range(begin, at - 1, 2)]
        if (
            not words
            or begin < 2
            or len(words) > 4
            or fold(parts[begin - 2]) not in _WORDS["articles"] | _WORDS["strong"]
        ):
            continue
        if (
            any(title_words.is_head(word) for word in words)
            or words[-1]
            in title_words.COMMON | title_words.TRADES | title_words.RANKS | _WORDS["acts"] | _WORDS["articles"]
        ):
            continue
        if near.language not in (None, "en") and not is_capital(parts[begin]):
            continue
        if (
            near.is_company([parts[k] for k in range(begin, at - 1, 2)])
            or words[-1] in _WORDS["unsaid"]
            or any(word in title_words.COMMON for word in words)
            or is_given(words[0])
        ):
            continue
        yield begin, at - 1, base + (2.2 if is_capital(parts[begin]) else 1.4)


def _starts_line(parts: Sequence[str], at: int) -> bool:
    back = at - 1
    while back >= 0 and parts[back][0] != "\n" and at - back < 6:
        if parts[back] in (".", ",", ":"):
            return False
        back -= 1
    return back < 0 or parts[back][0] == "\n"


def _capitals(parts: Sequence[str], start: int) -> int:
    at, end = start, start
    while (
        at < len(parts)
        and is_word(parts[at])
        and is_capital(parts[at])
        and (fold(parts[at]) not in title_words.COMMON or fold(parts[at]) in title_words.RANKS)
    ):
        end = at + 1
        if end >= len(parts) or parts[end] != " ":
            break
        at = end + 1
        if at < len(parts) and parts[at] in ("&", "and", "-", "–", "of") and at + 2 < len(parts):
            at += 2
    return end
