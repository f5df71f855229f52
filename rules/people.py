"""The grammar of people's names: titles and degrees, persons against desks, names against addresses."""

from __future__ import annotations

import re
from functools import lru_cache

from rules.pieces import PackedWords, data, fold, spellings, word_sets

_GIVEN = {key: PackedWords(words.split()) for key, words in data("first_names.yaml").items()}
_WORDS = word_sets("people_words.yaml")
_COMPANY = word_sets("company_words.yaml")
LONGEST_NAME = 80

TITLES = _WORDS["titles"]
_DEGREES = _WORDS["degrees"]
PARTICLES = _WORDS["particles"]
# Words that mark a desk, a system or a team, never a person.
_DESK = _WORDS["desk"]
# Words of companies' names that are common surnames too.
_SURNAMES = _WORDS["surnames"]
_NAME_WORD = re.compile(r"[^\W\d_](?:[\w'’.-]*\w)?\.?")
_ON_BEHALF = re.compile(r"^\s*(?:i\. ?[AV]\.|ppa\.?|p\.?p\.|gez\.)\s+")
_ASIDE = re.compile(r"\([^)]{0,80}\)|\[[^\]]{0,80}\]|\"[^\"]{0,40}\"")


def is_given(word: str) -> bool:
    """Say whether a word is known as a given name that is no common word ("Priya", not "Will")."""
    return fold(word).partition("-")[0] in _GIVEN["names"]


def may_be_given(word: str) -> bool:
    """Say whether a word is a given name, common words included ("Will", "Grace")."""
    low = fold(word)
    return low in _GIVEN["names"] or low in _GIVEN["words"] or low.partition("-")[0] in _GIVEN["names"]


def is_title(word: str) -> bool:
    """Say whether a word is an academic title or a form of address."""
    return word != "Don" and fold(word).strip(".") in TITLES


@lru_cache(maxsize=1024)
def bare(name: str) -> str:
    """A name without titles, degrees, asides and quotes; "Cole, Dana" is turned round."""
    name = _ON_BEHALF.sub("", name)
    text = " ".join(_ASIDE.sub(" ", name[: 2 * LONGEST_NAME]).split()).strip(" '\"“”,;")
    head, comma, tail = text.partition(",")
    if comma:
        text = _turned(head.strip(), tail.strip())
    words = text.split()
    while len(words) > 1 and set(words[-1].lower()) == {"x"}:
        words.pop()
    while len(words) > 1 and is_title(words[0]):
        words.pop(0)
    while len(words) > 1 and fold(words[-1]).strip(".,") in _DEGREES:
        words.pop()
    return " ".join(words).strip(" ,;")


def called(name: str) -> str:
    """A name as a greeting needs it: `bare`, but a family name that is left alone keeps its titles ("Ms. Jones")."""
    rest = bare(name)
    before, found, _ = name.strip(" '\"“”,;").partition(f" {rest}")
    titles = before.split()
    is_titled = bool(found and titles) and " " not in rest and all(map(is_title, titles))
    return " ".join([*titles, rest]) if is_titled else rest


def _turned(head: str, tail: str) -> str:
    first = tail.split(",")[0].strip()
    words = first.split()
    if (
        not words
        or fold(words[0]).strip(".") in _DEGREES
        or not may_be_given(words[0])
        or (" " in head and len(words) > 2)
    ):
        return head
    return head if may_be_given(head.split()[0]) and not may_be_given(words[0]) else f"{first} {head}"


def is_desk(name: str) -> bool:
    """Say whether a name holds the word of a desk, a team or a system ("Careers", "Google Calendar")."""
    return any(fold(word).strip(".,") in _DESK for word in name.split())


@lru_cache(maxsize=1024)
def is_person(name: str) -> bool:
    """Say whether a name reads as a person's: capitals, no desk or company word, not too long."""
    text = bare(name)
    words = text.split()
    if not words or len(text) > LONGEST_NAME or len(words) > 6 or not words[0][0].isalpha():
        return False
    lows = [fold(word).strip(".") for word in words]
    if any(low in _DESK for low in lows) or not all(_NAME_WORD.fullmatch(word) for word in words):
        return False
    if not all(_may_stand(word, low) for word, low in zip(words, lows, strict=True)):
        return False
    if len(words) == 1:
        return may_be_given(words[0]) or (bare(name) != name.strip() and name.split()[0] != words[0])
    if lows[-1] in _COMPANY["words"] or lows[-1] in _COMPANY["forms"]:
        return len(words) == 2 and may_be_given(words[0]) and lows[-1] in _SURNAMES
    return may_be_given(words[0]) or not any(low in _COMPANY["words"] for low in lows)


