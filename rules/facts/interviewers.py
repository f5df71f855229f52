"""Who will interview the owner (B3): names in the text, in agendas and among the guests of a calendar part.

A name counts by the words around it ("you'll meet …", "… will call you"), not by standing in the message; the writer
counts when they say that they will be there, or if nobody else is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rules import letters, people, senders
from rules import title_words as titles
from rules.facts import contact, headings, hosting
from rules.facts.clues import Clues
from rules.facts.guests import guests_of
from rules.facts.interviewer_choice import PASSING, Figure, Naming, naming_of, others, writer_among
from rules.facts.mentions import Mention, Scene, everybody, groups, mentions, sentences
from rules.latest import latest
from rules.message import Message
from rules.organisations import COMPANY_WORDS
from rules.pieces import data, fold, words
from rules.reading import Intent, Owner, Person
from rules.wordings import either

_LOOKED_AT, _QUOTED = 6000, 3000  # characters
_MOST = 12
_PLACE = re.compile(
    r"\W{0,3}(?:where|location|place|venue|address|wo|ort|adresse|lieu|où|lugar|dónde|local|onde|morada|endereço|waar|"
    r"locatie|adres|luogo|dove|sede|indirizzo)\s?:",
    re.I,
)
"""A line that says where: the names in it are of streets and houses."""
_TIME = re.compile(r"\b\d{1,2}(?:[:.h]\d{2}|\s?[ap]m\b| ?uhr)", re.I)


@latest
def find(message: Message, owner: Owner, clues: Clues) -> tuple[Person, ...]:
    """The people who will interview, with every address that the message gives for them; honorifics left out."""
    letter = letters.letter_of(message)
    writer = contact.find(message, owner, clues)
    scene = Scene(message, owner, clues, writer)
    guests = guests_of(message, owner, scene)
    if guests or message.calendar:
        return _by_calendar(message, letter, scene, guests)
    found = [figure for figure in candidates(message, owner, clues) if figure.interviews]
    return tuple(_known(one.name, message, [writer] if writer and one.is_writer else []) for one in found)[:_MOST]


def candidates(message: Message, owner: Owner, clues: Clues) -> list[Figure]:
    """Every person who may interview, where no calendar part says who is asked."""
    letter = letters.letter_of(message)
    writer = contact.find(message, owner, clues)
    scene = Scene(message, owner, clues, writer)
    namings = [*_namings(letter.body, scene), *(Naming(name, by=("me",)) for name in _with_writer(letter.body))]
    if not any(naming.by for naming in namings):
        namings += _namings(message.subject[:300], scene, "subject")
    if not any(naming.by for naming in namings):
        namings += [Naming(name, by=("conflict",)) for name in _in_conflict(letter.body, scene, clues)]
    name = _who_wrote(message, writer)
    found = others(namings, name)
    if not name:
        return found
    is_named = any(naming.by for naming in namings)
    part = hosting.hosting_of(letter, scene, others=is_named)
    own = any(naming.by and people.same(naming.name, name) for naming in namings)
    return [
        writer_among(name, own, found, letter, part, lambda: hosting.signs_of(letter, scene, others=is_named)),
        *found,
    ]


def _who_wrote(message: Message, contact_of_it: Person | None) -> str | None:
    """Whoever wrote, who need not be whom the mail says to write to ("her direct email is …")."""
    sender, name = message.sender, contact_of_it.name if contact_of_it else None
    is_other = sender and sender.name and name and people.is_person(sender.name) and not people.same(sender.name, name)
    return people.bare(sender.name) if is_other and sender and sender.name else name


def _by_calendar(message: Message, letter: letters.Letter, scene: Scene, guests: list[Person]) -> tuple[Person, ...]:
    """Who is asked to the meeting of the calendar part, and who the letter beside it names."""
    named = [*_named(letter.body, scene), *_with_writer(letter.body)]
    if not named and not guests:
        for event in message.calendar[:1]:
            named.extend(_named("\n".join((event.summary, event.description[:2000])), scene))
    if not named:
        named.extend(_named(message.subject[:300], scene))
    found = _merged([*named, *(guest.name for guest in guests if guest.name)])
    result = [_known(name, message, guests) for name in found]
    result.extend(
        guest for guest in guests if guest.name is None and not any(one.email == guest.email for one in result)
    )
    writer = scene.writer
    name = writer.name if writer is not None else None
    if writer is not None and name and hosting.counts_writer(letter, scene, others=bool(named), guests=bool(guests)):
        is_there = any(one.name and people.same(one.name, name) for one in result)
        result = result if is_there else [_known(name, message, [writer]), *result]
    return tuple(result[:_MOST])


@dataclass(frozen=True, slots=True)
class _Cues:
    """The wordings of rules/interviewer_words.yaml, ready to search."""

    before: re.Pattern[str]
    just_before: re.Pattern[str]
    after: re.Pattern[str]
    not_before: re.Pattern[str]
    not_after: re.Pattern[str]
    words: frozenset[str]


@cache
def _cues() -> _Cues:
    rows = data("interviewer_words.yaml")
    before, after, not_before, not_after = (
        either(rows[key]).pattern for key in ("before", "after", "not_before", "not_after")
    )
    return _Cues(
        before=re.compile(rf"(?:{before})[\s:–-]*(?:{_LEAD})?$", re.I),
        just_before=re.compile(rf"(?:{before})[\s:–-]*$", re.I),
        after=re.compile(rf"^[\s,]*(?:(?:also|then|and|still|just|both|each) )?(?:{after})", re.I),
        not_before=re.compile(rf"(?:{not_before})\s*$", re.I),
        not_after=re.compile(rf"^[\s,]*(?:{not_after})", re.I),
        words=frozenset(fold(word) for word in rows["cues"].split()),
    )


# What may stand between a cue and the name: an article, a role, a title ("with our Head of Data, …").
_LEAD = (
    r"(?:(?:me|myself|ich|moi)[,+ ]+(?:and |\+ |plus |und |et )?)?(?:(?:the|our|my|your|both|either|his|"
    r"her|unser(?:e[mrn]?)?|de[rmn]|die|dem|notre|votre|nuestr[oa]|nostr[oa]|noss[oa]|onze|il|la|le|el|"
    r"o|a|l['’])\s*)?(?:[\w&'’/.-]+[ ]){0,5}?(?:[\w&'’/.-]*[,:(])?\s*"
)


def _named(text: str, scene: Scene) -> Iterator[str]:
    return (naming.name for naming in _namings(text, scene) if naming.by)


def _namings(text: str, scene: Scene, place: str = "") -> Iterator[Naming]:
    """Every person that a text names, and by which rule they are to interview."""
    agenda = listed = False
    above, since_time = "", _LONG_AGO
    for sentence in sentences(text[:_LOOKED_AT]):
        every = [] if _PLACE.match(sentence) else list(mentions(sentence, scene))
        found = [mention for mention in every if not mention.is_loose]
        heading = headings.heading_of(sentence, above)
        timed = bool(_TIME.search(sentence)) and len(sentence) < 120
        since_time = 0 if timed else since_time + 1
        rules: dict[int, str] = {}
        for group in groups(sentence, found):
            rule = _rule(sentence, group, "agenda" if timed or agenda else "list" if listed else "")
            if not rule and headings.lists_people(sentence, heading):
                rule = "heading"
            for mention in group:
                counts = mention.known or len(group) == 1 or rule == "heading" or not (timed or agenda)
                rules[mention.begin] = rule if counts else ""
        for group in groups(sentence, every):
            passing = _passing(sentence, group)
            for mention in group:
                rule = rules.get(mention.begin, "")
                line = (heading, "near a time" if since_time < _LONG_AGO else "", passing)
                if not rule and mention.is_loose:
                    rule = _rule_of_loose(sentence, mention, any(rules.get(other.begin) for other in group))
                    rule = rule or ("heading" if headings.lists_unknown(sentence, mention, heading) else "")
                yield naming_of(mention, sentence, group, tuple(filter(None, (rule, place))) if rule else (), line)
        listed = bool(_LIST_HEAD.search(sentence)) or (listed and bool(found))
        agenda = timed or (agenda and bool(found) and len(sentence) < 60)
        above = above if every and headings.is_short(sentence) else sentence


_LONG_AGO = 3  # lines


def _rule(sentence: str, group: list[Mention], place: str) -> str:
    if _counts(sentence, group):
        return "words"
    return place if place and _is_agenda(sentence, group) else ""


# Dots that end no sentence, and text that is struck out.
_LIST_HEAD = re.compile(
    r"\b(?:panel|interviewers?|meet|meeting with|with|committee|board|team|who|schedule|"
    r"spoken to by|composed of|comprises|consists of|sprechen|rencontrerez|entrevistadores|"
    r"deelnemers)\b[^:\n]{0,60}:\s*$",
    re.I,
)
_CONFLICT = re.compile(
    r"^(?:['’]s\b|\s*(?:\([^)]{0,60}\))?,?\s*(?:is|are|has|had|can|could|turns?|needs?|got|fell|"
    r"wants?|would|asked|just|was|only|also|prefers?|found|freed|moved|pushed|foi|fue|wurde|werd|"
    r"hat|ist|muss|a|est|doit|tiene|está|tem|está|heeft|is|ha|è|deve)\b)",
    re.I,
)


_NOT_MOVED = re.compile(
    r"\b(?:instead of|in place of|rather than|replac\w+|assistant to|(?:p|e)a to|"
    r"hi|hello|hey|dear|via|without|thanks|tell|ask|call) *$",
    re.I,
)


def _in_conflict(text: str, scene: Scene, clues: Clues) -> Iterator[str]:
    """Whose diary moves an interview ("Greg's kid is home sick"): the one who holds it."""
    if clues.intent is not Intent.INTERVIEW_RESCHEDULED:
        return
    for sentence in sentences(text[:_LOOKED_AT]):
        for mention in mentions(sentence, scene):
            before = sentence[max(0, mention.begin - 60) : mention.begin]
            if _CONFLICT.match(sentence[mention.end : mention.end + 90]) and not _NOT_MOVED.search(before):
                yield mention.name
                return


# Names beside the writer, however they are written ("me + ines (cto)", "with me and Den", "Merv plus me").
_BESIDE = re.compile(
    r"\b(?:me|myself|self|moi|mir|mí|mij)(?: ?\+| ?&| and| plus| n| y| e| et| und| en|,) ?(?:and )?([^\n.;:!?]{2,60})"
    r"|\b([^\W\d_]{3,20})(?: and| plus| n| ?\+| ?&) (?:me|myself)\b",
    re.I,
)
_ME = frozenset({"me", "myself", "self", "moi", "mir", "mi", "mij"})


def _with_writer(text: str) -> Iterator[str]:
    if not words(text[:_LOOKED_AT]) & _ME:
        return
    for found in _BESIDE.finditer(text[:_LOOKED_AT]):
        following = found.group(1).split(" ")[:5] if found.group(1) else [found.group(2)]
        for at, word in enumerate(following):
            first = word.strip(",()")
            if people.is_given(first) or _may_follow(first, following[:at]):
                surname = following[at + 1].strip(",()") if at + 1 < len(following) and not word.endswith(",") else ""
                is_surname = surname[:1].isupper() or (len(surname) == 1 and surname.isalpha())
                name = f"{first} {surname}" if is_surname and not titles.is_head(surname) else first
                yield name if name[0].isupper() else name.title()
                break
            if fold(first) in _VERBS or (at and word.endswith(",")):
                break


def _may_follow(word: str, before: list[str]) -> bool:
    """Whether a word of those behind "me and" is a name: the first one may be, and what a title stands before."""
    if before:
        return len(before) == 1 and people.is_title(before[0]) and word.isalpha() and fold(word) not in titles.COMMON
    return _may_be_beside(word)


def _may_be_beside(word: str) -> bool:
    """Say whether a word right behind "me and" is a name: a capital that is no common word, no desk and no title."""
    if not word.istitle() or len(word) < _SHORTEST_BESIDE:
        return False
    low = fold(word)
    is_taken = low in titles.COMMON or low in COMPANY_WORDS or titles.is_head(word) or people.is_title(word)
    return people.may_be_given(word) or not (is_taken or people.is_desk(word) or low in titles.TRADES)


_SHORTEST_BESIDE = 3
_VERBS = frozenset({"will", "would", "can", "are", "is", "we", "i", "you", "know", "let", "have", "who", "when", "if"})


def _rule_of_loose(sentence: str, mention: Mention, has_mates: bool) -> str:
    """Which rule counts a name that only a capital or a list of given names speaks for."""
    if people.is_given(mention.name) and _cues().after.match(sentence[mention.end : mention.end + 140]):
        return "small" if not _cues().not_after.match(sentence[mention.end : mention.end + 140]) else ""
    return "mates" if has_mates else ""


def _passing(sentence: str, group: list[Mention]) -> str:
    """Whether the words around a name say that it is another's matter ("instead of …"), or may be one ("… is ill")."""
    before, after = sentence[max(0, group[0].begin - 90) : group[0].begin], sentence[group[-1].end :][:140]
    if _ends_with(_cues().not_before, before):
        return PASSING
    return "elsewhere" if _cues().not_after.match(after) or _OWNED.match(after) else ""


