"""Who will interview the owner (B3): names in the text, in agendas and among the guests of a calendar part.

A name counts by the words around it ("you'll meet …", "… will call you"), not by standing in the message; the writer
counts when they say that they will be there, or if nobody else is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rules import letters, people, senders, titles
from rules.facts import company, contact
from rules.facts.clues import Clues
from rules.latest import latest
from rules.message import Attendee, CalendarEvent, Message
from rules.organisations import COMPANY_WORDS, is_agency_label, label_of, spelt_out
from rules.pieces import data, fold, squash
from rules.reading import Intent, Owner, Person
from rules.wordings import Wording, either, wording

_LOOKED_AT, _QUOTED = 6000, 3000  # characters
_MOST = 12
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)\s+(?=[^\Wa-z_]|[\"“(])|\n+|(?<=[a-z)]{4})\.\s+")
_TIME = re.compile(r"\b\d{1,2}(?:[:.h]\d{2}|\s?[ap]m\b| ?uhr)", re.I)
_UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽ\u0391-\u03a9\u0410-\u042f"
_NAME = re.compile(
    rf"[{_UPPER}](?:[\w’'-]*\w|\.)?(?:[ \u00a0](?:(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|el|al|bin|ten|ter|zu|af)[ \u00a0]){{0,2}}"
    rf"[{_UPPER}](?:[\w’'-]*\w|\.)?){{0,5}}"
)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A person's name in a sentence."""

    name: str
    begin: int
    end: int
    known: bool
    """A title or a known given name says that it is a person."""


@latest
def find(message: Message, owner: Owner, clues: Clues) -> tuple[Person, ...]:
    """The people who will interview, with every address that the message gives for them; honorifics left out."""
    letter = letters.letter_of(message)
    writer = contact.find(message, owner, clues)
    scene = _Scene(message, owner, clues, writer)
    named = [*_named(letter.body, scene), *_with_writer(letter.body)]
    guests = _guests(message, owner, scene)
    if not named and not guests:
        for event in message.calendar[:1]:
            named.extend(_named("\n".join((event.summary, event.description[:2000])), scene))
    if not named:
        named.extend(_named(message.subject[:300], scene))
    if not named and not guests:
        named.extend(_in_conflict(letter.body, scene, clues))
    found = _merged([*named, *(guest.name for guest in guests if guest.name)], scene)
    result = [_known(name, message, guests) for name in found]
    result.extend(guest for guest in guests if guest.name is None and not any(one.email == guest.email for one in result))
    if writer is not None and writer.name and _counts_writer(letter, scene, bool(named), bool(guests)):
        if not any(one.name and people.same(one.name, writer.name) for one in result):
            result.insert(0, _known(writer.name, message, [writer]))
    return tuple(result[:_MOST])


class _Scene:
    """What tells names of interviewers from other names: the owner, the writer, the company."""

    def __init__(self, message: Message, owner: Owner, clues: Clues, writer: Person | None) -> None:
        self.owner = owner
        self.writer = writer
        self.company = squash(company.find(message, owner, clues) or "")
        label = label_of(message.sender.email if message.sender else None)
        self.is_agency = bool(label) and (is_agency_label(label) or (bool(self.company) and spelt_out((company.find(message, owner, clues) or "").split(), label) < 0.5))
        self.is_machine = clues.system is not None and not message.reply_to
        self.people = tuple(person.name for person in _everybody(message) if person.name and people.is_person(person.name))
        self.greeted = _greeted(message.own_text)

    def may_interview(self, name: str) -> bool:
        if people.same(name, self.owner.name) or (self.greeted and people.same(name, self.greeted)):
            return False
        key = squash(name)
        return not (self.company and len(key) > 3 and (key in self.company or self.company in key))


def _everybody(message: Message) -> list[Person]:
    """All persons that the headers and the calendar part name."""
    event_people = [event.organiser for event in message.calendar[:1] if event.organiser]
    event_people += [guest.person for event in message.calendar[:1] for guest in event.attendees[:40]]
    return [*event_people, *((message.sender,) if message.sender else ()), *message.reply_to, *message.cc, *message.to]


