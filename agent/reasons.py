"""Why the next step of a thread is what and when it is, and what would change that (`why`, B5, B24). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from agent.addressing import is_unreachable
from agent.card import next_step
from agent.due import Due
from agent.plan import is_offered
from agent.rulebook import Rulebook
from agent.screens.words import day_name, intent_name, step_name
from agent.threads import FOLLOW_UPS, DraftStatus, Thread, Turn
from rules.pacing import Pacing, Step
from rules.reading import Stage

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
ANCHORS: Mapping[Step, str] = MappingProxyType(
    {
        Step.THANK_YOU: "the interview's end",
        Step.CHECK_IN: "the interview, or the last mail since",
        Step.NUDGE: "the check-in, or the last mail since",
        Step.CLOSING: "the nudge, or the last mail since",
        Step.REJECTION_REPLY: "the rejection",
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """What `why THREAD` says."""

    item: Due | None
    """The next step, if one is due at all."""
    then: str
    """Why at that moment, or why nothing is due."""
    rule: str
    """The rule of pacing that gives the number: a preset, or the owner's own rule by its name (B24)."""
    wording: str
    """In which tone it is written, and who said so (B24)."""
    held_by: str | None
    changes: tuple[str, ...]
    """What the owner, the employer or time can do to it, each a sentence."""


def explained(thread: Thread, rulebook: Rulebook, now: datetime) -> Reason:
    """The reason of a thread that has been brought up to `now`."""
    item = next_step(thread, rulebook)
    round_ = next((r for r in thread.rounds if item and r.number == item.round), thread.last_round)
    pacing = rulebook.pacing(thread, round_.stage if round_ else None)
    rule = pacing.sources.get(item.step.value, f"preset {pacing.preset}") if item else f"preset {pacing.preset}"
    held = item.held_by if item else None
    return Reason(
        item,
        then_words(item, pacing, rulebook) if item else _nothing(thread, rulebook),
        rule,
        _wording(thread, round_.stage if round_ else None, rulebook),
        held,
        tuple(_changes(thread, item, rulebook, now)),
    )


def _wording(thread: Thread, stage: Stage | None, rulebook: Rulebook) -> str:
    style = rulebook.style(thread, stage)
    words = f"{style.tone} ({style.tone_source})"
    if style.length:
        words += f", {style.length} ({style.length_source})"
    notes = (d.wording for d in thread.open_drafts() if d.wording)
    return "; ".join(dict.fromkeys([words, *notes]))


def then_words(item: Due, pacing: Pacing, rulebook: Rulebook) -> str:
    """Why a step is due at its moment: "5 business days after the interview (preset balanced)"."""
    if item.because != pacing.sources.get(item.step.value, f"preset {pacing.preset}"):
        return _ISO_DATE.sub(lambda m: day_name(date.fromisoformat(m[0])), item.because)
    wait = pacing.wait_for(item.step)
    anchor = ANCHORS.get(item.step)
    words = f"{wait} after {anchor}" if wait and anchor else "as soon as the window opens"
    window = pacing.window_for(item.step)
    days = "every day" if window.every_day else "business days"
    return f"{words}; {days} {window.opens:%H:%M}–{window.closes:%H:%M} ({item.because})"


def _nothing(thread: Thread, rulebook: Rulebook) -> str:
    if thread.is_over:
        return "The thread is over; nothing further is written by itself."
    if thread.next_round:
        return "The interview lies ahead; its thank-you follows once its end has passed."
    if thread.ask:
        who = thread.ask.by or "They"
        return f"{who} waits for your answer ({intent_name(thread.ask.intent.value)}); no follow-up before it."
    if is_unreachable(thread) and thread.rounds:
        return "No address of a person is known, so mail is not the way."
    if thread.open_drafts():
        return "Its draft lies in Drafts; what follows depends on what you do with it."
    return "No interview has taken place yet." if not thread.last_round else "Every step of this round is done."


def _changes(thread: Thread, item: Due | None, rulebook: Rulebook, now: datetime) -> Iterator[str]:
    """Sentences on what would change it, the owner's own doings with their command."""
    name = thread.id
    yield from _of_drafts(thread)
    if thread.warnings and not thread.trusted:
        yield f"If the warning is nothing: followthrough trust {name}"
    if thread.holds:
        yield "A message waits for a look: followthrough settle"
    if thread.turn is Turn.OWNER:
        yield "Answer them; the wait begins anew from your mail."
    if thread.is_over:
        yield f"If it goes on after all: followthrough reopen {name}"
        return
    if item and is_offered(item, now, rulebook, rulebook.pacing(thread)):
        yield "It is so late that it is left to you: write it yourself, or leave it out."
    if item and item.step is not Step.THANK_YOU:
        yield "Any mail of theirs: the wait begins anew from it."
        if not thread.live_promise:
            yield f'A day they named moves it: followthrough note {name} "they decide by Friday"'
    if thread.promise and thread.live_promise:
        yield f"Their promise ({day_name(thread.promise.by)}) counts until a step is sent or a later mail replaces it."
    if thread.next_round:
        yield f"Another time: followthrough set {name} --time …; if it falls through: followthrough didnt-happen {name}"
    if item:
        yield f"Leave the {step_name(item.step.value)} out: followthrough skip {name}"
        yield f"Put it off: followthrough snooze {name} 2026-06-30"
    if item and item.step in FOLLOW_UPS and not thread.open_drafts(item.step):
        yield f'Choose its day: followthrough pin 2026-06-30 {name} --because "the launch"'
    yield f"End it: followthrough close {name}"


def _of_drafts(thread: Thread) -> Iterator[str]:
    for draft in thread.open_drafts():
        if not draft.placed_at:
            continue
        kind = step_name(draft.step.value)
        if draft.status is DraftStatus.EDITED:
            yield f"You edited the {kind}: it is yours, and nothing is placed beside it until it is sent or deleted."
        else:
            yield f"Send the {kind} as it is or changed; delete it and it counts as left out."
