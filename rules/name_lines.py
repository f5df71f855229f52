"""Recognises the lines people end a mail with: names, sign-offs, titles, contact lines; and prose, which is not one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rules.mail_words import any_of, words
from rules.reading import Person

_SIGN_OFFS = any_of("sign_offs")
_SIGN_OFF = re.compile(
    rf"(?:{_SIGN_OFFS})(?:(?: ?/ ?|,? (?:and|&|und|et|y|e|en) )(?:{_SIGN_OFFS}))?\s?[,.!;–—-]{{0,3}}(?: ?[:;]-?\))?$"
)
_SIGN_OFF_START = re.compile(
    rf"(?:{_SIGN_OFFS}|wishing you|hope to|until|see you|so happy|enjoy)\b.{{0,45}},$", re.IGNORECASE
)
_SIGN_OFF_AND_NAME = re.compile(
    rf"(?:(?:{_SIGN_OFFS})(?P<pause>\s?[,.!–—-]{{1,2}})?|x{{1,3}}|[-–—]{{1,2}})\s?"
    r"(?P<name>[^\W\d_][\w.'’-]{0,30}(?: [^\W\d_][\w.'’-]{0,30}){0,3})\.?$"
)
_LABEL = re.compile(rf"(?:{any_of('appointment_labels')}) ?[:：]?$", re.IGNORECASE)
_TEAM = re.compile(f"[-–—]{{0,2}} ?(?:{any_of('team_names')})[,.!]?$", re.IGNORECASE)
_MOBILE = re.compile(f"(?:{any_of('mobile')})$", re.IGNORECASE)
_POSTSCRIPT = re.compile(r"(?:p\.?\s?p?\.?\s?s\b|ps\d?|nb|n\.b)[.:\s,-]", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|\(?0)[\d ()/.\-]{7,24}\d|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b|\(\d{3}\) ?\d{3}")
_LABELLED = re.compile(
    r"(?:t|m|p|f|tel|tél|telefon|phone|mobile?|cell|direct|office|fax|mobil|fon|e|e-?mail|w|web|linkedin|skype|assistant"
    r"|pronouns)\s?[.:|]",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_FEWEST_WORDS = 5
"""A sentence has at least so many words."""
_SENTENCE_ENDS, _FEWEST_WORDS_TOLD = frozenset(".!?"), 3
"""How a sentence ends, and how few words of one may follow a pause."""
_UPPER = r"[^\W\d_a-zß-öø-ÿ]"
_HONORIFIC = r"(?:[Dd]r|[Pp]rof|M[rsx]|Mrs|Dipl|Ing|Frau|Herr)\.?(?:-\w{2,6}\.?)? "
_PARTICLE = "(?:van|von|de|der|den|del|della|di|da|dos|do|la|le|ter|ten|bin|al|zu|af|y|e) "
_NAME_WORD = rf"{_UPPER}[\w.'’-]{{0,25}}"
_DEGREE = r",? (?:Ph\.?D|MBA|MA|MD|SPHR|SHRM-[CS]+P|PHR|CPA|Esq|[MB]\.\w{1,3})\.?"
_NAME = re.compile(
    rf"(?:{_HONORIFIC}){{0,3}}{_NAME_WORD}(?: (?:{_PARTICLE}){{0,2}}{_NAME_WORD}){{0,3}}(?:{_DEGREE}){{0,4}}"
    rf"(?: \((?:she|he|they|sie|er|elle|ella|{_UPPER})[^()]{{0,20}}\))?,?$"
)
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 80
_MOST_SPACES = 9
_PAUSE = re.compile(r"[,|/(–—·@]| - ")
_KISSES = re.compile(r"[ ,]+x{1,3}$")
_NOT_NAMES = words("not_names")
_HONORIFICS = words("honorifics")
_WEEKDAYS = words("weekdays")


@dataclass(frozen=True, slots=True)
class Sender:
    """The sender's name as people sign with it."""

    words: tuple[str, ...] = ()
    """In lower case, given name first."""

    @classmethod
    def of(cls, person: Person | None) -> Sender:
        """The words of a display name; "Doe, Jane" is turned round, honorifics are left out."""
        name = (person.name if person else None) or ""
        last, comma, first = name.partition(",")
        found = _WORD.findall((f"{first} {last}" if comma else name).lower())
        return cls(tuple(word for word in found if word not in _HONORIFICS))

    def signs(self, text: str) -> bool:
        """Whether a line is this sender's name: in full, the given name or its short form, initials, or with a team."""
        if not self.words or not _is_short(text):
            return False
        text = text.strip(" -–—~*/")
        name = _PAUSE.split(_KISSES.sub("", text) if text[-1:] == "x" else text, maxsplit=1)[0]
        words = [word for word in _WORD.findall(name.lower()) if word not in _HONORIFICS and not word.isdecimal()]
        first, last = self.words[0], self.words[-1]
        if not words or len(words) > 8:
            return False
        if tuple(words[: len(self.words)]) == self.words:
            return len(words) <= len(self.words) + 3 and not is_prose(text)
        if len(words) > 1:
            return self._has_all(words)
        word = words[0]
        if word in (first, last):
            return True
        if word in _NOT_NAMES or _is_sentence(text[len(name) :]):
            return False  # "No, sorry. Friday at 10 is.", written by Norbert
        if word in (first[0], "".join(name[0] for name in self.words)):
            return True
        return len(word) <= 8 and word[:2] == first[:2] and (word[:3] == first[:3] or len(word) < 6)

    def _has_all(self, words: list[str]) -> bool:
        """Every word is one of the name, or the initial of one."""
        initials = {name[0] for name in self.words}
        is_known = all(word in self.words or (len(word) == 1 and word in initials) for word in words)
        return is_known and (any(len(word) > 1 for word in words) or len(words) == len(self.words))


