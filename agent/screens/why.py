"""Why: the reading of one mail, or the next step of a thread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from agent.reasons import Reason
from agent.screens.page import Line, Span, heading, line
from agent.screens.thread import title
from agent.screens.words import intent_name, moment, near, step_name
from agent.threads import Thread
from rules.reading import Reading

_PLACEHOLDER = re.compile(r"#(\w+)")
"""What rules see in the place of a day, a time or a number."""
MOST_SHOWN = 8
"""Pieces of evidence; the weightiest come first."""


@dataclass(frozen=True, slots=True)
class Read:
    """One mail and how it was read."""

    key: str
    message_id: str | None
    at: datetime
    reading: Reading
    thread: Thread | None
    needs_look: str | None
    """Why it waits for the owner, if it does."""


def of_mail(read: Read, now: datetime, zone: tzinfo) -> list[Line]:
    """The reading of a mail: intent, confidence, the words that decided, the next best reading."""
    reading = read.reading
    sure = "" if reading.sure else ", not sure enough to act on"
    place = title(read.thread) if read.thread else "no thread"
    return [
        line(Span(f"Read as {intent_name(reading.intent.value)}", "head"), f"  {reading.confidence:.0%}{sure}"),
        line(Span(f"mail of {moment(read.at, now, zone)}, {place}", "quiet")),
        *([line(Span(f"Waits for a look: {read.needs_look}", "warn"))] if read.needs_look else []),
        line(),
        *_evidence(reading),
        *_facts(reading, now, zone),
        *_otherwise(read),
    ]


def of_thread(
    thread: Thread, reason: Reason, since: tuple[datetime, str] | None, now: datetime, zone: tzinfo
) -> list[Line]:
    """The next step of a thread: which, when, by which rule, what holds it, what would change it."""
    lines = [line(Span(title(thread), "head"), Span(f"   {thread.id}", "quiet"))]
    state = thread.state.value.replace("_", " ")
    if since:
        lines.append(line(Span(state, "strong"), f" since {moment(since[0], now, zone)}: {since[1]}"))
    lines.append(line())
    lines.append(line(Span("Next step  ", "quiet"), *_next_words(thread, reason, now, zone)))
    lines.append(line(Span("Why        ", "quiet"), reason.then, hang=11))
    lines.append(line(Span("Rule       ", "quiet"), reason.rule, hang=11))
    lines.append(line(Span("Wording    ", "quiet"), reason.wording, hang=11))
    if reason.held_by:
        lines.append(line(Span("Held by    ", "quiet"), Span(reason.held_by, "warn"), hang=11))
    lines += [line(), heading("What would change it")]
    return [*lines, *(line("- ", text, indent=2, hang=2) for text in reason.changes)]


def _next_words(thread: Thread, reason: Reason, now: datetime, zone: tzinfo) -> list[str | Span]:
    if reason.item is None:
        return ["none by itself"]
    step, at = step_name(reason.item.step.value), near(reason.item.at, now, zone)
    placed = [d.placed_at for d in thread.open_drafts(reason.item.step) if d.placed_at]
    if placed:
        return [Span(f"{step}, in Drafts since {near(max(placed), now, zone)}", "good"), f" (due {at})"]
    return [Span(f"{step}, {at}", "good"), "" if reason.item.at > now else " (due)"]


def _evidence(reading: Reading) -> Iterator[Line]:
    yield heading("What decided", "weight, rule, words in the mail")
    ordered = sorted(reading.evidence, key=lambda e: -abs(e.weight))
    for item in ordered[:MOST_SHOWN]:
        style = "good" if item.weight > 0 else "bad"
        words = f"  “{as_quoted(item.text)}”" if item.text else ""
        yield line(Span(f"{item.weight:+6.2f}", style), f"  {item.rule}", Span(words, "quiet"), indent=2, hang=8)
    rest = len(ordered) - MOST_SHOWN
    if rest > 0:
        yield line(Span(f"and {rest} lighter ones (--json has all)", "quiet"), indent=10)
    if not ordered:
        yield line("Nothing in it spoke clearly.", indent=2)
    yield line()


def _facts(reading: Reading, now: datetime, zone: tzinfo) -> Iterator[Line]:
    interview = reading.interview
    facts = {
        "company": reading.company,
        "role": reading.role,
        "interview": moment(interview.start, now, zone) if interview else None,
        "contact": (reading.contact.name or reading.contact.email) if reading.contact else None,
        "answer by": reading.decision_by.isoformat() if reading.decision_by else None,
        "phone": reading.phone,
        "language": reading.language,
    }
    known = {name: value for name, value in facts.items() if value}
    if known:
        yield heading("Facts in it")
        yield from (line(Span(f"{name:<10}", "quiet"), value, indent=2, hang=10) for name, value in known.items())
        yield line()


def _otherwise(read: Read) -> Iterator[Line]:
    runner_up = read.reading.runner_up
    if runner_up:
        yield line(Span("Next best reading: ", "quiet"), intent_name(runner_up.value))
    if read.reading.intent.value != "unrelated" or read.needs_look:
        other = runner_up.value if runner_up else "reply"
        yield line(Span("If it means something else: ", "quiet"), f"followthrough settle {read.key} --intent {other}")


def as_quoted(text: str, most: int = 160) -> str:
    """The words of a mail that decided, with what stands for days and numbers in them marked as such."""
    text = _PLACEHOLDER.sub(r"‹\1›", " ".join(text.split()))
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
