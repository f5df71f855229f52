"""The title of the job (B3): titles are found by their grammar, and weighed by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules import letters, phrases, titles
from rules.facts import company
from rules.facts.clues import Clues
from rules.message import Message
from rules.organisations import COMPANY_WORDS, label_of, spelt_out
from rules.people import is_given, may_be_given
from rules.pieces import fold, is_capital, is_word, joined, pieces, squash, word_sets
from rules.reading import Intent, Owner

_WORDS = word_sets("role_words.yaml")
_PLACES = word_sets("places.yaml")["places"]
_OWN, _SIDE, _QUOTED = 6000, 600, 3000  # characters looked at
_LEAST = 0.9
_LISTS = re.compile(
    r"^\W*(?:similar|other|more|recommended|related|jobs? you|you may also|people also)\b.{0,60}$", re.I | re.M
)


@dataclass(slots=True)
class _Vote:
    text: str
    best: float
    total: float


@dataclass(frozen=True, slots=True)
class _Near:
    """What may stand beside a title without being part of it: the company, by its domain and by its name."""

    label: str
    company: str
    company_key: str
    owner: str
    language: str | None

    def is_company(self, words: Sequence[str]) -> bool:
        key = squash("".join(words))
        if self.company_key and len(key) > 2 and (self.company_key.startswith(key) or key.startswith(self.company_key)):
            return True
        return bool(self.label) and spelt_out(words, self.label) > 0.6


def find(message: Message, owner: Owner, clues: Clues) -> str | None:
    """The title as written, with markers and specialities in brackets; None where only a field of work is left."""
    if clues.intent is Intent.UNRELATED:
        return None
    letter = letters.letter_of(message)
    own = letter.body[:_OWN]
    if (cut := _LISTS.search(own)) is not None:
        own = own[: cut.start()]
    employer = company.find(message, owner, clues) or ""
    near = _Near(
        label_of(message.sender.email if message.sender else None),
        employer,
        squash(employer),
        fold(owner.name),
        clues.language,
    )
    votes: dict[str, _Vote] = {}
    tail = "\n".join(letter.tail)[:_SIDE] or letter.body[-100:]
    regions = [(message.subject[:300], 2.0), (own, 0.0), (tail, -2.5)]
    if (said := phrases.stated(message, clues.system).role) is not None:
        _count(votes, re.sub(r"^(?:the|our|a|an) ", "", said), 3.0, near)
    for text, base in regions:
        _count(votes, text, base, near)
    if (last := _LAST_ASIDE.search(letter.body[-120:])) is not None:
        _count(votes, last.group(1), 2.5, near)
    for inner in _ASIDE.findall(tail):
        _count(votes, inner, 2.5, near)
        if squash(inner) not in votes and _is_asides_title(inner, near):
            votes[squash(inner)] = _Vote(inner, 1.5, 1.5)
    _count(
        votes,
        letters.unwrapped(message.quoted_text[:_QUOTED]),
        -1.5 if any(vote.best >= _LEAST for vote in votes.values()) else -0.5,
        near,
    )
    if not any(vote.best >= _LEAST for vote in votes.values()):
        for subject in message.returned_headers.get("subject", ())[:1]:
            _count(votes, subject[:300], 2.0, near)
    return _chosen(votes)


# A bracket in the signature names what the mail is about ("Mohawk Paper (Logistics Coordinator)").
_LAST_ASIDE = re.compile(r"(?:^|[.!?\n])\s*\(([^()\n]{3,60})\)[.!\s]*$")
_ASIDE = re.compile(r"\(([^()\n]{2,60})\)")


def _is_asides_title(inner: str, near: _Near) -> bool:
    words = inner.split()
    lows = [fold(word) for word in words]
    if not words or len(words) > 5 or "/" in inner or any(letter.isdigit() for letter in inner[:4]) or not is_capital(words[0]):
        return False
    return not near.is_company(words) and not any(low in titles.COMMON or low in _PLACES for low in lows) and not may_be_given(words[0])


def _chosen(votes: dict[str, _Vote]) -> str | None:
    likely = [vote for vote in votes.values() if vote.best + min(vote.total - vote.best, 1.0) / 2 >= _LEAST]
    if not likely:
        return None
    best = max(likely, key=lambda vote: (vote.best + min(vote.total - vote.best, 2.0), len(vote.text)))
    fuller = [v for v in votes.values() if v.best >= best.best - 3.5 and v.best > 0 and _holds(v.text, best.text)]
    return max([best, *fuller], key=lambda vote: len(vote.text)).text


def _holds(long: str, short: str) -> bool:
    return len(long) > len(short) and re.search(rf"(?<!\w){re.escape(fold(short))}(?!\w)", fold(long)) is not None


def _count(votes: dict[str, _Vote], text: str, base: float, near: _Near) -> None:
    if not text:
        return
    parts = pieces(text)
    for begin, end, weight in _weighed(parts, base, near):
        name = _clean(joined(parts[begin:end]), near)
        key = squash(name)
        if len(key) < 2 or len(name) > 120:
            continue
        if (vote := votes.get(key)) is None:
            votes[key] = _Vote(name, weight, weight)
        else:
            vote.total += max(weight, 0.0)
            vote.text = name if weight > vote.best else vote.text
            vote.best = max(vote.best, weight)


def _clean(name: str, near: _Near) -> str:
    if near.company and near.company in name:
        name = re.sub(_BEFORE_COMPANY + re.escape(near.company) + r".*$", "", name, flags=re.S).strip(" ,;:-–|")
    name = _OF_HOUSE.sub("", re.sub(r"['’]s$", "", name))
    name = _CODE.sub("", re.sub(r"^[dl]['’](?=\w)|\.(?:pdf|docx?)$", "", name, flags=re.I)).strip(" ,;:-–|")
    return name + ")" if name.count("(") > name.count(")") else name


# "Bursar of Wyke College": the house belongs to the company, not to the title.
_OF_HOUSE = re.compile(
    r"(?:,| of| to| at| -| –) (?:the )?(?:(?:City|County|Town|Diocese|University|Borough|State|Temple|Church|Port) of [A-Z].*|(?:[A-Z][\w'’.-]+ )*(?:College|Hall|School|University|Society|Regulator|Hospital|Authority|Commission|Council|Museum|Diocese|LLP|Ltd)$)"
)
_CODE = re.compile(r"^(?:[A-Z]{1,4}[-_ ]?)?#?\d{3,}[-\d]*\s+(?=\D)|\s+\(?(?:[A-Z]{1,4}[-_])?\d{4,}\)?$")
_BEFORE_COMPANY = (
    r"(?:\s+(?:en|em|na|no|nella|presso|chez|bei|at|with|di|da|de|del|della|van|voor|of|for|to|the|by))*[\s(–|,-]*"
)


def _weighed(parts: Sequence[str], base: float, near: _Near) -> Iterator[tuple[int, int, float]]:
    edge = 0
    for title in titles.titles_in(parts, near.language):
        end = title.reach if title.reach > title.end and _belongs(parts, title, near) else title.end
        begin = _without_company(parts, title.begin, end, near)
        if begin >= end or near.company_key.endswith(squash("".join(parts[begin:end]))) and near.company_key:
            continue
        yield begin, end, base + _around(parts, begin, end, near)
        edge = end
    if edge == 0 or base == 0.0:
        yield from _labelled(parts, base, near)
    yield from _unnamed(parts, base, near)


_ACADEMIC = frozenset(
    """lecturer professor fellow reader doctor consultant tutor registrar instructor teacher scientist postdoc chair researcher associate scholar
    curator resident specialist trainee graduate docent pastor canon executive""".split()  # noqa: SIM905
)


def _belongs(parts: Sequence[str], title: titles.Title, near: _Near) -> bool:
    """Whether the capitals behind a title are its speciality: neither company, place nor person."""
    tail = joined(parts[title.end : title.reach])
    link = parts[title.end + 1] if title.end + 1 < len(parts) else ""
    words = [word for word in re.split(r"[\s,/&-]+", tail) if word and word not in ("in", "for", "and")]
    raw_after = _after(parts, title.reach)
    after = fold(raw_after)
    if not words or any(fold(word) in _PLACES for word in words) or (is_given(words[0]) and len(words) < 4):
        return False
    if near.is_company(words) or after == "'s":
        return False
    if parts[title.end] == "," and len(words) == 1 and fold(words[0]) not in _FIELDS | titles.TRADES | COMPANY_WORDS | titles.RANKS and not words[0].istitle():
        return False
    if link in ("in", "for"):
        head = {fold(piece) for piece in parts[title.begin : title.end]}
        return bool(head & _ACADEMIC) and fold(words[-1]) not in titles.COMMON and not is_capital(raw_after or ".")
    if fold(words[-1]) in _INSTITUTIONS or (
        len(words) > 1
        and fold(words[-1]) in COMPANY_WORDS
        and after in ("", "\n", ",", "(")
        and parts[title.end] != " "
    ):
        return fold(words[-1]) in _FIELDS
    return True


_INSTITUTIONS = frozenset(
    """school primary secondary college university hospital church trust council department ministry llp ltd inc gmbh plc county city district institute society
    bank group maritime energy chambers academy foundation clinic temple""".split()  # noqa: SIM905
)
_FIELDS = frozenset(
    """platform payments data security marketing sales product growth infrastructure engineering design operations finance tax audit risk claims analytics research policy
    pricing medicine trade energy audio snacks gifts logistics packaging assurance software systems networks automation development management planning communications media""".split()  # noqa: SIM905
)


def _without_company(parts: Sequence[str], begin: int, end: int, near: _Near) -> int:
    """Where the title begins behind a company's name ("Acme Data Analyst interview")."""
    at, words, cut = begin, [], begin
    while at < end - 1 and (is_word(parts[at]) or parts[at] == "&"):
        words.append(parts[at])
        key = squash("".join(words))
        if (
            near.company_key
            and key == near.company_key
            or near.label
            and len(key) > 3
            and spelt_out(words, near.label) >= 0.99
        ):
            cut = at + 2
        at += 2
    return cut


