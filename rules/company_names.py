"""Names of companies in running text: runs of capitals, and words that spell out a domain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rules import title_words as titles
from rules.organisations import COMPANY_WORDS, SMALL, has_form, spelt_out
from rules.people import may_be_given
from rules.pieces import fold, is_capital, is_word, spellings, squash, word_sets

_WORDS = word_sets("company_cues.yaml")
_PLACES = word_sets("places.yaml")["places"]
_OTHERS = ("never", "desks", "departments", "acts", "starts")
# Where houses seldom bear one, as "La Poste" and "De Bijenkorf" do.
_ARTICLES = {"de": ("der", "die", "das"), "pt": ("a", "o", "as", "os")}


def names(parts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words that may be a name ("Cold Harbor Marine", "Wolfram & Daughters", "Institute of X")."""
    edge = 0
    for at in capitals(parts):
        if at < edge or not _starts_name(parts, at):
            continue
        begin, end, at = at, at + 1, at + 1
        while at + 1 < len(parts) and at - begin < 20:
            gap, word = parts[at], parts[at + 1]
            if (
                gap == "."
                and word == " "
                and len(parts[at - 1]) <= 3
                and at + 2 < len(parts)
                and is_capital(parts[at + 2])
                and fold(parts[at - 1]) in ("st", "dr", "mt", "ft", "rt")
            ):
                at, end = at + 3, at + 3
                continue
            if gap != " " or fold(word) in _WORDS["pronouns"] or _addresses(parts, at + 1):
                break
            if is_word(word) and (is_capital(word) or (word[0].isdigit() and len(word) < 3)):
                at, end = at + 2, at + 2
            elif (
                (word == "&" or (fold(word) in SMALL and _links(parts[at - 1], word)))
                and at + 3 < len(parts)
                and parts[at + 2] == " "
                and is_capital(parts[at + 3])
                and is_word(parts[at + 3])
            ):
                if fold(parts[at + 3]) in _WORDS["pronouns"]:
                    break
                at, end = at + 4, at + 4
            elif word == "&" or fold(word) in SMALL:
                if (
                    at + 5 < len(parts)
                    and fold(parts[at + 3]) in SMALL
                    and parts[at + 4] == " "
                    and is_capital(parts[at + 5])
                    and is_word(parts[at + 5])
                ):
                    at, end = at + 6, at + 6
                else:
                    break
            else:
                break
        edge = end
        yield begin, end


def behind_article(parts: Sequence[str], begin: int, end: int, language: str | None) -> int:
    """Where a name begins behind the article that opens its sentence ("Die Molkerei Hagedorn lädt Sie ein")."""
    is_first = begin == 0 or parts[begin - 1][0] == "\n" or "".join(parts[max(0, begin - 2) : begin])[:1] in ".!?:"
    is_article = fold(parts[begin]) in _ARTICLES.get(language or "", ())
    return begin + 2 if is_first and is_article and end - begin > 3 else begin


def capitals(parts: Sequence[str]) -> list[int]:
    """Where words with a capital or a digit stand: the only places where a name can begin."""
    return [at for at, piece in enumerate(parts) if not piece.islower() and piece[0].isalnum()]


def _starts_name(parts: Sequence[str], at: int) -> bool:
    piece = parts[at]
    if (
        not is_word(piece)
        or not (is_capital(piece) or piece[0].isdigit())
        or fold(piece).partition("'")[0] in _WORDS["pronouns"]
        or (fold(piece) in _WORDS["clients"] and _is_followed(parts, at))
    ):
        return False
    if fold(piece) not in titles.COMMON:
        return True
    return (
        at + 2 < len(parts)
        and parts[at + 1] == " "
        and is_capital(parts[at + 2])
        and fold(parts[at + 2]) not in titles.COMMON
        and fold(piece) not in _WORDS["starts"]
    )


def _addresses(parts: Sequence[str], at: int) -> bool:
    """ "Lanificio Sesia La riceve": the capital is the reader's."""
    return parts[at] in ("La", "Le", "Vi") and at + 2 < len(parts) and parts[at + 1] == " " and parts[at + 2].islower()


