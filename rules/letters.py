"""A message as a letter: the text, and the tail of names, titles and companies that its writer set below it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rules import people
from rules.message import Message
from rules.pieces import fold

_LOOKED_AT = 8000  # characters
_TAIL_LINES, _LONGEST_LINE = 9, 100
_SIGN_OFF = re.compile(
    r"^\W*(?![\w ]{1,20}:\s*\w)(?:(?:kind|kindest|best|warm|warmest|many|all|my|yours|your|very|cordial|good|"
    r"sincere|respectful)\b.{0,40}"
    r"|with\b(?= (?-i:[a-z])| (?:best|kind|warm|many|every|love|regards|thanks|sincere)).{0,40}"
    r"|regards|thanks|thank you|thx|cheers|sincerely|faithfully|"
    r"respectfully|cordially|love"
    r"|mit (?=(?-i:[a-zäöü])|freundlich|best|herzlich|lieb|kollegial|gr).{0,40}"
    r"|(?:viele|herzliche|beste|besten|liebe|freundliche|schöne|lg|mfg|vg|gruß|grüße|"
    r"servus).{0,40}|(?:bien |très |cordialement|bonne|salutations|amicalement|belle|sincères|"
    r"meilleures|respectueusement|je vous prie).{0,60}"
    r"|(?:un |reciba|saludos|atentamente|cordiales|abrazo|quedo|afectuosamente).{0,40}|(?:com os|"
    r"cumprimentos|atenciosamente|abraços?|att|obrigad[oa]).{0,40}|met (?=(?-i:[a-z])|vriendelijk|hartelijk).{0,40}"
    r"|(?:vriendelijke|hartelijke|groet|groeten|groetjes|mvg).{0,40}"
    r"|(?:cordiali|distinti|un caro|saluti|grazie|a presto|in attesa).{0,40})[,.!\s]*$",
    re.I,
)
"""A sign-off alone on its line; "With: Ada Byrne" and "Mit Ada Byrne" are fields of a form."""
_CREW = re.compile(
    r"^[^\W\d_][\w'-]+(?:,? (?:&|and|und|et|y|e|en) (?:the |our |das |dein |l'|"
    r"tout )?)(?:[\w'-]+ ){0,3}(?:team|crew|gang|équipe|equipo|family)\W*$",
    re.I,
)
_DEVICE = re.compile(
    r"^\W*(?:sent from|envoyé de|gesendet von|enviado desde|verzonden|inviato da|get outlook|von meinem)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Letter:
    """`body` is the running text; `tail` the lines below the sign-off; `signer` the person who signs, if one does."""

    body: str
    tail: tuple[str, ...]
    signer: str | None


def letter_of(message: Message) -> Letter:
    """The letter in a message's own words and signature; the writer's name tells where the tail begins."""
    sender = message.sender
    return _letter(
        message.own_text[:_LOOKED_AT],
        message.signature[:1200],
        (sender.name or "") if sender else "",
        (sender.email or "") if sender else "",
        (message.reply_to[0].name or "") if message.reply_to else "",
    )


@lru_cache(maxsize=16)
def _letter(own: str, signature: str, name: str, address: str, reply_name: str) -> Letter:
    lines = own.split("\n")
    start = _tail_start(lines, name, address, reply_name)
    tail = [" ".join(line.split()) for line in [*lines[start:], *signature.split("\n")]]
    tail = [line for line in tail if line and any(letter.isalnum() for letter in line)]
    named = [line for line in tail if not _SIGN_OFF.match(line) and not _DEVICE.match(line)]
    return Letter(unwrapped("\n".join(lines[:start])), tuple(named[:14]), _signer(tuple(named), name, address))


# The line's end first: whatever looks behind is then asked at line ends only.
_QUOTE_MARKS = re.compile(r"^>[> ]*", re.M)
_WRAPPED = re.compile(r"\n(?<=[^\n]{45}\n)(?<![:.!?]\n)(?=[^\W\d_])(?![\w ]{1,25}:\s)")


def unwrapped(text: str) -> str:
    """A text whose hard-wrapped lines are joined, without marks of quotes, so that names and titles are whole again."""
    return _WRAPPED.sub(" ", _QUOTE_MARKS.sub("", text))


def _tail_start(lines: list[str], name: str, address: str, reply_name: str) -> int:
    written = [at for at, line in enumerate(lines) if line.strip()]
    filled = written[1:][-_TAIL_LINES:] if len(written) > 3 else written  # a name in the first line heads the text
    start = len(lines)
    for at in reversed(filled):
        line = lines[at].strip()
        if len(line) > _LONGEST_LINE:
            break
        if _SIGN_OFF.match(line) and at != filled[0]:
            return at
        if _is_name_line(line, name, address) or (reply_name and _is_name_line(line, reply_name, "")):
            start = at
            continue
        if start < len(lines) and (start - at > 2 or _is_sentence(line)):
            break
        if _is_sentence(line):
            break
    if start == len(lines) and filled and _is_heading(lines[filled[-1]].strip()):
        start = filled[-1]
        for at in reversed(filled[:-1]):
            if start - at == 1 and _is_heading(lines[at].strip()):
                start = at
            else:
                break
    return start


def _is_name_line(line: str, name: str, address: str) -> bool:
    head = re.split(r"\s*[|•·,/–—(]\s*|\s+-+\s+", line.strip(" -–—~*_/"), maxsplit=1)[0].strip()
    words = head.split()
    if line.rstrip().endswith(",") or _CREW.search(line):
        return bool(_CREW.search(line))
    if not words or len(words) > 6 or (head.endswith((".", "!", "?", ":")) and len(head) > 4):
        return False
    if name and ":" not in head and people.same(head, name):
        return True
    if people.is_person(head) and (people.is_given(people.bare(head).split()[0]) and len(line) < 70):
        return len(words) > 1 or bool(address and people.fits(head, address)) or not people.is_person(name)
    initials = head.replace(".", "").replace(" ", "")
    own = "".join(word[0] for word in people.bare(name).split()) if name else ""
    return len(initials) <= 3 and bool(own) and fold(initials) in (fold(own), fold(own[:1]))


def _is_sentence(line: str) -> bool:
    return len(line) > 40 and (
        line.endswith((".", "?", "!", ",", ";")) or sum(word[0].islower() for word in line.split()) > 4
    )


def _is_heading(line: str) -> bool:
    words = line.split()
    if (
        not words
        or len(words) > 9
        or len(line) > 80
        or line.endswith((".", "?", "!", ":", ";"))
        or "http" in line
        or ": " in line
    ):
        return False
    lower = sum(word[0].islower() for word in words)
    return not words[0][0].isdigit() and lower * 3 <= len(words) + 1 and not words[0][0].islower()


def _signer(tail: tuple[str, ...], name: str, address: str) -> str | None:
    for line in tail[:4]:
        head = re.split(r"\s*[|•·/–—(]\s*|\s+-+\s+|,\s", line.strip(" -–—~*_/"), maxsplit=1)[0].strip(" .,!")
        if _CREW.search(line) and people.may_be_given(head.split()[0]):
            return head.split()[0].strip(",")
        if not head:
            continue
        if people.is_surely_person(name, address) and people.same(head, name):
            return (
                people.bare(head)
                if len(head) > len(people.bare(name)) and people.is_person(head)
                else people.bare(name)
            )
        if people.is_person(head) and people.may_be_given(people.bare(head).split()[0]):
            return people.bare(head)
        if address and people.fits(head, address) and len(head.split()) < 4 and not people.is_desk(head):
            return people.bare(head)
    return None


_NAME = re.compile(
    r"(?:[^\W\d_a-z][\w'’.-]*|(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|el|al|bin|ten|"
    r"ter)\b)(?: (?:[^\W\d_a-z][\w'’.-]*|(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|el|al|"
    r"bin|ten|ter)\b)){0,4}"
)


def names_in(text: str) -> list[str]:
    """Names of persons in a text, in order, titles left out: runs of capitals that begin with a known given name."""
    found = []
    for run in _NAME.finditer(text):
        words = run.group().rstrip(".'’-").split()
        while words and not (people.may_be_given(words[0]) or (people.is_title(words[0]) and len(words) > 1)):
            words.pop(0)
        while words and words[-1].islower():
            words.pop()
        name = people.bare(" ".join(words)).rstrip(".")
        if name and (people.is_person(name) or len(name.split()) > 1):
            found.append(name)
    return found
