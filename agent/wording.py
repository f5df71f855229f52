"""Which of the owner's own words can stand in a sentence, and in what form (B35).

A note is written in haste: "The forecasting project", "ask: how do they split on-call?", "promised: send portfolio".
Here it becomes a phrase that fits the sentences of agent/templates, or it is left beside the draft. When in doubt it
is left: a note that is only shown costs nothing, a broken sentence in a mail to an employer does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from agent.draft_request import Note
from agent.material import FALLBACK_LANGUAGE, language, pattern

MAX_PHRASE_LENGTH = 90
MAX_PHRASE_WORDS = 14
MAX_QUESTION_LENGTH = 140

_LINK = re.compile(r"https?:|www\.|\S@\S|\w/\w+/", re.IGNORECASE)
_PHRASE_CHARACTERS = re.compile(r"[^\W_](?:[\w \-–'’&+#/,.%€$£\"“”]*[\w+#%'’\"”])?")
_ASIDE = re.compile(r"\([^()]*\)")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\s,.?!\"“”]+")
_REPAIRS = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"\s+([,.;:?!])"), r"\1"),
    (re.compile(r",(?=[,.;:?!])"), ""),
    (re.compile(r"\.{2,}"), "."),
    (re.compile(r"\.(?=[?!])"), ""),
)


def fits_a_sentence(text: str, code: str = FALLBACK_LANGUAGE) -> bool:
    """Whether a note is a short phrase that a sentence can take in after "about" (B35): "how you moved to Kafka"."""
    return about_phrase(text, code) is not None


def about_phrase(text: str, code: str = FALLBACK_LANGUAGE) -> str | None:
    """The phrase as it stands in a sentence, or None where it fits none."""
    manners = language(code).manners
    phrase = _without_lead(one_line(text), "about", manners).rstrip(".!")
    if not _is_presentable(phrase, manners) or phrase.count(",") > 1 or ". " in phrase:
        return None
    words = [w.lower() for w in _WORD.findall(phrase.replace("’", "'"))]
    if words[0] in manners["never_starts"] or words[-1] in manners["never_ends"]:
        return None
    return None if _is_statement(words, manners) else _addressed(_lowered(phrase, manners), manners)


def note_phrase(note: Note, code: str = FALLBACK_LANGUAGE) -> tuple[str, str] | None:
    """The variable that a note fills, and its phrase: ("concern", "my limited Go"); None: only shown beside."""
    manners = language(code).manners
    match note.kind:
        case "about":
            phrase = about_phrase(note.text, code)
            return ("about", phrase) if phrase else None
        case "concern":
            phrase = about_phrase(_mine(_without_lead(one_line(note.text), "concern", manners), manners), code)
            return ("concern", phrase) if phrase else None
        case "ask":
            return _asked(note.text, code)
        case "promised":
            phrase = about_phrase(_object_of_promise(one_line(note.text), manners), code)
            return ("promised", phrase) if phrase else None
    return None


def one_line(text: str) -> str:
    """The text in one line, without control characters and stray spaces."""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text[:1000])
    return _SPACES.sub(" ", unicodedata.normalize("NFC", kept)).strip()


def tidy(text: str) -> str:
    """One space between words, none before a mark, and one mark at a time: what a missing fact leaves behind."""
    for found, instead in _REPAIRS:
        text = found.sub(instead, text)
    return text.strip()


def _without_lead(line: str, kind: str, manners: Mapping[str, Any]) -> str:
    """ "- talked about the roadmap (two years!)" as "the roadmap"."""
    leads = "|".join(re.escape(lead) for lead in sorted(manners["leads"][kind], key=len, reverse=True))
    bare = _ASIDE.sub(" ", line.lstrip("-*•·– "))
    return tidy(pattern(rf"^(?:{leads})[: ]\s*").sub("", bare))


def _is_presentable(phrase: str, manners: Mapping[str, Any]) -> bool:
    if not 2 < len(phrase) <= MAX_PHRASE_LENGTH or len(phrase.split()) > MAX_PHRASE_WORDS:
        return False
    if not _PHRASE_CHARACTERS.fullmatch(phrase) or _LINK.search(phrase):
        return False
    return not is_unmannerly(phrase, manners)


def is_unmannerly(text: str, manners: Mapping[str, Any]) -> bool:
    """Whether a text has words that no draft may say, that go stale, or that belong beside it."""
    rules = [*manners["never"], manners["stale"], *(rf"\b{re.escape(word)}\b" for word in manners["beside"])]
    return any(pattern(rule).search(text) for rule in rules)


def _is_statement(words: list[str], manners: Mapping[str, Any]) -> bool:
    """A finite verb makes a sentence of its own, unless a clause word or "that" came before it: "what they said"."""
    opened = words[0] in manners["clause_starts"]
    if opened and len(words) < 3:
        return True
    if opened and words[1] in manners["asking_verbs"]:
        return True
    for word in words:
        if word in manners["relative_words"]:
            opened = True
        if word in manners["finite_verbs"] and not opened:
            return True
    return False


def _lowered(phrase: str, manners: Mapping[str, Any]) -> str:
    """ "The forecasting project" as it stands inside a sentence; what may be a proper name keeps its capital."""
    first, _, rest = phrase.partition(" ")
    bare = first.lower()
    functional = {*manners["determiners"], *manners["clause_starts"], *manners["numbers"]}
    common = bare in manners["common_starts"] or (bare.endswith("ing") and bare not in manners["proper_starts"])
    if not first.istitle() or (bare not in functional and not (common and not rest[:1].isupper())):
        return phrase
    return bare + (f" {rest}" if rest else "")


def _addressed(phrase: str, manners: Mapping[str, Any]) -> str:
    """Notes speak of the employer, drafts to them: "how they moved" as "how you moved", "their plan" as "your plan"."""
    first, _, rest = phrase.partition(" ")
    theirs: Mapping[str, str] = manners["theirs"]
    if first in theirs:
        return f"{theirs[first]} {rest}"
    second, _, tail = rest.partition(" ")
    if first in manners["clause_starts"] and second in theirs:
        return f"{first} {theirs[second]} {tail}"
    return phrase


def _mine(phrase: str, manners: Mapping[str, Any]) -> str:
    first, _, rest = phrase.partition(" ")
    if first.lower() in manners["lack"] and rest:
        return f"{manners['lack'][first.lower()]} {rest}"
    if first.lower() in manners["clause_starts"]:
        return f"{manners['question_of']} {first.lower()} {rest}"
    if first.lower() in manners["concern_my"]:
        return f"{manners['my']} {first.lower()} {rest}".strip()
    return phrase


def _asked(text: str, code: str) -> tuple[str, str] | None:
    """A question of its own, a clause ("how the team works") or a thing to hear more about."""
    manners = language(code).manners
    line = _without_lead(one_line(text), "ask", manners)
    words = [w.lower() for w in _WORD.findall(line)]
    if not words:
        return None
    starts_clause = words[0] in manners["clause_starts"]
    is_indirect = words[0] in manners["indirect_starts"]
    is_direct = words[0] in manners["asking_verbs"] or (
        starts_clause and any(w in manners["asking_verbs"] for w in words[1:4])
    )
    if (line.endswith("?") or is_direct) and not is_indirect:
        return _question(line.rstrip("?. "), words, manners)
    phrase = about_phrase(line.rstrip("?"), code)
    if phrase is None:
        return None
    form = language(code).customs["asks"]["clause" if starts_clause else "thing"]
    return "ask", language(code).phrase(form, {"ask": phrase})


def _question(line: str, words: list[str], manners: Mapping[str, Any]) -> tuple[str, str] | None:
    asks = words[0] in manners["asking_verbs"] or words[0] in manners["clause_starts"]
    fits = len(line) <= MAX_QUESTION_LENGTH and _PHRASE_CHARACTERS.fullmatch(line) and not _LINK.search(line)
    if not asks or len(words) < 3 or not fits or ". " in line or is_unmannerly(line, manners):
        return None
    asked = " ".join(
        manners["theirs"].get(word.lower(), word) if word.lower() == manners["they"] and i < 4 else word
        for i, word in enumerate(line.split(" "))
    )
    return "ask_question", asked[:1].upper() + asked[1:] + "?"


def _object_of_promise(text: str, manners: Mapping[str, Any]) -> str:
    """ "send them my portfolio" as "my portfolio", "send portfolio" as "the portfolio"."""
    verbs = "|".join(map(re.escape, manners["promise_verbs"]))
    objects = "|".join(map(re.escape, manners["promise_objects"]))
    rest = pattern(rf"^(?:(?:i will|i'll|to) )?(?:(?:{verbs}) )?(?:(?:{objects}) )?").sub("", text).strip()
    counted = {*manners["determiners"], *manners["numbers"]}
    words = rest.lower().split(" ")
    if len(words) > 2 and words[0] not in counted and words[1] in counted:  # "send Priya the slides"
        rest, words = rest.partition(" ")[2], words[1:]
    known = words[0] in counted
    return rest if known or not rest else f"{manners['promise_article']} {rest}"
