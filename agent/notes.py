"""The owner's notes about a thread (B35). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from agent import wording
from agent.happenings import Change
from agent.linking import company_words
from agent.material import FALLBACK_LANGUAGE
from agent.rulebook import Rulebook
from agent.threads import Note, Thread

KINDS = ("about", "concern", "ask", "promised", "private")
SHOWN = "shown"
"""A line that fits no sentence: it is shown beside the draft, never in it."""
_LINE = re.compile(rf"^\s*[-*•]?\s*(?:(?P<kind>{'|'.join(KINDS)})\s*:)?\s*(?P<text>.*?)\s*$", re.IGNORECASE)


def add(thread: Thread, text: str, at: datetime, rulebook: Rulebook) -> Change:
    """The thread with the lines of a note; live drafts are renewed by the next planning (B27)."""
    code = thread.language or FALLBACK_LANGUAGE
    new = tuple(n for n in lines(text, at, code) if (n.kind, n.text) not in {(k.kind, k.text) for k in thread.notes})
    return Change(replace(thread, notes=(*thread.notes, *new)))


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
