"""The hiring company (B3): every place that can name it votes, and the fullest form of the winner is taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rules import letters, people, phrases, senders, titles
from rules.facts.clues import Clues
from rules.latest import latest
from rules.message import Message
from rules.organisations import (
    COMPANY_WORDS,
    SMALL,
    has_form,
    is_agency,
    is_agency_label,
    label_of,
    spelt_out,
    without_form,
    words_of,
)
from rules.pieces import fold, is_capital, is_word, joined, pieces, spellings, squash, word_sets
from rules.reading import Intent, Owner

_WORDS = word_sets("company_cues.yaml")
PLACES = word_sets("places.yaml")["places"]
_OWN, _QUOTED = 6000, 3000  # characters looked at
_LEAST = 1.5
_CUT = re.compile(
    r"\s*[|•·;:–—/()]\s*|\s+[-@]\s+|,\s+(?!(?:Inc|LLC|Ltd|S\.|GmbH|LLP|PLC|Corp|L\.))|\s+(?:at|bei|chez|with|for)\s+"
)
_CLIENT = re.compile(
    r"\b(?:(?:my|our|the|their|end) clients?\b|client(?:'s| has| have| is| are| loved| wants?| would|:))|\b(?:mein|unser) (?:Kunde|Mandant)|\b(?:mon|notre) client\b|\b(?:mi|nuestro) cliente\b|\b(?:nosso|il nostro) cliente\b|\bopdrachtgever\b",
    re.I,
)
# What a department calls itself before and behind the company's name.
_FRONT_DESK = re.compile(
    r"^(?:(?:el|il|le|la|das|der|die|de|het|o|a|the|your)\s+)?(?:(?:hr|rh|recruiting|recruitment|talent|hiring|werving)[ -])?"
    r"(?:team|equipo|équipe|equipe|time|service|servicio|serviço|ufficio|amministrazione|direzione|direção|direcção|dirección|direction|personeelsdienst|dienst|afdeling|departamento|dipartimento|"
    r"bericht|werken|respuesta|selezione|selección|seleção|recrutement|recruiting|desk|message|news)\s+(?:(?:personale|recrutement|rh|hr|talento|selección|seleção|selezione|werving|recursos humanos|personas|gente)\s+)?"
    r"(?:(?:de la|de|del|della|di|do|da|van|bij|der|des|du|at|from)\s+)?(?-i:(?=[^\W\d_a-z]))",
    re.I,
)
_DESK = re.compile(
    r"\s*[-–|,]?\s*(?:\b(?:the|global|corporate|university|our|campus|onsite)\s+)?\b(?:talent(?: acquisition| attraction| experience| partners?)?|recruit(?:ing|ment|ers?)|careers?|jobs|hiring|human resources|people(?: ?(?:&|and) ?culture| ops| operations| experience)?|hr|staffing|onboarding"
    r"|candidate (?:experience|care|support)|personalabteilung|bewerbungen|karriere|carriere|recrutement|rh|ressources humaines|selección|recursos humanos|seleção|risorse umane|selezione|werving|scheduling|coordination|relations|interviews?|admissions)\b"
    r"(?:\s+(?:and|&)\s+\w+)?(?:\s+(?:team|department|office|desk|services|group|notifications?|alerts|coordinator|dept|abteilung))?\W*$|[\s-]+(?-i:office|reception|secretariat)\W*$|[\s-]+(?:team|notifications?)\W*$",
    re.I,
)


@dataclass(slots=True)
class _Vote:
    text: str
    best: float
    total: float = 0.0
    times: int = 1
    third: bool = False
    """The text tells what it wants or decided, as of a third party."""
    own: bool = False
    """It makes up the sender's domain."""


