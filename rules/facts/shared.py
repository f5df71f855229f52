"""Whether an invitation brings something to read: an article, slides, background notes, as a file or a link (B32).

Only that it does is kept; where a link leads is never looked at nor repeated. A link alone says nothing: most lead to
the meeting, a calendar, the advert or a way to unsubscribe. So the mail has to hand something over, call it by a name
that only such things have, and bring a file or an ordinary link with it.
"""

from __future__ import annotations

import re

from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Intent

INTENTS = frozenset({Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED, Intent.SCHEDULING_REQUEST})
_LOOKED_AT = 6000
_LINK_WITHIN = 200

_FILE_WORDS = re.compile(
    r"\b(?:attach\w*|enclos\w*|anbei|im anhang|ci-joint\w*|en pièce jointe|adjunt\w*|em anexo|bijgevoegd|bijlage"
    r"|allegat\w|allego|alleghiamo)\b",
    re.IGNORECASE,
)
_WAYS = {
    "en": (
        r"here(?:'s|’s| is| are)|find (?:attached|enclosed|below)|attached (?:is|are)"
        r"|attached you(?:'ll|’ll| will) find"
        r"|(?:we|i)(?:'ve|’ve| have)? (?:attached|enclosed|included)"
        r"|(?:we|i)(?: am| are|'m|’m|'re|’re) (?:sharing|sending|attaching)|(?:we|i) thought you might like",
        r"articles?|blog ?posts?|white ?papers?|slides?|slide deck|annual report|background (?:reading|materials?"
        r"|information|notes)|reading list|prep(?:aration)? (?:guide|notes|pack|materials?)|company overview"
        r"|product overview",
    ),
    "de": (
        r"anbei|im anhang|hier (?:ist|sind|finden sie|findest du)"
        r"|(?:ich|wir) (?:sende|schicke)n? (?:ihnen|dir)",
        r"artikel|blogbeitrag|folien|hintergrundmaterial|hintergrundinformationen|unterlagen zur vorbereitung"
        r"|vorbereitungsmaterial|geschäftsbericht|leseliste",
    ),
    "fr": (
        r"ci-joint\w*|en pièce jointe|voici|(?:je|nous) vous (?:envoie|envoyons|joins|joignons|transmets|transmettons)",
        r"articles?|diaporama|dossier de présentation|guide de préparation|rapport annuel|documents de préparation",
    ),
    "es": (
        r"adjunt\w+|aquí (?:tiene|tienes|está)|(?:le|te) (?:envío|enviamos|comparto|compartimos)",
        r"artículos?|diapositivas|material de preparación|guía de preparación|informe anual|material de lectura",
    ),
    "pt": (
        r"em anexo|aqui está|seguem?|(?:envio|enviamos|compartilho|compartilhamos)",
        r"artigos?|slides|material de (?:preparação|leitura)|guia de preparação|relatório anual",
    ),
    "nl": (
        r"bijgevoegd|in de bijlage|als bijlage|hierbij|hier is",
        r"artikel(?:en)?|achtergrondinformatie|jaarverslag|voorbereidingsmateriaal|leeslijst",
    ),
    "it": (
        r"in allegato|alleg(?:o|hiamo)|ecco|(?:le|ti) (?:invio|inviamo|mando)",
        r"articol[oi]|materiale di (?:preparazione|lettura)|guida alla preparazione|bilancio annuale",
    ),
}  # fmt: skip
_OWNERS = re.compile(
    r"\b(?:your|my|ihr\w*|dein\w*|votre|vos|ton|tes|su|sus|tu|tus|seu|sua|teu|tua|uw|jouw|je|suo|sua|tuo"
    r"|bring|prepare|send|which|when|for (?:the|an?))\b",
    re.IGNORECASE,
)
"""Between handing over and the thing, it is something of the owner's, a task, or another thing."""
_DOUBT = re.compile(r"\b(?:not|no longer|if|unless|wenn|nicht|pas|niet|non|não|si|se|als)\b", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\"')\]]{4,400}", re.IGNORECASE)
_OTHER_LINK = re.compile(
    r"unsubscri|abmeld|désabon|desuscri|preferences|optout|opt-out|privacy|datenschutz|/track|click\.|/click|/ls/|awstrack"
    r"|utm_|list-manage|sendgrid|mailchimp|zoom\.us|meet\.google|teams\.|webex|whereby|gotomeeting|skype|jitsi"
    r"|calendly|cal\.com|calendar|doodle|goodtime|/schedul|/book|/slots|maps\.|/maps|goo\.gl|greenhouse|lever\.co"
    r"|workday|smartrecruiters|ashby|recruitee|personio|teamtailor|icims|/jobs?\b|careers?[./]|/vacanc|/stellen|/apply"
    r"|hackerrank|codility|coderpad|codesignal|/assessment|/test|/login|/sign",
    re.IGNORECASE,
)
"""Meetings, calendars, adverts, tests, tracking, ways out of a list."""
_NO_READING = re.compile(
    r"\.(?:ics|vcf|vcs|p7s|png|jpe?g|gif|svg|asc|htm|html)$|privacy|consent|nda\b|form", re.IGNORECASE
)


def is_brought(message: Message, clues: Clues) -> bool:
    """Whether the mail says that it brings something to read, and does."""
    ways = _WAYS.get(clues.language or "")
    if clues.intent not in INTENTS or ways is None:
        return False
    text = message.own_text[:_LOOKED_AT]
    handing, things = ways
    for match in re.finditer(rf"\b(?:{handing})\b([^.!?\n]{{0,60}}?)\b(?:{things})\b", text, re.IGNORECASE):
        is_theirs = not _OWNERS.search(match[1]) and not _DOUBT.search(_sentence(text, match))
        if is_theirs and (_with_file(message, match[0]) or _with_link(text, match)):
            return True
    return False


def _sentence(text: str, match: re.Match[str]) -> str:
    return re.split(r"[.!?\n]", text[: match.start()])[-1] + match[0]


def _with_file(message: Message, said: str) -> bool:
    return _FILE_WORDS.search(said) is not None and any(not _NO_READING.search(name) for name in message.attachments)


def _with_link(text: str, match: re.Match[str]) -> bool:
    found = _LINK.search(text, match.end(), match.end() + _LINK_WITHIN)
    return found is not None and not _OTHER_LINK.search(found[0])
