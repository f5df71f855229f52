"""Calendar parts: times, zones, people, states (B2, RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calendar import MAX_ATTENDEES, MAX_EVENTS, events_of
from rules.message import CalendarEvent
from rules.reading import Person
from tests.rules.mail_builder import event


def only(*lines: str, zones: str = "") -> CalendarEvent:
    """The one event made of `lines`."""
    (found,) = events_of(event(*lines, zones=zones))
    return found


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("DTSTART:20260310T140000Z", "2026-03-10T14:00:00+00:00"),
        ("DTSTART;TZID=America/New_York:20260310T100000", "2026-03-10T10:00:00-04:00"),
        ("DTSTART;TZID=America/New_York:20260110T100000", "2026-01-10T10:00:00-05:00"),
        ('DTSTART;TZID="Europe/Berlin":20260710T100000', "2026-07-10T10:00:00+02:00"),
        ("DTSTART;TZID=Eastern Standard Time:20260710T100000", "2026-07-10T10:00:00-04:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20260110T100000", "2026-01-10T10:00:00+01:00"),
        ("DTSTART;TZID=India Standard Time:20260110T100000", "2026-01-10T10:00:00+05:30"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/London:20260710T100000", "2026-07-10T10:00:00+01:00"),
        ("DTSTART;TZID=(UTC-05:00) Eastern Time (US & Canada):20260710T100000", "2026-07-10T10:00:00-04:00"),
        ("DTSTART;TZID=UTC:20260710T100000", "2026-07-10T10:00:00+00:00"),
        ("DTSTART;VALUE=DATE-TIME:20260710T100000Z", "2026-07-10T10:00:00+00:00"),
        ("DTSTART:2026-07-10T10:00:00+02:00", "2026-07-10T10:00:00+02:00"),
    ],
)
def test_a_start_is_read_in_its_zone(line: str, start: str) -> None:
    """B2: IANA names, Windows names, names of old Outlooks, UTC."""
    found = only(line).start

    assert found is not None
    assert found.isoformat() == start
    assert not only(line).is_floating


CUSTOM = """BEGIN:VTIMEZONE
TZID:Our Office
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""
AMERICAN = """BEGIN:VTIMEZONE
TZID:Our Office
BEGIN:STANDARD
DTSTART:20071104T020000
TZOFFSETFROM:-0700
TZOFFSETTO:-0800
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
TZOFFSETFROM:-0800
TZOFFSETTO:-0700
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""
SINGLE = """BEGIN:VTIMEZONE
TZID:Our Office
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0545
TZOFFSETTO:+0545
END:STANDARD
END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("zone", "stamp", "hours"),
    [
        (CUSTOM, "20260115T100000", 1),
        (CUSTOM, "20260328T100000", 1),
        (CUSTOM, "20260329T100000", 2),
        (CUSTOM, "20261025T100000", 1),
        (CUSTOM, "20261024T100000", 2),
        (AMERICAN, "20260307T100000", -8),
        (AMERICAN, "20260308T100000", -7),
        (AMERICAN, "20261101T100000", -8),
        (AMERICAN, "20261231T100000", -8),
        (SINGLE, "20260601T100000", 5.75),
    ],
)
def test_a_zone_the_calendar_defines_itself_is_followed(zone: str, stamp: str, hours: float) -> None:
    """RFC 5545 3.6.5: the observance in force on that day, on both sides of the change."""
    found = only(f"DTSTART;TZID=Our Office:{stamp}", zones=zone).start

    assert found is not None
    assert found.utcoffset() == timedelta(hours=hours)


def test_a_floating_time_is_marked_and_kept_as_written() -> None:
    """Whoever knows the owner's zone gives it one."""
    found = only("DTSTART:20260310T140000", "DTEND:20260310T150000")

    assert found.is_floating
    assert found.start == datetime(2026, 3, 10, 14, tzinfo=UTC)
    assert only("DTSTART;TZID=Nowhere at all:20260310T140000").is_floating


def test_a_whole_day_is_marked() -> None:
    """A date is no time for an interview."""
    found = only("DTSTART;VALUE=DATE:20260310", "DTEND;VALUE=DATE:20260311")

    assert found.is_all_day
    assert found.start == datetime(2026, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "minutes"), [("PT45M", 45), ("PT1H30M", 90), ("P1D", 24 * 60), ("P1DT1H", 25 * 60), ("P1W", 7 * 24 * 60)]
)
def test_a_duration_gives_the_end(length: str, minutes: int) -> None:
    """RFC 5545 3.3.6."""
    found = only("DTSTART:20260310T140000Z", f"DURATION:{length}")

    assert found.start is not None
    assert found.end == found.start + timedelta(minutes=minutes)


def test_hours_pass_in_real_time_over_a_clock_change() -> None:
    """Two hours from 01:30 on the night when clocks go forward end at 04:30."""
    found = only("DTSTART;TZID=America/New_York:20260308T013000", "DURATION:PT2H")

    assert found.end is not None
    assert found.end.isoformat() == "2026-03-08T04:30:00-04:00"


def test_the_state_of_an_invitation_is_read() -> None:
    """B2: METHOD, UID and SEQUENCE tell a new invitation from a change and a cancellation."""
    text = event("SEQUENCE:3", "STATUS:CANCELLED", "DTSTART:20260310T140000Z").replace("REQUEST", "cancel")
    (found,) = events_of(text)

    assert (found.method, found.uid, found.sequence, found.is_cancelled) == ("CANCEL", "one@northwind.example", 3, True)