@dataclass(slots=True)
class _Scene:
    """What is known before the search: whose domain, who is named, whether others are hired for."""

    labels: tuple[str, ...]
    persons: frozenset[str]
    address: str
    agency: int
    """Whether the sender hires for others: 0 no sign, 1 perhaps, 2 surely."""
    relayed: bool
    system: str
    language: str | None
    votes: dict[str, _Vote] = field(default_factory=dict)

    def vote(self, name: str, weight: float, sure: bool = False, third: bool = False) -> None:
        """`sure`: the place itself says that a company stands there, so that the spelling matters less."""
        raw = _trimmed(name[:120])
        text = without_form(raw)
        key = squash(text)
        if len(key) < 2 or len(text) > 80 or not _may_be_company(text, self, sure):
            return
        fit = self._spelling(text)
        weight += fit + self._kind(text, raw) + (1.0 if sure and " " not in text else 0.0)
        if (vote := self.votes.get(key)) is None:
            self.votes[key] = _Vote(text, weight, weight, third=third, own=fit >= 5.0)
            return
        vote.total += max(weight, 0.0)
        vote.times += weight > 0
        vote.third |= third
        if weight > vote.best:
            vote.best, vote.text = weight, text

    def _kind(self, text: str, raw: str) -> float:
        words = [fold(word) for word in text.split()]
        bonus = 1.5 if text != raw else 0.0
        if len(words) > 1 and any(word in COMPANY_WORDS for word in words):
            return bonus + 1.0
        return bonus - ((0.4 if self.relayed or self.agency == 2 else 1.2) if len(words) == 1 else 0.0)

    def _spelling(self, text: str) -> float:
        fit = max((spelt_out(re.split(r"[\s-]+", text), label) for label in self.labels), default=0.0)
        if fit >= 0.85:
            return 5.0
        return 2.0 if fit > 0.5 else 0.0

    def is_person(self, text: str) -> bool:
        return people.is_surely_person(text, self.address) and not has_form(text)


@lru_cache(maxsize=2048)
def _trimmed(name: str) -> str:
    name = _FRONT_DESK.sub("", name)
    text = re.sub(r"['’]s?$", "", _DESK.sub("", name).strip(" ,;:-–|'\"“”*/")) if not name.endswith("s'") else name
    words = text.split()
    while len(words) > 1 and fold(words[-1]) in SMALL | {"with", "at", "in", "to"}:
        words.pop()
    while (
        len(words) > 1
        and fold(words[0]) in ("the", "der", "die", "das", "la", "le", "el", "il", "de", "het")
        and words[0].islower()
    ):
        words.pop(0)
    return " ".join(words).strip(" ,;:-–|'\"“”*/")


@latest
def find(message: Message, owner: Owner, clues: Clues) -> str | None:
    """The company that hires, in the fullest form it writes itself and without its legal form."""
    if clues.intent is Intent.UNRELATED:
        return None
    letter = letters.letter_of(message)
    if clues.intent is Intent.DELIVERY_FAILURE:
        return _of_returned(message, owner, clues)
    scene = _scene(message, owner, clues, letter)
    if (name := phrases.stated(message, clues.system).company) is not None:
        scene.vote(name, 4.0, sure=True)
    _from_displays(message, scene)
    _from_tail(letter, scene)
    _from_text(pieces(message.subject[:300]), scene, 0.5)
    _from_text(pieces(letter.body[:_OWN]), scene, 0.0)
    _from_subject(message.subject[:300], scene)
    if not any(vote.best >= 3.0 for vote in scene.votes.values()):
        _from_text(pieces(letters.unwrapped(message.quoted_text[:_QUOTED])), scene, -1.0)
        for line in message.quoted_text[:_QUOTED].split("\n")[:60]:
            if len(line) < 80:
                _from_line(line.strip("> "), scene, 0.0)
    if not any(vote.own for vote in scene.votes.values()):
        _from_domain(message, scene)
    return _chosen(scene)


def _of_returned(message: Message, owner: Owner, clues: Clues) -> str | None:
    """The company that the returned message was written to: its domain alone is not enough, its name is (B16)."""
    addresses = [*message.returned_headers.get("to", ()), *message.headers.get("x-failed-recipients", ())]
    labels = tuple(label for value in addresses[:3] if (label := label_of(_address_in(value))))
    scene = _Scene(labels, frozenset({squash(owner.name)}), "", 0, False, "", clues.language)
    for subject in message.returned_headers.get("subject", ())[:1]:
        _from_text(pieces(subject[:300]), scene, 0.5)
    for text in (message.quoted_text[:_QUOTED], message.own_text[:_OWN], message.delivery_status[:0]):
        _from_text(pieces(text), scene, -0.5)
    likely = [vote for vote in scene.votes.values() if vote.own or vote.best >= 2.5]
    return max(likely, key=lambda vote: (vote.best, len(vote.text))).text if likely else None


