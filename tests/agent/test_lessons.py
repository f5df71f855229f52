"""What the search teaches, in the terminal and in the workbook; mail stays data there."""

from __future__ import annotations

import io
from datetime import datetime

from openpyxl import load_workbook

from agent import corrections, export
from agent.lessons import Lessons, lessons
from agent.screens import stats
from agent.screens.page import printed
from agent.workbook import workbook
from rules.reading import Intent, Person, Stage
from tests.agent.world import PRIYA, World, interview

GRACE = Person("Grace Okafor", "grace@halden.example")


def search() -> World:
    """Two interviews: one thanked, checked in and answered after a day; one rejected."""
    world = World()
    world.employer(
        "2026-05-05 10:00",
        Intent.INTERVIEW_SCHEDULED,
        interview=interview("2026-05-11 14:00", "14:45", PRIYA, stage=Stage.SCREEN),
    )
    world.employer(
        "2026-05-05 11:00",
        Intent.INTERVIEW_SCHEDULED,
        sender=GRACE,
        company="Halden",
        role="Analyst",
        interview=interview("2026-05-12 10:00", "10:30", GRACE),
    )
    world.owner_sends_drafts("2026-05-11 16:00")
    world.owner_sends_drafts("2026-05-18 12:00")
    world.employer("2026-05-19 12:00", Intent.STATUS_UPDATE)
    world.employer("2026-05-20 10:00", Intent.REJECTION, sender=GRACE, company="Halden", role="Analyst")
    return world


def learned(world: World) -> Lessons:
    return lessons([(t, world.store.thread_journal(t.id)) for t in world.store.threads()], world.rulebook)


def test_an_answer_counts_for_the_last_follow_up_before_it() -> None:
    """The check-in was answered after a day, and so was not the thank-you before it; another thank-you was."""
    found = learned(search())
    steps = {rate.name: rate for rate in found.steps}

    assert (steps["check_in"].count, steps["check_in"].answered, steps["check_in"].median_days) == (1, 1, 1.0)
    assert (steps["thank_you"].count, steps["thank_you"].answered) == (2, 1)
    assert {rate.name for rate in found.stages} == {"screen", "unknown"}
    assert {rate.name for rate in found.presets} == {"balanced"}


def test_the_funnel_counts_how_far_threads_came() -> None:
    found = learned(search())

    assert dict(found.funnel) == {
        "threads": 2,
        "interviewed": 2,
        "a second round": 0,
        "an offer": 0,
        "they said no": 1,
        "no answer": 0,
        "still open": 1,
    }
    assert (found.interviews.count, found.interviews.answered) == (2, 2)


def test_the_screen_says_it_in_words_and_warns_of_small_numbers() -> None:
    text = printed(stats.screen(learned(search())), width=80, colour=False)

    assert "check-in" in text
    assert "1 sent, 1 answered, after 1 day (median)" in text
    assert "say little" in text
    assert "nothing to count" in printed(stats.screen(learned(World())), width=80, colour=False)


def test_programs_get_the_same_numbers() -> None:
    rows = list(stats.rows(learned(search())))

    assert {"group": "step", "name": "check_in", "count": 1, "answered": 1, "median_days": 1.0} in rows


def test_the_workbook_has_times_filters_colours_and_no_formulas() -> None:
    """A company called =HYPERLINK(…) is a company of that name; control characters do not break the file."""
    world = search()
    world.corrects("2026-05-20 12:00", lambda t, now: corrections.note(t, "=1+1", now, world.rulebook), "Halden")
    store, zone = world.store, world.rulebook.calendar.zone
    rows = [r for t in store.threads() for r in export.cells(t, store.thread_journal(t.id), store.letters(), zone)]
    hostile = [tuple("=HYPERLINK(1)\x01" if v == "Halden" else v for v in row) for row in rows]
    book = load_workbook(io.BytesIO(workbook(hostile, learned(world))))
    sheet, taught = book["search"], book["lessons"]
    companies = {cell.value: cell for cell in sheet["B"]}

    assert [cell.value for cell in sheet[1]] == list(export.COLUMNS)
    assert sheet.auto_filter.ref == f"A1:P{len(rows) + 1}"
    assert companies["=HYPERLINK(1) "].data_type == "s"
    assert companies["=HYPERLINK(1) "].fill.start_color.rgb == "00F8CBAD"
    assert not any(cell.data_type == "f" for s in book for row in s.iter_rows() for cell in row)
    assert isinstance(sheet["E2"].value, datetime)
    assert any(cell.value == "follow-ups by step" for cell in taught["A"])
