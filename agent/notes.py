"""The owner's notes about a thread (B35). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from agent import wording
from agent.draft_request import NOTE_KINDS
from agent.happenings import Change, tell
from agent.material import FALLBACK_LANGUAGE
from agent.proofreading import slips
from agent.same_names import company_words
from agent.threads import Note, Thread

KINDS = ("about", "concern", "ask", "promised", "connection", "private")
PROMISED = "promised"
PRIVATE = "private"
FILE = "file"
"""The source of a note that stands in the thread's notes file."""
SHOWN = "shown"
"""A line that fits no sentence: it is shown beside the draft, never in it."""
_LINE = re.compile(rf"^\s*[-*•]?\s*(?:(?P<kind>{'|'.join(KINDS)})\s*:)?\s*(?P<text>.*?)\s*$", re.IGNORECASE)


def add(thread: Thread, text: str, at: datetime, file: str | None = None) -> Change:
    """The thread with the lines of a note; live drafts are renewed by the next planning (B27).

    `file` goes with the line that was promised. A line that is known already takes its file. Slips of the pen are told.
    """
    code = language_of(thread)
    new = tuple(_with_file(note, file) for note in lines(text, at, code))
    named = {(n.kind, n.text): n for n in new}
    kept = tuple(replace(n, file=named[n.kind, n.text].file or n.file) if _key(n) in named else n for n in thread.notes)
    fresh = tuple(n for n in named.values() if _key(n) not in set(map(_key, thread.notes)))
    return _told_slips(replace(thread, notes=(*kept, *fresh)), fresh, at)


def forget(thread: Thread, beginning: str) -> Change:
    """The thread without the notes that begin so, whatever their kind; the same thread where none does."""
    start = " ".join(beginning.casefold().split())
    kept = tuple(n for n in thread.notes if not f"{n.text}".casefold().startswith(start) or not start)
    return Change(replace(thread, notes=kept) if len(kept) < len(thread.notes) else thread)


def from_file(thread: Thread, text: str, at: datetime) -> Change:
    """The thread with what its notes file says now; a line that left the file leaves the thread."""
    code = language_of(thread)
    before = {_key(n): n for n in thread.notes if n.source == FILE}
    others = tuple(n for n in thread.notes if n.source != FILE)
    told = set(map(_key, others))
    listed = {_key(n): n for n in lines(text, at, code) if _key(n) not in told}
    now = tuple(before.get(key, replace(n, source=FILE)) for key, n in listed.items())
    fresh = tuple(n for n in now if _key(n) not in before)
    if now == tuple(before.values()):
        return Change(thread)
    return _told_slips(replace(thread, notes=(*others, *now)), fresh, at)


def slips_in(note: Note, code: str) -> tuple[str, ...]:
    """What a careful reader would mark in a note that may come into a draft."""
    return slips(note.text, code) if note.kind in NOTE_KINDS else ()


def language_of(thread: Thread) -> str:
    """The language that a thread's notes are expected in: that of its drafts."""
    return thread.language or FALLBACK_LANGUAGE


def _told_slips(thread: Thread, fresh: Iterable[Note], at: datetime) -> Change:
    change = Change(thread)
    for note in fresh:
        if found := slips_in(note, language_of(thread)):
            text = (
                f'Your note "{note.text}" may have a slip: {" ".join(found)} Before it is in a draft: '
                f'followthrough note {thread.id} --forget "{note.text}", then note it anew.'
            )
            change = change.then(tell(change.thread, f"slip:{note.text}", text, at))
    return change


def _with_file(note: Note, file: str | None) -> Note:
    return replace(note, file=file) if file and note.kind == PROMISED else note


def _key(note: Note) -> tuple[str, str]:
    return note.kind, note.text


def lines(text: str, at: datetime, code: str = FALLBACK_LANGUAGE) -> tuple[Note, ...]:
    """Each line with its kind: the one written before the colon, else `about` if it fits a sentence of the thread's
    language `code`, else only shown."""
    return tuple(_note(line, at, code) for line in text.splitlines()[:100] if line.strip())


def thread_named(subject: str, company: str | None, threads: Iterable[Thread]) -> Thread | None:
    """The one open thread whose company the subject names; None where none or several fit."""
    words = tuple(re.findall(r"\w+", f"{subject} {company or ''}".casefold()))
    fitting = [t for t in threads if t.company and _contains(words, company_words(t.company))]
    still_open = [t for t in fitting if not t.is_over] or fitting
    by_role = [t for t in still_open if t.role and t.role.casefold() in subject.casefold()]
    chosen = by_role or still_open
    return chosen[0] if len(chosen) == 1 else None


def _note(line: str, at: datetime, code: str) -> Note:
    match = _LINE.match(line[:2000])
    kind, text = (match["kind"] or "").lower() if match else "", match["text"] if match else line
    if not kind:
        kind = "about" if wording.fits_a_sentence(text, code) else SHOWN
    return Note(kind, text, at)


def _contains(words: Sequence[str], name: Sequence[str]) -> bool:
    """The first word of the company's name (or all of it, if that is short) stands in the subject."""
    return bool(name) and name[0] in words and (len(name[0]) >= 4 or all(w in words for w in name))
