"""Own words apart from the signature and the footer below them (B2).

Works on one run of the writer's lines. The end of the run is looked at, never its body: a sign-off phrase, the
sender's own name, or the "-- " line begins the signature; prose below it (a postscript) is own text again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rules.footers import footer_start, has_meeting_chrome, is_meeting_chrome
from rules.page import SIGNATURE_LINE
from rules.reading import Person

MAX_SIGNATURE_LINES = 14
"""A longer tail than this below a sign-off is not a signature."""

_SIGN_OFFS = (
    # en
    "best|all the best|very best|best wishes|best regards|kind regards|kindest regards|warm regards|warmest regards|warmly|warmest|regards|with regards"
    "|many thanks|thanks|thanks again|thank you|thank you again|thank you so much|thanks so much|thanks a lot|thanks in advance|thank you in advance|with thanks|with gratitude|cheers|sincerely"
    "|sincerely yours|yours sincerely|yours faithfully|yours truly|very truly yours|respectfully|respectfully yours|cordially|yours|take care|talk soon|speak soon|see you soon|see you then|ttyl|have a great (?:day|week|weekend|one)|have a good (?:day|week|weekend|one)"
    "|best of luck|good luck|looking forward|br|rgds|kr|xx?|tx|thx|ta"
    # de
    "|(?:mit )?(?:freundlichen?|besten?|herzlichen?|lieben?|vielen?|sonnigen?|schönen?) (?:grü(?:ß|ss)en?|gruß|gruss|dank|grüssen)(?: aus \\w+)?|(?:viele|liebe|herzliche|beste|schöne|freundliche|sonnige) (?:grü(?:ß|ss)e)(?: aus \\w+)?"
    "|mfg|vg|lg|bg|gruß|gruss|grüße|grüsse|hochachtungsvoll|herzlichst|ihr|ihre|dein|deine|danke|vielen dank|besten dank|bis dann|bis bald"
    # fr
    "|cordialement|bien cordialement|très cordialement|bien à vous|bien à toi|sincèrement|salutations|sincères salutations|meilleures salutations|cdlt|amicalement|respectueusement|à bientôt|bonne journée|merci|merci d'avance|belle journée|bien amicalement"
    # es pt it nl
    "|saludos|un saludo|saludos cordiales|un cordial saludo|atentamente|muchas gracias|gracias|un abrazo|cordialmente|atte\\.?|quedo a (?:tu|su|vuestra) disposición"
    "|atenciosamente|att\\.?|cumprimentos|com os melhores cumprimentos|melhores cumprimentos|obrigad[oa]|abraços?|um abraço|cordiais saudações"
    "|cordiali saluti|distinti saluti|un cordiale saluto|saluti|un saluto|grazie|grazie mille|a presto|buona giornata|cordialità"
    "|met vriendelijke groeten?|vriendelijke groeten?|hartelijke groeten?|groeten?|groetjes|mvg|bedankt|alvast bedankt|dank je wel|met hartelijke groet"
    # others
    "|med vänliga hälsningar|vänliga hälsningar|hälsningar|mvh|med venlig hilsen|venlig hilsen|hilsen|med vennlig hilsen|vennlig hilsen|ystävällisin terveisin|terveisin"
    "|pozdrawiam|z poważaniem|z pozdrowieniami|s pozdravem|saygılarımla|с уважением|ngā mihi|nga mihi|slán|mahalo|aloha|namaste"
)
_SIGN_OFF = re.compile(
    rf"(?:{_SIGN_OFFS})(?:,? (?:and|&|und|et|y|e|en) (?:{_SIGN_OFFS}))?\s?[,.!;–—-]{{0,3}}$", re.IGNORECASE
)
_SIGN_OFF_AND_NAME = re.compile(
    rf"(?:{_SIGN_OFFS})\s?[,.!–—-]{{1,2}}\s?(?P<name>[^\W\d_][\w.'’-]{{0,30}}(?: [^\W\d_][\w.'’-]{{0,30}}){{0,3}})\.?$",
    re.IGNORECASE,
)
_MOBILE = re.compile(
    r"(?:\(?(?:sent|typed|written) (?:from|via|with|on|by) (?:my|the|a|an)?\s?\w[\w .,+!'’&-]{1,60}\)?|get outlook for (?:ios|android|mac).{0,60}"
    r"|(?:diese nachricht wurde )?(?:von meinem|gesendet von|gesendet mit|gesendet über|von unterwegs).{0,60}|(?:envoyé|télécharge[rz]) (?:de|depuis|à partir de|outlook).{0,60}"
    r"|enviad[oa] (?:desde|do|a partir do|de) (?:mi|meu|o|el|mi)?.{1,50}|inviato (?:da|dal).{1,50}|verzonden (?:vanaf|met|vanuit|via) .{1,50}|verstuurd vanaf.{1,50}"
    r"|holen sie sich outlook.{0,50}|skickat från .{1,50}|sendt fra .{1,50}|lähetetty .{1,40}|wysłane z .{1,40}|отправлено с .{1,40}|please excuse (?:any )?(?:typos|brevity).{0,60}|excuse (?:any )?(?:typos|brevity).{0,60})$",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"(?:--|—|––|-- -|_{2,5}|-{3,60}|\*{3,40}|={3,60})$")
_POSTSCRIPT = re.compile(r"(?:p\.?\s?p?\.?\s?s\b|ps\d?|nb|n\.b)[.:\s,-]", re.IGNORECASE)
_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}\.\w|https?://|www\.|(?:\+|\(?0)[\d ()/.\-]{7,24}\d|\b\d{3}[-. ]\d{3}[-. ]\d{4}\b|\(\d{3}\) ?\d{3}"
    r"|^(?:t|m|p|f|tel|tél|telefon|phone|mobile?|cell|direct|office|fax|mobil|fon|e|e-?mail|w|web|linkedin|skype)\s?[.:|]",
    re.IGNORECASE,
)
_NAME_LINE = re.compile(
    r"(?:(?:dr|prof|mr|mrs|ms|mx|dipl|ing|frau|herr)\.?(?:-\w{2,6}\.?)? ){0,3}[^\W\d_a-zß-öø-ÿ][\w.'’-]{0,25}(?: (?:(?:van|von|de|der|den|del|della|di|da|dos|do|la|le|ter|ten|bin|al|zu|af|y|e)[ ]){0,2}"
    r"[^\W\d_a-zß-öø-ÿ][\w.'’-]{0,25}){0,3}(?:,? (?:phd|mba|md|sphr|shrm-cp|shrm-scp|phr|cpa|esq)\.?){0,2}(?: \((?:she|he|they|sie|er|elle|ella|[A-Z])[^()]{0,20}\))?,?$"
)
_PRONOUNS_LINE = re.compile(r"\(?(?:she|he|they|sie|er|elle|ella)/(?:her|him|them|ihr|ihm|he|she|they)", re.IGNORECASE)
_SENTENCE = re.compile(r"[a-zß-öø-ÿ'’]{2,} .*[a-zß-öø-ÿ]{2,}.*[.!?:)…]$")
_WORD = re.compile(r"[^\W_]+")
_NOT_NAMES = frozenset(
    "thanks thank best regards hello hi dear hey please interview when where who date time location details agenda note "
    "yes no ok okay great congratulations welcome next monday tuesday wednesday thursday friday saturday sunday today tomorrow "
    "january february march april june july august september october november december am pm zoom teams meet video call phone position role company "
    "guten sehr hallo liebe bonjour hola ciao beste".split()
)


@dataclass(slots=True)
class Signed:
    """One run of lines, taken apart."""

    own: str = ""
    signature: str = ""
    footer: str = ""


@dataclass(slots=True)
class _Layers:
    own: list[str] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    footer: list[str] = field(default_factory=list)


def signed(lines: list[str], sender: Person | None) -> Signed:
    """Own words, signature and footer of one run of lines. `sender` is who the mail says it is from."""
    layers = _Layers()
    rest = _without_marked(lines, layers)
    if has_meeting_chrome("\n".join(rest)):
        rest = _without_chrome(rest, layers)
    rest = _without_footers(rest, layers)
    at = signature_start(rest, sender)
    _take_signature(rest, at, layers)
    return Signed(*(_joined(part) for part in (layers.own, layers.signature, layers.footer)))


def _joined(lines: list[str]) -> str:
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", text)


def _without_marked(lines: list[str], layers: _Layers) -> list[str]:
    """Lines that the mail program itself marked as signature."""
    rest = []
    for line in lines:
        if line.startswith(SIGNATURE_LINE):
            layers.signature.append(line[1:])
        else:
            rest.append(line)
    return rest


def _without_chrome(lines: list[str], layers: _Layers) -> list[str]:
    rest = []
    for line in lines:
        stripped = line.strip()
        if stripped and is_meeting_chrome(stripped):
            layers.footer.append(stripped)
        else:
            rest.append(line)
    return rest


def _without_footers(lines: list[str], layers: _Layers) -> list[str]:
    """Take out footer paragraphs; a paragraph that turns into footer half-way keeps its beginning."""
    rest: list[str] = []
    for paragraph in _paragraphs(lines):
        start = footer_start("\n".join(paragraph))
        if start < 0:
            rest.extend(paragraph)
            continue
        cut = _line_of(paragraph, start)
        rest.extend(paragraph[:cut])
        layers.footer.extend(paragraph[cut:])
    return rest


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Groups of lines, each with the empty lines after it."""
    groups: list[list[str]] = []
    after_empty = True
    for line in lines:
        is_empty = not line.strip()
        if after_empty and not is_empty:
            groups.append([])
        if not groups:
            groups.append([])
        groups[-1].append(line)
        after_empty = is_empty
    return groups