def _is_sentence(rest: str) -> bool:
    """Whether what stands behind the first word ends as a sentence does, in capitals or not."""
    return rest[-1:] in _SENTENCE_ENDS and len(_WORD.findall(rest)) >= _FEWEST_WORDS_TOLD


def _is_short(line: str) -> bool:
    """Whether a line has few enough words to end a letter; a cheap look before the patterns."""
    return len(line) <= _LONGEST and line.count(" ") <= _MOST_SPACES


def is_sign_off(line: str) -> bool:
    """Whether a line is a sign-off alone ("Kind regards,")."""
    return _is_short(line) and _SIGN_OFF.match(line.lower()) is not None


def may_be_sign_off(line: str) -> bool:
    """Whether a line could be a sign-off of the writer's own making, if a name follows ("With admiration,")."""
    if not line.endswith(",") or len(line) > 60:
        return False
    words = _WORD.findall(line.lower())
    if _DIGIT.search(line) or not _WEEKDAYS.isdisjoint(words):
        return False
    return len(words) <= 5 or _SIGN_OFF_START.match(line) is not None


def is_signed(line: str, sender: Sender) -> bool:
    """Whether a line is both sign-off and name ("Thanks, Dana", "– Maribel", "LG Leon")."""
    found = _SIGN_OFF_AND_NAME.match(line.lower()) if _is_short(line) else None
    if found is None:
        return False
    name = line[found.start("name") : found.end("name")]
    return sender.signs(name) or (found.group("pause") is not None and len(name) <= 30 and is_name(name))


def is_team(line: str) -> bool:
    """Whether a team signs here in place of a person."""
    return _is_short(line) and _TEAM.match(line) is not None


def is_name(line: str) -> bool:
    """Whether a line reads like a person's or an organisation's name and nothing else."""
    if len(line) > 60 or not _NAME.match(line):
        return False
    words = {word.lower() for word in _WORD.findall(line)}
    return 0 < len(words) <= 8 and not words & _NOT_NAMES


def is_name_with_title(line: str) -> bool:
    """Whether a line is a name and, after a comma or a dash, a short title or company ("Ruth, Candidate Care")."""
    if len(line) > 60 or line[-1] in ".!?:;,":
        return False
    name, *title = _PAUSE.split(line, maxsplit=1)
    if not title or not is_name(name.strip()):
        return False
    return not any(map(str.isdigit, title[0])) and 0 < len(_WORD.findall(title[0])) <= 5


def is_label(line: str) -> bool:
    """Whether a line is the label of an appointment's fact ("Guests")."""
    return len(line) <= 20 and _LABEL.match(line) is not None


def is_mobile_note(line: str) -> bool:
    """Whether a phone or mail program added the line ("Sent from my iPhone")."""
    return len(line) <= 120 and _MOBILE.match(line) is not None


def is_postscript(line: str) -> bool:
    """Whether a line begins a postscript."""
    return _POSTSCRIPT.match(line) is not None


def is_contact_line(line: str) -> bool:
    """Whether a line holds a phone number, an address or a link."""
    line = line[:300]
    if "@" in line or "www." in line or "://" in line or _LABELLED.match(line):
        return True
    return _DIGIT.search(line) is not None and _PHONE.search(line) is not None


def is_prose(line: str) -> bool:
    """Whether a line is a sentence meant for the reader, rather than a name, a title, an address or a motto."""
    found = _WORD.findall(line[:400])
    if len(found) < _FEWEST_WORDS:
        return False
    if len(line) > 75 and len(found) > 9:
        return not is_mobile_note(line)
    plain = sum(word.islower() and len(word) > 1 for word in found)
    if line[-1] not in ".!?…:)" or plain < (2 if line[-1] in ".!?…" else 4):
        return False
    return not is_mobile_note(line) and not is_contact_line(line)
