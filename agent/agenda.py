"""What stands in the calendar: interviews, follow-ups that fall due, days by which an answer was promised. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from agent.card import next_step
from agent.ics import Event
from agent.rulebook import Rulebook
from agent.screens.words import listed, step_name
from agent.threads import Round, Session, Thread

KEPT_FOR = timedelta(days=90)
"""How long past interviews stay in the calendar."""
REMIND_BEFORE_INTERVIEW = (timedelta(days=-1), timedelta(hours=-1))
FOLLOW_UP_TAKES = timedelta(minutes=15)
MORNING = timedelta(hours=9)
"""When a promised day is reminded of, after its midnight."""


def events(threads: Iterable[Thread], rulebook: Rulebook, now: datetime) -> Iterator[Event]:
    """Everything that belongs into the calendar, by thread."""
    for thread in threads:
        for round_ in thread.rounds:
            yield from _interviews(thread, round_, rulebook, now)
        if not thread.is_over:
            yield from _follow_up(thread, rulebook)
            yield from _promise(thread)


def _interviews(thread: Thread, round_: Round, rulebook: Rulebook, now: datetime) -> Iterator[Event]:
    if round_.is_off or (thread.is_over and not round_.ended_at):
        return
    default_length = rulebook.pacing(thread, round_.stage).default_length
    for number, session in enumerate(round_.sessions):
        end = session.end or session.start + default_length
        if session.is_cancelled or end < now - KEPT_FOR:
            continue
        yield Event(
            uid=f"{thread.id}.{round_.number}.{number}.interview@followthrough",
            start=session.start,
            end=end,
            summary=f"Interview: {_name(thread)}",
            description=_about(thread, session),
            location=session.medium.value if session.medium else "",
            alarms=REMIND_BEFORE_INTERVIEW,
        )


def _about(thread: Thread, session: Session) -> tuple[str, ...]:
    people = [p.name or p.email or "" for p in session.interviewers]
    met = [f"With {listed(people)}."] if people else []
    return (*met, "Ask when you will hear from them.", f"followthrough show {thread.id}")


def _follow_up(thread: Thread, rulebook: Rulebook) -> Iterator[Event]:
    item = next_step(thread, rulebook)
    if item is None or item.held_by:
        return
    waits = any(d.placed_at and d.step is item.step for d in thread.open_drafts())
    kind = step_name(item.step.value)
    yield Event(
        uid=f"{thread.id}.{item.round}.{item.step.value}@followthrough",
        start=item.at,
        end=item.at + FOLLOW_UP_TAKES,
        summary=f"{kind.capitalize()}{' in Drafts' if waits else ''}: {_name(thread)}",
        description=("Read it, change it, send it.", f"followthrough why {thread.id}"),
        alarms=(timedelta(),),
        is_busy=False,
    )


def _promise(thread: Thread) -> Iterator[Event]:
    promise = thread.live_promise
    if promise is None:
        return
    yield Event(
        uid=f"{thread.id}.{promise.by:%Y%m%d}.promise@followthrough",
        start=promise.by,
        end=None,
        summary=f"Answer promised by today: {_name(thread)}",
        description=(f"followthrough show {thread.id}",),
        alarms=(MORNING,),
        is_busy=False,
    )


def _name(thread: Thread) -> str:
    return ", ".join(part for part in (thread.company or thread.id, thread.role) if part)
