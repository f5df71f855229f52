"""The agent's log: one line for each thing that happened, for people or for programs.

No line carries text of mail. What the agent itself writes names mailboxes, threads and steps; of an unforeseen error
only its kind and its places in the program are told, because its message may quote what was being read.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, get_args

from agent.errors import UsageError
from agent.safe_text import harmless

FILE_BYTES, FILES_KEPT = 1_000_000, 5
"""A log file is put aside at this size, and so many old ones are kept beside it."""
_SYSLOG_LEVELS = {"DEBUG": 7, "INFO": 6, "WARNING": 4, "ERROR": 3, "CRITICAL": 2}

Form = Literal["human", "json"]
Level = Literal["info", "debug", "warning", "error"]
FORMS: tuple[Form, ...] = get_args(Form)
LEVELS: tuple[Level, ...] = get_args(Level)
"""The usual one first."""

Error = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


@dataclass(frozen=True, slots=True)
class Logging:
    """How much is logged, how, and where: `file` is a path, "-" for standard output, or None for standard error."""

    form: Form = "human"
    level: Level = "info"
    file: str | None = None

    def beside(self, *, as_json: bool) -> Logging:
        """The same, but never in between the objects that a program reads from standard output."""
        return replace(self, file=None) if as_json and self.file == "-" else self


def begin(wanted: Logging) -> None:
    """Log from now on; of libraries only warnings. Raises `UsageError` for a file that cannot be written."""
    handler = _handler(wanted.file)
    is_journal = wanted.file is None and "JOURNAL_STREAM" in os.environ
    handler.setFormatter(Json() if wanted.form == "json" else Human(is_journal=is_journal))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("followthrough").setLevel(wanted.level.upper())


class _Plain(logging.Formatter):
    def formatException(self, ei: Error) -> str:
        """The error's kind and where it came from, innermost last; not its message."""
        frames = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(ei[2])]
        return " > ".join([*frames, ei[0].__name__ if ei[0] else "no error"])

    def text(self, record: logging.LogRecord) -> str:
        """The message on one line, unable to act on a terminal."""
        error = f" ({self.formatException(record.exc_info)})" if record.exc_info else ""
        return harmless(_without_its_error(record) + error)


class Human(_Plain):
    """`2026-11-28 09:00:02 INFO ...` in the machine's zone; for systemd's journal, which has times of its own, the
    level in its way."""

    def __init__(self, *, is_journal: bool = False) -> None:
        super().__init__()
        self._is_journal = is_journal

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        if self._is_journal:
            return f"<{_SYSLOG_LEVELS.get(record.levelname, 6)}>{self.text(record)}"
        return f"{self.formatTime(record, '%Y-%m-%d %H:%M:%S')} {record.levelname} {self.text(record)}"


class Json(_Plain):
    """One object a line: `at` (UTC), `level`, `logger`, `message`, and what the line was given beside (`about`)."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        head = {"at": at, "level": record.levelname.lower(), "logger": record.name, "message": self.text(record)}
        return json.dumps({**head, **getattr(record, "about", {})}, ensure_ascii=False)


class _PrivateFile(RotatingFileHandler):
    def _open(self) -> IO[str]:  # type: ignore[override]
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")


def _handler(file: str | None) -> logging.Handler:
    if file is None or file == "-":
        return logging.StreamHandler(sys.stdout if file else sys.stderr)
    try:
        return _PrivateFile(Path(file).expanduser(), maxBytes=FILE_BYTES, backupCount=FILES_KEPT, encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"--log-file: {file} cannot be written: {reason}.", next_step="Name another, or - for standard output."
        ) from error


def _without_its_error(record: logging.LogRecord) -> str:
    """The message; an error among its arguments is named by its kind alone."""
    if not isinstance(record.args, tuple):
        return record.getMessage()
    args = tuple(type(a).__name__ if isinstance(a, BaseException) else a for a in record.args)
    return str(record.msg) % args if args else str(record.msg)
