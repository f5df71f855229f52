"""The title of the job (B3): titles are found by their grammar, and weighed by what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rules import letters, phrases
from rules import title_words as titles
from rules.agent_nouns import whole_forms
from rules.facts import company
from rules.facts.clues import Clues
from rules.facts.role_candidates import weighed
from rules.facts.role_choice import Ballot, Candidate, chosen, described
from rules.facts.role_context import Near
from rules.facts.role_places import Sighting
from rules.message import Message
from rules.organisations import label_of
from rules.people import is_title, may_be_given
from rules.pieces import fold, is_capital, joined, pieces, squash, word_sets
from rules.reading import Intent, Owner

_PLACES = word_sets("places.yaml")["places"]


_OWN, _SIDE, _QUOTED = 6000, 600, 3000  # characters looked at
_LEAST = 0.9
_LISTS = re.compile(
    r"^[^\w\n]*(?:similar|other|more|recommended|related|jobs? you|you may also|people also)\b.{0,60}$", re.I | re.M
)


@dataclass(slots=True)
class _Vote:
    text: str
    best: float
    total: float


def find(message: Message, owner: Owner, clues: Clues) -> str | None:
    """The title as written, with markers and specialities in brackets; None where only a field of work is left."""
    return None if clues.intent is Intent.UNRELATED else chosen(candidates(message, owner, clues))


def candidates(message: Message, owner: Owner, clues: Clues) -> list[Candidate]:
    """Every way to read the title, described for the choice among them."""
    letter = letters.letter_of(message)
    own = letter.body[:_OWN]
    if (cut := _LISTS.search(own)) is not None:
        own = own[: cut.start()]
    employer = company.find(message, owner, clues) or ""
    near = Near(
        label_of(message.sender.email if message.sender else None),
        employer,
        squash(employer),
        fold(owner.name),
        clues.language,
    )
    votes: dict[str, _Vote] = {}
    ballot = Ballot()
    tail = "\n".join(letter.tail)[:_SIDE] or letter.body[-100:]
    heading = _REPLY.sub("", message.subject[:300]).strip()
    regions = [("subject", heading, 2.0), ("own", own, 0.0), ("tail", tail, -2.5)]
    if (said := phrases.stated(message, clues.system).role) is not None:
        _count(votes, ballot, "stated", re.sub(r"^(?:the|our|a|an) ", "", said), 3.0, near)
    for region, text, base in regions:
        _count(votes, ballot, region, text, base, near)
    if (last := _LAST_ASIDE.search(letter.body[-120:])) is not None:
        _count(votes, ballot, "aside", last.group(1), 2.5, near)
    for line in letter.tail[:8]:
        house, comma, post = line.partition(", ")
        if comma and near.is_company(house.split()):
            _count(votes, ballot, "house line", post, 2.0, near)
    if _is_title_alone(heading[:80], near):
        votes.setdefault(squash(heading), _Vote(heading, 1.2, 1.2))
    if not votes:
        _count(votes, ballot, "footer", message.footer[:_SIDE], -1.5, near)
    for inner in _ASIDE.findall(tail):
        _count(votes, ballot, "aside", inner, 2.5, near)
        if squash(inner) not in votes and _is_asides_title(inner, near):
            votes[squash(inner)] = _Vote(inner, 1.5, 1.5)
    best = max(votes.values(), key=lambda vote: vote.best, default=None)
    if best is None or best.best < _LEAST or " " not in best.text:
        quoted = letters.unwrapped(message.quoted_text[:_QUOTED])
        _count(votes, ballot, "quoted", quoted, -1.5 if best is not None and best.best >= _LEAST else -0.5, near)
    if not any(vote.best >= _LEAST for vote in votes.values()):
        for subject in message.returned_headers.get("subject", ())[:1]:
            _count(votes, ballot, "returned", subject[:300], 2.0, near)
    return described(ballot, _by_rule(votes), fold(heading), near, _clean)


# A bracket in the signature names what the mail is about ("Mohawk Paper (Logistics Coordinator)").
_LAST_ASIDE = re.compile(r"(?:^|[.!?\n])\s*\(([^()\n]{3,60})\)[.!\s]*$")
_ASIDE = re.compile(r"\(([^()\n]{2,60})\)")


def _is_title_alone(text: str, near: Near) -> bool:
    """Whether a subject is nothing but a title, however it is written ("orchard 2IC", "Saturday assistant")."""
    lows = [fold(word) for word in text.split()]
    if not 0 < len(lows) < 5 or not titles.is_head(lows[-1]) or not all(_PLAIN_WORD.fullmatch(low) for low in lows):
        return False
    known = (titles.COMMON - titles.TRADES) | _NO_PART
    return not any(low in known or is_title(low) for low in lows) and not near.is_company(text.split())


_REPLY = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|tr|rv|enc|sv|antw)\s*:)+", re.I)
_NO_PART = frozenset().union(*(word_sets("role_words.yaml")[name] for name in ("nouns", "acts", "talks", "unsaid")))
_PLAIN_WORD = re.compile(r"[^\W_](?:[\w'’-]*\w)?")


def _is_asides_title(inner: str, near: Near) -> bool:
    words = inner.split()
    lows = [fold(word) for word in words]
    if any(is_title(word) for word in words):
        return False
    if 1 < len(words) < 5 and any(map(titles.is_head, lows)) and not any(low in titles.COMMON for low in lows):
        return True
    if (
        not words
        or len(words) > 5
        or "/" in inner
        or any(letter.isdigit() for letter in inner[:4])
        or not is_capital(words[0])
    ):
        return False
    return (
        not near.is_company(words)
        and not any(low in titles.COMMON or low in _PLACES for low in lows)
        and not may_be_given(words[0])
    )


def _by_rule(votes: dict[str, _Vote]) -> str | None:
    likely = [vote for vote in votes.values() if vote.best + min(vote.total - vote.best, 1.0) / 2 >= _LEAST]
    if not likely:
        return None
    best = max(likely, key=lambda vote: (vote.best + min(vote.total - vote.best, 2.0), len(vote.text)))
    fuller = [v for v in votes.values() if v.best >= best.best - 4.0 and v.best > 0 and _holds(v.text, best.text)]
    return max([best, *fuller], key=lambda vote: len(vote.text)).text


def _holds(long: str, short: str) -> bool:
    return (
        len(long) > len(short)
        and re.search(rf"(?<!\w){re.escape(fold(short))}(?:(?!\w)|(?<=postdoc)|(?<= tech))", fold(long)) is not None
    )


def _count(votes: dict[str, _Vote], ballot: Ballot, region: str, text: str, base: float, near: Near) -> None:
    if not text:
        return
    parts = pieces(text) if near.language in (None, "en") else whole_forms(pieces(text))
    ballot.texts[region] = parts
    for begin, end, weight in weighed(parts, base, near):
        ballot.sightings.append(Sighting(region, parts, begin, end, weight))
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


def _clean(name: str, near: Near) -> str:
    return _cleaned(name, near.company)


@lru_cache(maxsize=512)
def _cleaned(name: str, company: str) -> str:
    """Remembered, since the same words are seen many times in a mail: in several places, and a little more or less."""
    if company and company in name:
        name = re.sub(_BEFORE_COMPANY + re.escape(company) + r".*$", "", name, flags=re.S).strip(" ,;:-–|")
    name = _OF_HOUSE.sub("", _OWNED.sub("", _AROUND.sub("", name)))
    name = _WORK_MODE.sub("", _CODE.sub("", _FRINGE.sub("", name))).strip(" ,;:-–|")
    return name + ")" if name.count("(") > name.count(")") else name


_WORK_MODE = re.compile(
    r"\s+\((?:(?:fully|part(?:ly|ially)?|100 ?%) )?(?:remote|hybrid|on-?site|home ?office|t[ée]l[ée]travail|"
    r"teletrabajo|remoto|ibrido)\)?$",
    re.I,
)
_OWNED = re.compile(r"['’]s$")
_FRINGE = re.compile(r"^[dl]['’](?=\w)|\.(?:pdf|docx?)$", re.I)
# "Monday's Tax Associate", "Concerning Compositor", "Magazziniere giovedì 9": what surrounds a title in its sentence.
_AROUND = re.compile(
    r"^(?:(?:Mon|Tues|Wednes|Thurs|Fri)day['’]s|Tomorrow['’]s|Today['’]s|Concerning|Regarding|Re) (?=[A-Z])"
    r"|\s+(?:lunedì|martedì|mercoledì|giovedì|venerdì|lundi|mardi|mercredi|jeudi|vendredi|lunes|martes|miércoles|"
    r"jueves|viernes|segunda|terça|quarta|quinta|sexta|maandag|dinsdag|woensdag|donderdag|vrijdag|am|montag|dienstag|"
    r"mittwoch|donnerstag|freitag)\b.*$",
    re.I,
)
# "Bursar of Wyke College": the house belongs to the company, not to the title.
_OF_HOUSE = re.compile(
    r"(?:,| of| to| at| -| –) (?:the )?(?:(?:City|County|Town|Diocese|University|Borough|State|"
    r"Temple|Church|Port) of [A-Z].*|(?:(?<=the )|(?:[A-Z][\w'’.-]+ )+)(?:College|Hall|School|University|Society|"
    r"Regulator|Hospital|Authority|Commission|Council|Museum|Diocese|LLP|Ltd)$)"
)
_CODE = re.compile(
    r"^(?:[A-Z]{1,4}[-_ ]?)?#?\d{3,}[-\d]*\s+(?=\D)|\s+\(?(?:[A-Z]{1,4}[-_])?\d{4,}\)?$"
    r"|^(?=\S{0,20}\d)[A-Z\d]{2,6}(?:[-/][A-Z\d]{2,6}){1,3}\s+|\s+\((?=[^()]{0,20}\d)[A-Z\d]{1,6}(?:[-/][A-Z\d]{1,6}){1,3}\)$"
    r"|\s+[-–]\s+(?:Mr|Ms|Mrs|Dr|Miss|Mx)$"
)
_BEFORE_COMPANY = (
    r"(?:\s+(?:en|em|na|no|nella|presso|chez|bei|at|with|di|da|de|del|della|van|voor|of|for|to|the|by))*[\s(–|,-]*"
)
