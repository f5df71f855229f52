"""What the demo shows once it was played: the timeline, the board, one draft in full, and where the mailbox is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from agent.glance import Glance
from agent.screens.page import Line, Span, fitted, heading, line
from agent.screens.preview import letter
from agent.screens.status import board
from agent.screens.words import REASONS, day_name, intent_name
from agent.spoken import Told

QUIET = ("interviewed", "thanked", "checked_in", "nudged")
"""States that follow from what is told anyway."""


@dataclass(frozen=True, slots=True)
class Played:
    """The whole story as it went."""

    told: Sequence[Told]
    glance: Glance
    now: datetime
    draft: Mapping[str, Any]
    """A `draft_placed` event (docs/behaviour.md)."""
    names: Mapping[str, str]
    """Of the addresses written to."""
    folder: Path
    promises: Mapping[str, date] = field(default_factory=dict)
    """Message-ID → the day by which that mail promised an answer."""


def played(result: Played, width: int) -> list[Line]:
    """The whole screen."""
    return [
        heading("Six weeks of a search", "invented people, the real engine, the clock moved"),
        *_timeline(result),
        line(),
        heading("The board at the end", "followthrough status"),
        line(),
        *board(result.glance, result.now, width),
        line(),
        heading("One of the drafts, as it lay in Drafts"),
        line(),
        *_letter(result.draft),
        line(),
        *_where(result.folder),
    ]


def _timeline(result: Played) -> Iterator[Line]:
    before = ""
    for at, company, text, style in _merged(result):
        local = at.astimezone(result.glance.zone)
        day = f"{local:%a} {local.day:>2} {local:%b}"
        yield line(
            Span(f"{'' if day == before else day:<10}", "strong"),
            Span(f"  {local:%H:%M}  ", "quiet"),
            Span(fitted(company, 18), "name"),
            "  ",
            Span(text, style),
            hang=39,
        )
        before = day


_Told = tuple[datetime, str, str, str]
"""When, the company, what, and the style to show it in."""


def _merged(result: Played) -> Iterator[_Told]:
    """A mail with the state that it led to on one line, and what went to several people at once on one."""
    waiting: _Told | None = None
    for told in result.told:
        words = _words(told, result)
        if words is None:
            continue
        at, company, (text, style) = told.entry.at, told.company or "", words
        if waiting and (at, company) == waiting[:2] and text.startswith("→") and waiting[2].startswith("mail: "):
            waiting = (at, company, f"{waiting[2]} {text}", waiting[3])
            continue
        if waiting == (at, company, text, style):
            continue
        stem, _, name = text.partition(" ready for ")
        if waiting and name and (at, company) == waiting[:2] and waiting[2].startswith(f"{stem} ready for "):
            waiting = (at, company, f"{waiting[2]} and {name}", style)
            continue
        if waiting:
            yield waiting
        waiting = (at, company, text, style)
    if waiting:
        yield waiting


def _words(told: Told, result: Played) -> tuple[str, str] | None:
    data: Mapping[str, Any] = told.entry.data
    to = ", ".join(result.names.get(a, a) for a in data["to"]) if isinstance(data.get("to"), list) else ""
    match told.entry.event:
        case "message_read" if data["intent"] != "unrelated":
            by = result.promises.get(str(data["message_id"]))
            return f"mail: {intent_name(data['intent'])}{f', answer by {day_name(by)}' if by else ''}", ""
        case "draft_placed":
            return f"{_step(data)} ready for {to or 'somebody'}", "good"
        case "draft_withdrawn":
            return f"{_step(data)} withdrawn: {data['why']}", "warn"
        case "draft_sent":
            return f"{_step(data)} sent by Jordan", "quiet"
        case "notified":
            return str(data["text"]), "warn"
        case "state_changed" if data["to"] not in QUIET:
            reason = REASONS.get(str(data["why"]).partition(":")[0])
            return f"→ {data['to'].replace('_', ' ')}{f': {reason}' if reason else ''}", "strong"
    return None


def _step(data: Mapping[str, Any]) -> str:
    return str(data["kind"]).replace("_", "-")


def _letter(draft: Mapping[str, Any]) -> list[Line]:
    return letter(", ".join(draft["to"]), str(draft["subject"]), str(draft["body"])) if draft else []


def _where(folder: Path) -> Iterator[Line]:
    yield heading("Look for yourself")
    yield line("The mailbox is a Maildir, to be opened in a mail client, for example:")
    yield line(Span(f"neomutt -f {folder / 'Mail'}", "strong"), indent=2)
    yield line("Every screen and correction works on it, for example:")
    yield line(Span(f"followthrough show northwind --config {folder / 'config.yaml'}", "strong"), indent=2, hang=2)