def _address_in(value: str) -> str:
    found = re.search(r"[\w.+-]{1,64}@[\w.-]{1,200}", value[:1000])
    return found.group() if found else ""


def _scene(message: Message, owner: Owner, clues: Clues, letter: letters.Letter) -> _Scene:
    people_known = [*message.to, *message.cc, *message.reply_to, *((message.sender,) if message.sender else ())]
    names = [owner.name, letter.signer or "", *(person.name or "" for person in people_known)]
    address = (message.sender.email or "") if message.sender else ""
    known = "" if clues.system else address
    names = [name for name in names if people.is_surely_person(name, known)]
    labels = _labels(message, clues)
    platform = _is_platform(message, labels)
    return _Scene(
        labels=labels[1:] if platform else labels,
        persons=frozenset(squash(people.bare(name)) for name in names),
        address=known,
        agency=_agency(message, labels, letter),
        relayed=clues.system is not None or platform,
        system=squash(clues.system.name) if clues.system else labels[0].replace("-", "") if platform else "",
        language=clues.language,
    )


def _agency(message: Message, labels: tuple[str, ...], letter: letters.Letter) -> int:
    if any(is_agency_label(label) for label in labels):
        return 2
    for line in letter.tail:
        for cut in _CUT.split(line):
            if (
                (is_agency(cut) or _HR_FIRM.search(cut))
                and not cut.lower().endswith("personnel")
                and any(spelt_out(cut.split(), label) >= 0.85 for label in labels)
            ):
                return 1
    return 1 if _CLIENT.search(letter.body[:_OWN]) or _CLIENT.search(message.subject[:200]) else 0


_HR_FIRM = re.compile(r"(?:^(?:RH|HR)\s)|\s(?:RH|HR|Personal|Lavoro|Conseil|Consult)$", re.I)
_PLATFORM = re.compile(
    r"job|talent|hire|hiring|career|recruit|sign|screen|check|assess|interview|sched|apply|vagas|emple|emploi|skill|onboard|stellen"
)


def _is_platform(message: Message, labels: tuple[str, ...]) -> bool:
    """An unknown system that writes for employers: "Acme via SignPath", notifications of a job portal."""
    if message.sender is None or not labels:
        return False
    before, via, after = (message.sender.name or "").partition(" via ")
    if via:
        return spelt_out(after.split(), labels[0]) >= 0.85 and spelt_out(before.split(), labels[0]) < 0.85
    machine = senders.is_no_reply(message.sender.email or "") or (message.sender.email or "").startswith(
        ("notif", "alert", "info@", "hello@", "jobs@")
    )
    return machine and bool(_PLATFORM.search(labels[0])) and spelt_out(before.split(), labels[0]) >= 0.85


def _labels(message: Message, clues: Clues) -> tuple[str, ...]:
    found: list[str] = []
    persons = [message.sender, *message.reply_to[:2], *(event.organiser for event in message.calendar[:1])]
    for person in persons:
        address = person.email if person else None
        if (label := label_of(address)) and label not in found:
            found.append(label)
        if address and senders.system_at(senders.domain_of(address)) is not None:
            found.extend(
                hint
                for hint in senders.customer_hints(address)
                if hint not in found and hint not in (clues.system.domains[0] if clues.system else "")
            )
    return tuple(found[:4])


def _from_displays(message: Message, scene: _Scene) -> None:
    for person in (message.sender, message.on_behalf_of, *message.reply_to[:1]):
        name = (person.name or "") if person else ""
        if not name:
            continue
        for cut in re.split(
            r"\s+(?:at|from|via|@|of|bei|chez|through|namens|per conto di|für|for)\s+|\s*[|()<>–•·]\s*|\s+-\s+|,\s",
            name[:160],
        ):
            if cut and not scene.is_person(cut):
                scene.vote(cut, 3.0 if scene.relayed else 1.0)


