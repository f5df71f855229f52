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
from rules.languages import likeness

MAX_PHRASE_LENGTH = 90
MAX_PHRASE_WORDS = 14
MAX_QUESTION_LENGTH = 140
MAX_NAME_WORDS = 3
CLEARLY_FOREIGN = 0.7
"""Function words that only other languages have outweigh the own ones by so much (rules/languages.py)."""

_LINK = re.compile(r"https?:|www\.|\S@\S|\w/\w+/", re.IGNORECASE)
_PHRASE_CHARACTERS = re.compile(r"[^\W_](?:[\w \-–'’&+#/,.%€$£\"“”]*[\w+#%'’\"”])?")
_ASIDE = re.compile(r"\([^()]*\)")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\s,.?!\"“”]+")
_REPAIRS = (
    (re.compile(r"[^\S\u00a0]+"), " "),
    (re.compile(r" +([,.;:?!])(?=$|[\s,.;:?!])"), r"\1"),  # but not in " .NET"
    (re.compile(r" *\u00a0(?=[:;?!])"), "\u00a0"),
    (re.compile(r",(?=[,.;:?!])"), ""),
    (re.compile(r"\.{2,}"), "."),
    (re.compile(r"\.(?=[?!])"), ""),
)


def fits_a_sentence(text: str, code: str = FALLBACK_LANGUAGE) -> bool:
    """Whether a note is a short phrase that a sentence can take in after "about" (B35): "how you moved to Kafka"."""
    return about_phrase(text, code) is not None


def speaks(text: str, code: str) -> bool:
    """Whether words are in this language, as far as a few tell; a short name ("Kafka", "Project Atlas") is in all."""
    votes = likeness(text)
    own = votes.get(code, 0.0)
    foreign = max((score for other, score in votes.items() if other != code), default=0.0)
    if code == FALLBACK_LANGUAGE:
        return foreign - own < CLEARLY_FOREIGN
    if own and own >= foreign:
        return True
    words = text.split()
    return not foreign and len(words) <= MAX_NAME_WORDS and all(not word[:1].islower() for word in words)


def about_phrase(text: str, code: str = FALLBACK_LANGUAGE, address: str | None = None) -> str | None:
    """The phrase as it stands in a sentence of this language and form of address, or None where it fits none."""
    manners = language(code).manners
    phrase = _without_lead(one_line(text), "about", manners).rstrip(".!")
    if not _is_presentable(phrase, manners) or phrase.count(",") > 1 or ". " in phrase:
        return None
    words = [w.lower() for w in _WORD.findall(phrase.replace("’", "'"))]
    if words[0] in manners["never_starts"] or words[-1] in manners["never_ends"]:
        return None
    if _is_statement(words, manners) or not speaks(phrase, code):
        return None
    return _addressed(_lowered(phrase, manners), manners, informally=address == "informal")


def note_phrase(note: Note, code: str = FALLBACK_LANGUAGE, address: str | None = None) -> tuple[str, str] | None:
    """The variable that a note fills, and its phrase: ("concern", "my limited Go"); None: only shown beside."""
    manners = language(code).manners
    match note.kind:
        case "about":
            phrase = about_phrase(note.text, code, address)
            return ("about", phrase) if phrase else None
        case "connection":
            phrase = about_phrase(note.text, code, address)
            return ("connection", phrase) if phrase else None
        case "concern":
            phrase = about_phrase(_mine(_without_lead(one_line(note.text), "concern", manners), manners), code, address)
            return ("concern", phrase) if phrase else None
        case "ask":
            return _asked(note.text, code, address)
        case "promised":
            phrase = about_phrase(_object_of_promise(one_line(note.text), manners), code, address)
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
    return "None" in text.split() or any(pattern(rule).search(text) for rule in rules)


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
    common = bare in manners["common_starts"] or (
        bare.endswith(tuple(manners["common_endings"])) and bare not in manners["proper_starts"]
    )
    if phrase.lower().replace("’", "'").startswith(tuple(manners.get("elided", ()))):
        return phrase[:1].lower() + phrase[1:]
    if not first.istitle() or (bare not in functional and not (common and not rest[:1].isupper())):
        return phrase
    return bare + (f" {rest}" if rest else "")


def _addressed(phrase: str, manners: Mapping[str, Any], *, informally: bool) -> str | None:
    """Notes speak of the employer, drafts to them: "how they moved" as "how you moved", "their plan" as "your plan".

    None where a word about them stands that has no such counterpart.
    """
    theirs: Mapping[str, str] = manners.get("theirs_informal" if informally else "theirs") or manners["theirs"]
    words = phrase.split(" ")
    for place in (0, 1) if words[0] in manners["clause_starts"] else (0,):
        if words[place] in theirs:
            words[place] = theirs[words[place]]
            break
    leftover = set(manners.get("third_person_informal" if informally else "third_person") or ())
    return None if leftover & {word.rstrip(",") for word in words} else " ".join(words)