def _word_before(parts: Sequence[str], at: int, steps: int = 3) -> list[str]:
    """Up to `steps` words and marks before a piece, nearest first, line breaks included."""
    found: list[str] = []
    at -= 1
    while at >= 0 and len(found) < steps:
        if parts[at] != " ":
            found.append("\n" if parts[at][0] == "\n" else parts[at])
        at -= 1
    return found


def _after(parts: Sequence[str], at: int) -> str:
    while at < len(parts) and parts[at] in (" ", '"', "”", "»", "“", "*", ")"):
        at += 1
    return "" if at >= len(parts) else ("\n" if parts[at][0] == "\n" else parts[at])


_QUOTES = frozenset("\"“”„«»'*‘’(")


def _around(parts: Sequence[str], begin: int, end: int, near: _Near) -> float:
    before = [word for word in _word_before(parts, begin, 6) if word not in _QUOTES or word == "("]
    after = fold(_after(parts, end))
    behind = _behind(after)
    after_is_role = behind >= 3.0
    ahead = _before(before, near)
    weight = behind + (max(ahead, 0.0) if after_is_role else ahead)
    words = [fold(piece) for piece in parts[begin:end] if is_word(piece)]
    weight += 0.6 if len(words) > 1 else -0.2
    weight += 0.5 if is_capital(parts[begin]) or parts[begin][0].isdigit() else -0.9 if len(words) == 1 else -0.2
    if len(words) == 1 and words[0].endswith("s") and words[0] not in titles.HEADS and not after_is_role:
        weight -= 1.5
    if "(" in parts[begin:end]:
        weight += 0.8
    if words[0] in _ADDRESSED and _is_addressed(parts, begin, end, words):
        weight -= 4.0
    if before and fold(before[0]) == "hiring":
        weight -= 4.0
    if words[-1] in _WORDS["vague"] and (
        len(words) == 1 or (not is_capital(parts[end - 1]) and words[-1] not in ("manager", "lead", "guy", "boss"))
    ):
        weight -= 1.2
    if titles.GENERIC.intersection(words) or words[:2] in (["hiring", "manager"], ["hiring", "lead"], ["talent", "partner"]):
        weight -= 5.0
    if after and after != "\n" and may_be_given(after) and _next_is_name(parts, end):
        weight -= 3.0
    return weight


