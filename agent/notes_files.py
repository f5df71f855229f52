"""Notes in files: one a thread, in `notes` in the data directory, named like the thread in `status` (B35)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

ENDINGS = (".txt", ".md")
MAX_BYTES = 50_000

log = logging.getLogger("followthrough")


class NotesFolder:
    """The notes files, read anew where they changed since the last look."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[Path, tuple[float, int]] = {}

    def changed(self) -> Mapping[str, str]:
        """Thread → text of its notes file, of those that changed; all at the first look. Never raises: a file that
        cannot be read is logged and left for the next look."""
        found: dict[str, str] = {}
        for path in sorted(self._folder.glob("*")) if self._folder.is_dir() else ():
            try:
                stat = path.stat()
                mark = (stat.st_mtime, stat.st_size)
                if path.suffix not in ENDINGS or self._seen.get(path) == mark or stat.st_size > MAX_BYTES:
                    continue
                found[path.stem] = path.read_text(encoding="utf-8-sig", errors="replace")
                self._seen[path] = mark
            except OSError as error:
                log.warning("notes: %s cannot be read (%s)", path.name, error.strerror)
        return found
