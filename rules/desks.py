"""What a department hangs on its company's name, before and behind it ("El equipo de Talento de …", "… Careers")."""

from __future__ import annotations

import re
from functools import lru_cache

from rules.organisations import SMALL
from rules.pieces import fold

# What a department calls itself before and behind the company's name.
_FRONT_DESK = re.compile(
    r"^(?:(?:el|il|le|la|das|der|die|de|het|o|a|the|your)\s+)?(?:(?:hr|rh|recruiting|recruitment|"
    r"talent|hiring|werving)[ -])?"
    r"(?:team|equipo|équipe|equipe|time|service|servicio|serviço|ufficio|amministrazione|direzione|"
    r"direção|direcção|dirección|direction|personeelsdienst|dienst|afdeling|departamento|"
    r"dipartimento|"
    r"bericht|werken|respuesta|selezione|selección|seleção|recrutement|recruiting|desk|message|"
    r"news)\s+(?:(?:personale|recrutement|rh|hr|talento|selección|seleção|selezione|werving|"
    r"recursos humanos|personas|gente)\s+)?"
    r"(?:(?:de la|de|del|della|di|do|da|van|bij|der|des|du|at|from)\s+)?(?-i:(?=[^\W\d_a-z]))",
    re.I,
)
_DESK = re.compile(
    r"\s*[-–|,]?\s*(?:\b(?:the|global|corporate|university|our|campus|"
    r"onsite)\s+)?\b(?:talent(?: acquisition| attraction| experience| partners?)?|recruit(?:ing|"
    r"ment|ers?)|careers?|jobs|hiring|human resources|people(?: ?(?:&|and) ?culture| ops|"
    r" operations| experience)?|hr|staffing|onboarding"
    r"|candidate (?:experience|care|support)|personalabteilung|bewerbungen|karriere|carriere|"
    r"recrutement|rh|ressources humaines|selección|recursos humanos|seleção|risorse umane|selezione|"
    r"werving|scheduling|coordination|relations|interviews?|admissions)\b"
    r"(?:\s+(?:and|&)\s+\w+)?(?:\s+(?:team|department|office|desk|services|group|notifications?|"
    r"alerts|coordinator|dept|abteilung))?\W*$|[\s-]+(?-i:office|reception|secretariat)\W*$|"
    r"[\s-]+(?:team|notifications?)\W*$",
    re.I,
)


# Pieces of words of which every match holds one.
_FRONT_KEYS = (
    *("team", "equip", "équipe", "time", "servi", "ufficio", "amministr", "dire", "personeel", "dienst", "afdeling"),
    *("depart", "dipart", "bericht", "werken", "respuesta", "sele", "recru", "desk", "message", "news"),
)
_KEYS = (
    *("talent", "recru", "career", "jobs", "hiring", "human", "people", "hr", "staffing", "onboarding", "candidate"),
    *("personal", "bewerb", "karriere", "carriere", "rh", "ressources", "selecc", "recursos", "sele", "risorse"),
    *("werving", "scheduling", "coordination", "relations", "interview", "admissions", "team", "notification"),
    *("office", "reception", "secretariat"),
)


@lru_cache(maxsize=2048)
def without_desk(name: str) -> str:
    """A company's name without the department before or behind it, and without marks around it."""
    low = name.lower()
    if any(key in low for key in _FRONT_KEYS):
        name = _FRONT_DESK.sub("", name)
    if any(key in low for key in _KEYS):
        name = _DESK.sub("", name)
    text = re.sub(r"['’]s?$", "", name.strip(" ,;:-–|'\"“”*/")) if not name.endswith("s'") else name
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
