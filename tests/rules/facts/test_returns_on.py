"""The first day back in an automatic reply (B16; invented phrasings in tests/data/times)."""

from __future__ import annotations

from datetime import date

import pytest
import yaml

from rules.facts import returns_on
from rules.reading import Intent
from tests.rules.facts.times_data import DATA, clues_of, message_of, owner_in

ABSENCES = yaml.safe_load((DATA / "times" / "absences.yaml").read_text("utf-8"))
WRITTEN = "2026-05-05T09:00:00+01:00"  # a Tuesday
OWNER = owner_in("Europe/London")


@pytest.mark.parametrize(("language", "text", "day"), ABSENCES, ids=[row[1][:60] for row in ABSENCES])
def test_the_first_day_back_is_read_b16(language: str, text: str, day: date | None) -> None:
    found = returns_on.find(message_of(text, WRITTEN), OWNER, clues_of(Intent.AUTO_REPLY, language))
    assert found == day


def test_the_subject_tells_where_the_text_does_not() -> None:
    message = message_of("Please contact the office.", WRITTEN, subject="Out of office until 11 May")
    assert returns_on.find(message, OWNER, clues_of(Intent.AUTO_REPLY, "en")) == date(2026, 5, 12)


def test_a_bare_weekday_written_on_that_day_is_the_next_one() -> None:
    message = message_of("I'll be back on Tuesday.", WRITTEN)
    assert returns_on.find(message, OWNER, clues_of(Intent.AUTO_REPLY, "en")) == date(2026, 5, 12)


def test_a_return_that_has_passed_says_nothing() -> None:
    message = message_of("I was away and back on 28 April 2026.", WRITTEN)
    assert returns_on.find(message, OWNER, clues_of(Intent.AUTO_REPLY, "en")) is None
