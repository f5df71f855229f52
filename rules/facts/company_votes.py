"""The count of what may be the company: each place votes, and the fullest form of the winner is taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rules import people
from rules import title_words as titles
from rules.desks import without_desk
from rules.facts.company_cuts import sentences
from rules.organisations import COMPANY_WORDS, SMALL, has_form, label_stems, spelt_out, without_form
from rules.pieces import fold, is_capital, squash, word_sets

_WORDS = word_sets("company_cues.yaml")


PLACES = word_sets("places.yaml")["places"]
_LEAST = 1.5
_SETTLED = 6.0
_ONLY_SPOKEN_OF = 2.0
_LONG_ENOUGH = 6  # letters of a name that begin a domain without being another word by chance
_ASSISTANT = re.compile(r"(?:[ep]\.?a\.?|(?:executive |personal )?assistant|secretary) to ", re.IGNORECASE)
"""A line of a signature that says whose assistant the writer is."""


@dataclass(slots=True)
class Vote:
    text: str
    best: float
    total: float = 0.0
    times: int = 1
    third: bool = False
    """The text tells what it wants or decided, as of a third party."""
    client: bool = False
    """An agency tells how it receives a candidate, or how it decided."""
    heads: bool = False
    """The subject names it."""
    own: bool = False
    """It makes up the sender's domain."""
    placed: bool = False
    """It stands where a company's name stands by itself: below the signature, in a field of a form."""
    guessed: bool = False
    """The words of the domain, which the message itself does not write."""


class Sighting(NamedTuple):
    """Where a name stands: in which region of the message, and there at which pieces, if it is a text."""

    region: str
    name: str
    parts: Sequence[str] = ()
    begin: int = 0
    end: int = 0
    sure: bool = False


@dataclass(slots=True)
class Scene:
    """What is known before the search: whose domain, who is named, whether others are hired for."""

    labels: tuple[str, ...]
    persons: frozenset[str]
    address: str
    agency: int
    """Whether the sender hires for others: 0 no sign, 1 perhaps, 2 surely."""
    relayed: bool
    system: str
    language: str | None
    display: str = ""
    """The name, squashed, under which a machine writes; "" where a person may have written."""
    by_person: bool = True
    """A person writes from an address of their own, not a desk or a machine under the name of one."""
    local: str = ""
    """How the sender's address begins, as far as it is no name ("notifications", "hr")."""
    sightings: list[Sighting] = field(default_factory=list)
    votes: dict[str, Vote] = field(default_factory=dict)
    judged: dict[tuple[str, bool], tuple[str, str, float, float]] = field(default_factory=dict)

    def vote(
        self,
        name: str,
        weight: float,
        sure: bool = False,
        third: bool = False,
        heads: bool = False,
        placed: bool = False,
        client: bool = False,
    ) -> None:
        """`sure`: the place itself says that a company stands there, so that the spelling matters less."""
        text, key, fit, kind = self.judge(name, sure)
        if not key:
            return
        weight += fit + kind
        if (vote := self.votes.get(key)) is None:
            self.votes[key] = Vote(
                text,
                weight,
                weight,
                third=third,
                client=client,
                heads=heads,
                own=fit >= 5.0 or self._begins_label(key),
                placed=sure or placed,
            )
            return
        vote.total += max(weight, 0.0)
        vote.times += weight > 0
        vote.placed |= sure or placed
        vote.third |= third
        vote.client |= client
        vote.heads |= heads
        if weight > vote.best:
            vote.best, vote.text = weight, text

    def is_settled(self) -> bool:
        """Whether the sender's own name is known for sure, so that only a client could still be somebody else."""
        return (
            self.by_person
            and not (self.agency or self.relayed)
            and any(vote.own and vote.best >= _SETTLED for vote in self.votes.values())
        )

    def is_plain(self) -> bool:
        """Whether the sender's own name is known for sure, and nobody else is spoken of as of whom they hire for."""
        return self.is_settled() and not any(vote.third and not vote.own for vote in self.votes.values())

    def has_client(self, name: str | None) -> bool:
        """Whether an agency tells of this company, and of no other, that it receives a candidate or has decided."""
        told = [vote.text for vote in self.votes.values() if vote.client and not vote.own and vote.best >= _LEAST]
        return self.agency > 0 and not self.relayed and told == [name]

    def judge(self, name: str, sure: bool) -> tuple[str, str, float, float]:
        """As `_judge` has it, remembered."""
        judged = self.judged.get((name, sure))
        if judged is None:
            judged = self.judged[name, sure] = self._judge(name, sure)
        return judged

    def _judge(self, name: str, sure: bool) -> tuple[str, str, float, float]:
        """The name as a company's, its key ("" if it cannot be one), its fit to a domain and what its words weigh."""
        raw = _without_office(without_desk(name[:120]))
        text = without_form(raw)
        key = squash(text)
        if len(key) < 2 or len(text) > 80 or _ASSISTANT.match(text) or not may_be_company(text, self, sure):
            return text, "", 0.0, 0.0
        kind = self._kind(text, raw) + (1.0 if sure and " " not in text else 0.0)
        return text, key, self.spelling(text), kind

    def _kind(self, text: str, raw: str) -> float:
        words = [fold(word) for word in text.split()]
        bonus = 1.5 if text != raw else 0.0
        if len(words) > 1 and any(word in COMPANY_WORDS for word in words):
            return bonus + 1.0
        return bonus - ((0.4 if self.relayed or self.agency == 2 else 1.2) if len(words) == 1 else 0.0)

    def _begins_label(self, key: str) -> bool:
        return len(key) >= _LONG_ENOUGH and any(label.replace("-", "").startswith(key) for label in self.labels)

    def spelling(self, text: str) -> float:
        """How well a name makes up a domain of the sender: 5 for wholly, 2 for half of it."""
        fit = max((spelt_out(re.split(r"[\s-]+", text), label) for label in self.labels), default=0.0)
        if fit >= 0.85:
            return 5.0
        return 2.0 if fit > 0.5 else 0.0

    def is_person(self, text: str) -> bool:
        return people.is_surely_person(text, self.address) and not has_form(text)


