"""Names of persons in sentences, one by one and in lists: the grammar under the question who will interview."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules import people
from rules import title_words as titles
from rules.facts import company
from rules.facts.clues import Clues
from rules.message import Message
from rules.organisations import COMPANY_WORDS, is_agency_label, label_of, spelt_out
from rules.pieces import fold, squash, word_sets
from rules.reading import Owner, Person

_WORDS = word_sets("name_words.yaml")


_SENTENCE = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)\s+(?=[^\Wa-z_]|[\"“(])|\n+|(?<=[a-z)]{4})\.\s+")
_ABBREVIATED = _WORDS["abbreviated"]
_STRUCK = re.compile(r"~~[^~\n]{1,80}~~|\((?:Retd|Ret)\.?\)\s?")
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽ\u0391-\u03a9\u0410-\u042f"
_NAME = re.compile(
    rf"[{_UPPER}](?:[\w’'-]*\w|\.)?(?:[ \u00a0](?:(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|"
    rf"el|al|bin|ten|ter|zu|af)[ \u00a0]){{0,2}}"
    rf"[{_UPPER}](?:[\w’'-]*\w|\.)?){{0,5}}"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A person's name in a sentence."""

    name: str
    begin: int
    end: int
    known: bool
    """A title or a known given name says that it is a person."""
    is_loose: bool = False
    """Only a capital speaks for a name: no rule counts it, what is learnt may."""


def _writes_small(text: str) -> bool:
    """Whether somebody begins most of their sentences without a capital."""
    first: list[str] = [part.lstrip(" \t>*-•")[:1] for part in _SENTENCE_END.split(text)]
    letters = [letter for letter in first if letter.isalpha()]
    return 2 * sum(map(str.islower, letters)) > len(letters)


_SENTENCE_END = re.compile(r"[.!?\n]\s+|\n")
_SMALL = re.compile(r"(?<![\w'’])[a-zà-öø-ÿ]{2,14}(?![\w])")
"""Words in small letters: what stands so somewhere in a letter is no name where it begins a sentence."""


class Scene:
    """What tells names of interviewers from other names: the owner, the writer, the company."""

    def __init__(self, message: Message, owner: Owner, clues: Clues, writer: Person | None) -> None:
        self.owner = owner
        self.writer = writer
        self.company = squash(company.find(message, owner, clues) or "")
        label = label_of(message.sender.email if message.sender else None)
        self.is_agency = bool(label) and (
            is_agency_label(label)
            or (bool(self.company) and spelt_out((company.find(message, owner, clues) or "").split(), label) < 0.5)
        )
        self.is_machine = clues.system is not None and not message.reply_to
        self.people = tuple(
            person.name for person in everybody(message) if person.name and people.is_person(person.name)
        )
        self.greeted = _greeted(message.own_text)
        self.small_words = frozenset(_SMALL.findall(message.own_text[:6000]))
        self.writes_small = _writes_small(message.own_text[:2000])

    def may_interview(self, name: str) -> bool:
        if people.same(name, self.owner.name) or (self.greeted and people.same(name, self.greeted)):
            return False
        key = squash(name)
        return not (self.company and len(key) > 3 and (key in self.company or self.company in key))

    def is_greeted(self, name: str) -> bool:
        """Whether a name is the owner's, or of the one whom the letter greets."""
        return any(other is not None and people.same(name, other) for other in (self.owner.name, self.greeted))


def everybody(message: Message) -> list[Person]:
    """All persons that the headers and the calendar part name."""
    event_people = [event.organiser for event in message.calendar[:1] if event.organiser]
    event_people += [guest.person for event in message.calendar[:1] for guest in event.attendees[:40]]
    return [*event_people, *((message.sender,) if message.sender else ()), *message.reply_to, *message.cc, *message.to]


_GREETING = re.compile(
    r"\s*(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening)|morning|afternoon|hallo|"
    r"guten (?:tag|morgen)|moin|servus|liebe[r]?|sehr geehrte[r]?|bonjour|bonsoir|salut|cher|chère|"
    r"hola|buen[oa]s(?: días| tardes)?|estimad[oa]|querid[oa]|olá|oi|bom dia|boa tarde|prezad[oa]|"
    r"car[oa]|ciao|buongiorno|gentile|egregio|beste|dag|hoi|geachte|lieve|m[oō]rena|talofa|kia ora|bula|salaam|salam|"
    r"habari|sawubona|dumela|molo|namaste|howdy|g['’]day|ahoj|cze[sś][cć]|hej|hei|merhaba|selam|bun[aă]|szia|tere|shalom|"
    r"hullo|evening|greetings)[ ,!]+(?:(?:mr|ms|mrs|dr|"
    r"herr|frau|sig|sr|sra|señor|señora|dott|ing|capt|prof|m|mme|madame|monsieur|mevrouw|"
    r"heer)\.?\s+)*([^\W\d_][\w'’-]*)",
    re.I,
)


