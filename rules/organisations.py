"""The grammar of companies' names: legal forms, the words of a domain, names against domains, agencies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rules import senders
from rules.domain_words import parted
from rules.people import is_given
from rules.pieces import fold, spellings, squash, word_sets

_WORDS = word_sets("company_words.yaml")
FORMS, COMPANY_WORDS, AGENCY_WORDS = _WORDS["forms"], _WORDS["words"], _WORDS["agency"]
LONGEST_NAME = 80
_SHORTEST_ACCENTED = 4
"""Letters of a legal form that bears an accent ("S.à.r.l.")."""
SMALL = frozenset(
    [
        "and",
        "of",
        "the",
        "for",
        "de",
        "der",
        "des",
        "du",
        "la",
        "le",
        "les",
        "di",
        "del",
        "della",
        "e",
        "y",
        "et",
        "und",
        "&",
        "en",
        "i",
        "o",
        "da",
        "do",
        "dos",
        "das",
        "von",
        "van",
    ]
)
# What companies hang on their own name in a domain ("joinacme", "acmehq", "acme-jobs").
_TAIL = re.compile(
    r"(?:hq|hr|jobs?|careers?|talent|recruiting|recruitment|hiring|people|mail|email|group|inc|"
    r"online|app|team|corp|usa?|uk|global|world|labs?|tech|ai|io|co|gmbh|ltd|llc|plc|ag|bv)$"
)
_HEAD = re.compile(r"^(?:join|get|try|use|go|the|my|meet|team|careers?|jobs?|talent|mail|hello)")


def without_form(name: str) -> str:
    """A company's name without its legal form ("Kaltbrunn Systeme GmbH & Co. KG" → "Kaltbrunn Systeme")."""
    words = " ".join(name.split()).strip(" ,;:-–").split(" ")
    while len(words) > 1 and _is_form(words):
        words.pop()
    return " ".join(words).rstrip(" ,;:&-–")


def _is_form(words: Sequence[str]) -> bool:
    last = fold(words[-1]).replace(".", "").strip(",()")
    if last in ("co", "company", "corporation") and len(words) > 2:
        return words[-2] != "&" or (fold(words[-1]) == "co." and len(words) > 3 and _is_form(words[:-2]))
    if last in ("de", "&", "and", "und") and len(words) > 2:
        return _is_form(words[:-1])
    is_accented = len(last) < _SHORTEST_ACCENTED and not words[-1].isascii()  # "Açucareira Sá"
    return last in FORMS and last not in ("company", "corporation", "co") and not is_accented


def has_form(name: str) -> bool:
    """Say whether a name carries a legal form, which only organisations do."""
    return without_form(name) != " ".join(name.split()).strip(" ,;:-–")


def is_agency(text: str) -> bool:
    """Say whether a name's words tell of a recruiter for others ("Northgate Search", "Bridgewater Staffing")."""
    words = re.split(r"[\W_]+", fold(text[:200]))
    return any(
        word in AGENCY_WORDS
        and word not in ("jobs", "executive", "personal", "placement", "interim", "labor", "labour")
        for word in words
    )


_AGENCY_LABEL = re.compile(
    r"^(?:talent|recruit|recrut|staffing|headhunt|cercatalent|workforce)"
    r"|(?:recruit\w*|recrut\w*|selec\w*|selez\w*|personalberatung|staffing|search|personnel|talent(?:[seoi]|os)?|headhunt\w*|exec"
    r"|resourcing|manpower|placements?|temps|interim|zeitarbeit|uitzend\w*|werving|flex|workforce|execs|locums)$"
)


def is_agency_label(label: str) -> bool:
    """Say whether a domain's label tells of a recruiter for others ("stonegatetalent", "capstanexec")."""
    return len(label) > 8 and _AGENCY_LABEL.search(label) is not None


def label_of(address: str | None) -> str:
    """The label that stands for the sender's organisation in an address: "tin-roof" of "a@mail.tin-roof.co.uk".

    "" where the domain belongs to a mail provider or to a known hiring system, and so names no company.
    """
    domain = senders.domain_of(address)
    if not address or not domain or senders.is_mail_provider(domain) or senders.system_for(address) is not None:
        return ""
    return senders.organisation(domain).partition(".")[0]