def is_surely_person(name: str, address: str = "") -> bool:
    """Say whether a name is a person's beyond doubt: a known given name begins it, a title stands before it, or the
    address is made of it."""
    if not is_person(name):
        return False
    words = bare(name).split()
    if may_be_given(words[0]) or (len(words) > 2 and is_given(words[1])):
        return True
    if (is_title(name.split()[0]) and len(name.split()) > 1) or (
        all(len(word.strip(".")) == 1 for word in words[:-1]) and len(words) > 1
    ):
        return True
    return bool(address) and len(words) > 1 and fits(name, address)


def _may_stand(word: str, low: str) -> bool:
    return not word[0].islower() or low in PARTICLES or low.startswith(("d'", "o'", "al-", "el-"))


def fits(name: str, address: str) -> bool:
    """Say whether an address is made of this name ("gstrauss@", "rowan.c@", "hbensaid@", "mo@")."""
    local = re.sub(r"[^a-z]", "", fold(address.partition("@")[0].partition("+")[0]))
    words = [word for word in re.split(r"[\s.]+", bare(name)) if word]
    if len(local) < 2 or not words:
        return False
    return any(_made_of(local, [re.sub(r"[^a-z]", "", w) for w in ws]) for ws in _spelt(words))


def _spelt(words: list[str]) -> list[list[str]]:
    plain = [spellings(word)[0] for word in words]
    german = [spellings(word)[-1] for word in words]
    split = [part for word in plain for part in word.split("-")]
    return [plain, german] if split == plain else [plain, german, split]


def _made_of(local: str, words: list[str]) -> bool:
    words = [word for word in words if word]
    if not words:
        return False
    first, last, rest = words[0], words[-1], "".join(words[1:])
    initials = "".join(word[0] for word in words)
    if len(words) == 1:
        return (
            local == first or (len(first) > 2 and local.startswith(first)) or (len(first) > 3 and local.endswith(first))
        )
    made = {first, last, first + last, last + first, first + rest, first[0] + last, first[0] + rest, first + last[0]}
    made |= {
        last + first[0],
        last[0] + first,
        initials,
        initials[:-1] + last,
        first + initials[1:],
        rest,
        rest + first[0],
    }
    made |= {first[:2] + last, first[:3] + last, first[0] + last[:6], first[0] + words[1]}
    if local in made:
        return True
    return len(local) > 4 and (local.startswith(first) and len(first) > 2 and local[len(first) :] in "".join(words[1:]))


def same(one: str, other: str) -> bool:
    """Say whether two names can be one person: equal, or one is part of the other ("Farid", "Farid Naderi")."""
    left, right = fold(bare(one)).replace(".", "").split(), fold(bare(other)).replace(".", "").split()
    if not left or not right:
        return False
    short, long = (left, right) if len(left) <= len(right) else (right, left)
    if len(short) == 1:
        return short[0] in (long[0], long[-1])
    return all(any(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for b in long) for a in short)


def spoken_by(display: str) -> str | None:
    """The person in a display name ("Dana Cole (Acme)", "Dana at Acme", "'Dana Cole' via Lever"), None for a desk."""
    text = re.split(
        r" (?:at|from|of|via|@|\||[-–—•·/]|bei|chez|von|de chez) | ?[|(<]",
        " ".join(display.split()).strip(" '\""),  # else thousands of blanks would be looked at from each of them
        maxsplit=1,
    )[0]
    text = text.strip(" '\"")
    if is_person(text.title() if text.islower() else text):
        return called(text)
    words = text.split()
    for cut in range(1, min(len(words) - 1, 4)):  # "Talent Acquisition Ranjitha K"
        if fold(words[cut - 1]) in _DESK and is_given(words[cut]) and is_person(" ".join(words[cut:])):
            return " ".join(words[cut:])
    return None