def _is_addressed(parts: Sequence[str], begin: int, end: int, words: list[str]) -> bool:
    """ "Director Zhao", "Dean Whitlow": a person by title and surname."""
    if len(words) == 1:
        return "".join(parts[end : end + 1]) == " " and end + 1 < len(parts) and is_capital(parts[end + 1]) and fold(parts[end + 1]) not in titles.COMMON
    known = titles.TRADES | COMPANY_WORDS | _FIELDS | titles.RANKS
    return len(words) == 2 and is_capital(parts[end - 1]) and words[1] not in known and not titles.is_head(words[1])


_ADDRESSED = frozenset({"director", "dean", "coach", "principal", "professor", "doctor", "captain", "pastor", "chef", "judge", "sister", "canon", "president", "provost", "officer", "sergeant"})


def _next_is_name(parts: Sequence[str], end: int) -> bool:
    at = end
    while at < len(parts) and parts[at] in (" ", ","):
        at += 1
    return at < len(parts) and is_capital(parts[at]) and is_given(parts[at])


def _before(before: list[str], near: _Near) -> float:
    lows = [fold(word) for word in before] + [""] * 6
    if lows[0] == ":" or (lows[0] == "\n" and lows[1] == ":"):
        named = lows[1] if lows[0] == ":" else lows[2]
        return 5.0 if named in _WORDS["nouns"] else 0.5
    if lows[0] in (",", "("):
        return _apposition(before[1:], near)
    at = 0
    while lows[at] in _WORDS["articles"] and at < 2:
        at += 1
    article, link, noun = (lows[0] if at else ""), lows[at], lows[at + 1]
    if link in _WORDS["nouns"]:
        return 4.0
    if link in _WORDS["links"]:
        if noun in _WORDS["articles"]:
            noun = lows[at + 2]
        if noun in _WORDS["nouns"] or noun in _WORDS["acts"]:
            return 4.5
        return 2.2 if link in _WORDS["strong"] else 1.2
    if link == "with" and noun == "connection":
        return 4.0
    if link in _WORDS["people"]:
        return -2.5 if link not in ("and", "und", "et", "y", "e") else 0.0 if article else -1.5
    if article in ("our", "my", "their", "his", "her", "unser", "notre", "nuestro", "nostro"):
        return -1.0
    if link in _WORDS["needs"] or (noun in _WORDS["needs"] and link == "for"):
        return 2.5
    if link in ("", "\n"):
        return 0.8
    return 0.9 if article else 0.2


