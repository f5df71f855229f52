"""Legal footers, unsubscribe lines and meeting chrome: words no person wrote for this reader (B2).

A paragraph is the unit: it is footer when a telling phrase stands near its beginning; from a line in its middle on, else.
"""

from __future__ import annotations

import re

_LONGEST = 1_500
_NEAR = 140
"""Characters of a paragraph before its telling phrase that still belong to the footer's own sentence."""

_PHRASES = (
    # stem that must occur, lower case     what then makes it a footer ("" for the stem alone)
    (
        "confidential",
        r"(?:mail|message|communication|transmission|information|contents?|attachments?)\b.{0,120}\bconfidential|confidential(?:ity notice| and (?:may|intended|privileged|proprietary|is|are))",
    ),
    ("privileged", r"(?:mail|message|communication|information)\b.{0,120}\bprivileged|privileged and confidential"),
    (
        "intended",
        r"intended (?:only |solely |exclusively )?(?:for the|recipient)|(?:was|is) intended for \S+@|not the intended|solely for the use",
    ),
    ("in error", r"(?:received|sent|reached)\b.{0,60}\bin error"),
    ("by mistake", r"received\b.{0,60}\bby mistake"),
    ("unauthori", r"unauthori[sz]ed (?:use|disclosure|copying|dissemination|review|access)"),
    ("disclaimer", r"disclaimer\s?:"),
    ("printing", r"environment before printing|before printing this"),
    ("think before you print", ""),
    ("opportunit", r"equal[- ](?:employment )?opportunit(?:y|ies)(?: employer|/|,|\.)"),
    ("affirmative action", ""),
    ("without regard to", r"without regard to (?:race|age|gender|sex|color)"),
    ("regardless of", r"regardless of (?:race|gender|age|sex|colou?r|background)"),
    ("all qualified applicants", ""),
    ("registered", r"registered (?:office|in england|in scotland|in ireland|company|charity|number|address)"),
    ("company n", r"company n(?:umber|o\.?)\s?:?\s?\d"),
    ("vat ", r"\bvat (?:no|number|reg|id)"),
    ("©", r"© ?(?:copyright )?\d{4}|\d{4} ?©"),
    ("copyright", r"copyright (?:©|\(c\))? ?\d{4}"),
    ("all rights reserved", ""),
    ("alle rechte vorbehalten", ""),
    ("tous droits réservés", ""),
    (
        "vertraulich",
        r"(?:mail|nachricht|informationen|inhalt)\b.{0,120}\bvertraulich|vertrauliche (?:und/oder |oder |und )?(?:rechtlich )?(?:geschützte )?(?:information|inhalt)",
    ),
    ("nicht der", r"nicht der (?:vorgesehene|beabsichtigte|richtige|bestimmungsgemäße) (?:empfänger|adressat)"),
    ("geschäftsf", r"geschäftsführ(?:er|erin|ung|ende|er/in)\w*\s?:"),
    ("vorstand", r"vorstand\s?(?:\(.{0,30}\))?:"),
    ("aufsichtsrat", r"aufsichtsrat\w*.{0,20}:"),
    ("amtsgericht", ""),
    ("registergericht", ""),
    ("handelsregister", ""),
    ("hrb", r"\bhr[ab]\b[\s:-]{0,3}\d"),
    ("sitz der gesellschaft", ""),
    ("ust", r"\bust\.?-?id"),
    (
        "datenschutz",
        r"datenschutz(?:hinweise|erklärung|informationen|bestimmungen)\b.{0,80}(?:finden|unter|lesen|:|http)",
    ),
    ("confidentiel", r"(?:message|courriel|mail|informations?)\b.{0,160}\bconfidentiel"),
    (
        "destinataire",
        r"pas le destinataire|destinataire (?:prévu|de ce (?:message|courriel))|(?:exclusive|uniquement).{0,40}destinataire",
    ),
    ("siret", r"\bsiret\b"),
    ("environnement", r"pensez à l.environnement"),
    ("avant d", r"avant d.imprimer"),
    ("confidencia", r"(?:mensaje|correo|mail|mensagem|informaci[oó]n|informaç[ãõ]\w+)\b.{0,160}\bconfidencia"),
    ("destinatari", r"(?:no es|não (?:for|é)|non siete|non è)\b.{0,20}destinat[aá]ri"),
    ("antes de imprimir", ""),
    (
        "protección de datos",
        r"protección de datos\b.{0,80}(?:informamos|reglamento|responsable)|(?:conformidad|cumplimiento).{0,60}protección de datos",
    ),
    ("riservat", r"(?:messaggio|mail|informazioni)\b.{0,160}\briservat"),
    ("confidenzial", r"(?:messaggio|mail|informazioni)\b.{0,160}\bconfidenzial"),
    ("lgs", r"d\.? ?lgs\.? ?(?:n\. ?)?\d+/\d"),
    ("p. iva", ""),
    ("vertrouwelijk", r"(?:bericht|mail|informatie)\b.{0,160}\bvertrouwelijk"),
    ("kvk", r"\bkvk\b.{0,12}\d"),
    ("unsubscribe", ""),
    ("opt out", r"\bopt out\b"),
    ("opt-out", ""),
    (
        "preferences",
        r"(?:manage|update|change|edit|e-?mail|notification|communication)(?: your)?(?: e-?mail| notification| communication| subscription)? preferences",
    ),
    ("manage ", r"manage (?:your )?(?:e-?mail )?(?:notifications|subscriptions?|alerts|settings)"),
    ("receiving this", r"you(?:'re|’re| are) receiving this"),
    ("you received this", r"you received this (?:e-?mail|message|notification|because)"),
    ("was sent", r"(?:e-?mail|message|notification) was sent (?:to|by|from|via|on behalf|automatically)"),
    (
        "automat",
        r"(?:is|was) an? automat(?:ed|ic|ically[- ]generated) (?:e-?mail|message|notification|response|reply)|automatically generated|automatisch (?:generiert|erzeugt|erstellt|verschickt|versendet|gegenereerd|verzonden)|automatiquement (?:généré|envoyé)|(?:généré|envoyé) automatiquement|(?:mensaje|mensagem|correo|messaggio) (?:generad[oa] |gerada |è stato )?(?:generato )?automátic|messaggio automatic|generad[oa] automáticamente|inviat[oa] automaticamente",
    ),
    ("not reply", r"do not (?:directly )?reply|cannot reply"),
    ("do not respond", ""),
    ("monitored", r"(?:not|un|isn't|isn’t)[ -]?monitored"),
    (
        "browser",
        r"view (?:this )?(?:e-?mail |message )?(?:in|on) (?:your |a )?(?:web )?browser|im browser (?:an|öffnen)|navigateur",
    ),
    ("view online", ""),
    ("trouble viewing", ""),
    ("address book", r"to your address book"),
    ("privacy ", r"privacy (?:policy|notice|statement)(?:\s?\||\s*$|\s?:|\s?·)|(?:\||·)\s?privacy"),
    ("powered by", r"^powered by \S"),
    (
        "sent ",
        r"^(?:this (?:e-?mail|message) was )?sent (?:via|with|by|from|through) (?:greenhouse|lever|ashby|workday|icims|smartrecruiters|teamtailor|personio|recruitee|workable|bamboohr|jobvite|taleo|calendly|goodtime|hubspot|linkedin)",
    ),
    ("scanned", r"has been scanned"),
    ("virus", r"virus[- ]?free|virenfrei|sans virus"),
    ("abmelden", r"newsletter abmelden|hier abmelden|abmelden\s*(?:\||$)"),
    ("abbestellen", ""),
    ("antworten sie nicht", ""),
    ("nicht auf diese", r"antworten sie (?:bitte )?nicht auf"),
    ("désabonne", ""),
    ("désinscri", ""),
    ("ne pas répondre", ""),
    ("ne répondez pas", ""),
    ("cancelar ", r"cancelar (?:la |a |su )?(?:suscripción|subscrição|inscrição|assinatura)"),
    ("darse de baja", ""),
    ("no responda", ""),
    ("no responder", ""),
    ("não responda", ""),
    ("disiscri", ""),
    ("annulla", r"annulla(?:re)? l.iscrizione"),
    ("non rispondere", ""),
    ("uitschrijven", ""),
    ("afmelden", r"afmelden voor|hier afmelden|afmelden\s*(?:\||$)"),
    ("niet te antwoorden", ""),
    ("niet te beantwoorden", ""),
)
_COMPILED = tuple(
    (stem, re.compile(pattern, re.IGNORECASE | re.DOTALL) if pattern else None) for stem, pattern in _PHRASES
)

