"""Learnt weights put another time that is told in the place of the rules' where it is clearly better (B2, B10)."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.facts import interview_time, time_choice
from rules.facts.prose_time import stated_time
from rules.facts.writing import Writing, writing_of
from rules.reading import Intent
from tests.rules.facts.times_data import clues_of, message_of, owner_in

SCHEDULED, MOVED = Intent.INTERVIEW_SCHEDULED, Intent.INTERVIEW_RESCHEDULED
WRITTEN = "2026-05-06T09:15:00+01:00"  # a Wednesday
OWNER = owner_in("Europe/London", "GB")
OFFERED = "I could do:\n- Monday 11 May 11:00\n- Wednesday 13 May 14:00\n- Friday 15 May 9:00"


def writing(text: str, quoted: str = "") -> Writing:
    return writing_of(message_of(text, WRITTEN, quoted=quoted), OWNER, "en")


def start_of(text: str, intent: Intent, quoted: str = "") -> str | None:
    found = interview_time.find(message_of(text, WRITTEN, quoted=quoted), OWNER, clues_of(intent, "en"))
    return found.start.replace(tzinfo=None).isoformat(timespec="minutes") if found else None


@pytest.mark.parametrize(
    ("text", "intent", "quoted", "start"),
    [
        ("Took the second of yours. Half an hour, Bram joins.", SCHEDULED, OFFERED, "2026-05-13T14:00"),
        (
            "Our inspector comes at 11 on Friday, so we do your interview before, at 9.30, same bench.",
            MOVED, "", "2026-05-08T09:30",
        ),
        (
            "Another candidate could only do 9.30 so she has your slot on Friday and you have hers at 11.30.",
            MOVED, "", "2026-05-08T11:30",
        ),
    ],
)  # fmt: skip
def test_a_time_that_the_rules_pass_over_is_chosen_where_the_words_speak_for_it_b10(
    text: str, intent: Intent, quoted: str, start: str
) -> None:
    by_rules = stated_time(writing(text, quoted), intent is MOVED)
    assert by_rules is not None
    assert by_rules[0].replace(tzinfo=None).isoformat(timespec="minutes") != start
    assert start_of(text, intent, quoted) == start


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Your interview is on Friday 15 May at 10.30. Reception opens at 8.", "2026-05-15T10:30"),
        ("Friday 15 May, 14:00 to 14:45, room 2. We decide by Monday at 12:00.", "2026-05-15T14:00"),
        ("Interview 1: Friday 15 May, 10:00 - 10:30\nInterview 2: Friday 15 May, 10:45 - 11:30", "2026-05-15T10:00"),
        ("A taxi collects you at 9 on Friday 15 May; your interview is at 9.45.", "2026-05-15T09:45"),
        ("Tea with the team is at 10 on Tuesday 12 May, then we interview you at 10.45.", "2026-05-12T10:45"),
    ],
)
def test_a_plain_time_stays_whatever_else_is_told_b2(text: str, start: str) -> None:
    assert start_of(text, SCHEDULED) == start


def test_what_the_rules_leave_open_stays_open_b10() -> None:
    """No time is safer than a wrong one, however much the words speak for it."""
    assert start_of("Would any of these work: Friday at 2, Monday at 11?", SCHEDULED) is None


TOLD = [
    *("Friday", " 15 May", " at 10", " 14:00", " 9.30"),
    *(" the second", " not ", ". ", " instead of ", "interview ", "\n"),
]


@given(st.lists(st.sampled_from(TOLD), min_size=1, max_size=14), st.booleans())
def test_the_start_is_always_one_that_the_message_tells_or_the_rules_say_b2(pieces: list[str], is_moved: bool) -> None:
    told = writing("".join(pieces), OFFERED)
    by_rules = stated_time(told, is_moved)
    if by_rules is None:
        return
    starts = {one.start for one in time_choice.candidates_of(told, is_moved, by_rules)}
    found, end = time_choice.chosen(told, is_moved, by_rules)
    assert found in starts | {by_rules[0]}
    assert end is None or end > found
    assert isinstance(found, datetime)
    assert found.tzinfo is not None


def test_of_many_times_only_so_many_are_looked_at_b6() -> None:
    told = writing("Friday 15 May at 10:05, Monday 18 May at 11:10 and so on. " * 300)
    by_rules = stated_time(told, is_moved=False)
    assert by_rules is not None
    assert len(time_choice.candidates_of(told, False, by_rules)) <= 40
