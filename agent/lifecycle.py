"""The state machine: a table and its law.

The law
1. Everything that decides a thread's state stands in this file; no other module sets one.
2. This file knows nothing of mail, drafts or time: callers say *what happened* (`Event`), the table says where that
leads.
3. An event that a row does not name changes nothing. It is no error: mail surprises.

Rows are the positions of B12 (`closed` split by its reason, plus `new` for a thread that is about to begin); columns
are what
B10, B12, B13, B20, B33 and B36 name. The diagram in agent/README.md is generated from `TRANSITIONS`.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """The states of B12."""

    ARRANGING = "arranging"
    SCHEDULED = "scheduled"
    INTERVIEWED = "interviewed"
    THANKED = "thanked"
    CHECKED_IN = "checked_in"
    NUDGED = "nudged"
    CLOSED = "closed"
    REJECTED = "rejected"


class CloseReason(StrEnum):
    """Why a thread is closed (B12)."""

    NO_ANSWER = "no_answer"
    OFFER = "offer"
    WITHDRAWN = "withdrawn"
    BY_OWNER = "by_owner"


class Position(StrEnum):
    """A state, with its reason where it is `closed`: the rows of the table."""

    NEW = "new"
    ARRANGING = "arranging"
    SCHEDULED = "scheduled"
    INTERVIEWED = "interviewed"
    THANKED = "thanked"
    CHECKED_IN = "checked_in"
    NUDGED = "nudged"
    REJECTED = "rejected"
    CLOSED_NO_ANSWER = "closed (no_answer)"
    CLOSED_OFFER = "closed (offer)"
    CLOSED_WITHDRAWN = "closed (withdrawn)"
    CLOSED_BY_OWNER = "closed (by_owner)"

    @property
    def state(self) -> State:
        """The state without its reason. `new` is no state: asking for it is a bug and raises ValueError."""
        return State(self.value.split(" ")[0])

    @property
    def reason(self) -> CloseReason | None:
        """The reason of a closed position."""
        return CloseReason(self.value[8:-1]) if self.value.startswith("closed") else None


class Event(StrEnum):
    """What can happen to a thread."""

    TIME_SET = "time_set"
    """A round ahead has a definite time (set, confirmed or moved)."""
    TIME_WANTED = "time_wanted"
    """An interview is wanted, its time open."""
    CALLED_OFF = "called_off"
    """The only round ahead was cancelled by either side, or did not happen (B36)."""
    ROUND_ENDED = "round_ended"
    THANKED = "thanked"
    """The last thank-you of the latest round went out or was skipped."""
    CHECKED_IN = "checked_in"
    NUDGED = "nudged"
    SILENCE = "silence"
    """Nothing came after the closing note (B20)."""
    EMPLOYER_WROTE = "employer_wrote"
    """Any employer message that names no state of its own."""
    REJECTED = "rejected"
    OFFERED = "offered"
    WITHDREW = "withdrew"
    """The owner ended it."""
    CLOSED_BY_OWNER = "closed_by_owner"
    REOPENED = "reopened"
    """By the owner."""


BEFORE = "before"
"""Target: the state the thread had before it was closed."""

_P, _E = Position, Event
_ENDINGS: dict[Event, Position | str] = {
    _E.REJECTED: _P.REJECTED,
    _E.OFFERED: _P.CLOSED_OFFER,
    _E.WITHDREW: _P.CLOSED_WITHDRAWN,
    _E.CLOSED_BY_OWNER: _P.CLOSED_BY_OWNER,
}
_TIMES: dict[Event, Position | str] = {_E.TIME_SET: _P.SCHEDULED, _E.TIME_WANTED: _P.ARRANGING}
_OPEN: dict[Event, Position | str] = {**_TIMES, **_ENDINGS, _E.CALLED_OFF: _P.ARRANGING}

TRANSITIONS: dict[Position, dict[Event, Position | str]] = {
    _P.NEW: _TIMES,
    _P.ARRANGING: {**_OPEN, _E.ROUND_ENDED: _P.INTERVIEWED},
    _P.SCHEDULED: {**_OPEN, _E.ROUND_ENDED: _P.INTERVIEWED},
    _P.INTERVIEWED: {**_OPEN, _E.ROUND_ENDED: _P.INTERVIEWED, _E.THANKED: _P.THANKED},
    _P.THANKED: {**_OPEN, _E.ROUND_ENDED: _P.INTERVIEWED, _E.CHECKED_IN: _P.CHECKED_IN},
    _P.CHECKED_IN: {**_OPEN, _E.ROUND_ENDED: _P.INTERVIEWED, _E.NUDGED: _P.NUDGED},
    _P.NUDGED: {**_OPEN, _E.ROUND_ENDED: _P.INTERVIEWED, _E.SILENCE: _P.CLOSED_NO_ANSWER},
    _P.REJECTED: {**_TIMES, _E.OFFERED: _P.CLOSED_OFFER, _E.CLOSED_BY_OWNER: _P.CLOSED_BY_OWNER, _E.REOPENED: BEFORE},
    _P.CLOSED_NO_ANSWER: {
        **_TIMES,
        **_ENDINGS,
        _E.CALLED_OFF: _P.ARRANGING,
        _E.EMPLOYER_WROTE: BEFORE,
        _E.REOPENED: BEFORE,
    },
    _P.CLOSED_OFFER: {**_TIMES, _E.REJECTED: _P.REJECTED, _E.WITHDREW: _P.CLOSED_WITHDRAWN, _E.REOPENED: BEFORE},
    _P.CLOSED_WITHDRAWN: {**_TIMES, _E.REJECTED: _P.REJECTED, _E.REOPENED: BEFORE},
    _P.CLOSED_BY_OWNER: {**_TIMES, _E.REJECTED: _P.REJECTED, _E.REOPENED: BEFORE},
}


def advance(position: Position, event: Event, before_closed: State | None = None) -> Position:
    """Where `event` leads from `position`; the same position where the table names nothing.

    `before_closed` is the state the thread had before it ended; it is what `BEFORE` stands for (`arranging` if
    unknown).
    """
    target = TRANSITIONS[position].get(event, position)
    if isinstance(target, Position):
        return target
    return Position(before_closed.value) if before_closed else Position.ARRANGING


def mermaid() -> str:
    """The table as a Mermaid state diagram, one line an arrow."""
    lines = ["stateDiagram-v2", f'    state "the state it had before" as {BEFORE}']
    for position, row in TRANSITIONS.items():
        lines += [f"    {_node(position)} --> {_node(target)}: {event.value}" for event, target in row.items()]
    return "\n".join(lines)


def _node(place: Position | str) -> str:
    if place is Position.NEW:
        return "[*]"
    return place.replace(" ", "_").replace("(", "").replace(")", "")
