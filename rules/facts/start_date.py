"""When the work begins, where an employer's mail names the day of this role's start in so many words (B32).

"The start date is 1 March" counts. When the owner could begin, what is asked or put under a condition, a month without
a day, and two days that contradict each other do not: then it is known only that the start was spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from rules.calendar_dates import Frame
from rules.dates import dates_in
from rules.facts.clues import Clues
from rules.facts.writing import writing_of
from rules.message import Message
from rules.reading import Intent, Owner, Start
from rules.time_words import cut

INTENTS = frozenset(
    {
        Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED, Intent.SCHEDULING_REQUEST, Intent.STATUS_UPDATE,
        Intent.APPLICATION_RECEIVED, Intent.REPLY,
    }
)  # fmt: skip
LONGEST_AHEAD = timedelta(days=400)
_LOOKED_AT = 6000
_DAY_WITHIN = 40

_JOB_EN = r"(?:role|position|job|post|contract|internship|placement|traineeship|apprenticeship|fellowship)"
_WAYS = {
    "en": (
        r"\bstart(?:ing)? date(?: for (?:the|this) [\w -]{2,40}?)?(?: is| would be| will be| of|:)(?: currently)?"
        r"(?: planned| set| fixed)?(?: for| on)? ",
        rf"\b(?:the|this) {_JOB_EN} (?:would |will )?(?:start|begin|commence)s? (?:on )?",
        r"\blooking for (?:someone|somebody|a person) (?:who can |to )(?:start|begin|join)(?: us)? (?:on )?",
    ),
    "de": (
        r"\b(?:Starttermin|Startdatum|Eintrittstermin|Eintrittsdatum|Arbeitsbeginn|Stellenantritt|Dienstbeginn)"
        r"(?: für die (?:Stelle|Position))?(?: ist| wäre| wird|:)(?: der| am| zum| für den| geplant)* ",
        r"\b(?:Stelle|Position) (?:ist|wird) (?:zum|ab dem|am) ",
        r"\b(?:Stelle|Position) beginnt (?:am|zum) ",
    ),
    "fr": (
        r"\b(?:date de (?:début|prise de poste|démarrage)|prise de poste)(?: prévue| envisagée)?"
        r"(?: est| sera|:)?(?: prévue| fixée)?(?: :)?(?: au| pour le| le)? ",
    ),
    "es": (
        r"\b(?:fecha de (?:incorporación|inicio)|incorporación)(?: prevista)?(?: es| será| sería| está|:)"
        r"(?: prevista)?(?: para)?(?: el)? ",
    ),
    "pt": (
        r"\b(?:data de (?:início|entrada|admissão)|início)(?: prevista| previsto)?(?: é| será| seria| está|:)?"
        r"(?: prevista| previsto)?(?: para| em| no dia| dia)* ",
    ),
    "nl": (
        r"\b(?:startdatum|ingangsdatum|datum van indiensttreding)(?: voor de functie)?(?: is| wordt|:)(?: gepland)?"
        r"(?: op| per)? ",
        r"\b(?:functie|vacature) (?:start|begint|gaat in) (?:op|per) ",
    ),
    "it": (
        r"\b(?:data (?:di|d['’])\s?(?:inizio|inserimento|assunzione|ingresso)|inserimento)(?: previst[ao])?"
        r"(?: è| sarà| sarebbe|:)?(?: previst[ao])?(?: per)?(?: il| dal)? ",
    ),
}
_ABOUT_OTHERS = re.compile(
    r"\?|\b(?:if|unless|whether|might|could|not|n[o']t|flexible|earliest|possible|preferred|availab\w+|notice|you|your"
    r"|may (?:start|begin|be|move|change|shift)|interviews?|calls?|meeting|session|process|project|sprint|test|training"
    r"|course|webinar|onboarding|challenge|subject to"
    r"|wenn|falls|nicht|flexibel|frühest\w*|möglich\w*|verfügbar\w*|Ihr\w*|dein\w*|Sie|du|Gespräch\w*|Projekt\w*"
    r"|si|pas|flexible|disponib\w+|votre|vos|ton|tes|vous|tu|entretien|projet|au plus tôt"
    r"|no|su|sus|tu|tus|usted|entrevista|proyecto|não|se|sua|seu|tua|teu|você|projeto"
    r"|als|niet|uw|je|jouw|gesprek|beschikbaar\w*|non|Sua|Suo|tua|tuo|Lei|colloquio|progetto)\b",
    re.IGNORECASE,
)
"""Words with which the day is the owner's, somebody's wish, a question, or the start of something else."""
_SPOKEN_OF = re.compile(
    r"\bstart(?:ing)? date|\bStarttermin|\bStartdatum|\bEintritts(?:termin|datum)|\bprise de poste|\bdate de début"
    r"|\bfecha de (?:incorporación|inicio)|\bdata de início|\bdata (?:di|d['’])\s?inizio|\bstartdatum",
    re.IGNORECASE,
)


def find(message: Message, owner: Owner, clues: Clues) -> Start | None:
    """The day on which the role begins; a `Start` without a day where the mail speaks of one that is not certain."""
    if clues.intent not in INTENTS:
        return None
    text = message.own_text[:_LOOKED_AT]
    frame = writing_of(message, owner, clues.language).frame
    days = set(_days(text, clues.language, frame))
    if len(days) == 1:
        return Start(days.pop())
    return Start(None) if days or _SPOKEN_OF.search(text) else None


def _days(text: str, language: str | None, frame: Frame) -> Iterator[date]:
    for way in _WAYS.get(language or "", ()):
        for match in re.finditer(way, text, re.IGNORECASE):
            before, after = _around(text, match.start(), match.end())
            day = _first_day(after, language, frame)
            if day and not _ABOUT_OTHERS.search(f"{before}{match[0]}{after}"):
                yield day


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    """The rest of the sentence before and behind; "1. März" and "Mon. 1 March" do not end it, a line does."""
    before = re.split(r"[.!?]\s|\n", text[:start])[-1]
    after = re.split(r"(?<![\d.])(?<!\b\w\w\w)\.(?:\s|$)|\n", text[end : end + 200])[0]
    return before, after


def _first_day(after: str, language: str | None, frame: Frame) -> date | None:
    """The date with which the rest of the sentence begins, if it has day and month and lies ahead."""
    for mention in dates_in(cut(after[:_DAY_WITHIN], language), frame)[:1]:
        is_ahead = frame.today < mention.day <= frame.today + LONGEST_AHEAD
        if mention.start <= 1 and mention.kind == "exact" and not mention.is_clash and is_ahead:
            return mention.day
    return None
