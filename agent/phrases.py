"""What a draft knows, as phrases that sentences can take in: a request becomes the variables of the templates (B32).

Every fact is cleaned here, and only here. An unknown fact is an empty text, and a flag that is not so is False, so a
template never meets a variable it does not know.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from agent.draft_request import DraftRequest
from agent.material import Language, pattern
from agent.salutation import Name, cleaned_name, read_name
from agent.template_variables import FLAGS, VARIABLES
from agent.wording import about_phrase, is_unmannerly, note_phrase, one_line, speaks, tidy, with_article
from rules.pacing import Step
from rules.reading import Medium, Stage

MAX_FACT_LENGTH = 80
"""Role and company (B32)."""
_GENDER_MARKS = re.compile(
    r"[\s,–-]+(?:(?:[mwfdhvx]|div|gn)(?:\s?[/|]\s?(?:[mwfdhvx]|div|gn)){1,3}|all genders|mwd|wmd)\.?$", re.IGNORECASE
)
"""Who may apply, where a title ends with it: m/w/d, h/f, m/v/x."""
_INCLUSIVE_ENDING = re.compile(r"(?<=\w)[*_](?=in(?:nen)?\b)")
_SMALL_WORDS = frozenset(
    {"OF", "AND", "THE", "FOR", "IN", "AT", "DE", "DU", "DES", "ET", "LA", "UND", "FÜR", "IM", "DER", "DEL", "Y", "EN"}
    | {"E", "DI", "DA", "DO", "VAN", "VOOR"}
)
MAX_FIT_LENGTH = 160
MAX_WORDS_BEFORE_A_NOUN = 5

Facts = Mapping[str, str | bool]

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>")
_LINK = re.compile(r"\S*(?:https?:|www\.|://|\S@\S)\S*", re.IGNORECASE)
_EDGE_MARKS = " -–:·,;/!'’&"
_FACT_MARKS = frozenset("&+#/.,'-–:·!’%")
_NOT_AVAILABLE = re.compile(r"(?<![\w/])n/a(?![\w/])", re.IGNORECASE)
_LONE_STOP = re.compile(r"^\.(?=\s)[.\s]*")
"""A full stop of its own before the first word, which a sentence would take for its end; ".NET" keeps its own."""
_LOOSE_PERCENT = re.compile(r"(?<!\d)%|%(?=[\w}])")
_EMPTY_WORDS = frozenset(
    {"", "n/a", "na", "none", "null", "nil", "tbd", "tba", "tbc", "unknown", "undefined", "company"}
)
_BESIDE_SENTENCES = re.compile(r"[{}\[\]<>|\\]")


def cleaned_fact(raw: str | None) -> str:
    """A role or company without brackets, links, line breaks and marks, at most 80 characters (B32); else ""."""
    text = unicodedata.normalize("NFC", (raw or "")[:1000])
    text = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)
    for _ in range(3):
        text = _BRACKETED.sub(" ", text)
    text = _LINK.sub(" ", text).split("|")[0] or text.partition("|")[2]
    text = _INCLUSIVE_ENDING.sub(":", _NOT_AVAILABLE.sub(" ", text))  # Entwickler*in; ":" is a mark that facts may have
    text = "".join(c if _belongs(c) else " " for c in _LOOSE_PERCENT.sub(" ", text))
    text = _GENDER_MARKS.sub("", tidy(text).strip(_EDGE_MARKS))
    text = _LONE_STOP.sub("", tidy(_capped(text.strip(_EDGE_MARKS))))
    return "" if text.lower() in _EMPTY_WORDS or not any(c.isalnum() for c in text) else _calmed(text)


def recipient(request: DraftRequest, tongue: Language) -> Name | None:
    """The person to greet, or None where only a team or nobody is named."""
    name = read_name(request.to.name, tongue.name_words) if request.to else None
    company = set(cleaned_fact(request.company).lower().split())
    return None if name and set(name.full.lower().split()) <= company else name


def facts(request: DraftRequest, tongue: Language) -> Facts:
    """All variables and flags of agent/template_variables.py for this request."""
    known: dict[str, str | bool] = dict.fromkeys(VARIABLES, "") | dict.fromkeys(FLAGS, False)
    name = recipient(request, tongue)
    if name:
        known |= {"full": name.full, "given": name.given or "", "family": name.family or "", "title": name.title or ""}
    known["owner"] = cleaned_name(request.sender.name)
    known |= _places(request, tongue)
    known |= _occasion(request, tongue)
    known |= _promise(request, tongue)
    known |= _offered(request, tongue)
    known |= _fit(request, tongue)
    known |= _noted(request, tongue, name)
    known["topic"] = about_phrase(request.topic, tongue.code, request.address) or "" if request.topic else ""
    known["event"] = _thing(request.event, tongue, request.address) if request.event else ""
    known["referral"] = request.may_ask_referral
    return known


def written_date(day: date, request: DraftRequest, tongue: Language) -> str:
    """A date in words, in the order of the owner's country; with its year where that is not this one."""
    dates = tongue.customs["dates"]
    country = (request.country or "").upper()
    month_first = country in dates["month_first_countries"] or (not country and dates["month_first_where_unknown"])
    form = ("month_first" if month_first else "day_first") + ("" if day.year == request.today.year else "_with_year")
    return tongue.phrase(
        dates[form],
        {
            "weekday": dates["weekdays"][day.weekday()],
            "month": dates["months"][day.month - 1],
            "day": dates.get("first_day", "1") if day.day == 1 else str(day.day),
            "year": str(day.year),
        },
    )