def _apposition(before: list[str], near: _Near) -> float:
    """After a comma, bracket or dash: a person's own title ("Wanda Reyes, Controller") or a piece of a heading."""
    words = [word for word in before[:3] if is_word(word)]
    if words and fold(words[0]) in near.owner.split():
        return 1.5
    if words and is_capital(words[0]) and (may_be_given(words[0]) or (len(words) > 1 and may_be_given(words[1]))):
        return -3.5
    if words and fold(words[0]) in _WORDS["acts"]:
        return 1.5
    return 0.0


def _behind(after: str) -> float:
    if after in _WORDS["after"]:
        return 3.0
    if after in ("at", "bei", "chez", "with"):
        return 1.0
    return 0.3 if after in ("", "\n", ".", ",", ")", ":", "!", "–", "-", "|") else 0.0


def _labelled(parts: Sequence[str], base: float, near: _Near) -> Iterator[tuple[int, int, float]]:
    """Titles without a known noun, where the text says that a title follows ("Position: GET – Mechanical")."""
    for at, piece in enumerate(parts):
        low = fold(piece) if piece[0].isalpha() else ""
        if low in ("for", "on", "about", "re") and near.language in (None, "en"):
            end = _capitals(parts, at + 2) if at + 2 < len(parts) and parts[at + 1] == " " else 0
            if end and _may_be_title(parts, at + 2, end, near):
                acts = any(fold(word) in _WORDS["acts"] for word in _word_before(parts, at, 4))
                yield at + 2, end, base + (1.5 if acts and low == "for" else 0.7)
            continue
        if low not in _WORDS["nouns"]:
            continue
        begin = at + 1
        if begin < len(parts) and parts[begin] == ":" and _starts_line(parts, at):
            begin += 1
            while begin < len(parts) and (parts[begin] == " "):
                begin += 1
            end = begin
            while (
                end < len(parts)
                and parts[end][0] != "\n"
                and parts[end] not in (",", ";", "|", "(", ".")
                and end - begin < 24
            ):
                end += 1
            if end > begin and is_capital(parts[begin]) and end - begin < 14 and not all(fold(parts[k]) in titles.COMMON for k in range(begin, end) if is_word(parts[k])):
                yield begin, end, base + 3.0
        elif (
            begin + 3 < len(parts)
            and parts[begin] == " "
            and fold(parts[begin + 1]) in ("of", "as", "als", "de", "di")
            and parts[begin + 2] == " "
        ):
            start = begin + 3
            if fold(parts[start]) in _WORDS["articles"] and start + 2 < len(parts):
                start += 2
            end = _capitals(parts, start)
            if end > start:
                yield start, end, base + 2.5


