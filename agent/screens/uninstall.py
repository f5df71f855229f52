"""What `uninstall` takes away and what it leaves, in a row each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.belongings import Belongings
from agent.screens.page import Line, Span, fitted, heading, line
from agent.screens.words import counted, step_name
from agent.threads import Draft, Thread

_WIDTH = 15
NAMED = 5
"""Drafts that are named; the rest is counted."""
Lying = Sequence[tuple[Thread, Draft]]
"""Drafts of ours in Drafts."""


@dataclass(frozen=True, slots=True)
class Farewell:
    """What there is; `drafts` None: not known, since the memory cannot be read."""

    found: Belongings
    drafts: Lying | None = ()
    takes_drafts: bool = False
    """Whether drafts that the owner did not change go too."""


def plan(farewell: Farewell) -> list[Line]:
    """Before: what would go and what would stay."""
    going = _going(farewell.found)
    if farewell.takes_drafts:
        going.append(("drafts", f"those in Drafts that you did not change, of {len(farewell.drafts or ())}"))
    return [heading("This goes"), *_rows(going), *_staying(farewell, farewell.drafts)]


def outcome(farewell: Farewell, taken: int, left: Lying | None, strangers: Iterable[str]) -> list[Line]:
    """After: what went, what stays, and what only the owner can do."""
    gone = _going(farewell.found)
    if farewell.takes_drafts:
        gone.append(("drafts", f"{taken} removed from Drafts"))
    lines = [heading("Removed"), *_rows(gone), *_staying(farewell, left)]
    if names := ", ".join(strangers):
        lines += [line(f"Not of Followthrough, and left in {farewell.found.folder}: {names}.", indent=2, hang=2)]
    return lines


def advice(rows: Iterable[str]) -> list[Line]:
    """The steps that no program can do for the owner."""
    return [heading("Yours to do"), *(line(row, indent=2, hang=2) for row in rows)]


def _going(found: Belongings) -> list[tuple[str, str]]:
    calendar_and_sign_ins = [path for path in found.kept if found.folder not in path.parents]
    rows = [("service", str(found.unit))] if found.unit else []
    if inside := len(found.kept) - len(calendar_and_sign_ins):
        rows.append(("memory", f"{found.folder} ({counted(inside, 'file')}: what is remembered, sign-ins, notes)"))
    rows += [("", str(path)) for path in calendar_and_sign_ins]
    return [*rows, *_named("configuration", found.settings)]


def _named(name: str, paths: Sequence[Path]) -> list[tuple[str, str]]:
    return [(name if number == 0 else "", str(path)) for number, path in enumerate(paths)]


def _staying(farewell: Farewell, drafts: Lying | None) -> list[Line]:
    rows = [("mail", "all of it, as it is"), *_drafts(drafts, takes=farewell.takes_drafts)]
    rows += _named("other files", farewell.found.others)
    return [heading("This stays"), *_rows(rows)]


def _drafts(drafts: Lying | None, *, takes: bool) -> list[tuple[str, str]]:
    if drafts is None:
        return [("drafts", "whatever lies in Drafts; the memory that knows of it cannot be read")]
    if not drafts:
        return []
    names = ", ".join(f"{step_name(d.step.value)} ({t.company or t.id})" for t, d in drafts[:NAMED])
    names += f" and {len(drafts) - NAMED} more" if len(drafts) > NAMED else ""
    hint = "" if takes else " (--drafts removes those that you did not change)"
    return [("drafts", f"{counted(len(drafts), 'draft')} in Drafts, to send or delete: {names}{hint}")]


def _rows(rows: Iterable[tuple[str, str]]) -> list[Line]:
    return [line(Span(fitted(name, _WIDTH), "name"), text, indent=2, hang=_WIDTH) for name, text in rows]