def test_the_method_of_the_part_stands_in_for_a_missing_one() -> None:
    """RFC 6047 2.4: Content-Type carries it too."""
    assert events_of("BEGIN:VEVENT\nUID:x\nEND:VEVENT", "request")[0].method == "REQUEST"


def test_people_are_read_with_kind_role_and_answer() -> None:
    """B30: rooms and those who declined are not written to."""
    found = only(
        'ORGANIZER;CN="Cole, Dana";SENT-BY="mailto:bot@x.example":mailto:Dana.Cole@Northwind.example',
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=accepted;CN=Ann Lee:MAILTO:ann@northwind.example",
        "ATTENDEE;CUTYPE=ROOM;CN=Room 4;PARTSTAT=DECLINED;ROLE=NON-PARTICIPANT:mailto:room4@northwind.example",
        "ATTENDEE;CN=jordan@ellis.example:mailto:jordan@ellis.example",
        "ATTENDEE;EMAIL=sam@northwind.example;CN=Sam:invalid:nomail",
    )

    assert found.organiser == Person("Cole, Dana", "dana.cole@northwind.example")
    assert [attendee.person for attendee in found.attendees] == [
        Person("Ann Lee", "ann@northwind.example"),
        Person("Room 4", "room4@northwind.example"),
        Person(None, "jordan@ellis.example"),
        Person("Sam", "sam@northwind.example"),
    ]
    assert [attendee.kind for attendee in found.attendees] == ["INDIVIDUAL", "ROOM", "INDIVIDUAL", "INDIVIDUAL"]
    assert found.attendees[0].status == "ACCEPTED"
    assert found.attendees[1].role == "NON-PARTICIPANT"


def test_folded_and_escaped_text_is_read() -> None:
    """RFC 5545 3.1 and 3.3.11, by whatever newline."""
    lines = (
        "SUMMARY:Interview\\, part 1\\; Dana",
        "DESCRIPTION:One\\nTwo\\\\n is",
        " \tfolded",
        "LOCATION:Room 4\\n Floor 2",
    )
    for text in (event(*lines), event(*lines).replace("\r\n", "\n"), event(*lines).replace("\r\n", "\r")):
        (found,) = events_of(text)

        assert found.summary == "Interview, part 1; Dana"
        assert found.description == "One\nTwo\\n is\tfolded"
        assert found.location == "Room 4 Floor 2"


def test_alarms_inside_an_event_do_not_speak_for_it() -> None:
    """A VALARM has a description of its own."""
    found = only("DESCRIPTION:Meet us", "BEGIN:VALARM", "DESCRIPTION:Reminder", "DURATION:PT5M", "END:VALARM")

    assert found.description == "Meet us"
    assert found.end is None


def test_a_calendar_cut_off_in_the_middle_still_tells_its_event() -> None:
    """B6: mail is cut off somewhere."""
    assert events_of(event("DTSTART:20260310T140000Z").partition("END:VEVENT")[0])[0].start is not None


def test_recurrences_are_never_expanded() -> None:
    """B6: a rule without end is only text; the first occurrence is the event."""
    found = only("DTSTART:20260310T140000Z", "RRULE:FREQ=SECONDLY", "EXDATE:20260310T140001Z", "RDATE:20260311T140000Z")

    assert found.start == datetime(2026, 3, 10, 14, tzinfo=UTC)


def test_events_and_attendees_are_counted() -> None:
    """B6: bounds on what is read of one part."""
    crowd = [f"ATTENDEE:mailto:a{number}@x.example" for number in range(MAX_ATTENDEES + 50)]

    assert len(only(*crowd).attendees) == MAX_ATTENDEES
    assert len(events_of("BEGIN:VEVENT\nEND:VEVENT\n" * 500)) == MAX_EVENTS


@pytest.mark.parametrize(
    "line",
    [
        "DTSTART:20261399T250000Z",
        "DTSTART:tomorrow",
        "DTSTART;TZID=:20260310T140000",
        "DTSTART;TZID=../../etc/passwd:20260310T140000",
        "DTSTART:00010101T000000Z",
        "DTSTART:99991231T235959Z",
        "SEQUENCE:lots",
        "DURATION:-P99999W",
        "ATTENDEE",
        'ATTENDEE;CN="never closed:mailto:x@y.example',
        ";;;:::",
    ],
)
def test_rubbish_in_a_calendar_is_no_error(line: str) -> None:
    """B6: an event comes out, with what could be read."""
    assert only(line, "DURATION:PT1H", "SUMMARY:Hi").summary == "Hi"


_LINES = st.sampled_from(
    [
        *("BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "BEGIN:STANDARD", "END:STANDARD", "TZID:x"),
        *(
            "TZOFFSETTO:+0100",
            "TZOFFSETTO:+9999",
            "TZOFFSETFROM:-0500",
            "RRULE:FREQ=YEARLY;BYDAY=9MO;BYMONTH=2",
            "RRULE:;=;",
        ),
        *(
            "DTSTART;TZID=x:20260310T140000",
            "DTSTART:00010101T000000",
            "DTEND:99991231T235959",
            "DURATION:P9999W",
            " folded",
        ),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(_LINES, st.text(max_size=20)), max_size=30).map("\r\n".join))
def test_any_text_makes_events_or_none(text: str) -> None:
    """B6: never an exception, and times that come out are aware."""
    for found in events_of(text):
        assert found.start is None or found.start.utcoffset() is not None
        assert found.end is None or found.end.utcoffset() is not None