def _may_be_title(parts: Sequence[str], begin: int, end: int, near: _Near) -> bool:
    """Whether capitals without a known noun can be the name of a post ("HS Chemistry"), and not of a house, place or person."""
    words = [parts[at] for at in range(begin, end, 2)]
    lows = [fold(word) for word in words]
    if len(words) < 2 or len(words) > 5 or near.is_company(words) or lows[-1] in COMPANY_WORDS or may_be_given(words[0]) or is_given(words[-1]):
        return False
    return not any(low in _PLACES or titles.is_head(low) or low in titles.COMMON or low.isdigit() for low in lows)


def _unnamed(parts: Sequence[str], base: float, near: _Near) -> Iterator[tuple[int, int, float]]:
    """What stands between an article and "position", though no noun in it is known ("the AIN position")."""
    for at, piece in enumerate(parts):
        if not piece[0].isalpha() or fold(piece) not in _WORDS["jobs"] or at < 4 or parts[at - 1] != " ":
            continue
        begin = at
        while begin >= 2 and parts[begin - 1] == " " and is_word(parts[begin - 2]) and at - begin < 10:
            low = fold(parts[begin - 2])
            if low in _WORDS["articles"] or low in _WORDS["strong"]:
                break
            begin -= 2
        words = [fold(parts[k]) for k in range(begin, at - 1, 2)]
        if not words or begin < 2 or len(words) > 4 or fold(parts[begin - 2]) not in _WORDS["articles"] | _WORDS["strong"]:
            continue
        if any(titles.is_head(word) for word in words) or words[-1] in titles.COMMON | titles.TRADES | titles.RANKS | _WORDS["acts"] | _WORDS["articles"]:
            continue
        if near.language not in (None, "en") and not is_capital(parts[begin]):
            continue
        if near.is_company([parts[k] for k in range(begin, at - 1, 2)]) or words[-1] in _WORDS["unsaid"] or any(word in titles.COMMON for word in words) or is_given(words[0]):
            continue
        yield begin, at - 1, base + (2.2 if is_capital(parts[begin]) else 1.4)


def _starts_line(parts: Sequence[str], at: int) -> bool:
    back = at - 1
    while back >= 0 and parts[back][0] != "\n" and at - back < 6:
        if parts[back] in (".", ",", ":"):
            return False
        back -= 1
    return back < 0 or parts[back][0] == "\n"


def _capitals(parts: Sequence[str], start: int) -> int:
    at, end = start, start
    while at < len(parts) and is_word(parts[at]) and is_capital(parts[at]) and fold(parts[at]) not in titles.COMMON:
        end = at + 1
        if end >= len(parts) or parts[end] != " ":
            break
        at = end + 1
        if at < len(parts) and parts[at] in ("&", "and", "-", "–", "of") and at + 2 < len(parts):
            at += 2
    return end
