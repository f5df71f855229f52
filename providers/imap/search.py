"""Which messages of a folder are to be looked at, as UIDs."""

from __future__ import annotations

from datetime import datetime, timedelta

from providers.imap.line import FolderState, Line

SEARCH_SLICE = 20_000
"""Messages searched by one command: an answer must stay below the million bytes that imaplib reads of a line."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def uids_from(line: Line, opened: FolderState, first: int, criteria: str = "UNDELETED") -> list[int]:
    """The UIDs of the open folder from `first` on that meet `criteria`, ascending."""
    if not opened.messages:
        return []
    found: list[int] = []
    for slice_ in _slices(opened, first):
        found += line.search(f"{slice_}UID {first}:* {criteria}")
    return sorted({uid for uid in found if uid >= first})  # n:* names the last message even if it is before n


def since_day(moment: datetime) -> str:
    """A criterion for what was received at `moment` or later. The day before is searched too: servers compare dates
    without their zones (RFC 3501, 6.4.4)."""
    day = moment - timedelta(days=1)
    return f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}"


def _slices(opened: FolderState, first: int) -> list[str]:
    """Message numbers to search by, so that no answer is too long; nothing where few UIDs are left anyway."""
    is_short = opened.next_uid and opened.next_uid - first <= SEARCH_SLICE
    if is_short or opened.messages <= SEARCH_SLICE:
        return [""]
    begins = range(1, opened.messages + 1, SEARCH_SLICE)
    return [f"{begin}:{min(begin + SEARCH_SLICE - 1, opened.messages)} " for begin in begins]