def _greeted(text: str) -> str | None:
    for line in text[:400].split("\n")[:4]:
        if (found := _GREETING.match(line)) is not None:
            return found.group(1)
    found = re.match(r"\s*([^\W\d_a-z][\w'’-]+)(?:,|\s*[-–—!]|\n)", text[:60])
    return found.group(1) if found and people.may_be_given(found.group(1)) else None


def sentences(text: str) -> list[str]:
    """A text's sentences and lines, what is struck out left out; a dot behind a title ends none."""
    plain = _undotted(_STRUCK.sub("", text) if "~~" in text or "(Ret" in text else text)
    return [part for part in _SENTENCE.split(plain) if part and part.strip()]


def _undotted(text: str) -> str:
    """The text without the dots of "Mr.", "Dr." and their like."""
    parts, begin, at = [], 0, text.find(". ")
    while at >= 0:
        word = text[max(0, at - 6) : at].rpartition(" ")[2].rpartition("\n")[2].lower()
        word = word.replace("’", "'").rpartition("'")[2]  # "l'ing. Rossi"
        if word.strip("(") in _ABBREVIATED:
            parts.append(text[begin:at])
            begin = at + 1
        at = text.find(". ", at + 1)
    return "".join([*parts, text[begin:]]) if parts else text


def mentions(sentence: str, scene: Scene) -> Iterator[Mention]:
    """Every person that a sentence names, left to right, and the lone capitals that may be one."""
    if scene.writes_small:
        yield from _small_mentions(sentence, scene)
    for found in _NAME.finditer(sentence[:2000]):
        begin, words = found.start(), re.split(r"[ \u00a0]+", found.group())
        while words and not _opens(words):
            begin += len(words[0]) + 1
            words.pop(0)
        if any(titles.is_head(word) for word in words[1:]) and not people.is_given(words[0]):
            at = _behind_title(words)
            if at is None:
                continue
            begin += len(" ".join(words[:at])) + 1
            words = words[at:]
        size = len(words)
        while words and _closes(words[-1]):
            words.pop()
        if words and len(words) < size and not people.may_be_given(words[0]):
            continue
        if words and (owned := re.sub(r"['’](?:s|ll|d|ve|re)$", "", words[-1])):
            words[-1] = owned
        name = people.bare(" ".join(words))
        addressed = people.is_title(sentence[:begin].rstrip(" .").rpartition(" ")[2] or "-")
        addressed = addressed or _RELATION.search(sentence[max(0, begin - 80) : begin]) is not None
        is_thing = " " not in name and (_is_acronym(name, sentence) or _ARTICLE.search(sentence[:begin]) is not None)
        end = begin + len(" ".join(words))
        if not words or not name or is_thing:
            continue
        if addressed or _is_somebody(words, name):
            titled = addressed or (len(words) > 1 and people.is_title(words[0]))
            if scene.may_interview(name) or (titled and not scene.is_greeted(name)):
                yield Mention(name, begin, end, addressed or _is_known(words, name, scene))
        elif not _IS_SHORTENED.match(sentence, end) and _may_be_name(name, scene):
            yield Mention(name, begin, end, known=False, is_loose=True)


_FEWEST, _LONGEST = 2, 14  # letters
_IS_SHORTENED = re.compile(r"\. ?[a-z]")
"""Behind a capital that is a word cut short: "Dir. of Engineering"."""


def _may_be_name(name: str, scene: Scene) -> bool:
    """Whether a lone capital that no list knows, and that is no word of the letter, can be a name ("Manager Deng")."""
    if not (_FEWEST <= len(name) <= _LONGEST and name.isalpha() and name.istitle()):
        return False
    low = fold(name)
    if low in titles.COMMON or low in titles.TRADES or low in titles.RANKS or low in COMPANY_WORDS:
        return False
    if low in _WORDS["places"] or low in _WORDS["fields"] or titles.is_head(name) or people.is_desk(name):
        return False
    return low not in scene.small_words and scene.may_interview(name)


def _small_mentions(sentence: str, scene: Scene) -> Iterator[Mention]:
    """Given names in the letter of somebody who writes without capitals ("doug will interview you")."""
    for found in _SMALL.finditer(sentence[:2000]):
        word = found.group()
        if people.is_given(word) and word not in titles.COMMON and not titles.is_head(word):
            name = word.title()
            if scene.may_interview(name):
                yield Mention(name, found.start(), found.end(), known=False, is_loose=True)


