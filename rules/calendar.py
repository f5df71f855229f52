"""A small reader of calendar parts (RFC 5545): the events of one VCALENDAR, without recurrences. Never raises.

A floating time is attached to UTC for now and marked `is_floating`: whoever knows the owner's zone reinterprets it.
All-day values begin and end at midnight and are marked `is_all_day` (and floating).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo

from rules.calendar_zones import Observance, custom_zone, known_zone
from rules.message import Attendee, CalendarEvent
from rules.reading import Person

MAX_LINES = 5_000
MAX_EVENTS = 20
MAX_ATTENDEES = 200
MAX_TEXT = 20_000
"""Bounds on one calendar part."""

_LINE = re.compile(r"([A-Za-z0-9-]{1,60})")
_PARAMETER = re.compile(
    r";([A-Za-z0-9-]{1,60})=((?:\"[^\"]{0,2000}\"|[^\";:,]{0,2000})(?:,(?:\"[^\"]{0,2000}\"|[^\";:,]{0,2000})){0,50})"
)
_STAMP = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}):?(\d{2})?(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$", re.IGNORECASE
)
_STAMP_AT_END = re.compile(r":(\d{4}-?\d{2}-?\d{2}(?:T[\d:.]{4,20}(?:Z|[+-]\d{2}:?\d{2})?)?)\s*$", re.IGNORECASE)
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$", re.IGNORECASE
)
_ESCAPE = re.compile(r"\\([\\;,:nN\"])")
_MAILTO = re.compile(r"mailto:", re.IGNORECASE)
_TIMES = frozenset(("DTSTART", "DTEND"))
_FOLD = re.compile(r"\n[ \t]")


@dataclass(frozen=True, slots=True)
class Property:
    """One content line."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass(slots=True)
class _Component:
    name: str
    properties: dict[str, list[Property]] = field(default_factory=dict)

    def first(self, name: str) -> Property | None:
        """The first property of that name."""
        found = self.properties.get(name)
        return found[0] if found else None

    def text(self, name: str) -> str:
        """The first property's text, or ""."""
        found = self.first(name)
        return _unescaped(found.value[:MAX_TEXT]).strip() if found else ""


def events_of(text: str, method: str = "") -> list[CalendarEvent]:
    """The events of a calendar part; `method` is the one of its Content-Type, used if the calendar has none."""
    calendar, events, zones = _components(text)
    stated = calendar.text("METHOD") or method
    return [_event(component, stated.upper(), zones) for component in events[:MAX_EVENTS]]


def _components(text: str) -> tuple[_Component, list[_Component], dict[str, list[Observance]]]:
    """Sort the content lines by component: the calendar itself, its events, and its time zones' observances."""
    calendar, events = _Component("VCALENDAR"), list[_Component]()
    zones: dict[str, list[Observance]] = {}
    stack: list[_Component] = []
    zone_rules: list[_Component] = []
    unfolded = _FOLD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for line in unfolded.split("\n", MAX_LINES)[:MAX_LINES]:
        found = _property(line)
        if found is None:
            continue
        if found.name == "BEGIN":
            stack.append(_Component(found.value.strip().upper()))
        elif found.name == "END":
            done = stack.pop() if stack else None
            if done and done.name in ("STANDARD", "DAYLIGHT"):
                zone_rules.append(done)
            elif done and done.name == "VTIMEZONE":
                zones[done.text("TZID")] = [rule for rule in map(_observance, zone_rules) if rule]
                zone_rules = []
            elif done and done.name == "VEVENT":
                events.append(done)
        else:
            owner = stack[-1] if stack and stack[-1].name != "VCALENDAR" else calendar
            owner.properties.setdefault(found.name, []).append(found)
    events.extend(open_ for open_ in stack if open_.name == "VEVENT")
    return calendar, events, zones


def _property(line: str) -> Property | None:
    """`NAME;PARAM=value;PARAM="quoted: value":text`."""
    name = _LINE.match(line)
    if name is None:
        return None
    at = name.end()
    parameters: dict[str, str] = {}
    while line[at : at + 1] == ";" and len(parameters) < 50:
        found = _PARAMETER.match(line, at)
        if found is None:
            break
        parameters[found.group(1).upper()] = found.group(2).replace('"', "")
        at = found.end()
    if name.group(1).upper() in _TIMES:
        return _time_property(name.group(1).upper(), parameters, line[at:])
    colon = line.find(":", at)
    return Property(name.group(1).upper(), parameters, line[colon + 1 :]) if colon >= 0 else None


def _time_property(name: str, parameters: dict[str, str], rest: str) -> Property:
    """The time at the end of the line; an unquoted TZID such as "(UTC-05:00) Eastern Time" has colons of its own."""
    found = _STAMP_AT_END.search(rest[-400:])
    if found is None:
        return Property(name, parameters, rest.partition(":")[2])
    if "TZID" in parameters:
        parameters["TZID"] += rest[-400:][: found.start()].replace('"', "")
    return Property(name, parameters, found.group(1))