def _mine(phrase: str, manners: Mapping[str, Any]) -> str:
    first, _, rest = phrase.partition(" ")
    if first.lower() in manners["lack"] and rest:
        return f"{manners['lack'][first.lower()]} {rest}"
    if first.lower() in manners["clause_starts"]:
        return f"{manners['question_of']} {first.lower()} {rest}"
    if first.lower() in manners["concern_my"]:
        return f"{manners['my']} {first.lower()} {rest}".strip()
    return phrase


def _asked(text: str, code: str, address: str | None) -> tuple[str, str] | None:
    """A question of its own, a clause ("how the team works") or a thing to hear more about."""
    manners = language(code).manners
    line = _without_lead(one_line(text), "ask", manners).lstrip("¿ ")
    words = [w.lower() for w in _WORD.findall(line)]
    if not words:
        return None
    starts_clause = words[0] in manners["clause_starts"]
    is_indirect = words[0] in manners["indirect_starts"]
    is_direct = words[0] in manners["asking_verbs"] or (
        starts_clause and any(w in manners["asking_verbs"] for w in words[1:4])
    )
    if (line.endswith("?") or is_direct) and not is_indirect:
        return _question(line.rstrip("?. \u00a0"), words, code, informally=address == "informal")
    phrase = about_phrase(line.rstrip("?"), code, address)
    form = language(code).customs["asks"].get("clause" if starts_clause else "thing")
    if phrase is None or form is None:
        return None
    return "ask", language(code).phrase(form, {"ask": phrase})


def _question(line: str, words: list[str], code: str, *, informally: bool) -> tuple[str, str] | None:
    manners, asks_of = language(code).manners, language(code).customs["asks"]
    asks = words[0] in manners["asking_verbs"] or words[0] in manners["clause_starts"]
    fits = len(line) <= MAX_QUESTION_LENGTH and _PHRASE_CHARACTERS.fullmatch(line) and not _LINK.search(line)
    if not asks or len(words) < 3 or not fits or ". " in line or is_unmannerly(line, manners):
        return None
    theirs: Mapping[str, str] = manners.get("theirs_informal" if informally else "theirs") or manners["theirs"]
    said = [
        theirs.get(w.lower(), w) if w.lower() in manners["they"] and i < 4 else w for i, w in enumerate(line.split())
    ]
    leftover = set(manners.get("third_person_informal" if informally else "third_person") or ())
    if leftover & {part for word in said for part in re.split(r"[-,]", word)} or not speaks(line, code):
        return None
    asked = " ".join(said)
    first = asked[:1].upper() if asks_of.get("question_begins", "capital") == "capital" else asked[:1].lower()
    return "ask_question", language(code).phrase(
        asks_of.get("question", "{{ ask_question }}?"), {"ask_question": first + asked[1:]}
    )


def _object_of_promise(text: str, manners: Mapping[str, Any]) -> str:
    """ "send them my portfolio" as "my portfolio", "send portfolio" as "the portfolio"."""
    verbs = "|".join(map(re.escape, manners["promise_verbs"]))
    objects = "|".join(map(re.escape, manners["promise_objects"]))
    rest = pattern(rf"^(?:(?:i will|i'll|to) )?(?:(?:{verbs}) )?(?:(?:{objects}) )?").sub("", text).strip()
    counted = {*manners["determiners"], *manners["numbers"]}
    words = rest.lower().split(" ")
    if len(words) > 2 and words[0] not in counted and words[1] in counted:  # "send Priya the slides"
        rest, words = rest.partition(" ")[2], words[1:]
    return with_article(rest, manners) if manners["promise_article"] or _is_determined(rest, manners) else ""


def with_article(thing: str, manners: Mapping[str, Any]) -> str:
    """ "launch on the 12th" as "the launch on the 12th", in a language whose article is the same for every noun."""
    article = manners["promise_article"]
    return thing if not article or not thing or _is_determined(thing, manners) else f"{article} {thing}"


def _is_determined(thing: str, manners: Mapping[str, Any]) -> bool:
    first = thing.lower().split(" ")[0]
    counted = {*manners["determiners"], *manners["numbers"], *manners["clause_starts"]}
    return first in counted or thing.lower().startswith(tuple(manners.get("elided", ())))
