"""The calendar as a file that calendar programs read again and again; written only when something changed."""

from __future__ import annotations

import logging
import os
import re
import tempfile
from datetime import datetime
from pathlib import Path

from agent.agenda import events
from agent.ics import calendar
from agent.rulebook import Rulebook
from agent.store import Store

log = logging.getLogger("followthrough")
_STAMP = re.compile(r"^DTSTAMP:.*\r?\n", re.MULTILINE)


def text_of(store: Store, rulebook: Rulebook, now: datetime) -> str:
    """The calendar at this moment."""
    return calendar(events(store.threads(), rulebook, now), now)


class Feed:
    """The file at `path`; a trouble in writing it is said once, and tried again at the next poll."""

    def __init__(self, path: Path) -> None:
        self._path, self._trouble = path, ""

    def refresh(self, store: Store, rulebook: Rulebook, now: datetime) -> bool:
        """Write the file if it would say something new; whether it was written."""
        text = text_of(store, rulebook, now)
        try:
            if _STAMP.sub("", self._before()) == _STAMP.sub("", text):
                return False
            _replace(self._path, text)
        except OSError as error:
            self._tell(f"{self._path} cannot be written: {(error.strerror or str(error)).lower()}")
            return False
        self._trouble = ""
        return True

    def _before(self) -> str:
        try:
            with self._path.open(encoding="utf-8", newline="") as file:
                return file.read()
        except (FileNotFoundError, UnicodeDecodeError):
            return ""

    def _tell(self, trouble: str) -> None:
        if trouble != self._trouble:
            log.warning("%s. It is tried again; the rest goes on.", trouble)
        self._trouble = trouble


def _replace(path: Path, text: str) -> None:
    """All of it or nothing. A new file is private; one that the owner opened to a web server keeps its mode."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
