"""What a step's drafts would say, without placing anything (`preview`). Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from agent import passing, writing
from agent.addressing import recipients
from agent.card import next_step
from agent.draft_request import DraftRequest
from agent.due import follow_up
from agent.rulebook import MOST_INTERVIEWERS, Rulebook
from agent.threads import Draft, Round, Thread
from rules.pacing import Step, due_at


@dataclass(frozen=True, slots=True)
class Preview:
    """The drafts of one step as they would be written at `at` (aware)."""

    step: Step
    at: datetime
    drafts: tuple[Draft, ...]
    faults: tuple[str, ...]
    """Why a draft would not be placed (B32)."""
    live: tuple[Draft, ...]
    """Drafts of this step that lie in Drafts already; their words there may have been changed by the owner."""
    tone: str
    is_too_many: bool = False
    """More interviewers than are thanked without asking (B30)."""
    requests: tuple[DraftRequest, ...] = ()
    """What each of the drafts is written from."""


def preview(thread: Thread, step: Step | None, tone: str | None, rulebook: Rulebook, now: datetime) -> Preview | None:
    """The step's drafts, the next step's if none is named; None where nothing comes next.

    A step that lies ahead is written as on its day, with the thread as time alone will have made it.
    """
    rulebook = rulebook.in_tone(tone) if tone else rulebook
    chosen = _chosen(thread, step, rulebook, now)
    if chosen is None:
        return None
    wanted, at = chosen
    thread = passing.until(thread, at, rulebook).thread
    round_ = _round(thread, wanted)
    live = tuple(d for d in thread.open_drafts(wanted) if round_ is None or d.round == round_.number)
    people = recipients(thread, wanted, round_)
    used = rulebook.style(thread, round_.stage if round_ else None).tone
    if len(people) > MOST_INTERVIEWERS:
        return Preview(wanted, at, (), (), live, used, is_too_many=True)
    thread = _unwritten(thread, wanted, round_)
    written = writing.plan_drafts(thread, wanted, _unthanked(round_), rulebook, at)
    for draft in written.drafts:
        thread = thread.with_draft(draft)
    requests = tuple(writing.request_for(thread, draft, rulebook, at)[1] for draft in written.drafts)
    faults = tuple(unfit.fault for unfit in written.unfit)
    return Preview(wanted, at, written.drafts, faults, live, used, requests=requests)


def _chosen(thread: Thread, step: Step | None, rulebook: Rulebook, now: datetime) -> tuple[Step, datetime] | None:
    item = next_step(thread, rulebook)
    live = next((d for d in thread.open_drafts() if d.placed_at), None)
    if step is None and live is not None:
        return live.step, now
    ahead = follow_up(thread, rulebook)
    for due in (item, ahead):
        if due and step in (None, due.step):
            return due.step, max(due.at, now)
    if step in (None, Step.THANK_YOU) and thread.next_round:
        return Step.THANK_YOU, _thank_you_at(thread, thread.next_round, rulebook)
    return (step, now) if step else None


def _thank_you_at(thread: Thread, round_: Round, rulebook: Rulebook) -> datetime:
    pacing = rulebook.pacing(thread, round_.stage)
    return due_at(Step.THANK_YOU, pacing, round_.end(pacing.default_length), rulebook.calendar)


def _round(thread: Thread, step: Step) -> Round | None:
    return thread.last_round or (thread.next_round if step is Step.THANK_YOU else None)


def _unwritten(thread: Thread, step: Step, round_: Round | None) -> Thread:
    """The thread as if this step had not been written yet; what other drafts said still counts as said."""
    number = round_.number if round_ else None
    kept = tuple(d for d in thread.drafts if d.step is not step or (number is not None and d.round != number))
    return replace(thread, drafts=kept)


def _unthanked(round_: Round | None) -> Round | None:
    return replace(round_, thanked=frozenset()) if round_ else None