def _counts(sentence: str, group: list[Mention]) -> bool:
    cues = _cues()
    known = any(mention.known for mention in group)
    before = sentence[max(0, group[0].begin - 90) : group[0].begin]
    after = re.sub(r"^(?:\s*\([^)]{0,80}\)|,[^,;.!?]{1,90},)", "", sentence[group[-1].end : group[-1].end + 140])
    if cues.not_after.match(after):
        return False
    if cues.after.match(after) or cues.after.match(_FROM_WHERE.sub("", after)):
        return True
    if _ends_with(cues.not_before, before) or _OWNED.match(after):
        return False
    return _ends_with(cues.before if known else cues.just_before, before)


# "Marisol from IT will …", and a person whose things are spoken of: "it's Otto's vet".
_FROM_WHERE = re.compile(r"^ (?:from|in|of) (?:our |the )?[\w&-]{2,15}(?= )")
_OWNED = re.compile(r"^['’]s [a-z]")


def _ends_with(cue: re.Pattern[str], before: str) -> bool:
    """Whether the words before a name end with a cue, which can only begin at one of the cues' own words."""
    known = _cues().words
    return any(cue.match(before, word.start()) for word in _CUE_WORD.finditer(before) if fold(word.group()) in known)


_CUE_WORD = re.compile(r"[\w'/’]+")


