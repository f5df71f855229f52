"""The lines of `doctor`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agent.checkup.findings import Finding, Level
from agent.screens.page import Line, Span, fitted, line

MARKS = {Level.OK: ("ok", "good"), Level.WARNING: ("warning", "warn"), Level.ERROR: ("error", "bad")}
_WIDTH = len("warning")


def finding(item: Finding) -> Iterator[Line]:
    """One thing that was looked at, and under it what to do."""
    word, style = MARKS[item.level]
    yield line(Span(fitted(word, _WIDTH), style), "  ", Span(f"{item.check}: ", "name"), item.text, hang=_WIDTH + 2)
    if item.next_step:
        yield line(item.next_step, indent=_WIDTH + 2)


def summary(items: Iterable[Finding]) -> Line:
    """The last line: how many of each."""
    levels = [i.level for i in items]
    errors, warnings = levels.count(Level.ERROR), levels.count(Level.WARNING)
    if not errors and not warnings:
        return line(Span("All is well.", "good"))
    parts = [f"{n} {word}{'s' if n > 1 else ''}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return line(Span(f"{' and '.join(parts)}; the line under each says what to do.", "bad" if errors else "warn"))
