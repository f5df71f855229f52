"""The search as a table: one row a follow-up, or one a thread that had none. Pure.

The columns are those that published guides tell job seekers to keep: what was applied for and when, with whom they
spoke, what they wrote and when it was answered, how it stands, and what they learned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from agent.happenings import Entry
from agent.screens.words import REASONS, STATES, step_name
from agent.threads import Draft, DraftStatus, Round, Thread
from rules.reading import Intent

COLUMNS = (
    "job title",
    "company",
    "location",
    "applied",
    "interview",
    "interviewer",
    "address",
    "medium",
    "follow-up",
    "to",
    "content",
    "sent",
    "answered",
    "status",
    "outcome",
    "lessons",
)
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet program; mail must not write formulas."""
_SHOWN = (DraftStatus.LIVE, DraftStatus.EDITED, DraftStatus.SENT)
_NO_ANSWER = (Intent.AUTO_REPLY.value, Intent.DELIVERY_FAILURE.value, Intent.UNRELATED.value)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One draft, in the words that were placed (what the owner changed in them is not known).

    Moments are aware; `sent_at` is None while it waits.
    """

    step: str
    to: tuple[str, ...]
    content: str
    sent_at: datetime | None
    answered_at: datetime | None


Letters = Mapping[str, tuple[str, str]]
"""Draft id → (subject, body)."""


Cell = str | int | float | datetime | None
"""What stands in a cell; moments are naive, on the owner's clock."""


def rows(thread: Thread, journal: Sequence[Entry], letters: Letters, zone: tzinfo) -> Iterator[tuple[str, ...]]:
    """The rows of one thread, as texts that no spreadsheet program takes for formulas."""
    for row in cells(thread, journal, letters, zone):
        yield tuple(neutral(_text(value)) for value in row)


def cells(thread: Thread, journal: Sequence[Entry], letters: Letters, zone: tzinfo) -> Iterator[tuple[Cell, ...]]:
    """The rows of one thread, as they are: texts of mail may look like formulas."""
    applied = next((e.at for e in journal if e.data.get("intent") == Intent.APPLICATION_RECEIVED.value), None)
    items: Sequence[FollowUp | None] = follow_ups(thread, journal, letters) or (None,)
    for item in items:
        round_ = _round(thread, item)
        yield (
            thread.role,
            thread.company,
            "on site" if round_ and round_.medium and round_.medium.value == "onsite" else "",
            _when(applied, zone),
            _when(round_.start if round_ else None, zone),
            "; ".join(p.name or "" for p in round_.interviewers) if round_ else "",
            "; ".join(p.email or "" for p in round_.interviewers) if round_ else "",
            "mail" if item else (round_.medium.value if round_ and round_.medium else ""),
            step_name(item.step) if item else "",
            "; ".join(item.to) if item else "",
            item.content if item else "",
            _when(item.sent_at if item else None, zone),
            _when(item.answered_at if item else None, zone),
            STATES[thread.state.value],
            _outcome(thread),
            "; ".join(n.text for n in thread.notes if n.kind != "private"),
        )


def neutral(text: str) -> str:
    """The text as a cell that is only text."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_MARKS) else text


def follow_ups(thread: Thread, journal: Sequence[Entry], letters: Letters) -> list[FollowUp]:
    """Every follow-up that was sent or still waits, in the order of placing."""
    heard = heard_at(journal)
    shown = [d for d in thread.drafts if d.placed_at and d.status in _SHOWN]
    return [_follow_up(draft, heard, letters) for draft in sorted(shown, key=lambda d: d.placed_at or d.planned_at)]


def heard_at(journal: Sequence[Entry]) -> list[datetime]:
    """When the employer wrote, robots aside; in order."""
    return sorted(e.at for e in journal if e.event == "message_read" and e.data["intent"] not in _NO_ANSWER)


def _follow_up(draft: Draft, heard: Sequence[datetime], letters: Letters) -> FollowUp:
    sent_at = draft.ended_at if draft.status is DraftStatus.SENT else None
    answered = next((at for at in heard if sent_at and at > sent_at), None)
    subject, body = letters.get(draft.id, (draft.subject, draft.body))
    content = f"{subject}\n\n{body}".strip()
    return FollowUp(draft.step.value, (draft.address,) if draft.address else (), content, sent_at, answered)


def _round(thread: Thread, item: FollowUp | None) -> Round | None:
    """The round that a follow-up is about: the last that ended before it was sent."""
    until = item.sent_at if item else None
    ended = [r for r in thread.rounds if not r.is_off and (until is None or r.start <= until)]
    return max(ended, key=lambda r: r.start, default=None)


def _outcome(thread: Thread) -> str:
    if thread.state.value == "rejected":
        return "rejected"
    return REASONS[thread.reason.value] if thread.reason else ""


def _when(at: datetime | None, zone: tzinfo) -> datetime | None:
    return at.astimezone(zone).replace(tzinfo=None) if at else None


def _text(value: Cell) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value or "")
