"""The writer's new words apart from the quoted history (B2): quote marks, attribution lines, header blocks, forwards.

Lines are looked at one by one; every pattern is tried on at most `_LONGEST` characters of a line, so the time is linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from rules.page import QUOTED_FROM_HERE

MAX_LINES = 20_000
_LONGEST = 400


class Layer(Enum):
    """Whose words a line carries."""

    OWN = "own"
    QUOTED = "quoted"


@dataclass(slots=True)
class Split:
    """A body in its layers."""

    runs: list[list[str]] = field(default_factory=list)
    """The writer's own lines; quotes stood between the runs."""
    quoted: list[str] = field(default_factory=list)
    """Quoted lines, outermost quote level removed."""
    forwarded: list[str] | None = None
    """The lines of a block the writer forwarded, with its header lines, if a forward begins the quoted part."""


_VERBS = (
    r"wrote|writes|said|schrieb|geschrieben|schreibt|(?:a|à) écrit|a ecrit|écrivait|escribió|escribio|ha escrito|escreveu"
    r"|ha scritto|scrisse|schreef|geschreven|heeft geschreven|skrev|kirjoitti|napisał(?:\(a\)|a)?|pisze|napsal(?:\(a\)|a)?"
    r"|napísal(?:\(a\)|a)?|yazdı|написал(?:\(а\)|а)?|пишет|пише|написав|írta|a scris|έγραψε|va escriure|menulis|đã viết"
    r"|написа|je napisa[ol]|さんは書きました|写道|寫道|작성|쓰기"
)
_VERB = re.compile(rf"(?<!\w)(?:{_VERBS})(?!\w)", re.IGNORECASE)
_ENDS = re.compile(rf"(?:(?:{_VERBS})(?:[^\w]{{0,3}})?|のメール|님이 작성(?:했습니다)?)\s?[:：]\s?$", re.IGNORECASE)
_OPENER = re.compile(
    r"(?:on|am|le|el|em|op|il|in data|il giorno|den|dne|dnia|w dniu|dňa|vào|pada|la data|a las|at|no dia|quoting|citando"
    r"|zitat von|em \w{3,4}\.?|\d|<?[\w.+-]{1,64}@)(?:[\s,.:/]|\d|$)",
    re.IGNORECASE,
)
_TRACE = re.compile(r"\d|@|quoting|zitat", re.IGNORECASE)
_OLD_GMAIL = re.compile(r"\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}.{0,120}<[^<>\s]{1,120}@[^<>\s]{1,120}>\s?[:：]\s?$")
_CUTS = re.compile(
    r"[-_—–=*\s]{2,40}\s?(?:original message|original appointment|ursprüngliche nachricht|ursprünglicher termin|originalnachricht"
    r"|message d'origine|message d’origine|message original|rendez-vous d'origine|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht"
    r"|original(?:t)? meddelande|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti"
    r"|oryginalna wiadomość|wiadomość oryginalna|původní zpráva|исходное сообщение|özgün ileti|reply message|"
    r"antwort|原始邮件|原始郵件|元のメッセージ|원본 메시지)\s?[-_—–=*\s]{0,40}$",
    re.IGNORECASE,
)
_FORWARDS = re.compile(
    r"(?:[-_—–=*\s]{0,40}\s?(?:forwarded message|begin forwarded message|weitergeleitete nachricht|anfang der weitergeleiteten "
    r"(?:nachricht|e-mail)|message transféré|message réexpédié|début du message (?:réexpédié|transféré)|mensaje reenviado"
    r"|inicio del mensaje reenviado|mensagem (?:encaminhada|reencaminhada)|início da mensagem (?:encaminhada|reencaminhada)"
    r"|messaggio inoltrato|inizio messaggio inoltrato|doorgestuurd bericht|begin doorgestuurd bericht"
    r"|vidarebefordrat (?:meddelande|mejl)|videresendt (?:besked|melding)|välitetty viesti|przekazana wiadomość"
    r"|wiadomość przekazana|přeposlaná zpráva|пересылаемое сообщение|iletilen (?:ileti|mesaj)|转发的邮件|转发邮件|転送メッセージ"
    r"|전달된 메시지)(?: from \S.{0,80})?(?: von \S.{0,80})?(?: de \S.{0,80})?\s?[:：]?\s?[-_—–=*\s]{0,40})$",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"[*_]{0,2}(?:(?P<author>from|von|de|da|van|från|fra|lähettäjä|od|kimden|от|от кого|发件人|寄件者|差出人|보낸 사람|de la|expéditeur|remetente)"
    r"|(?P<sent>sent|date|gesendet|datum|envoyé|enviado|enviado el|enviada em|enviado em|fecha|data|inviato|verzonden|skickat|sendt|lähetetty|wysłano|"
    r"data wysłania|odesláno|gönderildi|tarih|отправлено|дата|dato|发送时间|日期|寄件日期|送信日時|日時|날짜|보낸 날짜|gesendet am|envoyé le|trimis|päivä|päiväys)"
    r"|(?P<to>to|an|à|para|a|aan|till|til|vastaanottaja|do|komu|kime|кому|收件人|宛先|받는 사람|destinataire|destinatário)"
    r"|(?P<subject>subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|temat|předmět|konu|тема|主题|主旨|件名|제목|subiect|betr)"
    r"|(?P<other>cc|kopie|bcc|reply-to|antwort an|attachments|anlagen|importance|priorität|priorität|when|where|required|kopia|copie|copia|cópia|"
    r"importance|répondre à|responder a|when|organization))[*_]{0,2}[ ]?[:：][*_]{0,2}(?:\s|$|\S)",
    re.IGNORECASE,
)
_RULE_LINE = re.compile(r"[_\-=*—–]{5,200}$")
_QUOTE_MARK = re.compile(r"\s{0,3}>\s?")