_MEETING_HINT = re.compile(
    r"google (?:calendar|kalender|agenda|meet)|(?:meeting|conference|besprechungs|réunion|reunión|reunião|riunione|vergaderings?)[- ]?id|passcode|kennung|dial|\bpin ?:|by phone|one tap|call in|join (?:on|from|by|with)|~~//~~|_{12}|going\?",
    re.IGNORECASE,
)
_MEETING = re.compile(
    r"^(?:invitation from google calendar|einladung von google kalender|invitation (?:via|de) google (?:agenda|calendar)|~~//~~|_{10,}$|[-.~:*]{12,}$"
    r"|to stop receiving|forwarding this invitation|learn more\b|view all guest info|more (?:options|phone numbers|details)\b|reply for .{0,100}$"
    r"|going( \(.{0,100}\))?\?|yes - (?:maybe - )?no|(?:yes|no|maybe)$|join by phone|join using sip|view your event at|add to calendar"
    r"|join (?:on|with|from|by|via) (?:your |a |the )?(?:computer|mobile|phone|pc|video (?:conferencing|system)|video device|meeting number|sip|skype|web)"
    r"|(?:click here|hier klicken|cliquez ici|haga clic aquí) (?:to join|, um|pour|para)|(?:meeting|besprechungs|webinar|conference|event|access|phone conference|video conference)[- ]?(?:id|code|number|kennnummer)\s?(?:\(.{0,40}\))?\s?[:#]"
    r"|(?:id de (?:réunion|la reunión|reunião)|id riunione|vergaderings?-?id|besprechungs-id|telefonkonferenz-id)\s?:"
    r"|(?:passcode|meeting password|password|pin|kennung|kenncode|code secret|código de acceso|host key|attendee pin)\s?[:#]"
    r"|(?:one tap mobile|dial[- ]in|dial by your location|find (?:a|your) local number|or call in|oder anrufen|local numbers|phone conference id|reset pin|call in \(audio|audio only)"
    r"|download teams|teams herunterladen|join on the web|meeting options|besprechungsoptionen|options de réunion|learn more \||need help\?|hilfe benötigt|weitere informationen \||for organizers"
    r"|tenant key|video id|alternate vtc|join skype|h\.?323|sip\s?:|\d{6,}@\S{1,60}|\d{6,}\.\S{1,60}$"
    r"|\+?[\d(][\d ().\-]{6,24}\d(?:,{1,3}[\d*#,]{4,40})?#?(?:,.{0,20})?\s{1,3}(?:us\b|u\.s|united|germany|deutschland|uk\b|canada|toll|france|spain|ireland|netherlands|new york|chicago|san jose|\()"
    r"|\+[\d ().\-]{7,24},{1,3}[\d*#,]{4,40}#?"
    r"|(?:\([A-Z]{2}\)|[A-Z][A-Za-z ]{2,30}:) \+[\d \-]{7,20}(?: pin:.{0,20})?$)",
    re.IGNORECASE,
)
"""Lines of invitations and dial-in blocks. When, where, guests, and the link itself are not among them."""


def is_footer(paragraph: str) -> bool:
    """Whether a paragraph is footer from its beginning."""
    return 0 <= footer_start(paragraph) <= _NEAR


def footer_start(paragraph: str) -> int:
    """The offset of the first telling phrase, or -1."""
    text = paragraph[:_LONGEST]
    lowered = text.lower()
    first = -1
    for stem, pattern in _COMPILED:
        at = lowered.find(stem)
        if at < 0:
            continue
        if pattern is not None:
            found = pattern.search(text)
            at = found.start() if found else -1
        if at >= 0 and (first < 0 or at < first):
            first = at
    return first


def has_meeting_chrome(text: str) -> bool:
    """Whether a text may hold lines of an invitation or a dial-in block at all."""
    return _MEETING_HINT.search(text) is not None


def is_meeting_chrome(line: str) -> bool:
    """Whether a line is a dial-in number, a meeting id or the small print of an invitation."""
    return _MEETING.match(line[:_LONGEST]) is not None