_GREETING = re.compile(
    r"\s*(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening)|morning|afternoon|hallo|guten (?:tag|morgen)|moin|servus|liebe[r]?|sehr geehrte[r]?|bonjour|bonsoir|salut|cher|chère|hola|buen[oa]s(?: días| tardes)?|estimad[oa]|querid[oa]|olá|oi|bom dia|boa tarde|prezad[oa]|car[oa]|ciao|buongiorno|gentile|egregio|beste|dag|hoi|geachte|lieve)[ ,!]+(?:(?:mr|ms|mrs|dr|herr|frau|sig|sr|sra|señor|señora|dott|ing|capt|prof|m|mme|madame|monsieur|mevrouw|heer)\.?\s+)*([^\W\d_][\w'’-]*)",
    re.I,
)


def _greeted(text: str) -> str | None:
    for line in text[:400].split("\n")[:4]:
        if (found := _GREETING.match(line)) is not None:
            return found.group(1)
    found = re.match(r"\s*([^\W\d_a-z][\w'’-]+)(?:,|\s*[-–—!]|\n)", text[:60])
    return found.group(1) if found and people.may_be_given(found.group(1)) else None


@dataclass(frozen=True, slots=True)
class _Cues:
    """The wordings of rules/interviewer_words.yaml, ready to search."""

    before: re.Pattern[str]
    just_before: re.Pattern[str]
    after: re.Pattern[str]
    not_before: re.Pattern[str]
    not_after: re.Pattern[str]
    surely: Wording
    writer: Wording
    words: frozenset[str]


@cache
def _cues() -> _Cues:
    rows = data("interviewer_words.yaml")
    before, after, not_before, not_after = (
        either(rows[key]).pattern for key in ("before", "after", "not_before", "not_after")
    )
    return _Cues(
        before=re.compile(rf"(?:^|(?<=[\W_]))(?:{before})[\s:–-]*(?:{_LEAD})?$", re.I),
        just_before=re.compile(rf"(?:^|(?<=[\W_]))(?:{before})[\s:–-]*$", re.I),
        after=re.compile(rf"^[\s,]*(?:(?:also|then|and) )?(?:{after})", re.I),
        not_before=re.compile(rf"(?:^|(?<=[\W_]))(?:{not_before})\s*$", re.I),
        not_after=re.compile(rf"^[\s,]*(?:{not_after})", re.I),
        surely=wording(rows["surely"]),
        writer=wording(rows["self"]),
        words=frozenset(fold(word) for word in rows["cues"].split()),
    )


# What may stand between a cue and the name: an article, a role, a title ("with our Head of Data, …").
_LEAD = r"(?:(?:me|myself|ich|moi)[,+ ]+(?:and |\+ |plus |und |et )?)?(?:(?:the|our|my|your|both|either|his|her|unser(?:e[mrn]?)?|de[rmn]|die|dem|notre|votre|nuestr[oa]|nostr[oa]|noss[oa]|onze|il|la|le|el|o|a|l['’])\s*)?(?:[\w&'’/.-]+[ ]){0,5}?[,:(]?\s*"


def _named(text: str, scene: _Scene) -> Iterator[str]:
    lines = _ABBREVIATED.sub(r"\1", _STRUCK.sub("", text[:_LOOKED_AT]))
    agenda = listed = False
    for sentence in _SENTENCE.split(lines):
        if not sentence or not sentence.strip():
            continue
        mentions = list(_mentions(sentence, scene))
        timed = bool(_TIME.search(sentence)) and len(sentence) < 120
        for group in _groups(sentence, mentions):
            if _counts(sentence, group) or ((timed or agenda or listed) and _is_agenda(sentence, group)):
                yield from (mention.name for mention in group if mention.known or len(group) == 1 or not (timed or agenda))
        listed = bool(_LIST_HEAD.search(sentence)) or (listed and bool(mentions))
        agenda = timed or (agenda and bool(mentions) and len(sentence) < 60)