def _from_tail(letter: letters.Letter, scene: _Scene) -> None:
    base = 1.0 if scene.labels or scene.relayed else 2.2
    if not letter.tail and letter.body.strip():
        last = re.split(r"[.!?]\s+", letter.body.strip().rsplit("\n", 1)[-1][-200:])[-1]
        if len(last) < 80:
            _from_line(last, scene, 0.5)
    _from_spelling(pieces("\n".join(letter.tail[:10])), scene, 0.5)
    for at, line in enumerate(letter.tail[:10]):
        _from_line(line, scene, base if at < 6 else 0.0, sure=0 < at < 6 and not scene.relayed)


def _from_line(line: str, scene: _Scene, base: float, sure: bool = False) -> None:
    if ("@" in line and " " not in line) or "://" in line or len(line) > 100:
        return
    cuts = [cut for cut in _CUT.split(line) if cut]
    for cut in cuts:
        if not scene.is_person(cut):
            scene.vote(cut, base + (2.0 if sure and len(cuts) == 1 else 0.5), sure)


def _from_subject(subject: str, scene: _Scene) -> None:
    subject = re.sub(r"([\w/-]+) ?\([^)]*\)", lambda found: found.group(1) if titles.is_head(found.group(1)) else found.group(), subject)
    for cut in re.split(r"\s*[|•·;–—/()\[\]:]\s*|\s+-+\s+|,\s+|\s+(?:at|with|bei|chez|x|@)\s+", subject):
        if cut and _looks_named(cut) and not scene.is_person(cut):
            scene.vote(cut, 2.0 if scene.relayed else 0.6)