def _belongs(character: str) -> bool:
    return character in _FACT_MARKS or character == " " or unicodedata.category(character)[0] in "LMN"


def _capped(text: str) -> str:
    if len(text) <= MAX_FACT_LENGTH:
        return text
    return text[: MAX_FACT_LENGTH + 1].rsplit(" ", 1)[0][:MAX_FACT_LENGTH].strip(_EDGE_MARKS)


def _calmed(text: str) -> str:
    """ "SENIOR DATA ANALYST" as "Senior Data Analyst"; short names and acronyms keep their capitals."""
    if not text.isupper() or len(text.split()) < 2:
        return text
    words = [w.lower() if w in _SMALL_WORDS else w if len(w) < 4 else w.title() for w in text.split()]
    return " ".join(words)


def _places(request: DraftRequest, tongue: Language) -> dict[str, str]:
    """Role and company, each alone and in its phrase."""
    customs = tongue.customs
    company = _with_article(cleaned_fact(request.company), tongue)
    role = _without_article(cleaned_fact(request.role), customs["role_articles"])
    forms = customs["the_role"]
    kind = _kind_of_role(role, customs["role_nouns"], 0 if customs.get("role_noun_is") == "first" else -1)
    if kind != "noun" and "elided" in forms and pattern(customs["elides"]).match(role):
        kind = "elided"
    the_role = tongue.phrase(forms[kind], {"role": role})
    at_company = tongue.phrase(_at(company, customs), {"company": company}) if company else ""
    position = tongue.phrase(customs["position"], {"the_role": the_role, "at_company": at_company}).strip()
    return {"role": role, "company": company, "the_role": the_role, "at_company": at_company, "position": position}


def _at(company: str, customs: Mapping[str, Any]) -> str:
    """The form of "at" for this name: some ask for an article in front of them."""
    special = (
        form["text"] for form in customs.get("at_company_where", ()) if pattern(form["names"]).fullmatch(company)
    )
    return str(next(special, customs["at_company"]))


def _kind_of_role(role: str, nouns: list[str], noun_at: int) -> str:
    """How a role stands in a sentence: "the Archivist role", "the Internship", "the role of Manager, Claims"."""
    words = role.lower().split()
    if not words:
        return "unknown"
    if words[noun_at] in nouns:
        return "noun"
    return "long" if len(words) > MAX_WORDS_BEFORE_A_NOUN or re.search(r",|\s[-–]\s", role) else "named"


