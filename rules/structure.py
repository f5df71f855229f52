"""What the build of a message says about its meaning, apart from any word: reports, automatic replies, calendar parts.

Each finding is evidence for one intent, weighed in log-odds; rules/engine.py adds it up with the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rules.message import CalendarEvent, Message
from rules.reading import Intent, Owner
from rules.senders import SystemKind, system_of

DECISIVE = 9.0
STRONG = 5.0
FAIR = 2.5
SLIGHT = 1.2

_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(?:automatic reply|auto-?reply|autoreply|out of (?:the )?office|automatische antwort|abwesenheit\w*|"
    r"réponse automatique|respuesta automática|resposta automática|automatisch antwoord|risposta automatica)\b",
    re.I,
)
_UPDATED_SUBJECT = re.compile(
    r"\s*(?:updated invitation|updated:|rescheduled|aktualisiert|mis à jour|actualizad|atualizad|bijgewerkt|aggiornat)",
    re.I,
)
_CANCELLED_SUBJECT = re.compile(
    r"\s*(?:cance?ll?ed( event)?( with note)?|cancelled|abgesagt|annulé|cancelad|geannuleerd|annullat)[^:]{0,20}:", re.I
)
_NOTICE_SUBJECT = re.compile(
    r"\s*(?:notification|reminder|invitation|erinnerung|rappel|recordatorio|lembrete)\b[^:]{0,20}:", re.I
)
_SHORTEST_NAME = 2
_DISCUSSION_FIELDS = frozenset({"list-post", "x-beenthere", "x-mailman-version", "mailing-list", "x-mailing-list"})
_ANSWERED_SUBJECT = re.compile(
    r"\s*(?:accepted|declined|tentative|zugesagt|abgelehnt|accepté|aceptad|geaccepteerd)[^:]{0,20}:", re.I
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact of structure, the intent it speaks for, and how strongly (log-odds)."""

    rule: str
    text: str
    intent: Intent
    weight: float


def findings(message: Message, owner: Owner) -> Iterator[Finding]:
    """All that headers and calendar parts say."""
    yield from _reports(message)
    yield from _automatic(message)
    yield from _system(message)
    yield from _bulk(message, owner)
    for event in message.calendar[:1]:
        yield from _calendar(message, event, owner)
    if not message.calendar and _CANCELLED_SUBJECT.match(message.subject):
        yield Finding("calendar.cancelled-subject", message.subject[:80], Intent.INTERVIEW_CANCELLED, FAIR)


def _reports(message: Message) -> Iterator[Finding]:
    if message.delivery_status:
        yield Finding("report.delivery-status", message.delivery_status[:80], Intent.DELIVERY_FAILURE, DECISIVE)
    if "x-failed-recipients" in message.headers:
        failed = message.headers["x-failed-recipients"][0][:80]
        yield Finding("report.failed-recipients", failed, Intent.DELIVERY_FAILURE, DECISIVE)
    address = (message.sender.email if message.sender else None) or ""
    if address.startswith(("mailer-daemon@", "postmaster@")):
        yield Finding("report.mail-system", address, Intent.DELIVERY_FAILURE, STRONG)


def _automatic(message: Message) -> Iterator[Finding]:
    submitted = " ".join(message.headers.get("auto-submitted", ())).lower()
    if submitted.startswith("auto-replied") and not message.delivery_status:
        yield Finding("automatic.auto-submitted", submitted, Intent.AUTO_REPLY, STRONG)
    for name in ("x-autoreply", "x-autorespond", "x-autoresponder"):
        if name in message.headers:
            yield Finding("automatic.header", name, Intent.AUTO_REPLY, STRONG)
    if _AUTOMATIC_SUBJECT.match(message.subject):
        yield Finding("automatic.subject", message.subject[:80], Intent.AUTO_REPLY, STRONG)