def _looks_named(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= 7 and all(
        is_capital(w) or w[0].isdigit() or fold(w) in SMALL or w == "&" for w in words if w[0].isalnum() or w == "&"
    )


def _from_text(parts: Sequence[str], scene: _Scene, base: float) -> None:
    _from_spelling(parts, scene, base)
    for begin, end in _names(parts):
        weight = _cue(parts, begin, end, scene)
        if end - begin > 1 and (base == 0.5 or scene.agency == 2):
            weight = max(weight, 0.7)
        if end - begin > 1 and has_form("".join(parts[begin:end])):
            weight = max(weight, 2.0)
        if weight > 0:
            scene.vote(
                joined(parts[begin:end]),
                base + weight,
                third=_after(parts, end) in _WORDS["reports"] or _before(parts, begin)[0] in ("from", "by"),
            )


def _names(parts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words that may be a name ("Cold Harbor Marine", "Wolfram & Daughters", "Institute of X")."""
    at = 0
    while at < len(parts):
        first = parts[at][0]
        if (first.islower() and parts[at].islower()) or not first.isalnum() or not _starts_name(parts, at):
            at += 1
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
            if gap != " " or fold(word) in _WORDS["pronouns"]:
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
        yield begin, end


def _starts_name(parts: Sequence[str], at: int) -> bool:
    piece = parts[at]
    if (
        not is_word(piece)
        or not (is_capital(piece) or piece[0].isdigit())
        or fold(piece).partition("'")[0] in _WORDS["pronouns"]
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


def _links(before: str, word: str) -> bool:
    low = fold(word)
    return (
        low not in ("for", "the", "von", "van", "o", "e", "i") or fold(before) in COMPANY_WORDS or low in ("van", "von")
    )


def _cue(parts: Sequence[str], begin: int, end: int, scene: _Scene) -> float:
    """What the words around a name say about its being the employer."""
    lows = _before(parts, begin)
    link = lows[0]
    noun = lows[1]
    after = _after(parts, end)
    weight = 0.0
    if link == ":" and noun in _WORDS["labels"]:
        return 7.0
    if link == "(" and noun in _WORDS["labels"]:
        return 4.0
    if link in (",", "–", "-", "|", "·") and end - begin > 1 and (titles.is_head(noun) or noun == ")"):
        return 2.0 if scene.relayed else 1.2
    if link in _WORDS["articles"]:
        link, noun = lows[1], lows[2]
    if link in _WORDS["at"]:
        weight = 3.0 if noun not in _WORDS["times"] else 0.5
        if titles.is_head(noun) or noun in _WORDS["desks"]:
            weight += 1.2
    elif link in _WORDS["join"]:
        weight = 3.0
    elif link in ("from", "of", "to") and noun in _WORDS["news"]:
        weight = 3.0
    elif link in _WORDS["with"]:
        weight = 1.6 + (1.5 if noun in _WORDS["acts"] else 0.0)
    elif link in _WORDS["of"]:
        weight = (
            1.0
            + (3.0 if noun in _WORDS["behalf"] else 0.0)
            + (1.5 if noun in _WORDS["acts"] or noun in _WORDS["desks"] else 0.0)
        )
    if after == "'s" or parts[end - 1].endswith(("'s", "’s")):
        weight = max(weight, 1.5 if scene.agency or scene.relayed else 1.0)
    elif after in _WORDS["reports"]:
        weight = max(weight + 0.5, 3.0)
    elif after in _WORDS["verbs"]:
        weight = max(weight + 0.5, 2.6 if scene.agency or scene.relayed else 1.6)
    elif after in _WORDS["desks"]:
        weight = max(weight, 2.5)
    elif (
        scene.relayed
        and end - begin > 1
        and scene.language != "de"
        and not any(fold(parts[k]) in titles.COMMON for k in range(begin, end, 2))
        and (
            after in _WORDS["acts"]
            or (
                after[:1].islower() and after not in SMALL and after not in _WORDS["at"] | _WORDS["with"] | _WORDS["of"]
            )
        )
    ):
        weight = max(weight, 1.8)
    if end - begin == 1 and lows[0] in ("", "\n", ".", "!", "?", ":", ";", "-", "•"):
        weight -= 1.0
    if (
        scene.relayed
        and not weight
        and (link == "(" or link in (",", "–", "-", "|", "·"))
        and after in (")", "", "\n", ".")
    ):
        weight = 1.0
    return weight


def _before(parts: Sequence[str], at: int) -> list[str]:
    found: list[str] = []
    at -= 1
    while at >= 0 and len(found) < 3:
        if parts[at] not in (" ", '"', "“", "*", "„", "«") and parts[at] != "\n":
            found.append(fold(parts[at]) if parts[at][0] != "\n" else "\n")
        at -= 1
    return found + ["", "", ""]


def _after(parts: Sequence[str], at: int) -> str:
    while at < len(parts) and parts[at] in (" ", '"', "”", "*", "»"):
        at += 1
    if at + 1 < len(parts) and parts[at] in ("'", "’") and parts[at + 1] == "s":
        return "'s"
    return fold(parts[at]) if at < len(parts) else ""


def _from_spelling(parts: Sequence[str], scene: _Scene, base: float) -> None:
    """Names that make up the sender's own domain, whatever stands around them and however they are written."""
    for label in scene.labels:
        stem = label.replace("-", "")
        firsts = (stem[:1], stem[:1].upper())
        for at, piece in enumerate(parts):
            if piece[0] not in firsts and piece[0].isascii():
                continue
            if (
                len(piece) < 2
                or not piece[0].isalnum()
                or "." in piece
                or (at and parts[at - 1] in ("@", "/"))
                or not stem.startswith(squash(piece)[:4] or " ")
            ):
                continue
            end = _longest_spelling(parts, at, label)
            if end > at:
                scene.vote(joined(parts[_leftmost(parts, at) : _rightmost(parts, end)]), base)


def _longest_spelling(parts: Sequence[str], at: int, label: str) -> int:
    words: list[str] = []
    best, end = 0.0, at
    k = at
    while k < len(parts) and len(words) < 6:
        if is_word(parts[k]) or parts[k] == "&":
            words.append(re.sub(r"['’]s$", "", parts[k]))
            fit = spelt_out(words, label)
            if fit > best + 1e-9 and fit >= 0.99:
                best, end = fit, k + 1
        k += 1
        if k < len(parts) and parts[k] not in (" ", "-", "&"):
            break
        k += 1
    return end


def _rightmost(parts: Sequence[str], end: int) -> int:
    while end + 1 < len(parts) and parts[end] == " " and is_word(parts[end + 1]) and is_capital(parts[end + 1]):
        if fold(parts[end + 1]) not in COMPANY_WORDS and not has_form("x " + parts[end + 1]):
            break
        end += 2
    return end


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


_NUMBERS = re.compile(r"\d{4,}|@|://|\d:\d|[?!]$|\+\d|^\d+(?:st|nd|rd|th|am|pm|h|uhr|x)?\d*\b")


def _may_be_company(text: str, scene: _Scene, sure: bool) -> bool:
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
    if small > 1 and small < len(words) or (text.endswith(".") and len(words) > 3):
        return False
    if lows[0] in _WORDS["starts"] or _NUMBERS.search(text.lower()):
        return False
    if _spells(words, scene):
        return True
    if all(low in titles.COMMON or low in _WORDS["never"] or low in PLACES or low.isdigit() for low in lows):
        return False
    if len(lows) == 1 and (lows[0] in _WORDS["never"] or lows[0] in COMPANY_WORDS or len(lows[0]) < 3):
        return False
    if sum(low in titles.COMMON and low not in SMALL for low in lows) * 2 > len(lows):
        return False
    if any(titles.is_head(low) for low in lows) and (lows[-1] not in COMPANY_WORDS or titles.is_head(lows[0])):
        return False
    return not scene.is_person(text) and (is_capital(words[0]) or words[0][0].isdigit() or sure)


def _spells(words: Sequence[str], scene: _Scene) -> bool:
    return any(spelt_out(words, label) >= 0.85 for label in scene.labels)


def _chosen(scene: _Scene) -> str | None:
    likely = [vote for vote in scene.votes.values() if vote.best >= _LEAST]
    others = [vote for vote in scene.votes.values() if not vote.own and _is_client(vote, scene)]
    if others and (scene.agency or not scene.relayed):
        likely = others
    if not likely:
        return None
    best = max(likely, key=lambda vote: (vote.best + min(vote.total - vote.best, 3.0) * 0.6, len(vote.text)))
    fuller = [
        v for v in likely if v.best >= best.best - 4.0 and _holds(v.text, best.text) and _is_fuller(v.text, best.text)
    ]
    return max([best, *fuller], key=lambda vote: len(vote.text)).text


def _is_client(vote: _Vote, scene: _Scene) -> bool:
    """A company that a human sender with a domain of their own writes about as of somebody else."""
    if scene.agency:
        return vote.best >= (_LEAST if scene.agency == 2 else 2.5)
    return (
        " " in vote.text
        and vote.third
        and (vote.best >= 3.5 or ((vote.times > 1 or vote.text.count(" ") > 1) and vote.best >= 2.5))
    )


def _is_fuller(long: str, short: str) -> bool:
    """The words that a longer form adds belong to a company's name, not to a department or a place."""
    added = [fold(word) for word in re.split(r"[\s,]+", fold(long).replace(fold(short), " ")) if word]
    return "," not in long and not any(
        word in _WORDS["desks"] or word in _WORDS["departments"] or titles.is_head(word) for word in added
    )


def _holds(long: str, short: str) -> bool:
    return len(long) > len(short) and re.search(rf"(?<!\w){re.escape(fold(short))}(?!\w)", fold(long)) is not None


def _from_domain(message: Message, scene: _Scene) -> None:
    """The words of the sender's own domain, where nothing better names the company."""
    for label in scene.labels[:1]:
        senders_names = [person.name or "" for person in (message.sender, *message.reply_to) if person]
        text = " ".join((message.subject[:200], message.own_text[:2000], *senders_names))
        known = [piece for piece in pieces(text) if is_word(piece) and len(piece) > 3]
        name = words_of(label, known, scene.language == "de")
        if scene.votes.get(squash(name)) is None:
            scene.votes[squash(name)] = _Vote(name, 1.6 if scene.agency == 2 or scene.relayed else 3.4, own=True)
