"""`export`: the search as a table for a spreadsheet program."""

from __future__ import annotations

import csv
import io
import os
import sys
from pathlib import Path

from agent import export
from agent.commands.desk import Desk
from agent.errors import FollowthroughError, UsageError

FORMATS = ("csv",)


def run(form: str, output: Path | None, config: Path | None) -> int:
    """`export`. Raises `UsageError` for a format there is not, or a file that cannot be written."""
    if form.lower() not in FORMATS:
        raise UsageError(f"{form!r} is no format.", next_step=f"Choose one of: {', '.join(FORMATS)}.")
    desk = Desk(config)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(export.COLUMNS)
    count, letters = 0, desk.store.letters()
    for thread in desk.store.threads():
        for row in export.rows(thread, desk.store.thread_journal(thread.id), letters, desk.zone):
            writer.writerow(row)
            count += 1
    if output is None:
        sys.stdout.write(text.getvalue())
    else:
        _write(output, text.getvalue())
        sys.stdout.write(
            f"{count} rows written to {output}. Only you can read it; it holds the words of your drafts.\n"
        )
    return 0


def _write(output: Path, text: str) -> None:
    """Readable by the owner alone; with a mark that makes spreadsheet programs read it as UTF-8."""
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
            file.write(text)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FollowthroughError(
            f"{output} cannot be written: {reason}.", next_step="Name another --output."
        ) from error
