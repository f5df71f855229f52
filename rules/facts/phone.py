"""A number at which the employer can be reached, and whether calls are wanted (B3)."""

from __future__ import annotations

import re

from rules import letters
from rules.facts.clues import Clues
from rules.message import Message
from rules.reading import Intent, Owner

_LOOKED_AT = 6000  # characters
_FEWEST, _MOST = 9, 15  # digits; the most after ITU-T E.164
_NUMBER = re.compile(
    r"(?<![\w@/.:-])(?:\+\d{1,3}|\(?0\d{0,4}\)?|\(\d{2,5}\)|\d{2,5})(?:[ \u00a0./–-]?\(?\d{1,5}\)?){1,5}(?![\w@:])"
)
_DATE = re.compile(r"^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})\b")
_SPOKEN = re.compile(
    r"\b(?:call|calls|phone|telephone|tel|text|sms|reach|cell|mobile|mob|ring|direct|number|desk|"
    r"line|whatsapp|handy|telefon\w*|mobil|fon|anruf\w*|durchwahl|tél|téléphone|portable|teléfono|"
    r"móvil|llam\w+|celular|telefone|telemóvel|ligar|bel|bellen|nummer|telefono|cellulare|chiam\w+|"
    r"rufen|m|t|p|c)\b[.:]?[^.\n]{0,45}$",
    re.I,
)
# The number is the owner's, or no telephone that a person answers.
_NOT_IT = re.compile(
    r"\b(?:call(?:ing)? (?:you|u)|ring(?:ing)? you|phone you|dial(?:ing)? you|(?:will|'ll|"
    r"’ll) (?:then )?(?:call|ring|phone|dial)|by phone|join|your (?:number|cell|phone|mobile|"
    r"telephone)|have (?:for you|you down|is)|number (?:i|we) have|reach you|fax|telefax|passcode|"
    r"pass code|pin|meeting id|conference id|webinar id|access code|dial[- ]?in|one[- ]tap|"
    r"ref(?:erence)?|req|requisition|invoice|account|iban|case|ticket|id|no\.|nr\.|rufe (?:sie|"
    r"dich)|vous appelle\w*|te llam\w+|le llam\w+|ligo-te|bel (?:je|u)|la chiam\w+|"
    r"ti chiam\w+)\b[^.\n]{0,40}$",
    re.I,
)
# What the owner wrote into a form, given back.
_GIVEN = re.compile(
    r"\b(?:your answers|application data|details you|you (?:entered|submitted|provided|gave)|"
    r"for safekeeping|copy of your)\b",
    re.I,
)
_FORBIDS = re.compile(
    r"\bno (?:phone |telephone )?calls?(?:,| or| and|\.|$| please|\s*!)|\bplease (?:do not|don'?t|"
    r"refrain from) (?:call|phone|ring|telephon|calling|phoning|ringing|contacting us by (?:phone|"
    r"telephone))|\b(?:do not|don'?t) (?:call|phone|ring|telephone)(?: us| me|"
    r" the \w+)?(?:\b(?! (?:it|you|ed))|$)"
    r"|\brefrain from (?:call|phon|ring|telephon)\w+|\b(?:phone |telephone )?calls (?:will|can|are|"
    r"cannot|won'?t)(?: ?not)? (?:be )?(?:not )?(?:answered|accepted|taken|returned|possible|"
    r"discouraged)|\bno telephone (?:enquiries|inquiries)|\bwe (?:cannot|can'?t|do not|"
    r"don'?t) (?:take|accept|answer) (?:phone |telephone )?calls"
    r"|\b(?:keine (?:telefonischen? )?(?:anrufe|rückfragen|nachfragen)|nicht anrufen|"
    r"von (?:telefonischen )?(?:anrufen|nachfragen|rückfragen) (?:bitte )?ab(?:zu)?sehen|"
    r"ne pas (?:nous )?(?:appeler|téléphoner)|pas d'appels?|merci de ne pas (?:appeler|téléphoner)"
    r"|no llam(?:ar|e|es|en)|abst[ée]n\w+ de llamar|no se atender\w+ llamadas|não (?:ligar|ligue|"
    r"telefon\w+)|não atendemos (?:chamadas|telefonemas)|niet bellen|gelieve niet te (?:bellen|"
    r"telefoneren)|non (?:telefonare|chiamare|telefoni|chiami)|si prega di non (?:telefonare|"
    r"chiamare))\b",
    re.I | re.M,
)


def find(message: Message, owner: Owner, clues: Clues) -> str | None:
    """The employer's number as it is written, from the signature first, then from the text; None without one."""
    if clues.intent in (Intent.UNRELATED, Intent.DELIVERY_FAILURE):
        return None
    letter = letters.letter_of(message)
    for text, spoken in (
        ("\n".join(letter.tail), False),
        (letter.body[:_LOOKED_AT], True),
        (message.footer[:1000], True),
    ):
        for found in _NUMBER.finditer(text):
            before = text[max(0, found.start() - 70) : found.start()]
            if _GIVEN.search(text[max(0, found.start() - 200) : found.start()]):
                continue
            if _is_number(found.group()) and not _NOT_IT.search(before) and (not spoken or _SPOKEN.search(before)):
                return _written(found.group())
    return None


def _written(number: str) -> str:
    text = " ".join(number.split()).strip(" .-–/")
    return text.rstrip(")") if text.count(")") > text.count("(") else text


def _is_number(text: str) -> bool:
    digits = sum(letter.isdigit() for letter in text)
    return _FEWEST <= digits <= _MOST and not _DATE.match(text.strip())


def forbids_calls(message: Message) -> bool:
    """Say whether the employer asks not to be called."""
    return any(_FORBIDS.search(text[:_LOOKED_AT]) for text in (message.own_text, message.signature, message.footer))