def _event(component: _Component, method: str, zones: dict[str, list[Observance]]) -> CalendarEvent:
    begin = component.first("DTSTART")
    start, is_floating, is_all_day = _when(begin, zones)
    end, _, _ = _when(component.first("DTEND"), zones)
    length = _length(component.text("DURATION"))
    if end is None and start is not None and length is not None:
        end = _later(start, length)
    sequence = component.text("SEQUENCE")
    organiser = component.first("ORGANIZER")
    return CalendarEvent(
        method=method[:40],
        uid=component.text("UID")[:500],
        sequence=int(sequence) if sequence.isascii() and sequence.isdecimal() and len(sequence) < 10 else 0,
        start=start,
        end=end,
        is_floating=is_floating,
        is_all_day=is_all_day,
        is_cancelled=component.text("STATUS").upper() in ("CANCELLED", "CANCELED"),
        summary=" ".join(component.text("SUMMARY").split()),
        location=" ".join(component.text("LOCATION").split()),
        description=component.text("DESCRIPTION"),
        organiser=_person(organiser) if organiser else None,
        attendees=_attendees(component),
    )


def _attendees(component: _Component) -> tuple[Attendee, ...]:
    found = []
    for line in component.properties.get("ATTENDEE", [])[:MAX_ATTENDEES]:
        person = _person(line)
        if person is None:
            continue
        found.append(
            Attendee(
                person,
                status=line.parameters.get("PARTSTAT", "NEEDS-ACTION").upper(),
                kind=line.parameters.get("CUTYPE", "INDIVIDUAL").upper(),
                role=line.parameters.get("ROLE", "REQ-PARTICIPANT").upper(),
            )
        )
    return tuple(found)


def _person(line: Property) -> Person | None:
    """A calendar user: the address behind mailto (or of the EMAIL parameter) and the common name."""
    address = _MAILTO.sub("", line.value.strip(), count=1).strip().lower()
    if "@" not in address or " " in address:
        address = line.parameters.get("EMAIL", "").strip().lower()
    name = " ".join(_unescaped(line.parameters.get("CN", "")).split()).strip("'\"")
    if name.lower() == address:
        name = ""
    address = address if "@" in address and len(address) <= 320 else ""
    return Person(name or None, address or None) if name or address else None


def _when(line: Property | None, zones: dict[str, list[Observance]]) -> tuple[datetime | None, bool, bool]:
    """The instant of a DATE or DATE-TIME value, whether it floats, and whether it is a whole day."""
    found = _STAMP.match(line.value.strip()) if line else None
    if line is None or found is None:
        return None, False, False
    year, month, day, hour, minute, second, suffix = found.groups()
    try:
        if hour is None:
            return datetime(int(year), int(month), int(day), tzinfo=UTC), True, True
        wall = datetime(int(year), int(month), int(day), int(hour), int(minute), min(int(second or 0), 59))  # noqa: DTZ001
        zone = _zone(suffix, line.parameters.get("TZID", ""), wall, zones)
        return wall.replace(tzinfo=zone or UTC), zone is None, False
    except (ValueError, OverflowError):
        return None, False, False


def _zone(suffix: str | None, name: str, wall: datetime, zones: dict[str, list[Observance]]) -> tzinfo | None:
    """UTC, then the IANA or Windows zone of that name, then the calendar's own definition; None floats."""
    if suffix:
        return UTC if suffix in "Zz" else datetime.strptime(suffix, "%z").tzinfo
    if not name:
        return None
    return known_zone(name) or custom_zone(zones.get(name, ()), wall)


def _observance(component: _Component) -> Observance | None:
    begin, offset = component.text("DTSTART"), _offset(component.text("TZOFFSETTO"))
    before = _offset(component.text("TZOFFSETFROM"))
    stamp = _STAMP.match(begin)
    if offset is None:
        return None
    since = date.min
    hour = 0
    if stamp:
        try:
            since = date(int(stamp.group(1)), int(stamp.group(2)), int(stamp.group(3)))
        except ValueError:
            since = date.min
        hour = int(stamp.group(4) or 0)
    return Observance(offset, before if before is not None else offset, since, hour, component.text("RRULE").upper())


def _offset(text: str) -> timedelta | None:
    found = re.match(r"([+-])(\d{2}):?(\d{2})", text)
    if found is None:
        return None
    size = timedelta(hours=int(found.group(2)), minutes=int(found.group(3)))
    return None if size >= timedelta(hours=24) else (-size if found.group(1) == "-" else size)


def _length(text: str) -> timedelta | None:
    found = _DURATION.match(text)
    if found is None or not any(found.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    size = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -size if found.group(1) == "-" else size


def _later(start: datetime, length: timedelta) -> datetime | None:
    """`start` plus an exact length: hours pass in real time, also over a clock change (RFC 5545 3.3.6)."""
    try:
        if start.tzinfo is None or length % timedelta(days=1) == timedelta():
            return start + length
        return (start.astimezone(UTC) + length).astimezone(start.tzinfo)
    except (OverflowError, ValueError):
        return None


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found.group(1) in "nN" else found.group(1), text)
