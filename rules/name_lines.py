"""Recognises the lines people end a mail with: names, sign-offs, titles, contact lines; and prose, which is not one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rules.mail_words import any_of, words
from rules.reading import Person

_SIGN_OFFS = any_of("sign_offs")
_SIGN_OFF = re.compile(
    rf"(?:{_SIGN_OFFS})(?:(?: ?/ ?|,? (?:and|&|und|et|y|e|en) )(?:{_SIGN_OFFS}))?\s?[,.!;–—-]{{0,3}}(?: ?[:;]-?\))?$",
    re.IGNORECASE,
)
_SIGN_OFF_START = re.compile(
    rf"(?:{_SIGN_OFFS}|wishing you|hope to|until|see you|so happy|enjoy)\b.{{0,45}},$", re.IGNORECASE
)
_SIGN_OFF_AND_NAME = re.compile(
    rf"(?:(?:{_SIGN_OFFS})\s?[,.!–—-]{{1,2}}|x{{1,3}}|[-–—]{{1,2}})\s?"
    r"(?P<name>[^\W\d_][\w.'’-]{0,30}(?: [^\W\d_][\w.'’-]{0,30}){0,3})\.?$",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"(?:{any_of('appointment_labels')}) ?[:：]?$", re.IGNORECASE)
_TEAM = re.compile(f"[-–—]{{0,2}} ?(?:{any_of('team_names')})[,.!]?$", re.IGNORECASE)
_MOBILE = re.compile(f"(?:{any_of('mobile')})$", re.IGNORECASE)
_POSTSCRIPT = re.compile(r"(?:p\.?\s?p?\.?\s?s\b|ps\d?|nb|n\.b)[.:\s,-]", re.IGNORECASE)
_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}\.\w|https?://|www\.|(?:\+|\(?0)[\d ()/.\-]{7,24}\d|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b"
    r"|\(\d{3}\) ?\d{3}|^(?:t|m|p|f|tel|tél|telefon|phone|mobile?|cell|direct|office|fax|mobil|fon|e|e-?mail|w|web"
    r"|linkedin|skype|assistant|pronouns)\s?[.:|]",
    re.IGNORECASE,
)
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
_PAUSE = re.compile(r"[,|/(–—·]| - ")
_NOT_NAMES = words("not_names")
_HONORIFICS = words("honorifics")


@dataclass(frozen=True, slots=True)
class Sender:
    """The sender's name as people sign with it."""

    words: tuple[str, ...] = ()
    known: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, person: Person | None) -> Sender:
        """The words of a display name, given name first ("Doe, Jane" is turned round), honorifics left out."""
        name = (person.name if person else None) or ""
        last, comma, first = name.partition(",")
        words = [
            word for word in _WORD.findall(f"{first} {last}" if comma else name) if word.lower() not in _HONORIFICS
        ]
        return cls(tuple(words), frozenset(word.lower() for word in words))

    def signs(self, text: str) -> bool:
        """Whether a line is this sender's name: in full, the given name or its short form, or initials."""
        words = [
            word
            for word in _WORD.findall(_PAUSE.split(text.strip(" -–—~*"), maxsplit=1)[0])
            if word.lower() not in _HONORIFICS
        ]
        if not words or not self.words or len(words) > 5:
            return False
        lowered = [word.lower() for word in words]
        first = self.words[0].lower()
        if self.known.issuperset(lowered) and (lowered[0] == first or len(set(lowered)) > 1):
            return True
        letters = "".join(lowered)
        if letters in ("".join(word[0] for word in self.words).lower(), first[0]):
            return True
        return (
            len(words) == 1
            and len(letters) <= 8
            and letters[:2] == first[:2]
            and (letters[:3] == first[:3] or len(letters) < 6)
        )


def is_sign_off(line: str) -> bool:
    """Whether a line is a sign-off alone ("Kind regards,")."""
    return len(line) <= 80 and _SIGN_OFF.match(line) is not None


def may_be_sign_off(line: str) -> bool:
    """Whether a line could be a sign-off of the writer's own making, if a name follows ("With admiration,")."""
    if not line.endswith(",") or len(line) > 60:
        return False
    return len(_WORD.findall(line)) <= 5 or _SIGN_OFF_START.match(line) is not None


def signed_name(line: str) -> str | None:
    """The name in a line that is both sign-off and name ("Thanks, Dana", "– Maribel")."""
    found = _SIGN_OFF_AND_NAME.match(line) if len(line) <= 80 else None
    return found.group("name") if found else None


def is_team(line: str) -> bool:
    """Whether a team signs here in place of a person."""
    return len(line) <= 70 and _TEAM.match(line) is not None


def is_name(line: str) -> bool:
    """Whether a line reads like a person's or an organisation's name and nothing else."""
    if len(line) > 60 or not _NAME.match(line):
        return False
    words = {word.lower() for word in _WORD.findall(line)}
    return 0 < len(words) <= 8 and not words & _NOT_NAMES


def is_name_with_title(line: str) -> bool:
    """Whether a line is a name and, after a comma, a short title ("Ruth, Candidate Care")."""
    name, comma, title = line.partition(",")
    if not comma or len(line) > 60 or line[-1] in ".!?:;,":
        return False
    return is_name(name) and not any(map(str.isdigit, title)) and 0 < len(_WORD.findall(title)) <= 5


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
    return _CONTACT.search(line[:300]) is not None


def is_prose(line: str) -> bool:
    """Whether a line is a sentence meant for the reader, rather than a name, a title, an address or a motto."""
    if is_mobile_note(line) or (is_contact_line(line) and len(line) <= 75):
        return False
    found = _WORD.findall(line[:400])
    if len(line) > 75 and len(found) > 9:
        return True
    plain = sum(word.islower() and len(word) > 1 for word in found)
    return len(found) >= 5 and plain >= (2 if line[-1] in ".!?…" else 4) and line[-1] in ".!?…:)"
