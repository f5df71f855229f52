"""Where and when a message was written: what "tomorrow", "03/04" and a time without a zone mean in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from rules.calendar_dates import Frame
from rules.dates import dates_in
from rules.facts.slots import Scan, scan
from rules.latest import latest
from rules.message import Message
from rules.reading import Owner
from rules.time_words import cut
from rules.zones import ZoneMention, resolved, zone_named

_MONTH_FIRST = frozenset({"US", "PH", "FM", "GU"})
_WESTERNMOST_HOURS, _EASTERNMOST_HOURS = -11, -4
"""Offsets at which people who write English put the month first."""
_LONGEST_QUOTE = 6_000
_OLDEST_QUOTE = timedelta(days=60)
_WRAPPED_HEADER = re.compile(r"[>\s]*(?:on|am|le|el|em|op|il) .{0,40}\d", re.I)
_HEADER_LINE = re.compile(
    r"(?:wrote|schrieb|écrit|escribió|escreveu|schreef|scritto)\b.{0,40}:?\s*$|"
    r"\b20\d\d\b.{0,25}\d[:.]\d\d.{0,80}:\s{0,3}$|"
    r"^[>\s]*(?:sent|gesendet|envoyé|enviado|enviada|verzonden|inviato|sendt|skickat|wysłano|odesláno|lähetetty|date|datum)\s*:",
    re.I,
)


def is_day_first(written: datetime, owner: Owner, language: str | None) -> bool:
    """Whether the writer puts the day before the month: by language, the writer's offset, then the owner's country."""
    if language not in {None, "en"}:
        return True
    hours = (written.utcoffset() or timedelta()).total_seconds() / 3600
    if hours:
        return not _WESTERNMOST_HOURS <= hours <= _EASTERNMOST_HOURS
    if owner.country is not None:
        return owner.country not in _MONTH_FIRST
    return not owner.timezone.startswith(("America/", "US/"))


class Writing:
    """One message's moment and place of writing, and the scans of its texts (each made once)."""

    def __init__(self, message: Message, owner: Owner, language: str | None) -> None:
        self.message, self.language = message, language
        self._scans: dict[str, Scan] = {}
        self._quoted: Scan | None = None
        self._owner_zone = zone_named(owner.timezone)
        written = message.date or message.received_at
        self._sender_zone = message.date.tzinfo if message.date is not None else None
        # A system that writes in UTC means the owner's day.
        self.now = written.astimezone(written.tzinfo if written.utcoffset() else self._owner_zone).replace(tzinfo=None)
        self.frame = Frame(self.now.date(), is_day_first(written, owner, language))

    @property
    def own(self) -> Scan:
        """The times in the writer's own words."""
        return self._scan(self.message.own_text)

    @property
    def subject(self) -> Scan:
        """The times in the subject."""
        return self._scan(self.message.subject)

    @property
    def quoted(self) -> Scan:
        """The times in the quoted mail, read against the day it was written where its header line tells that."""
        if self._quoted is None:
            self._quoted = self._scan_of_quote()
        return self._quoted

    def _scan_of_quote(self) -> Scan:
        lines = self.message.quoted_text[:_LONGEST_QUOTE].split("\n")
        headers = " ".join(line for line in lines[:8] if _HEADER_LINE.search(line) or _WRAPPED_HEADER.match(line))
        written = [d.day for d in dates_in(cut(headers, self.language), self.frame) if d.kind == "exact"]
        recent = [day for day in written if timedelta(0) <= self.frame.today - day <= _OLDEST_QUOTE]
        frame = replace(self.frame, today=recent[0]) if recent else self.frame
        kept = "\n".join(line for line in lines if not _HEADER_LINE.search(line))
        return scan(cut(kept, self.language), frame, self.now)

    def zone(self, mention: ZoneMention | None, at: datetime) -> tzinfo:
        """The zone of the wall-clock time `at`: the stated one, else the owner's."""
        return self._owner_zone if mention is None else resolved(mention, at, self._owner_zone, self._sender_zone)

    def _scan(self, text: str) -> Scan:
        if text not in self._scans:
            self._scans[text] = scan(cut(text, self.language), self.frame, self.now)
        return self._scans[text]


@latest
def writing_of(message: Message, owner: Owner, language: str | None) -> Writing:
    """The writing of a message; asked again for the same one, its scans are there already."""
    return Writing(message, owner, language)
