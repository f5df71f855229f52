"""What the search teaches: how far threads came, how often and how soon follow-ups were answered. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from statistics import median

from agent.export import FollowUp, follow_ups, heard_at
from agent.happenings import Entry
from agent.lifecycle import CloseReason, State
from agent.rulebook import Rulebook
from agent.threads import Round, Thread

DAY_SECONDS = 86400


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something was answered, and after how many days each time."""

    name: str
    count: int
    days: tuple[float, ...]

    @property
    def answered(self) -> int:
        """How many were answered."""
        return len(self.days)

    @property
    def median_days(self) -> float | None:
        """Half of the answers came sooner; None without any."""
        return round(median(self.days), 1) if self.days else None


@dataclass(frozen=True, slots=True)
class Lessons:
    """All of it."""

    funnel: tuple[tuple[str, int], ...]
    """(how far, how many threads)."""
    interviews: Rate
    """Interviews held, and when the first word came after each."""
    steps: tuple[Rate, ...]
    stages: tuple[Rate, ...]
    presets: tuple[Rate, ...]


@dataclass(frozen=True, slots=True)
class _Try:
    """One follow-up that was sent."""

    step: str
    stage: str
    preset: str
    days: float | None


History = tuple[Thread, Sequence[Entry]]
"""A thread and its journal."""


def lessons(search: Iterable[History], rulebook: Rulebook) -> Lessons:
    """What the whole search teaches so far."""
    histories = list(search)
    threads = [thread for thread, _ in histories]
    tries = [item for history in histories for item in _tries(history, rulebook)]
    return Lessons(
        tuple((name, sum(map(test, threads))) for name, test in FUNNEL.items()),
        _interviews(histories, rulebook),
        _rates(tries, lambda t: t.step),
        _rates(tries, lambda t: t.stage),
        _rates(tries, lambda t: t.preset),
    )


def _held(thread: Thread) -> list[Round]:
    return [r for r in thread.rounds if r.ended_at and not r.is_off]


FUNNEL: dict[str, Callable[[Thread], bool]] = {
    "threads": lambda thread: True,
    "interviewed": lambda thread: bool(_held(thread)),
    "a second round": lambda thread: len(_held(thread)) > 1,
    "an offer": lambda thread: thread.reason is CloseReason.OFFER,
    "they said no": lambda thread: thread.state is State.REJECTED,
    "no answer": lambda thread: thread.reason is CloseReason.NO_ANSWER,
    "still open": lambda thread: not thread.is_over,
}


def _interviews(histories: Iterable[History], rulebook: Rulebook) -> Rate:
    count, days = 0, []
    for thread, journal in histories:
        heard = heard_at(journal)
        for round_ in _held(thread):
            count += 1
            end = round_.end(rulebook.pacing(thread, round_.stage).default_length)
            first = next((at for at in heard if at > end), None)
            days += [_days(end, first)] if first else []
    return Rate("interviews", count, tuple(days))


def _tries(history: History, rulebook: Rulebook) -> list[_Try]:
    thread, journal = history
    sent = [f for f in follow_ups(thread, journal, {}) if f.sent_at]
    return [_try(thread, item, following, rulebook) for item, following in zip_longest(sent, sent[1:])]


def _try(thread: Thread, item: FollowUp, following: FollowUp | None, rulebook: Rulebook) -> _Try:
    """An answer counts for the last follow-up before it."""
    assert item.sent_at
    round_ = max((r for r in _held(thread) if r.start <= item.sent_at), key=lambda r: r.start, default=None)
    stage = round_.stage if round_ else None
    overtaken = following and following.sent_at and item.answered_at and item.answered_at > following.sent_at
    answered = None if overtaken or not item.answered_at else _days(item.sent_at, item.answered_at)
    return _Try(item.step, stage.value if stage else "unknown", rulebook.pacing(thread, stage).preset, answered)


def _rates(tries: Iterable[_Try], key: Callable[[_Try], str]) -> tuple[Rate, ...]:
    groups: dict[str, list[_Try]] = defaultdict(list)
    for item in tries:
        groups[key(item)].append(item)
    return tuple(
        Rate(name, len(items), tuple(t.days for t in items if t.days is not None)) for name, items in groups.items()
    )


def _days(since: datetime, until: datetime) -> float:
    return (until - since).total_seconds() / DAY_SECONDS
