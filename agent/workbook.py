"""The search as an Excel workbook: a sheet to filter, coloured by state, and a sheet of lessons.

Every text is written as text: a cell of mail that begins with = stays what it is, and no cell holds a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from agent.export import COLUMNS, Cell
from agent.lessons import Lessons, Rate
from agent.screens.words import STATES, step_name

LONGEST = 32_000
"""Characters of a cell; the format allows 32,767."""
_WIDTHS = {"company": 24, "job title": 28, "content": 60, "lessons": 40, "to": 28, "address": 28, "interviewer": 24}
_USUAL_WIDTH = 16
_COLOURS: Mapping[str, str] = {
    STATES["arranging"]: "FFF2CC",
    STATES["scheduled"]: "DDEBF7",
    STATES["interviewed"]: "E2EFDA",
    STATES["thanked"]: "E2EFDA",
    STATES["checked_in"]: "D9E1F2",
    STATES["nudged"]: "FCE4D6",
    STATES["closed"]: "EDEDED",
    STATES["rejected"]: "F8CBAD",
}
"""Light fills, on which black text is readable."""


def workbook(rows: Iterable[Sequence[Cell]], learned: Lessons) -> bytes:
    """The file. Times in `rows` are naive, on the owner's clock: the format knows no zones."""
    book = Workbook()
    _search(book.active, rows)
    _lessons(book.create_sheet("lessons"), learned)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _search(sheet: Any, rows: Iterable[Sequence[Cell]]) -> None:
    sheet.title = "search"
    _head(sheet, COLUMNS, 1)
    last = 1
    for last, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            _put(sheet.cell(last, column), value)
        _colour(sheet, last, row)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{last}"
    for column, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, _USUAL_WIDTH)


def _colour(sheet: Any, number: int, row: Sequence[Cell]) -> None:
    fill = _COLOURS.get(str(row[COLUMNS.index("status")]))
    if fill:
        for name in ("company", "status", "outcome"):
            sheet.cell(number, COLUMNS.index(name) + 1).fill = PatternFill("solid", start_color=fill)


def _lessons(sheet: Any, learned: Lessons) -> None:
    number = 1
    for head, rows in _tables(learned):
        _head(sheet, head, number)
        for row in rows:
            number += 1
            for column, value in enumerate(row, start=1):
                _put(sheet.cell(number, column), value)
        number += 2
    sheet.column_dimensions["A"].width = 28
    for letter in "BCD":
        sheet.column_dimensions[letter].width = _USUAL_WIDTH


def _tables(learned: Lessons) -> Iterator[tuple[Sequence[str], list[tuple[Cell, ...]]]]:
    yield ("how far", "threads"), list(learned.funnel)
    yield ("after an interview", "held", "answered", "median days"), [_rate(learned.interviews)]
    named = {"step": learned.steps, "stage": learned.stages, "preset": learned.presets}
    for title, rates in named.items():
        yield (f"follow-ups by {title}", "sent", "answered", "median days"), [_rate(r) for r in rates]


def _rate(rate: Rate) -> tuple[Cell, ...]:
    return (step_name(rate.name), rate.count, rate.answered, rate.median_days)


def _head(sheet: Any, names: Sequence[str], row: int) -> None:
    for column, name in enumerate(names, start=1):
        cell = sheet.cell(row, column)
        _put(cell, name)
        cell.font = Font(bold=True)


def _put(cell: Any, value: Cell) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        cell.value = _printable(value)
        cell.data_type = "s"  # whatever the library took it for: "=1+1" and "#N/A" are words here
        cell.quotePrefix = True  # a spreadsheet program takes it for text even after it was edited
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        return
    cell.value = value
    cell.alignment = Alignment(vertical="top", horizontal="left")
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"


def _printable(text: str) -> str:
    """Without the characters that XML cannot hold."""
    kept = "".join(c if c in "\n\t" or c.isprintable() else " " for c in text)
    return kept if len(kept) <= LONGEST else f"{kept[:LONGEST]}…"
