"""Sie or du, Ms. Roth or Ines: how a mail addresses its reader (B32). The words of each language are all it knows."""

from __future__ import annotations

import re

MAX_TEXT_LENGTH = 20_000

_TITLE = r"(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|madam)\b"
_FORMS = {
    "en": (
        rf"\A\W*(?:dear|good (?:morning|afternoon|evening)) {_TITLE}",
        rf"\A\W*(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)) (?!{_TITLE})\w",
    ),
    "de": (
        r"(?<=[a-zäöüß,;:] )(?-i:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b|\b(?-i:Ihnen)\b",
        r"\b(?:du|dir|dich|dein(?:e[mnrs]?)?|euch|euer|eure[mnrs]?)\b",
    ),
    "fr": (r"\b(?:vous|votre|vos)\b", r"\b(?:tu|toi|ton|tes)\b|\bt['’](?=\w)"),
    "es": (
        r"\b(?:usted(?:es)?|le (?:escrib|agrade|confirm|inform|invit|envi|mand|propon|record|salud|ped|contact)\w*"
        r"|su (?:candidatura|cv|currículum|interés|tiempo|solicitud|perfil|disponibilidad|respuesta|entrevista)"
        r"|(?:háganos|indíquenos|avísenos|confírmenos|quedamos a su)\w*)\b",
        r"\b(?:tú|ti|contigo|tus?|vos|vuestr[ao]s?|os|puedes|quieres|tienes|estás|eres|podrías|podés|tenés|querés"
        r"|avísa(?:me|nos)|dime|dinos|cuénta(?:me|nos)|confírma(?:me|nos)|te (?:escrib|agrade|confirm|inform|invit|envi"
        r"|mand|propon|record|contact)\w*)\b",
    ),
    "pt": (
        r"\b(?:(?:o|ao|do) senhor|(?:a|à|da) senhora|v\. ?(?:ex|s)[aª]|vossa senhoria)\b",
        r"\b(?:tu|teus?|tuas?|contigo|queres|podes|tens|estás|diz-(?:me|nos)|avisa-(?:me|nos)|envia-(?:me|nos))\b",
    ),
    "nl": (r"\b(?:u|uw)\b", r"\b(?:je|jij|jou|jouw|jullie)\b"),
    "it": (
        r"(?<=[a-zàèéìòù,;:] )(?-i:Lei|La|Le|Suo|Sua|Suoi|Sue)\b"
        r"|\b(?:la (?:ringrazi|contatt|invit|inform|aspett|salut)\w*|le (?:scriv|conferm|comunic|propon|invi|chied)\w*"
        r"|la sua (?:candidatura|disponibilità)|il suo (?:profilo|curriculum|cv|interesse|tempo)|potrebbe|vorrebbe)\b",
        r"\b(?:tu|ti|tuoi?|tua|tue|puoi|vuoi|potresti|vorresti|fammi|facci|scrivi(?:mi|ci)|dimmi|dicci)\b",
    ),
}
"""Formal and informal words by language. Where a language leaves the person out, its verbs and set phrases stand in;
English has but its greeting."""


def form_of_address(text: str, language: str | None) -> str | None:
    """ "formal" or "informal", as the words of a mail in this ISO 639-1 language mostly are; None where none tell.

    `text` is the writer's own, without quotes. Portuguese "você" is neither: the drafts' usual form suits it.
    """
    forms = _FORMS.get((language or "").lower()[:2])
    if forms is None:
        return None
    formal, informal = (len(re.findall(words, text[:MAX_TEXT_LENGTH], re.IGNORECASE)) for words in forms)
    if not formal and not informal:
        return None
    return "informal" if informal > formal else "formal"