_NUMBERS = re.compile(r"\d{4,}|@|://|\d:\d|[?!]$|\+\d|^\d+(?:st|nd|rd|th|am|pm|h|uhr|x)?\d*\b")


def may_be_company(text: str, scene: Scene, sure: bool) -> bool:
    words = text.split()
    key = squash(text)
    if (
        len(words) > 9
        or key in scene.persons
        or (scene.system and key.startswith(scene.system))
        or not any(letter.isalpha() for letter in text)
    ):
        return False
    lows = [fold(word).strip(".,:;!?()'\"") for word in words]
    small = sum(word[0].islower() and low not in SMALL for word, low in zip(words, lows, strict=True))
    if small > 1 and small < sum(word[0].isalpha() for word in words):
        return False
    if text.endswith(".") and len(words) > 3 and (len(lows[-1]) == 1 or not _spells(words, scene)):
        return False
    if lows[0] in _WORDS["starts"] or _NUMBERS.search(text.lower()):
        return False
    if _bears_office(words, scene):
        return False
    heads = [low for low in lows if titles.is_head(low) and low not in COMPANY_WORDS]
    if _spells(words, scene) and (not heads or any(key in label_stems(label) for label in scene.labels)):
        return True
    if len(lows) == 2 and lows[0] == "the" and (_is_body(lows[1]) or text.split()[1].isupper()):
        return False  # "the Committee", "the PCC": a body within the house
    if all(low in titles.COMMON or low in _WORDS["never"] or low in PLACES or low.isdigit() for low in lows):
        return False
    if len(lows) == 1 and (lows[0] in _WORDS["never"] or lows[0] in COMPANY_WORDS or len(lows[0]) < 3):
        return False
    if sum(low in titles.COMMON and low not in SMALL for low in lows) * 2 > len(lows):
        return False
    if any(titles.is_head(low) for low in lows) and (lows[-1] not in COMPANY_WORDS or titles.is_head(lows[0])):
        return False
    return not scene.is_person(text) and (is_capital(words[0]) or words[0][0].isdigit() or sure)


def _without_office(text: str) -> str:
    """A house's name without the office of who signs ("Founder Holt Bakery"), where a word tells that it is one."""
    first, _, rest = text.partition(" ")
    return rest if titles.is_office(first) and (_kind_word(rest) or has_form(rest)) else text


