"""When the interview is: start, end, and whether it is one more beside another (B2, B3, B13).

A calendar part outranks prose for the time (B2). Prose is read as slots (`rules.facts.slots`); the best one counts, for a
rescheduled interview the new one. Several slots of one day are one span: start of the first, end of the last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from datetime import datetime, timedelta, tzinfo

from rules.dates import DateMention, Frame, dates_in
from rules.durations import durations_in
from rules.facts.clues import Clues
from rules.facts.purposes import Purpose
from rules.facts.slots import Scan, Slot, scan
from rules.message import CalendarEvent, Message
from rules.reading import Intent, Owner
from rules.time_contexts import contexts
from rules.time_words import Text, cut, words_of
from rules.clock import Clock
from rules.zones import ZoneMention, resolved, stated_zone, zone_named, zone_near

_MONTH_FIRST = frozenset({"US", "PH", "FM", "GU"})
_ADDITIONAL = re.compile(
    r"\b(?:additional|second|2nd|another|further|next|extra|third|zweite[sn]?|weitere[sn]?|nächste[sn]?|deuxième|second|prochain|"
    r"segunda|otra|próxima|tweede|volgende|vervolg|seconda?|ulteriore|prossimo)[ -](?:\w+ ){0,2}"
    r"(?:interview|round|conversation|call|gespräch|vorstellungsgespräch|entretien|entrevista|ronda|gesprek|colloquio)",
    re.I,
)
_SHORTEST_MINUTES, _LONGEST_MINUTES = 10, 600


@dataclass(frozen=True, slots=True)
class When:
    """The definite time of an interview. `start` and `end` are aware, in the zone the message states."""

    start: datetime
    end: datetime | None = None
    is_additional: bool = False
    """The text calls the interview additional, next or second (B13)."""
    uid: str | None = None
    """UID of the calendar part, where there is one."""
    sequence: int = 0


def find(message: Message, owner: Owner, clues: Clues) -> When | None:
    """The time of the interview that the message sets, confirms or moves; None where it states no definite one."""
    reader = _Reader(message, owner, clues.language, clues.intent is Intent.INTERVIEW_RESCHEDULED)
    is_additional = bool(_ADDITIONAL.search(f"{message.subject}\n{message.own_text[:4000]}"))
    event = _event(message)
    if event is None:
        prose = reader.prose()
        return None if prose is None else When(prose[0], prose[1], is_additional)
    start, end = reader.of_event(event)
    return None if start is None else When(start, end, is_additional, event.uid or None, event.sequence)


def has_definite_time(message: Message, owner: Owner, language: str | None) -> bool:
    """Whether the message states exactly one slot, date and clock time, as a fact rather than as an offer."""
    if any(event.start is not None and not event.is_all_day for event in message.calendar):
        return True
    return _Reader(message, owner, language, False).is_definite()


def _event(message: Message) -> CalendarEvent | None:
    dated = [event for event in message.calendar if event.start is not None]
    alive = [event for event in dated if event.method != "CANCEL" and not event.is_cancelled]
    return (alive or dated or [None])[0]


class _Reader:
    """Reads one message's time against its date, its writer's habits and its owner's zone."""

    def __init__(self, message: Message, owner: Owner, language: str | None, is_moved: bool) -> None:
        self.message, self.owner, self.language, self.is_moved = message, owner, language, is_moved
        self._scans: dict[str, Scan] = {}
        self.zone = zone_named(owner.timezone)
        written = message.date or message.received_at
        self.sender_zone = message.date.tzinfo if message.date is not None and message.date.tzinfo else None
        self.now = written.astimezone(self._writing_zone(written))
        self.frame = Frame(self.now.date(), self._day_first(written))

    def _writing_zone(self, written: datetime) -> tzinfo:
        """The zone whose "today" counts: the writer's, or the owner's for a system that writes in UTC."""
        return self.zone if not written.utcoffset() or written.tzinfo is None else written.tzinfo

    def _day_first(self, written: datetime) -> bool:
        if self.language not in {None, "en"}:
            return True
        hours = (written.utcoffset() or timedelta()).total_seconds() / 3600
        american = self.owner.country in _MONTH_FIRST or (
            self.owner.country is None and self.owner.timezone.startswith(("America/", "US/"))
        )
        if not hours:
            return not american
        return not -11 <= hours <= -4

    def prose(self) -> tuple[datetime, datetime | None] | None:
        """Start and end as the writer's own words state them."""
        own = self._scan(self.message.own_text)
        best = self._best(own)
        subject = self._scan(self.message.subject)
        if best is None or best.day is None:
            best, own = self._with_other_places(own, subject, best)
        if best is None or best.day is None:
            return None
        best = self._refined(best, own, subject)
        return self._when(own, best)

    def is_definite(self) -> bool:
        """Say whether exactly one slot is stated, and none is merely offered."""
        own = self._scan(self.message.own_text)
        live = [s for s in own.slots if s.purpose is Purpose.LIVE and s.day is not None and s.score >= 4]
        if not live:
            subject = self._scan(self.message.subject)
            live = [s for s in subject.slots if s.purpose is Purpose.LIVE and s.day is not None and s.score >= 3]
            return len(live) == 1
        days = {s.day.day for s in live if s.day is not None}
        low, offer = own.text.low, contexts()["offer"]
        for slot in live:
            left, right = own.text.bounds(slot.clock.start)
            if offer.has(low, left, right) or any(
                low[at] in {"or", "oder", "ou", "of", "o"}
                for at in range(slot.clock.end, min(right, slot.clock.end + 6))
            ):
                return False
        return len(days) == 1

    def of_event(self, event: CalendarEvent) -> tuple[datetime | None, datetime | None]:
        """Start and end of a calendar part; a floating time takes its zone, an all-day one its time, from the text."""
        start, end = event.start, event.end
        if start is None or not (event.is_floating or event.is_all_day):
            return start, end
        own = self._scan(self.message.own_text)
        if event.is_all_day:
            return self._all_day(own, start)
        mention = next((z for c in own.clocks if (z := zone_near(own.text, c.start, c.end))), None) or stated_zone(
            own.text
        )
        zone = self._zone(mention, start.replace(tzinfo=None))
        return start.replace(tzinfo=zone), end.replace(tzinfo=zone) if end else None

    def _all_day(self, own: Scan, start: datetime) -> tuple[datetime | None, datetime | None]:
        best = self._best(own)
        if best is None:
            return None, None
        if best.day is None:
            best = replace(best, day=DateMention(0, 0, start.date(), "exact"))
        return self._when(own, best)

    def _scan(self, text: str) -> Scan:
        if text not in self._scans:
            self._scans[text] = scan(cut(text, self.language), self.frame, self.now.replace(tzinfo=None))
        return self._scans[text]

    def _best(self, found: Scan) -> Slot | None:
        live = [s for s in found.slots if s.purpose is Purpose.LIVE]
        if not live:
            live = [s for s in found.slots if s.purpose is Purpose.FOR_OTHER_ZONE]
        if not live:
            live = [s for s in found.slots if s.purpose in {Purpose.ELSEWHERE, Purpose.END} and s.is_near]
        if not live:
            live = [s for s in found.slots if s.purpose is Purpose.OLD and s.is_near and s.score > 0]
        if not live:
            return None
        if self.is_moved:
            newest = [s for s in live if s.is_new and s.score > 3]
            top = max(s.score for s in newest or live)
            close = [s for s in newest or live if s.score >= top - (0 if newest else 2)]
            last_day = close[-1].day.day if close[-1].day else None
            return close[0] if newest else next(s for s in close if (s.day.day if s.day else None) == last_day)
        top = max(s.score for s in live)
        return next(s for s in live if s.score >= top)

    def _with_other_places(self, own: Scan, subject: Scan, best: Slot | None) -> tuple[Slot | None, Scan]:
        """Complete what the own words leave out from the subject, then from the quoted mail."""
        if best is not None:
            day = next(iter(subject.live_dates), None) or self._quoted_day(best)
            return (replace(best, day=day), own) if day else (best, own)
        if own.live_dates and contexts()["same_time"].has(own.text.low, 0, len(own.text.low)):
            former = next((s for s in [*subject.slots, *self._quoted_scan().slots] if s.day is not None), None)
            if former is not None:
                return replace(former, day=own.live_dates[-1]), own
        in_subject = self._best(subject)
        if in_subject is not None:
            day = in_subject.day or next(iter(own.live_dates), None)
            return replace(in_subject, day=day), subject
        return self._quoted(own, subject)

    def _quoted_scan(self) -> Scan:
        """The quoted mail, read against the day it was written where its header line tells that."""
        lines = self.message.quoted_text[:6000].split("\n")
        kept = [line for line in lines if not _HEADER_LINE.search(line)]
        headers = " ".join(line for line in lines[:8] if _HEADER_LINE.search(line) or _WRAPPED_HEADER.match(line))
        written = [d.day for d in dates_in(cut(headers, self.language), self.frame) if d.kind == "exact"]
        days = [day for day in written if timedelta(0) <= self.frame.today - day <= timedelta(days=60)]
        frame = replace(self.frame, today=days[0]) if days else self.frame
        return scan(cut("\n".join(kept), self.language), frame, self.now.replace(tzinfo=None))

    def _quoted_day(self, best: Slot) -> DateMention | None:
        quoted = self._quoted_scan()
        same = [
            s
            for s in quoted.slots
            if s.day and s.day.day >= self.frame.today and _same_clock(s.clock.begin, best.clock.begin)
        ]
        if same:
            return same[0].day
        return quoted.live_dates[0] if len({d.day for d in quoted.live_dates}) == 1 else None

    def _quoted(self, own: Scan, subject: Scan) -> tuple[Slot | None, Scan]:
        quoted = self._quoted_scan()
        live = [s for s in quoted.slots if s.purpose is Purpose.LIVE and s.day is not None and s.score > 0]
        days = {d.day for d in [*own.live_dates, *subject.live_dates]}
        fitting = [s for s in live if s.day is not None and (not days or s.day.day in days)]
        return (fitting[0], quoted) if fitting else (None, own)

    def _refined(self, best: Slot, own: Scan, subject: Scan) -> Slot:
        """Let "Tuesday" be the Tuesday that is dated elsewhere; never today by a bare weekday's name."""
        day = best.day
        if day is None or day.kind != "weekday":
            return best
        dated = [
            d for d in [*own.dates, *subject.dates] if d.kind in {"exact", "ordinal"} and d.day >= self.frame.today
        ]
        for other in dated:
            if other.day.isoweekday() == day.weekday and (other.day - self.frame.today).days <= 42:
                return replace(best, day=other)
        if day.is_bare and day.day == self.frame.today:
            return replace(best, day=replace(day, day=day.day + timedelta(days=7)))
        return best

    def _when(self, found: Scan, best: Slot) -> tuple[datetime, datetime | None]:
        if best.day is None:
            raise ValueError("a slot without a date is no time")
        slots = self._agenda(found, best)
        first, last = slots[0], slots[-1]
        start = datetime.combine(best.day.day, datetime.min.time()) + timedelta(minutes=first.clock.begin.minutes)
        end = self._end(found, slots, start)
        mention = zone_near(found.text, best.clock.start, best.clock.end) or self._zone_elsewhere(found, best)
        zone = self._zone(mention, start)
        return start.replace(tzinfo=zone), end.replace(tzinfo=zone) if end else None

    def _zone_elsewhere(self, found: Scan, best: Slot) -> ZoneMention | None:
        for slot in found.slots:
            if slot.clock.begin == best.clock.begin and (
                near := zone_near(found.text, slot.clock.start, slot.clock.end)
            ):
                return near
        stated = stated_zone(found.text)
        if stated is not None:
            return stated
        others = (
            zone_near(found.text, s.clock.start, s.clock.end) for s in found.slots if s.purpose is not Purpose.DEADLINE
        )
        return next((z for z in others if z is not None and z.whose is None), None)

    def _zone(self, mention: ZoneMention | None, at: datetime) -> tzinfo:
        return self.zone if mention is None else resolved(mention, at, self.zone, self.sender_zone)

    def _agenda(self, found: Scan, best: Slot) -> list[Slot]:
        """The slots of the best one's day, in order, if the text lists several; else the best alone."""
        day = best.day.day if best.day else None
        live = [s for s in found.slots if s.purpose in {Purpose.LIVE, Purpose.END} and s.day and s.day.day == day]
        listed = [s for s in live if _opens_line(found.text, s.clock.start)]
        if len(listed) >= 2:
            opening = [best] if best.clock.start < listed[0].clock.start else []
            return sorted([*opening, *listed], key=lambda s: s.clock.begin.minutes)
        told = [s for s in live if s.purpose is Purpose.LIVE]
        rising = all(a.clock.begin.minutes < b.clock.begin.minutes for a, b in pairwise(told))
        return told if len(told) >= 4 and rising else [best]

    def _end(self, found: Scan, slots: list[Slot], start: datetime) -> datetime | None:
        midnight = start.replace(hour=0, minute=0)
        ends = [s.clock.until for s in slots if s.clock.until]
        if ends and (len(slots) == 1 or slots[-1].clock.until):
            return midnight + timedelta(minutes=max(e.minutes for e in ends))
        if len(slots) > 1 and found.text.word(slots[-1].clock.end) in _CLOSERS:
            return midnight + timedelta(minutes=slots[-1].clock.begin.minutes)
        said = self._stated_end(found, slots[-1])
        if said is not None and said.minutes > slots[-1].clock.begin.minutes:
            return midnight + timedelta(minutes=said.minutes)
        if len(slots) > 1:
            return None
        minutes = self._length_of(found, slots[0])
        if minutes is None and contexts()["same_length"].has(found.text.low, 0, len(found.text.low)):
            minutes = self._former_length()
        return start + timedelta(minutes=minutes) if minutes else None

    def _length_of(self, found: Scan, slot: Slot) -> int | None:
        """Minutes as stated beside the slot, else in the writer's own words, else in the subject."""
        own = self._scan(self.message.own_text)
        return (
            _length(found, slot)
            or (own is not found and _length(own, None))
            or _length(self._scan(self.message.subject), None)
            or None
        )

    def _former_length(self) -> int | None:
        """Minutes of the interview as the quoted mail had it."""
        quoted = self._quoted_scan()
        for slot in quoted.slots:
            if slot.clock.until is not None:
                return slot.clock.until.minutes - slot.clock.begin.minutes
        return _length(quoted, quoted.slots[0]) if quoted.slots else None

    def _stated_end(self, found: Scan, last: Slot) -> Clock | None:
        for slot in found.slots:
            if slot.purpose is Purpose.END and slot.clock.start > last.clock.start:
                hour = slot.clock.begin
                return hour if hour.minutes > last.clock.begin.minutes else None
        return None