def _line_of(paragraph: list[str], offset: int) -> int:
    """The first line of the footer whose telling phrase stands at `offset`; a wrapped sentence begins further up."""
    index = 0
    for index, line in enumerate(paragraph):
        if offset <= len(line):
            break
        offset -= len(line) + 1
    while index > 0 and len(paragraph[index - 1]) > 55 and paragraph[index - 1].rstrip()[-1:] not in ".!?:":
        index -= 1
    return index


def signature_start(lines: list[str], sender: Person | None) -> int:
    """The index of the first signature line; the number of lines if there is no signature."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    if not filled:
        return len(lines)
    tail = filled[-MAX_SIGNATURE_LINES - 6 :]
    for finder in (_after_delimiter, _at_sign_off, _at_senders_name, _at_name_block, _at_mobile):
        at = finder(lines, tail, sender)
        if at is not None and any(line.strip() for line in lines[:at]):
            return at
    return len(lines)


def _after_delimiter(lines: list[str], tail: list[int], sender: Person | None) -> int | None:
    """RFC 3676 4.3, also as people type it."""
    for index in tail:
        text = lines[index].strip()
        if text == "--" or (_DELIMITER.match(text) and _is_tail_of_signature(lines, index + 1, tail)):
            return _with_sign_off(lines, index, sender)
    return None


def _with_sign_off(lines: list[str], index: int, sender: Person | None) -> int:
    """A sign-off and a name right above the delimiter belong to the signature."""
    above = [at for at in range(max(0, index - 6), index) if lines[at].strip()]
    for finder in (_at_sign_off, _at_senders_name):
        at = finder(lines[:index], above, sender)
        if at is not None:
            return at
    return index


def _at_sign_off(lines: list[str], tail: list[int], sender: Person | None) -> int | None:
    for index in tail:
        text = lines[index].strip()
        if len(text) > 80:
            continue
        if _SIGN_OFF.match(text) and _is_tail_of_signature(lines, index + 1, tail):
            return index
        found = _SIGN_OFF_AND_NAME.match(text)
        if found and _is_name(found.group("name"), sender) and _is_tail_of_signature(lines, index + 1, tail):
            return index
    return None


def _at_senders_name(lines: list[str], tail: list[int], sender: Person | None) -> int | None:
    if sender is None or not sender.name:
        return None
    words = set(_WORD.findall(sender.name.lower()))
    for index in tail[1:] if tail and tail[0] == 0 else tail:
        text = lines[index].strip(" \t-–—~*,.")
        if len(text) > 60:
            continue
        own = _WORD.findall(re.split(r"[,|/(–—]| - ", text)[0].lower())
        if own and words.issuperset(own) and _is_tail_of_signature(lines, index + 1, tail):
            return index
    return None


def _at_name_block(lines: list[str], tail: list[int], sender: Person | None) -> int | None:
    """The last paragraph begins with a person's name and goes on in lines of a title, a company, a number."""
    begin = len(tail) - 1
    while begin > 0 and tail[begin - 1] == tail[begin] - 1:
        begin -= 1
    if begin == 0 or not tail:
        return None
    index = tail[begin]
    before = lines[tail[begin - 1]].rstrip()
    if before.endswith(":") or not _looks_like_name(lines[index].strip()):
        return None
    return index if _is_tail_of_signature(lines, index + 1, tail) else None