def _is_followed(parts: Sequence[str], at: int) -> bool:
    """ "Mandant Kranbau Ostertag": the name begins behind the word that says whose it is."""
    return at > 1 and at + 2 < len(parts) and parts[at + 1] == " " and is_capital(parts[at + 2])


def _links(before: str, word: str) -> bool:
    low = fold(word)
    if before.isdigit() and low not in ("de", "of"):
        return False  # "at 10 and Acme …"
    return (
        low not in ("for", "the", "von", "van", "o", "e", "i") or fold(before) in COMPANY_WORDS or low in ("van", "von")
    )


def spelling_out(parts: Sequence[str], label: str) -> Iterator[tuple[int, int]]:
    """Names that make up a domain's label, whatever stands around them and however they are written."""
    stem = label.replace("-", "")
    firsts = (stem[:1], stem[:1].upper())
    for at in [at for at, piece in enumerate(parts) if piece[0] in firsts or not piece[0].isascii()]:
        piece = parts[at]
        if len(piece) < 2 or "." in piece or not piece[0].isalnum():
            continue
        if at and parts[at - 1] in ("@", "/"):
            continue
        if any(stem.startswith(squash(way)[:4] or " ") for way in spellings(piece)):
            end = _longest_spelling(parts, at, label)
            if end > at:
                yield _leftmost(parts, at), _rightmost(parts, end)


def goes_on(parts: Sequence[str], begin: int, end: int, label: str) -> bool:
    """Whether a name says more in the middle of a sentence than its domain does ("alla Cooperativa Orto Aperto")."""
    words = [parts[at] for at in range(begin, end, 2)]
    if begin < 2 or parts[begin - 1] not in (" ", "\n") or not parts[begin - 2].islower():
        return False
    spelt = next((count for count in range(1, len(words)) if spelt_out(words[:count], label) >= 0.99), len(words))
    return spelt < len(words) and all(_may_go_on(word) for word in words[spelt:])


def _may_go_on(word: str) -> bool:
    low = fold(word)
    if low in SMALL:
        return True
    is_other = low in titles.COMMON or low in _PLACES or any(low in _WORDS[key] for key in _OTHERS)
    return is_capital(word) and not (is_other or titles.is_head(word) or may_be_given(word))


def _longest_spelling(parts: Sequence[str], at: int, label: str) -> int:
    words: list[str] = []
    best, end = 0.0, at
    k = at
    while k < len(parts) and len(words) < 6:
        if is_word(parts[k]) or parts[k] == "&":
            words.append(re.sub(r"['’]s$", "", parts[k]))
            fit = spelt_out(words, label)
            if fit >= 0.99 and (fit > best + 1e-9 or _is_whole(words, label)):
                best, end = fit, k + 1
        k += 1
        if k < len(parts) and parts[k] not in (" ", "-", "&", "\n"):
            break
        k += 1
    return end


def _is_whole(words: Sequence[str], label: str) -> bool:
    """ "Crêpe et Cie" is all of "crepe-et-cie", though "Crêpe et" would be enough for a domain with a tail."""
    ways = ("".join(squash(spellings(word)[way]) for word in words) for way in (0, -1))
    return label.replace("-", "") in ways


def _rightmost(parts: Sequence[str], end: int) -> int:
    """Where a name ends that goes on with words of companies, unless a job's title follows ("Acme Data Analyst")."""
    reach = end
    while reach + 1 < len(parts) and parts[reach] == " " and is_word(parts[reach + 1]) and is_capital(parts[reach + 1]):
        word = parts[reach + 1]
        if titles.is_head(word) and fold(word) not in COMPANY_WORDS:
            return end
        reach += 2
    at = end
    while at < reach and (fold(parts[at + 1]) in COMPANY_WORDS or has_form("x " + parts[at + 1])):
        at += 2
    return at


def _leftmost(parts: Sequence[str], at: int) -> int:
    while (
        at - 2 >= 0
        and parts[at - 1] == " "
        and is_word(parts[at - 2])
        and is_capital(parts[at - 2])
        and fold(parts[at - 2]) in COMPANY_WORDS
    ):
        at -= 2
    return at
