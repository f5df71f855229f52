"""Every spelling of a time zone (docs/corpus.md: an abbreviation means the region's local time on that date)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.time_words import cut
from rules.times import clocks_in
from rules.zones import Whose, resolved, stated_zone, zone_named, zone_near

OWNER = ZoneInfo("America/New_York")
JULY, JANUARY = datetime(2026, 7, 15, 15), datetime(2026, 1, 15, 15)


def offset(text: str, at: datetime = JULY, language: str | None = "en", sender: str | None = None) -> float | None:
    """Hours east of Greenwich that the text states for `at`; None where it states no zone."""
    words = cut(text, language)
    clock = clocks_in(words, set())[0]
    mention = zone_near(words, clock.start, clock.end) or stated_zone(words)
    if mention is None:
        return None
    zone = resolved(mention, at, OWNER, ZoneInfo(sender) if sender else None)
    found = at.replace(tzinfo=zone).utcoffset()
    assert found is not None
    return found / timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "language", "hours"),
    [
        ("3pm ET", "en", -4),
        ("3pm EST", "en", -4),
        ("3pm est", "en", -4),
        ("3pm Eastern", "en", -4),
        ("3pm EDT", "en", -4),
        ("3:00 central, with Vic", "en", -5),
        ("3pm MT", "en", -6),
        ("3pm Arizona time", "en", -7),
        ("3pm Pacific", "en", -7),
        ("3pm GMT", "en", 0),
        ("3pm BST", "en", 1),
        ("3pm UK time", "en", 1),
        ("3pm London time", "en", 1),
        ("3pm CET", "en", 2),
        ("3pm CEST", "en", 2),
        ("3pm Berlin time", "en", 2),
        ("3pm UTC", "en", 0),
        ("3pm UTC+2", "en", 2),
        ("3pm (GMT+05:30)", "en", 5.5),
        ("3pm (UTC-05:00) Eastern Time (US & Canada)", "en", -4),
        ("3pm SGT", "en", 8),
        ("3pm SAST", "en", 2),
        ("3pm WAT", "en", 1),
        ("3pm AEST", "en", 10),
        ("3pm NZST", "en", 12),
        ("3pm JST", "en", 9),
        ("3 PM (America/Los_Angeles)", "en", -7),
        ("3 PM (US/Eastern)", "en", -4),
        ("3pm Singapore time", "en", 8),
        ("15:00 Uhr deutscher Zeit", "de", 2),
        ("15 Uhr (MESZ)", "de", 2),
        ("15h heure de Paris", "fr", 2),
        ("15 h à Paris", "fr", 2),
        ("15:00 (hora argentina)", "es", -3),
        ("15:00 (hora peninsular)", "es", 2),
        ("15h de Lisboa", "pt", 1),
        ("15h, horário de Brasília", "pt", -3),
        ("15 uur Belgische tijd", "nl", 2),
        ("alle 15 (ora italiana)", "it", 2),
        ("Your day, 3:00 - 4:00. All times Pacific.", "en", -7),
        ("15:00 (Dublin)", "en", 1),
    ],
)
def test_a_zone_is_read_as_its_regions_time_in_july(text: str, language: str, hours: float) -> None:
    assert offset(text, JULY, language) == hours


@pytest.mark.parametrize(("text", "hours"), [("3pm EDT", -5), ("3pm CEST", 1), ("3pm PDT", -8), ("3pm AEST", 11)])
def test_the_season_is_that_of_the_date_not_of_the_letters(text: str, hours: float) -> None:
    assert offset(text, JANUARY, sender="Australia/Sydney" if "AEST" in text else None) == hours


@pytest.mark.parametrize(
    ("sender", "hours"), [("Asia/Kolkata", 5.5), ("Europe/Dublin", 1), ("Asia/Jerusalem", 3), ("America/New_York", 5.5)]
)
def test_ist_goes_by_who_writes(sender: str, hours: float) -> None:
    assert offset("3pm IST", JULY, sender=sender) == hours


def test_ist_is_irish_where_the_text_says_so() -> None:
    assert offset("3pm IST (Irish Standard Time)", JULY, sender="Asia/Kolkata") == 1


def test_your_time_is_the_owners_and_our_time_the_senders() -> None:
    words = cut("3pm your time", "en")
    clock = clocks_in(words, set())[0]
    mention = zone_near(words, clock.start, clock.end)
    assert mention is not None
    assert mention.whose is Whose.OWNER
    assert offset("3pm your time", sender="Europe/Berlin") == -4
    assert offset("3pm our time", sender="Europe/Berlin") == 2


def test_the_zone_beside_the_time_wins_over_a_second_one() -> None:
    assert offset("10am PT / 1pm your time") == -7


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("à 15h, c'est bon", "fr"),
        ("at 3pm in the central library", "en"),
        ("um 15 Uhr ist gut", "de"),
        ("at 3pm with Pat", "en"),
    ],
)
def test_ordinary_words_are_no_zone(text: str, language: str) -> None:
    assert offset(text, JULY, language) is None


def test_an_unknown_name_is_utc_rather_than_an_error() -> None:
    assert zone_named("Mars/Olympus").utcoffset(JULY) == timedelta(0)
