"""The screen of `stats`: how far the search came, and how often and how soon an answer came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.lessons import Lessons, Rate
from agent.screens.page import Line, Span, fitted, heading, line
from agent.screens.words import counted, step_name

BAR = 24
"""Columns of the longest bar."""
_NAME = 20
FEW = 5
"""Below this many, a rate is chance."""


def screen(learned: Lessons) -> list[Line]:
    """The whole screen."""
    if not dict(learned.funnel)["threads"]:
        return [line("No thread yet: there is nothing to count.")]
    most = max(count for _, count in learned.funnel)
    lines = [heading("How far")]
    lines += [_bar(name, count, most) for name, count in learned.funnel]
    lines += [line(), heading("How long they take"), _rate(learned.interviews, "held")]
    for title, rates in (("step", learned.steps), ("stage", learned.stages), ("preset", learned.presets)):
        if rates:
            lines += [line(), heading(f"Follow-ups by {title}"), *(_rate(r, "sent") for r in rates)]
    if any(r.count < FEW for r in learned.steps):
        lines += [line(), line(Span(f"Fewer than {FEW} of a kind say little.", "quiet"))]
    return lines


def rows(learned: Lessons) -> Iterator[dict[str, object]]:
    """The same for programs: `group`, `name`, `count`; and for what can be answered `answered`, `median_days`."""
    for name, count in learned.funnel:
        yield {"group": "funnel", "name": name, "count": count}
    groups: dict[str, Sequence[Rate]] = {
        "interviews": [learned.interviews],
        "step": learned.steps,
        "stage": learned.stages,
        "preset": learned.presets,
    }
    for group, rates in groups.items():
        for rate in rates:
            answers = {"answered": rate.answered, "median_days": rate.median_days}
            yield {"group": group, "name": rate.name, "count": rate.count, **answers}


def _bar(name: str, count: int, most: int) -> Line:
    return line(fitted(name, _NAME), Span("█" * round(BAR * count / most), "good"), f" {count}", indent=2)


def _rate(rate: Rate, word: str) -> Line:
    days = rate.median_days
    wait = f", after {counted(round(days), 'day')} (median)" if days is not None else ""
    answers = f"{rate.answered} answered{wait}" if rate.answered else "none answered"
    return line(fitted(step_name(rate.name), _NAME), f"{rate.count} {word}, {answers}", indent=2, hang=_NAME)
