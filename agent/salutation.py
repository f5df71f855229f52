"""Whom a greeting names, read from the name as the mail had it: "Hakim", "Dr. St. Clair-Osei" or nobody (B32)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from agent.forms_of_address import form_of_address

__all__ = ["Name", "NameWords", "bare", "cleaned_name", "form_of_address", "read_name"]

MAX_NAME_LENGTH = 60
MAX_RAW_LENGTH = 300

_BRACKETED = re.compile(r"[(\[{<][^)\]}>]*[)\]}>]?")
_TAIL = re.compile(r"\s+(?:via|from|at|on behalf of)\s.*|\s+[-–—|/@·•:]\s.*|[|@/•·:;].*", re.DOTALL)
_NO_PERSON = re.compile(r"://|=|</|<!|\bn/a\b|^\s*(?:to|b?cc|from|subject):", re.IGNORECASE)
"""Marks of links, markup and formulas: what is left of such a "name" is nobody's."""
_SPACES = re.compile(r"\s+")
_LOCAL_PART = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)+")
"""The beginning of an address in the place of a name: "anna.bell"."""
_QUOTED_NICKNAME = re.compile(r"[\"“„]([^\"“”„]*)[\"”“]")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-"})


@dataclass(frozen=True, slots=True)
class NameWords:
    """What a language's customs say about the words in and around names; all lower-case, without full stops."""

    titles: frozenset[str]
    titles_with_given_name: frozenset[str]
    credentials: frozenset[str]
    particles: frozenset[str]
    short_family_names: frozenset[str]
    team_words: frozenset[str]
    job_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name, cleaned. `given` is None where only a family name or initials are known."""

    full: str
    given: str | None
    family: str | None
    title: str | None
    is_titled_by_given_name: bool = False
    """Sir Colin, Sister Agnes."""
    titles: tuple[str, ...] = ()
    """All titles in the order of the mail: Frau, Dr."""


def cleaned_name(raw: str | None) -> str:
    """The name reduced to letters, space, hyphen, apostrophe and full stop (B32); "" where nothing is left."""
    text = unicodedata.normalize("NFC", (raw or "")[:MAX_RAW_LENGTH]).translate(_APOSTROPHES)
    kept = "".join(c if c in " -'." or unicodedata.category(c)[0] in "LM" else " " for c in text)
    words = [w.strip("-'") for w in _SPACES.split(kept)]
    return _capped(" ".join(w for w in words if w.strip(".-'")))


def read_name(raw: str | None, words: NameWords) -> Name | None:
    """The person behind a display name, or None for a team, a robot or nothing at all."""
    if _NO_PERSON.search(raw or ""):
        return None
    text = _in_order(_without_extras(raw), words)
    if text.islower() and _LOCAL_PART.fullmatch(text):
        text = text.replace(".", " ")
    parts = [p for p in cleaned_name(text).split(" ") if p and bare(p) not in words.credentials]
    if not parts or "@" in (raw or "").split("<")[0].split(" ")[0] or any(bare(p) in words.team_words for p in parts):
        return None
    rest = [_cased(p, words) for p in parts[_leading(parts, words.titles) :]]
    if not rest or (len(parts) == 1 and parts[0].isupper() and len(parts[0]) > 2):
        return None
    titles = parts[: len(parts) - len(rest)]
    title = titles[-1] if titles else None
    given = _given(rest, words, titled=title is not None)
    with_given = title is not None and given is not None and bare(title) in words.titles_with_given_name
    return Name(" ".join(rest), given, _family(rest, words), title, with_given, tuple(titles))


def _without_extras(raw: str | None) -> str:
    """Drops pronouns, nicknames, employers and other riders that mail programs and people add to names."""
    text = unicodedata.normalize("NFC", (raw or "")[:MAX_RAW_LENGTH]).translate(_APOSTROPHES)
    text = _QUOTED_NICKNAME.sub(" ", text) if _QUOTED_NICKNAME.sub("", text).strip() else text.replace('"', " ")
    return _SPACES.sub(" ", _TAIL.sub("", _BRACKETED.sub(" ", text).strip())).strip()


def _in_order(text: str, words: NameWords) -> str:
    """ "Lindqvist, Bea" as "Bea Lindqvist"; what follows a comma is otherwise a degree or a job, and goes."""
    before, comma, after = (part.strip() for part in text.partition(","))
    rest = [w for w in after.split(",")[0].split() if bare(w) not in words.credentials]
    is_family = len([w for w in before.split() if bare(w) not in words.particles]) == 1
    if comma and is_family and 0 < len(rest) <= 2 and not any(bare(w) in words.job_words for w in rest):
        return " ".join([*rest, before])
    return before


def bare(word: str) -> str:
    """A word of a name as the customs list it: lower-case, without full stops."""
    return word.replace(".", "").lower()


def _leading(parts: list[str], titles: frozenset[str]) -> int:
    return next((i for i, p in enumerate(parts) if bare(p) not in titles), len(parts))


def _given(parts: list[str], words: NameWords, *, titled: bool) -> str | None:
    """The first name, or None where it cannot be told: initials, particles, and names that may be family name first."""
    first, last = parts[0], bare(parts[-1])
    is_initial = len(bare(first)) < 2 or (first.endswith(".") and len(bare(first)) < 3)
    if is_initial or bare(first) in words.particles or (titled and len(parts) == 1):
        return None
    if len(parts) == 3 and last in words.short_family_names:
        return f"{first} {parts[1]}"
    return None if len(parts) > 1 and bare(first) in words.short_family_names else first


def _family(parts: list[str], words: NameWords) -> str | None:
    start = len(parts) - 1
    while start > 1 and bare(parts[start - 1]) in words.particles:
        start -= 1
    if start == 1 and bare(parts[0]) in words.particles:
        start = 0
    return " ".join(parts[start:]) or None


def _cased(word: str, words: NameWords) -> str:
    """ "O'DELL" as "O'Dell" and "priya" as "Priya"; mixed case and particles stay as they are."""
    if bare(word) in words.particles and word.islower():
        return word
    if (word.isupper() and len(bare(word)) > 2) or word.islower():
        return re.sub(r"[^\W\d_]+", lambda m: m[0][:1].upper() + m[0][1:].lower(), word)
    return word


def _capped(text: str) -> str:
    return text if len(text) <= MAX_NAME_LENGTH else text[:MAX_NAME_LENGTH].rsplit(" ", 1)[0].strip("-' ")
