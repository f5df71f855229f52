"""Looking for one message in a folder by its headers: newest files first, a bounded number, each opened once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter

from providers.headers import HEADERS_LIMIT_BYTES, Headers, read_headers
from providers.maildir.folder import FOLLOW_TRIES, MaildirFolder, MessageFile

LOOK_LIMIT = 2000
"""Files opened at most for one look; the newest, so what was written last is always found."""
NS = 1_000_000_000
_CACHE_LIMIT = 4 * LOOK_LIMIT


@dataclass(frozen=True, slots=True)
class Found:
    """A message file and its headers. Times are in nanoseconds: of the content, and of the last change or rename."""

    file: MessageFile
    headers: Headers
    written_ns: int
    renamed_ns: int

    def sent_at(self, placed_ns: int) -> datetime:
        """When it was sent: its Date, unless that is still the draft's own, then when it came into the folder."""
        date = self.headers.date
        if date is not None and date.timestamp() > placed_ns / NS:
            return date
        arrived_ns = self.written_ns if self.written_ns > placed_ns else self.renamed_ns
        return datetime.fromtimestamp(arrived_ns / NS, UTC)


@dataclass(frozen=True, slots=True)
class _Candidate:
    file: MessageFile
    written_ns: int
    renamed_ns: int
    size: int


class HeaderLook:
    """Remembers the headers it read by base name, time and size, so that the next look costs little."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, int, int], Headers] = {}

    def first(
        self, folder: MaildirFolder, is_wanted: Callable[[Headers], bool], since_ns: int = 0, ignored: str = ""
    ) -> Found | None:
        """The newest message written at or after `since_ns`, without a flag of `ignored`, that is wanted.

        A vain look counts only if no other program renamed or moved anything meanwhile. Raises `OSError` if the folder
        cannot be listed; a message that cannot be read is passed over.
        """
        for _ in range(FOLLOW_TRIES):
            before = folder.prints()
            newest = self._newest(folder, since_ns, ignored)
            found = next((found for found in newest if is_wanted(found.headers)), None)
            if found is not None or folder.prints() == before:
                return found
        return None

    def _newest(self, folder: MaildirFolder, since_ns: int, ignored: str) -> Iterator[Found]:
        candidates = [candidate for file in folder.files() if (candidate := _candidate(file, since_ns, ignored))]
        candidates.sort(key=attrgetter("written_ns"), reverse=True)
        for candidate in candidates[:LOOK_LIMIT]:
            headers = self._headers(folder, candidate)
            if headers is not None:
                yield Found(candidate.file, headers, candidate.written_ns, candidate.renamed_ns)

    def _headers(self, folder: MaildirFolder, candidate: _Candidate) -> Headers | None:
        key = (candidate.file.base, candidate.written_ns, candidate.size)
        if key not in self._read:
            try:
                found = folder.read(candidate.file, HEADERS_LIMIT_BYTES)
            except OSError:  # unreadable for us is unrecognisable; `changes` reports it
                return None
            if found is None:
                return None
            if len(self._read) >= _CACHE_LIMIT:
                self._read.clear()
            self._read[key] = read_headers(found.mime)
        return self._read[key]


def _candidate(file: MessageFile, since_ns: int, ignored: str) -> _Candidate | None:
    if any(flag in file.flags for flag in ignored):
        return None
    try:
        state = file.stat()
    except OSError:  # gone or renamed since the listing: `first` looks again
        return None
    # Some programs give whole seconds (neomutt does): such a time stands for its whole second.
    latest_ns = state.st_mtime_ns if state.st_mtime_ns % NS else state.st_mtime_ns + NS - 1
    if latest_ns < since_ns:
        return None
    return _Candidate(file, state.st_mtime_ns, state.st_ctime_ns, state.st_size)