def split(text: str) -> Split:
    """Layer the lines of a cleaned body. Nothing is lost but quote marks: every line is in one layer."""
    lines = text.split("\n")[:MAX_LINES]
    return _Reader(lines).read()


@dataclass(slots=True)
class _Reader:
    lines: list[str]
    result: Split = field(default_factory=Split)
    at: int = 0

    def read(self) -> Split:
        run: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if _is_marked(line):
                run = self._end_run(run)
                self._take_marked()
                continue
            kind, length = self._what_begins(line)
            if kind is None:
                run.append(line)
                self.at += 1
                continue
            run = self._end_run(run)
            self._take_history(kind, length)
        self._end_run(run)
        return self.result

    def _end_run(self, run: list[str]) -> list[str]:
        if any(line.strip() for line in run):
            self.result.runs.append(run)
        return []

    def _take_marked(self) -> None:
        """A run of lines behind ">", with the empty lines inside it."""
        while self.at < len(self.lines) and _is_marked(self.lines[self.at]):
            self.result.quoted.append(_QUOTE_MARK.sub("", self.lines[self.at], count=1))
            self.at += 1

    def _what_begins(self, line: str) -> tuple[str | None, int]:
        """The kind of history that begins at this line, and how many lines announce it."""
        stripped = line.strip()
        if not stripped:
            return None, 0
        if stripped == QUOTED_FROM_HERE:
            return "cut", 1
        if _FORWARDS.match(stripped[:_LONGEST]) and self._has_header_block_after():
            return "forward", 1
        if _CUTS.match(stripped[:_LONGEST]):
            return "cut", 1
        length = self._attribution(stripped)
        if length:
            return "attribution", length
        if self._header_block(self.at):
            return "block", 0
        if _RULE_LINE.match(stripped[:_LONGEST]) and self._header_block(self._next_filled(self.at + 1)):
            return "block", 1
        return None, 0

    def _take_history(self, kind: str, length: int) -> None:
        announced = [line for line in self.lines[self.at : self.at + length] if line != QUOTED_FROM_HERE]
        after = self._next_filled(self.at + length)
        self.result.quoted.extend(announced)
        if kind == "attribution" and after < len(self.lines) and _is_marked(self.lines[after]):
            self.at += length
            return
        rest = self.lines[self.at + length :]
        if (kind == "forward" or (kind == "block" and not self.result.runs)) and self.result.forwarded is None:
            self.result.forwarded = [_QUOTE_MARK.sub("", line, count=1) if _is_marked(line) else line for line in rest]
        self.result.quoted.extend(line for line in rest if line != QUOTED_FROM_HERE)
        self.at = len(self.lines)

    def _next_filled(self, at: int) -> int:
        while at < len(self.lines) and not self.lines[at].strip():
            at += 1
        return at

    def _has_header_block_after(self) -> bool:
        following = self._next_filled(self.at + 1)
        if following >= len(self.lines):
            return False
        line = _QUOTE_MARK.sub("", self.lines[following])
        return _FIELD.match(line.strip()[:_LONGEST]) is not None

    def _header_block(self, at: int) -> bool:
        """An author line, closely followed by two more header lines, one of them the date or the recipients."""
        if at >= len(self.lines):
            return False
        first = _FIELD.match(self.lines[at].strip()[:_LONGEST])
        if first is None or not first.group("author"):
            return False
        kinds = set()
        for line in self.lines[at + 1 : at + 9]:
            found = _FIELD.match(line.strip()[:_LONGEST])
            if found and found.lastgroup:
                kinds.add(found.lastgroup)
        return "subject" in kinds and ("sent" in kinds or "to" in kinds)

    def _attribution(self, stripped: str) -> int:
        """How many lines the attribution beginning here takes ("On … Dana wrote:" may be wrapped); 0 for none."""
        joined = ""
        for count in range(1, 5):
            index = self.at + count - 1
            if index >= len(self.lines):
                return 0
            line = self.lines[index].strip()
            if not line or len(joined) + len(line) > _LONGEST:
                return 0
            joined = f"{joined} {line}" if joined else line
            if line[-1] in ":：" and self._is_attribution(joined, index):
                return count
            if count == 1 and not _OPENER.match(stripped) and "@" not in stripped:
                return 0
        return 0

    def _is_attribution(self, text: str, index: int) -> bool:
        if _OLD_GMAIL.match(text):
            return True
        if not _VERB.search(text) or not (_TRACE.search(text) or self._quote_follows(index)):
            return False
        return bool(_OPENER.match(text) or _ENDS.search(text) or self._quote_follows(index))

    def _quote_follows(self, index: int) -> bool:
        following = self._next_filled(index + 1)
        return following < len(self.lines) and _is_marked(self.lines[following])


def _is_marked(line: str) -> bool:
    return line.startswith(">") or (
        line[:1] == " " and line.lstrip(" ")[:1] == ">" and len(line) - len(line.lstrip(" ")) < 3
    )