@lru_cache(maxsize=256)
def label_stems(label: str) -> tuple[str, ...]:
    """A domain's label without hyphens, and without what companies hang on it; the full one first."""
    full = label.replace("-", "")
    stems = [full]
    if "-" in label and len(label.rpartition("-")[2]) <= 4 and len(label.rpartition("-")[0]) > 4:
        stems.append(label.rpartition("-")[0].replace("-", ""))
    for cut in (_TAIL.sub("", full), _HEAD.sub("", full), _HEAD.sub("", _TAIL.sub("", full))):
        if len(cut) >= 3 and cut not in stems:
            stems.append(cut)
    return tuple(stems)


def spelt_out(words: Iterable[str], label: str) -> float:
    """How far a name's words make up a domain's label, 0 to 1 ("Three River Veterinary", "threerivervet" → 1).

    Words may be shortened to a prefix of three letters or left out, but keep their order; a label of initials counts.
    """
    return _spelt_out(tuple(filter(None, words)), label)


@lru_cache(maxsize=4096)
def _spelt_out(words: tuple[str, ...], label: str) -> float:
    best = 0.0
    ways = (0,) if all(map(str.isascii, words)) else (0, -1)
    for stem in label_stems(label):
        if stem and _begins(words, stem):
            best = max(best, *(_consumed([spellings(word)[way] for word in words], stem) / len(stem) for way in ways))
    if best < 0.85 and "-" in label and _part_by_part(words, label.split("-")):
        return 0.9
    initials = "".join(fold(word)[0] for word in words if fold(word) not in SMALL and word[0].isalnum())
    if len(initials) >= 3 and (initials in label_stems(label) or initials == label.partition("-")[0]):
        return 1.0
    return best


def _part_by_part(words: Sequence[str], parts: Sequence[str]) -> bool:
    """Each part of a hyphenated label is a word of the name, or its short form ("hs-niederrode": Hochschule N.)."""
    rest = [squash(word) for word in words]
    for part in parts:
        while rest and not (
            rest[0] == part or (len(part) >= 3 and rest[0].startswith(part)) or _shortens(part, rest[0])
        ):
            rest.pop(0)
        if not rest:
            return False
        rest.pop(0)
    return len(parts) > 1


def _shortens(part: str, word: str) -> bool:
    if not 2 <= len(part) <= 4 or not word.startswith(part[0]) or len(word) <= len(part):
        return False
    letters = iter(word)
    return all(letter in letters for letter in part)


def _begins(words: Sequence[str], label: str) -> bool:
    """The first word counts, unless it only says what kind of company it is ("University of …", "Grupo …")."""
    for word in words:
        low = squash(word)
        if low and any(label.startswith(squash(spelling)[:4]) for spelling in spellings(word)):
            return True
        if low not in COMPANY_WORDS and low not in SMALL and low not in ("dr", "prof"):
            return False
    return False


def _consumed(words: Iterable[str], label: str) -> int:
    at = 0
    for word in words:
        letters = "".join(letter for letter in word if letter.isalnum()) or ("and" if word in ("&", "+") else "")
        if not letters or at >= len(label):
            continue
        if label.startswith(letters, at):
            at += len(letters)
            continue
        size = _common(letters, label, at)
        if size >= 3 and (at or size >= 4):
            at += size
    return at


def _common(word: str, label: str, at: int) -> int:
    size = 0
    for one, other in zip(word, label[at:], strict=False):
        if one != other:
            break
        size += 1
    return size


def words_of(label: str, known: Iterable[str] = ()) -> str:
    """A company's name out of a domain's label: split at hyphens and between words, each with a capital. `known` are
    words of the mail itself."""
    told = {squash(word) for word in known if len(word) > 2}
    parts = [part for chunk in label.split("-") for part in parted(chunk, told, SMALL, is_given)]
    return " ".join(
        part if part in SMALL and at else part[:1].upper() + part[1:] for at, part in enumerate(parts) if part
    )
