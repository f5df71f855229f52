"""What an invitation says the interview is about (B32): "We will focus on the pricing engine" → "the pricing engine".

Said in so many words, or not at all: a wrong topic in a thank-you is worse than none. So only a few plain ways to say
it count, never a sentence with a doubt or a condition, and never what every interview is about (topic.yaml).
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml

from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Intent

INTENTS = (Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED, Intent.SCHEDULING_REQUEST)
MAX_WORDS = 6
_LOOKED_AT = 4000

_PHRASE = r"(?P<topic>[^\W\d_][\w '’/&+#-]{2,60}?)"
_END = r"(?=[.,;:!?()\n\r–—]|$| with (?:you|us)\b| mit (?:Ihnen|dir)\b| avec | con | com | met )"
_NAMED = (
    r"(?P<topic>(?:our|the) (?:[\w-]+ ){1,3}(?:project|platform|programme|program|product|pipeline|engine|migration"
    r"|launch|roadmap|architecture))(?=\s*(?:[.,;:!?]|$| with\b| and\b| as\b| that\b| which\b| we\b| you\b))"
)
"""A project that is called one: "our forecasting project"; what follows must not make it part of a title."""
_WAYS = {
    "en": (
        r"\b(?:conversation|interview|session|call|round|meeting|discussion|chat|we|it|this)\b[^.!?\n]{0,30}?"
        rf"\b(?:will|'ll|’ll) (?:mainly |mostly |largely |all |then )?(?:focus on|centre on|center on|be about|revolve "
        rf"around) {_PHRASE}{_END}",
        rf"(?: would|'d|’d| will|'ll|’ll)(?: then| also)? walk you through {_PHRASE}{_END}",
        rf"(?:^|[\n(])\s*(?:the )?(?:main )?(?:topic|focus)s?(?: of the (?:interview|conversation|call))?"
        rf"(?: is| are| will be|:) {_PHRASE}{_END}",
        rf"\b(?:talk(?:ing)?|speak(?:ing)?|hear|tell you|work(?:ing)?) (?:more )?(?:about|on) {_NAMED}",
    ),
    "de": (rf"\b(?:Thema|Schwerpunkt)(?: des Gesprächs)?(?: ist| wird|:) {_PHRASE}{_END}",),
    "fr": (
        rf"\b(?:entretien|échange|discussion) portera (?:surtout |principalement )?sur {_PHRASE}{_END}",
        rf"\b(?:sujet|thème)(?: de l['’]entretien)? ?: {_PHRASE}{_END}",
    ),
    "es": (
        rf"\b(?:entrevista|conversación|reunión) (?:tratará|versará|será) (?:principalmente )?sobre {_PHRASE}{_END}",
        rf"\btema(?: de la entrevista)?: {_PHRASE}{_END}",
    ),
    "pt": (rf"\b(?:entrevista|conversa) será sobre {_PHRASE}{_END}", rf"\btema(?: da entrevista)?: {_PHRASE}{_END}"),
    "nl": (
        rf"\bgesprek (?:zal gaan|gaat) (?:vooral )?over {_PHRASE}{_END}",
        rf"\bonderwerp(?: van het gesprek)?: {_PHRASE}{_END}",
    ),
    "it": (rf"\b(?:argomento|tema)(?: del colloquio)?: {_PHRASE}{_END}",),
}
_DOUBT = re.compile(
    r"\b(?:if|unless|whether|may|might|could|not|no longer|n[o']t|instead|falls|wenn|nicht|kein\w*|si|pas|no|não|se|als"
    r"|niet|non)\b|n[’']t\b",
    re.IGNORECASE,
)


def find(message: Message, clues: Clues, role: str | None = None, company: str | None = None) -> str | None:
    """The topic as a short phrase, None where the mail does not say it plainly. `role` and `company` are no topics."""
    if clues.intent not in INTENTS:
        return None
    text = message.own_text[:_LOOKED_AT]
    for way in _WAYS.get(clues.language or "", ()):
        for match in re.finditer(way, text, re.IGNORECASE):
            phrase = re.sub(r"^our\b", "your", " ".join(match["topic"].split()), flags=re.IGNORECASE)
            if not _DOUBT.search(_sentence(text, match)) and _is_topic(phrase, f"{role or ''} {company or ''}"):
                return phrase
    return None


def _sentence(text: str, match: re.Match[str]) -> str:
    before = re.split(r"[.!?\n]", text[: match.start()])[-1]
    return before + match[0] + re.split(r"[.!?\n]", text[match.end() :])[0]


@cache
def _words(kind: str) -> frozenset[str]:
    """`usual`: what every interview is about, such as the role, you, the pay. `premises`: where one is shown around."""
    source = resources.files("rules").joinpath("facts/topic.yaml").read_text(encoding="utf-8")
    return frozenset(word for line in yaml.load(source, Loader=yaml.CSafeLoader)[kind] for word in line.split())


def _is_topic(phrase: str, known: str) -> bool:
    words = [word.casefold() for word in re.findall(r"[\w'’]+", phrase.removeprefix("your "))]
    named = {word.casefold() for word in re.findall(r"\w{3,}", known)}
    if not 0 < len(words) <= MAX_WORDS or words[-1] in _words("premises"):
        return False
    return not _words("usual") & set(words) and not named & set(words)