def _with_article(company: str, tongue: Language) -> str:
    customs = tongue.customs
    takes = any(pattern(rule).fullmatch(company) for rule in customs.get("company_takes_article", ()))
    refuses = any(pattern(rule).fullmatch(company) for rule in customs.get("company_without_article", ()))
    return tongue.phrase(customs["company_article"], {"company": company}) if takes and not refuses else company


def _without_article(role: str, articles: list[str]) -> str:
    first, _, rest = role.partition(" ")
    return rest if rest and first.lower() in articles else role


def _occasion(request: DraftRequest, tongue: Language) -> dict[str, str | bool]:
    """The interview: its day, its kind, who was there."""
    customs = tongue.customs
    on = request.interview_on
    medium = request.medium.value if request.medium else "other"
    by_stage = {Stage.TECHNICAL: "technical", Stage.FINAL: "final", Stage.PANEL: "panel"}
    kind = by_stage.get(request.stage) if request.stage else None
    if request.stage is Stage.ONSITE and request.medium is Medium.ONSITE:
        kind = "onsite"  # a day of several sessions has this stage by video too (B32: nothing that is not so)
    by_medium = {Medium.PHONE: "phone", Medium.VIDEO: "video"}
    kind = kind or (by_medium.get(request.medium) if request.medium else None) or "other"
    is_ahead = request.step in (Step.REJECTION_REPLY, Step.WITHDRAWAL) and (on is None or on > request.today)
    named = on if request.day_is_certain else None
    day = written_date(named, request, tongue) if named else ""
    return {
        "on_day": _on(named, day, "on_day", tongue) if named else "",
        "of_day": _on(named, day, "of_day", tongue) if named else "",
        "interview": customs["interview"][kind],
        "talk": customs["talk"][medium],
        "interviewed": request.to_interviewed,
        "had_interview": not is_ahead,
        "interview_ahead": is_ahead and on is not None,
        "others": request.panel_index == 0 and request.other_interviewers > request.panel_size - 1,
        "thanks": request.carries_thanks,
    }


def _on(on: date, day: str, form: str, tongue: Language) -> str:
    """ "on Monday"; the word before the day may depend on it: na segunda-feira, no sábado."""
    dates = tongue.customs["dates"]
    usual = dates.get(form, dates["on_day"])
    text = dates.get(f"{form}_by_weekday", [usual] * 7)[on.weekday()]
    return tongue.phrase(text, {"date": day}) + _closing_comma(day)


def _closing_comma(day: str) -> str:
    """ "Monday, May 11," takes a second comma inside a sentence; at its end `sentences.tidy` drops it."""
    return "," if "," in day else ""


def _promise(request: DraftRequest, tongue: Language) -> dict[str, str | bool]:
    if request.promise is None:
        return {}
    day = written_date(request.promise, request, tongue)
    has_passed = request.promise < request.today
    return {
        "promise_day": day + _closing_comma(day),
        "promise_passed": has_passed,
        "promise_ahead": not has_passed,
    }


def _offered(request: DraftRequest, tongue: Language) -> dict[str, str | bool]:
    """What the employer's own mail gave: the day of the start, while it lies ahead; something to read, for which one
    thank-you of a panel thanks."""
    start = request.starts_on
    day = written_date(start, request, tongue) if start and start >= request.today else ""
    return {
        "start_day": day + _closing_comma(day),
        "material": request.had_material and request.panel_index == 0,
    }


