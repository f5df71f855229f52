"""Dates, clock times and lengths as grammars of their own."""

from __future__ import annotations

from datetime import date

import pytest

from rules.calendar_dates import Frame
from rules.dates import dates_in
from rules.durations import durations_in
from rules.time_words import cut
from rules.times import clocks_in

TODAY = date(2026, 11, 3)  # a Tuesday


def days(text: str, language: str | None = "en", day_first: bool = True) -> list[date]:
    return [mention.day for mention in dates_in(cut(text, language), Frame(TODAY, day_first))]


def clocks(text: str, language: str | None = "en") -> list[str]:
    out = []
    for mention in clocks_in(cut(text, language), set()):
        end = f"-{mention.until.hour:02d}:{mention.until.minute:02d}" if mention.until else ""
        out.append(f"{mention.begin.hour:02d}:{mention.begin.minute:02d}{end}")
    return out


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("Tuesday 10 November", "en", date(2026, 11, 10)),
        ("November 10th, 2026", "en", date(2026, 11, 10)),
        ("the 10th", "en", date(2026, 11, 10)),
        ("Friday the 13th", "en", date(2026, 11, 13)),
        ("Tuesday the tenth", "en", date(2026, 11, 10)),
        ("Thursday week", "en", date(2026, 11, 12)),
        ("a week on Monday", "en", date(2026, 11, 16)),
        ("next Tuesday", "en", date(2026, 11, 10)),
        ("this Friday", "en", date(2026, 11, 6)),
        ("Thursday of next week", "en", date(2026, 11, 12)),
        ("tomorow", "en", date(2026, 11, 4)),
        ("the day after tomorrow", "en", date(2026, 11, 5)),
        ("thursdya 2pm", "en", date(2026, 11, 5)),
        ("13-Nov-2026", "en", date(2026, 11, 13)),
        ("2026-11-13", "en", date(2026, 11, 13)),
        ("13-11-2026", "en", date(2026, 11, 13)),
        ("am 17.11.", "de", date(2026, 11, 17)),
        ("Dienstag, dem 10. November", "de", date(2026, 11, 10)),
        ("übermorgen", "de", date(2026, 11, 5)),
        ("mardi 10 novembre", "fr", date(2026, 11, 10)),
        ("jeudi en huit", "fr", date(2026, 11, 12)),
        ("el jueves que viene", "es", date(2026, 11, 5)),
        ("pasado mañana", "es", date(2026, 11, 5)),
        ("sexta-feira, dia 13", "pt", date(2026, 11, 13)),
        ("volgende week donderdag", "nl", date(2026, 11, 12)),
        ("giovedì 12", "it", date(2026, 11, 12)),
    ],
)
def test_a_date_is_read(text: str, language: str, day: date) -> None:
    assert days(text, language) == [day]


def test_the_order_of_day_and_month_is_the_writers() -> None:
    assert days("04/12/2026", day_first=True) == [date(2026, 12, 4)]
    assert days("12/04/2026", day_first=False) == [date(2026, 12, 4)]


def test_a_weekday_settles_the_order_of_day_and_month() -> None:
    assert days("Friday 12/04/2026", day_first=True) == [date(2026, 12, 4)]


def test_a_date_without_a_year_is_the_nearest_one() -> None:
    assert days("Saturday 2 January") == [date(2027, 1, 2)]
    assert days("on 14 September") == [date(2026, 9, 14)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("31/02/2026", "en"),
        ("24/7", "en"),
        ("/archive/2026/10/20261002000000", "en"),
        ("room 2.14", "en"),
        ("I may come", "en"),
        ("esta semana por la mañana", "es"),
        ("guten Morgen", "de"),
    ],
)
def test_what_is_no_date_is_none(text: str, language: str) -> None:
    assert days(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "clock"),
    [
        ("at 10", "en", "10:00"),
        ("at 3", "en", "15:00"),
        ("3.30pm", "en", "15:30"),
        ("2-2:45pm", "en", "14:00-14:45"),
        ("from 11 to 1", "en", "11:00-13:00"),
        ("11am–noon", "en", "11:00-12:00"),
        ("10 to 11:30 a.m.", "en", "10:00-11:30"),
        ("from two in the afternoon until four", "en", "14:00-16:00"),
        ("1030-1130", "en", "10:30-11:30"),
        ("1530 hrs", "en", "15:30"),
        ("half two", "en", "14:30"),
        ("half past seven in the morning", "en", "07:30"),
        ("quarter to ten", "en", "09:45"),
        ("at ten to eleven", "en", "10:50"),
        ("at three fifteen", "en", "15:15"),
        ("12 noon", "en", "12:00"),
        ("4ish, at 4ish", "en", "16:00"),
        ("halb drei", "de", "14:30"),
        ("von 11 bis 12 Uhr", "de", "11:00-12:00"),
        ("um 14.30 Uhr", "de", "14:30"),
        ("viertel vor neun", "de", "08:45"),
        ("15h30", "fr", "15:30"),
        ("à 11 heures 15", "fr", "11:15"),
        ("à treize heures trente", "fr", "13:30"),
        ("midi et demi", "fr", "12:30"),
        ("a las cinco y cuarto", "es", "17:15"),
        ("de 9:00 a 10:00", "es", "09:00-10:00"),
        ("às 4 da tarde", "pt", "16:00"),
        ("10h30 às 11h00", "pt", "10:30-11:00"),
        ("half 3", "nl", "14:30"),
        ("kwart over 9", "nl", "09:15"),
        ("van 15.30 tot 16.30 uur", "nl", "15:30-16:30"),
        ("alle 7 e mezza", "it", "07:30"),
        ("a mezzogiorno", "it", "12:00"),
    ],
)
def test_a_clock_time_is_read(text: str, language: str, clock: str) -> None:
    assert clock in clocks(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "at 220 Union St",
        "at 4 Plumtree Court",
        "1-2 references",
        "within 2-3 weeks",
        "room 10.30",
        "$10.30",
        "for 2 hours",
        "UTC+05:30",
    ],
)
def test_what_is_no_clock_time_is_none(text: str) -> None:
    assert clocks(text) == []


@pytest.mark.parametrize(
    ("text", "language", "minutes"),
    [
        ("45 minutes", "en", 45),
        ("a 30-minute call", "en", 30),
        ("about half an hour", "en", 30),
        ("an hour and a half", "en", 90),
        ("three quarters of an hour", "en", 45),
        ("1 hr 30 mins", "en", 90),
        ("20-30 mins", "en", 30),
        ("1.5 hours", "en", 90),
        ("eine Dreiviertelstunde", "de", 45),
        ("anderthalb Stunden", "de", 90),
        ("une petite heure", "fr", 60),
        ("trois quarts d'heure", "fr", 45),
        ("media hora", "es", 30),
        ("uma hora e meia", "pt", 90),
        ("drie kwartier", "nl", 45),
        ("mezz'oretta", "it", 30),
    ],
)
def test_a_length_is_read(text: str, language: str, minutes: int) -> None:
    assert [duration.minutes for duration in durations_in(cut(text, language))] == [minutes]