# Dots that end no sentence, and text that is struck out.
_LIST_HEAD = re.compile(r"\b(?:panel|interviewers?|meet|meeting with|with|committee|board|team|who|schedule|spoken to by|composed of|comprises|consists of|sprechen|rencontrerez|entrevistadores|deelnemers)\b[^:\n]{0,60}:\s*$", re.I)
_ABBREVIATED = re.compile(r"\b(Mr|Mrs|Ms|Mx|Dr|Dra|Prof|St|Sra?|Dott|Ing|Sig|Capt|Col|Lt|Maj|Engr?|Dipl|Lic|Jr|Rev|Hon|Arq|Mme|M|dhr|mevr|Hr)\.(?=[ \u00a0])", re.I)
_STRUCK = re.compile(r"~~[^~\n]{1,80}~~|\((?:Retd|Ret)\.?\)\s?")


_CONFLICT = re.compile(
    r"^(?:['’]s\b|\s*(?:\([^)]{0,60}\))?,?\s*(?:is|are|has|had|can|could|turns?|needs?|got|fell|wants?|would|asked|just|was|only|also|prefers?|found|freed|moved|pushed|foi|fue|wurde|werd|hat|ist|muss|a|est|doit|tiene|está|tem|está|heeft|is|ha|è|deve)\b)", re.I
)


def _in_conflict(text: str, scene: _Scene, clues: Clues) -> Iterator[str]:
    """Whose diary moves an interview ("Greg's kid is home sick", "Paul had an opening on Friday"): the one who holds it."""
    if clues.intent not in (Intent.INTERVIEW_RESCHEDULED, Intent.INTERVIEW_SCHEDULED):
        return
    for sentence in _SENTENCE.split(_ABBREVIATED.sub(r"\1", _STRUCK.sub("", text[:_LOOKED_AT]))):
        for mention in _mentions(sentence, scene):
            before = sentence[max(0, mention.begin - 60) : mention.begin]
            if _CONFLICT.match(sentence[mention.end : mention.end + 90]) and not _cues().not_before.search(before):
                yield mention.name
                return


# Names beside the writer, however they are written ("me + ines (cto)", "with me and Den", "Merv plus me").
_BESIDE = re.compile(
    r"\b(?:me|myself|moi|mir|mí|mij)(?: ?\+| ?&| and| plus| y| e| et| und| en|,)(?:,| and)? (?:(?:our|my|the|maybe|also) (?:[\w-]+ ){0,2}?)?([^\W\d_]{3,20}(?: [^\W\d_]\b)?)|\b([^\W\d_]{3,20})(?: and| plus| ?\+| ?&) me\b",
    re.I,
)


def _with_writer(text: str) -> Iterator[str]:
    for found in _BESIDE.finditer(text[:_LOOKED_AT]):
        name = found.group(1) or found.group(2)
        first = name.split()[0]
        if titles.is_head(first) or (fold(first) in titles.COMMON and not (first[0].isupper() and people.may_be_given(first))):
            continue
        if people.is_given(first) or first[0].isupper():
            yield name if name[0].isupper() else name.title()


def _mentions(sentence: str, scene: _Scene) -> Iterator[_Mention]:
    for found in _NAME.finditer(sentence[:2000]):
        begin, words = found.start(), re.split(r"[ \u00a0]+", found.group())
        while words and not _opens(words):
            begin += len(words[0]) + 1
            words.pop(0)
        if any(titles.is_head(word) for word in words[1:]) and not people.is_given(words[0]):
            continue
        size = len(words)
        while words and _closes(words[-1]):
            words.pop()
        if words and len(words) < size and not people.may_be_given(words[0]):
            continue
        if words and (owned := re.sub(r"['’]s$", "", words[-1])):
            words[-1] = owned
        name = people.bare(" ".join(words))
        addressed = people.is_title(sentence[:begin].rstrip(" .").rpartition(" ")[2] or "-")
        if words and name and (addressed or _is_somebody(words, name)) and scene.may_interview(name):
            yield _Mention(name, begin, begin + len(" ".join(words)), addressed or _is_known(words, name, scene))