_WRAPPED_HEADER = re.compile(r"[>\s]*(?:on|am|le|el|em|op|il) .{0,40}\d", re.I)
_HEADER_LINE = re.compile(
    r"(?:wrote|schrieb|écrit|escribió|escreveu|schreef|scritto)\b.{0,40}:?\s*$|^[>\s]*(?:sent|gesendet|envoyé|enviado|enviada|verzonden|inviato|date|datum)\s*:",
    re.I,
)


def _same_clock(one: Clock, other: Clock) -> bool:
    return one.hour % 12 == other.hour % 12 and one.minute == other.minute


def _opens_line(text: Text, at: int) -> bool:
    spot = at - 1
    while spot >= 0 and text.low[spot] in {"-", "*", "•", "·", ">", "|", "–", "["}:
        spot -= 1
    return spot < 0 or text.low[spot] == "\n"


_NOT_THE_LENGTH = words_of(
    "before prior early earlier late vorher vorab zuvor früher avant antes antelación antecedência prima "
    "vooraf tevoren ahead beforehand presentation slides notice drive walk screening preparation prep "
    "voorbereiding préparation desk lesson questions feedback advance earlier ago if"
)
_CLOSERS = words_of(
    "close closing end ends finish finishes depart departure goodbye ende schluss fin fim cierre slot einde afsluiting fine chiusura"
)
_NOT_AFTER = words_of("back by within first last every under besides ten-minute another later")


def _length(found: Scan, slot: Slot | None) -> int | None:
    """How many minutes the interview takes, as the text says; lengths of anything else are left out."""
    text, best, best_score = found.text, None, 0.0
    for duration in durations_in(text):
        if not _SHORTEST_MINUTES <= duration.minutes <= _LONGEST_MINUTES:
            continue
        if any(c.start < duration.end and duration.start < c.end for c in found.clocks):
            continue
        score = _length_score(text, duration.start, duration.end, slot)
        if score > best_score:
            best, best_score = duration.minutes, score
    return best


def _length_score(text: Text, start: int, end: int, slot: Slot | None) -> float:
    low = text.low
    if any(word in _NOT_THE_LENGTH for word in low[end : end + 4]) or any(
        word in _NOT_AFTER for word in low[max(0, start - 3) : start]
    ):
        return 0
    if low[end : end + 1] == ["after"]:
        return 0
    if slot is None:
        return 1
    distance = abs(text.sentence[start] - text.sentence[slot.clock.start])
    return 5 - min(distance, 4)