def _is_agenda(sentence: str, group: list[Mention]) -> bool:
    """A line of a timetable: a time, a name, little else."""
    before, after = sentence[: group[0].begin], sentence[group[-1].end :]
    if not any(mention.known for mention in group) and not (
        _ENTRY.search(before) and headings.ENDS.match(after) and _is_plain(group[0].name)
    ):
        return False
    if before.rstrip().endswith(",") and after.strip() in (".", "!", "") and " " not in group[0].name:
        return False  # "Tuesday 2:30 it is, Denise."
    rest = sentence[: group[0].begin] + sentence[group[-1].end :]
    lower = [word for word in re.findall(r"[^\W\d_]+", rest) if word.islower() and len(word) > 3]
    cues = _cues()
    return (
        len(lower) <= 6
        and not _ends_with(cues.not_before, sentence[max(0, group[0].begin - 90) : group[0].begin])
        and not cues.not_after.match(sentence[group[-1].end :])
    )


# An unknown name in a timetable stands right behind the time or a dash, and ends the line or is explained.
_ENTRY = re.compile(r"(?:\d|[ap]m|uhr|h|[–—:|-])\s*$", re.I)


def _is_plain(name: str) -> bool:
    words = [fold(word) for word in name.split()]
    return 2 <= len(words) <= 3 and not any(
        word in titles.COMMON
        or word in titles.RANKS
        or word in titles.TRADES
        or word in COMPANY_WORDS
        or titles.is_head(word)
        for word in words
    )