def _opens(words: list[str]) -> bool:
    word = words[0]
    low = fold(word).strip(".")
    if people.is_title(word):
        return len(words) > 1
    if len(words) > 1 and (people.is_title(words[1]) or (low in _RANKS and (len(words) > 2 or people.is_given(words[1])))):
        return False
    if low in titles.COMMON and not (len(words) > 1 and people.may_be_given(word) and people.is_given(words[0])):
        return False
    if not people.may_be_given(word) and len(words) > 2 and people.is_given(words[1]):
        return False
    return not (titles.is_head(word) or low in titles.RANKS or low in COMPANY_WORDS or low in _RANKS) or people.is_given(word)


def _closes(word: str) -> bool:
    low = fold(word).strip(".")
    return low in titles.COMMON or titles.is_head(word) or (low in people.PARTICLES and len(low) > 1) or low in ("i", "pharmd", "phd", "md")


def _is_somebody(words: list[str], name: str) -> bool:
    if len(name) < 2 or any(fold(word) in _PLACES for word in words[1:]) or words[0].isupper() and len(words[0]) > 2 and any(not word.isupper() for word in words):
        return False
    if len(words) > 1 and any(set(fold(word).split("-")) & COMPANY_WORDS for word in words if not people.is_given(word)) and not people.may_be_given(words[0]):
        return False
    if any(word in _FIELDS for word in map(fold, words)):
        return False
    if people.is_desk(name) or any(fold(word) in COMPANY_WORDS for word in name.split()[1:] if len(name.split()) > 2):
        return False
    if people.is_title(words[0]) and len(words) > 1:
        return True
    if len(name.split()) == 1:
        return people.is_given(name) or (people.may_be_given(name) and len(name) > 2)
    return people.is_person(name)


_RANKS = frozenset({"chef", "sister", "brother", "cllrs", "coach", "sergeant", "officer", "dean", "pastor", "dh", "deputy", "bishop", "archdeacon"})
_PLACES = frozenset(
    """street st road rd drive dr hall plaza building court square sq block room suite floor avenue ave lane house tower campus island pavilion annex annexe deck crescent way park
    gate terminal station hotel cafe café wing centre center ward theatre coast standard time mall market yard wharf quay bridge row mews close terrace works shaft""".split()  # noqa: SIM905
)
_FIELDS = frozenset(
    """success history safeguarding decisions skills culture values design data product engineering sales marketing finance legal operations quality research planning risk credit
    security support customer picture nric meet hangouts session technical""".split()  # noqa: SIM905
)


def _is_known(words: list[str], name: str, scene: _Scene) -> bool:
    if people.is_title(words[0]) or people.may_be_given(name.split()[0]):
        return True
    return any(people.same(name, other) for other in scene.people) or any(people.is_given(word) for word in name.split()[1:2])


def _groups(sentence: str, mentions: list[_Mention]) -> Iterator[list[_Mention]]:
    """Names that stand in one list ("A (CTO), B and C"): what is said of one is said of all."""
    group: list[_Mention] = []
    for mention in mentions:
        if group and not _JOIN.fullmatch(sentence[group[-1].end : mention.begin]):
            yield group
            group = []
        group.append(mention)
    if group:
        yield group


_JOIN = re.compile(
    r"(?:\s*\([^)]{0,60}\))?\s*(?:,\s*(?!(?:who|which|that|so|but|because|as)\b)[^,;!?\n]{0,45})?\s*(?:[,;&+/]|,?\s*(?:and|und|et|y|e|en|plus|as well as|along with|together with|sowie|sur|with|then|followed by)\b)\s*(?:then |also |later |maybe |our |the |his |her |my |an? )?(?:[\w&'-]+,? ){0,3}",
    re.I,
)


