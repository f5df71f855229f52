"""Whether two names mean one company or one person, or two titles one role (B11, B30). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rules.pieces import fold, spellings
from rules.reading import Person

_LEGAL = frozenset(
    [
        "inc",
        "llc",
        "ltd",
        "limited",
        "gmbh",
        "plc",
        "corp",
        "corporation",
        "co",
        "company",
        "ag",
        "sa",
        "bv",
        "nv",
        "ab",
        "oy",
        "as",
        "srl",
        "sl",
        "llp",
        "lp",
        "group",
        "holding",
        "holdings",
        "se",
        "kg",
        "ug",
        "spa",
        "sas",
        "sarl",
        "the",
    ]
)

_COMMON = frozenset(
    [
        "of",
        "and",
        "und",
        "et",
        "y",
        "e",
        "de",
        "der",
        "die",
        "das",
        "for",
        "a",
        "an",
        "in",
        "at",
        "m",
        "w",
        "d",
        "f",
        "x",
        "h",
        "all",
        "genders",
    ]
)

_CONDITIONS = frozenset(["remote", "hybrid", "onsite", "full", "part", "time", "contract", "permanent", "temporary"])
"""How and when the work is done, which makes no other role of one."""

_FEWEST_INITIALS = 3


@lru_cache(maxsize=4096)
def company_words(name: str) -> tuple[str, ...]:
    """A company's name in plain words: no legal form, no case, no punctuation."""
    words = re.findall(r"\w+", name.casefold())
    return tuple(w for w in words if w not in _LEGAL) or tuple(words)


def is_same_company(one: str | None, other: str | None) -> bool:
    """The same name, or one the beginning of the other ("Harbourline", "Harbourline Logistics")."""
    if not one or not other:
        return False
    if is_same_name(one, other):
        return True
    short, long = sorted((tuple(map(fold, company_words(name))) for name in (one, other)), key=len)
    return long[: len(short)] == short and len("".join(short)) >= 4


def is_same_name(one: str | None, other: str | None) -> bool:
    """The same letters, with accents or without, umlauts written either way ("Görg", "Goerg")."""
    if not one or not other:
        return False
    return not set(spellings(squeezed(one))).isdisjoint(spellings(squeezed(other)))


def squeezed(company: str) -> str:
    """A company's words as one, as a domain has them."""
    return "".join(company_words(company))


def do_roles_contradict(one: str | None, other: str | None) -> bool:
    """Two titles that cannot be one role: they have little in common, or one post in two teams ("Software Engineer,
    Payments", "Software Engineer, Search")."""
    return have_little_in_common(one, other) or _differ_in_team(one or "", other or "")


def have_little_in_common(one: str | None, other: str | None) -> bool:
    """Both known, neither within the other, and less than half in common."""
    a, b = role_words(one or ""), role_words(other or "")
    if not a or not b or a <= b or b <= a:
        return False
    if _is_short_for(one or "", other or "") or _is_short_for(other or "", one or ""):
        return False
    return len(a & b) / len(a | b) < 0.5


def _is_short_for(short: str, long: str) -> bool:
    """Whether a title has the initials of another's words: "FOH Manager", "Front of House Manager"."""
    initials = "".join(word[0] for word in re.findall(r"[^\W_]+", long.casefold()))
    words = re.findall(r"[^\W_]+", short)
    return any(len(word) >= _FEWEST_INITIALS and word.isupper() and word.casefold() in initials for word in words)


def _differ_in_team(one: str, other: str) -> bool:
    (post, team), (other_post, other_team) = _post_and_team(one), _post_and_team(other)
    if not team or not other_team or role_words(post) != role_words(other_post):
        return False
    return not (team <= other_team or other_team <= team)


@lru_cache(maxsize=4096)
def _post_and_team(role: str) -> tuple[str, frozenset[str]]:
    """What stands before the first comma or dash, and the words behind it that tell more than how the work is done."""
    post, *rest = re.split(r"\s*,\s*|\s+[-\u2013\u2014]\s+", role, maxsplit=1)
    return post, frozenset(w for w in role_words(" ".join(rest)) - _CONDITIONS if w.isalpha())


@lru_cache(maxsize=4096)
def role_words(role: str) -> frozenset[str]:
    """The words of a title that tell."""
    return frozenset(w for w in re.findall(r"[^\W_]+", role.casefold()) if w not in _COMMON)


def is_spelt(squeezed_name: str, domain: str) -> bool:
    """Whether a domain spells a company, or a part of it."""
    label = re.sub(r"[\W_]", "", domain.split(".")[0])
    return len(label) >= 4 and any(label in name or name in label for name in spellings(squeezed_name))


def merge_people(people: Iterable[Person]) -> tuple[Person, ...]:
    """Each person once, by address or else by name; what one mention lacks another fills in."""
    merged: list[Person] = []
    for person in people:
        at = next((i for i, known in enumerate(merged) if is_same_person(known, person)), None)
        if at is None:
            merged.append(person)
        else:
            known = merged[at]
            merged[at] = Person(_fuller(known.name, person.name), known.email or person.email)
    return tuple(merged)


def is_same_person(one: Person, other: Person) -> bool:
    """Same address; or, where one has none, the same name (a first name alone matches a full one)."""
    if one.email and other.email:
        return one.email == other.email
    if not one.name or not other.name:
        return False
    a, b = one.name.casefold().split(), other.name.casefold().split()
    return a == b or (a[0] == b[0] and 1 in (len(a), len(b)))


def _fuller(one: str | None, other: str | None) -> str | None:
    return max((one, other), key=lambda name: len(name or "")) or None
