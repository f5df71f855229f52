"""What mail programs and servers call Inbox, Sent and Drafts, in the languages they speak."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Callable, Mapping

ROLES = ("inbox", "sent", "drafts")

NAMES: Mapping[str, tuple[str, ...]] = {
    "inbox": ("inbox",),
    "sent": (
        *("sent", "sent mail", "sent items", "sent messages", "sent-mail", "gesendet", "gesendete objekte"),
        *("gesendete elemente", "gesendete nachrichten", "envoyés", "messages envoyés", "éléments envoyés"),
        *("enviados", "elementos enviados", "mensajes enviados", "itens enviados", "inviata", "posta inviata"),
        *("inviati", "verzonden", "verzonden items", "verzonden berichten", "skickat", "skickade", "sendt"),
        *("sendte elementer", "lähetetyt", "wysłane", "odeslané", "odeslaná pošta", "отправленные", "надіслані"),
        *("送信済み", "送信済みメール", "已发送", "已发送邮件", "보낸편지함", "gönderilmiş öğeler", "gönderilenler"),
        *("courrier envoyé", "correo enviado", "mensagens enviadas", "enviadas", "messaggi inviati", "enviats"),
        *("skickade objekt", "skickade meddelanden", "sendt post", "sendte meddelelser", "lähetetyt viestit"),
        *("elementy wysłane", "odoslané", "odoslaná pošta", "poslano", "poslana pošta", "poslane stavke"),
        *("elküldött", "elküldött elemek", "elküldött üzenetek", "elküldött levelek", "trimise", "elemente trimise"),
        *("απεσταλμένα", "απεσταλμένα στοιχεία", "изпратени", "изпратена поща", "изпратени елементи", "послато"),
        *("отправленные элементы", "відправлені", "saadetud", "saadetud kirjad", "nosūtītie", "išsiųsta"),
        *("išsiųsti laiškai", "寄件備份", "已傳送郵件", "보낸 편지함", "보낸 메일함", "đã gửi", "thư đã gửi"),
        *("terkirim", "ส่งแล้ว"),
    ),
    "drafts": (
        *("drafts", "draft", "entwürfe", "brouillons", "borradores", "rascunhos", "bozze", "concepten", "utkast"),
        *("kladder", "luonnokset", "szkice", "kopie robocze", "koncepty", "rozepsané", "черновики", "чернетки"),
        *("下書き", "草稿", "草稿箱", "임시보관함", "taslaklar"),
        *("esborranys", "wersje robocze", "osnutki", "skice", "piszkozatok", "piszkozat", "vázlatok", "ciorne"),
        *("schițe", "πρόχειρα", "чернови", "нацрти", "mustandid", "melnraksti", "juodraščiai", "草稿匣"),
        *("임시 보관함", "thư nháp", "bản nháp", "draf", "แบบร่าง"),
    ),
}
"""Last part of a folder's name, in lower case, the likeliest first."""

_SHIFTED = re.compile(r"&([^-]*)-")


def checked_roles(folders: Mapping[str, str] | None, place: Callable[[str], str] = str) -> dict[str, str]:
    """The owner's names for folders, by role. Raises `ValueError` for a role that there is not, and for two roles in
    one `place`."""
    named = dict(folders or {})
    if unknown := sorted(set(named) - set(ROLES)):
        raise ValueError(f"There is no folder role {unknown[0]!r}; the roles are {', '.join(ROLES)}.")
    if len({place(name) for name in named.values()}) < len(named):
        raise ValueError("Inbox, Sent and Drafts must be different folders.")
    return named


def decoded(name: str) -> str:
    """A folder name as people read it: modified UTF-7 undone, one Unicode form. What is no UTF-7 stays as it is."""
    try:
        text = _SHIFTED.sub(_unshifted, name)
    except (ValueError, UnicodeDecodeError):
        text = name
    return unicodedata.normalize("NFC", text)


def _unshifted(match: re.Match[str]) -> str:
    if not match[1]:
        return "&"
    packed = match[1].replace(",", "/")
    return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode("utf-16-be")