def _counts(sentence: str, group: list[_Mention]) -> bool:
    cues = _cues()
    known = any(mention.known for mention in group)
    before = sentence[max(0, group[0].begin - 90) : group[0].begin]
    after = re.sub(r"^(?:\s*\([^)]{0,80}\)|,[^,;.!?]{1,90},)", "", sentence[group[-1].end : group[-1].end + 140])
    if cues.not_after.match(after):
        return False
    if cues.after.match(after):
        return True
    if not any(fold(word) in cues.words for word in re.findall(r"[\w'/’]+", before)):
        return False
    return not cues.not_before.search(before) and bool((cues.before if known else cues.just_before).search(before))


def _is_agenda(sentence: str, group: list[_Mention]) -> bool:
    """A line of a timetable: a time, a name, little else."""
    before, after = sentence[: group[0].begin], sentence[group[-1].end :]
    if not any(mention.known for mention in group) and not (_ENTRY.search(before) and _ENDS.match(after) and _is_plain(group[0].name)):
        return False
    if before.rstrip().endswith(",") and after.strip() in (".", "!", ""):
        return False  # "Tuesday 2:30 it is, Denise."
    rest = sentence[: group[0].begin] + sentence[group[-1].end :]
    lower = [word for word in re.findall(r"[^\W\d_]+", rest) if word.islower() and len(word) > 3]
    cues = _cues()
    return len(lower) <= 6 and not cues.not_before.search(sentence[: group[0].begin]) and not cues.not_after.match(sentence[group[-1].end :])


# An unknown name in a timetable stands right behind the time or a dash, and ends the line or is explained.
_ENTRY = re.compile(r"(?:\d|[ap]m|uhr|h|[–—:|-])\s*$", re.I)
_ENDS = re.compile(r"\s*(?:$|[(,.;–—|-])")


def _is_plain(name: str) -> bool:
    words = [fold(word) for word in name.split()]
    return 2 <= len(words) <= 3 and not any(
        word in titles.COMMON or word in titles.RANKS or word in titles.TRADES or word in COMPANY_WORDS or titles.is_head(word) for word in words
    )


def _guests(message: Message, owner: Owner, scene: _Scene) -> list[Person]:
    """Guests of the calendar part who are persons and neither the owner, nor the organiser who only invites."""
    found: list[Person] = []
    for event in message.calendar[:1]:
        for guest in event.attendees[:40]:
            if _may_attend(guest, event, owner, scene):
                found.append(Person(_name_of(guest.person, message), guest.person.email))
    return (found or list(_listed_guests(message, owner, scene)))[:_MOST]


_GUESTS = re.compile(r"^\W*(?:guests|invitees|attendees|participants|required|optional|who|teilnehmer|gäste|invités|participantes|invitados|convidados|deelnemers|gasten|invitati|partecipanti)\W*$", re.I)


def _listed_guests(message: Message, owner: Owner, scene: _Scene) -> Iterator[Person]:
    """Guests as a calendar's own mail lists them, one a line: "Ada Lovelace - organizer", "ada@… (Ada Lovelace)"."""
    below = False
    for line in "\n".join((message.own_text[:_LOOKED_AT], message.signature[:1000])).split("\n")[:200]:
        if _GUESTS.match(line):
            below = True
            continue
        if not below or not line.strip():
            continue
        address = next(iter(contact.ADDRESS.findall(line)), None)
        name = re.sub(r"\s+-\s.*$|[()<>]", " ", line.replace(address or "\0", " ")).strip(" -–•*,")
        is_name = people.is_person(name) and people.bare(name)
        if not address and not is_name:
            below = False
            continue
        person = Person(people.bare(name) if is_name else None, address.lower() if address else None)
        if "organi" in line.lower() or (person.name and (not scene.may_interview(person.name) or not address)):
            continue
        if person.email and not _is_owners(person.email, owner) and not senders.is_no_reply(person.email):
            if not (scene.writer and scene.writer.email == person.email):
                yield Person(person.name or _name_of(person, message), person.email)


