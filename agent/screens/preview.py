"""The drafts of a step as they would be written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from agent.preview import Preview
from agent.screens.page import Line, Span, heading, line
from agent.screens.thread import title
from agent.screens.words import near, step_name
from agent.threads import Draft, Thread


def previews(thread: Thread, shown: Sequence[Preview], now: datetime, zone: tzinfo) -> list[Line]:
    """Every preview with its drafts in full, the tone named where there are several."""
    first = shown[0]
    when = "now" if first.at <= now else near(first.at, now, zone)
    lines = [line(Span(f"{step_name(first.step.value).capitalize()} · {title(thread)}", "head"), f"  as of {when}")]
    if first.live:
        lines.append(line(Span("One lies in Drafts already; this is how it would be written anew.", "warn")))
    for preview in shown:
        lines += _preview(preview, is_named=len(shown) > 1)
    return [*lines, line(), line(Span("Nothing was placed.", "quiet"))]


def letter(to: str, subject: str, body: str) -> list[Line]:
    """One mail in full."""
    texts = body.strip().splitlines()
    return [
        line(Span("To:      ", "quiet"), to, hang=9),
        line(Span("Subject: ", "quiet"), Span(subject, "strong"), hang=9),
        line(),
        *(line(text) for text in texts),
    ]


def _preview(preview: Preview, *, is_named: bool) -> Iterator[Line]:
    yield line()
    if is_named:
        yield heading(f"Tone: {preview.tone}")
    if preview.is_too_many:
        yield line("More people interviewed you than are thanked without asking. Write to those you choose.")
    for number, draft in enumerate(preview.drafts):
        if number:
            yield line(Span("· · ·", "quiet"))
        yield from letter(_to(draft), draft.subject, draft.body)
        if draft.wording:
            yield line(Span(f"Wording: {draft.wording}", "quiet"))
    for fault in preview.faults:
        yield line(Span("It would not be placed: ", "bad"), fault)


def _to(draft: Draft) -> str:
    if draft.address is None:
        who = draft.to.name if draft.to and draft.to.name else "anybody"
        return f"(empty: no address of {who} is known)"
    return f"{draft.to.name} <{draft.address}>" if draft.to and draft.to.name else draft.address