def _fit(request: DraftRequest, tongue: Language) -> dict[str, str | bool]:
    """The profile's line as a phrase or as a sentence; a sentence is for one thank-you of a panel only."""
    line = one_line(request.fit or "").rstrip(".")
    if not line or _BESIDE_SENTENCES.search(line):
        return {}
    if line.split()[0].lower() in tongue.manners["sentence_starts"]:
        if not speaks(line, tongue.code):
            return {}
        fits = len(line) <= MAX_FIT_LENGTH and not re.search(r"[.!?]", line) and request.panel_index == 0
        return {"fit_sentence": line[:1].upper() + line[1:] + "."} if fits and _is_mannerly(line, tongue) else {}
    phrase = about_phrase(line, tongue.code, request.address)
    return {"fit": phrase} if phrase else {}


def _thing(text: str, tongue: Language, address: str | None) -> str:
    """A thing to name in a sentence, with an article where the language wants one; "" where it fits none."""
    return about_phrase(with_article(one_line(text), tongue.manners), tongue.code, address) or ""


def _is_mannerly(line: str, tongue: Language) -> bool:
    return not is_unmannerly(line, tongue.manners)


def _noted(request: DraftRequest, tongue: Language, name: Name | None) -> dict[str, str | bool]:
    """The notes' phrases for this draft. A panel shares them out, so that nobody reads the same twice (B30)."""
    phrases = list(_phrases(request, tongue, name))
    abouts = list(dict.fromkeys(text for kind, text, _ in phrases if kind == "about"))
    size, index = max(request.panel_size, 1), max(request.panel_index, 0)
    mine: dict[str, str | bool] = {}
    for kind, text, file in _share(phrases, size, index):
        if kind == "connection" and size > 1:
            continue  # it is with one of them, and nobody says with whom
        mine[kind] = text
        mine |= {"attached": True} if file else {}
    if request.step is not Step.THANK_YOU:
        return mine | _angle(request.step, abouts)
    if abouts:
        mine["about"] = abouts[index % len(abouts)]
    if len(abouts) > size:
        mine["also_about"] = abouts[(index + size) % len(abouts)]
    return mine


def attached_file(request: DraftRequest, tongue: Language) -> str | None:
    """The file of what this draft says was promised, if the owner gave one."""
    phrases = list(_phrases(request, tongue, recipient(request, tongue)))
    mine = _share(phrases, max(request.panel_size, 1), max(request.panel_index, 0))
    return next((file for kind, _, file in mine if kind == "promised"), None)


_Phrase = tuple[str, str, str | None]
"""A note's variable, its phrase, and its file."""


def _phrases(request: DraftRequest, tongue: Language, name: Name | None) -> Iterator[_Phrase]:
    for note in request.notes:
        found = note_phrase(note, tongue.code, request.address)
        if found and (to_you := _spoken_to(found[1], name, tongue)):
            yield found[0], to_you, note.file


def _share(phrases: Sequence[_Phrase], size: int, index: int) -> Iterator[_Phrase]:
    """What one of a panel's thank-yous says of the notes that are not `about`: of each kind one."""
    taken: set[str] = set()
    for place, phrase in enumerate(p for p in phrases if p[0] != "about"):
        if place % size == index % size and phrase[0] not in taken:
            taken.add(phrase[0])
            yield phrase


def _angle(step: Step, abouts: list[str]) -> dict[str, str | bool]:
    """Each follow-up takes a new angle: the check-in the second note, the nudge the third, where there are so many."""
    place = {Step.CHECK_IN: min(1, len(abouts) - 1), Step.NUDGE: 2}.get(step, 0)
    return {"about": abouts[place]} if place < len(abouts) and abouts else {}


def _spoken_to(text: str, name: Name | None, tongue: Language) -> str:
    """A note that names the recipient ("Priya's forecasting project"), as said to them; "" where it cannot be."""
    for called in filter(None, (name.full, name.given, name.family) if name else ()):
        if tongue.manners["your"]:
            text = re.sub(rf"\b{re.escape(called)}['’]s\b", tongue.manners["your"], text)
        if re.search(rf"\b{re.escape(called)}\b", text, re.IGNORECASE):
            return ""
    return text