def _may_attend(guest: Attendee, event: CalendarEvent, owner: Owner, scene: _Scene) -> bool:
    person = guest.person
    if guest.status == "DECLINED" or guest.kind != "INDIVIDUAL" or guest.role == "NON-PARTICIPANT" or not person.email:
        return False
    if _is_owners(person.email, owner) or (person.name and people.same(person.name, owner.name)) or senders.is_no_reply(person.email):
        return False
    if event.organiser and person.email == event.organiser.email:
        return False
    if scene.writer and scene.writer.email == person.email:
        return False
    return not (person.name and people.is_desk(person.name)) and not person.email.startswith(_ROOMS)


_ROOMS = ("room", "conf", "recruiting", "talent", "hr@", "hr-", "people@", "careers", "jobs", "interviews", "scheduling", "calendar", "hiring")


def _is_owners(address: str, owner: Owner) -> bool:
    local, _, domain = address.lower().partition("@")
    return f"{local.partition('+')[0]}@{domain}" in {f"{one.partition('@')[0].partition('+')[0]}@{one.partition('@')[2]}" for one in owner.addresses}


def _name_of(person: Person, message: Message) -> str | None:
    if person.name and "@" not in person.name:
        return people.bare(person.name)
    address = person.email or ""
    local = [word for word in re.split(r"[._-]", address.partition("@")[0]) if word.isalpha() and len(word) > 1]
    for name in letters.names_in("\n".join((message.own_text[:_LOOKED_AT], message.subject))):
        if people.fits(name, address):
            if " " not in name and len(local) == 2 and fold(name) == local[0]:
                return f"{name} {local[1].capitalize()}"
            return name
    return " ".join(word.capitalize() for word in local) if len(local) == 2 else None


def _merged(names: list[str], scene: _Scene) -> list[str]:
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
    known = [*guests, *_everybody(message)]
    full = name
    for person in known:
        if person.name and people.same(person.name, name) and people.is_person(person.name) and len(people.bare(person.name)) > len(full):
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


def _counts_writer(letter: letters.Letter, scene: _Scene, others: bool, guests: bool) -> bool:
    """Whether the writer is one of the interviewers: beside others only if they say so outright."""
    text = letter.body[:_LOOKED_AT]
    if _cues().surely.stands_in(text) and not _HOST.search(text):
        return True
    if others or (guests and (_HOST.search(text) or _HR.search("\n".join(letter.tail)))):
        return False
    return _cues().writer.stands_in(text) or _writer_hosts(text, scene)


_HR = re.compile(r"\b(?:recruit\w*|talent|people|hr|human resources|coordinator|assistant|scheduling|rrhh|rh|personal\w*)\b", re.I)
# Who only opens the room.
_HOST = re.compile(
    r"\b(?:let you in|open (?:up )?the room|hop off|drop off|then (?:I )?(?:vanish|leave|disappear|drop|hop)|only (?:on|here|there) to|make (?:the )?introductions|do (?:the )?intros?|introduce you|partir la rencontre|just (?:on|there|here) to|then withdraw)\b",
    re.I,
)


def _writer_hosts(body: str, scene: _Scene) -> bool:
    """With nobody named the writer is taken for the interviewer, unless others are to sit or the writer is an agency."""
    return not scene.is_agency and not scene.is_machine and not _OTHERS.search(body[:_LOOKED_AT])


_OTHERS = re.compile(
    r"\b(?:panel|panellists|committee|selection board|board of|the board|jury|hiring (?:team|manager)|interview team|interviewers|examiners|counterpart|principal is|superday|same (?:order|people|faces|panel|crew)|two of three|the faces|the client|client(?:'s)? (?:team|round)|officers|commission|comisión|comissão|banca|tribunal|commissie|commissione|kommission|gremium)\b",
    re.I,
)