_RELATION = re.compile(
    r"\b(?:my|our|his|her) (?:[a-z-]{2,20} ){0,2}"
    r"(?:colleague|partner|boss|foreman|husband|wife|daughter|son|brother|sister|mother|father|mum|dad|mom|deputy|"
    r"associate|co-?founder|manager|director|accountant|lead|head|chef|editor),? $"
)
"""What makes an unusual name a person's: "my daughter Shira"."""


_ARTICLE = re.compile(r"\b(?:the|St\.?) $")
"""Before a lone name it makes a place or a thing of it: "the Chelsea people", "St Brendan"."""
_LONGEST_ACRONYM = 3


def _is_acronym(name: str, sentence: str) -> bool:
    """Say whether a short name in capitals, where not everything is, stands for an office or a paper."""
    return name.isupper() and 1 < len(name) <= _LONGEST_ACRONYM and not sentence.isupper()


def _behind_title(words: list[str]) -> int | None:
    """Where the name begins behind a job's title in capitals: "Unit Manager Rick Tso", "Watch Manager Ellis"."""
    at = max(index for index, word in enumerate(words) if titles.is_head(word)) + 1
    return at if len(words) > at else None


def _opens(words: list[str]) -> bool:
    word = words[0]
    low = fold(word).strip(".")
    if word.isupper() and len(word) > 2 and len(words) > 1 and not any(other.isupper() for other in words[1:]):
        return False  # "CTO Sharon Begay"
    if people.is_title(word):
        return len(words) > 1
    if len(words) > 1 and (
        people.is_title(words[1]) or (low in _WORDS["ranks"] and (len(words) > 2 or people.is_given(words[1])))
    ):
        return False
    if (
        low in titles.COMMON
        and not _is_initial(words)
        and not (len(words) > 1 and people.may_be_given(word) and people.is_given(words[0]))
    ):
        return False
    if not people.may_be_given(word) and len(words) > 2 and people.is_given(words[1]):
        return False
    return not (
        titles.is_head(word) or low in titles.RANKS or low in COMPANY_WORDS or low in _WORDS["ranks"]
    ) or people.is_given(word)


def _is_initial(words: list[str]) -> bool:
    """ "A. Volkov", where "a" is a small word too."""
    return len(words) > 1 and len(words[0]) == len("A.") and words[0].endswith(".")


def _closes(word: str) -> bool:
    low = fold(word).strip(".")
    return (
        low in titles.COMMON
        or titles.is_head(word)
        or (low in people.PARTICLES and len(low) > 1)
        or low in ("i", "pharmd", "phd", "md")
    )


def _is_somebody(words: list[str], name: str) -> bool:
    if (
        len(name) < 2
        or (
            len(words) > 1
            and len(words[-1]) == 1
            and not people.may_be_given(words[0])
            and not people.is_title(words[0])
        )
        or fold(words[0]) in _WORDS["streets"]
        or any(fold(word) in _WORDS["places"] for word in words[1:] if not people.is_title(word))
        or (words[0].isupper() and len(words[0]) > 2 and any(not word.isupper() for word in words))
    ):
        return False
    if (
        len(words) > 1
        and any(set(fold(word).split("-")) & COMPANY_WORDS for word in words if not people.is_given(word))
        and not people.may_be_given(words[0])
    ):
        return False
    if any(word in _WORDS["fields"] for word in map(fold, words)):
        return False
    if people.is_desk(name) or any(fold(word) in COMPANY_WORDS for word in name.split()[1:] if len(name.split()) > 2):
        return False
    if people.is_title(words[0]) and len(words) > 1:
        return True
    if len(name.split()) == 1:
        return people.is_given(name) or (people.may_be_given(name) and len(name) > 2)
    return people.is_person(name)


def _is_known(words: list[str], name: str, scene: Scene) -> bool:
    if people.is_title(words[0]) or people.may_be_given(name.split()[0]):
        return True
    return any(people.same(name, other) for other in scene.people) or any(
        people.is_given(word) for word in name.split()[1:2]
    )


def groups(sentence: str, mentions: list[Mention]) -> Iterator[list[Mention]]:
    """Names that stand in one list ("A (CTO), B and C"): what is said of one is said of all."""
    group: list[Mention] = []
    for mention in mentions:
        if group and not _JOIN.fullmatch(sentence[group[-1].end : mention.begin]):
            yield group
            group = []
        group.append(mention)
    if group:
        yield group


_JOIN = re.compile(
    r"(?:\s*\([^)]{0,60}\))?\s*(?:,\s*(?!(?:who|which|that|so|but|because|"
    r"as)\b)[^,;!?\n]{0,45})?\s*(?:[,;&+/]|,?\s*(?:and|und|et|y|e|en|plus|as well as|along with|"
    r"together with|sowie|sur|with|then|followed by)\b)\s*(?:then |also |later |maybe |our |the |"
    r"his |her |my |an? )?(?:[\w&'-]+,? ){0,3}",
    re.I,
)