def _merged(names: list[str]) -> list[str]:
    """Each person once, by the fullest form of their name."""
    found: list[str] = []
    for name in names:
        for at, known in enumerate(found):
            if people.same(name, known):
                found[at] = max(known, name, key=len)
                break
        else:
            found.append(name)
    return found


def _known(name: str, message: Message, guests: list[Person]) -> Person:
    """The person with the fullest name and the address that the message has for them, wherever it stands."""
    known = [*guests, *everybody(message)]
    full = name
    for person in known:
        if (
            person.name
            and people.same(person.name, name)
            and people.is_person(person.name)
            and len(people.bare(person.name)) > len(full)
        ):
            full = people.bare(person.name)
    if " " not in full:
        full = _in_full(full, message)
    for person in known:
        if person.email and ((person.name and people.same(person.name, full)) or people.fits(full, person.email)):
            return Person(full, person.email.lower())
    for text in (message.own_text[:_LOOKED_AT], message.signature[:1000], message.quoted_text[:_QUOTED]):
        for address in contact.ADDRESS.findall(text):
            if people.fits(full, address) and not senders.is_no_reply(address):
                return Person(full, address.lower())
    return Person(full, None)


def _in_full(first: str, message: Message) -> str:
    """A given name with the surname that the rest of the message knows ("Greg" … "Greg Maddow")."""
    for text in (message.own_text[:_LOOKED_AT], message.signature[:1000], message.quoted_text[:_QUOTED]):
        for name in letters.names_in(text):
            if " " in name and fold(name.split()[0]) == fold(first) and people.is_person(name):
                return name
    return first
