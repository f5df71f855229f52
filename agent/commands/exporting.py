"""`export`: the search as a table for a spreadsheet program, or as a calendar; `stats`: what it teaches."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from agent import calendar_feed, export
from agent.commands.desk import Desk
from agent.errors import FollowthroughError, UsageError
from agent.lessons import History, Lessons, lessons
from agent.screens import page, stats
from agent.screens.words import counted

PRIVATE = "Only you can read it; it holds the words of your drafts."


def run(form: str, output: Path | None, config: Path | None) -> int:
    """`export`. Raises `UsageError` for a format there is not, or a file that cannot be written."""
    if form.lower() not in FORMATS:
        raise UsageError(f"{form!r} is no format.", next_step=f"Choose one of: {', '.join(FORMATS)}.")
    FORMATS[form.lower()](Desk(config), output)
    return 0


def show_stats(config: Path | None, *, as_json: bool) -> int:
    """`stats`."""
    desk = Desk(config)
    learned = _lessons(desk)
    if as_json:
        sys.stdout.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in stats.rows(learned))
    else:
        page.show(stats.screen(learned))
    return 0


def _csv(desk: Desk, output: Path | None) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(export.COLUMNS)
    rows = list(_rows(desk, export.rows))
    writer.writerows(rows)
    if output is None:
        sys.stdout.write(text.getvalue())
    else:
        _write(output, text.getvalue().encode("utf-8-sig"))  # the mark makes spreadsheet programs read it as UTF-8
        sys.stdout.write(f"{counted(len(rows), 'row')} written to {output}. {PRIVATE}\n")


def _xlsx(desk: Desk, output: Path | None) -> None:
    from agent.workbook import workbook

    if output is None:
        raise UsageError(
            "An Excel file cannot be printed.", next_step="Name it: followthrough export xlsx -o jobs.xlsx"
        )
    rows = list(_rows(desk, export.cells))
    _write(output, workbook(rows, _lessons(desk)))
    sys.stdout.write(f"{counted(len(rows), 'row')} written to {output}. {PRIVATE}\n")


def _ics(desk: Desk, output: Path | None) -> None:
    text = calendar_feed.text_of(desk.store, desk.rulebook, desk.now)
    if output is None:
        sys.stdout.write(text)
    else:
        _write(output, text.encode())
        sys.stdout.write(f"{counted(text.count('BEGIN:VEVENT'), 'entry', 'entries')} written to {output}.\n")


FORMATS: dict[str, Callable[[Desk, Path | None], None]] = {"csv": _csv, "xlsx": _xlsx, "ics": _ics}


def _rows(desk: Desk, of_thread: Callable[..., Iterator[tuple[export.Cell, ...]]]) -> Iterator[tuple[export.Cell, ...]]:
    letters = desk.store.letters()
    for thread, journal in _histories(desk):
        yield from of_thread(thread, journal, letters, desk.zone)


def _lessons(desk: Desk) -> Lessons:
    return lessons(_histories(desk), desk.rulebook)


def _histories(desk: Desk) -> Iterator[History]:
    for thread in desk.store.threads():
        yield thread, desk.store.thread_journal(thread.id)


def _write(output: Path, content: bytes) -> None:
    """Readable by the owner alone."""
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):  # one that was there already would keep its mode
            os.fchmod(descriptor, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FollowthroughError(
            f"{output} cannot be written: {reason}.", next_step="Name another --output."
        ) from error