def _bears_office(words: Sequence[str], scene: Scene) -> bool:
    """Whether what somebody signs as stands before the house's own name ("Hoofdredacteur Zilverberk Uitgevers")."""
    if any(squash("".join(words)) in label_stems(label) for label in scene.labels):
        return False
    starts = [at for at in range(len(words)) if _spells(words[at:], scene)]
    if not starts:
        return titles.is_office(words[0]) and not (len(words) == 2 and fold(words[1]) in COMPANY_WORDS)
    return any(titles.is_office(word) for word in words[: starts[-1]])


def _is_body(low: str) -> bool:
    return low in COMPANY_WORDS or low in _WORDS["institutions"] or low in _WORDS["desks"] or titles.is_head(low)


def _spells(words: Sequence[str], scene: Scene) -> bool:
    return any(spelt_out(words, label) >= 0.85 for label in scene.labels)


def chosen(scene: Scene) -> str | None:
    likely = [vote for vote in scene.votes.values() if vote.best >= _LEAST]
    others = [vote for vote in scene.votes.values() if not vote.own and _is_client(vote, scene)]
    if scene.display and not scene.agency and not scene.relayed:
        likely = _behind_machine(likely, scene.display)
    if others and (scene.agency or not scene.relayed):
        likely = others
    if not likely:
        return None
    has_domain = any(vote.guessed for vote in likely)
    best = max(likely, key=lambda vote: (_strength(vote, has_domain, scene), len(vote.text)))
    fuller = [v for v in likely if v.best >= best.best - 4.0 and _holds(v.text, best.text) and _is_fuller(v, best.text)]
    return max([best, *fuller], key=lambda vote: len(vote.text)).text


def _behind_machine(likely: list[Vote], display: str) -> list[Vote]:
    """The companies for which an unknown system writes: its own name stands in no place but the sender's."""
    own = [vote for vote in likely if vote.own and squash(vote.text) == display]
    if not own or own[0].times > 1:
        return likely
    others = [vote for vote in likely if not vote.own and " " in vote.text]
    return others or likely


def _strength(vote: Vote, has_domain: bool, scene: Scene) -> float:
    """How much speaks for a name; one that is only spoken of ("at the Stripes") gives way to a person's own domain."""
    strength = vote.best + min(vote.total - vote.best, 3.0) * 0.6
    if not has_domain or vote.own or vote.placed or _kind_word(vote.text):
        return strength
    return strength - _ONLY_SPOKEN_OF


def _is_client(vote: Vote, scene: Scene) -> bool:
    """A company that a human sender with a domain of their own writes about as of somebody else."""
    if scene.agency:
        if scene.agency == 2 and " " in vote.text and (vote.third or vote.heads or _kind_word(vote.text)):
            return vote.best >= 0.7
        return vote.best >= (_LEAST if scene.agency == 2 else 2.5)
    if vote.heads and vote.times > 1 and vote.best >= 3.0 and _kind_word(vote.text):
        return True
    return (
        " " in vote.text
        and vote.third
        and (vote.best >= 3.5 or ((vote.times > 1 or vote.text.count(" ") > 1) and vote.best >= 2.5))
    )


def _kind_word(text: str) -> bool:
    return " " in text and any(fold(word) in COMPANY_WORDS for word in text.split())


def _is_fuller(vote: Vote, short: str) -> bool:
    """The words that a longer form adds belong to a company's name, not to a department, a place or a sentence."""
    long = vote.text
    if "," in long or len(list(sentences(long))) > 1:
        return False
    added = [word for word in re.split(r"[\s,]+", fold(long).replace(fold(short), " ")) if word]
    if not vote.placed and any(word[0].islower() and fold(word) in added and _is_prose(word) for word in long.split()):
        return False
    return not any(word in _WORDS["desks"] or word in _WORDS["departments"] or titles.is_head(word) for word in added)


def _is_prose(word: str) -> bool:
    return fold(word) not in SMALL and fold(word) not in _WORDS["inside"]


def _holds(long: str, short: str) -> bool:
    return len(long) > len(short) and re.search(rf"(?<!\w){re.escape(fold(short))}(?!\w)", fold(long)) is not None