def _calendar(message: Message, event: CalendarEvent, owner: Owner) -> Iterator[Finding]:
    """What the METHOD says (RFC 5546). That it is no interview at all stays open: that is told by the words."""
    words = (event.summary or message.subject)[:80]
    if event.method == "REPLY" or _ANSWERED_SUBJECT.match(message.subject):
        yield Finding("calendar.reply", words, Intent.REPLY, STRONG)
        return
    if event.method == "COUNTER":
        yield Finding("calendar.counter", words, Intent.SCHEDULING_REQUEST, STRONG)
        return
    if event.method == "CANCEL" or event.is_cancelled:
        yield Finding("calendar.cancel", words, Intent.INTERVIEW_CANCELLED, STRONG)
    elif _UPDATED_SUBJECT.match(message.subject) or event.sequence > 0:
        yield Finding("calendar.moved", words, Intent.INTERVIEW_RESCHEDULED, STRONG)
        yield Finding("calendar.moved", words, Intent.INTERVIEW_SCHEDULED, FAIR)
    else:
        yield Finding("calendar.request", words, Intent.INTERVIEW_SCHEDULED, STRONG)
        yield Finding("calendar.request", words, Intent.INTERVIEW_CANCELLED, -FAIR)
    if _names(event.summary, owner):
        yield Finding("calendar.names-owner", words, Intent.UNRELATED, -SLIGHT)
    yield Finding("calendar.any", words, Intent.UNRELATED, SLIGHT)
    if event.organiser and event.organiser.email in owner.addresses:
        yield Finding("calendar.owner-organises", words, Intent.UNRELATED, FAIR)


def _system(message: Message) -> Iterator[Finding]:
    """Hiring systems write to candidates; to interviewers too, which the words must tell."""
    system = system_of(message)
    if system is not None and system.kind in (SystemKind.HIRING, SystemKind.ASSESSMENT):
        yield Finding("sender.hiring-system", system.name, Intent.UNRELATED, -FAIR)
    if system is not None and system.kind is SystemKind.ASSESSMENT:
        yield Finding("sender.assessment-system", system.name, Intent.INFORMATION_REQUEST, FAIR)
    if system is not None and system.kind is SystemKind.CALENDAR and _NOTICE_SUBJECT.match(message.subject):
        yield Finding("calendar.notice", message.subject[:80], Intent.INTERVIEW_SCHEDULED, FAIR)


def _bulk(message: Message, owner: Owner) -> Iterator[Finding]:
    """Mail to a list of subscribers (RFC 2919, RFC 2369) is hardly ever meant for one candidate, and what people write
    to each other through a list never: nobody is invited that way."""
    if is_discussion(message):
        is_for_owner = any(person.email in owner.addresses for person in (*message.to, *message.cc))
        weight = STRONG if is_for_owner else DECISIVE
        yield Finding("bulk.discussion", "written to a mailing list", Intent.UNRELATED, weight)
    elif is_bulk(message):
        weight = FAIR if system_of(message) is None else SLIGHT
        yield Finding("bulk.list", "List-Id or List-Unsubscribe", Intent.UNRELATED, weight)


def _names(summary: str, owner: Owner) -> bool:
    """Say whether the event is named after the owner, as interviews are ("Jordan Ellis - Round 2")."""
    words = summary.lower().split()
    return any(len(part) > _SHORTEST_NAME and part in words for part in owner.name.lower().split())


def is_bulk(message: Message) -> bool:
    """Say whether the message went to a list of subscribers rather than to one person."""
    system = system_of(message)
    if system is not None and system.kind is not SystemKind.JOB_BOARD:
        return False
    return "list-id" in message.headers or "list-unsubscribe" in message.headers or _precedence(message) == "bulk"


def is_discussion(message: Message) -> bool:
    """Say whether the message came through a mailing list that its subscribers write to, by the fields that list
    programs set (List-Post of RFC 2369; Mailman, ezmlm, Majordomo, Sympa, Google and Yahoo groups)."""
    if system_of(message) is not None:
        return False
    if _DISCUSSION_FIELDS.isdisjoint(message.headers) and _precedence(message) != "list":
        return False
    return "NO" not in message.headers.get("list-post", ("",))[0][:3].upper()


def _precedence(message: Message) -> str:
    return message.headers.get("precedence", ("",))[0].strip().lower()