def _at_mobile(lines: list[str], tail: list[int], sender: Person | None) -> int | None:
    for index in tail[-4:]:
        if _MOBILE.match(lines[index].strip()[:120]):
            return index
    return None


def _is_name(text: str, sender: Person | None) -> bool:
    if sender is not None and sender.name:
        words = set(_WORD.findall(sender.name.lower()))
        if words & set(_WORD.findall(text.lower())):
            return True
    return _looks_like_name(text)


def _looks_like_name(text: str) -> bool:
    if len(text) > 50 or not _NAME_LINE.match(text):
        return False
    words = [word.lower() for word in _WORD.findall(text)]
    return 0 < len(words) <= 6 and not _NOT_NAMES.intersection(words)


def _is_tail_of_signature(lines: list[str], start: int, tail: list[int]) -> bool:
    """Whether what follows is short enough, and not prose, up to a postscript."""
    following = [lines[index].strip() for index in tail if index >= start]
    for count, text in enumerate(following):
        if _POSTSCRIPT.match(text):
            break
        if count >= MAX_SIGNATURE_LINES or _is_prose(text):
            return False
    return True


def _is_prose(text: str) -> bool:
    """A sentence meant for the reader, rather than a name, a title, an address or a motto."""
    if _CONTACT.search(text[:300]) or _MOBILE.match(text[:120]):
        return False
    words = len(_WORD.findall(text[:400]))
    if len(text) > 75 and words > 9:
        return True
    return words >= 5 and _SENTENCE.match(text[:400]) is not None


def _take_signature(lines: list[str], at: int, layers: _Layers) -> None:
    layers.own.extend(lines[:at])
    for index in range(at, len(lines)):
        if _POSTSCRIPT.match(lines[index].strip()):
            layers.own.append("")
            layers.own.extend(lines[index:])
            return
        layers.signature.append(lines[index])
